"""Answers in a workbook: out and in again changes nothing, edits are read as on the page, faults are told by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.documents.cells import Cell
from followup.domain.answer_sheets import merge
from followup.domain.answers import Answers, Given, read
from followup.domain.code_of_conduct import QuestionKind, Reply
from followup.domain.exchange_rows import letter
from followup.errors import Invalid
from followup.i18n import LANGUAGES, countries, speaking
from followup.imports import answer_workbook as back
from followup.schemas.answer_cells import typed
from tests.answer_workbooks import COLOURS, COMMENT, FORM, INVITATION, KEY, LONG, VALUE, book, filled, given_back
from tests.documents.reading import Workbook
from tests.documents.test_cells import PAYLOADS

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from("\n\t'=;_x")
TEXTS = (st.text(LETTERS, max_size=30) | st.sampled_from(PAYLOADS)).map(
    lambda text: "".join(c for c in text if c >= " " or c in "\n\t")
)
NAMES = TEXTS.map(lambda text: " ".join(text.replace(";", ",").split()))
SITES = st.lists(st.tuples(NAMES, st.sampled_from(["SE", "NO", "CN", ""]), st.sampled_from(["", "Lund"])), max_size=3)
VALUES = {
    QuestionKind.YES_PARTLY_NO: st.sampled_from([str(reply) for reply in Reply]),
    QuestionKind.ONE_OF: st.sampled_from(["c0", "c1", "c2"]),
    QuestionKind.SEVERAL_OF: st.sets(st.sampled_from(["c0", "c1", "c2"])).map(" ".join),
    QuestionKind.TEXT: TEXTS,
    QuestionKind.WHOLE_NUMBER: st.integers(0, 10**15 - 1).map(str),
    QuestionKind.NUMBER: st.decimals(0, 10**11, places=4).map(str),
    QuestionKind.DATE: st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str),
    QuestionKind.COUNTRY: st.sampled_from(["SE", "NO", "CN"]),
    QuestionKind.SITES: SITES.map(lambda rows: "\n".join("\t".join(row) for row in rows)),
    QuestionKind.FILE: st.just(""),
}


@st.composite
def states(draw: st.DrawFn) -> Answers:
    """Any answers that the form's page could have saved."""
    found = {}
    for question in LONG.questions:
        try:
            found[question.key] = read(question, draw(st.just("") | VALUES[question.kind]), draw(st.just("") | TEXTS))
        except Invalid:
            continue  # a text with characters that are never kept
    return found


@settings(max_examples=5)  # of forty questions each
@given(states(), st.sampled_from(list(LANGUAGES)), st.sampled_from(list(LANGUAGES)))
def test_what_comes_back_untouched_changes_nothing(answers: Answers, out: str, into: str) -> None:
    with speaking(out):
        data = book(answers, LONG)
    with speaking(into):
        returned = given_back(data, LONG)
    assert returned.faults == []
    assert returned.rows == []


@settings(max_examples=5)  # of forty questions each
@given(states(), st.sampled_from(list(LANGUAGES)))
def test_every_state_of_the_form_can_be_written_into_an_empty_workbook(answers: Answers, language: str) -> None:
    """What `written` puts in a cell reads as the same answer where somebody types it: the same as on the page."""
    with speaking(language):
        cells = Workbook(book(answers, LONG)).cells(2)
        texts = {
            (q.key, place): cells[f"{letter(place)}{row}"].value
            for row, q in enumerate(LONG.questions, start=2)
            for place in (VALUE, COMMENT)
            if f"{letter(place)}{row}" in cells
        }
        plan = merge(given_back(filled(book({}, LONG), texts), LONG), {})
    wanted = {(key, "value", _plain(a.value)) for key, a in answers.items() if a.value}
    wanted |= {(key, "comment", _plain(a.comment)) for key, a in answers.items() if a.comment}
    assert {(c.key, c.field, _plain(c.after)) for c in plan.changes} == wanted


def _plain(text: str) -> str:
    """Texts that begin with an apostrophe before a formula lose it: a spreadsheet shows them without."""
    return text.lstrip("'")


TYPED: list[tuple[QuestionKind, Cell, str]] = [
    (QuestionKind.YES_PARTLY_NO, "  YES ", "yes"),
    (QuestionKind.YES_PARTLY_NO, "Ja", "yes"),
    (QuestionKind.YES_PARTLY_NO, "not_relevant", "not_relevant"),
    (QuestionKind.ONE_OF, "dark; blue (sv)", "c1"),
    (QuestionKind.SEVERAL_OF, "no\ndark; blue", "c1 c2"),
    (QuestionKind.SEVERAL_OF, "red; no ;", "c0 c2"),
    (QuestionKind.TEXT, Decimal("2024"), "2024"),
    (QuestionKind.TEXT, "a\r\nb", "a\nb"),
    (QuestionKind.TEXT, "=1+1", "=1+1"),
    (QuestionKind.WHOLE_NUMBER, Decimal("12"), "12"),
    (QuestionKind.WHOLE_NUMBER, "1 200", "1200"),
    (QuestionKind.NUMBER, Decimal("12.5"), "12.5"),
    (QuestionKind.NUMBER, "12,5", "12.5"),
    (QuestionKind.DATE, date(2026, 3, 2), "2026-03-02"),
    (QuestionKind.DATE, "2.3.2026", "2026-03-02"),
    (QuestionKind.COUNTRY, "kina", "CN"),
    (QuestionKind.COUNTRY, "se", "SE"),
    (QuestionKind.SITES, "A AB; Sverige; Lund\nB AB;no;Oslo\n", "A AB\tSE\tLund\nB AB\tNO\tOslo"),
    (QuestionKind.SITES, "A AB\tSE\tLund", "A AB\tSE\tLund"),
]


@pytest.mark.parametrize(("kind", "cell", "value"), TYPED, ids=str)
def test_what_people_write_is_read_as_the_page_reads_it(kind: QuestionKind, cell: Cell, value: str) -> None:
    returned = given_back(filled(book({}), {(KEY[kind], VALUE): cell}))
    assert returned.faults == []
    assert [(c.key, c.after) for c in merge(returned, {}).changes] == [(KEY[kind], value)]


WRONG: list[tuple[QuestionKind, int, Cell, str]] = [
    (QuestionKind.YES_PARTLY_NO, VALUE, "perhaps", "answer.no_reply"),
    (QuestionKind.ONE_OF, VALUE, "green", "answer.no_reply"),
    (QuestionKind.SEVERAL_OF, VALUE, "red; green", "answer.no_reply"),
    (QuestionKind.DATE, COMMENT, date(2026, 3, 4), "exchange.no_text"),
    (QuestionKind.TEXT, VALUE, "x" * 20_001, "text.too_long"),
    (QuestionKind.WHOLE_NUMBER, VALUE, Decimal("1.5"), "answer.no_whole_number"),
    (QuestionKind.NUMBER, VALUE, "about 3", "answer.no_number"),
    (QuestionKind.DATE, VALUE, "in March", "answer.no_date"),
    (QuestionKind.COUNTRY, VALUE, "Atlantis", "answer.no_country"),
    (QuestionKind.SITES, VALUE, "A; SE; Lund; more", "answer.no_site"),
    (QuestionKind.FILE, VALUE, "policy.pdf", "answers.on_page_only"),
    (QuestionKind.TEXT, COMMENT, "a\x07b", "text.unreadable"),
]


def test_a_number_that_a_spreadsheet_has_computed_is_the_number_that_is_seen() -> None:
    number = FORM.question(KEY[QuestionKind.NUMBER])
    assert typed(number, Decimal("0.30000000000000004")) == "0.3"
    assert typed(number, Decimal("0.33333333333333331")) == "0.33333333333333331"  # which the form then refuses


def test_every_fault_is_told_at_once_by_its_cell() -> None:
    cells = {(KEY[kind], place): cell for kind, place, cell, _ in WRONG}
    returned = given_back(filled(book({}), cells))
    rows = {q.key: row for row, q in enumerate(FORM.questions, start=2)}
    wanted = {(rows[KEY[kind]], letter(place), code) for kind, place, _, code in WRONG}
    assert {(f.row, f.column, f.reason.code) for f in returned.faults} == wanted
    assert {f.sheet for f in returned.faults} == {"Answers"}


def test_an_answer_saved_after_the_download_is_seen_before_it_is_replaced() -> None:
    left = {KEY[QuestionKind.TEXT]: Given(value="old", comment="kept")}
    now = {KEY[QuestionKind.TEXT]: Given(value="typed meanwhile", comment="typed too")}
    data = filled(book(left), {(KEY[QuestionKind.TEXT], VALUE): "from the workbook"})
    [change] = merge(given_back(data), now).changes
    assert (change.field, change.before, change.after) == ("value", "typed meanwhile", "from the workbook")
    assert change.is_newer
    [alone] = merge(given_back(data), left).changes
    assert not alone.is_newer


def test_a_cell_that_is_emptied_takes_the_answer_away() -> None:
    left = {KEY[QuestionKind.TEXT]: Given(value="old", comment="kept")}
    [change] = merge(given_back(filled(book(left), {(KEY[QuestionKind.TEXT], VALUE): None})), left).changes
    assert (change.field, change.after) == ("value", "")


def test_a_row_stands_once_and_belongs_to_a_question() -> None:
    twice = filled(book({}), {(KEY[QuestionKind.DATE], 0): f"{KEY[QuestionKind.TEXT]} {'A' * 16}"})
    assert [fault.reason.code for fault in given_back(twice).faults] == ["answers.row_twice"]
    nameless = filled(book({}), {(KEY[QuestionKind.DATE], 0): "mine"})
    assert given_back(nameless).faults == []
    assert [f.reason.code for f in given_back(filled(nameless, {("", VALUE): "x"})).faults] == ["answers.no_mark"]


def test_a_question_that_is_not_open_is_not_changed() -> None:
    data = filled(book({}), {(KEY[QuestionKind.TEXT], VALUE): "x"})
    [fault] = back.read("a.xlsx", data, INVITATION, FORM, {KEY[QuestionKind.DATE]}).faults
    assert fault.reason.code == "answers.not_open"


def test_another_requests_workbook_and_other_files_are_refused_as_a_whole() -> None:
    other = replace(FORM, questions=FORM.questions[1:])
    for data, form, invitation in ((book({}), FORM, "inv_2"), (book({}), other, INVITATION)):
        with pytest.raises(Invalid) as caught:
            back.read("a.xlsx", data, invitation, form, ())
        assert caught.value.problems["a.xlsx"][0].code == "answers.other_workbook"
    for data in (b"", b"PK\x03\x04", b"%PDF-1.7"):
        with pytest.raises(Invalid) as caught:
            given_back(data)
        assert caught.value.problems["a.xlsx"][0].code == "exchange.no_workbook"


def test_choices_hang_on_lists_in_the_workbook_and_nothing_is_a_formula() -> None:
    content = Workbook(book({KEY[QuestionKind.TEXT]: Given(value="=1+1", comment="@x")}))
    assert content.names == ["About this form", "Answers", "Lists"]
    sheet = content.xml("xl/worksheets/sheet2.xml")
    rules = [rule for rule in sheet.iter() if rule.tag.endswith("}dataValidation")]
    assert [rule.get("sqref") for rule in rules] == ["G2", "G3", "G9"]
    assert {rule.get("type") for rule in rules} == {"list"}
    lists = content.cells(3)
    assert [lists[f"B{row}"].value for row in (2, 3, 4)] == list(COLOURS)
    assert len([cell for cell in lists if cell.startswith("C")]) == len(countries()) + 1
    assert all(cell.formula is None for number in (1, 2, 3) for cell in content.cells(number).values())
    assert next(sheet.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}col")).get("hidden") == "1"
