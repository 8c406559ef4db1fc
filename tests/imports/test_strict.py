"""Hostile, broken and merely wrong files are refused with file, place and reason, before they cost anything."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.notices import Notice
from followup.errors import Invalid
from followup.imports import eforms, ocds
from followup.imports.json_tree import read_json
from followup.imports.strict import BYTES_MOST, DEPTH_MOST, PARTS_MOST
from tests.imports.notice_files import as_json, as_xml, facts, release

XML, JSON = as_xml(facts()), as_json(facts())

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<lolz>&lol2;</lolz>"""


def refusal(read: Callable[[str, bytes], object], data: bytes, name: str = "n") -> tuple[str, str]:
    """Return place and code of the one reason for which the file was refused."""
    with pytest.raises(Invalid) as refused:
        read(name, data)
    [(place, [reason])] = refused.value.problems.items()
    return place, reason.code


def is_read_or_refused_with_its_place(read: Callable[[str, bytes], Notice], data: bytes, place: str) -> bool:
    try:
        return all(contract.title for contract in read("n", data).contracts)
    except Invalid as refused:
        return all(path.startswith(place) for path in refused.problems)


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (LAUGHS, "n:2:16", "import.declaration"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "n:1:40", "import.declaration"),
        (b"<a>&unknown;</a>", "n:1:4", "import.broken"),
        (b"", "n:1:1", "import.broken"),
        (XML[:-30], None, "import.broken"),
        (b"<a><b></a>", "n:1:9", "import.broken"),
        (b"<a/><b/>", "n:1:5", "import.broken"),
        (b"\xef\xbb\xbf" + XML, "n:1:1", "import.byte_order_mark"),
        (XML.decode().encode("utf-16"), "n:1:1", "import.not_utf8"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "n:1:1", "import.other_encoding"),
        ("<a>\n  <b>Ås</b></a>".encode("latin-1"), "n:2:6", "import.not_utf8"),
        (b"<a>" * (DEPTH_MOST + 1), "n:1:97", "import.too_deep"),
        (b"<a>" + b"<b/>" * PARTS_MOST + b"</a>", None, "import.too_many"),
        (b" " * (BYTES_MOST + 1), "n:1:1", "import.too_large"),
        (b"<a>\x00</a>", "n:1:4", "import.broken"),
        (b"<html/>", "n:1:1", "import.no_award_notice"),
        (JSON, "n:1:1", "import.broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_xml_file_that_is_hostile_or_broken_is_refused_with_its_place(
    data: bytes, place: str | None, code: str
) -> None:
    refused_at, reason = refusal(eforms.read, data)
    assert reason == code
    assert refused_at.startswith("n:")
    assert place in (None, refused_at)


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"", "n:1:1", "import.broken"),
        (b'{"a": 1,\n "b": tru}', "n:2:7", "import.broken"),
        (JSON[:-20], None, "import.broken"),
        (b"\xef\xbb\xbf" + JSON, "n:1:1", "import.byte_order_mark"),
        (JSON.decode().encode("utf-16"), "n:1:1", "import.not_utf8"),
        (JSON.decode().encode("utf-16-le"), "n:1:2", "import.broken"),
        ('{\n "ås": 1}'.encode("latin-1"), "n:2:3", "import.not_utf8"),
        (b"[" * 100_000, "n:1:33", "import.too_deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, None, "import.too_deep"),
        (b"[" + b"1," * PARTS_MOST + b"1]", None, "import.too_many"),
        (b" " * (BYTES_MOST + 1), "n:1:1", "import.too_large"),
        (b'{"a": {"b": [0, {"c": 1, "c": 2}]}}', "n:$.a.b[1]", "import.twice"),
        (b'{"a": [1, NaN]}', "n:$.a[1]", "import.no_number"),
        (b'{"a b": -Infinity}', 'n:$["a b"]', "import.no_number"),
        (b"[]", "n:$", "import.no_release"),
        (b'{"releases": []}', "n:$", "import.no_release"),
        (b"1", "n:$", "import.no_release"),
        (XML, "n:1:1", "import.broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_json_file_that_is_hostile_or_broken_is_refused_with_its_place(
    data: bytes, place: str | None, code: str
) -> None:
    refused_at, reason = refusal(ocds.read, data)
    assert reason == code
    assert refused_at.startswith("n:")
    assert place in (None, refused_at)


def test_brackets_and_quotes_inside_a_text_are_no_depth() -> None:
    deep = json.dumps({"text": '[{"' * 50 + "\\"}).encode()
    assert read_json("n", deep).text("text") == '[{"' * 50 + "\\"


def test_a_number_is_kept_as_it_was_written() -> None:
    root = read_json("n", b'{"a": 0.10, "b": 12345678901234567890123456789, "c": 1e400, "d": -0.0}')
    assert [root.text(name) for name in "abcd"] == ["0.10", "12345678901234567890123456789", "1e400", "-0.0"]


@pytest.mark.parametrize(
    "data",
    [
        b'"' + b'\\"' * 2_000_000,
        b'"' * 4_000_001,
        b'{"a":"' + b"\\" * 4_000_000,
        b"[" * 5_000_000,
        b'{"a": ' + b"9" * 5_000_000 + b"}",
        b"{" + b",".join(b'"k%d":1' % n for n in range(150_000)) + b"}",
        b"<a " + b" ".join(b'k%d=""' % n for n in range(150_000)) + b"/>",
        b"<a>" + b"<b>" * 5_000 + b"&#65;" * 500_000,
        b"<a>" + b"x" * 5_000_000,
    ],
    ids=lambda data: data[:12].decode(),
)
@pytest.mark.slow
@pytest.mark.parametrize("read", [eforms.read, ocds.read], ids=["eforms", "ocds"])
def test_a_large_hostile_file_is_refused_at_a_cost_that_grows_with_its_size(
    read: Callable[[str, bytes], Notice], data: bytes
) -> None:
    """Twice the size may cost about twice, never four times; the bound is generous, since machines are noisy."""
    half, whole = _cost(read, data[: len(data) // 2]), _cost(read, data)
    assert whole < 6 * half + 0.5


def _cost(read: Callable[[str, bytes], Notice], data: bytes) -> float:
    begun = time.process_time()
    place, _ = refusal(read, data)
    assert place.startswith("n:")
    return time.process_time() - begun


@pytest.mark.slow
@pytest.mark.parametrize(("read", "whole"), [(eforms.read, XML), (ocds.read, JSON)], ids=["eforms", "ocds"])
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_is_refused_and_nothing_of_it_is_returned(
    read: Callable[[str, bytes], Notice], whole: bytes, data: st.DataObject
) -> None:
    end = data.draw(st.integers(0, len(whole) - 1))
    assert refusal(read, whole[:end])[0].startswith("n:")


@pytest.mark.slow
@pytest.mark.parametrize(("read", "whole"), [(eforms.read, XML), (ocds.read, JSON)], ids=["eforms", "ocds"])
@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_file_with_a_changed_byte_is_read_or_refused_but_never_breaks_the_reader(
    read: Callable[[str, bytes], Notice], whole: bytes, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    spoiled = whole[:place] + bytes([data.draw(st.integers(0, 255))]) + whole[place + 1 :]
    assert is_read_or_refused_with_its_place(read, spoiled, "n:")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_release_with_anything_in_any_place_is_read_or_refused_but_never_breaks_the_reader(
    data: st.DataObject,
) -> None:
    changed = release(facts())
    part: object = changed
    while isinstance(part, dict | list) and part:
        keys = sorted(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys))
        inner = part[key]
        if not isinstance(inner, dict | list) or data.draw(st.booleans()):
            part[key] = data.draw(JUNK)
            break
        part = inner
    assert is_read_or_refused_with_its_place(ocds.read, json.dumps(changed).encode(), "n:$")
