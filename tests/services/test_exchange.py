"""The list of contracts back into the register: what is new, changed, unchanged, left alone and refused."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from followup.documents import xlsx
from followup.documents.xlsx import Sheet
from followup.domain.actors import Role, Staff
from followup.domain.code_of_conduct import Level
from followup.domain.contracts import ChangeContract
from followup.domain.exchange import COLUMNS, Use
from followup.domain.exchange_cells import Cell, Value, written
from followup.domain.exchange_plan import Plan, Stored
from followup.domain.exchange_rows import Line, OnConflict, Reading, Table, mark, read_rows
from followup.errors import Forbidden, Invalid
from followup.imports import contract_list
from followup.models.contracts import Contract, ContractClause
from followup.models.journal import JournalEntry
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.models.users import User
from followup.queries import contracts as contract_queries
from followup.queries import exchange as queries
from followup.schemas.exchange import column_names, lists_of
from followup.services import contracts, exchange
from tests.builders import World
from tests.web.statements import counted

pytestmark = pytest.mark.database

AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
NO_ID = "con_" + "2" * 26
KEYS = [column.key for column in COLUMNS]


def reading_of(world: World, staff: Staff, rows: Sequence[Mapping[str, Cell]]) -> Reading:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    with world.reading(staff) as tx:
        versions = [(v.key, v.title) for v in contract_queries.versions(tx.session)]
    lines = [Line(number, tuple(row.get(key) for key in keys)) for number, row in enumerate(rows, 2)]
    return read_rows(Table("Contracts", tuple(keys), lines), column_names(), lists_of(versions).codes)


def exported(world: World, staff: Staff) -> list[dict[str, Cell]]:
    with world.reading(staff) as tx:
        found = queries.exported(tx.session)
    return [
        {
            **{column.key: written(column, one.values.get(column.key)) for column in COLUMNS},
            "id": one.public_id,
            "version": mark(one.version, one.values),
        }
        for one in found
    ]


def take_in(
    world: World, staff: Staff, rows: Sequence[Mapping[str, Cell]], on_conflict: OnConflict = OnConflict.STOP
) -> Plan:
    reading = reading_of(world, staff, rows)
    with world.tx(staff) as tx:
        plan = exchange.look_through(tx, reading, on_conflict)
        exchange.take_in(tx, plan)
    return plan


def looked_through(
    world: World, staff: Staff, rows: Sequence[Mapping[str, Cell]], on_conflict: OnConflict = OnConflict.STOP
) -> Plan:
    reading = reading_of(world, staff, rows)
    with world.reading(staff) as tx:
        return exchange.look_through(tx, reading, on_conflict)


def told(plan: Plan) -> list[tuple[int, str, str, str]]:
    return [(f.row, f.key, f.value, f.reason.code) for f in plan.faults]


@pytest.fixture
def staff(world: World) -> Staff:
    return world.staff(world.organisation(), Role.CONTRACT_MANAGER)


GLOVES: dict[str, Cell] = {
    "number": "0017",
    "title": "Gloves",
    "supplier_name": "Invented Gloves AB",
    "supplier_country": "SE",
    "value": "1 250 000,50",
    "starts_on": date(2026, 1, 1),
    "ends_on": "2029-12-31",
    "cpv": "33141420",
}


def test_a_new_row_registers_the_contract_its_supplier_and_its_clauses(world: World, staff: Staff) -> None:
    world.code_version("terms-1", clauses=3)
    plan = take_in(world, staff, [{**GLOVES, "code_version": "terms-1", "level": "basic"}])
    assert (len(plan.new), plan.unchanged, plan.rejected) == (1, 0, 0)
    with world.reading(staff) as tx:
        contract = tx.session.scalars(select(Contract)).one()
        assert (contract.number, contract.value_minor, contract.currency) == ("0017", 125_000_050, "SEK")
        assert (contract.manager_id, contract.level, contract.version) == (staff.user_id, Level.BASIC, 1)
        assert tx.session.scalars(select(Supplier.name)).one() == "Invented Gloves AB"
        events = set(tx.session.scalars(select(JournalEntry.event).where(JournalEntry.actor == staff.public_id)))
    assert {"contract.registered", "supplier.registered", "contract.clauses_bound"} <= events


def test_the_same_file_again_writes_nothing(world: World, staff: Staff) -> None:
    take_in(world, staff, [GLOVES, {**GLOVES, "number": None, "title": "Without a number"}])
    plan = take_in(world, staff, [GLOVES, {**GLOVES, "number": None, "title": "Without a number"}])
    assert (plan.new, plan.changed, plan.unchanged) == ([], [], 2)


def test_what_comes_back_unedited_is_unchanged(world: World, staff: Staff) -> None:
    take_in(world, staff, [GLOVES])
    plan = take_in(world, staff, exported(world, staff))
    assert (plan.new, plan.changed, plan.unchanged, plan.rejected) == ([], [], 1, 0)


def test_exactly_what_was_edited_is_written(world: World, staff: Staff) -> None:
    take_in(world, staff, [GLOVES, {**GLOVES, "number": "0018", "title": "Masks"}])
    rows = exported(world, staff)
    rows[0] |= {"ends_on": "2030-12-31", "value": None}
    plan = take_in(world, staff, rows)
    assert [(e.key, e.old, e.new) for row in plan.changed for e in row.edits] == [
        ("value", 125_000_050, None),
        ("ends_on", date(2029, 12, 31), date(2030, 12, 31)),
        ("currency", "SEK", None),
    ]
    with world.reading(staff) as tx:
        first, second = tx.session.scalars(select(Contract).order_by(Contract.sort))
        assert (first.ends_on, first.value_minor, first.currency) == (date(2030, 12, 31), None, None)
        assert (first.version, second.version) == (2, 1)
        entry = tx.session.scalars(select(JournalEntry).where(JournalEntry.event == "contract.changed")).one()
        assert entry.facts == {"fields": "value_minor, ends_on, currency"}


def test_a_cell_that_nobody_edited_never_overwrites_later_work(world: World, staff: Staff) -> None:
    take_in(world, staff, [GLOVES])
    [row] = exported(world, staff)
    with world.tx(staff) as tx:
        public_id = tx.session.scalars(select(Contract.public_id)).one()
        contracts.change(tx, public_id, ChangeContract(title="Gloves, long", number="0017", cpv="18143000"), None)
    row["case_number"] = "RS/1/2026"
    assert told(looked_through(world, staff, [row])) == [(2, "id", str(row["id"]), "exchange.changed_since")]
    assert looked_through(world, staff, [row], OnConflict.SKIP).skipped == [2]
    take_in(world, staff, [row], OnConflict.UPDATE)
    with world.reading(staff) as tx:
        contract = tx.session.scalars(select(Contract)).one()
        assert (contract.title, contract.cpv, contract.case_number) == ("Gloves, long", "18143000", "RS/1/2026")


def test_a_row_of_a_changed_contract_that_nobody_edited_is_no_conflict(world: World, staff: Staff) -> None:
    take_in(world, staff, [GLOVES])
    rows = exported(world, staff)
    with world.tx(staff) as tx:
        public_id = tx.session.scalars(select(Contract.public_id)).one()
        contracts.change(tx, public_id, ChangeContract(title="Gloves, long"), None)
    plan = take_in(world, staff, rows)
    assert (plan.unchanged, plan.rejected) == (1, 0)


def test_one_bad_row_and_nothing_is_written(world: World, staff: Staff) -> None:
    with pytest.raises(Invalid) as refused:
        take_in(world, staff, [GLOVES, {**GLOVES, "number": "2", "ends_on": "2025-01-01"}])
    assert refused.value.problems[""][0].params == {"count": 1}
    with world.reading(staff) as tx:
        assert tx.session.scalars(select(Contract)).all() == []


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        ({"title": None}, (2, "title", "", "exchange.needed")),
        ({"ends_on": "2025-12-31"}, (2, "ends_on", "2025-12-31", "contract.ends_before_start")),
        ({"manager": "nobody@buyer.test"}, (2, "manager", "nobody@buyer.test", "exchange.nobody")),
        ({"framework": NO_ID}, (2, "framework", NO_ID, "exchange.no_framework")),
        ({"supplier_name": None}, (2, "supplier_name", "", "exchange.needed")),
        (
            {"supplier_name": None, "supplier_number": "123456-7897"},
            (2, "supplier_name", "", "exchange.no_name"),
        ),
        ({"supplier_name": "Other", "supplier_country": None}, (2, "supplier_country", "", "exchange.no_country")),
        ({"supplier_number": "123456-7891"}, (2, "supplier_number", "123456-7891", "exchange.no_number")),
        ({"currency": "EUR", "value": None}, (2, "currency", "EUR", "exchange.no_value")),
        ({"level": "basic"}, (2, "level", "basic", "exchange.no_terms")),
        ({"risk_class": "a"}, (2, "risk_class", "a", "exchange.not_new")),
        ({"id": NO_ID}, (2, "id", NO_ID, "exchange.not_there")),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_new_row_is_told_what_to_write(
    world: World, staff: Staff, edit: dict[str, Cell], fault: tuple[int, str, str, str]
) -> None:
    plan = looked_through(world, staff, [{**GLOVES, **edit}])
    assert told(plan) == [fault]
    assert plan.does_nothing


@pytest.mark.parametrize(
    ("edit", "key", "code"),
    [
        ({"supplier_name": "Somebody else"}, "supplier_name", "exchange.not_here"),
        ({"risk_class": "d"}, "risk_class", "exchange.not_here"),
        ({"version": "1.1.abc"}, "id", "exchange.no_mark"),
        ({"code_version": None}, "code_version", "exchange.terms_stay"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_a_file_cannot_change_is_refused(
    world: World, staff: Staff, edit: dict[str, Cell], key: str, code: str
) -> None:
    world.code_version("terms-1")
    take_in(world, staff, [{**GLOVES, "code_version": "terms-1"}])
    [row] = exported(world, staff)
    assert [(f.key, f.reason.code) for f in looked_through(world, staff, [{**row, **edit}]).faults] == [(key, code)]


def test_the_same_contract_twice_in_a_file_is_refused(world: World, staff: Staff) -> None:
    assert told(looked_through(world, staff, [GLOVES, GLOVES])) == [(3, "title", "Gloves", "exchange.row_twice")]


def test_a_row_like_a_registered_contract_changes_it_only_when_asked(world: World, staff: Staff) -> None:
    take_in(world, staff, [GLOVES])
    row = {**GLOVES, "title": "Gloves, nitrile", "ends_on": None}
    assert [f.reason.code for f in looked_through(world, staff, [row]).faults] == ["exchange.known"]
    take_in(world, staff, [row], OnConflict.UPDATE)
    with world.reading(staff) as tx:
        contract = tx.session.scalars(select(Contract)).one()
        assert (contract.title, contract.ends_on) == ("Gloves, nitrile", date(2029, 12, 31))


def test_clauses_are_exchanged_until_something_rests_on_them(world: World, staff: Staff) -> None:
    world.code_version("terms-1", clauses=2)
    world.code_version("terms-2", clauses=3)
    take_in(world, staff, [{**GLOVES, "code_version": "terms-1"}])
    [row] = exported(world, staff)
    take_in(world, staff, [{**row, "code_version": "terms-2"}])
    with world.tx(staff) as tx:
        bound = tx.session.scalars(select(ContractClause)).all()
        assert len(bound) == 3
        bound[0].status_on = tx.today
        tx.abandon()
    [row] = exported(world, staff)
    assert row["code_version"] == "terms-2"


def test_call_offs_name_a_framework_agreement_that_stays_one(world: World, staff: Staff) -> None:
    take_in(world, staff, [{**GLOVES, "is_framework": "yes"}, {**GLOVES, "number": "2", "title": "Masks"}])
    framework, call_off = exported(world, staff)
    take_in(world, staff, [{**call_off, "framework": framework["id"]}])
    framework, call_off = exported(world, staff)
    assert call_off["framework"] == framework["id"]
    for edit, code in (
        ({**framework, "is_framework": None}, "exchange.has_call_offs"),
        ({**framework, "framework": framework["id"]}, "contract.called_off"),
        ({**call_off, "framework": call_off["id"]}, "exchange.no_framework"),
        ({**call_off, "is_framework": "yes"}, "contract.called_off"),
    ):
        assert [f.reason.code for f in looked_through(world, staff, [edit]).faults] == [code]


def test_a_file_cannot_call_off_from_what_it_unmarks(world: World, staff: Staff) -> None:
    take_in(world, staff, [{**GLOVES, "is_framework": "yes"}, {**GLOVES, "number": "2", "title": "Masks"}])
    framework, call_off = exported(world, staff)
    rows = [{**framework, "is_framework": None}, {**call_off, "framework": framework["id"]}]
    assert [(f.row, f.reason.code) for f in looked_through(world, staff, rows).faults] == [(3, "exchange.no_framework")]


def test_a_reader_cannot_import(world: World) -> None:
    reader = world.staff(world.organisation(), Role.READER)
    with pytest.raises(Forbidden):
        take_in(world, reader, [GLOVES])


def test_another_organisations_contract_is_not_there(world: World, staff: Staff) -> None:
    other = world.staff(world.organisation(), Role.CONTRACT_MANAGER)
    take_in(world, other, [GLOVES])
    [row] = exported(world, other)
    plan = looked_through(world, staff, [{**row, "title": "Stolen"}])
    assert [f.reason.code for f in plan.faults] == ["exchange.not_there"]
    assert exported(world, staff) == []


def _statements(world: World, staff: Staff, engine: Engine, count: int) -> tuple[int, int, int]:
    """Return the statements of registering so many rows, of changing them all, and of finding them unchanged."""
    rows: list[dict[str, Cell]] = [
        {**GLOVES, "number": f"{count}-{n}", "supplier_name": f"Invented {count} {n}", "code_version": "terms-1"}
        for n in range(count)
    ]
    found = []
    for made in (rows, rows, None):
        if made is None:
            made = [{**row, "case_number": "1"} for row in exported(world, staff) if f"{count}-" in str(row["number"])]
        reading = reading_of(world, staff, made)
        with world.tx(staff) as tx, counted(engine) as seen:
            exchange.take_in(tx, exchange.look_through(tx, reading, OnConflict.STOP))
            found.append(len(seen))
    return found[0], found[1], found[2]


def test_statements_do_not_grow_with_rows(world: World, staff: Staff, engine: Engine) -> None:
    world.code_version("terms-1")
    assert _statements(world, staff, engine, 10) == _statements(world, staff, engine, 200)


FREE = [column for column in COLUMNS if column.use is Use.FREE]
EDITS: dict[str, tuple[Value, ...]] = {
    "number": ("0001", "=1+1", None),
    "case_number": ("RS/1/2026", "-5", None),
    "title": ("Åland & Ö", "@home"),
    "category": ("food", None),
    "cpv": ("03000000", None),
    "cpv_more": (("18143000", "35113400"), None),
    "unspsc": ("01234567", None),
    "value": (0, 123_456_789_012_345, None),
    "currency": ("NOK", "EUR"),
    "signed_on": (date(2024, 2, 29), None),
    "starts_on": (date(2026, 1, 2),),
    "ends_on": (date(2031, 12, 31), None),
    "notice_days": (0, 180, None),
    "manager": (None,),
    "deputy": ("colleague", None),
    "code_version": ("terms-1", "terms-2"),
    "level": ("basic", "advanced"),
    "criticality": ("critical", None),
    "is_framework": ("yes", None),
    "framework": (None,),
    "production_country": ("BD", None),
    "production_town": ("Þórshöfn", None),
}


def random_edit(chance: random.Random, before: Mapping[str, Value], colleague: str) -> dict[str, Value]:
    """Return some cells to edit that go together."""
    keys = chance.sample([column.key for column in FREE], chance.randint(0, 5))
    edit = {key: chance.choice(EDITS[key]) for key in keys}
    edit = {key: colleague if value == "colleague" else value for key, value in edit.items()}
    if {**before, **edit}["value"] is None:
        edit["currency"] = None
    elif {**before, **edit}["currency"] is None:
        edit["currency"] = "SEK"
    if edit.get("code_version") and not {**before, **edit}["level"]:
        edit["level"] = "advanced"
    if not {**before, **edit}["code_version"]:
        edit.pop("level", None)
    return edit


def test_every_column_that_may_be_changed_is_tried() -> None:
    assert set(EDITS) == {column.key for column in FREE}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_random_edits_of_an_exported_workbook_come_back_exactly(world: World, staff: Staff, seed: int) -> None:
    """Out as a workbook, edited at random, in again: the edited cells are as edited, all others as they were."""
    chance = random.Random(seed)
    for key in ("terms-1", "terms-2"):
        world.code_version(key)
    colleague = address(world, colleague_of(world, staff))
    for n in range(6):
        world.contract(staff, title=f"Contract {n}", risk=None)
    for _ in range(3):
        before = stored(world, staff)
        edits = {one.public_id: random_edit(chance, one.values, colleague) for one in before}
        rows = [
            [
                {"id": one.public_id, "version": mark(one.version, one.values)}.get(column.key)
                or written(column, {**one.values, **edits[one.public_id]}.get(column.key))
                for column in COLUMNS
            ]
            for one in before
        ]
        file = io.BytesIO()
        sheet = Sheet(name="Contracts", header=[column.label for column in COLUMNS], rows=rows)
        xlsx.write(file, [sheet], title="Contracts", created_at=AT)
        reading = contract_list.read("a.xlsx", file.getvalue(), [("terms-1", {}), ("terms-2", {})])
        with world.tx(staff) as tx:
            exchange.take_in(tx, exchange.look_through(tx, reading, OnConflict.STOP))
        after = {one.public_id: one for one in stored(world, staff)}
        for one in before:
            new = after[one.public_id]
            assert new.values == {**one.values, **edits[one.public_id]}
            assert (new.version == one.version) is (new.values == one.values)


def stored(world: World, staff: Staff) -> list[Stored]:
    with world.reading(staff) as tx:
        return queries.exported(tx.session)


def address(world: World, staff: Staff) -> str:
    with world.reading() as tx:
        return tx.follow(User, staff.user_id or 0).email


def colleague_of(world: World, staff: Staff) -> Staff:
    with world.reading() as tx:
        organisation = tx.follow(Organisation, staff.organisation_id or 0)
    return world.staff(organisation)
