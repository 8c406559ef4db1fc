"""The year wheel: whatever the figures, a picture that parses, stays inside its frame and says what it is."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from followup.documents.year_wheel import Month, Wheel, drawn

SVG = "{http://www.w3.org/2000/svg}"
figures = st.lists(st.tuples(*(3 * [st.integers(0, 5_000)])), min_size=12, max_size=12)


def wheel(counts: list[tuple[int, ...]], name: str = "Jan", today: date | None = None) -> Wheel:
    return Wheel(
        id="year",
        title="The plan",
        summary="Most in May.",
        middle="2026",
        note="12 follow-ups",
        months=[Month(name=name, done=done, coming=coming, late=late) for done, coming, late in counts],
        legend=("Done", "To come", "Late"),
        today=today,
    )


@given(figures)
@settings(max_examples=40)
def test_every_part_that_has_a_number_is_drawn_inside_the_frame(counts: list[tuple[int, ...]]) -> None:
    tree = ElementTree.fromstring(drawn(wheel(counts)))
    parts = [p for p in tree.iter(f"{SVG}path") if (p.get("d") or "").count("A") == 2]
    assert len(parts) == 12 + sum(1 for month in counts for count in month if count)
    numbers = [float(n) for p in parts for n in re.findall(r"-?\d+\.?\d*", p.get("d") or "")]
    assert min(numbers) >= 0
    assert max(numbers) <= 520


def test_the_area_of_a_part_is_its_share() -> None:
    """The fullest month fills its sector; half of it reaches further out than half of the way."""
    picture = drawn(wheel([(10, 0, 0), (5, 0, 0), *(10 * [(0, 0, 0)])]))
    radii = [float(r) for r in re.findall(r'A(\d+\.\d) \1 0 0 1[^"]+" class="c-one c-fill"', picture)]
    assert radii == [206.0, 154.8]
    assert round((154.8**2 - 74**2) / (206**2 - 74**2), 2) == 0.5


def test_it_has_a_title_and_a_description_and_escapes_what_it_is_told() -> None:
    picture = drawn(wheel(12 * [(1, 1, 1)], name="<script>"))
    tree = ElementTree.fromstring(picture)
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == "year-title year-desc"
    assert tree.findtext(f"{SVG}desc") == "Most in May."
    assert "<script>" not in picture
    assert escape(picture) == picture


def test_the_hand_stands_where_today_is() -> None:
    assert "<line" not in drawn(wheel(12 * [(0, 0, 0)]))
    noon = ElementTree.fromstring(drawn(wheel(12 * [(0, 0, 0)], today=date(2026, 7, 2))))
    [hand] = noon.iter(f"{SVG}line")
    assert abs(float(hand.get("x1") or 0) - 260) < 1.5  # the middle of the year hangs straight down
    assert float(hand.get("y1") or 0) > 260


def test_a_part_can_be_told_without_colour() -> None:
    picture = drawn(wheel([(1, 1, 1), *(11 * [(0, 0, 0)])]))
    assert 'fill="url(#year-late)"' in picture
    assert 'class="c-one c-line c-hole"' in picture
    assert 'class="c-one c-fill"' in picture
