from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from followup import i18n
from followup.documents.charts import Chart, Series, Svg, bars, lines, stacked

SVG = "{http://www.w3.org/2000/svg}"
Draw = Callable[..., Svg]
KINDS: tuple[Draw, ...] = (bars, stacked, lines)
values = st.lists(st.none() | st.integers(0, 10**9), min_size=3, max_size=3)


def a_chart(*rows: Series, names: tuple[str, ...] = ("North", "Middle", "South")) -> Chart:
    return Chart(
        id="chart",
        title="Deviations",
        summary="Most in the north.",
        category_name="Region",
        categories=names,
        series=rows,
    )


def widths(picture: Svg, kind: str) -> list[Decimal]:
    """Return the widths of the bars, in percent."""
    rects = ElementTree.fromstring(picture).iter(f"{SVG}rect")
    drawn = [r.get("width", "") for r in rects if kind in r.get("class", "") + r.get("fill", "")]
    return [Decimal(width.rstrip("%")) for width in drawn if width.endswith("%")]


@pytest.mark.parametrize("draw", KINDS)
def test_a_chart_says_in_words_what_it_shows(draw: Draw) -> None:
    picture = ElementTree.fromstring(draw(a_chart(Series(name="Issued", values=[3, 2, 1]))))
    named = [picture.find(f"{SVG}{part}") for part in ("title", "desc")]
    assert [part.text for part in named if part is not None] == ["Deviations", "Most in the north."]
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == " ".join(part.get("id", "") for part in named if part is not None)


@pytest.mark.parametrize("draw", KINDS)
@given(one=values, two=values)
def test_any_figures_can_be_drawn(draw: Draw, one: list[int | None], two: list[int | None]) -> None:
    picture = draw(a_chart(Series(name="One", values=one), Series(name="Two", values=two)))
    assert ElementTree.fromstring(picture).tag == f"{SVG}svg"


@pytest.mark.parametrize("draw", KINDS)
def test_names_are_text_and_never_markup(draw: Draw) -> None:
    chart = a_chart(Series(name="<b>&", values=[1]), names=("<script>alert(1)</script>",))
    assert "<script" not in draw(chart)
    assert "<b>" not in draw(chart)


@pytest.mark.parametrize("draw", KINDS)
def test_a_chart_needs_no_inline_style_and_no_script(draw: Draw) -> None:
    picture = ElementTree.fromstring(draw(a_chart(Series(name="Issued", values=[3, 2, 1]))))
    assert not [e for e in picture.iter() if e.get("style") or e.tag in (f"{SVG}style", f"{SVG}script")]


def test_a_template_prints_the_picture_as_it_is() -> None:
    picture = bars(a_chart(Series(name="Issued", values=[3, 2, 1])))
    assert escape(picture) == picture


def test_bars_are_as_long_as_their_share_of_the_largest() -> None:
    picture = bars(a_chart(Series(name="Issued", values=[8, 2, None])))
    assert widths(picture, "c-fill") == [Decimal("100.00"), Decimal("25.00")]


@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=3), st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_a_stacked_bar_never_leaves_its_row(green: list[int], red: list[int]) -> None:
    chart = a_chart(Series(name="Green", values=green, tone="green"), Series(name="Red", values=red, tone="red"))
    largest = max(g + r for g, r in zip(green, red, strict=True))
    expected = sum(Decimal(g + r) for g, r in zip(green, red, strict=True)) * 100 / largest
    assert abs(sum(widths(stacked(chart), "url(#chart")) - expected) < Decimal("0.1")


def test_a_series_is_told_by_its_pattern_where_colour_is_not_seen() -> None:
    chart = a_chart(*(Series(name=name, values=[1, 1, 1], tone=name) for name in ("green", "yellow", "red", "grey")))
    patterns = ElementTree.fromstring(stacked(chart)).iter(f"{SVG}pattern")
    drawings = [tuple((child.tag, child.get("d")) for child in pattern) for pattern in patterns]
    assert len(drawings) == len(set(drawings)) == 4


def test_a_line_is_broken_where_there_is_no_figure() -> None:
    whole = lines(a_chart(Series(name="Issued", values=[1, 2, 3])))
    broken = lines(a_chart(Series(name="Issued", values=[1, None, 3])))
    assert whole.count("c-line") == 2
    assert broken.count("c-line") == 0


def test_the_table_beside_the_chart_says_the_same_and_marks_what_is_missing() -> None:
    chart = a_chart(Series(name="Issued", values=[1234, None, 0]), Series(name="Closed", values=[1, 2, 3]))
    with i18n.speaking("sv"):
        assert chart.header == ("Region", "Issued", "Closed")
        assert chart.rows == (("North", "1\u00a0234", "1"), ("Middle", "–", "2"), ("South", "0", "3"))


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one value per category"):
        a_chart(Series(name="Issued", values=[1]))


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="told apart"):
        a_chart(*(Series(name=str(n), values=[1, 2, 3]) for n in range(5)))
