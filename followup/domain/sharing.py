"""Sharing: the traffic light of a supplier in a category, what of a result may leave, and what may be published.

A result never travels: `project` copies the few facts that other buyers need, field by field. The contract, its value,
the findings, the actions, the evidence, persons, sites and sub-suppliers have no field to travel in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.calendar import add_months, add_working_days, is_overdue
from followup.domain.code_of_conduct import Level
from followup.domain.codes import Coded
from followup.domain.crosswalks import Outcomes
from followup.domain.deviations import Severity
from followup.domain.follow_up_rules import REUSE_MONTHS as REUSE_MONTHS
from followup.domain.schedule import FollowUpKind
from followup.errors import N_, Reason


class Light(Coded):
    """How a supplier stands in a category on a day; never shown as a colour alone."""

    GREY = "grey", N_("Grey: not followed up")
    GREEN = "green", N_("Green: no open deviations")
    YELLOW = "yellow", N_("Yellow: deviations are being handled")
    RED = "red", N_("Red: deviations not remedied in time")


CHECK_WORKING_DAYS = 10  # Source: default of this service, the supplier's time for a factual check

MEANING: Mapping[Light, Reason] = {
    Light.GREY: Reason("light.grey", N_("No follow-up is completed as of {on}.")),
    Light.GREEN: Reason(
        "light.green", N_("No open deviations are known as of {on}. It does not say that the supplier is sustainable.")
    ),
    Light.YELLOW: Reason("light.yellow", N_("Deviations are open as of {on}; no deadline has passed.")),
    Light.RED: Reason("light.red", N_("Deviations are open as of {on} and a deadline has passed.")),
}
REMEDIED = Reason("light.remedied", N_("There were deviations; all were remedied by {on}."))
REMEDIED_LATE = Reason("light.remedied_late", N_("There were deviations; all were remedied by {on}, not all in time."))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationFacts:
    """An issued deviation that was not withdrawn; `plan_submitted_on` is that of the plan that stands."""

    severity: Severity
    plan_due_on: date
    closure_due_on: date
    plan_submitted_on: date | None = None
    plan_accepted_on: date | None = None
    closed_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Return whether it is open and one of its deadlines has passed."""
        if self.closed_on is not None:
            return False
        return is_overdue(self.closure_due_on, today) or (
            self.plan_submitted_on is None and is_overdue(self.plan_due_on, today)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficLight:
    """A colour with its day, and what it says.

    Shape: `notes` is one sentence, or two where deviations were remedied.
    """

    light: Light
    as_of: date
    remedied_on: date | None
    notes: tuple[Reason, ...]


def traffic_light(done_on: date | None, deviations: Sequence[DeviationFacts], today: date) -> TrafficLight:
    """Return the light of a supplier in a category: red before yellow before green, grey without a follow-up.

    Source: Adda's traffic light; grey and "closed, but late" are defaults of this service.
    """
    light = _colour(done_on, deviations, today)
    notes = [MEANING[light].but(on=today)]
    closed = [d for d in deviations if d.closed_on is not None]
    remedied_on = max((d.closed_on for d in closed if d.closed_on), default=None) if light is Light.GREEN else None
    if remedied_on is not None:
        in_time = all(d.closed_on is not None and d.closed_on <= d.closure_due_on for d in closed)
        notes.append((REMEDIED if in_time else REMEDIED_LATE).but(on=remedied_on))
    return TrafficLight(light=light, as_of=today, remedied_on=remedied_on, notes=tuple(notes))


def worst(lights: Sequence[Light]) -> Light:
    """Return the light of a supplier in a category that several organisations follow up; grey where none does."""
    return max(lights, key=tuple(Light).index, default=Light.GREY)


def _colour(done_on: date | None, deviations: Sequence[DeviationFacts], today: date) -> Light:
    if any(d.is_late(today) for d in deviations):
        return Light.RED
    if any(d.closed_on is None for d in deviations):
        return Light.YELLOW
    return Light.GREEN if done_on is not None else Light.GREY


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A completed follow-up as its owner knows it."""

    organisation_id: int
    supplier_id: int
    category: str | None
    kind: FollowUpKind
    done_on: date
    code_version: str | None
    level: Level | None
    deviations: tuple[DeviationFacts, ...] = ()
    outcomes: Outcomes = field(default_factory=Outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFacts:
    """All that other organisations learn of a result.

    Shape: `areas` as in `Outcomes`.
    """

    organisation_id: int
    supplier_id: int
    category: str | None
    kind: FollowUpKind
    done_on: date
    code_version: str | None
    level: Level | None
    critical_count: int
    major_count: int
    minor_count: int
    open_count: int
    light: Light
    light_on: date
    areas: Mapping[str, str]
    mapping: str | None
    remedied_on: date | None
    reusable_until: date


def project(result: Result, today: date) -> SharedFacts:
    """Return the reduced copy of a result that may leave the organisation."""
    light = traffic_light(result.done_on, result.deviations, today)
    grades = [deviation.severity for deviation in result.deviations]
    return SharedFacts(
        organisation_id=result.organisation_id,
        supplier_id=result.supplier_id,
        category=result.category,
        kind=result.kind,
        done_on=result.done_on,
        code_version=result.code_version,
        level=result.level,
        critical_count=grades.count(Severity.CRITICAL),
        major_count=grades.count(Severity.MAJOR),
        minor_count=grades.count(Severity.MINOR),
        open_count=sum(deviation.closed_on is None for deviation in result.deviations),
        light=light.light,
        light_on=today,
        areas=dict(result.outcomes.areas),
        mapping=result.outcomes.mapping,
        remedied_on=light.remedied_on,
        reusable_until=add_months(result.done_on, REUSE_MONTHS),
    )


def may_reuse(shared: SharedFacts, *, level: Level, today: date) -> bool:
    """Return whether the result can stand for another buyer's own: young enough and of at least the same clause level.

    Source: husr.se. Whether the method is similar is for a person to judge.
    """
    return shared.level is not None and shared.level >= level and today <= shared.reusable_until


NOT_FOLLOWED_UP = Reason("publication.not_followed_up", N_("There is no completed follow-up to publish."))
NO_SECRECY_TEST = Reason("publication.no_secrecy_test", N_("Record the secrecy test first."))
NOT_TWO = Reason("publication.not_two", N_("The contract's owner and the secretariat must both approve, two persons."))
NO_DATED_PLAN = Reason(
    "publication.no_dated_plan", N_("Wait until there is an accepted action plan for every open deviation.")
)
CHECK_RUNNING = Reason("publication.check_running", N_("The supplier can check the facts until {until}."))
NOT_SENT = Reason("publication.not_sent", N_("Send the text to the supplier for a check of the facts first."))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationFacts:
    """What decides whether a light may be shown to the public.

    Shape: `sent_on` is the day the text reached the supplier, None while it has not or came back undelivered.
    """

    light: Light
    deviations: tuple[DeviationFacts, ...]
    secrecy_tested_on: date | None
    owner_id: int | None
    secretariat_id: int | None
    sent_on: date | None
    answered_on: date | None
    country: str


def publication_problems(facts: PublicationFacts, today: date) -> tuple[Reason, ...]:
    """Return all that stands against publishing; empty means that it may be published.

    Source: Adda for the dated plan; two persons and the supplier's check are defaults of this service.
    """
    undated = any(d.closed_on is None and d.plan_accepted_on is None for d in facts.deviations)
    against = (
        (facts.light is Light.GREY, NOT_FOLLOWED_UP),
        (facts.secrecy_tested_on is None, NO_SECRECY_TEST),
        (facts.owner_id is None or facts.secretariat_id in (None, facts.owner_id), NOT_TWO),
        (facts.light is Light.YELLOW and undated, NO_DATED_PLAN),
    )
    check = _check_of_facts(facts, today)
    return (*(reason for holds, reason in against if holds), *((check,) if check else ()))


def _check_of_facts(facts: PublicationFacts, today: date) -> Reason | None:
    if facts.answered_on is not None:
        return None
    if facts.sent_on is None:
        return NOT_SENT
    until = add_working_days(facts.sent_on, CHECK_WORKING_DAYS, facts.country)
    return CHECK_RUNNING.but(until=until) if today <= until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFilter:
    """What a list of shared results is narrowed to."""

    q: str = ""
    light: Light | None = None
    supplier_id: str | None = None
    after: str | None = None
