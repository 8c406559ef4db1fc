"""The report of an audit: what it holds, by when the supplier checks its facts, and when it may become final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from followup.domain.audits import (
    CHECK_WORKING_DAYS,
    AuditPart,
    AuditResult,
    AuditStatus,
    CheckStatus,
)
from followup.domain.calendar import add_working_days
from followup.domain.codes import Coded
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.sourced import Text
from followup.errors import N_, Conflict, Invalid, Reason

UNFINISHED = Reason(
    "audit_report.unfinished",
    N_("{count} requirements are only begun. Finish them or mark them as not assessed, and send the report then."),
)
NO_SUMMARY = Reason("audit_report.no_summary", N_("Write the audit's summary before you send the report."))
STILL_CHECKED = Reason(
    "audit_report.still_checked",
    N_("The supplier checks the facts until {due_on}. It can become final after the answer, or after that day."),
)
NOT_FOR_CHECK = Reason("audit_report.not_for_check", N_("This report is no longer out for a check of its facts."))
COMMENTED = Reason("audit_report.commented", N_("The facts of this report have been checked already."))
NOT_SAID = Reason("audit_report.not_said", N_("Say that the facts are right, or write what is not."))

DEVIATIONS = (AuditResult.CRITICAL, AuditResult.MAJOR, AuditResult.MINOR)
STRONG = (AuditResult.GOOD_PRACTICE,)
TO_NOTE = (AuditResult.OBSERVATION, AuditResult.IMPROVEMENT)


class ReportState(Coded):
    """Where one report stands; an earlier one stays to be read."""

    FOR_CHECK = "for_check", N_("Facts being checked")
    CHECKED = "checked", N_("Facts checked")
    UNANSWERED = "unanswered", N_("Time to check has passed")
    TAKEN_BACK = "taken_back", N_("Taken back")
    FINAL = "final", N_("Final")


ANSWERABLE = (ReportState.FOR_CHECK, ReportState.UNANSWERED)
"""In which states the supplier can speak of the facts: late is better than never, until the report is final."""


def refusal(state: ReportState) -> Reason:
    """Return why the supplier can no longer speak of the facts."""
    return COMMENTED if state is ReportState.CHECKED else NOT_FOR_CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPerson:
    """Somebody who took part."""

    part: AuditPart
    name: str
    employer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFinding:
    """One requirement as the report tells it: what is internal has no place here."""

    number: str
    title: Text
    obligation: Text
    check: CheckStatus
    result: AuditResult
    area: str = ""
    note: str = ""
    evidence_seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """All that a report says."""

    buyer: str
    supplier: str
    contract: str
    kind: FollowUpKind
    starts_on: date
    ends_on: date
    site: str = ""
    country: str = ""
    place: str = ""
    purpose: str = ""
    opening_note: str = ""
    closing_note: str = ""
    summary: str = ""
    people: tuple[ReportPerson, ...] = ()
    findings: tuple[ReportFinding, ...] = ()

    def of(self, results: Sequence[AuditResult]) -> tuple[ReportFinding, ...]:
        """Return the findings with one of these results, the gravest first and then in the protocol's order."""
        order = {result: place for place, result in enumerate(results)}
        return tuple(sorted((f for f in self.findings if f.result in order), key=lambda f: order[f.result]))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """What the supplier says of the report's facts, and who says it."""

    name: str
    role: str
    is_right: bool = False
    comment: str = ""


def text_of(value: object) -> Text:
    """Return a text in three languages as the protocol keeps it; a plain one is the same in all."""
    if isinstance(value, Mapping):
        en = str(value.get("en") or "")
        return Text(en=en, sv=str(value.get("sv") or en), nb=str(value.get("nb") or en))
    return Text(en=str(value or ""), sv=str(value or ""), nb=str(value or ""))


def check_due_on(sent_on: date, country: str) -> date:
    """Return the last day on which the supplier checks the facts: ten working days, counted from sent.

    Source: domain.md 7.4.
    """
    return add_working_days(sent_on, CHECK_WORKING_DAYS, country)


def check_ready(content: ReportContent) -> None:
    """Refuse to send what is not done.

    Errors: Conflict("audit_report.unfinished"), Conflict("audit_report.no_summary").
    """
    begun = sum(f.check is CheckStatus.STARTED for f in content.findings)
    if begun:
        raise Conflict(UNFINISHED.but(count=begun))
    if not content.summary:
        raise Conflict(NO_SUMMARY)


def check_may_finish(*, commented_at: datetime | None, due_on: date, today: date) -> None:
    """Refuse to make a report final before the supplier has answered or the time has passed; the last day counts.

    Errors: Conflict("audit_report.still_checked").
    """
    if commented_at is None and today <= due_on:
        raise Conflict(STILL_CHECKED.but(due_on=due_on))


def check_said(check: FactCheck) -> None:
    """Refuse an answer that says neither.

    Errors: Invalid("audit_report.not_said") at comment.
    """
    if not check.is_right and not check.comment:
        raise Invalid.at("comment", NOT_SAID)


def state_of(
    *, is_newest: bool, status: AuditStatus, is_final: bool, commented_at: datetime | None, due_on: date, today: date
) -> ReportState:
    """Return where a report stands."""
    if is_final:
        return ReportState.FINAL
    if not is_newest or status is not AuditStatus.WITH_SUPPLIER:
        return ReportState.TAKEN_BACK
    if commented_at is not None:
        return ReportState.CHECKED
    return ReportState.FOR_CHECK if today <= due_on else ReportState.UNANSWERED
