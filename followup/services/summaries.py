"""The annual summary as the secretariat makes it: compiled of what the members confirmed, checked, reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from followup.domain import summaries
from followup.domain.journal import SUMMARY_COMPILED
from followup.domain.permissions import Permission
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.secretariat_journal import SUMMARY_CHECK_ACCEPTED, SUMMARY_CORRECTION_BEGUN
from followup.domain.summaries import (
    SUMMARY,
    MemberContribution,
    SummaryFigures,
    SummaryStatus,
    SummaryStep,
    fingerprint,
)
from followup.domain.summary_checks import Finding, Material, Reported, checked, open_stops, values
from followup.domain.summary_cycles import Acceptance, Erratum
from followup.errors import N_, Conflict, NotFound, Reason
from followup.models.organisations import Cooperation
from followup.models.summaries import AnnualSummary
from followup.queries import funding
from followup.queries import summaries as queries
from followup.queries import summary_cycles as cycles
from followup.services.own_figures import check_over
from followup.services.summary_sources import COMPILER as COMPILER
from followup.services.summary_sources import Gathered, joint_lights, without_lights
from followup.services.summary_sources import gather as gather
from followup.transaction import Transaction

NOTHING_CONFIRMED = Reason("summary.nothing_confirmed", N_("No member has confirmed its figures for {year} yet."))
UNDER_REVIEW = Reason(
    "summary.under_review", N_("Edition {edition} is reviewed. Return it to draft first, or publish it.")
)
STOPPED = Reason(
    "summary.stopped", N_("Findings to be mended or accepted: {count}. Mend the figures or accept each with a reason.")
)
NO_ERRATUM = Reason(
    "summary.no_erratum", N_("Say what this edition corrects before it is reviewed: the edition before is published.")
)
NOT_A_DRAFT = Reason("summary.not_a_draft", N_("This is no draft any more. Return it to draft first."))
NO_CORRECTION = Reason("summary.no_correction", N_("The first edition corrects nothing. Leave the text away."))


def compile(tx: Transaction, cooperation: Cooperation, year: int, gathered: Gathered) -> AnnualSummary:
    """Make the draft of the year's next edition out of what the members confirmed; a draft that is there is made anew.

    Errors: Conflict("figures.year_running", "summary.nothing_confirmed", "summary.under_review").
    """
    tx.require(Permission.SUMMARY_COMPILE, cooperation)
    check_over(tx, year)
    if not gathered.sealed:
        raise Conflict(NOTHING_CONFIRMED.but(year=str(year)))
    joint = _joint(tx, cooperation, year, gathered)
    figures, findings = as_plain(joint), _checked(joint, gathered)
    values: dict[str, object] = {
        "figures": figures,
        "sha256": fingerprint(figures),
        "sources": [one.figures_id for one in gathered.sealed],
        "checks": [as_plain(one) for one in findings],
        "compiled_by_id": tx.actor.user_id,
        "compiled_at": tx.now,
    }
    summary = _draft(tx, cooperation, year, values)
    tx.journal(SUMMARY_COMPILED, summary, year=year, edition=summary.edition)
    tx.flush()
    return summary


def _joint(tx: Transaction, cooperation: Cooperation, year: int, gathered: Gathered) -> SummaryFigures:
    paid = [row for row in funding.contributions(tx.session, year) if row.cooperation_id == cooperation.id]
    return summaries.compile_figures(
        year=year,
        members=[member.public_id for member in queries.members(tx.session, cooperation.id, year)],
        confirmed=[replace(one.confirmed, items=without_lights(one.confirmed.items)) for one in gathered.sealed],
        lights=joint_lights(gathered.sealed),
        areas=queries.areas(tx.session, cooperation.id),
        use=queries.use(tx.session, cooperation, year),
        earlier=gathered.earlier,
        threshold=cycles.threshold(tx.session, cooperation.id, year),
        contributions=[
            MemberContribution(
                organisation=row.organisation_public_id,
                inhabitants=row.inhabitants,
                amount_minor=row.amount_minor,
                currency=row.currency,
                rate_ore=row.rate_ore,
                population_on=row.population_on,
                population_source=row.population_source,
            )
            for row in paid
        ],
    )


def _checked(joint: SummaryFigures, gathered: Gathered) -> Sequence[Finding]:
    reported = tuple(
        Reported(
            organisation=one.confirmed.organisation,
            confirmed=one.figures,
            counted=values(summaries.organisation_figures(one.confirmed.items)),
            items=one.confirmed.items,
        )
        for one in gathered.sealed
    )
    return checked(Material(joint=joint, reported=reported, last=gathered.last))


def _draft(tx: Transaction, cooperation: Cooperation, year: int, values: Mapping[str, object]) -> AnnualSummary:
    earlier = queries.of_year(tx.session, cooperation.id, year)
    last = earlier[-1] if earlier else None
    if last is not None and last.status is SummaryStatus.REVIEWED:
        raise Conflict(UNDER_REVIEW.but(edition=last.edition))
    if last is not None and last.status is SummaryStatus.DRAFT:
        for name, value in values.items():
            setattr(last, name, value)
        return last
    return tx.add(
        AnnualSummary(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            year=year,
            edition=last.edition + 1 if last else 1,
            status=SUMMARY.initial,
            **values,
        )
    )


def findings(summary: AnnualSummary) -> tuple[Finding, ...]:
    """Return what the cross-checks found when the edition was compiled."""
    return tuple(from_plain(Finding, one) for one in summary.checks)


def accept(tx: Transaction, summary_id: str, given: Acceptance, version: int | None) -> AnnualSummary:
    """Let a finding stand, with the reason why it is right nevertheless.

    Errors: NotFound for a finding that is not there; Conflict("stale", "summary.not_a_draft").
    """
    summary = _draft_to_work_on(tx, summary_id, version)
    found = next((one for one in findings(summary) if one.key == given.finding), None)
    if found is None:
        raise NotFound
    summary.accepted_checks = {**summary.accepted_checks, found.key: given.reason}
    tx.journal(SUMMARY_CHECK_ACCEPTED, summary, check=found.check.value)
    tx.flush()
    return summary


def explain(tx: Transaction, summary_id: str, erratum: Erratum, version: int | None) -> AnnualSummary:
    """Say what a later edition corrects, in the three languages.

    Errors: Conflict("stale", "summary.not_a_draft", "summary.no_correction").
    """
    summary = _draft_to_work_on(tx, summary_id, version)
    if summary.edition == 1:
        raise Conflict(NO_CORRECTION)
    summary.erratum = {"en": erratum.en, "sv": erratum.sv, "nb": erratum.nb}
    tx.journal(SUMMARY_CORRECTION_BEGUN, summary, edition=summary.edition)
    tx.flush()
    return summary


def _draft_to_work_on(tx: Transaction, summary_id: str, version: int | None) -> AnnualSummary:
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_REVIEW)
    tx.check_version(summary, version)
    if summary.status is not SummaryStatus.DRAFT:
        raise Conflict(NOT_A_DRAFT)
    return summary


def review(tx: Transaction, summary_id: str, version: int | None) -> AnnualSummary:
    """Mark a draft as reviewed.

    Errors: Conflict("stale") when it was compiled anew meanwhile; Conflict("state.not_allowed", "summary.stopped",
    "summary.no_erratum").
    """
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_REVIEW)
    tx.check_version(summary, version)
    stops = open_stops(findings(summary), summary.accepted_checks)
    if stops:
        raise Conflict(STOPPED.but(count=len(stops)))
    if summary.edition > 1 and not summary.erratum:
        raise Conflict(NO_ERRATUM)
    tx.advance(summary, SummaryStep.REVIEW)
    summary.reviewed_by_id, summary.reviewed_at = tx.actor.user_id, tx.now
    tx.flush()
    return summary


def send_back(tx: Transaction, summary_id: str, version: int | None) -> AnnualSummary:
    """Return a reviewed edition to draft, so that it can be compiled anew.

    Errors: Conflict("stale"), Conflict("state.not_allowed").
    """
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_REVIEW)
    tx.check_version(summary, version)
    tx.advance(summary, SummaryStep.RETURN)
    summary.reviewed_by_id = summary.reviewed_at = None
    tx.flush()
    return summary
