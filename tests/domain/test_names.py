from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.names import clean_line, clean_text, nfc, sort_key, sort_keys
from followup.errors import Invalid


def test_swedish_names_end_with_å_ä_ö() -> None:
    names = ["Örebro", "Ängelholm", "Åre", "Östersund", "Zinkgruvan", "Ærø", "Ørland", "Arboga", "écran", "Eda"]
    ordered = sorted(names, key=lambda name: sort_key(name, "sv"))
    assert ordered == [
        "Arboga",
        "écran",
        "Eda",
        "Zinkgruvan",
        "Åre",
        "Ängelholm",
        "Ærø",
        "Örebro",
        "Ørland",
        "Östersund",
    ]


def test_norwegian_names_end_with_æ_ø_å_and_aa_is_å() -> None:
    names = ["Ålesund", "Aarnes", "Østfold", "Ærfugl", "Ås", "Zakariasvatnet", "Alta", "Öst"]
    ordered = sorted(names, key=lambda name: sort_key(name, "nb"))
    assert ordered == ["Alta", "Zakariasvatnet", "Ærfugl", "Öst", "Østfold", "Ålesund", "Aarnes", "Ås"]


def test_both_keys_are_made_at_once() -> None:
    assert sort_keys("Åre") == (sort_key("Åre", "sv"), sort_key("Åre", "nb")) == ("{1re", "{3re")


letters = st.text("aAzZåÅäÄöÖæÆøØéÉüñçßIiıİſﬁ ſ-\u030a\u0308\u0301", max_size=20)


@settings(max_examples=40)
@given(letters)
def test_composed_and_decomposed_letters_have_the_same_key(text: str) -> None:
    for locale in ("sv", "nb", "en"):
        assert sort_key(unicodedata.normalize("NFD", text), locale) == sort_key(
            unicodedata.normalize("NFC", text), locale
        )


def test_a_key_is_never_longer_than_a_name_can_be() -> None:
    assert len(sort_key("å" * 300, "sv")) == 300


def test_text_is_kept_in_one_form_with_plain_line_ends() -> None:
    assert clean_text("  A\u030are\r\nrad\ttvå\r ") == "Åre\nrad\ttvå"
    assert nfc("o\u0308") == "ö"


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_what_cannot_be_stored_is_refused_and_its_place_is_told(bad: str) -> None:
    for clean in (clean_text, clean_line):
        with pytest.raises(Invalid) as refused:
            clean(f"ab{bad}c", at="title")
        assert refused.value.problems["title"][0].code == "text.unreadable"
        assert refused.value.problems["title"][0].params == {"place": 3}


@pytest.mark.parametrize("bidi", ["\u202e", "\u2066", "\u200f", "\u061c"])
def test_names_refuse_hidden_direction_and_free_text_keeps_it(bidi: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_line(f"report{bidi}fdp.exe")
    assert refused.value.problems[""][0].code == "text.hidden_direction"
    assert clean_text(f"שלום{bidi}") == f"שלום{bidi}"


def test_a_name_is_one_line_with_single_spaces() -> None:
    assert clean_line(" Region\n\tJämtland\u00a0 Härjedalen ") == "Region Jämtland Härjedalen"


def test_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(Invalid) as refused:
        clean_line("x" * 301)
    assert refused.value.problems[""][0].params == {"most": 300, "length": 301}
    with pytest.raises(Invalid):
        clean_text("x" * 20_001)
    assert len(clean_text("x" * 20_000)) == 20_000


@settings(max_examples=40)
@given(st.text("abåÅé\u030a\u0308\t\n\r \u00a0\u2028\u200d👩🏽\u0e33", max_size=30))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
