"""The organisation's contracts as they may be published: five statements, however many contracts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select

from followup.domain.contracts import life
from followup.domain.deviations import OPEN
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.money import Money
from followup.domain.plain_data import from_plain
from followup.domain.releases import Milestone, Party, Publication, Release, goals_of, milestone_status
from followup.domain.strategic import Strategic
from followup.domain.suppliers import is_sole_trader, shown_number
from followup.i18n import language
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow
from followup.transaction import Transaction


def publication(tx: Transaction, address: str, *wanted: ColumnElement[bool]) -> Publication:
    """Return the contracts that meet the conditions; none that was registered by mistake.

    Shape: `address` is where the package is published from.
    """
    own = tx.follow(Organisation, tx.actor.organisation_id or 0)
    milestones = _milestones(tx, wanted)
    return Publication(
        publisher=Party(
            ref=own.public_id,
            name=own.name,
            country=own.country,
            number=shown_number(own.country, own.number, None),
            town=own.town or "",
        ),
        published_at=tx.now,
        address=address,
        language=language(),
        releases=tuple(_release(tx, row, milestones.get(row.id, ())) for row in _contracts(tx, wanted)),
    )


def _contracts(tx: Transaction, wanted: Sequence[ColumnElement[bool]]) -> Sequence[AnyRow]:
    plain = (Contract.number, Contract.cpv, Contract.cpv_more, Contract.currency, Contract.strategic, Contract.version)
    dates = (Contract.signed_on, Contract.starts_on, Contract.ends_on)
    return tx.session.execute(
        select(
            Contract.id,
            Contract.public_id,
            Contract.title,
            Contract.value_minor,
            Contract.code_version_id,
            *plain,
            *dates,
            Supplier.public_id.label("supplier_id"),
            Supplier.name.label("supplier_name"),
            Supplier.country.label("supplier_country"),
            Supplier.number.label("supplier_number"),
            Supplier.number_given,
            Supplier.town.label("supplier_town"),
        )
        .select_from(Contract)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(Contract.voided_at.is_(None), *wanted)
        .order_by(Contract.sort, Contract.id)
    ).all()


def _release(tx: Transaction, row: AnyRow, milestones: Sequence[Milestone]) -> Release:
    strategic = from_plain(Strategic, row.strategic) if row.strategic else Strategic()
    goals, criteria = goals_of(strategic)
    person = is_sole_trader(row.supplier_country, row.supplier_number)
    return Release(
        ref=row.public_id,
        version=row.version,
        title=row.title,
        number=row.number,
        supplier=Party(
            ref=row.supplier_id,
            name=row.supplier_name,
            country=row.supplier_country,
            number=shown_number(row.supplier_country, row.supplier_number, row.number_given),
            town="" if person else row.supplier_town or "",
            is_person=person,
        ),
        life=life(row.starts_on, row.ends_on, tx.today),
        cpv=tuple(code for code in (row.cpv, *(row.cpv_more or ())) if code),
        value=Money(row.value_minor, row.currency) if row.value_minor is not None else None,
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        has_terms=row.code_version_id is not None,
        goals=goals,
        criteria=criteria,
        goal_text=strategic.description,
        milestones=tuple(milestones),
    )


def _milestones(tx: Transaction, wanted: Sequence[ColumnElement[bool]]) -> dict[int, list[Milestone]]:
    """Return the follow-ups of the contracts; one that was skipped is nothing that was to be reached."""
    has_open = exists().where(Deviation.follow_up_id == FollowUp.id, Deviation.status.in_(OPEN))
    rows = tx.session.execute(
        select(
            FollowUp.contract_id,
            FollowUp.public_id,
            FollowUp.kind,
            FollowUp.status,
            FollowUp.due_on,
            FollowUp.done_on,
            has_open.label("has_open"),
        )
        .select_from(FollowUp)
        .join(Contract, Contract.id == FollowUp.contract_id)
        .join(Supplier, Supplier.id == root_of(Contract.supplier_id))
        .where(FollowUp.status != FollowUpStatus.SKIPPED, Contract.voided_at.is_(None), *wanted)
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    found: dict[int, list[Milestone]] = {}
    for row in rows:
        status = milestone_status(row.status, row.due_on, tx.today, has_open=row.has_open)
        milestone = Milestone(ref=row.public_id, kind=row.kind, due_on=row.due_on, done_on=row.done_on, status=status)
        found.setdefault(row.contract_id, []).append(milestone)
    return found
