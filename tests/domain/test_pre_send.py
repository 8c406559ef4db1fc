"""The last look before a form is sent: what stops it, and what is only said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.calendar import is_working_day
from followup.domain.pre_send import Sending, check, of_deadline

TODAY = date(2026, 3, 2)
READY = Sending(
    today=TODAY,
    country="SE",
    due_on=date(2026, 3, 25),
    address="anna@supplier.test",
    language="sv",
    clause_count=3,
    question_count=5,
)


def codes(sending: Sending) -> list[str]:
    return [reason.code for reason in check(sending).reasons]


def warned(sending: Sending) -> list[str]:
    return [reason.code for reason in check(sending).warnings]


def test_a_sending_that_lacks_nothing_is_ready() -> None:
    assert check(READY).is_ready
    assert not check(READY).warnings


@pytest.mark.parametrize(
    ("lack", "field", "code"),
    [
        ({"has_contact": False}, "contact_id", "link.no_contact"),
        ({"address": " "}, "contact_id", "pre_send.no_address"),
        ({"is_undeliverable": True}, "contact_id", "pre_send.undeliverable"),
        ({"has_asker": False}, "manager_id", "link.no_asker"),
        ({"clause_count": 0}, "code_version", "invitation.no_clauses"),
        ({"question_count": None}, "code_version", "invitation.no_questions"),
        ({"question_count": 0}, "code_version", "invitation.no_questions"),
        ({"due_on": TODAY}, "due_on", "link.due_past"),
        ({"due_on": TODAY + timedelta(days=170)}, "due_on", "link.due_late"),
        ({"due_on": TODAY + timedelta(days=200)}, "due_on", "pre_send.expires"),
    ],
)
def test_what_is_lacking_stops_it_at_the_field_where_it_is_put_right(
    lack: dict[str, object], field: str, code: str
) -> None:
    found = check(replace(READY, **lack))
    assert not found.is_ready
    assert [reason.code for reason in found.problems[field]] == [code]
    assert list(found.problems) == [field]


def test_a_form_that_does_not_ask_about_clauses_needs_none() -> None:
    assert check(replace(READY, clause_count=None)).is_ready


def test_a_language_that_the_form_lacks_is_said_and_does_not_stop_it() -> None:
    sending = replace(READY, languages=("sv",), language="nb")
    assert check(sending).is_ready
    assert warned(sending) == ["pre_send.language"]


@pytest.mark.parametrize(
    ("country", "day", "holiday"),
    [
        ("SE", date(2026, 4, 7), "easter_monday"),
        ("NO", date(2026, 5, 18), "constitution_day"),
        ("SE", date(2026, 6, 22), "midsummer_day"),
        ("NO", date(2027, 1, 4), "new_years_day"),
        ("NO", date(2026, 4, 2), "easter_monday"),  # a day off moves behind Easter
    ],
)
def test_a_deadline_on_or_just_after_a_holiday_says_which(country: str, day: date, holiday: str) -> None:
    [*_, last] = of_deadline(day, country)
    assert (last.code, last.params["holiday"]) == ("pre_send.after_holiday", holiday)


def test_a_deadline_in_july_is_said_and_a_weekend_says_where_it_moves() -> None:
    assert [reason.code for reason in of_deadline(date(2026, 7, 15), "SE")] == ["pre_send.in_summer"]
    [weekend] = of_deadline(date(2026, 3, 21), "SE")
    assert (weekend.code, weekend.params["moved"]) == ("pre_send.day_off", date(2026, 3, 23))


@settings(max_examples=40)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(["SE", "NO"]))
def test_every_day_off_with_a_name_is_known_by_it(day: date, country: str) -> None:
    if not is_working_day(day, country):
        assert of_deadline(day, country)[0].code == "pre_send.day_off"
