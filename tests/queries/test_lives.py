"""The two derived states in SQL say what the domain says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations_with_replacement, product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.contracts import ContractFilter, ContractLife, life, obligations
from followup.domain.obligations import STEP_TO, Fulfilment, ObligationStatus
from followup.models.contracts import ContractClause
from followup.queries import contract_lists as queries
from followup.services import contracts
from tests.builders import World

pytestmark = pytest.mark.database

TODAY = date(2026, 3, 2)
DATES: tuple[date | None, ...] = (None, *(TODAY + timedelta(days=n) for n in (-2, -1, 0, 1)))
PERIODS = [(a, b) for a, b in product(DATES, DATES) if a is None or b is None or a <= b]
MIXTURES: list[Sequence[ObligationStatus]] = [
    mixture for n in (0, 1, 2) for mixture in combinations_with_replacement(ObligationStatus, n)
]


def test_sql_and_the_rules_agree_on_every_period_and_every_mixture_of_clauses(world: World) -> None:
    staff = world.staff(world.organisation())
    versions = {n: world.code_version(f"terms-{n}", clauses=n) for n in (1, 2)}
    expected: dict[str, tuple[ContractLife, Fulfilment | None]] = {}
    for number, ((starts_on, ends_on), mixture) in enumerate(_cases()):
        made = world.contract(
            staff, version=versions.get(len(mixture)), starts_on=starts_on, ends_on=ends_on, risk=None
        )
        is_voided = number % 9 == 0
        with world.tx(staff) as tx:
            rows = tx.session.scalars(select(ContractClause).where(ContractClause.contract_id == made.id)).all()
            for row, status in zip(rows, mixture, strict=True):
                tx.advance(row, STEP_TO[status])
            if is_voided:
                contracts.void(tx, made.public_id, "Twice.")
        at = life(starts_on, ends_on, TODAY, voided=is_voided)
        expected[made.public_id] = (at, obligations(mixture, at))
    with world.reading(staff) as tx:
        assert _found(tx.session, ContractFilter()) == expected
        for at in ContractLife:
            wanted = {key: both for key, both in expected.items() if both[0] is at}
            assert _found(tx.session, ContractFilter(life=at)) == wanted
        for state in Fulfilment:
            wanted = {key: both for key, both in expected.items() if both[1] is state}
            assert _found(tx.session, ContractFilter(obligations=state)) == wanted
            assert wanted


def _cases() -> list[tuple[tuple[date | None, date | None], Sequence[ObligationStatus]]]:
    """Return every period once and every mixture at least once, paired so that all kinds of life meet all kinds."""
    ends = ((TODAY - timedelta(days=2), TODAY - timedelta(days=1)), (TODAY, TODAY))
    pairs = [(period, MIXTURES[number % len(MIXTURES)]) for number, period in enumerate(PERIODS)]
    return pairs + [(period, mixture) for period in ends for mixture in MIXTURES]


def _found(session: Session, query: ContractFilter) -> dict[str, tuple[ContractLife, Fulfilment | None]]:
    found: dict[str, tuple[ContractLife, Fulfilment | None]] = {}
    after: str | None = None
    while True:
        page = queries.listed(session, replace(query, after=after), today=TODAY)
        found |= {row.public_id: (row.life, row.obligations) for row in page.rows}
        if page.next is None:
            return found
        after = page.next
