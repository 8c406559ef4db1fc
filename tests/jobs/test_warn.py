"""Warnings: once for each step, the nearest only, nothing once the day has passed, over any jump of the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.certificates import CertificateKind
from followup.domain.contracts import OptionStatus
from followup.domain.journal import CERTIFICATE_ADDED, CONTRACT_CHANGED, OPTION_ADDED, SUPPLIER_MERGED, USER_CHANGED
from followup.domain.renewals import NewMeasure
from followup.jobs import warn
from followup.jobs.registry import BY_NAME
from followup.jobs.work import Work
from followup.models.certificates import SupplierCertificate
from followup.models.contracts import Contract, ContractOption
from followup.models.journal import JournalEntry
from followup.models.outbox import OutboxMessage
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.runtime import Runtime
from followup.services import contracts, renewals
from tests.builders import World
from tests.jobs.mailers import NoMailer
from tests.web.statements import counted

pytestmark = pytest.mark.database
END = date(2028, 2, 29)
KIND = "contract_warning"


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def run(runtime: Runtime, *, on: date | None = None, dry_run: bool = False) -> Work:
    work = Work(runtime, NoMailer(), on=on, dry_run=dry_run)
    warn.run(work)
    assert work.first_error is None
    return work


def at(clock: FixedClock, day: date, hour: int = 5) -> None:
    clock.set(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def mails(world: World, kind: str = KIND) -> Sequence[OutboxMessage]:
    with world.reading() as tx:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        return tx.session.scalars(wanted).all()


def told(world: World, kind: str = KIND) -> list[tuple[str, str, int]]:
    return [
        (str(m.facts.get("what")), str(m.facts.get("falls_on")), int(str(m.facts["days"]))) for m in mails(world, kind)
    ]


def ending(world: World, staff: Staff, ends_on: date | None = END, **columns: object) -> Contract:
    made = world.contract(staff, ends_on=ends_on)
    return changed(world, staff, made, **columns)


def changed(world: World, staff: Staff, made: Contract, **columns: object) -> Contract:
    with world.tx(staff) as tx:
        contract = tx.follow(Contract, made.id)
        for name, value in columns.items():
            setattr(contract, name, value)
        tx.journal(CONTRACT_CHANGED, contract, fields=", ".join(columns))
    return contract


def option(world: World, staff: Staff, contract: Contract, decide_by_on: date) -> ContractOption:
    with world.tx(staff) as tx:
        made = tx.add(
            ContractOption(
                contract_id=contract.id,
                extends_to_on=decide_by_on + timedelta(days=365),
                decide_by_on=decide_by_on,
                status=OptionStatus.OPEN,
            )
        )
        tx.journal(OPTION_ADDED, made, extends_to_on=made.extends_to_on)
    return made


def test_a_manager_is_told_before_the_end_at_every_step(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    contract = ending(world, manager)
    for left in range(370, -4, -1):
        at(clock, END - timedelta(days=left))
        run(runtime)
    assert told(world) == [("end", "2028-02-29", days) for days in (365, 180, 90, 30)]
    assert {mail.subject_id for mail in mails(world)} == {contract.public_id}
    with world.reading() as tx:
        entries = tx.session.scalars(select(JournalEntry).where(JournalEntry.event == "contract.end_warned")).all()
    assert [entry.facts for entry in entries] == [{"on": "2028-02-29", "what": "end"}] * 4


def test_running_twice_tells_once_and_a_quiet_night_opens_no_transaction_for_each(
    world: World, runtime: Runtime, clock: FixedClock, engine: Engine, manager: Staff
) -> None:
    for _ in range(5):
        ending(world, manager)
    at(clock, END - timedelta(days=80))
    assert run(runtime).counts["warned"] == 5
    with counted(engine) as statements:
        assert run(runtime).counts == {}
    assert len(statements) == 3
    assert len(mails(world)) == 5


def test_nights_that_were_missed_are_made_good_by_the_nearest_step_only(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    ending(world, manager)
    at(clock, END - timedelta(days=300))
    run(runtime)
    at(clock, END - timedelta(days=20))
    run(runtime)
    assert [days for _, _, days in told(world)] == [300, 20]


def test_a_clock_that_jumps_back_tells_nothing_twice(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    ending(world, manager)
    for left in (100, 40, 100, 41, 40, 39):
        at(clock, END - timedelta(days=left))
        run(runtime)
    assert [days for _, _, days in told(world)] == [100, 40]


def test_nothing_is_said_once_the_day_has_passed(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    ending(world, manager)
    at(clock, END + timedelta(days=1))
    run(runtime)
    assert mails(world) == []
    at(clock, END)
    run(runtime)
    assert told(world) == [("end", "2028-02-29", 0)]


def test_a_moved_date_is_warned_of_anew(world: World, runtime: Runtime, clock: FixedClock, manager: Staff) -> None:
    contract = ending(world, manager)
    at(clock, END - timedelta(days=60))
    run(runtime)
    changed(world, manager, contract, ends_on=date(2028, 3, 31))
    run(runtime)
    run(runtime)
    assert told(world) == [("end", "2028-02-29", 60), ("end", "2028-03-31", 91)]


def test_notice_option_and_end_are_three_warnings(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    contract = ending(world, manager, notice_days=30)
    option(world, manager, contract, date(2028, 2, 10))
    at(clock, date(2028, 1, 25))
    run(runtime)
    assert sorted(told(world)) == [
        ("end", "2028-02-29", 35),
        ("notice", "2028-01-30", 5),
        ("option", "2028-02-10", 16),
    ]


def test_a_long_notice_period_is_warned_of_long_before_the_end(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    ending(world, manager, notice_days=730)
    at(clock, END - timedelta(days=730 + 365))
    run(runtime)
    assert told(world) == [("notice", "2026-03-01", 365)]


def test_an_option_of_a_contract_without_an_end_is_warned_of(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    contract = ending(world, manager, None)
    option(world, manager, contract, date(2026, 6, 1))
    run(runtime, on=date(2026, 5, 10))
    assert told(world) == [("option", "2026-06-01", 22)]


def test_the_deputy_is_told_too_and_one_person_in_both_places_once(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    with world.reading() as tx:
        region = tx.session.get_one(type(world.organisation()), manager.organisation_id)
    deputy = world.staff(region, Role.CONTRACT_MANAGER)
    ending(world, manager, deputy_id=deputy.user_id)
    both = ending(world, manager, deputy_id=manager.user_id)
    at(clock, END - timedelta(days=10))
    run(runtime)
    run(runtime)
    with world.reading() as tx:
        one, two = (tx.follow(User, staff.user_id or 0).email for staff in (manager, deputy))
    got = [(mail.subject_id == both.public_id, mail.recipient) for mail in mails(world)]
    assert sorted(got) == sorted([(False, one), (False, two), (True, one)])


def test_who_cannot_sign_in_is_not_told_and_a_contract_of_nobody_is_left_to_the_start_page(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    ending(world, manager)
    ending(world, manager, manager_id=None)
    with world.tx() as tx:
        user = tx.follow(User, manager.user_id or 0)
        user.is_integration = True
        tx.journal(USER_CHANGED, user, fields="is_integration")
    at(clock, END - timedelta(days=10))
    assert run(runtime).counts == {"unchanged": 1}
    assert mails(world) == []


def test_a_voided_contract_is_not_warned_of(world: World, runtime: Runtime, clock: FixedClock, manager: Staff) -> None:
    contract = ending(world, manager)
    with world.tx(manager) as tx:
        contracts.void(tx, contract.public_id, "By mistake")
    run(runtime, on=END)
    assert mails(world) == []


def test_what_waits_for_the_renewal_stands_in_the_warning(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    contract = ending(world, manager)
    with world.tx(manager) as tx:
        renewals.queue(tx, contract.public_id, NewMeasure(body="Ask for the country\nof production =?"))
    run(runtime, on=END)
    [mail] = mails(world)
    assert mail.facts["measures"] == ["Ask for the country of production = ?"]


def test_a_warning_leaves_the_contract_as_it_was(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    contract = ending(world, manager)
    run(runtime, on=END)
    with world.reading() as tx:
        assert tx.follow(Contract, contract.id).version == contract.version


def test_a_dry_run_counts_and_keeps_nothing(world: World, runtime: Runtime, clock: FixedClock, manager: Staff) -> None:
    ending(world, manager)
    assert run(runtime, on=END, dry_run=True).counts == {"warned": 1}
    assert mails(world) == []


@pytest.mark.parametrize(
    "night", [date(2026, 3, 29), date(2026, 10, 25)], ids=["summer time begins", "summer time ends"]
)
def test_a_night_of_summer_time_warns_once(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff, night: date
) -> None:
    """The slot is a civil day, and a run more or less changes nothing: here it runs twenty hours, every 20 minutes."""
    ending(world, manager, night + timedelta(days=30))
    slots = []
    for n in range(60):
        beat = datetime(night.year, night.month, night.day, tzinfo=UTC) + timedelta(minutes=20 * n)
        clock.set(beat)
        slots.append(BY_NAME["warn"].when.latest(beat))
        run(runtime)
    assert (
        sorted(set(slots)) == [(night - timedelta(days=1)).isoformat(), night.isoformat()] == list(dict.fromkeys(slots))
    )
    assert [days for _, _, days in told(world)] == [30]


def certificate(
    world: World, staff: Staff, supplier: Supplier, valid_until: date, *, withdrawn: bool = False
) -> SupplierCertificate:
    with world.tx(staff) as tx:
        made = tx.add(
            SupplierCertificate(
                supplier_id=supplier.id,
                kind=CertificateKind.SOCIAL,
                name="SA8000",
                valid_until=valid_until,
                withdrawn_at=tx.now if withdrawn else None,
            )
        )
        tx.journal(
            CERTIFICATE_ADDED, supplier, certificate=made.public_id, kind=made.kind, valid_until=made.valid_until
        )
    return made


CERTIFICATE = "certificate_warning"


def test_a_certificate_is_warned_of_before_it_ends_at_every_step(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    supplier, until = world.supplier(), date(2026, 7, 1)
    for _ in range(2):
        world.contract(manager, supplier=supplier)
    made = certificate(world, manager, supplier, until)
    for left in range(70, -4, -1):
        run(runtime, on=until - timedelta(days=left))
    assert [int(str(m.facts["days"])) for m in mails(world, CERTIFICATE)] == [60, 30, 7]
    assert {m.subject_id for m in mails(world, CERTIFICATE)} == {made.public_id}
    assert {m.facts["path"] for m in mails(world, CERTIFICATE)} == {f"/suppliers/{supplier.public_id}"}


def test_only_managers_of_running_contracts_with_that_supplier_in_the_organisation_are_told(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    supplier, until = world.supplier(), date(2026, 7, 1)
    stranger = world.staff(world.organisation())
    with world.reading() as tx:
        region = tx.session.get_one(type(world.organisation()), manager.organisation_id)
    past, other = world.staff(region), world.staff(region)
    world.contract(manager, supplier=supplier)
    world.contract(stranger, supplier=supplier)
    world.contract(past, supplier=supplier, ends_on=date(2026, 1, 1))
    world.contract(other)
    certificate(world, manager, supplier, until)
    run(runtime, on=until)
    with world.reading() as tx:
        assert [m.recipient for m in mails(world, CERTIFICATE)] == [tx.follow(User, manager.user_id or 0).email]


def test_a_withdrawn_certificate_is_not_warned_of(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    supplier = world.supplier()
    world.contract(manager, supplier=supplier)
    certificate(world, manager, supplier, date(2026, 7, 1), withdrawn=True)
    run(runtime, on=date(2026, 7, 1))
    assert mails(world, CERTIFICATE) == []


def test_the_entries_of_a_merged_supplier_count_as_one(
    world: World, runtime: Runtime, clock: FixedClock, manager: Staff
) -> None:
    kept, merged = world.supplier("Kept"), world.supplier("Merged")
    world.contract(manager, supplier=kept)
    certificate(world, manager, merged, date(2026, 7, 1))
    run(runtime, on=date(2026, 6, 30))
    assert mails(world, CERTIFICATE) == []
    with world.tx() as tx:
        row = tx.follow(Supplier, merged.id)
        row.merged_into_id = kept.id
        tx.journal(SUPPLIER_MERGED, row, into=kept.public_id)
    run(runtime, on=date(2026, 6, 30))
    assert [m.facts["supplier_name"] for m in mails(world, CERTIFICATE)] == ["Kept"]
