"""The server is killed between save and submit: nothing that was acknowledged is lost, and nothing is half.

Source: trust.md F1, t-F1. A real process on SQLite's file; a few here, more by `python -m tests.faults.kills 200`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.builders import World
from tests.faults import kills
from tests.faults.kills import MOST, SUPPLIERS, Process, is_sound, life

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def standing(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Process]]:
    with kills.standing(tmp_path_factory.mktemp("killed"), made=engine) as stood:
        yield stood


def test_a_killed_server_has_lost_nothing_that_it_acknowledged(standing: tuple[World, Process]) -> None:
    """The first life ends at the first save, the second among the last receipts, on the same database."""
    suppliers = [supplier for count in (1, MOST) for supplier in life(*standing, count)]
    assert [supplier.faults() for supplier in suppliers] == [[]] * len(suppliers)
    assert sum(supplier.saved for supplier in suppliers) >= MOST - 2
    assert any(supplier.is_received for supplier in suppliers)
    assert is_sound(standing[0])


@pytest.mark.parametrize(("fault", "found"), [("loses", "an acknowledged answer is lost"), ("halves", "half a page")])
def test_the_check_finds_what_is_lost_and_what_is_half(standing: tuple[World, Process], fault: str, found: str) -> None:
    """The control: a server that says it has saved, and has not."""
    suppliers = [supplier for supplier in life(*standing, SUPPLIERS, fault=fault) if supplier.saved]
    assert suppliers
    assert all(found in supplier.faults() for supplier in suppliers)
