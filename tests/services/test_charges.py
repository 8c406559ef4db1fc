"""Invoices and credits: what is computed and shared is invoiced once, frozen, and corrected by credits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.budgets import NewBudgetLine, NewGrant
from followup.domain.charges import Activity, NewCredit, SplitKey
from followup.domain.cooperation_bodies import MemberRole
from followup.domain.funding import NewRate
from followup.domain.journal import CONTRIBUTION_COMPUTED
from followup.domain.money import Money
from followup.domain.populations import PopulationRow
from followup.domain.secretariat_journal import MEMBER_CHANGED
from followup.errors import Conflict, Forbidden, Invalid
from followup.models.funding import BudgetLine, Charge, Contribution, Grant, SharedCost
from followup.models.organisations import CooperationMember
from followup.queries import budgets as budget_queries
from followup.services import budgets, charges, funding, populations, shared_costs
from tests.builders import World
from tests.paying import Paying, a_cost, paying

pytestmark = pytest.mark.database


def made(world: World) -> list[Charge]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(Charge).order_by(Charge.number)))


def invoiced(world: World, at: Paying) -> list[Charge]:
    with world.tx(at.coordinator) as tx:
        charges.make(tx, at.cooperation.public_id, 2026)
    return made(world)


def row(organisation: str, inhabitants: int, source: str = "Count", on: date = date(2025, 11, 1)) -> PopulationRow:
    return PopulationRow(row=2, organisation=organisation, on=on, inhabitants=inhabitants, source=source)


def test_each_member_is_invoiced_part_by_part_and_its_share_of_each_cost(world: World) -> None:
    at = paying(world, 131_418, 1_000)
    with world.tx(at.coordinator) as tx:
        shared_costs.add(tx, at.cooperation.public_id, a_cost(amount="100,01"))
    first, second = invoiced(world, at)
    assert [(line["text"], line["quantity"], line["amount_minor"]) for line in first.lines] == [
        ("Code of conduct", 131_418, 5_256_720),
        ("Environment", 131_418, 1_314_180),
        ("Audit abroad", 1, 5_001),
    ]
    assert (first.number, first.amount_minor) == (1, 6_570_900 + 5_001)
    assert (second.number, second.amount_minor) == (2, 50_000 + 5_000)
    with world.reading() as tx:
        levy = tx.session.scalars(select(Contribution)).all()
        assert sum(c.amount_minor for c in levy) + 10_001 == first.amount_minor + second.amount_minor
        assert {c.invoiced_at is None for c in levy} == {False}


def test_nothing_is_invoiced_twice_and_what_comes_later_is_an_invoice_of_its_own(world: World) -> None:
    at = paying(world, 100, 200)
    assert len(invoiced(world, at)) == 2
    with pytest.raises(Conflict) as refused, world.tx(at.coordinator) as tx:
        charges.make(tx, at.cooperation.public_id, 2026)
    assert refused.value.reason.code == "charge.nothing_due"
    with world.tx(at.coordinator) as tx:
        shared_costs.add(tx, at.cooperation.public_id, a_cost())
    later = invoiced(world, at)[2:]
    assert [(charge.number, [line["kind"] for line in charge.lines]) for charge in later] == [
        (3, ["cost"]),
        (4, ["cost"]),
    ]


def test_a_population_is_replaced_before_invoicing_and_never_after(world: World) -> None:
    at = paying(world, 100, 200)
    with world.tx(at.coordinator) as tx:
        plan = populations.take_in(tx, at.cooperation.public_id, [row("Member 1", 110)])
    assert [(renewed.before, renewed.after) for renewed in plan.renewed] == [(100, 110)]
    first, _ = invoiced(world, at)
    assert first.amount_minor == 110 * 50
    with world.tx(at.coordinator) as tx:
        again = populations.take_in(tx, at.cooperation.public_id, [row("Member 1", 120)])
        assert [reason.code for _, reason in again.faults] == ["population.invoiced"]
        tx.abandon()
    with world.tx(at.coordinator) as tx:
        corrected = populations.take_in(
            tx, at.cooperation.public_id, [row("Member 1", 120, "Corrected", date(2025, 12, 1))]
        )
        assert (corrected.renewed, corrected.kept) == ([], [("Member 1", 2026)])
    with world.reading() as tx:
        kept = tx.session.scalars(select(Contribution).order_by(Contribution.id)).all()
    assert [c.inhabitants for c in kept] == [110, 200]
    assert made(world)[0].amount_minor == 110 * 50


def test_a_population_that_a_decision_names_is_not_replaced_by_a_newer_one(world: World) -> None:
    at = paying(world, 100)
    with world.tx() as tx:
        contribution = tx.session.scalars(select(Contribution)).one()
        contribution.population_on, contribution.population_source = None, "RS/29/2022"
        tx.journal(CONTRIBUTION_COMPUTED, contribution, year=2026, amount_minor=contribution.amount_minor)
    with world.tx(at.coordinator) as tx:
        plan = populations.take_in(tx, at.cooperation.public_id, [row("Member 1", 999, "Newer", date(2025, 12, 31))])
    assert plan.renewed == []


def test_a_rate_decided_later_changes_what_is_not_invoiced_and_replaces_what_it_says(world: World) -> None:
    at = paying(world, 1_000)
    invoiced(world, at)
    new = NewRate(name="Training", rate="0,07", valid_from=date(2026, 1, 1), source="RS/1/2026")
    whole = NewRate(name="All", rate="1,00", valid_from=date(2027, 1, 1), source="RS/2/2026", replaces_all=True)
    with world.tx(at.coordinator) as tx:
        funding.compute(tx, at.cooperation, 2027)
        funding.decide_rate(tx, at.cooperation.public_id, new)
    assert rates(world) == [(2026, 50), (2027, 57)]
    with world.tx(at.coordinator) as tx:
        funding.decide_rate(tx, at.cooperation.public_id, whole)
    assert rates(world) == [(2026, 50), (2027, 100)]
    for wrong in (replace(new, valid_from=date(2026, 7, 1)), replace(whole, name="End", valid_to=date(2026, 12, 31))):
        with pytest.raises(Invalid), world.tx(at.coordinator) as tx:
            funding.decide_rate(tx, at.cooperation.public_id, wrong)


def rates(world: World) -> list[tuple[int, int]]:
    with world.reading() as tx:
        rows = tx.session.scalars(select(Contribution).order_by(Contribution.year)).all()
        assert all(sum(part["amount_minor"] for part in row.parts) == row.amount_minor for row in rows)
        return [(row.year, row.rate_ore) for row in rows]


def test_credits_correct_an_invoice_up_to_what_it_was(world: World) -> None:
    at = paying(world, 1_000)
    [invoice] = invoiced(world, at)
    with world.tx(at.coordinator) as tx:
        credit = charges.credit(tx, invoice.public_id, NewCredit(amount="200,00", reason="Counted twice"))
    assert (credit.number, credit.amount_minor, credit.corrects_id) == (2, -20_000, invoice.id)
    with pytest.raises(Invalid) as refused, world.tx(at.coordinator) as tx:
        charges.credit(tx, invoice.public_id, NewCredit(amount="300,01", reason="Too much"))
    assert refused.value.problems["amount"][0].code == "charge.too_much"
    with pytest.raises(Conflict), world.tx(at.coordinator) as tx:
        charges.credit(tx, credit.public_id, NewCredit(amount="1", reason="Credit of a credit"))
    with world.tx(at.coordinator) as tx:
        charges.credit(tx, invoice.public_id, NewCredit(amount="300", reason="The rest"))
    assert sum(charge.amount_minor for charge in made(world)) == 0
    assert [charge.number for charge in made(world)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        (SplitKey.EQUAL, [3_334, 3_333, 3_333]),
        (SplitKey.INHABITANTS, [1_667, 3_333, 5_000]),
        (SplitKey.HOST, [10_000]),
    ],
)
def test_a_host_cooperation_shares_by_each_key(world: World, split: SplitKey, parts: list[int]) -> None:
    at = paying(world, 100, 200, 300, is_hosted=True)
    with world.tx(at.coordinator) as tx:
        cost = shared_costs.add(tx, at.cooperation.public_id, a_cost(split=split))
    assert sorted(cost.amounts.values()) == sorted(parts)
    assert sum(cost.amounts.values()) == cost.amount_minor == 10_000


def test_an_observer_pays_neither_contribution_nor_cost(world: World) -> None:
    at = paying(world, 100, 200)
    with world.tx() as tx:
        last = tx.session.scalars(
            select(CooperationMember).where(CooperationMember.organisation_id == at.members[1].id)
        ).one()
        last.role = MemberRole.OBSERVER
        tx.journal(MEMBER_CHANGED, at.cooperation, organisation=at.members[1].public_id, fields="role")
    with world.tx(at.coordinator) as tx:
        assert funding.compute(tx, at.cooperation, 2027) == 1
        cost = shared_costs.add(tx, at.cooperation.public_id, a_cost())
    assert cost.amounts == {at.members[0].public_id: 10_000}


def test_a_cost_is_changed_and_removed_until_it_is_invoiced(world: World) -> None:
    at = paying(world, 100, 200)
    with world.tx(at.coordinator) as tx:
        cost = shared_costs.add(tx, at.cooperation.public_id, a_cost())
        other = shared_costs.add(tx, at.cooperation.public_id, a_cost("Other"))
    with world.tx(at.coordinator) as tx:
        shared_costs.change(tx, cost.public_id, a_cost(amount="50"), cost.version)
        shared_costs.remove(tx, other.public_id, other.version)
    invoiced(world, at)
    for step in (
        lambda tx: shared_costs.change(tx, cost.public_id, a_cost(amount="1")),
        lambda tx: shared_costs.remove(tx, cost.public_id),
    ):
        with pytest.raises(Conflict) as refused, world.tx(at.coordinator) as tx:
            step(tx)
        assert refused.value.reason.code == "shared_cost.invoiced"
    with world.reading() as tx:
        [kept] = tx.session.scalars(select(SharedCost)).all()
    assert (kept.amount_minor, kept.invoiced_at is None) == (5_000, False)


def test_the_levy_agrees_with_its_use_and_the_grant_with_its_own_share(world: World) -> None:
    at = paying(world, 1_000)
    new = NewGrant(year=2026, name="Klimasats", granted="1 470 000", own="490 000", source="19/455")
    with world.tx(at.coordinator) as tx:
        budgets.record_grant(tx, at.cooperation.public_id, new)
        for activity, outcome in ((Activity.STAFF, "1 470 000"), (Activity.AUDITS, "500")):
            line = NewBudgetLine(year=2026, activity=activity, budget="700000", outcome=outcome)
            budgets.set_line(tx, at.cooperation.public_id, line)
        again = NewBudgetLine(year=2026, activity=Activity.AUDITS, budget="700000", outcome="400")
        budgets.set_line(tx, at.cooperation.public_id, again)
    with world.reading(at.member) as tx:
        lines, grants = budget_queries.lines(tx.session, 2026), budget_queries.grants(tx.session, 2026)
        found = budget_queries.reconciliations(tx.session, [at.cooperation], 2026, known=lines, granted=grants)
    year = found[at.cooperation.id]
    assert (grants[0].granted_minor, grants[0].own_minor) == (147_000_000, 49_000_000)
    assert year.received == Money(147_000_000 + 50_000, "SEK")
    assert year.used == Money(147_040_000, "SEK")
    assert year.remaining == Money(10_000, "SEK")


def test_only_the_secretariat_of_the_cooperation_touches_its_money(world: World) -> None:
    at, elsewhere = paying(world, 100), paying(world, 200)
    [invoice, *_] = invoiced(world, at)
    grant = NewGrant(year=2026, name="G", granted="1", own="1", source="s")
    for who in (at.member, elsewhere.coordinator):
        for step in (
            lambda tx: charges.make(tx, at.cooperation.public_id, 2026),
            lambda tx: shared_costs.add(tx, at.cooperation.public_id, a_cost()),
            lambda tx: budgets.record_grant(tx, at.cooperation.public_id, grant),
            lambda tx: budgets.set_line(
                tx, at.cooperation.public_id, NewBudgetLine(year=2026, activity=Activity.STAFF)
            ),
            lambda tx: populations.take_in(tx, at.cooperation.public_id, []),
        ):
            with pytest.raises(Forbidden), world.tx(who) as tx:
                step(tx)
    with world.reading(elsewhere.member) as tx:
        assert [tx.session.scalars(select(model)).all() for model in (Charge, SharedCost, Grant, BudgetLine)] == [
            []
        ] * 4
    with pytest.raises(Forbidden), world.tx(at.member) as tx:
        charges.credit(tx, invoice.public_id, NewCredit(amount="1", reason="No"))
