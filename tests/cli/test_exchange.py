"""`import contracts` and `export contracts` on the command line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from followup import cli
from followup.cli import exchange as commands
from followup.domain.actors import Role, Staff
from followup.models.contracts import Contract
from followup.models.users import User
from followup.runtime import Runtime
from tests.builders import World

pytestmark = pytest.mark.database

CSV = "title,supplier_name,supplier_country,number\nGloves,Invented Gloves AB,SE,0017\n"


@pytest.fixture
def staff(world: World) -> Staff:
    return world.staff(world.organisation(), Role.CONTRACT_MANAGER)


@pytest.fixture
def run(runtime: Runtime, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commands, "configured", lambda: None)
    monkeypatch.setattr(commands, "runtime_of", lambda _: runtime)
    return lambda *words: cli.main([str(word) for word in words])


def address(world: World, staff: Staff) -> str:
    with world.reading() as tx:
        return tx.follow(User, staff.user_id or 0).email


def titles(world: World, staff: Staff) -> list[str]:
    with world.reading(staff) as tx:
        return list(tx.session.scalars(select(Contract.title).order_by(Contract.sort)))


def file(folder: Path, text: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_dry_run_tells_and_writes_nothing(run, world: World, staff: Staff, tmp_path: Path, capsys) -> None:
    words = ("import", "contracts", file(tmp_path, CSV), "--user", address(world, staff))
    assert run(*words, "--dry-run") == 0
    assert capsys.readouterr().out.splitlines() == [
        "a.csv: 1 new, 0 changed, 0 unchanged, 0 skipped, 0 rejected",
        "Nothing was written: this was a dry run.",
    ]
    assert titles(world, staff) == []
    assert run(*words) == 0
    assert titles(world, staff) == ["Gloves"]


def test_one_bad_row_in_any_file_and_nothing_of_all_is_written(
    run, world: World, staff: Staff, tmp_path: Path, capsys
) -> None:
    bad = file(tmp_path, "title,supplier_name,starts_on\nMasks,Other AB,soon\n", "b.csv")
    assert run("import", "contracts", file(tmp_path, CSV), bad, "--user", address(world, staff)) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "b.csv!C2 First day: “soon”: Write a date: year-month-day, such as 2026-03-02."
    assert told[-1] == "Nothing was written: correct the rows above and import again."
    assert titles(world, staff) == []


@pytest.mark.parametrize(("choice", "code", "title"), [("stop", 1, "B"), ("skip", 0, "B"), ("update", 0, "C")])
def test_a_conflict_is_handled_as_was_asked(
    run, world: World, staff: Staff, tmp_path: Path, choice: str, code: int, title: str
) -> None:
    user, out = address(world, staff), tmp_path / "out.csv"
    run("import", "contracts", file(tmp_path, CSV.replace("Gloves,", "A,")), "--user", user)
    assert run("export", "contracts", "--user", user, "--format", "csv", "--out", out) == 0
    exported = out.read_text("utf-8")
    run("import", "contracts", file(tmp_path, exported.replace(",A,", ",B,")), "--user", user)
    later = file(tmp_path, exported.replace(",A,", ",C,"))
    assert run("import", "contracts", later, "--user", user, "--on-conflict", choice) == code
    assert titles(world, staff) == [title]


@pytest.mark.parametrize("form", commands.FORMATS)
def test_every_format_is_written(run, world: World, staff: Staff, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    world.contract(staff, title="Gloves")
    assert run("export", "contracts", "--user", address(world, staff), "--format", form, "--out", out) == 0
    if form == "ocds":
        assert json.loads(out.read_text("utf-8"))["releases"][0]["ocid"].startswith("ocds-000000-con_")
    elif form.startswith("csv"):
        assert "Gloves" in out.read_text("utf-8-sig")
    else:
        assert out.read_bytes().startswith(b"PK")


def test_an_own_prefix_stands_in_the_package(run, world: World, staff: Staff, tmp_path: Path) -> None:
    world.contract(staff)
    out = tmp_path / "out.json"
    words = ("--user", address(world, staff), "--format", "ocds", "--out", out, "--ocid-prefix", "ocds-abc123")
    assert run("export", "contracts", *words) == 0
    assert json.loads(out.read_text("utf-8"))["releases"][0]["ocid"].startswith("ocds-abc123-con_")


def test_nobody_imports_in_the_name_of_one_who_may_not(run, world: World, tmp_path: Path, capsys) -> None:
    reader = world.staff(world.organisation(), Role.READER)
    assert run("import", "contracts", file(tmp_path, CSV), "--user", address(world, reader)) == 1
    assert run("import", "contracts", file(tmp_path, CSV), "--user", "nobody@buyer.test") == 1
    assert "There is no active user with the address nobody@buyer.test." in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(run, world: World, staff: Staff, tmp_path: Path, capsys) -> None:
    assert run("import", "contracts", tmp_path / "none.csv", "--user", address(world, staff)) == 1
    assert "none.csv: The file cannot be read" in capsys.readouterr().err


def test_the_commands_stand_beside_the_others() -> None:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    chosen = parser.parse_args(["export", "contracts", "--user", "a", "--format", "xlsx", "--out", "b"])
    assert chosen.run is commands.run_export
