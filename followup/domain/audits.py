"""Audits: how one is prepared, held, reported and made final, and what its findings are worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain.calendar import add_months
from followup.domain.codes import Coded
from followup.domain.deviations import Severity
from followup.domain.follow_ups import FindingResult
from followup.domain.joint_follow_ups import Payer
from followup.domain.money import Money
from followup.domain.states import StateMachine
from followup.errors import N_, Invalid, Reason


class AuditStatus(Coded):
    """The life of one audit; the supplier sees nothing of it but what is asked and the draft of the report."""

    PREPARED = "prepared", N_("Being prepared")
    UNDER_WAY = "under_way", N_("Under way")
    WITH_SUPPLIER = "with_supplier", N_("Report with the supplier")
    FINAL = "final", N_("Final")
    CANCELLED = "cancelled", N_("Cancelled")


class AuditStep(Coded):
    """What can be done to an audit."""

    BEGIN = "begin", N_("Begin the audit")
    SEND_REPORT = "send_report", N_("Send the report for a factual check")
    TAKE_BACK = "take_back", N_("Take the report back")
    FINISH = "finish", N_("Make the report final")
    CANCEL = "cancel", N_("Cancel the audit")


_S, _E = AuditStatus, AuditStep
AUDIT = StateMachine(
    initial=_S.PREPARED,
    steps={
        (_S.PREPARED, _E.BEGIN): _S.UNDER_WAY,
        (_S.UNDER_WAY, _E.SEND_REPORT): _S.WITH_SUPPLIER,
        (_S.WITH_SUPPLIER, _E.TAKE_BACK): _S.UNDER_WAY,
        (_S.WITH_SUPPLIER, _E.FINISH): _S.FINAL,
        (_S.PREPARED, _E.CANCEL): _S.CANCELLED,
        (_S.UNDER_WAY, _E.CANCEL): _S.CANCELLED,
    },
)


class CheckStatus(Coded):
    """How far one requirement has been looked at, apart from what was found."""

    TO_DO = "to_do", N_("Not looked at")
    STARTED = "started", N_("Begun")
    DONE = "done", N_("Looked at")


class AuditResult(Coded):
    """What an audit found about one requirement; only the first three are deviations.

    Source: peers.md 2.5, domain.md 7.2.
    """

    CRITICAL = "critical", N_("Critical deviation")
    MAJOR = "major", N_("Major deviation")
    MINOR = "minor", N_("Minor deviation")
    OBSERVATION = "observation", N_("Observation")
    IMPROVEMENT = "improvement", N_("Room for improvement")
    GOOD_PRACTICE = "good_practice", N_("Good practice")
    CONFORMING = "conforming", N_("Meets the requirement")
    NOT_ASSESSED = "not_assessed", N_("Not assessed")


class AuditPart(Coded):
    """What somebody does in an audit."""

    LEAD = "lead", N_("Lead auditor")
    AUDITOR = "auditor", N_("Auditor")
    OBSERVER = "observer", N_("Observer")


class RequestStatus(Coded):
    """Where a request for a document stands."""

    ASKED = "asked", N_("Asked for")
    SENT = "sent", N_("Sent by the supplier")
    ACCEPTED = "accepted", N_("Accepted")
    REJECTED = "rejected", N_("Not accepted")
    DROPPED = "dropped", N_("No longer asked for")


class RequestStep(Coded):
    """What can be done to a request for a document."""

    SEND = "send", N_("Send")
    ACCEPT = "accept", N_("Accept")
    REJECT = "reject", N_("Do not accept")
    DROP = "drop", N_("Ask no more")


_R, _T = RequestStatus, RequestStep
REQUEST = StateMachine(
    initial=_R.ASKED,
    steps={
        (_R.ASKED, _T.SEND): _R.SENT,
        (_R.REJECTED, _T.SEND): _R.SENT,
        (_R.SENT, _T.ACCEPT): _R.ACCEPTED,
        (_R.SENT, _T.REJECT): _R.REJECTED,
        (_R.ASKED, _T.DROP): _R.DROPPED,
        (_R.REJECTED, _T.DROP): _R.DROPPED,
    },
)
REQUEST_DAYS = 30  # Source: peers.md 1.5, documents are asked for with 30 days by default
FRESH_MONTHS = 24  # Source: domain.md 7.5 and 1.6, governing documents revised within two years
CHECK_WORKING_DAYS = 10  # Source: domain.md 7.4, the supplier's factual check, counted from sent

LATELY_MONTHS = 12  # Source: default of this service, how long a closed deviation is looked at in a follow-up audit
OPEN = frozenset({AuditStatus.PREPARED, AuditStatus.UNDER_WAY})
AUDITING = frozenset({AuditPart.LEAD, AuditPart.AUDITOR})
GRADES: Mapping[AuditResult, Severity] = {
    AuditResult.CRITICAL: Severity.CRITICAL,
    AuditResult.MAJOR: Severity.MAJOR,
    AuditResult.MINOR: Severity.MINOR,
}
"""The results that are deviations, and their grade; an observation is none."""

NOT_AN_AUDIT = Reason(
    "audit.not_an_audit", N_("Only an office audit, an on-site audit or a follow-up audit is an audit.")
)
PREPARED_ALREADY = Reason("audit.prepared_already", N_("An audit has been prepared for this follow-up already."))
NO_SCOPE = Reason("audit.no_scope", N_("Choose at least one clause that the audit is about."))
OTHER_CLAUSE = Reason("audit.other_clause", N_("This clause does not bind in the contract. Choose among those shown."))
OTHER_SITE = Reason("audit.other_site", N_("This site is not one of the supplier's. Choose among those shown."))
ENDS_FIRST = Reason("audit.ends_first", N_("The last day cannot lie before the first one."))
WHO = Reason("audit.who", N_("Choose from the register or among your own, or write a name: one of the three."))
OWNS = Reason(
    "audit.owns",
    N_("Nobody audits what they answer for: {name} manages this contract. Choose somebody else, or add an observer."),
)
LEAD_TWICE = Reason("audit.lead_twice", N_("There is a lead auditor already. Remove that one first."))
NO_LEAD = Reason("audit.no_lead", N_("Name a lead auditor before the audit begins."))
NOT_DECLARED = Reason(
    "audit.not_declared", N_("{name} has not declared to be independent of the supplier and contract.")
)
SETTLED = Reason(
    "audit.settled", N_("The audit takes no changes now: its report is with the supplier, final or cancelled.")
)
SCOPE_FIXED = Reason(
    "audit.scope_fixed", N_("The audit has begun, so its scope stays. Mark a clause as not assessed instead.")
)
NOT_BEGUN = Reason("audit.not_begun", N_("Begin the audit before you record what is found."))
BEGUN_STATE = Reason("audit.begun_state", N_("It has a result, so it is at least begun. Choose how far you have come."))
NO_NOTE = Reason("audit.no_note", N_("Write what was found: the supplier reads it, and must see what to mend."))
DATED_LATER = Reason("audit.dated_later", N_("Evidence cannot be of a later day than today ({today})."))
UNFINISHED = Reason(
    "audit.unfinished",
    N_("Requirements that are not looked at yet: {count}. Look at them, or record that they were not assessed."),
)
COMPLETED = Reason("audit.completed", N_("The follow-up is completed already."))
NO_DEVIATION = Reason(
    "audit.no_deviation", N_("Only what is graded as critical, major or minor is a deviation. Grade the finding first.")
)
RAISED = Reason("audit.raised", N_("A deviation has been recorded from this finding already."))
BY_THEMSELVES = Reason(
    "audit.by_themselves", N_("Each colleague declares their own independence, signed in as themselves.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAudit:
    """What is laid down before an audit.

    Shape: `clause_ids` are public ids of clauses as they bind in the contract, `site_id` that of a supplier's site.
    """

    starts_on: date
    ends_on: date
    clause_ids: tuple[str, ...] = ()
    site_id: str | None = None
    place: str = ""
    purpose: str = ""
    payer: Payer | None = None
    cost: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody who takes part: from the register of auditors, one's own user, or somebody named."""

    part: AuditPart
    auditor_id: str | None = None
    user_id: str | None = None
    name: str = ""
    employer: str = ""
    independent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditNotes:
    """What is written about the audit as a whole; `internal_note` stays inside, the rest goes into the report."""

    opening_note: str = ""
    closing_note: str = ""
    summary: str = ""
    internal_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One row of the protocol as an auditor records it; `dated_on` is the day of the files that come with it."""

    check: CheckStatus
    result: AuditResult
    note: str = ""
    evidence_seen: str = ""
    internal_note: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What the list of audits is narrowed to."""

    status: AuditStatus | None = None
    after: str | None = None


def check_days(new: NewAudit) -> None:
    """Refuse an audit that ends before it starts.

    Errors: Invalid("audit.ends_first") at ends_on.
    """
    if new.ends_on < new.starts_on:
        raise Invalid.at("ends_on", ENDS_FIRST)


def check_who(new: NewMember) -> None:
    """Refuse nobody, and two at once.

    Errors: Invalid("audit.who") at name.
    """
    if sum(1 for said in (new.auditor_id, new.user_id, new.name) if said) != 1:
        raise Invalid.at("name", WHO)


def check_found(found: Found, today: date) -> None:
    """Refuse a row that contradicts itself, and a grade without words.

    Errors: Invalid at check, note, dated_on.
    """
    is_graded = found.result is not AuditResult.NOT_ASSESSED
    wrong = {
        "check": BEGUN_STATE if is_graded and found.check is CheckStatus.TO_DO else None,
        "note": NO_NOTE if found.result in (*GRADES, AuditResult.OBSERVATION) and not found.note else None,
        "dated_on": DATED_LATER.but(today=today) if found.dated_on and found.dated_on > today else None,
    }
    if problems := {name: [reason] for name, reason in wrong.items() if reason is not None}:
        raise Invalid(problems)


def is_stale(dated_on: date | None, today: date) -> bool:
    """Return whether evidence is older than 24 months; of what day an undated one is, nobody knows.

    Source: `FRESH_MONTHS`.
    """
    return dated_on is not None and add_months(dated_on, FRESH_MONTHS) < today


_WORTH: Mapping[AuditResult, FindingResult] = {
    AuditResult.CRITICAL: FindingResult.NOT_FULFILLED,
    AuditResult.MAJOR: FindingResult.NOT_FULFILLED,
    AuditResult.MINOR: FindingResult.PARTLY,
    AuditResult.NOT_ASSESSED: FindingResult.NOT_ASSESSED,
}
_WORST_FIRST = (FindingResult.NOT_FULFILLED, FindingResult.PARTLY, FindingResult.FULFILLED)


def worst(results: Iterable[AuditResult]) -> FindingResult:
    """Return what an audit's results say of one clause: the worst of them; what is no deviation fulfils it.

    Source: default of this service.
    """
    found = {_WORTH.get(result, FindingResult.FULFILLED) for result in results}
    return next((result for result in _WORST_FIRST if result in found), FindingResult.NOT_ASSESSED)
