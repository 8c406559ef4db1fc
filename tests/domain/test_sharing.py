from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.code_of_conduct import Level
from followup.domain.deviations import Severity
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import (
    DeviationFacts,
    Light,
    PublicationFacts,
    Result,
    SharedFacts,
    may_reuse,
    project,
    publication_problems,
    traffic_light,
    worst,
)

DONE = date(2026, 3, 2)
TODAY = date(2026, 4, 20)
WAITING = DeviationFacts(severity=Severity.MAJOR, plan_due_on=date(2026, 5, 1), closure_due_on=date(2026, 7, 1))
ACCEPTED = replace(WAITING, plan_submitted_on=date(2026, 4, 1), plan_accepted_on=date(2026, 4, 3))
IN_TIME = replace(ACCEPTED, closed_on=date(2026, 4, 10))
LATE = replace(ACCEPTED, closure_due_on=date(2026, 4, 1), closed_on=date(2026, 4, 15))


@pytest.mark.parametrize(
    ("done_on", "deviations", "expected", "codes"),
    [
        (None, [], "grey", ["light.grey"]),
        (DONE, [], "green", ["light.green"]),
        (DONE, [WAITING], "yellow", ["light.yellow"]),
        (DONE, [ACCEPTED], "yellow", ["light.yellow"]),
        (DONE, [replace(WAITING, plan_due_on=TODAY)], "yellow", ["light.yellow"]),  # the day itself is in time
        (DONE, [replace(WAITING, plan_due_on=date(2026, 4, 19))], "red", ["light.red"]),
        (DONE, [replace(ACCEPTED, plan_due_on=date(2026, 4, 2))], "yellow", ["light.yellow"]),  # the plan came in time
        (DONE, [replace(ACCEPTED, closure_due_on=date(2026, 4, 19))], "red", ["light.red"]),
        (DONE, [ACCEPTED, replace(WAITING, plan_due_on=date(2026, 4, 1))], "red", ["light.red"]),
        (DONE, [IN_TIME, ACCEPTED], "yellow", ["light.yellow"]),
        (DONE, [IN_TIME], "green", ["light.green", "light.remedied"]),
        (DONE, [replace(IN_TIME, closed_on=date(2026, 7, 1))], "green", ["light.green", "light.remedied"]),
        (DONE, [IN_TIME, LATE], "green", ["light.green", "light.remedied_late"]),
    ],
)
def test_the_light_follows_the_deviations(
    done_on: date | None, deviations: list[DeviationFacts], expected: str, codes: list[str]
) -> None:
    light = traffic_light(done_on, deviations, TODAY)
    assert (light.light, [note.code for note in light.notes]) == (expected, codes)
    assert light.as_of == TODAY


def test_a_green_light_after_deviations_tells_when_they_were_remedied() -> None:
    assert traffic_light(DONE, [IN_TIME, LATE], TODAY).remedied_on == date(2026, 4, 15)
    assert traffic_light(DONE, [], TODAY).remedied_on is None
    assert traffic_light(DONE, [IN_TIME, ACCEPTED], TODAY).remedied_on is None


def test_the_worst_light_of_several_buyers_counts() -> None:
    assert worst([Light.GREEN, Light.RED, Light.YELLOW]) is Light.RED
    assert worst([Light.GREEN, Light.GREY]) is Light.GREEN
    assert worst([]) is Light.GREY


RESULT = Result(
    organisation_id=1,
    supplier_id=7,
    category="gloves",
    kind=FollowUpKind.OFFICE_AUDIT,
    done_on=date(2024, 2, 29),
    code_version="se-2021",
    level=Level.ADVANCED,
    deviations=(WAITING, replace(IN_TIME, severity=Severity.MINOR), replace(ACCEPTED, severity=Severity.CRITICAL)),
)


def test_only_the_listed_facts_leave_the_organisation() -> None:
    assert {field.name for field in fields(SharedFacts)} == {
        "organisation_id",
        "supplier_id",
        "category",
        "kind",
        "done_on",
        "code_version",
        "level",
        "critical_count",
        "major_count",
        "minor_count",
        "open_count",
        "light",
        "light_on",
        "areas",
        "mapping",
        "remedied_on",
        "reusable_until",
    }


def test_a_result_is_reduced_to_counts_a_light_and_a_last_day_of_reuse() -> None:
    shared = project(RESULT, TODAY)
    assert (shared.critical_count, shared.major_count, shared.minor_count, shared.open_count) == (1, 1, 1, 2)
    assert (shared.light, shared.light_on) == (Light.YELLOW, TODAY)
    assert shared.reusable_until == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("had", "needed", "today", "expected"),
    [
        (Level.ADVANCED, Level.BASIC, TODAY, True),
        (Level.ADVANCED, Level.ADVANCED, date(2027, 2, 28), True),
        (Level.ADVANCED, Level.ADVANCED, date(2027, 3, 1), False),
        (Level.BASIC, Level.ADVANCED, TODAY, False),
        (None, Level.BASIC, TODAY, False),
    ],
)
def test_a_result_is_reused_when_young_and_of_at_least_the_same_level(
    had: Level | None, needed: Level, today: date, expected: bool
) -> None:
    assert may_reuse(project(replace(RESULT, level=had), TODAY), level=needed, today=today) == expected


READY = PublicationFacts(
    light=Light.YELLOW,
    deviations=(ACCEPTED,),
    secrecy_tested_on=date(2026, 3, 20),
    owner_id=1,
    secretariat_id=2,
    sent_on=date(2026, 3, 27),
    answered_on=None,
    country="SE",
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (READY, []),
        (replace(READY, light=Light.GREY), ["publication.not_followed_up"]),
        (replace(READY, secrecy_tested_on=None), ["publication.no_secrecy_test"]),
        (replace(READY, owner_id=2), ["publication.not_two"]),
        (replace(READY, owner_id=None), ["publication.not_two"]),
        (replace(READY, secretariat_id=None), ["publication.not_two"]),
        (replace(READY, deviations=(ACCEPTED, WAITING)), ["publication.no_dated_plan"]),
        (replace(READY, light=Light.RED, deviations=(WAITING,)), []),
        (replace(READY, light=Light.GREEN, deviations=(IN_TIME,)), []),
        (replace(READY, sent_on=None), ["publication.not_sent"]),
        (replace(READY, sent_on=date(2026, 4, 7)), ["publication.check_running"]),
        (replace(READY, sent_on=date(2026, 4, 7), answered_on=date(2026, 4, 9)), []),
    ],
)
def test_publication_passes_its_gate_only_when_all_is_done(facts: PublicationFacts, expected: list[str]) -> None:
    assert [reason.code for reason in publication_problems(facts, TODAY)] == expected


def test_the_suppliers_ten_working_days_skip_easter() -> None:
    assert publication_problems(READY, date(2026, 4, 14))[0].params == {"until": date(2026, 4, 14)}
    assert publication_problems(READY, date(2026, 4, 15)) == ()


dates = st.dates(date(2024, 1, 1), date(2044, 12, 31))
deviations = st.builds(
    DeviationFacts,
    severity=st.sampled_from(Severity),
    plan_due_on=dates,
    closure_due_on=dates,
    plan_submitted_on=st.none() | dates,
    closed_on=st.none() | dates,
)


@settings(max_examples=40)
@given(st.lists(deviations, max_size=4), dates)
def test_an_open_deviation_never_shows_green_and_more_deviations_never_a_better_light(
    found: list[DeviationFacts], today: date
) -> None:
    light = traffic_light(DONE, found, today).light
    assert (light is Light.GREEN) == all(d.closed_on is not None for d in found)
    for n in range(len(found)):
        fewer = traffic_light(DONE, found[:n] + found[n + 1 :], today).light
        assert worst([fewer, light]) is light
