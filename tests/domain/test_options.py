"""Options to extend a contract: in what order they stand, and in what order they are decided."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.contracts import OptionStatus
from followup.domain.options import KnownOption, NewOption, check_end, check_new, check_taken
from followup.errors import Conflict, Invalid

ENDS_ON = date(2026, 12, 31)
DAYS = st.integers(-400, 1500).map(lambda days: ENDS_ON + timedelta(days=days))
PAIRS = st.lists(st.tuples(DAYS, DAYS), max_size=8)


def option(extends_to_on: date, decide_by_on: date, status: OptionStatus = OptionStatus.OPEN) -> KnownOption:
    return KnownOption(extends_to_on=extends_to_on, decide_by_on=decide_by_on, status=status)


def accepted(pairs: list[tuple[date, date]]) -> list[KnownOption]:
    """The options that are left when these are added one after the other, in whatever order they come."""
    known: list[KnownOption] = []
    for extends_to_on, decide_by_on in pairs:
        with suppress(Invalid):
            check_new(NewOption(extends_to_on=extends_to_on, decide_by_on=decide_by_on), ENDS_ON, known)
            known.append(option(extends_to_on, decide_by_on))
    return sorted(known, key=lambda one: one.extends_to_on)


@given(PAIRS)
def test_options_stand_in_turn_and_each_is_decided_before_the_contract_would_end(
    pairs: list[tuple[date, date]],
) -> None:
    kept = accepted(pairs)
    ends, decided = ENDS_ON, date.min
    for one in kept:
        assert one.extends_to_on > ends
        assert decided <= one.decide_by_on <= ends
        ends, decided = one.extends_to_on, one.decide_by_on


@given(PAIRS)
def test_options_can_only_be_taken_in_turn(pairs: list[tuple[date, date]]) -> None:
    ends_on, waiting = ENDS_ON, accepted(pairs)
    while waiting:
        for later in waiting[1:]:
            with pytest.raises(Conflict):
                check_taken(later.extends_to_on, ends_on, waiting)
        check_taken(waiting[0].extends_to_on, ends_on, waiting)
        ends_on = waiting.pop(0).extends_to_on


@pytest.mark.parametrize(
    ("field", "code", "new", "ends_on"),
    [
        ("extends_to_on", "option.no_end", (date(2027, 12, 31), date(2026, 9, 1)), None),
        ("extends_to_on", "option.not_later", (ENDS_ON, date(2026, 9, 1)), ENDS_ON),
        ("extends_to_on", "option.known", (date(2028, 12, 31), date(2026, 9, 1)), ENDS_ON),
        ("decide_by_on", "option.too_late", (date(2027, 12, 31), date(2027, 1, 1)), ENDS_ON),
        ("decide_by_on", "option.out_of_turn", (date(2029, 12, 31), date(2026, 9, 1)), ENDS_ON),
    ],
)
def test_a_date_out_of_order_is_refused_at_its_field(
    field: str, code: str, new: tuple[date, date], ends_on: date | None
) -> None:
    known = [option(date(2028, 12, 31), date(2026, 10, 1))]
    with pytest.raises(Invalid) as refused:
        check_new(NewOption(extends_to_on=new[0], decide_by_on=new[1]), ends_on, known)
    assert {path: [r.code for r in reasons] for path, reasons in refused.value.problems.items()} == {field: [code]}


def test_a_declined_option_stands_in_nobodys_way() -> None:
    declined = option(date(2027, 12, 31), date(2026, 9, 1), OptionStatus.DECLINED)
    check_taken(date(2028, 12, 31), ENDS_ON, [declined])
    check_end(date(2028, 12, 31), [declined])


def test_a_contracts_end_cannot_pass_an_undecided_option() -> None:
    known = [option(date(2027, 12, 31), date(2026, 9, 1))]
    check_end(date(2027, 6, 30), known)
    for ends_on in (date(2027, 12, 31), None):
        with pytest.raises(Invalid) as refused:
            check_end(ends_on, known)
        assert set(refused.value.problems) == {"ends_on"}
    with pytest.raises(Conflict):
        check_taken(date(2027, 12, 31), date(2028, 1, 1), known)
