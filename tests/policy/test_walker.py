"""Every route, as everybody, on everything: the walk, its hand-written sentinels and its red controls."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followup.clock import FixedClock
from followup.config import Config
from followup.files import FileStore
from followup.runtime import Keys, Runtime
from tests.conftest import KEY, NOW, TestDatabase
from tests.policy import house as houses
from tests.policy.house import House
from tests.policy.walker import Cell, walk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with engine.connect() as connection:
        outer = connection.begin()
        runtime = Runtime(
            database=TestDatabase(engine, connection),
            clock=FixedClock(NOW),
            keys=Keys((KEY,)),
            files=FileStore(folder / "files"),
            base_url="https://followup.test",
        )
        config = Config(
            data=folder,
            database_url="sqlite://",
            base_url="https://followup.test",
            secret_keys=(KEY,),
            trusted_hosts=("followup.test",),
            secure_cookies=True,
        )
        yield houses.build(config, runtime, connection)
        outer.rollback()


@pytest.fixture(scope="module")
def cells(house: House) -> list[Cell]:
    return [cell for route in house.routes for cell in walk(house, route, house.principals.values())]


def test_every_cell_is_as_the_policy_says(cells: list[Cell]) -> None:
    table = os.environ.get("FOLLOWUP_CELLS")
    if table:
        Path(table).write_text("\n".join(sorted(cell.line for cell in cells)) + "\n", "utf-8")
    print(f"{len(cells)} cells")
    wrong = [f"{cell.line}: {'; '.join(cell.faults)}" for cell in cells if cell.faults]
    assert wrong == []
