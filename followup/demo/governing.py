"""How the two cooperations are run: groups, contact persons, decisions, documents, training, programme and news."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from followup.demo.cast import HERE
from followup.demo.truth import Founded
from followup.domain.actors import Staff
from followup.domain.audit_programmes import ChangedProgramme, NewProgramme
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
from followup.domain.joint_documents import (
    DocumentAdoption,
    DocumentFilter,
    DocumentKind,
    DocumentText,
    GuidanceStep,
    NewDocument,
)
from followup.domain.money import Money
from followup.domain.news import NewNews
from followup.domain.training import NewCourse, NewRecords
from followup.queries import audit_programmes as programmes
from followup.queries import cooperation_bodies as bodies
from followup.queries import joint_documents as documents
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

if TYPE_CHECKING:
    from followup.demo.story import Story

TOPICS = tuple(ContactTopic)


@dataclass(frozen=True, slots=True)
class Office:
    """One cooperation, who keeps its papers, and its facts."""

    founded: Founded
    coordinator: Staff
    facts: Mapping[str, Any]
    words: Mapping[str, str]

    @property
    def id(self) -> str:
        """Return the cooperation's public id."""
        return self.founded.cooperation.public_id

    def member(self, code: str) -> str:
        """Return the public id of a member."""
        return self.founded.members[code].public_id


SWEDISH = {
    "person": "Kontakt Påhitt",
    "council": "Regionfullmäktige (påhittad dag)",
    "minutes": "Protokoll (påhittat)",
    "spring": "Styrgruppens vårmöte (påhittat)",
    "all": "Kontaktpersonernas höstmöte (påhittat)",
    "agenda": "1. Årets resultat\n2. Nästa års plan\n3. Övrigt",
    "place": "På distans",
    "draft": "Utkast till nyhet (påhittad)",
    "held": "Mötet hölls. Alla punkter är påhittade för demonstrationen.",
}
NORWEGIAN = {
    "person": "Kontakt Oppdiktet",
    "council": "Kommunestyret (oppdiktet dag)",
    "minutes": "Protokoll (oppdiktet)",
    "spring": "Innkjøpsrådets vårmøte (oppdiktet)",
    "all": "Høstmøte for alle medlemmer (oppdiktet)",
    "agenda": "1. Årets resultater\n2. Neste års plan\n3. Eventuelt",
    "place": "På nett",
    "draft": "Utkast til nyhet (oppdiktet)",
    "held": "Møtet ble holdt. Alle punkter er oppdiktet for demonstrasjonen.",
}


def schedule(story: Story) -> None:
    """Put the running of both cooperations on its days."""
    facts = tomllib.loads((HERE / "governing.toml").read_text("utf-8"))
    for office in (
        Office(story.regions, story.coordinator, facts["sweden"], SWEDISH),
        Office(story.kongsvinger, story.teams["3401"].manager, facts["norway"], NORWEGIAN),
    ):
        story.on(story.days_ago(3 * 365), _later(story, office, _found, _people, _responsible))
        story.on(story.days_ago(2 * 365), _later(story, office, _documents, _decisions, _train))
        story.on(date(story.today.year - 1, 1, 20), _later(story, office, _programme))
        story.on(date(story.today.year, 1, 20), _later(story, office, _programme, _review))
        story.on(story.days_ago(60), _later(story, office, _meet, _renew))
        story.on(story.days_ago(10), _later(story, office, _tell))


def _later(story: Story, office: Office, *acts: Any) -> Any:
    def do() -> None:
        for act in acts:
            with story.runtime.transaction(office.coordinator) as tx:
                act(tx, office)

    return do


def _found(tx: Transaction, office: Office) -> None:
    facts = office.facts
    first = NewPeriod(
        name=facts["strategy"],
        starts_on=date(2023, 1, 1),
        ends_on=date(2025, 12, 31),
        source=facts["strategy_source"],
    )
    members.set_period(tx, office.id, first)
    for group in facts["groups"]:
        new = NewBody(kind=BodyKind.of(group["kind"]), name=group["name"], topic=group["topic"])
        body = cooperation_bodies.found(tx, office.id, new)
        for code, name, part in group["seats"]:
            seat = NewSeat(organisation_id=office.member(code), name=name, part=SeatPart.of(part), valid_from=tx.today)
            cooperation_bodies.take_seat(tx, body.public_id, seat)


def _people(tx: Transaction, office: Office) -> None:
    for place, code in enumerate(office.facts["contacts"]):
        new = NewContactPerson(
            organisation_id=office.member(code),
            name=f"{office.words['person']} {code}",
            email=f"kontakt.{code}@{'region' if office.words is SWEDISH else 'kommune'}.example",
            topic=TOPICS[place % len(TOPICS)],
            valid_from=tx.today,
        )
        contact_persons.name(tx, office.id, new)


def _responsible(tx: Transaction, office: Office) -> None:
    for place, task in enumerate(office.facts["tasks"], start=1):
        responsibilities.add(tx, office.id, NewTask(position=place, **task))


def _documents(tx: Transaction, office: Office) -> None:
    for facts in office.facts["documents"]:
        new = NewDocument(
            kind=DocumentKind.of(facts["kind"]),
            title=facts["title"],
            language=office.founded.secretariat.language,
            text=facts["text"],
            category=facts.get("category"),
            step=GuidanceStep.of(facts["step"]) if "step" in facts else None,
        )
        made = joint_documents.write(tx, office.id, new)
        _adopt(tx, office, made.public_id, is_public=facts.get("is_public", False))


def _adopt(tx: Transaction, office: Office, document_id: str, *, is_public: bool = False) -> None:
    decided = DocumentAdoption(in_force_on=tx.today, decision=office.words["minutes"], is_public=is_public)
    joint_documents.adopt(tx, document_id, decided, None)


def _decisions(tx: Transaction, office: Office) -> None:
    facts, currency = office.facts, office.founded.cooperation.currency
    for place, code in enumerate([*facts["deciding"], *filter(None, [facts.get("postponed")])]):
        is_known = code == "23"  # the one decision of which a case number and an amount are true
        new = NewDecision(
            organisation_id=office.member(code),
            matter=facts["matter"],
            outcome=Outcome.POSTPONED if code == facts.get("postponed") else Outcome.ADOPTED,
            decided_on=tx.today - timedelta(days=7 * (place + 1)),
            body=office.words["council"],
            case_number=facts["case_number"] if is_known else f"DEMO/{code}",
            amount=Money(facts["amount"] * 100, currency) if is_known else None,
        )
        member_decisions.record(tx, new)


def _train(tx: Transaction, office: Office) -> None:
    people = {one.name.rpartition(" ")[2]: one.public_id for one in bodies.contacts(tx.session, tx.today)}
    trained = tuple(people[code] for code in office.facts["trained"])
    for facts in office.facts["courses"]:
        course = training.offer(tx, office.id, NewCourse(**facts))
        took = trained if facts["is_for_contacts"] else trained[:2]
        training.enter(tx, course.public_id, NewRecords(done_on=tx.today, contact_person_ids=took))


def _programme(tx: Transaction, office: Office) -> None:
    facts = {name: value for name, value in office.facts["programme"].items() if name != "review"}
    audit_programmes.set_up(tx, office.id, NewProgramme(year=tx.today.year, **facts))


def _review(tx: Transaction, office: Office) -> None:
    [last] = [one for one in programmes.listed(tx.session) if one.year == tx.today.year - 1]
    changed = ChangedProgramme(**office.facts["programme"], reviewed_on=tx.today)
    audit_programmes.change(tx, last.public_id, changed, None)


def _meet(tx: Transaction, office: Office) -> None:
    body_id, _ = bodies.choices(tx.session, office.founded.cooperation.id, tx.today)[-1]
    minutes = NewDocument(
        kind=DocumentKind.MINUTES,
        title=office.words["spring"],
        language=office.founded.secretariat.language,
        text=office.words["held"],
    )
    made = joint_documents.write(tx, office.id, minutes)
    _adopt(tx, office, made.public_id)
    held = NewMeeting(
        title=office.words["spring"],
        held_on=tx.today,
        place=office.words["place"],
        agenda=office.words["agenda"],
        body_id=body_id,
        minutes_id=made.public_id,
    )
    meetings.call(tx, office.id, held)
    ahead = NewMeeting(title=office.words["all"], held_on=tx.today + timedelta(days=100), agenda=office.words["agenda"])
    meetings.call(tx, office.id, ahead)


def _renew(tx: Transaction, office: Office) -> None:
    """Put a new version of the first document in force and give it to the members."""
    facts = office.facts["documents"][0]
    wanted = DocumentFilter(kind=DocumentKind.of(facts["kind"]))
    [first] = documents.listed(tx.session, wanted, tx.actor.organisation_id).rows
    newer = joint_documents.write_version(tx, first.public_id)
    text = DocumentText(title=facts["title"], text=facts.get("newer", facts["text"]))
    joint_documents.change(tx, newer.public_id, text, None)
    _adopt(tx, office, newer.public_id)
    given = [one.public_id for one in office.founded.members.values()]
    joint_documents.distribute(tx, newer.public_id, given)


def _tell(tx: Transaction, office: Office) -> None:
    for facts in office.facts["news"]:
        item = news.write(tx, office.id, NewNews(**facts))
        news.publish(tx, item.public_id, None)
    news.write(tx, office.id, NewNews(title=office.words["draft"], text=office.words["held"]))
