"""The list of contracts: every order pages through every row once, and every filter finds what it says."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from followup.domain.actors import Staff
from followup.domain.code_of_conduct import Level
from followup.domain.contract_lists import ContractKind, ContractOrder
from followup.domain.contracts import ContractFilter, ToComplete
from followup.domain.journal import CONTRACT_CHANGED, CONTRACT_REGISTERED
from followup.domain.risk import RiskClass
from followup.errors import Invalid
from followup.models.contracts import Contract
from followup.models.suppliers import Supplier
from followup.queries import contract_lists as queries
from followup.queries import contracts
from tests.builders import World

pytestmark = pytest.mark.database

TODAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Row:
    """What one contract is ordered by."""

    title: str
    ends_on: date | None
    risk_class: RiskClass | None
    amount: tuple[str, int] | None
    supplier: int


ROWS = st.lists(
    st.builds(
        Row,
        title=st.sampled_from("abc"),
        ends_on=st.none() | st.sampled_from([TODAY + timedelta(days=n) for n in range(3)]),
        risk_class=st.none() | st.sampled_from(RiskClass),
        amount=st.none() | st.tuples(st.sampled_from(["EUR", "SEK"]), st.integers(0, 3)),
        supplier=st.integers(0, 1),
    ),
    max_size=12,
)


def register(world: World, staff: Staff, suppliers: Sequence[Supplier], rows: Sequence[Row]) -> list[tuple[int, Row]]:
    made = []
    with world.tx(staff) as tx:
        for row in rows:
            contract = tx.add(
                Contract(
                    title=row.title,
                    sort=row.title,
                    supplier_id=suppliers[row.supplier].id,
                    ends_on=row.ends_on,
                    risk_class=row.risk_class,
                    currency=row.amount[0] if row.amount else None,
                    value_minor=row.amount[1] if row.amount else None,
                    registered_at=tx.now,
                    changed_at=tx.now,
                )
            )
            tx.journal(CONTRACT_REGISTERED, contract, origin="form")
            made.append((contract.id, row))
    return made


def in_order(made: list[tuple[int, Row]], order: ContractOrder) -> list[int]:
    """The ids as the order wants them, said again in Python: what has no value last, whichever way."""

    def value(row: Row) -> Any:
        return {"title": row.title, "supplier": row.supplier, "value": row.amount}.get(
            order.by, getattr(row, order.by, None)
        )

    def key(item: tuple[int, Row]) -> Any:
        number, row = item
        by_title = (row.title,) if order.by in ("risk_class", "supplier") else ()
        first = str(value(row)) if order.by == "risk_class" else value(row)
        return (first, *by_title, number)

    def rest(item: tuple[int, Row]) -> Any:
        return (item[1].title if order.by == "risk_class" else "", item[0])

    known = sorted((m for m in made if value(m[1]) is not None), key=key, reverse=order.is_descending)
    unknown = sorted((m for m in made if value(m[1]) is None), key=rest, reverse=order.is_descending)
    return [number for number, _ in (*known, *unknown)]


def paged(session: Session, query: ContractFilter, size: int) -> list[int]:
    """All ids, page by page."""
    found: list[int] = []
    while True:
        page = queries.listed(session, query, today=TODAY, size=size)
        assert len(page.rows) <= size
        found += [row.id for row in page.rows]
        if page.next is None:
            return found
        assert page.rows
        query = replace(query, after=page.next)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, size=st.integers(1, 5))
def test_paging_through_any_order_gives_every_row_exactly_once_and_in_order(
    world: World, rows: list[Row], size: int
) -> None:
    staff = world.staff(world.organisation())
    made = register(world, staff, [world.supplier("Alfa"), world.supplier("Beta")], rows)
    with world.reading(staff) as tx:
        for order in ContractOrder:
            assert paged(tx.session, ContractFilter(sort=order), size) == in_order(made, order), order


DAMAGED = [
    "[]",
    '["a"]',
    "[1, null, null]",
    "[null, null]",
    '["2026-03-02", null]',
    '["x", 1e400]',
    '["x", {}]',
    '["é',
] + [
    json.dumps([first, *rest])
    for first in ("\x00", "\ud800", "no-such", 2**70)
    for rest in ([2**70], [-(2**70)], ["\x00", 1], [1, 2**70])
]


@pytest.mark.parametrize("cursor", DAMAGED)
def test_a_damaged_cursor_is_refused_in_every_order(world: World, cursor: str) -> None:
    staff = world.staff(world.organisation())
    after = base64.urlsafe_b64encode(cursor.encode("utf-8")).decode().rstrip("=")
    with world.reading(staff) as tx:
        for order in ContractOrder:
            with pytest.raises(Invalid) as refused:
                queries.listed(tx.session, ContractFilter(sort=order, after=after), today=TODAY)
            assert set(refused.value.problems) == {"after"}


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def listen(_con: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("order", [o for o in ContractOrder if o.by in ("title", "ends_on")])
def test_by_title_and_by_last_day_an_index_gives_the_first_page_and_a_deep_one(
    world: World, engine: Engine, order: ContractOrder
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the other database chooses its plan by how many rows there are")
    staff = world.staff(world.organisation())
    register(world, staff, [world.supplier()], [Row(t, TODAY, None, None, 0) for t in "abcdef"])
    with world.reading(staff) as tx, statements(engine) as seen:
        first = queries.listed(tx.session, ContractFilter(sort=order), today=TODAY, size=2)
        queries.listed(tx.session, ContractFilter(sort=order, after=first.next), today=TODAY, size=2)
        assert len(seen) == 2
        for statement, parameters in list(seen):
            plan = tx.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            told = " | ".join(str(line[-1]) for line in plan)
            assert f"ix_contract_organisation_id_{'sort' if order.by == 'title' else 'ends_on'}_id" in told
            assert "TEMP B-TREE" not in told


def test_what_a_contract_lacks_is_the_same_in_sql_and_on_its_page(world: World) -> None:
    staff = world.staff(world.organisation())
    known, unknown = world.supplier(), world.supplier()
    world.contact(staff, known)
    with world.tx(staff) as tx:
        tx.session.execute(text("update supplier set number = '5560000000' where id = :id"), {"id": known.id})
    bare = world.contract(staff, supplier=unknown, risk=None, starts_on=None, ends_on=None)
    full = world.contract(staff, supplier=known, version=world.code_version())
    unlimited = world.contract(staff, supplier=known, ends_on=None)
    with world.tx(staff) as tx:
        for contract in (full, unlimited, bare):
            row = tx.follow(Contract, contract.id)
            if contract is bare:
                row.manager_id = None
            else:
                row.value_minor, row.currency, row.cpv = 1, "SEK", "33141420"
            tx.journal(CONTRACT_CHANGED, row, fields="value_minor")
    limitless(world, staff, unlimited)
    with world.reading(staff) as tx:
        rows = [tx.follow(Contract, contract.id) for contract in (bare, full, unlimited)]
        told = {
            row.public_id: set(contracts.missing(row, contracts.around(tx.session, row)))
            if row.id != unlimited.id
            else {ToComplete.CLAUSES}
            for row in rows
        }
        assert told[bare.public_id] == set(ToComplete)
        assert told[full.public_id] == set()
        for what in ToComplete:
            found = queries.listed(tx.session, ContractFilter(lacks=what), today=TODAY)
            assert {row.public_id for row in found.rows} == {key for key, lacks in told.items() if what in lacks}, what


def limitless(world: World, staff: Staff, contract: Contract) -> None:
    """As a notice leaves it that says so; only this part of the notice is read here."""
    with world.tx(staff) as tx:
        row = tx.follow(Contract, contract.id)
        row.source = {"period": {"is_unlimited": True}}
        tx.journal(CONTRACT_CHANGED, row, fields="source")


def test_the_list_is_narrowed_by_kind_level_category_manager_and_ticks(world: World) -> None:
    staff, other = (world.staff(organisation) for organisation in [world.organisation()] * 2)
    framework, call_off, plain = (world.contract(staff, title=title) for title in ("Frame", "Off", "Plain"))
    with world.tx(staff) as tx:
        rows = {c.id: tx.follow(Contract, c.id) for c in (framework, call_off, plain)}
        rows[framework.id].is_framework = True
        rows[call_off.id].framework_id = framework.id
        rows[plain.id].category, rows[plain.id].level = "textiles", Level.BASIC
        rows[plain.id].manager_id = other.user_id
        for row in rows.values():
            tx.journal(CONTRACT_CHANGED, row, fields="category")
    with world.reading(staff) as tx:

        def titles(**asked: Any) -> list[str]:
            return [r.title for r in queries.listed(tx.session, ContractFilter(**asked), today=TODAY).rows]

        assert titles(kind=ContractKind.FRAMEWORK) == ["Frame"]
        assert titles(kind=ContractKind.CALL_OFF) == ["Off"]
        assert titles(kind=ContractKind.NEITHER) == ["Plain"]
        assert titles(category="textiles") == titles(level=Level.BASIC) == ["Plain"]
        assert titles(manager_id=other.public_id) == ["Plain"]
        assert titles(manager_id=staff.public_id) == ["Frame", "Off"]
        assert titles(chosen=(framework.public_id, plain.public_id)) == ["Frame", "Plain"]
