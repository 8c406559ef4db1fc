"""How the walked cooperation is run: one of each of its papers, made by its coordinator."""

from __future__ import annotations

from datetime import date
from typing import Any

from followup.domain.actors import Role, Staff
from followup.domain.audit_programmes import NewProgramme
from followup.domain.cooperation_bodies import (
    BodyKind,
    ContactTopic,
    NewBody,
    NewContactPerson,
    NewDecision,
    NewMeeting,
    NewPeriod,
    NewSeat,
    NewTask,
    Outcome,
    SeatPart,
)
from followup.domain.joint_documents import DocumentAdoption, DocumentKind, NewDocument
from followup.domain.news import NewNews
from followup.domain.permissions import Permission
from followup.domain.training import NewCourse, NewRecords
from followup.models.cooperation_bodies import (
    BodySeat,
    ContactPerson,
    CooperationBody,
    CooperationPeriod,
    Meeting,
    MemberDecision,
    ResponsibilityTask,
)
from followup.models.desk import AuditProgramme, Course, CourseRecord, NewsItem
from followup.models.joint_documents import CooperationDocument
from followup.models.organisations import Cooperation, Organisation
from followup.queries import training as register
from followup.services import (
    audit_programmes,
    contact_persons,
    cooperation_bodies,
    joint_documents,
    meetings,
    member_decisions,
    members,
    news,
    responsibilities,
    training,
)
from followup.transaction import Transaction
from tests.builders import World

TODAY = date(2026, 3, 2)


def scene(world: World, colleague: Staff, secretariat: Organisation, cooperation: Cooperation) -> dict[str, Any]:
    """Return what stands for each name in an address."""
    coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=(cooperation,))
    with world.tx(coordinator) as tx:
        found = _made(tx, cooperation.public_id, colleague.organisation_public_id)
    with world.reading(coordinator) as tx:
        course = tx.get(Course, found["course_id"][1], to=Permission.COOPERATION_READ)
        [entry] = register.entries(tx.session, course.id, None).rows
    return {**found, "record_id": (CourseRecord, entry.public_id)}


def _made(tx: Transaction, cooperation_id: str, region: str) -> dict[str, Any]:
    body = cooperation_bodies.found(tx, cooperation_id, NewBody(kind=BodyKind.OFFICE, name="Office"))
    seat = NewSeat(organisation_id=region, name="Sara", part=SeatPart.CHAIR, valid_from=TODAY)
    person = NewContactPerson(
        organisation_id=region, name="Carl", email="carl@region.test", topic=ContactTopic.BOTH, valid_from=TODAY
    )
    decided = NewDecision(
        organisation_id=region,
        matter="Programme",
        outcome=Outcome.ADOPTED,
        decided_on=TODAY,
        body="Council",
        case_number="1",
    )
    period = NewPeriod(name="Strategy", starts_on=TODAY, source="test")
    contact = contact_persons.name(tx, cooperation_id, person)
    course = training.offer(tx, cooperation_id, NewCourse(name="Basics", is_for_contacts=True))
    training.enter(tx, course.public_id, NewRecords(done_on=TODAY, contact_person_ids=(contact.public_id,)))
    public, inside, draft = (_document(tx, cooperation_id, name) for name in ("Public", "Inside", "Draft"))
    for document, is_public in ((public, True), (inside, False)):
        adopted = DocumentAdoption(in_force_on=TODAY, decision="test", is_public=is_public)
        joint_documents.adopt(tx, document, adopted, None)
    told = news.write(tx, cooperation_id, NewNews(title="Told", text="test")).public_id
    news.publish(tx, told, None)
    unsaid = news.write(tx, cooperation_id, NewNews(title="Unsaid", text="test")).public_id
    meeting = meetings.call(tx, cooperation_id, NewMeeting(title="Spring", held_on=TODAY))
    task = responsibilities.add(tx, cooperation_id, NewTask(name="Terms", main="Secretariat"))
    programme = audit_programmes.set_up(tx, cooperation_id, NewProgramme(year=2026, objectives="test"))
    in_force, is_draft = (CooperationDocument, inside), (CooperationDocument, draft)
    return {
        "period_id": (CooperationPeriod, members.set_period(tx, cooperation_id, period).public_id),
        "body_id": (CooperationBody, body.public_id),
        "seat_id": (BodySeat, cooperation_bodies.take_seat(tx, body.public_id, seat).public_id),
        "contact_person_id": (ContactPerson, contact.public_id),
        "member_decision_id": (MemberDecision, member_decisions.record(tx, decided).public_id),
        "task_id": (ResponsibilityTask, task.public_id),
        "meeting_id": (Meeting, meeting.public_id),
        "document_id": in_force,
        "document_id in joint_documents.change": is_draft,
        "document_id in api_joint_documents.change_document": is_draft,
        "document_id in joint_documents.adopt": is_draft,
        "document_id in public_documents.show": (None, public),
        "course_id": (Course, course.public_id),
        "programme_id": (AuditProgramme, programme.public_id),
        "news_id": (NewsItem, told),
        "news_id in news.change": (NewsItem, unsaid),
        "news_id in api_news.change_news": (NewsItem, unsaid),
        "news_id in news.publish": (NewsItem, unsaid),
    }


def _document(tx: Transaction, cooperation_id: str, title: str) -> str:
    new = NewDocument(kind=DocumentKind.OTHER, title=title, language="en", text="test")
    return joint_documents.write(tx, cooperation_id, new).public_id
