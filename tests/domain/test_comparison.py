"""Years and suppliers side by side."""

from __future__ import annotations

from datetime import date

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Question, QuestionKind
from followup.domain.comparison import COLUMNS_MOST, Answered, AnswerState, Change, compared, in_order, state_of
from followup.domain.questionnaires import Assessment
from tests.domain.test_answers import form, question

A = Assessment
ONE, TWO, TEXT = question("1"), question("2"), question("3", QuestionKind.TEXT)


def column(
    year: int,
    values: dict[str, str],
    questions: tuple[Question, ...] = (ONE, TWO, TEXT),
    *,
    supplier: str = "a",
    **made: Assessment,
) -> Answered:
    return Answered(
        public_id=f"inv_{supplier}_{year}",
        supplier_id=supplier,
        supplier_name=supplier.upper(),
        contract_title="Gloves",
        sent_on=date(year, 3, 2),
        form=form(*questions),
        sent={key: Sent(value=value) for key, value in values.items()},
        assessments={name.removeprefix("q"): value for name, value in made.items()},
    )


def changes(*columns: Answered) -> dict[str, list[Change | None]]:
    return {row.question.key: [cell.change for cell in row.cells] for row in compared(columns)}


def test_not_asked_is_not_the_same_as_not_answered() -> None:
    assert state_of("1", {"1": Sent()}) is AnswerState.NOT_ANSWERED
    assert state_of("1", {}) is AnswerState.NOT_ASKED
    [row] = compared([column(2025, {}, (ONE,)), column(2026, {"1": "yes"}, (ONE,))])
    assert [cell.state for cell in row.cells] == [AnswerState.NOT_ASKED, AnswerState.ANSWERED]


def test_questions_stand_in_the_order_of_the_latest_form_and_then_those_it_no_longer_asks() -> None:
    rows = compared([column(2025, {"1": "yes", "2": "no"}), column(2026, {"3": "x", "2": "no"}, (TEXT, TWO))])
    assert [row.question.key for row in rows] == ["3", "2", "1"]


def test_a_change_is_told_by_the_assessments_where_both_have_one() -> None:
    made = changes(column(2025, {"1": "no"}, q1=A.NOT_FULFILLED), column(2026, {"1": "no"}, q1=A.PARTLY))
    assert made["1"] == [None, Change.BETTER]
    assert changes(column(2025, {"1": "no"}, q1=A.PARTLY), column(2026, {"1": "yes"}, q1=A.PARTLY))["1"] == [None, None]
    gone = changes(column(2025, {"1": "no"}, q1=A.NOT_RELEVANT), column(2026, {"1": "no"}, q1=A.PARTLY))
    assert gone["1"] == [None, Change.OTHER]


def test_a_change_is_told_by_the_reply_where_nobody_has_assessed() -> None:
    first, second = column(2025, {"1": "yes", "2": "partly", "3": "x"}), column(2026, {"1": "no", "2": "yes", "3": "y"})
    assert changes(first, second) == {
        "1": [None, Change.WORSE], "2": [None, Change.BETTER], "3": [None, Change.OTHER]
    }  # fmt: skip


def test_a_change_is_counted_from_the_same_suppliers_last_answer_over_a_year_that_did_not_ask() -> None:
    columns = [column(2024, {"1": "no"}), column(2025, {}), column(2026, {"1": "yes"}), column(2026, {}, supplier="b")]
    assert changes(*columns)["1"] == [None, None, Change.BETTER, None]
    others = [column(2025, {"1": "no"}), column(2026, {"1": "yes"}, supplier="b")]
    assert changes(*others)["1"] == [None, None]


def test_the_newest_are_kept_and_stand_supplier_by_supplier_from_the_first_year_on() -> None:
    many = [column(year, {}, supplier=name) for year in range(2010, 2026) for name in ("b", "a")]
    kept = in_order(many)
    assert len(kept) == COLUMNS_MOST
    assert [c.supplier_id for c in kept] == ["a"] * 6 + ["b"] * 6
    assert [c.sent_on.year for c in kept[:6]] == list(range(2020, 2026))
