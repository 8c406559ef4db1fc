"""How one value is read by the kind of its question, and taken apart again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.answer_kinds import SITES_MOST, Site, joined, sites
from followup.domain.answers import Given, incomplete, read, visible
from followup.domain.code_of_conduct import Option, QuestionKind, Reply, ShownIf
from followup.domain.names import clean_line
from followup.domain.plain_data import as_plain, from_plain
from followup.errors import Invalid
from tests.domain.test_answers import FILE, form, question, said

CHOICES = (Option(code="tin", text=said("Tin")), Option(code="gold", text=said("Gold")))
ONE = question("1", QuestionKind.ONE_OF, options=CHOICES)
SEVERAL = question("2", QuestionKind.SEVERAL_OF, options=CHOICES)
SITES = question("3", QuestionKind.SITES)


@pytest.mark.parametrize(
    ("asked", "typed", "kept"),
    [
        (ONE, " gold ", "gold"),
        (SEVERAL, "gold tin", "tin gold"),
        (SEVERAL, "gold gold", "gold"),
        (question("4", QuestionKind.WHOLE_NUMBER), "1 250", "1250"),
        (SITES, "Mill; IN; Tiruppur", "Mill\tIN\tTiruppur"),
        (SITES, "\nMill\t\t\n\n", "Mill\t\t"),
    ],
)
def test_each_kind_is_kept_in_one_form(asked: object, typed: str, kept: str) -> None:
    assert read(asked, typed, "").value == kept


@pytest.mark.parametrize(
    ("asked", "typed", "at"),
    [
        (ONE, "silver", "1.value"),
        (ONE, "tin gold", "1.value"),
        (SEVERAL, "tin silver", "2.value"),
        (question("4", QuestionKind.WHOLE_NUMBER), "12.5", "4.value"),
        (question("4", QuestionKind.WHOLE_NUMBER), "-3", "4.value"),
        (SITES, "Mill; India; Tiruppur", "3.1.country"),
        (SITES, "Mill; IN; Tiruppur\n\u202eMill; IN; Tiruppur", "3.2.name"),
        (SITES, "a; SE; b; c", "3.value"),
        (SITES, "a; SE; b\n" * (SITES_MOST + 1), "3.value"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_own_field_and_row(asked: object, typed: str, at: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(asked, typed, "")
    assert list(refused.value.problems) == [at]


_LINE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs")), max_size=30)
_SITE = st.builds(Site, _LINE, st.sampled_from(["", "SE", "CN"]), _LINE)


@settings(max_examples=40)
@given(st.lists(_SITE, max_size=5))
def test_the_rows_of_a_list_come_back_as_they_were_written(rows: list[Site]) -> None:
    try:
        kept = read(SITES, joined(dict(enumerate(rows, start=1))), "").value
    except Invalid:
        return
    filled = [row for row in rows if any(part.strip() for part in (row.name, row.country, row.town))]
    assert sites(kept) == tuple(Site(clean_line(row.name), row.country, clean_line(row.town)) for row in filled)
    assert read(SITES, kept, "").value == kept


def test_a_site_that_is_begun_is_kept_but_must_be_whole_before_it_is_sent() -> None:
    begun = {"3": Given(value=read(SITES, "Mill; ;", "").value)}
    assert [(m.question.key, m.field) for m in incomplete(form(SITES), begun, {})] == [("3", "value")]
    whole = {"3": Given(value=read(SITES, "Mill; IN; Tiruppur", "").value)}
    assert incomplete(form(SITES), whole, {}) == ()


def test_a_question_can_hang_on_one_of_several_choices() -> None:
    smelter = question("2a", QuestionKind.TEXT, shown_if=ShownIf(question="2", equals="gold"))
    seen = lambda value: [q.key for q in visible(form(SEVERAL, smelter), {"2": Given(value=value)})]  # noqa: E731
    assert seen("tin gold") == ["2", "2a"]
    assert seen("tin") == ["2"]


def test_required_evidence_is_asked_for_where_there_is_something_to_show() -> None:
    proven = question("1", needs_evidence=True)
    lacks = lambda value, files: [m.field for m in incomplete(form(proven), {"1": value}, files)]  # noqa: E731
    assert lacks(Given(value=Reply.YES), {}) == ["file"]
    assert lacks(Given(value=Reply.YES), {"1": [FILE]}) == []
    assert lacks(Given(value=Reply.NO), {}) == []
    assert lacks(Given(value=Reply.NOT_RELEVANT, comment="No work here."), {}) == []


def test_a_question_without_the_new_fields_is_stored_as_before() -> None:
    plain = as_plain(question("1", shown_if=ShownIf(question="0", equals=Reply.YES)))
    assert plain.keys() == {"key", "section", "kind", "text", "source", "shown_if"}
    assert plain["shown_if"] == {"question": "0", "equals": "yes"}
    assert from_plain(type(SEVERAL), as_plain(SEVERAL)) == SEVERAL
