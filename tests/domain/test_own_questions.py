"""An organisation's own questions: what can be asked, and what stays when the wording changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.code_of_conduct import QuestionKind
from followup.domain.own_questions import NewOwnQuestion, Stored, as_question, as_text, checked, options_of
from followup.errors import Invalid

CHOICE = NewOwnQuestion(
    kind=QuestionKind.ONE_OF,
    text={"sv": "Vilken?"},
    options={"sv": ["Röd", "Blå"], "en": ["Red", "Blue"]},
)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"text": {}}, "text_en"),
        ({"options": {}}, "options_en"),
        ({"options": {"sv": ["Röd"]}}, "options_sv"),
        ({"options": {"sv": ["Röd", "Röd"]}}, "options_sv"),
        ({"options": {"sv": ["Röd", "Blå"], "en": ["Red", "Blue", "Green"]}}, "options_en"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_at_its_field(change: dict[str, object], at: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked(replace(CHOICE, **change))
    assert list(refused.value.problems) == [at]


def test_a_choice_keeps_its_code_when_it_is_moved_or_reworded_in_one_language() -> None:
    red, blue = (said["code"] for said in options_of(CHOICE))
    moved = replace(CHOICE, options={"sv": ["Blå", "Grön", "Röd"], "en": ["Blue", "Green", "Crimson"]})
    after = options_of(moved, options_of(CHOICE))
    assert [said["sv"] for said in after] == ["Blå", "Grön", "Röd"]
    assert [after[0]["code"], after[2]["code"]] == [blue, red]
    assert after[1]["code"] not in (red, blue)


@settings(max_examples=40)
@given(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=6, unique=True), st.permutations("abcdefgh"))
def test_the_codes_of_choices_are_never_shared(first: list[str], second: list[str]) -> None:
    before = options_of(replace(CHOICE, options={"en": first}))
    after = options_of(replace(CHOICE, options={"en": list(second)}), before)
    codes = {said["en"]: said["code"] for said in after}
    assert len(set(codes.values())) == len(codes)
    assert all(codes[said["en"]] == said["code"] for said in before)


def test_a_language_that_is_not_written_shows_one_that_is() -> None:
    text = as_text({"sv": "Fråga?"})
    assert (text.en, text.sv, text.nb) == ("Fråga?", "Fråga?", "Fråga?")


def test_an_own_question_is_asked_under_a_key_and_a_heading_of_its_own() -> None:
    stored = Stored(
        key="7",
        kind=QuestionKind.NUMBER,
        text={"en": "How much?"},
        guidance=None,
        options=None,
        unit="kWh",
        is_required=False,
        takes_evidence=True,
    )
    asked = as_question(stored)
    assert (asked.key, asked.section, asked.clause, asked.required) == ("own.7", "own", None, False)
    assert asked.unit is not None
    assert asked.evidence is not None
