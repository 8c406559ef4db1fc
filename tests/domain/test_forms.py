"""Which form is sent when, and what is put around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from followup.domain.forms import (
    ABOUT_CLAUSES,
    CLIMATE,
    FULL_ABOVE_MINOR,
    LABOUR,
    OFFERED,
    SHORT,
    TRACEABILITY,
    Deal,
    Guide,
    fitted,
    form_for,
    guided,
    with_own,
)
from followup.domain.questionnaires import FORM
from followup.domain.schedule import FollowUpKind
from followup.domain.sourced import Provenance
from followup.errors import Invalid
from tests.domain.test_answers import form, question, said

KIND = FollowUpKind.SELF_ASSESSMENT
THERE = (FORM, SHORT, CLIMATE, LABOUR, TRACEABILITY)
LARGE = Deal(country="NO", is_framework=True, value_minor=FULL_ABOVE_MINOR + 1, currency="NOK", is_large=True)


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({}, FORM),
        ({"is_large": False}, SHORT),
        ({"value_minor": FULL_ABOVE_MINOR}, SHORT),
        ({"value_minor": FULL_ABOVE_MINOR, "is_large": None}, SHORT),
        ({"is_framework": False, "is_large": None}, SHORT),
        ({"country": "SE", "is_large": None}, FORM),
    ],
)
def test_the_full_form_is_for_a_framework_with_a_large_enterprise_above_fifty_million(
    change: dict[str, object], sent: str
) -> None:
    assert form_for(KIND, replace(LARGE, **change), None, THERE) == sent


@pytest.mark.parametrize(
    ("change", "asks"),
    [
        ({"is_large": None}, "is_large"),
        ({"is_large": None, "value_minor": None, "currency": None}, "is_large"),
        ({"value_minor": None, "currency": None}, "form_key"),
        ({"currency": "SEK"}, "form_key"),
    ],
)
def test_what_is_not_known_is_asked_and_never_guessed(change: dict[str, object], asks: str) -> None:
    with pytest.raises(Invalid) as refused:
        form_for(KIND, replace(LARGE, **change), None, THERE)
    assert list(refused.value.problems) == [asks]
    assert form_for(KIND, replace(LARGE, **change), SHORT, THERE) == SHORT


def test_the_kind_of_the_follow_up_says_which_form_is_sent() -> None:
    assert form_for(FollowUpKind.TRACEABILITY, LARGE) == TRACEABILITY
    assert form_for(FollowUpKind.PAY_CONTROL, LARGE) == LABOUR
    with pytest.raises(Invalid):
        form_for(FollowUpKind.DOCUMENT_REVIEW, LARGE)
    assert form_for(FollowUpKind.DOCUMENT_REVIEW, LARGE, CLIMATE) == CLIMATE
    for kind, key in ((FollowUpKind.TRACEABILITY, CLIMATE), (FollowUpKind.SITE_AUDIT, FORM)):
        with pytest.raises(Invalid):
            form_for(kind, LARGE, key)
    assert FollowUpKind.SITE_AUDIT not in OFFERED


def test_without_the_short_form_everybody_gets_the_form_of_the_terms() -> None:
    assert form_for(KIND, replace(LARGE, is_large=None)) == FORM


def test_a_form_of_the_terms_asks_about_what_binds_and_another_asks_everything() -> None:
    asked = form(question("1", clause="policy"), question("2", clause="risk"), question("3"))
    assert asked.key in ABOUT_CLAUSES
    assert [q.key for q in fitted(asked, {"policy"}).questions] == ["1", "3"]
    loose = fitted(replace(asked, key=TRACEABILITY), {"policy"})
    assert [(q.key, q.clause) for q in loose.questions] == [("1", "policy"), ("2", None), ("3", None)]


def test_guides_are_merged_by_key_and_what_the_form_says_goes_first() -> None:
    guide = Guide(
        question="1",
        assessment=said("guide"),
        good_example=said("example"),
        provenance=Provenance.DEFAULT,
        source="OWN",
    )
    first, second = guided(form(question("1", assessment_guide=said("own")), question("2")), [guide]).questions
    assert (first.assessment_guide, first.good_example) == (said("own"), said("example"))
    assert second.good_example is None


def test_own_questions_stand_last_under_a_heading_of_their_own_and_take_their_time() -> None:
    plain = form(question("1"), question("2"))
    longer = with_own(plain, [question("own.7", section="own")])
    assert [q.key for q in longer.questions] == ["1", "2", "own.7"]
    assert longer.sections[-1].id == "own"
    assert (plain.minutes.value, longer.minutes.value) == (20, 30)
    assert with_own(plain, []) is plain
