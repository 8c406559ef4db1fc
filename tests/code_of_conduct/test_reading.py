"""A fault in a file is named by file and key, and all faults of a file at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.errors import Invalid
from followup.schemas.code_of_conduct import read_content, read_policies, read_risk_tables, read_version

from .content import a_copy

CLAUSES = "se-2021/clauses.toml"
FORM = "se-2021/questionnaires/self_assessment.toml"


def faults(folder: Path) -> dict[str, list[str]]:
    """Return the codes of what is wrong with a copy, by place."""
    with pytest.raises(Invalid) as caught:
        read_content(folder)
    return {place: [reason.code for reason in reasons] for place, reasons in caught.value.problems.items()}


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "code"),
    [
        (CLAUSES, 'id = "human_rights"\n', "", f"{CLAUSES}: clauses.1.id", "plain_data.missing"),
        (
            CLAUSES,
            'id = "human_rights"\n',
            'id = "human_rights"\nidd = "x"\n',
            f"{CLAUSES}: clauses.1.idd",
            "plain_data.unknown",
        ),
        (CLAUSES, 'level = "advanced"', 'level = "expert"', f"{CLAUSES}: clauses.1.level", "plain_data.no_choice"),
        (CLAUSES, 'areas = ["human_rights"]', 'areas = "all"', f"{CLAUSES}: clauses.1.areas", "plain_data.no_list"),
        (CLAUSES, 'sv = "Mänskliga rättigheter"\n', "", f"{CLAUSES}: clauses.1.title.sv", "plain_data.missing"),
        (CLAUSES, "value = 24", 'value = "24"', f"{CLAUSES}: clauses.6.numbers.1.value", "plain_data.no_number"),
        (
            FORM,
            "lead = true",
            'lead = "yes"',
            "questionnaires/self_assessment.toml: questions.2.lead",
            "plain_data.no_truth",
        ),
        (
            "manifest.toml",
            "from_on = 2017-01-01",
            "from_on = 2017",
            "content/manifest.toml: versions.1.in_force.from_on",
            "plain_data.no_date",
        ),
        (
            "crosswalk.toml",
            "[areas.title]",
            "[areas.titel]",
            "content/crosswalk.toml: areas.1.title",
            "plain_data.missing",
        ),
    ],
)
def test_a_planted_fault_is_named(tmp_path: Path, file: str, old: str, new: str, place: str, code: str) -> None:
    assert faults(a_copy(tmp_path, file, old, new)).get(place) == [code]


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    copy = a_copy(tmp_path, CLAUSES, 'id = "human_rights"\n', "")
    text = (copy / CLAUSES).read_text("utf-8").replace('id = "remedy"\n', "")
    (copy / CLAUSES).write_text(text, "utf-8")
    assert len(faults(copy)) == 2


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    copy = a_copy(tmp_path, CLAUSES, "[[clauses]]", "[[clauses]")
    with pytest.raises(Invalid) as caught:
        read_content(copy)
    [(place, [reason])] = caught.value.problems.items()
    assert (place, reason.code) == (CLAUSES, "content.not_readable")
    assert "line 4" in str(reason.params["detail"])


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    copy = a_copy(tmp_path, CLAUSES, "[[clauses]]", "[[clauses]]")
    (copy / CLAUSES).write_bytes(b"\xff\xfe\x00")
    assert faults(copy) == {CLAUSES: ["content.not_readable"]}


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    copy = a_copy(tmp_path, CLAUSES, "[[clauses]]", "[[clauses]]")
    (copy / "se-2021/code.nb.md").unlink()
    assert faults(copy) == {"se-2021/code.nb.md": ["content.no_file"]}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("## Miljø {#environment}", "## Miljø", "content.no_id"),
        ("## Miljø {#environment}", "## Miljø {#nature}", "content.other_sections"),
        ("## Miljø {#environment}", "## Miljø {#about}", "content.no_id"),
        ("## Om teksten {#about}", "Uten overskrift", "content.no_heading"),
    ],
)
def test_a_section_that_differs_between_languages_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert faults(a_copy(tmp_path, "se-2021/code.nb.md", old, new)) == {"se-2021/code.nb.md": [code]}


def test_a_folder_that_the_manifest_does_not_name_is_refused(tmp_path: Path) -> None:
    copy = a_copy(tmp_path, CLAUSES, "[[clauses]]", "[[clauses]]")
    (copy / "se-2021").rename(copy / "se-2030")
    with pytest.raises(Invalid) as caught:
        read_version(copy / "se-2030")
    assert [r.code for reasons in caught.value.problems.values() for r in reasons] == ["content.no_version"]


def test_policies_and_risk_tables_name_their_faults_too(tmp_path: Path) -> None:
    copy = a_copy(tmp_path, "policies/follow_up_plan.toml", 'kind = "kick_off"', 'kind = "party"')
    with pytest.raises(Invalid) as caught:
        read_policies(copy / "policies")
    assert list(caught.value.problems) == ["policies/follow_up_plan.toml: rules.1.kind"]
    (copy / "risk/matrices.toml").write_text("rows = 3\ndated = {}\n")
    with pytest.raises(Invalid) as caught:
        read_risk_tables(copy / "risk")
    assert list(caught.value.problems) == ["risk/matrices.toml: rows"]
