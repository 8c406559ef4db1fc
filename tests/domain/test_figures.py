from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.charges import Activity
from followup.domain.figure_corrections import ADDED, LEFT_OUT, taken_along
from followup.domain.figures import Cut, Figure, FigureState, Item, counts, crossed, once
from followup.domain.indicators import OUT_OF, CountingRule, Indicator
from followup.domain.rates import YearFigures, per_inhabitants, share, trend
from followup.domain.summaries import (
    Confirmed,
    LevyUse,
    MemberContribution,
    OwnFilter,
    SummaryFigures,
    compile_figures,
)

I = Indicator  # noqa: E741


def compiled(*confirmed: tuple[str, list[Item]], members: str, areas: dict[str, str], **more: object) -> SummaryFigures:
    return compile_figures(
        year=2025,
        members=tuple(members),
        confirmed=[Confirmed(organisation=name, items=tuple(items)) for name, items in confirmed],
        lights=[],
        contributions=more.get("contributions", ()),  # type: ignore[arg-type] # a builder's
        areas=areas,
        use=more.get("use", ()),  # type: ignore[arg-type] # a builder's
    )


def look(figures: SummaryFigures, indicator: Indicator, cut: Cut, key: str) -> int | FigureState | None:
    [found] = [f for f in figures.figures if (f.indicator, f.cut, f.key) == (indicator, cut, key)]
    return found.value if found.state is FigureState.SHOWN else found.state


def test_a_joint_audit_is_credited_to_the_one_that_led_it_and_to_no_other() -> None:
    led = Item(indicator=I.OFFICE_AUDITS_REPORTED, supplier="1", category="gloves", joint="jnt_1")
    took_part = Item(indicator=I.OFFICE_AUDITS_REPORTED, supplier="1", category="food", joint="jnt_1", benefits=True)
    figures = compiled(("a", [took_part]), ("b", [led]), members="ab", areas={"a": "A", "b": "B"})
    assert look(figures, I.OFFICE_AUDITS_REPORTED, Cut.TOTAL, "") == 1
    assert [look(figures, I.OFFICE_AUDITS_REPORTED, Cut.ORGANISATION, key) for key in "ab"] == [0, 1]
    assert look(figures, I.OFFICE_AUDITS_REPORTED, Cut.CATEGORY, "gloves") == 1
    assert look(figures, I.OFFICE_AUDITS_REPORTED, Cut.CATEGORY, "food") == 0


def test_where_the_leading_organisation_has_not_confirmed_a_joint_audit_still_counts_once() -> None:
    took_part = Item(indicator=I.SITE_AUDITS_REPORTED, supplier="1", joint="jnt_1", benefits=True)
    figures = compiled(("a", [took_part]), ("b", [took_part]), members="abc", areas={})
    assert look(figures, I.SITE_AUDITS_REPORTED, Cut.TOTAL, "") == 1
    assert look(figures, I.SITE_AUDITS_REPORTED, Cut.ORGANISATION, "c") is FigureState.NOT_REPORTED


def test_an_area_is_the_sum_of_its_members_and_silent_where_none_of_them_reported() -> None:
    sent = [Item(indicator=I.SELF_ASSESSMENTS_SENT, supplier=str(n)) for n in range(5)]
    figures = compiled(("a", sent), ("b", sent[:2]), members="abc", areas={"a": "A", "b": "A", "c": "B"})
    assert look(figures, I.SELF_ASSESSMENTS_SENT, Cut.AREA, "A") == 7
    assert look(figures, I.SELF_ASSESSMENTS_SENT, Cut.AREA, "B") is FigureState.NOT_REPORTED
    assert [(one.organisation, one.area) for one in figures.areas] == [("a", "A"), ("b", "A"), ("c", "B")]


def test_an_area_of_deviations_is_shown_only_where_all_its_members_are() -> None:
    def issued(supplier: str, count: int) -> list[Item]:
        return [Item(indicator=I.DEVIATIONS_ISSUED, supplier=supplier, detail="minor")] * count

    wide = [*issued("5", 4), *issued("6", 4), *issued("7", 4), *issued("8", 4)]
    figures = compiled(
        ("a", issued("1", 2)), ("b", [*wide]), ("c", [*wide]), members="abc", areas={"a": "A", "b": "A", "c": "B"}
    )
    assert look(figures, I.DEVIATIONS_ISSUED, Cut.ORGANISATION, "a") is FigureState.SUPPRESSED
    assert look(figures, I.DEVIATIONS_ISSUED, Cut.AREA, "A") is FigureState.SUPPRESSED


def test_the_levy_is_nought_only_where_somebody_says_so() -> None:
    none = compiled(("a", []), members="a", areas={})
    assert look(none, I.LEVY, Cut.TOTAL, "") is FigureState.NOT_REPORTED
    assert look(none, I.LEVY_USED, Cut.TOTAL, "") is FigureState.NOT_REPORTED
    paid = MemberContribution(organisation="a", inhabitants=131_418, amount_minor=13_141_800, currency="SEK")
    used = [
        LevyUse(activity=Activity.AUDITS, amount_minor=9_000_000, currency="SEK"),
        LevyUse(activity=Activity.STAFF, amount_minor=0, currency="SEK"),
    ]
    some = compiled(("a", []), members="a", areas={"a": "A"}, contributions=[paid], use=used)
    assert look(some, I.LEVY, Cut.TOTAL, "") == look(some, I.LEVY, Cut.AREA, "A") == 13_141_800
    assert look(some, I.LEVY_USED, Cut.TOTAL, "") == 9_000_000
    assert look(some, I.LEVY_USED, Cut.DETAIL, "staff") == 0
    assert look(some, I.LEVY_USED, Cut.DETAIL, "training") is FigureState.NOT_REPORTED


def test_a_value_that_nobody_has_stated_is_not_nought() -> None:
    stated = Item(indicator=I.SPARED_VALUE, supplier="1", amount=500)
    silent = Item(indicator=I.SPARED_VALUE, supplier="2")
    assert [c.value for c in counts(I.SPARED_VALUE, [stated, silent], {}) if c.cut is Cut.TOTAL] == [500]
    [alone] = [c for c in counts(I.SPARED_VALUE, [silent], {}) if c.cut is Cut.TOTAL]
    assert alone.as_figure(I.SPARED_VALUE).state is FigureState.NOT_STATED


def test_a_penalty_is_told_in_total_only_and_who_stands_behind_it_is_known() -> None:
    items = [
        Item(indicator=I.PENALTY_AMOUNT, supplier=s, category="food", amount=n) for s, n in (("1", 900), ("2", 50))
    ]
    [total] = counts(I.PENALTY_AMOUNT, items, {"a": items})
    assert (total.value, total.suppliers, total.largest, total.second) == (950, 2, 900, 50)
    assert {c.cut for c in counts(I.PENALTY_AMOUNT, items, {})} == {Cut.TOTAL, Cut.CATEGORY}


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            Item,
            indicator=st.just(I.DEVIATIONS_OPEN),
            supplier=st.sampled_from("123"),
            category=st.sampled_from(["", "food"]),
            detail=st.sampled_from(["critical", "major", "minor"]),
            topic=st.sampled_from(["", "environment", "labour_rights", "animal_welfare"]),
            country=st.sampled_from(["", "PK", "SE"]),
        )
    )
)
def test_the_cells_of_every_cut_of_deviations_add_up_to_the_total(items: list[Item]) -> None:
    half = len(items) // 2
    found = counts(I.DEVIATIONS_OPEN, items, {"a": items[:half], "b": items[half:]}, {"a": "A", "b": "B"})
    for cut in Cut:
        cells = [c.value for c in found if c.cut is cut]
        assert (not cells and not items) or sum(c or 0 for c in cells) == len(items), cut
    assert sum(sum(grades.values()) for _, _, grades in crossed(items, I.DEVIATIONS_OPEN)) == len(items)


def test_what_is_reported_once_is_that_of_whoever_led_it_in_either_order() -> None:
    led = Item(indicator=I.AUDITS_REPORTED, supplier="1", joint="j")
    other = Item(indicator=I.AUDITS_REPORTED, supplier="1", joint="j", benefits=True)
    assert once([led, other]) == once([other, led]) == [led]


@pytest.mark.parametrize(
    ("value", "whole", "percent"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 8, "12.5"), (1, 2000, "0.1"), (0, 5, "0.0"), (0, 0, None), (None, 5, None)],
)
def test_a_share_has_one_decimal_rounded_half_up(value: int | None, whole: int, percent: str | None) -> None:
    assert share(value, whole) == (Decimal(percent) if percent else None)


def test_per_hundred_thousand_inhabitants_only_what_is_counted() -> None:
    assert per_inhabitants(I.DEVIATIONS_ISSUED, 7, 131_418) == Decimal("5.33")
    assert per_inhabitants(I.DEVIATIONS_ISSUED, 7, None) is None
    assert per_inhabitants(I.LEVY, 13_141_800, 131_418) is None
    assert per_inhabitants(I.MEDIAN_DAYS, 30, 131_418) is None


def test_a_trend_says_where_a_figure_is_counted_in_another_way_and_where_it_was_not_counted() -> None:
    def year(number: int, value: int, rule: str) -> YearFigures:
        figure = Figure(indicator=I.LIGHTS, cut=Cut.TOTAL, key="", value=value, state=FigureState.SHOWN)
        return YearFigures(year=number, figures=(figure,), rules=(CountingRule(indicator=I.LIGHTS, text=rule),))

    [line] = trend([year(2025, 9, "with grey"), year(2023, 4, "without"), YearFigures(year=2024, figures=())])
    assert [(c.year, c.figure.value if c.figure else None, c.is_counted_anew) for c in line.cells] == [
        (2023, 4, False),
        (2024, None, False),
        (2025, 9, True),
    ]


def test_a_correction_never_leaves_a_part_greater_than_its_whole() -> None:
    for indicator in LEFT_OUT:
        along = taken_along(indicator, adds=False)
        assert {part for part, whole in OUT_OF.items() if whole in along} <= along
    for indicator in ADDED:
        along = taken_along(indicator, adds=True)
        assert {OUT_OF[part] for part in along if part in OUT_OF} <= along


def test_an_address_without_a_category_asks_for_what_has_none() -> None:
    item = Item(indicator=I.DEVIATIONS_CLOSED, supplier="1", detail="minor")
    assert OwnFilter(indicator=I.MEDIAN_DAYS).asks_for(item)
    assert OwnFilter(indicator=I.DEVIATIONS_CLOSED, category="-", topic="-").asks_for(item)
    assert not OwnFilter(indicator=I.DEVIATIONS_CLOSED, category="food").asks_for(item)
