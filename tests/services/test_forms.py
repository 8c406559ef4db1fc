"""Sending other forms than the self-assessment, with one's own questions behind them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.code_of_conduct import QuestionKind
from followup.domain.follow_ups import FollowUpStatus, NewFollowUp
from followup.domain.forms import SHORT
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.own_questions import NewOwnQuestion
from followup.domain.permissions import Permission
from followup.domain.questionnaires import FORM, Assessment, InvitationStatus
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.code_of_conduct import CodeVersion
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.outbox import OutboxMessage
from followup.models.questionnaires import Invitation
from followup.models.suppliers import Supplier, SupplierContact
from followup.queries.questionnaires import form_of
from followup.services import code_of_conduct, follow_ups, forms, own_questions, questionnaires
from tests.builders import World
from tests.code_of_conduct.content import form_banks
from tests.code_of_conduct.content import version as terms
from tests.self_assessments import Asked

pytestmark = pytest.mark.database

METER = NewOwnQuestion(kind=QuestionKind.NUMBER, text={"sv": "Hur mycket el?"}, unit="kWh", forms=("traceability",))


def bank(world: World) -> None:
    with world.tx() as tx:
        for adopted in form_banks():
            code_of_conduct.adopt_forms(tx, adopted)


def planned(
    world: World, staff: Staff, kind: FollowUpKind, version: CodeVersion | None = None, **facts: object
) -> tuple[Contract, FollowUp]:
    """A planned follow-up of a contract with a contact at the supplier."""
    contract = world.contract(staff, version=version)
    with world.reading() as tx:
        supplier = tx.follow(Supplier, contract.supplier_id)
    world.contact(staff, supplier)
    if facts:
        with world.tx(staff) as tx:
            stored = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE)
            for name, value in facts.items():
                setattr(stored, name, value)
            tx.journal(CONTRACT_CHANGED, stored, fields=", ".join(facts))
    with world.tx(staff) as tx:
        return contract, follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=tx.today))


def contact_of(world: World) -> SupplierContact:
    with world.reading() as tx:
        return tx.session.scalars(select(SupplierContact).order_by(SupplierContact.id.desc()).limit(1)).one()


def send(world: World, staff: Staff, follow_up: FollowUp, **said: object) -> Invitation:
    with world.tx(staff) as tx:
        return questionnaires.send(tx, world.runtime.keys, follow_up.public_id, **said)


def test_a_request_for_traceability_is_sent_also_without_terms_and_is_answered_assessed_and_completed(
    world: World,
) -> None:
    bank(world)
    staff = world.staff(world.organisation())
    contract, follow_up = planned(world, staff, FollowUpKind.TRACEABILITY)
    sent = send(world, staff, follow_up)
    assert (sent.form_key, sent.due_on) == ("traceability", date(2026, 3, 30))  # 28 days from 2 March
    keys = [q.key for q in form_of(sent).questions]
    assert keys[:3] == ["T.1", "T.2", "T.3"]
    scene = Asked(world, staff, contract, contact_of(world), follow_up, sent.public_id)
    answers = {
        "T.1": "Gloves",
        "T.3": "Works; MY; Ipoh",
        "T.4": "2026-01-15",
        "T.5": "partly",
        "T.6": "no",
        "T.7": "tin gold",
    }
    for key, value in answers.items():
        scene.save(form_of(sent).question(key).section, values={key: value})
    scene.submit()
    scene.assess(**{"T.5": Assessment.PARTLY, "T.6": Assessment.NOT_FULFILLED})
    with world.reading() as tx:
        assert tx.session.get_one(Invitation, sent.id).status is InvitationStatus.ASSESSED
        assert tx.session.get_one(FollowUp, follow_up.id).status is FollowUpStatus.COMPLETED


def test_a_norwegian_framework_above_fifty_million_asks_if_the_enterprise_is_large(world: World) -> None:
    bank(world)
    with world.tx() as tx:
        code_of_conduct.adopt(tx, terms("no-oecd6"))
        version = tx.session.scalars(select(CodeVersion).where(CodeVersion.key == "no-oecd6")).one()
    staff = world.staff(world.organisation(country="NO"))
    large = {"is_framework": True, "value_minor": 60_000_000_00, "currency": "NOK"}
    _, follow_up = planned(world, staff, FollowUpKind.SELF_ASSESSMENT, version, **large)
    with pytest.raises(Invalid) as refused:
        send(world, staff, follow_up)
    assert list(refused.value.problems) == ["is_large"]
    full = send(world, staff, follow_up, is_large=True)
    assert (full.form_key, full.due_on) == (FORM, date(2026, 4, 13))  # 42 days from 2 March
    _, small = planned(world, staff, FollowUpKind.SELF_ASSESSMENT, version, value_minor=60_000_000_00, currency="NOK")
    short = send(world, staff, small)
    assert short.form_key == SHORT
    asked = form_of(short)
    assert sum(q.lead for q in asked.questions) == 6
    assert all(q.assessment_guide for q in asked.questions if q.lead)


def test_what_is_missing_is_named_and_no_form_is_sent_for_an_audit(world: World) -> None:
    staff = world.staff(world.organisation())
    _, follow_up = planned(world, staff, FollowUpKind.TRACEABILITY)
    with pytest.raises(Invalid) as refused:
        send(world, staff, follow_up)  # no bank has been adopted
    assert list(refused.value.problems) == ["code_version"]
    _, audit = planned(world, staff, FollowUpKind.OFFICE_AUDIT)
    with pytest.raises(Conflict):
        send(world, staff, audit)


def test_own_questions_follow_the_forms_they_are_for_and_what_was_sent_keeps_its_words(world: World) -> None:
    bank(world)
    organisation = world.organisation()
    staff = world.staff(organisation)
    with world.tx(staff) as tx:
        meter = own_questions.add(tx, METER)
    _, first = planned(world, staff, FollowUpKind.TRACEABILITY)
    sent = send(world, staff, first)
    with world.tx(staff) as tx:
        changed = NewOwnQuestion(kind=METER.kind, text={"en": "How much power?"})
        own_questions.change(tx, meter.public_id, changed)
    _, second = planned(world, staff, FollowUpKind.PAY_CONTROL)
    later = send(world, staff, second)
    with world.tx(staff) as tx:
        own_questions.retire(tx, meter.public_id)
    last = form_of(sent).questions[-1]
    assert (last.key, last.section, last.text.nb) == ("own.1", "own", "Hur mycket el?")
    assert form_of(later).questions[-1].text.nb == "How much power?"
    _, third = planned(world, staff, FollowUpKind.PAY_CONTROL)
    assert "own" not in {section.id for section in form_of(send(world, staff, third)).sections}


def test_an_own_question_keeps_its_kind_and_is_changed_by_managers_of_its_organisation_only(world: World) -> None:
    staff = world.staff(world.organisation())
    with world.tx(staff) as tx:
        meter = own_questions.add(tx, METER)
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        own_questions.change(tx, meter.public_id, NewOwnQuestion(kind=QuestionKind.TEXT, text={"en": "Why?"}))
    assert list(refused.value.problems) == ["kind"]
    reader = world.staff(world.organisation(), Role.READER)
    with pytest.raises(Forbidden), world.tx(reader) as tx:
        own_questions.add(tx, METER)
    with world.tx(staff) as tx:
        own_questions.retire(tx, meter.public_id)
    with pytest.raises(Conflict), world.tx(staff) as tx:
        own_questions.change(tx, meter.public_id, METER)


def test_a_test_goes_to_oneself_and_makes_no_invitation(world: World) -> None:
    bank(world)
    staff = world.staff(world.organisation(), Role.READER)
    with world.tx(staff) as tx:
        forms.send_test(tx, "forms-2026", "climate")
        forms.send_test(tx, "forms-2026", "climate")
    with world.reading() as tx:
        mail = tx.session.scalars(select(OutboxMessage)).one()
        assert (mail.kind, mail.facts["path"]) == ("form_test", "/forms/forms-2026/climate")
        assert tx.session.scalars(select(Invitation)).all() == []
