"""The annual summary from an organisation's rows to a published edition: counted, confirmed, compiled, let out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.deviations import Severity
from followup.domain.editions import content, from_content
from followup.domain.indicators import NATIONAL, Indicator
from followup.domain.journal import DEVIATION_CHANGED
from followup.domain.permissions import Permission
from followup.domain.plain_data import from_plain
from followup.domain.schedule import FollowUpKind
from followup.domain.summaries import Cut, FigureState, OwnFigures, SummaryStatus, fingerprint
from followup.errors import Conflict, Forbidden, NotFound
from followup.models.deviations import Deviation
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage
from followup.models.summaries import AnnualSummary, SealedFigures
from followup.queries import editions as published
from followup.queries import summaries as queries
from followup.services import own_figures, sharing, summaries
from followup.services.summaries import COMPILER
from tests.annual import House, a_year, deviates, followed_up
from tests.builders import World

pytestmark = pytest.mark.database
I = Indicator  # noqa: E741


@pytest.mark.slow
def test_each_thing_counts_where_its_rule_says(world: World) -> None:
    house = House(world)
    contract = a_year(house)
    house.contract(ends_on=date(2025, 12, 30))
    house.contract(starts_on=date(2026, 1, 1))
    world.contract(house.managers[0], title="Without clauses")
    own = house.own()
    totals = {indicator: own[indicator, Cut.TOTAL, ""] for indicator in I if indicator not in NATIONAL}
    assert totals == {
        I.ACTIVE_CONTRACTS: 2,
        I.CONTRACTS_WITH_CLAUSE: 1,
        I.CONTRACTS_WITH_ORIGIN: 0,
        I.SUPPLIERS_FOLLOWED_UP: 1,
        I.SELF_ASSESSMENTS_SENT: 3,
        I.SELF_ASSESSMENTS_ANSWERED: 2,
        I.SELF_ASSESSMENTS_IN_TIME: 1,
        I.SELF_ASSESSMENTS_ASSESSED: 1,
        I.OFFICE_AUDITS_BEGUN: 1,
        I.OFFICE_AUDITS_REPORTED: 1,
        I.OFFICE_AUDITS_CLOSED: 0,
        I.SITE_AUDITS_BEGUN: 0,
        I.SITE_AUDITS_REPORTED: 0,
        I.SITE_AUDITS_CLOSED: 0,
        I.AUDITS_REPORTED: 1,
        I.RESULTS_SHARED: 0,
        I.RESULTS_REUSED: 0,
        I.JOINT_BENEFITED: 0,
        I.FOLLOW_UPS_SPARED: 0,
        I.SPARED_MINUTES: 0,
        I.SPARED_VALUE: 0,
        I.DEVIATIONS_ISSUED: 3,
        I.DEVIATIONS_CLOSED: 2,
        I.DEVIATIONS_CLOSED_IN_TIME: 1,
        I.DEVIATIONS_OPEN: 2,
        I.DEVIATIONS_OVERDUE: 1,
        I.MEDIAN_DAYS: None,
        I.SANCTIONS_DECIDED: 0,
        I.PENALTY_AMOUNT: 0,
        I.CONTACT_PERSONS: 0,
        I.CONTACT_PERSONS_TRAINED: 0,
    }
    assert own[I.DEVIATIONS_ISSUED, Cut.DETAIL, Severity.MAJOR] == 1
    assert own[I.ACTIVE_CONTRACTS, Cut.CATEGORY, "gloves"] == own[I.ACTIVE_CONTRACTS, Cut.CATEGORY, ""] == 1
    assert contract.category == "gloves"


def test_the_figures_are_what_the_rows_say_one_by_one(world: World) -> None:
    """Counted again in plain Python over all rows, without the queries and without the domain's counting."""
    house = House(world, members=1)
    a_year(house)
    a_year(house)
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    with world.reading(house.managers[0]) as tx:
        rows = [d for d in tx.session.scalars(select(Deviation)) if d.issued_on and d.status != "withdrawn"]
    own = house.own()
    issued = [d for d in rows if first <= d.issued_on <= last]
    closed = [d for d in rows if d.closed_on and first <= d.closed_on <= last]
    stands = [d for d in rows if d.issued_on <= last and (d.closed_on is None or d.closed_on > last)]
    assert own[I.DEVIATIONS_ISSUED, Cut.TOTAL, ""] == len(issued) == 6
    assert own[I.DEVIATIONS_CLOSED, Cut.TOTAL, ""] == len(closed) == 4
    assert own[I.DEVIATIONS_OPEN, Cut.TOTAL, ""] == len(stands) == 4
    for grade in Severity:
        assert own[I.DEVIATIONS_OPEN, Cut.DETAIL, grade] == sum(d.severity == grade for d in stands)


def test_the_light_is_the_one_of_the_last_day_of_the_year(world: World) -> None:
    house = House(world, members=1)
    staff = house.managers[0]
    late, open_, mended = date(2025, 12, 30), date(2025, 12, 31), date(2025, 6, 1)
    for due, closed in ((open_, None), (late, date(2026, 1, 2)), (mended, date(2025, 7, 1))):
        audit = followed_up(world, staff, house.contract(), date(2025, 5, 1))
        deviates(world, staff, audit, date(2025, 5, 2), closure_due_on=due, closed_on=closed)
    followed_up(world, staff, house.contract(), date(2026, 1, 1))
    with world.reading(staff) as tx:
        _, lines = own_figures.count(tx, 2025)
    lights = sorted(line.item.detail for line in lines if line.item.indicator is I.LIGHTS)
    assert lights == ["green", "grey", "red", "yellow"]


def test_behind_every_figure_stands_a_list_of_rows_that_can_be_opened(world: World) -> None:
    house = House(world, members=1)
    a_year(house)
    with world.reading(house.managers[0]) as tx:
        figures, lines = own_figures.count(tx, 2025)
        own_ids = set(tx.session.scalars(select(Deviation.public_id)))
    for figure in figures.figures:
        if figure.cut is Cut.TOTAL and figure.indicator not in (I.SUPPLIERS_FOLLOWED_UP, I.MEDIAN_DAYS):
            assert figure.value == sum(line.item.indicator is figure.indicator for line in lines), figure
    assert {line.public_id for line in lines if line.noun == "deviation"} <= own_ids
    assert {line.noun for line in lines} == {"contract", "follow_up", "deviation", "supplier"}


def test_a_shared_result_counts_once_though_two_cooperations_read_it(world: World) -> None:
    mine = world.organisation()
    staff = world.staff(mine, cooperations=(world.cooperation(mine), world.cooperation(mine)))
    follow_up = followed_up(world, staff, world.contract(staff), date(2026, 2, 1))
    with world.tx(staff) as tx:
        sharing.share(tx, follow_up.public_id)
        _, lines = own_figures.count(tx, 2026)
    assert [line.noun for line in lines if line.item.indicator is I.RESULTS_SHARED] == ["result"]


def test_a_running_year_cannot_be_confirmed(world: World, clock: FixedClock) -> None:
    house = House(world)
    clock.set(datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
    with pytest.raises(Conflict) as refused:
        house.confirm()
    assert refused.value.reason.code == "figures.year_running"
    clock.set(datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    assert house.confirm().year == 2025


def test_only_an_approver_confirms_and_only_once(world: World) -> None:
    house = House(world)
    with pytest.raises(Forbidden), world.tx(house.managers[0]) as tx:
        own_figures.confirm(tx, 2025)
    house.confirm()
    with pytest.raises(Conflict) as again:
        house.confirm()
    assert again.value.reason.code == "figures.known"


def test_what_is_confirmed_names_no_supplier_and_the_list_behind_it_is_sealed(world: World) -> None:
    house = House(world)
    a_year(house)
    row = house.confirm()
    assert row.sha256 == fingerprint(row.figures)
    assert "sup_" not in str(row.figures)
    assert from_plain(OwnFigures, row.figures).year == 2025
    for reader in (house.managers[0], house.approvers[0], house.coordinator, house.publisher):
        with world.reading(reader) as tx:
            assert tx.session.scalars(select(SealedFigures)).all() == []
    with world.reading(COMPILER) as tx:
        [sealed] = tx.session.scalars(select(SealedFigures)).all()
    assert all(str(item["supplier"]).startswith("sup_") for item in sealed.items)


def test_what_happens_after_confirming_changes_nothing_that_is_compiled(world: World) -> None:
    house = House(world)
    contract = a_year(house)
    house.confirm()
    followed_up(world, house.managers[0], contract, date(2025, 11, 1))
    assert house.own()[I.AUDITS_REPORTED, Cut.TOTAL, ""] == 2
    assert house.figures(house.compile())[I.AUDITS_REPORTED, Cut.TOTAL, ""] == 1


def test_who_has_not_confirmed_is_not_reported_and_nothing_of_theirs_is_counted(world: World) -> None:
    house = House(world)
    a_year(house, 0)
    a_year(house, 1)
    house.confirm(0)
    found = house.figures(house.compile())
    second = house.organisations[1].public_id
    assert found[I.ACTIVE_CONTRACTS, Cut.TOTAL, ""] == 1
    assert found[I.ACTIVE_CONTRACTS, Cut.ORGANISATION, second] is FigureState.NOT_REPORTED
    assert found[I.ACTIVE_CONTRACTS, Cut.ORGANISATION, house.organisations[0].public_id] == 1


def test_a_supplier_of_two_regions_counts_once_nationally(world: World) -> None:
    house = House(world)
    supplier = world.supplier()
    for place in (0, 1):
        followed_up(world, house.managers[place], house.contract(place, supplier), date(2025, 5, 1))
        house.confirm(place)
    found = house.figures(house.compile())
    assert found[I.SUPPLIERS_FOLLOWED_UP, Cut.TOTAL, ""] == 1
    assert [found[I.SUPPLIERS_FOLLOWED_UP, Cut.ORGANISATION, o.public_id] for o in house.organisations[:2]] == [1, 1]


@pytest.mark.slow
def test_the_worst_of_the_members_lights_counts_and_small_numbers_are_hidden(world: World) -> None:
    house = House(world)
    suppliers = [world.supplier() for _ in range(9)]
    for place in (0, 1):
        for number, supplier in enumerate(suppliers):
            audit = followed_up(world, house.managers[place], house.contract(place, supplier), date(2025, 5, 1))
            if place == 1 and number < 4:
                deviates(world, house.managers[place], audit, date(2025, 5, 2))
        house.confirm(place)
    found = house.figures(house.compile())
    assert found[I.LIGHTS, Cut.TOTAL, ""] == 9
    assert [found[I.LIGHTS, Cut.DETAIL, light] for light in ("green", "yellow", "red")] == [5, 4, 0]
    one = House(world)
    audit = followed_up(world, one.managers[0], one.contract(), date(2025, 5, 1))
    deviates(world, one.managers[0], audit, date(2025, 5, 2))
    one.confirm()
    few = one.figures(one.compile())
    assert few[I.DEVIATIONS_ISSUED, Cut.TOTAL, ""] is FigureState.SUPPRESSED
    assert few[I.AUDITS_REPORTED, Cut.TOTAL, ""] == 1
    assert one.own()[I.DEVIATIONS_ISSUED, Cut.TOTAL, ""] == 1


def test_nobody_compiles_but_the_cooperations_own_coordinator(world: World) -> None:
    house, other = House(world), House(world)
    house.confirm()
    for who in (house.publisher, house.approvers[0], other.coordinator):
        with pytest.raises(Forbidden):
            house.compile(who=who)
    with pytest.raises(Conflict) as nothing:
        other.compile()
    assert nothing.value.reason.code == "summary.nothing_confirmed"


def test_a_draft_is_made_anew_until_it_is_reviewed(world: World) -> None:
    house = House(world)
    house.confirm(0)
    first = house.compile()
    house.confirm(1)
    again = house.compile()
    assert (again.id, again.edition, len(again.sources)) == (first.id, 1, 2)
    house.review(again)
    with pytest.raises(Conflict) as refused:
        house.compile()
    assert refused.value.reason.code == "summary.under_review"
    with world.tx(house.coordinator) as tx:
        summaries.send_back(tx, again.public_id, None)
    assert house.compile().status is SummaryStatus.DRAFT


def test_a_review_of_what_has_changed_meanwhile_is_refused(world: World) -> None:
    house = House(world)
    house.confirm(0)
    seen = house.compile().version
    house.confirm(1)
    summary = house.compile()
    with pytest.raises(Conflict) as stale, world.tx(house.publisher) as tx:
        summaries.review(tx, summary.public_id, seen)
    assert stale.value.reason.code == "stale"


def test_who_compiled_or_reviewed_does_not_publish(world: World) -> None:
    house = House(world)
    house.confirm()
    summary = house.compile()
    with world.tx(house.publisher) as tx:
        summaries.review(tx, summary.public_id, None)
    for who in (house.coordinator, house.publisher):
        with pytest.raises(Forbidden):
            house.publish(summary, who)
    third = world.staff(_secretariat(house), Role.PUBLISHER, cooperations=(house.cooperation,))
    assert house.publish(summary, third).edition == 1


def _secretariat(house: House) -> Organisation:
    with house.world.reading() as tx:
        return tx.follow(Organisation, house.cooperation.secretariat_id)


def test_a_draft_is_not_published_without_review(world: World) -> None:
    house = House(world)
    house.confirm()
    with pytest.raises(Conflict) as refused:
        house.publish(house.compile())
    assert refused.value.reason.code == "state.not_allowed"


@pytest.mark.slow
def test_a_published_edition_stands_on_its_own_and_never_changes(world: World) -> None:
    house = House(world)
    contract = a_year(house)
    house.confirm(0)
    edition = house.publish(house.review(house.compile()))
    assert edition.sha256 == fingerprint(edition.content)
    with world.reading() as tx:
        before = published.content(tx.session, edition.slug, 2025, 1)
    assert {one.name for one in before.organisations} == {"Region A", "Region B", "Region C"}
    assert before.categories[0].name.sv == "Handskar"
    assert before.publisher == "The secretariat"
    assert content(from_content(edition.content)) == edition.content
    with world.tx(house.managers[0]) as tx:
        for row in tx.session.scalars(select(Deviation)):
            row.severity = Severity.CRITICAL
            tx.journal(DEVIATION_CHANGED, row, fields="severity")
    followed_up(world, house.managers[0], contract, date(2025, 7, 7))
    house.confirm(1)
    second = house.publish(house.review(house.compile()))
    with world.reading() as tx:
        assert published.content(tx.session, edition.slug, 2025, 1) == before
        heads = published.of_year(tx.session, edition.slug, 2025)
        states = [row.status for row in queries.of_year(tx.session, house.cooperation.id, 2025)]
    assert [head.edition for head in heads] == [2, 1]
    assert heads[1].sha256 == edition.sha256 != second.sha256
    assert states == [SummaryStatus.SUPERSEDED, SummaryStatus.PUBLISHED]


def test_nothing_that_is_published_names_a_supplier_a_person_or_a_text_of_theirs(world: World) -> None:
    house = House(world)
    a_year(house)
    house.confirm()
    edition = house.publish(house.review(house.compile()))
    text = str(edition.content)
    for never in ("sup_", "con_", "dev_", "usr_", "Invented supplier", "Person", "never leave", "Gloves 1"):
        assert never not in text, never


def test_the_members_approvers_are_told_each_once(world: World) -> None:
    house = House(world)
    house.confirm()
    house.publish(house.review(house.compile()))
    with world.reading() as tx:
        mails = tx.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "summary_published")).all()
    assert len(mails) == len({mail.recipient for mail in mails}) == 3
    assert all(mail.facts["path"] == f"/pub/{house.cooperation.slug}/2025/r1" for mail in mails)


def test_another_cooperations_members_do_not_see_the_edition_in_the_making(world: World) -> None:
    house, other = House(world), House(world)
    house.confirm()
    summary = house.compile()
    with pytest.raises(NotFound), world.reading(other.coordinator) as tx:
        tx.get(AnnualSummary, summary.public_id, to=Permission.SUMMARY_READ)
    with world.reading(house.approvers[1]) as tx:
        assert queries.listed(tx.session, house.approvers[1].organisation_id) == []
        assert [r.organisation_id for r in queries.confirmed(tx.session, house.approvers[1].organisation_id)] == []


def test_a_joint_kind_of_follow_up_is_an_audit_only_if_it_is_one(world: World) -> None:
    house = House(world, members=1)
    for kind in FollowUpKind:
        followed_up(world, house.managers[0], house.contract(), date(2025, 5, 1), kind)
    own = house.own()
    assert own[I.AUDITS_REPORTED, Cut.TOTAL, ""] == 3
    assert own[I.SUPPLIERS_FOLLOWED_UP, Cut.TOTAL, ""] == len(FollowUpKind)
