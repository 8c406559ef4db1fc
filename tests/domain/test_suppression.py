from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.suppression import ROOM, Cell, hidden


def total_of(line: list[Cell]) -> Cell:
    return Cell("total", sum(c.value for c in line), sum(c.suppliers for c in line))


def cells(*numbers: tuple[int, int], prefix: str = "") -> list[Cell]:
    return [Cell(f"{prefix}{chr(97 + n)}", value, suppliers) for n, (value, suppliers) in enumerate(numbers)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (cells((10, 5), (8, 3), (0, 0)), ""),  # enough suppliers everywhere; nought is no secret
        (cells((10, 5), (2, 1), (9, 4)), "bc"),  # one small cell takes the smallest that gives it room
        (cells((10, 5), (2, 1), (3, 3)), "ab"),  # the smallest would not
        (cells((9, 1), (0, 0), (20, 9)), "ac"),  # nought hides nothing
        (cells((4, 2), (5, 2), (20, 9)), "ab"),  # two small cells that give each other room
        (cells((1, 1), (1, 1), (20, 9)), "abc"),  # two that do not
        (cells((1, 1), (1, 1), (4, 1), (0, 0)), "abcd"),  # no choice of cells does it: the whole line
        (cells((1, 1), (0, 0), (4, 3), (0, 0)), "abcd"),
    ],
)
def test_small_cells_hide_with_as_many_others_as_it_takes(line: list[Cell], expected: str) -> None:
    assert hidden(total_of(line), [line]) == frozenset(expected)


def test_a_total_with_too_few_suppliers_hides_all_of_the_figure() -> None:
    assert hidden(Cell("total", 9, 2), [cells((9, 2), (0, 0))]) == {"total", "a", "b"}


def test_a_total_too_small_to_give_room_hides_all_of_the_figure() -> None:
    assert hidden(Cell("total", 3, 3), [cells((1, 1), (1, 1), (1, 1))]) == {"total", "a", "b", "c"}


def test_a_line_of_one_cell_cannot_hide_behind_its_total() -> None:
    assert hidden(Cell("total", 9, 3), [cells((9, 2))]) == {"total", "a"}


def test_the_threshold_is_a_setting() -> None:
    line = cells((10, 5), (20, 9), (30, 9))
    assert hidden(total_of(line), [line], threshold=3) == frozenset()
    assert hidden(total_of(line), [line], threshold=6) == {"a", "b"}
    assert hidden(Cell("total", 1, 1), [cells((1, 1))], threshold=0) == frozenset()


def attack(line: list[Cell], total: Cell, small: frozenset[str]) -> dict[str, set[int]]:
    """Return every value each hidden cell can have for somebody who subtracts what is shown from the total.

    The attacker knows that noughts are shown, unless the whole line is hidden.
    """
    unknown = [c for c in line if c.key in small]
    if total.key in small:
        return {c.key: set(range(total.value + ROOM + 1)) for c in unknown}  # nothing to subtract from
    rest = total.value - sum(c.value for c in line if c.key not in small)
    least = 0 if len(unknown) == len(line) else 1
    found: dict[str, set[int]] = {c.key: set() for c in unknown}
    for values in product(range(least, rest + 1), repeat=max(len(unknown) - 1, 0)):
        last = rest - sum(values)
        if last >= least:
            for cell, value in zip(unknown, (*values, last), strict=True):
                found[cell.key].add(value)
    return found


numbers = st.integers(0, 7).flatmap(lambda v: st.tuples(st.just(v), st.integers(min(v, 1), min(v, 5))))


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=4))
def test_no_small_cell_can_be_worked_out_by_subtraction(line_numbers: list[tuple[int, int]]) -> None:
    line = cells(*line_numbers)
    total = total_of(line)
    small = hidden(total, [line])
    possible = attack(line, total, small)
    for cell in line:
        if 0 < cell.suppliers < 3:
            assert cell.key in small
            assert max(possible[cell.key]) - min(possible[cell.key]) >= ROOM


@settings(max_examples=40)
@given(st.lists(numbers, min_size=2, max_size=4))
def test_a_total_hidden_in_one_line_is_not_the_sum_of_another(
    line_numbers: list[tuple[int, int]],
) -> None:
    line = cells(*line_numbers)
    total = total_of(line)
    other = [Cell("x", total.value, total.suppliers), Cell("y", 0, 0)]
    small = hidden(total, [line, other])
    if total.key in small:
        assert small >= {c.key for c in (*line, *other)}
