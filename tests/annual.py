"""Builders of what counts in a year: rows as the services leave them, on days of the past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from followup.domain.actors import Role, Staff
from followup.domain.deviations import DeviationStatus, Severity
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.journal import CONTRACT_CHANGED, DEVIATION_RECORDED, FOLLOW_UP_COMPLETE
from followup.domain.link_journal import INVITATION_ASSESS
from followup.domain.organisations import OrganisationKind
from followup.domain.permissions import Permission
from followup.domain.plain_data import from_plain
from followup.domain.questionnaires import InvitationStatus
from followup.domain.schedule import FollowUpKind
from followup.domain.sourced import Text
from followup.domain.summaries import FigureState, SummaryFigures
from followup.domain.summary_cycles import Erratum
from followup.models.code_of_conduct import CodeVersion
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.questionnaires import Invitation, Submission
from followup.models.summaries import AnnualSummary, ConfirmedFigures, PublishedEdition
from followup.models.suppliers import Supplier
from followup.services import editions, own_figures, summaries
from followup.services.summaries import COMPILER
from tests.builders import World

NAMES = {"gloves": Text(en="Gloves", sv="Handskar", nb="Hansker")}

ERRATUM = Erratum(en="A member reported late.", sv="En medlem rapporterade sent.", nb="Et medlem rapporterte sent.")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def followed_up(
    world: World,
    staff: Staff,
    contract: Contract,
    done_on: date,
    kind: FollowUpKind = FollowUpKind.OFFICE_AUDIT,
    status: FollowUpStatus = FollowUpStatus.COMPLETED,
) -> FollowUp:
    with world.tx(staff) as tx:
        row = tx.add(
            FollowUp(
                contract_id=contract.id,
                organisation_id=staff.organisation_id,
                kind=kind,
                ordinal=world._next(),
                status=status,
                due_on=done_on,
                why={"code": "test", "text": "Because of the test", "params": {}},
                planned_at=noon(done_on),
                done_on=done_on,
            )
        )
        tx.journal(FOLLOW_UP_COMPLETE, row, done_on=done_on)
        return row


def deviates(
    world: World,
    staff: Staff,
    follow_up: FollowUp,
    issued_on: date | None,
    *,
    severity: Severity = Severity.MINOR,
    plan_due_on: date = date(2099, 1, 1),
    closure_due_on: date = date(2099, 1, 1),
    closed_on: date | None = None,
    withdrawn: bool = False,
    title: str = "A title that must never leave",
) -> Deviation:
    status = DeviationStatus.ISSUED if issued_on else DeviationStatus.DRAFT
    status = DeviationStatus.WITHDRAWN if withdrawn else DeviationStatus.CLOSED if closed_on else status
    with world.tx(staff) as tx:
        contract = tx.follow(Contract, follow_up.contract_id)
        found_on = issued_on or follow_up.done_on or date(2025, 1, 1)
        row = tx.add(
            Deviation(
                number=world._next(),
                organisation_id=staff.organisation_id,
                contract_id=contract.id,
                follow_up_id=follow_up.id,
                supplier_id=contract.supplier_id,
                severity=severity,
                title=title,
                description="A description that must never leave",
                status=status,
                found_on=found_on,
                due_on=found_on,
                recorded_by_id=staff.user_id,
                graded_by_id=staff.user_id,
                issued_on=issued_on,
                plan_due_on=plan_due_on if issued_on else None,
                closure_due_on=closure_due_on if issued_on else None,
                closed_on=closed_on,
                reminded=[],
            )
        )
        tx.journal(DEVIATION_RECORDED, row, severity=severity)
        return row


def asked(
    world: World,
    staff: Staff,
    contract: Contract,
    version: CodeVersion,
    *,
    sent_on: date,
    due_on: date,
    answered_on: date | None = None,
    assessed_on: date | None = None,
) -> Invitation:
    done = FollowUpStatus.COMPLETED if assessed_on else FollowUpStatus.STARTED
    follow_up = followed_up(world, staff, contract, assessed_on or due_on, FollowUpKind.SELF_ASSESSMENT, done)
    status = InvitationStatus.SUBMITTED if answered_on else InvitationStatus.INVITED
    with world.tx(staff) as tx:
        row = tx.add(
            Invitation(
                organisation_id=staff.organisation_id,
                follow_up_id=follow_up.id,
                contract_id=contract.id,
                supplier_id=contract.supplier_id,
                code_version_id=version.id,
                questions={},
                status=InvitationStatus.ASSESSED if assessed_on else status,
                sent_on=sent_on,
                due_on=due_on,
                reminded=[],
                submitted_at=noon(answered_on) if answered_on else None,
                assessed_at=noon(assessed_on) if assessed_on else None,
            )
        )
        if answered_on:
            tx.add(
                Submission(
                    organisation_id=staff.organisation_id,
                    invitation_id=row.id,
                    number=world._next(),
                    submitted_at=noon(answered_on),
                    submitter_name="Anna Invented",
                    submitter_role="Quality",
                    answers={},
                    fingerprint="0" * 64,
                )
            )
        tx.journal(INVITATION_ASSESS, row)
        return row


@dataclass
class House:
    """A cooperation with its secretariat of two persons, and members with an approver and a manager each."""

    world: World
    members: int = 3
    organisations: list[Organisation] = field(default_factory=list)
    managers: list[Staff] = field(default_factory=list)
    approvers: list[Staff] = field(default_factory=list)

    def __post_init__(self) -> None:
        world = self.world
        self.organisations = [world.organisation(f"Region {letter}") for letter in "ABCDEFG"[: self.members]]
        secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        self.cooperation = world.cooperation(*self.organisations, secretariat=secretariat)
        within = (self.cooperation,)
        self.managers = [world.staff(one, cooperations=within) for one in self.organisations]
        self.approvers = [world.staff(one, Role.APPROVER, cooperations=within) for one in self.organisations]
        self.coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=within)
        self.publisher = world.staff(secretariat, Role.PUBLISHER, cooperations=within)
        self.version = world.code_version(f"test-{world._next()}")

    def contract(self, place: int = 0, supplier: Supplier | None = None, **more: Any) -> Contract:
        contract = self.world.contract(self.managers[place], supplier=supplier, version=self.version, **more)
        with self.world.tx(self.managers[place]) as tx:
            row = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE)
            row.category = "gloves"
            tx.journal(CONTRACT_CHANGED, row, fields="category")
            return row

    def own(self, place: int = 0, year: int = 2025) -> dict[tuple[str, str, str], int | None]:
        with self.world.reading(self.managers[place]) as tx:
            figures, _ = own_figures.count(tx, year)
        return {(f.indicator, f.cut, f.key): f.value for f in figures.figures}

    def confirm(self, place: int = 0, year: int = 2025) -> ConfirmedFigures:
        with self.world.tx(self.approvers[place]) as tx:
            return own_figures.confirm(tx, year)[0]

    def compile(self, year: int = 2025, who: Staff | None = None) -> AnnualSummary:
        with self.world.tx(who or self.coordinator) as tx:
            with self.world.reading(COMPILER) as everything:
                gathered = summaries.gather(everything, self.cooperation, year)
            return summaries.compile(tx, self.cooperation, year, gathered)

    def review(self, summary: AnnualSummary) -> AnnualSummary:
        if summary.edition > 1:
            with self.world.tx(self.coordinator) as tx:
                summaries.explain(tx, summary.public_id, ERRATUM, None)
        with self.world.tx(self.coordinator) as tx:
            return summaries.review(tx, summary.public_id, None)

    def publish(self, summary: AnnualSummary, who: Staff | None = None) -> PublishedEdition:
        with self.world.tx(who or self.publisher) as tx:
            with self.world.reading(COMPILER) as everything:
                recipients = editions.approvers(everything, self.cooperation)
            return editions.publish(
                tx, summary.public_id, None, recipients=recipients, categories=NAMES, is_demonstration=True
            )

    def figures(self, summary: AnnualSummary) -> dict[tuple[str, str, str], int | FigureState | None]:
        with self.world.reading(self.coordinator) as tx:
            stored = tx.follow(AnnualSummary, summary.id).figures
        found = from_plain(SummaryFigures, stored)
        return {
            (f.indicator, f.cut, f.key): f.value if f.state is FigureState.SHOWN else f.state for f in found.figures
        }


def a_year(house: House, place: int = 0) -> Contract:
    """One contract of 2025 with one of everything, and things of other years beside it."""
    world, staff = house.world, house.managers[place]
    contract = house.contract(place)
    asked(world, staff, contract, house.version, sent_on=date(2025, 2, 1), due_on=date(2025, 3, 1))
    asked(
        world, staff, contract, house.version, sent_on=date(2025, 4, 1), due_on=date(2025, 5, 1),
        answered_on=date(2025, 5, 1), assessed_on=date(2025, 5, 20),
    )  # fmt: skip
    asked(
        world, staff, contract, house.version, sent_on=date(2025, 12, 1), due_on=date(2025, 12, 20),
        answered_on=date(2025, 12, 21), assessed_on=date(2026, 1, 8),
    )  # fmt: skip
    audit = followed_up(world, staff, contract, date(2025, 6, 1))
    followed_up(world, staff, contract, date(2024, 12, 31))
    followed_up(world, staff, contract, date(2026, 1, 1))
    due = date(2025, 10, 1)
    deviates(world, staff, audit, date(2025, 6, 2), severity=Severity.MAJOR, closure_due_on=due, closed_on=due)
    deviates(world, staff, audit, date(2025, 6, 2), closure_due_on=due, closed_on=date(2025, 10, 2))
    deviates(world, staff, audit, date(2025, 6, 2), closure_due_on=due)
    deviates(world, staff, audit, date(2024, 6, 2), closed_on=date(2026, 1, 5))
    deviates(world, staff, audit, date(2024, 6, 2), closed_on=date(2024, 12, 31))
    deviates(world, staff, audit, None)
    deviates(world, staff, audit, date(2025, 6, 2), withdrawn=True)
    return contract
