"""An organisation's own figures beyond the plain counting: audits, origin, sanctions, persons, corrections."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from followup.domain.audits import AUDIT
from followup.domain.code_of_conduct import Area
from followup.domain.cooperation_bodies import ContactTopic
from followup.domain.figure_corrections import Addition, LeaveOut
from followup.domain.indicators import Indicator
from followup.domain.journal import EVENTS
from followup.domain.permissions import Permission
from followup.domain.plain_data import from_plain
from followup.domain.sanctions import Rung, SanctionStatus
from followup.domain.schedule import FollowUpKind
from followup.domain.secretariat_journal import CONTACT_PERSON_NAMED, COURSE_OFFERED, COURSE_TAKEN
from followup.domain.summaries import Cut, FigureState, OwnFigures
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.models.audits import Audit
from followup.models.contracts import Contract
from followup.models.cooperation_bodies import ContactPerson
from followup.models.desk import Course, CourseRecord
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.sanctions import Sanction
from followup.models.summaries import ConfirmedFigures, FigureCorrection, SealedFigures
from followup.models.suppliers import Supplier, SupplierSite
from followup.queries import figure_corrections as queries
from followup.services import figure_corrections, own_figures
from followup.services.summaries import COMPILER
from tests.annual import House, a_year, deviates, followed_up, noon
from tests.builders import World

pytestmark = pytest.mark.database
I = Indicator  # noqa: E741
DAY = date(2025, 5, 1)


def begun(house: House, follow_up: FollowUp, on: date, site: SupplierSite | None = None) -> None:
    """Leave the audit that was prepared for a follow-up, as beginning it leaves it."""
    with house.world.tx(house.managers[0]) as tx:
        contract = tx.follow(Contract, follow_up.contract_id)
        row = tx.add(
            Audit(
                organisation_id=house.managers[0].organisation_id,
                follow_up_id=follow_up.id,
                contract_id=contract.id,
                supplier_id=contract.supplier_id,
                site_id=site.id if site else None,
                status=AUDIT.initial,
                starts_on=on,
                ends_on=on,
                begun_at=noon(on),
            )
        )
        tx.journal(EVENTS["audit.prepared"], row, count=0)


def test_an_audit_is_begun_reported_and_closed_each_on_its_own_day(world: World) -> None:
    house = House(world, members=1)
    staff = house.managers[0]
    office = followed_up(world, staff, house.contract(), date(2025, 2, 1))
    deviates(world, staff, office, date(2025, 2, 2), closed_on=date(2025, 9, 1))
    deviates(world, staff, office, date(2025, 2, 2), closed_on=date(2026, 1, 3))
    site = followed_up(world, staff, house.contract(), date(2024, 11, 1), FollowUpKind.SITE_AUDIT)
    deviates(world, staff, site, date(2024, 11, 2), closed_on=date(2025, 3, 1))
    followed_up(world, staff, house.contract(), DAY, FollowUpKind.FOLLOW_UP_AUDIT)
    held = house.contract()
    with world.tx(staff) as tx:
        there = tx.add(SupplierSite(supplier_id=held.supplier_id, name="A dyeing mill", country="PK"))
        tx.journal(EVENTS["supplier.site_added"], tx.follow(Supplier, held.supplier_id), country="PK")
    at_site = followed_up(world, staff, held, date(2026, 2, 1), FollowUpKind.FOLLOW_UP_AUDIT)
    begun(house, at_site, date(2025, 12, 30), there)
    own = house.own()
    assert [own[i, Cut.TOTAL, ""] for i in (I.OFFICE_AUDITS_BEGUN, I.OFFICE_AUDITS_REPORTED)] == [2, 2]
    assert own[I.OFFICE_AUDITS_CLOSED, Cut.TOTAL, ""] == 1, "the follow-up audit; the other has one deviation open"
    assert [own[i, Cut.TOTAL, ""] for i in (I.SITE_AUDITS_BEGUN, I.SITE_AUDITS_REPORTED)] == [1, 0]
    assert own[I.SITE_AUDITS_CLOSED, Cut.TOTAL, ""] == 1
    assert own[I.AUDITS_REPORTED, Cut.TOTAL, ""] == 2
    later = house.own(year=2026)
    assert [later[i, Cut.TOTAL, ""] for i in (I.SITE_AUDITS_BEGUN, I.SITE_AUDITS_REPORTED)] == [0, 1]
    assert later[I.OFFICE_AUDITS_CLOSED, Cut.TOTAL, ""] == 1


def test_a_deviation_counts_by_requirement_area_and_by_the_country_of_its_site(world: World) -> None:
    house = House(world, members=1)
    audit = followed_up(world, house.managers[0], house.contract(), DAY)
    for area, country in ((Area.ENVIRONMENT, "PK"), (Area.ENVIRONMENT, "SE"), (None, None)):
        row = deviates(world, house.managers[0], audit, DAY)
        with world.tx(house.managers[0]) as tx:
            found = tx.follow(Deviation, row.id)
            found.area, found.country = area, country
            tx.journal(EVENTS["deviation.changed"], found, fields="area")
    own = house.own()
    assert own[I.DEVIATIONS_OPEN, Cut.TOPIC, Area.ENVIRONMENT] == 2
    assert own[I.DEVIATIONS_OPEN, Cut.TOPIC, ""] == 1
    assert [own[I.DEVIATIONS_OPEN, Cut.COUNTRY, key] for key in ("", "PK", "SE")] == [1, 1, 1]
    assert own[I.DEVIATIONS_CLOSED, Cut.COUNTRY, "PK"] == 0


def test_only_what_was_decided_against_a_supplier_in_the_year_counts_and_its_amount_in_the_own_currency(
    world: World,
) -> None:
    house = House(world, members=1)
    contract = house.contract()
    decided = (
        (Rung.WARNING, SanctionStatus.DECIDED, date(2025, 3, 1), None, None),
        (Rung.PENALTY, SanctionStatus.DECIDED, date(2025, 12, 31), 500_000, "SEK"),
        (Rung.PENALTY, SanctionStatus.DECIDED, date(2025, 4, 1), 900, "NOK"),
        (Rung.PENALTY, SanctionStatus.LIFTED, date(2025, 4, 1), 700, "SEK"),
        (Rung.TERMINATION, SanctionStatus.DECIDED, date(2026, 1, 1), None, None),
    )
    for rung, status, on, amount, currency in decided:
        with world.tx(house.managers[0]) as tx:
            row = tx.add(
                Sanction(
                    contract_id=contract.id, supplier_id=contract.supplier_id, rung=rung, status=status, why={},
                    proposed_at=noon(on), decided_on=on, amount_minor=amount, currency=currency,
                )
            )  # fmt: skip
            tx.journal(EVENTS["sanction.proposed"], row, rung=rung)
    own = house.own()
    assert own[I.SANCTIONS_DECIDED, Cut.TOTAL, ""] == 3
    assert [own[I.SANCTIONS_DECIDED, Cut.DETAIL, r] for r in (Rung.WARNING, Rung.PENALTY, Rung.TERMINATION)] == [
        1,
        2,
        0,
    ]
    assert own[I.PENALTY_AMOUNT, Cut.TOTAL, ""] == 500_000


def test_a_contact_person_counts_once_and_as_trained_while_the_training_is_valid(world: World) -> None:
    house = House(world, members=1)
    about = {"cooperation_id": house.cooperation.id, "secretariat_id": house.cooperation.secretariat_id}
    own = {**about, "organisation_id": house.organisations[0].id}
    people, topics = {}, tuple(ContactTopic)
    with world.tx() as tx:
        for name, topic in (
            ("Ada", topics[0]),
            ("Ada", topics[1]),
            ("Bo", topics[0]),
        ):
            person = tx.add(
                ContactPerson(**own, name=name, email=f"{name}@region.test", topic=topic, valid_from=date(2024, 1, 1))
            )
            tx.journal(CONTACT_PERSON_NAMED, person, valid_from=person.valid_from)
            people[name] = person
        course = tx.add(Course(**about, name="For contact persons", valid_months=24, is_for_contacts=True))
        tx.journal(COURSE_OFFERED, course)
        for name, done_on in (("Ada", date(2024, 1, 1)), ("Bo", date(2023, 12, 30))):
            tx.add(
                CourseRecord(**own, course_id=course.id, contact_person_id=people[name].id, name=name, done_on=done_on)
            )
            tx.journal(COURSE_TAKEN, course, count=1)
    found = house.own()
    assert found[I.CONTACT_PERSONS, Cut.TOTAL, ""] == 2
    assert found[I.CONTACT_PERSONS_TRAINED, Cut.TOTAL, ""] == 1, "Bo's training ran out the day before"


def test_what_is_left_out_or_added_by_hand_shows_who_and_why_and_can_be_undone(world: World) -> None:
    house = House(world, members=1)
    manager = house.managers[0]
    contract = a_year(house)
    with world.reading(manager) as tx:
        _, lines = own_figures.count(tx, 2025)
    closed = [line for line in lines if line.item.indicator is I.DEVIATIONS_CLOSED_IN_TIME]
    with world.tx(manager) as tx:
        wrong = LeaveOut(indicator=I.DEVIATIONS_CLOSED, item=closed[0].public_id, reason="Entered twice")
        left_out = figure_corrections.leave_out(tx, 2025, wrong)
    own = house.own()
    assert own[I.DEVIATIONS_CLOSED, Cut.TOTAL, ""] == 1
    assert own[I.DEVIATIONS_CLOSED_IN_TIME, Cut.TOTAL, ""] == 0
    supplier = closed[0].item.supplier
    added = Addition(indicator=I.SELF_ASSESSMENTS_IN_TIME, item="Case 7", supplier_id=supplier, reason="On paper")
    with world.tx(manager) as tx:
        figure_corrections.add(tx, 2025, added)
    own = house.own()
    assert own[I.SELF_ASSESSMENTS_IN_TIME, Cut.TOTAL, ""] == 2
    assert own[I.SELF_ASSESSMENTS_SENT, Cut.TOTAL, ""] == 4
    with world.tx(manager) as tx:
        figure_corrections.undo(tx, left_out.public_id, left_out.version)
        again = figure_corrections.leave_out(tx, 2025, wrong)
        assert again.id == left_out.id
        rows = queries.of_year(tx.session, manager.organisation_id, 2025)
    assert {row.reason for row in rows} == {"Entered twice", "On paper"}
    assert contract.category == "gloves"


def test_nothing_is_corrected_that_is_not_there_or_is_there_already_or_is_confirmed(world: World) -> None:
    house = House(world, members=1)
    manager = house.managers[0]
    contract = a_year(house)
    with world.reading(manager) as tx:
        supplier = next(line.item.supplier for line in own_figures.count(tx, 2025)[1])
    strange = LeaveOut(indicator=I.ACTIVE_CONTRACTS, item="con_nothing", reason="test")
    light = LeaveOut(indicator=I.LIGHTS, item=supplier, reason="test")
    known = Addition(indicator=I.ACTIVE_CONTRACTS, item=contract.public_id, supplier_id=supplier, reason="test")
    graded = Addition(indicator=I.DEVIATIONS_ISSUED, item="Case 1", supplier_id=supplier, reason="test", detail="huge")
    for leave in (strange, light):
        with pytest.raises(Invalid), world.tx(manager) as tx:
            figure_corrections.leave_out(tx, 2025, leave)
    for add in (known, graded):
        with pytest.raises(Invalid), world.tx(manager) as tx:
            figure_corrections.add(tx, 2025, add)
    house.confirm()
    late = LeaveOut(indicator=I.ACTIVE_CONTRACTS, item=contract.public_id, reason="test")
    with pytest.raises(Conflict) as refused, world.tx(manager) as tx:
        figure_corrections.leave_out(tx, 2025, late)
    assert refused.value.reason.code == "figure_correction.confirmed"


def test_another_organisation_sees_no_correction_and_undoes_none(world: World) -> None:
    house = House(world, members=2)
    contract = house.contract()
    new = LeaveOut(indicator=I.ACTIVE_CONTRACTS, item=contract.public_id, reason="A reason that must never leave")
    with world.tx(house.managers[0]) as tx:
        made = figure_corrections.leave_out(tx, 2025, new)
    for stranger in (house.managers[1], house.coordinator):
        with pytest.raises(NotFound), world.tx(stranger) as tx:
            tx.get(FigureCorrection, made.public_id, to=Permission.FIGURES_CORRECT)


def test_figures_opened_again_leave_the_compiling_until_they_are_confirmed_anew(world: World) -> None:
    house = House(world, members=2)
    contract = a_year(house)
    first = house.confirm()
    house.confirm(1)
    with pytest.raises(Forbidden), world.tx(house.managers[0]) as tx:
        own_figures.reopen(tx, 2025, "test")
    with world.tx(house.approvers[0]) as tx:
        own_figures.reopen(tx, 2025, "An audit was missing")
    with world.reading(COMPILER) as tx:
        assert len(tx.session.scalars(select(SealedFigures)).all()) == 1
    summary = house.compile()
    assert house.figures(summary)[I.ACTIVE_CONTRACTS, Cut.ORGANISATION, house.organisations[0].public_id] is (
        FigureState.NOT_REPORTED
    )
    followed_up(world, house.managers[0], contract, date(2025, 8, 1))
    again = house.confirm()
    assert (again.id, again.reopened_at, again.reopen_reason) == (first.id, None, "An audit was missing")
    assert house.figures(house.compile())[I.AUDITS_REPORTED, Cut.TOTAL, ""] == 2
    with pytest.raises(Conflict) as twice, world.tx(house.approvers[0]) as tx:
        own_figures.reopen(tx, 2024, "test")
    assert twice.value.reason.code == "figures.not_confirmed"


def test_what_is_confirmed_keeps_the_rules_of_its_day(world: World) -> None:
    house = House(world, members=1)
    house.confirm()
    with world.reading(house.managers[0]) as tx:
        [row] = tx.session.scalars(select(ConfirmedFigures)).all()
    rules = from_plain(OwnFigures, row.figures).rules
    assert [rule.indicator for rule in rules] == list(I)
