from __future__ import annotations

from collections.abc import Mapping, Sequence

from followup.domain.differences import Earlier
from followup.domain.figures import Cut, FigureState, Item
from followup.domain.indicators import Indicator
from followup.domain.summaries import Confirmed, SummaryFigures, compile_figures
from followup.domain.suppression import Cell, Family, Past, Stock, Table, hidden, protect

I = Indicator  # noqa: E741
Lists = Mapping[str, Sequence[Item]]


def issued(member: str, suppliers: int, each: int = 2, year: str = "") -> tuple[Item, ...]:
    return tuple(
        Item(indicator=I.DEVIATIONS_ISSUED, supplier=f"{member}{n}{year}", category="gloves", detail="minor")
        for n in range(suppliers)
        for _ in range(each)
    )


def compiled(lists: Lists, *earlier: Earlier, year: int = 2025) -> SummaryFigures:
    return compile_figures(
        year=year,
        members=sorted({*lists, "z"}),
        confirmed=[Confirmed(organisation=member, items=tuple(items)) for member, items in lists.items()],
        lights=[],
        contributions=[],
        earlier=earlier,
    )


def published(figures: SummaryFigures, then: Lists | None, *, is_own: bool = True) -> Earlier:
    return Earlier(year=figures.year, is_own=is_own, reported=figures.reported, figures=figures.figures, then=then)


def look(figures: SummaryFigures, key: str = "", cut: Cut = Cut.ORGANISATION) -> int | FigureState | None:
    cut = cut if key else Cut.TOTAL
    [found] = [f for f in figures.figures if (f.indicator, f.cut, f.key) == (I.DEVIATIONS_ISSUED, cut, key)]
    return found.value if found.state is FigureState.SHOWN else found.state


FIRST = {"a": issued("a", 6), "b": issued("b", 6), "c": issued("c", 6)}
HIDDEN = FigureState.SUPPRESSED


def test_the_same_figures_again_show_the_same() -> None:
    first = compiled(FIRST)
    again = compiled(FIRST, published(first, FIRST))
    assert [look(again, key) for key in ("", "a", "b", "c")] == [36, 12, 12, 12]


def test_a_correction_behind_which_stand_enough_suppliers_is_shown() -> None:
    first = compiled(FIRST)
    more = {**FIRST, "c": (*FIRST["c"], *issued("new", 4))}
    again = compiled(more, published(first, FIRST))
    assert [look(again, key) for key in ("", "a", "c")] == [44, 12, 20]


def test_a_correction_of_one_supplier_is_not_shown_since_the_difference_would_be_its_own() -> None:
    first = compiled(FIRST)
    more = {**FIRST, "c": (*FIRST["c"], *issued("new", 1))}
    again = compiled(more, published(first, FIRST))
    assert (look(again), look(again, "c")) == (HIDDEN, HIDDEN)


def test_a_correction_is_not_shown_where_nobody_knows_any_more_who_stands_behind_it() -> None:
    first = compiled(FIRST)
    more = {**FIRST, "c": (*FIRST["c"], *issued("new", 4))}
    assert look(compiled(more, published(first, None))) is HIDDEN


def test_a_member_that_comes_late_is_not_the_difference_of_two_totals() -> None:
    first = compiled(FIRST)
    one, many = {**FIRST, "d": issued("d", 2)}, {**FIRST, "d": issued("d", 5)}
    assert look(compiled(one, published(first, FIRST))) is HIDDEN
    assert look(compiled(many, published(first, FIRST))) == 46


def test_what_another_circle_hides_of_a_member_is_hidden_here_too() -> None:
    few = {"a": issued("a", 1, 6), "b": issued("b", 5), "c": issued("c", 5)}
    circle = compiled(few)
    assert look(circle, "a") is HIDDEN
    wider = compiled({**few, "d": issued("d", 5), "e": issued("e", 5)}, published(circle, None, is_own=False))
    assert look(wider, "a") is HIDDEN
    assert {look(wider, key) for key in ("b", "c")} & {HIDDEN}


def test_one_large_supplier_is_no_crowd() -> None:
    assert hidden(Cell("t", 100, 9), [[Cell("a", 40, 5, largest=31), Cell("b", 60, 4, largest=15)]]) == {"a", "b"}
    assert hidden(Cell("t", 100, 9), [[Cell("a", 40, 5, largest=20, second=15), Cell("b", 60, 4)]]) == {"a", "b"}
    assert hidden(Cell("t", 100, 9), [[Cell("a", 40, 5, largest=20, second=14), Cell("b", 60, 4)]]) == frozenset()


def table(*cells: tuple[int, int]) -> Table:
    line = [Cell(key, value, suppliers) for key, (value, suppliers) in zip("abcd", cells, strict=False)]
    return Table(Cell("t", sum(c.value for c in line), sum(c.suppliers for c in line)), {"by": line})


DEVIATIONS = Family("in", ("out",), ("left",))


def test_what_comes_in_and_goes_out_hides_the_same_cells() -> None:
    tables = {"in": table((9, 5), (9, 4), (9, 6)), "out": table((9, 5), (2, 1), (9, 6)), "left": table((9, 5), (9, 4))}
    found = protect(tables, DEVIATIONS)
    assert found["in"] == found["out"] >= {"b"}
    assert found["left"] == frozenset()


def test_what_is_left_at_the_end_of_a_year_is_shown_for_a_whole_line_or_not_at_all() -> None:
    tables = {"in": table((9, 5), (9, 4)), "out": table((9, 5), (9, 4)), "left": table((9, 5), (2, 1))}
    assert protect(tables, DEVIATIONS)["left"] == {"a", "b"}
    whole = {**tables, "left": table((9, 5), (9, 5))}
    assert protect(whole, DEVIATIONS)["left"] == frozenset()
    assert protect(whole, DEVIATIONS, before=Stock(hidden=frozenset({"by"})))["left"] == {"a", "b"}


def test_a_cell_that_can_be_read_elsewhere_covers_no_other() -> None:
    one = {"x": table((2, 1), (9, 5), (9, 5))}
    assert protect(one, Family("x"))["x"] == {"a", "b"}
    assert protect(one, Family("x"), past={"x": Past(known=frozenset({"b"}))})["x"] == {"a", "c"}
