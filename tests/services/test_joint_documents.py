"""Documents in versions: one holds at a time, what held is never changed, and who was given which is kept."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.joint_documents import DocumentAdoption, DocumentKind, DocumentStatus, DocumentText, NewDocument
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.joint_documents import CooperationDocument
from followup.models.outbox import OutboxMessage
from followup.queries import joint_documents as queries
from followup.services import joint_documents
from tests.builders import World
from tests.cooperation_desk import TODAY, Office


def states(office: Office, document: CooperationDocument) -> list[tuple[int, str]]:
    with office.world.reading(office.coordinator) as tx:
        found = queries.versions(tx.session, document, office.secretariat.id)
        return [(row.number, str(row.status)) for row in found]


def test_putting_a_version_in_force_replaces_the_one_that_held(world: World) -> None:
    office = Office(world)
    first = office.document()
    office.adopt(first)
    with world.tx(office.coordinator) as tx:
        second = joint_documents.write_version(tx, first.public_id)
        assert (second.text, second.number) == ("First text", 2)
    assert states(office, first) == [(2, "draft"), (1, "in_force")]
    office.adopt(second)
    assert states(office, first) == [(2, "in_force"), (1, "replaced")]


def test_what_has_been_in_force_is_never_changed(world: World) -> None:
    office = Office(world)
    document = office.document()
    with world.tx(office.coordinator) as tx:
        joint_documents.change(tx, document.public_id, DocumentText(title="Statutes", text="Second text"), 1)
    office.adopt(document)
    with pytest.raises(Conflict) as refused, world.tx(office.coordinator) as tx:
        joint_documents.change(tx, document.public_id, DocumentText(title="Statutes", text="Third text"), None)
    assert refused.value.reason.code == "document.not_draft"


def test_there_is_one_draft_of_a_document_at_a_time(world: World) -> None:
    office = Office(world)
    document = office.document()
    with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
        joint_documents.write_version(tx, document.public_id)


def test_minutes_and_budgets_are_never_put_before_everybody(world: World) -> None:
    office = Office(world)
    document = office.document(kind=DocumentKind.MINUTES)
    everybody = DocumentAdoption(in_force_on=TODAY, decision="Minutes 1", is_public=True)
    with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
        joint_documents.adopt(tx, document.public_id, everybody, None)


def test_an_analysis_is_of_a_category_and_guidance_on_a_step(world: World) -> None:
    office = Office(world)
    for kind, field in ((DocumentKind.RISK_ANALYSIS, "category"), (DocumentKind.GUIDANCE, "step")):
        new = NewDocument(kind=kind, title="T", language="en", text="T")
        with pytest.raises(Invalid) as refused, world.tx(office.coordinator) as tx:
            joint_documents.write(tx, office.row.public_id, new)
        assert list(refused.value.problems) == [field]


def test_giving_a_version_out_writes_to_the_contact_persons_and_keeps_who_had_nobody(world: World) -> None:
    office = Office(world)
    office.contact("North")
    office.contact("South", person="Ended", valid_from=date(2026, 4, 1))  # not yet one
    document = office.adopt(office.document())
    with world.tx(office.coordinator) as tx:
        joint_documents.distribute(tx, document.public_id, [office.id_of("North"), office.id_of("South")])
    with world.reading(office.coordinator) as tx:
        given = {row.organisation_name: row.recipient for row in queries.given(tx.session, [document.id])}
        mails = [
            (row.kind, row.recipient, row.facts["document_number"]) for row in tx.session.scalars(select(OutboxMessage))
        ]
    assert given == {"North": "Contact of North", "South": ""}
    assert mails == [("document_given", "contact.of.north@buyer.test", 1)]


def test_a_draft_is_given_to_nobody_and_nothing_to_a_stranger(world: World) -> None:
    office = Office(world)
    document = office.document()
    with pytest.raises(Conflict), world.tx(office.coordinator) as tx:
        joint_documents.distribute(tx, document.public_id, [office.id_of("North")])
    office.adopt(document)
    for nobody in ([], [world.organisation("Elsewhere").public_id]):
        with pytest.raises(Invalid), world.tx(office.coordinator) as tx:
            joint_documents.distribute(tx, document.public_id, nobody)


def test_a_member_writes_no_document(world: World) -> None:
    office = Office(world)
    new = NewDocument(kind=DocumentKind.OTHER, title="T", language="en", text="T")
    with pytest.raises(Forbidden), world.tx(office.approvers["North"]) as tx:
        joint_documents.write(tx, office.row.public_id, new)


def test_a_withdrawn_version_no_longer_holds(world: World) -> None:
    office = Office(world)
    document = office.adopt(office.document(), is_public=True)
    with world.tx(office.coordinator) as tx:
        joint_documents.withdraw(tx, document.public_id, None)
    with world.reading() as tx:
        assert tx.follow(CooperationDocument, document.id).status is DocumentStatus.WITHDRAWN
        assert queries.public(tx.session) == []
        assert queries.public_one(tx.session, document.public_id) is None
