"""What a contract must be, and what a supplier's number may show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.code_of_conduct import Level
from followup.domain.contracts import (
    CPV_MOST,
    ChangeContract,
    ContractLife,
    NewContract,
    cpv_digits,
    life,
    more_cpv,
    obligations,
)
from followup.domain.obligations import Fulfilment, ObligationStatus
from followup.domain.suppliers import is_persons_number, is_sole_trader, kept_number, shown_number
from followup.errors import Invalid

DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(st.none() | DAYS, st.none() | DAYS)
def test_a_contract_never_ends_before_it_starts(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        with pytest.raises(Invalid) as refused:
            NewContract(title="X", supplier_id="sup", starts_on=starts_on, ends_on=ends_on)
        assert set(refused.value.problems) == {"ends_on"}
    else:
        assert NewContract(title="X", supplier_id="sup", starts_on=starts_on, ends_on=ends_on).ends_on == ends_on


@given(DAYS, DAYS, DAYS)
def test_both_days_of_a_contract_count(starts_on: date, ends_on: date, today: date) -> None:
    starts_on, ends_on = min(starts_on, ends_on), max(starts_on, ends_on)
    is_running = starts_on <= today <= ends_on
    assert (life(starts_on, ends_on, today) is ContractLife.RUNNING) == is_running


def test_a_contract_without_a_start_is_undated_and_a_voided_one_voided() -> None:
    assert life(None, date(2026, 1, 1), date(2030, 1, 1)) is ContractLife.UNDATED
    assert life(date(2026, 1, 1), None, date(2026, 1, 1), voided=True) is ContractLife.VOIDED


def test_a_cpv_code_has_eight_digits_and_perhaps_a_check_digit() -> None:
    assert cpv_digits("33141420-0") == cpv_digits("33141420") == "33141420"
    assert cpv_digits("") == ""
    for wrong in ("3314142", "331414200", "33141420-12", "abc"):
        with pytest.raises(Invalid):
            ChangeContract(title="X", cpv=wrong)


@given(st.lists(st.sampled_from(["33141420-0", "33141420", "18143000", "35113400-3", "33600000"]), max_size=8))
def test_additional_cpv_codes_are_kept_once_each_and_never_the_main_one(texts: list[str]) -> None:
    kept = more_cpv(texts, "33141420")
    assert set(kept) == {text[:8] for text in texts} - {"33141420"}
    assert len(kept) == len(set(kept))


def test_an_additional_code_that_is_none_is_named_in_the_refusal() -> None:
    with pytest.raises(Invalid) as refused:
        ChangeContract(title="X", cpv_more=("33141420", "gloves"))
    (reason,) = refused.value.problems["cpv_more"]
    assert reason.params == {"text": "gloves"}
    with pytest.raises(Invalid):
        ChangeContract(title="X", cpv_more=tuple(f"{n:08}" for n in range(CPV_MOST + 1)))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("unspsc", {"unspsc": "4213"}),
        ("level", {"level": Level.SPEARHEAD}),
        ("deputy_id", {"manager_id": "usr_a", "deputy_id": "usr_a"}),
        ("framework_id", {"is_framework": True, "framework_id": "con_a"}),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        ChangeContract(title="X", **given)
    assert set(refused.value.problems) == {field}


STATUSES = st.lists(st.sampled_from(ObligationStatus), max_size=6)


@given(STATUSES, st.sampled_from(ContractLife))
def test_a_contracts_obligations_follow_from_its_clauses_and_its_life(
    statuses: list[ObligationStatus], at: ContractLife
) -> None:
    state = obligations(statuses, at)
    if not statuses or at is ContractLife.VOIDED:
        assert state is None
    elif set(statuses) == {ObligationStatus.FULFILLED}:
        assert state is Fulfilment.FULFILLED
    elif at is ContractLife.ENDED:
        assert state is Fulfilment.LAPSED
    else:
        assert state is (
            Fulfilment.UNFULFILLED if set(statuses) == {ObligationStatus.UNFULFILLED} else Fulfilment.PARTLY
        )


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("556016-0680", "SE", ("5560160680", None)),
        ("556016-0681", "SE", (None, "556016-0681")),
        ("NO 923 609 016 MVA", "NO", ("923609016", None)),
        ("15108695088", "NO", (None, None)),
        ("12-345", "CN", (None, "12-345")),
        ("", "SE", (None, None)),
        ("77", None, (None, "77")),
    ],
)
def test_what_is_kept_of_a_number(text: str, country: str | None, kept: tuple[str | None, str | None]) -> None:
    assert kept_number(text, country) == kept


def test_an_organisations_number_is_shown_and_a_persons_is_not() -> None:
    assert shown_number("SE", "5560160680", None) == "556016-0680"
    assert shown_number("SE", "8112189876", None) == ""
    assert is_sole_trader("SE", "8112189876")
    assert not is_sole_trader("NO", "923609016")
    assert shown_number(None, None, "as given") == "as given"
    assert is_persons_number("15108695088", "NO")
    assert not is_persons_number("923609016", "NO")
    assert not is_persons_number("811218-9876", "SE")
