"""The little Markdown of the template bank, and what is found wrong in a document."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.document_templates import (
    LISTS,
    PLACES,
    Block,
    DocumentTemplate,
    Heading,
    Items,
    Mark,
    Paragraph,
    filled,
    joined,
    parse,
    template_problems,
)
from followup.domain.sourced import LANGUAGES, Provenance, Text, gaps
from followup.schemas.code_of_conduct import library
from followup.schemas.document_templates import templates

VALUES: dict[str, str | list[str]] = {**dict.fromkeys(PLACES, "told"), **{name: ["one", "two"] for name in LISTS}}


def a_template(body: str, sv: str | None = None) -> DocumentTemplate:
    return DocumentTemplate(
        key="x",
        title=Text("T", "T", "T"),
        about=Text("A", "A", "A"),
        body=Text(body, body if sv is None else sv, body),
        source="OWN",
        provenance=Provenance.DEFAULT,
    )


def codes(body: str, sv: str | None = None) -> set[str]:
    return {reason.code for reasons in template_problems(a_template(body, sv)).values() for reason in reasons}


@pytest.mark.parametrize("key", [one.key for one in templates()])
def test_nothing_is_wrong_with_a_document_of_the_bank(key: str) -> None:
    one = next(t for t in templates() if t.key == key)
    assert template_problems(one) == {}
    assert gaps(replace(one, body=Text("x", "x", "x")), library()) == {}


def test_the_bank_has_terms_checklists_plan_and_agenda() -> None:
    assert [one.key for one in templates()] == [
        "standard_terms",
        "checklist_framework",
        "checklist_single",
        "follow_up_plan",
        "start_meeting",
    ]


def test_every_place_of_a_list_is_used_by_some_document() -> None:
    used = {name for one in templates() for name in re.findall(r"\$\{(\w+)\}", one.body.en)}
    assert set(LISTS) <= used
    assert used <= set(LISTS) | set(PLACES)


def test_swedish_is_swedish_and_norwegian_is_norwegian() -> None:
    for one in templates():
        assert not re.search(r"[äö]|\b(?:och|inte|avtalet)\b", one.body.nb), one.key
        assert not re.search(r"[æø]|\b(?:og|ikke|kontrakten)\b", one.body.sv), one.key


def test_a_body_becomes_headings_paragraphs_and_lists() -> None:
    body = "One\ntwo.\n\n## Head\n- a\n- b\n- [ ] c\n1. d\n2. e\n\nEnd"
    assert joined(parse(body)) == (
        Paragraph("One two."),
        Heading("Head"),
        Items(Mark.BULLET, ("a", "b")),
        Items(Mark.BOX, ("c",)),
        Items(Mark.NUMBER, ("d", "e")),
        Paragraph("End"),
    )


def test_a_list_fills_an_item_of_its_own() -> None:
    assert filled("- ${process}", VALUES) == (Items(Mark.BULLET, ("one", "two")),)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "template.empty"),
        ("Dear ${nobody}", "template.unknown_place"),
        ("It costs $5", "template.bare_dollar"),
        ("Dear $title", "template.bare_dollar"),
        ("All: ${process}", "template.not_alone"),
        ("- first ${process}", "template.not_alone"),
        ("# Title", "template.not_understood"),
        ("### Deep", "template.not_understood"),
        ("Some *bold* words", "template.not_understood"),
        ("A [link](x)", "template.not_understood"),
        ("<b>bold</b>", "template.not_understood"),
        ("{% if x %}", ""),
    ],
)
def test_what_is_not_understood_is_found(body: str, code: str) -> None:
    assert codes(body) == ({code} if code else set())


@pytest.mark.parametrize("sv", ["## H\n\n${number}", "## H\n\n${title}\n\nmer", "H\n\n${title}", "## H\n\n- ${title}"])
def test_a_translation_of_another_shape_is_found(sv: str) -> None:
    assert codes("## H\n\n${title}", sv) == {"template.other_shape"}


@given(st.text(max_size=200), st.sampled_from(sorted(PLACES)))
def test_whatever_fills_a_place_changes_no_shape(value: str, name: str) -> None:
    body = f"## Head\n\nBefore ${{{name}}} after.\n\n- ${{{name}}}\n"

    def shape(blocks: tuple[Block, ...]) -> list[str]:
        return [block.kind for block in blocks]

    made = filled(body, {**VALUES, name: value})
    assert shape(made) == shape(filled(body, VALUES))
    assert isinstance(made[1], Paragraph)
    assert made[1].text == f"Before {value} after."


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_document_has_a_text_in_each_language(language: str) -> None:
    assert all(len(one.body.to(language)) > 300 for one in templates())
