"""Builders: a supplier that has been asked, has answered, or was assessed, made by the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from followup.db import Database
from followup.domain.actors import Assignee, Role, Staff
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.contributors import NewContributor
from followup.domain.follow_ups import NewFollowUp
from followup.domain.questionnaires import Assessment, Draft, Judgement, Signature
from followup.domain.schedule import FollowUpKind
from followup.models.assignments import Assignment
from followup.models.base import Base
from followup.models.code_of_conduct import CodeVersion
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation, Submission
from followup.models.suppliers import Supplier, SupplierContact
from followup.queries import questionnaires as queries
from followup.services import answers, assessments, contributors, follow_ups, questionnaires
from followup.transaction import Transaction
from tests.builders import World

EMAIL = "anna@supplier.test"
BORIS = Signature(name="Boris Invented", role="Head of quality", confirmed=True)


@dataclass
class Asked:
    """One self-assessment that was sent, and those on both its sides."""

    world: World
    staff: Staff
    contract: Contract
    contact: SupplierContact
    follow_up: FollowUp
    invitation_id: str

    @property
    def invitation(self) -> Invitation:
        with self.world.reading() as tx:
            return stored(tx, self.invitation_id)

    @property
    def form(self) -> Questionnaire:
        return queries.form_of(self.invitation)

    @property
    def assignment(self) -> Assignment:
        with self.world.reading() as tx:
            return tx.follow(Assignment, stored(tx, self.invitation_id).assignment_id or 0)

    @property
    def token(self) -> str:
        a = self.assignment
        found = self.world.runtime.keys.token_again(a.public_id, a.generation, a.nonce, a.token_hash)
        assert found is not None
        return found

    @property
    def holder(self) -> Assignee:
        a = self.assignment
        return Assignee(assignment_id=a.id, public_id=a.public_id, organisation_id=a.organisation_id)

    def colleague(self, *sections: str) -> Assignee:
        """Somebody whom the holder asked to help with these sections."""
        new = NewContributor(name="Bo Invented", email="bo@supplier.test", language="en", sections=sections)
        with self.world.tx(self.holder) as tx:
            made = contributors.invite(tx, self.world.runtime.keys, new)
        holder, role = self.holder, frozenset({Role.CONTRIBUTOR})
        return replace(holder, public_id=made.public_id, contributor_id=made.id, roles=role)

    def save(
        self, section: str = "s1", based_on: int | None = None, uploads: tuple[Upload, ...] = (), **draft: object
    ) -> None:
        with self.world.tx(self.holder) as tx:
            answers.save(tx, section, Draft(**draft), based_on, uploads)

    def fill(self, value: str = "yes", *, but: dict[str, str] | None = None) -> None:
        """Answer every question."""
        for question in self.form.questions:
            self.save(question.section, values={question.key: (but or {}).get(question.key, value)})

    def submit(self, signature: Signature = BORIS) -> Submission:
        with self.world.tx(self.holder) as tx:
            return answers.submit(tx, signature)

    def answer(self, value: str = "yes", *, but: dict[str, str] | None = None) -> Submission:
        self.fill(value, but=but)
        return self.submit()

    def assess(self, *, finish: bool = True, staff: Staff | None = None, **made_of: Assessment) -> None:
        """`q1=...` says what is made of question 1; without any, all are fulfilled."""
        made = {name.removeprefix("q"): value for name, value in made_of.items()}
        if not made:
            with self.world.reading() as tx:
                sent = queries.sent_answers(queries.latest(tx.session, stored(tx, self.invitation_id).id))
            made = dict.fromkeys(sent, Assessment.FULFILLED)
        with self.world.tx(staff or self.staff) as tx:
            assessments.assess(tx, self.invitation_id, Judgement(assessments=made, finish=finish))


def stored(tx: Transaction, public_id: str) -> Invitation:
    return tx.session.scalars(select(Invitation).where(Invitation.public_id == public_id)).one()


@dataclass(frozen=True)
class Upload:
    """A file that was checked and stored."""

    field: str
    name: str = "policy.pdf"
    media_type: str = "application/pdf"
    size: int = 4
    sha256: str = "a" * 64


def planned(world: World, staff: Staff, contract: Contract, due_on: date = date(2026, 3, 2)) -> FollowUp:
    """A self-assessment that is planned and not yet sent."""
    with world.tx(staff) as tx:
        return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=FollowUpKind.SELF_ASSESSMENT, due_on=due_on))


def asked(
    world: World,
    *,
    staff: Staff | None = None,
    version: CodeVersion | None = None,
    language: str = "en",
    email: str = EMAIL,
    due_on: date | None = None,
    supplier: Supplier | None = None,
) -> Asked:
    """A supplier that has been sent a self-assessment of three questions, or of the version's."""
    staff = staff or world.staff(world.organisation(), Role.CONTRACT_MANAGER)
    version = version or world.code_version(f"test-{world._next()}")
    contract = world.contract(staff, version=version, supplier=supplier)
    with world.reading() as tx:
        supplier = tx.follow(Supplier, contract.supplier_id)
    contact = world.contact(staff, supplier, email, language)
    follow_up = planned(world, staff, contract)
    with world.tx(staff) as tx:
        invitation = questionnaires.send(tx, world.runtime.keys, follow_up.public_id, due_on)
    return Asked(world, staff, contract, contact, follow_up, invitation.public_id)


def every_value(database: Database) -> str:
    """Return everything that stands in the database, as one text."""
    with database.sessions() as session:
        connection = session.connection()
        return "\n".join(
            repr(tuple(row)) for table in Base.metadata.sorted_tables for row in connection.execute(table.select())
        )
