"""`report annual`: a published edition as a file, and what is said when there is none."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from followup.cli import reports
from followup.domain.editions import content
from followup.errors import Invalid, NotFound
from followup.i18n import explain
from followup.runtime import Runtime
from tests.builders import World
from tests.documents.reading import Document
from tests.editions import an_edition, published

pytestmark = pytest.mark.database


def asked(tmp_path: Path, *more: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    reports.register(parser.add_subparsers(required=True))
    given = ["report", "annual", "--year", "2025", "--out", str(tmp_path / "file"), *more]
    return parser.parse_args(given if "--format" in more else [*given, "--format", "json"])


@pytest.mark.parametrize("kind", reports.KINDS)
def test_each_format_is_written_in_the_language_asked_for(
    runtime: Runtime, world: World, tmp_path: Path, kind: str
) -> None:
    published(world)
    assert reports.annual(runtime, asked(tmp_path, "--format", kind, "--language", "en")) == 0
    made = (tmp_path / "file").read_bytes()
    words = {
        "html": lambda: made.decode(),
        "csv": lambda: made.decode(),
        "json": lambda: made.decode(),
        "pdf": lambda: " ".join(Document(made).pages()),
        "xlsx": lambda: "Region A" if made.startswith(b"PK") else "",
    }[kind]()
    assert "Region A" in words


def test_the_newest_edition_is_taken_unless_another_is_named(runtime: Runtime, world: World, tmp_path: Path) -> None:
    for number in (1, 2):
        published(world, an_edition(number))
    reports.annual(runtime, asked(tmp_path))
    assert json.loads((tmp_path / "file").read_bytes())["edition"] == 2
    reports.annual(runtime, asked(tmp_path, "--edition", "1"))
    assert json.loads((tmp_path / "file").read_bytes()) == content(an_edition(1))


def test_what_is_not_published_is_refused_with_what_is(runtime: Runtime, world: World, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as nothing:
        reports.annual(runtime, asked(tmp_path))
    assert nothing.value.reason.code == "edition.none"
    published(world)
    with pytest.raises(NotFound) as other:
        reports.annual(runtime, asked(tmp_path, "--edition", "7"))
    assert "regions 2025 r1" in explain(other.value.reason)
    published(world, replace(an_edition(), slug="neighbours"))
    with pytest.raises(Invalid) as several:
        reports.annual(runtime, asked(tmp_path))
    assert "neighbours, regions" in explain(several.value.problems["cooperation"][0])
    assert reports.annual(runtime, asked(tmp_path, "--cooperation", "neighbours")) == 0


def test_a_file_that_cannot_be_written_is_said_and_not_thrown(
    runtime: Runtime, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published(world)
    chosen = asked(tmp_path)
    chosen.out = tmp_path / "no" / "such" / "folder"
    assert reports.annual(runtime, chosen) == 1
    assert "cannot be written" in capsys.readouterr().err
