"""The report of an audit as an accessible PDF, in the language in force: the same report gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from followup.documents import pdf
from followup.domain.audit_reports import DEVIATIONS, STRONG, TO_NOTE, ReportContent, ReportFinding, ReportState
from followup.domain.audits import AuditResult, CheckStatus
from followup.domain.code_of_conduct import Area
from followup.errors import N_
from followup.i18n import country, day, gettext, instant, language, number

DEMONSTRATION = N_("Demonstration, invented audit")
_NONE = N_("None.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it was sent, and what the supplier has said of its facts by now."""

    number: int
    content: ReportContent
    sha256: str
    sent_at: datetime
    state: ReportState
    zone: str
    commented_at: datetime | None = None
    comment: str = ""
    commenter: str = ""


def title_of(report_number: int) -> str:
    """Return what a report is called."""
    return gettext("Audit report {number}", number=report_number)


def as_pdf(report: Report, *, is_demonstration: bool = False) -> bytes:
    """Return the report; free texts stand in the language they were written in."""
    data = {
        "title": title_of(report.number),
        "publisher": report.content.buyer,
        "labels": {"page": gettext("Page {page} of {pages}")},  # filled in where pages are counted
        "demonstration": gettext(DEMONSTRATION) if is_demonstration else "",
        "facts": _facts(report),
        "texts": _texts(report.content),
        "overview": _overview(report.content),
        "parts": _parts(report.content),
        "check": {"heading": gettext("What the supplier says of the facts"), "paragraphs": _check(report)},
        "appendix": _appendix(report.content),
    }
    return pdf.render("audit_report", data, language=language(), created_at=report.sent_at)


def _facts(report: Report) -> list[list[str]]:
    told = report.content
    where = [part for part in (told.site, told.place, country(told.country)) if part]
    people = [f"{gettext(p.part.label)}: {p.name}" + (f" ({p.employer})" if p.employer else "") for p in told.people]
    pairs = (
        (gettext("Audit"), gettext(told.kind.label)),
        (gettext("State of the report"), gettext(report.state.label)),
        (gettext("Buyer"), told.buyer),
        (gettext("Supplier"), told.supplier),
        (gettext("Contract"), told.contract),
        (gettext("First day"), day(told.starts_on)),
        (gettext("Last day"), day(told.ends_on)),
        (gettext("Place"), ", ".join(where)),
        (gettext("Who took part"), "; ".join(people)),
        (gettext("Sent to the supplier"), instant(report.sent_at, report.zone)),
        (gettext("Fingerprint"), report.sha256),
    )
    return [[label, value] for label, value in pairs if value]


def _texts(told: ReportContent) -> list[dict[str, str]]:
    texts = (
        (gettext("Purpose"), told.purpose),
        (gettext("Summary"), told.summary),
        (gettext("Opening meeting"), told.opening_note),
        (gettext("Closing meeting"), told.closing_note),
    )
    return [{"heading": heading, "text": text} for heading, text in texts if text]


def _overview(told: ReportContent) -> dict[str, object]:
    counts = [(result, sum(f.result is result for f in told.findings)) for result in AuditResult]
    return {
        "heading": gettext("Results in figures"),
        "header": [gettext("Result"), gettext("Requirements")],
        "rows": [[gettext(result.label), number(count)] for result, count in counts],
    }


def _parts(told: ReportContent) -> list[dict[str, object]]:
    parts: Sequence[tuple[str, Sequence[AuditResult]]] = (
        (gettext("Deviations"), DEVIATIONS),
        (gettext("Strong points"), STRONG),
        (gettext("Observations and room for improvement"), TO_NOTE),
    )
    return [
        {"heading": heading, "none": gettext(_NONE), "findings": [_finding(f) for f in told.of(results)]}
        for heading, results in parts
    ]


def _finding(found: ReportFinding) -> dict[str, object]:
    areas = {str(area): gettext(area.label) for area in Area}
    facts = (
        (gettext("Result"), gettext(found.result.label)),
        (gettext("How far it was looked at"), "" if found.check is CheckStatus.DONE else gettext(found.check.label)),
        (gettext("Area"), areas.get(found.area, "")),
        (gettext("Requirement"), found.obligation.to(language())),
        (gettext("What was seen"), found.evidence_seen),
        (gettext("What was found"), found.note),
    )
    return {
        "heading": f"{found.number} {found.title.to(language())}".strip(),
        "facts": [[label, value] for label, value in facts if value],
    }


def _appendix(told: ReportContent) -> dict[str, object]:
    return {
        "heading": gettext("Appendix: every requirement"),
        "findings": [_finding(found) for found in told.findings],
        "none": gettext(_NONE),
    }


def _check(report: Report) -> list[str]:
    if report.commented_at is None:
        return [
            gettext("The supplier did not answer within the time for a check of the facts.")
            if report.state in (ReportState.FINAL, ReportState.UNANSWERED)
            else gettext("The supplier has not checked the facts.")
        ]
    said = gettext("Answered by {name}, {at}.", name=report.commenter, at=instant(report.commented_at, report.zone))
    return [said, report.comment or gettext("The supplier says that the facts are right.")]
