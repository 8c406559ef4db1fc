from __future__ import annotations

import hashlib
import json

import pytest

from followup.domain.deviations import Severity
from followup.domain.indicators import COUNTING, IDENTIFYING, OUT_OF, SUMMED, Indicator, unit
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.summaries import (
    SUMMARY,
    Confirmed,
    Cut,
    Figure,
    FigureState,
    Item,
    MemberContribution,
    SummaryFigures,
    SummaryStatus,
    SummaryStep,
    canonical_json,
    compile_figures,
    fingerprint,
    organisation_figures,
)
from followup.errors import Conflict

I = Indicator  # noqa: E741


def issued(supplier: str, grade: str = "minor", count: int = 1, category: str = "gloves") -> list[Item]:
    return [Item(indicator=I.DEVIATIONS_ISSUED, supplier=supplier, detail=grade, category=category)] * count


def closed(days: list[int], grade: str = "minor") -> list[Item]:
    return [
        Item(indicator=I.DEVIATIONS_CLOSED, supplier=f"s{n % 4}", detail=grade, days=value)
        for n, value in enumerate(days)
    ]


def compiled(
    *confirmed: tuple[str, list[Item]], members: str = "", lights: list[Item] | None = None, threshold: int = 3
) -> SummaryFigures:
    return compile_figures(
        year=2025,
        members=tuple(members) or tuple(name for name, _ in confirmed),
        confirmed=[Confirmed(organisation=name, items=tuple(items)) for name, items in confirmed],
        lights=lights or [],
        contributions=[],
        threshold=threshold,
    )


def look(
    figures: tuple[Figure, ...], indicator: Indicator, cut: Cut = Cut.TOTAL, key: str = ""
) -> int | FigureState | None:
    [found] = [f for f in figures if (f.indicator, f.cut, f.key) == (indicator, cut, key)]
    assert (found.value is not None) == (found.state is FigureState.SHOWN)
    return found.value if found.state is FigureState.SHOWN else found.state


def test_every_indicator_says_how_it_is_counted() -> None:
    assert set(COUNTING) == set(I)
    assert {i for i in I if i.startswith(("deviations", "median", "sanctions", "penalty", "lights"))} == IDENTIFYING
    assert OUT_OF.keys() | set(OUT_OF.values()) <= set(I)
    assert all(not unit(i).startswith("money") for i in I if i not in SUMMED)


def test_a_supplier_counts_once_in_each_cut() -> None:
    def followed(supplier: str, category: str) -> Item:
        return Item(indicator=I.SUPPLIERS_FOLLOWED_UP, supplier=supplier, category=category)

    figures = compiled(
        ("a", [followed("1", "gloves"), followed("1", "gloves"), followed("1", "food"), followed("2", "food")]),
        ("b", [followed("1", "gloves")]),
    ).figures
    assert look(figures, I.SUPPLIERS_FOLLOWED_UP) == 2
    assert look(figures, I.SUPPLIERS_FOLLOWED_UP, Cut.ORGANISATION, "a") == 2
    assert look(figures, I.SUPPLIERS_FOLLOWED_UP, Cut.ORGANISATION, "b") == 1
    assert look(figures, I.SUPPLIERS_FOLLOWED_UP, Cut.CATEGORY, "gloves") == 1
    assert look(figures, I.SUPPLIERS_FOLLOWED_UP, Cut.CATEGORY, "food") == 2


def test_a_joint_audit_counts_once_nationally_and_for_each_that_takes_part() -> None:
    joint = Item(indicator=I.AUDITS_REPORTED, supplier="1", category="gloves", joint="fup_1")
    alone = Item(indicator=I.AUDITS_REPORTED, supplier="1", category="gloves")
    figures = compiled(("a", [joint, alone]), ("b", [joint, alone])).figures
    assert look(figures, I.AUDITS_REPORTED) == 3
    assert look(figures, I.AUDITS_REPORTED, Cut.CATEGORY, "gloves") == 3
    assert look(figures, I.AUDITS_REPORTED, Cut.ORGANISATION, "a") == 2


def test_nought_is_not_the_same_as_not_reported() -> None:
    summary = compiled(("a", []), members="ab")
    assert (summary.members, summary.reported) == (("a", "b"), ("a",))
    assert look(summary.figures, I.AUDITS_REPORTED, Cut.ORGANISATION, "a") == 0
    assert look(summary.figures, I.AUDITS_REPORTED, Cut.ORGANISATION, "b") is FigureState.NOT_REPORTED
    assert look(summary.figures, I.AUDITS_REPORTED) == 0


def test_deviations_of_few_suppliers_are_hidden_with_another_cell_and_activities_are_not() -> None:
    audits = [Item(indicator=I.AUDITS_REPORTED, supplier="1")]
    figures = compiled(
        ("a", [*issued("1", count=2), *audits]),
        ("b", [*issued("2", count=4), *issued("3"), *issued("4", "major")]),
        ("c", [*issued("5", count=9), *issued("6", "major", 6), *issued("7", "major", 5), *issued("8", "major", 5)]),
        ("d", []),
    ).figures
    shown = [look(figures, I.DEVIATIONS_ISSUED, Cut.ORGANISATION, key) for key in "abcd"]
    assert shown == [FigureState.SUPPRESSED, FigureState.SUPPRESSED, 25, 0]
    assert look(figures, I.DEVIATIONS_ISSUED) == 33
    assert [look(figures, I.DEVIATIONS_ISSUED, Cut.DETAIL, grade) for grade in Severity] == [0, 17, 16]
    assert look(figures, I.AUDITS_REPORTED, Cut.ORGANISATION, "a") == 1


def test_what_only_two_suppliers_stand_behind_is_hidden_everywhere() -> None:
    figures = compiled(("a", issued("1", count=20)), ("b", issued("2", count=20))).figures
    states = {f.state for f in figures if f.indicator is I.DEVIATIONS_ISSUED}
    assert states == {FigureState.SUPPRESSED}


def test_an_organisation_sees_its_own_figures_whole() -> None:
    figures = organisation_figures([*issued("1"), *closed([3, 1, 2, 10, 5])])
    assert look(figures, I.DEVIATIONS_ISSUED) == 1
    assert look(figures, I.DEVIATIONS_ISSUED, Cut.CATEGORY, "gloves") == 1
    assert look(figures, I.DEVIATIONS_ISSUED, Cut.DETAIL, "critical") == 0
    assert look(figures, I.MEDIAN_DAYS) == 3
    assert {f.indicator for f in figures} == set(I) - {I.LIGHTS, I.LEVY, I.LEVY_USED}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([1, 2, 3, 4], FigureState.TOO_FEW),
        ([9, 1, 5, 2, 7], 5),
        ([1, 2, 3, 4, 5, 6], 4),  # 3.5 days, rounded up
        ([1, 2, 3, 3, 5, 6], 3),
    ],
)
def test_a_median_is_shown_for_five_or_more(days: list[int], expected: object) -> None:
    figures = compiled(("a", closed(days))).figures
    assert look(figures, I.MEDIAN_DAYS) == expected
    assert look(figures, I.MEDIAN_DAYS, Cut.DETAIL, "minor") == expected
    assert look(figures, I.MEDIAN_DAYS, Cut.DETAIL, "critical") is FigureState.TOO_FEW


def test_a_median_of_two_suppliers_is_hidden() -> None:
    items = [Item(indicator=I.DEVIATIONS_CLOSED, supplier=f"s{n % 2}", detail="minor", days=n) for n in range(9)]
    assert look(compiled(("a", items)).figures, I.MEDIAN_DAYS) is FigureState.TOO_FEW


def test_lights_are_counted_by_colour_and_not_by_organisation() -> None:
    lights = [
        Item(indicator=I.LIGHTS, supplier=f"s{n}", category="gloves", detail=colour)
        for n, colour in enumerate(["green"] * 8 + ["yellow"] * 7 + ["red"])
    ]
    figures = compiled(("a", []), lights=lights).figures
    assert look(figures, I.LIGHTS) == 16
    assert [look(figures, I.LIGHTS, Cut.DETAIL, colour) for colour in ("green", "yellow", "red")] == [
        8,
        FigureState.SUPPRESSED,
        FigureState.SUPPRESSED,
    ]
    assert [f for f in figures if f.indicator is I.LIGHTS and f.cut is Cut.ORGANISATION] == []


def test_the_figures_name_no_supplier() -> None:
    summary = compiled(("a", [*issued("556677-8899", count=9), *closed([1] * 6)]))
    assert b"5566" not in canonical_json(as_plain(summary))


def test_the_same_figures_always_have_the_same_fingerprint_whatever_the_order() -> None:
    a, b = ("a", issued("1", count=9)), ("b", [*issued("2"), *issued("3", "major")])
    paid = [
        MemberContribution(organisation=name, inhabitants=n, amount_minor=n * 100, currency="SEK")
        for name, n in (("b", 2), ("a", 1))
    ]

    def made(flip: int) -> SummaryFigures:
        return compile_figures(
            year=2025,
            members=["a", "b"][::flip],
            confirmed=[Confirmed(organisation=n, items=tuple(i[::flip])) for n, i in (a, b)][::flip],
            lights=[],
            contributions=paid[::flip],
        )

    assert fingerprint(as_plain(made(1))) == fingerprint(as_plain(made(-1)))
    assert [c.organisation for c in made(1).contributions] == ["a", "b"]


def test_the_canonical_form_is_plain_json_and_comes_back_whole() -> None:
    summary = compiled(("å", issued("1")))
    text = canonical_json(as_plain(summary))
    assert from_plain(SummaryFigures, json.loads(text)) == summary
    assert "å".encode() in text
    assert fingerprint(as_plain(summary)) == hashlib.sha256(text).hexdigest()
    assert fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1})


def test_an_edition_is_reviewed_before_it_is_published_and_then_only_replaced() -> None:
    assert SUMMARY.allowed(SummaryStatus.DRAFT) == (SummaryStep.REVIEW,)
    assert SUMMARY.allowed(SummaryStatus.REVIEWED) == (SummaryStep.RETURN, SummaryStep.PUBLISH)
    assert SUMMARY.allowed(SummaryStatus.PUBLISHED) == (SummaryStep.SUPERSEDE,)
    with pytest.raises(Conflict):
        SUMMARY.after(SummaryStatus.DRAFT, SummaryStep.PUBLISH)
