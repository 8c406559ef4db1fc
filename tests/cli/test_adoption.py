"""`code import`: all or nothing, an optional bank only when it is named, and faults named by file and key."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from sqlalchemy import select

from followup.cli import adoption
from followup.cli.adoption import import_code
from followup.domain.code_of_conduct import VersionKind
from followup.errors import Conflict, Invalid
from followup.models.code_of_conduct import CodeVersion
from followup.runtime import Runtime
from tests.builders import World
from tests.code_of_conduct.content import a_copy

pytestmark = pytest.mark.database


def adopted(world: World) -> dict[str, VersionKind]:
    with world.reading() as tx:
        return {v.key: v.kind for v in tx.session.scalars(select(CodeVersion).order_by(CodeVersion.id))}


def refused(runtime: Runtime, folder: Path | None = None, *optional: str) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as caught:
        import_code(runtime, folder, optional)
    return {path: [reason.code for reason in reasons] for path, reasons in caught.value.problems.items()}


def test_terms_and_the_bank_are_adopted_and_the_fifth_area_is_not(
    runtime: Runtime, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_code(runtime) == 0
    assert adopted(world) == {
        "se-2017": VersionKind.TERMS,
        "se-2021": VersionKind.TERMS,
        "no-oecd6": VersionKind.TERMS,
        "criteria-2026": VersionKind.CRITERIA,
        "forms-2026": VersionKind.FORMS,
    }
    import_code(runtime)
    assert "criteria-2026: already adopted, unchanged" in capsys.readouterr().out


def test_a_cooperation_switches_the_fifth_area_on(runtime: Runtime, world: World) -> None:
    import_code(runtime)
    import_code(runtime, optional=("animal-welfare-2026",))
    assert adopted(world)["animal-welfare-2026"] is VersionKind.CRITERIA
    import_code(runtime)
    assert "animal-welfare-2026" in adopted(world)


@pytest.mark.parametrize("name", ["animal-welfare-1999", "criteria-2026"])
def test_a_bank_that_is_none_or_not_optional_cannot_be_switched_on(runtime: Runtime, world: World, name: str) -> None:
    assert refused(runtime, None, name) == {"--with": ["import.no_bank"]}
    assert adopted(world) == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "code"),
    [
        (
            "criteria-2026/textiles.toml",
            'source = "REACH',
            'source = "HEARSAY',
            "criteria-2026: groups.2.criteria.1.source",
            "content.unknown_source",
        ),
        (
            "criteria-2026/ict.toml",
            'modality = "shall"',
            'modality = "must"',
            "criteria-2026/ict.toml: criteria.1.modality",
            "plain_data.no_choice",
        ),
        (
            "templates/start_meeting.sv.md",
            "${manager}",
            "${chef}",
            "templates/start_meeting: sv",
            "template.unknown_place",
        ),
        ("penalties.toml", "se-2021/penalty", "se-2021/nothing", "penalties", "code.no_clause"),
    ],
)
def test_a_planted_fault_stops_everything(
    runtime: Runtime, world: World, tmp_path: Path, file: str, old: str, new: str, place: str, code: str
) -> None:
    copy = a_copy(tmp_path, file, old, new)
    assert code in refused(runtime, copy)[place]
    assert adopted(world) == {}


def test_an_adopted_bank_with_other_words_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    import_code(runtime)
    copy = a_copy(tmp_path, "criteria-2026/paper.toml", "Paper and pulp shall", "Paper and pulp should")
    with pytest.raises(Conflict) as caught:
        import_code(runtime, copy)
    assert caught.value.reason.code == "code.edited"


def test_the_command_takes_a_folder_and_several_banks() -> None:
    parser = argparse.ArgumentParser()
    adoption.register(parser.add_subparsers(required=True))
    chosen = parser.parse_args(["code", "import", "somewhere", "--with", "a", "--with", "b"])
    assert (chosen.folder, chosen.optional) == (Path("somewhere"), ["a", "b"])
    assert parser.parse_args(["code", "import"]).optional == []
