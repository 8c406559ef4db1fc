"""The annual summary for those who make it: drafts, review, publication."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.documents.editions import written
from followup.domain.editions import Edition, check_year
from followup.domain.permissions import Permission
from followup.domain.plain_data import from_plain
from followup.domain.sourced import Text
from followup.domain.summaries import SummaryFigures, SummaryStatus
from followup.errors import NotFound
from followup.models.organisations import Cooperation
from followup.models.summaries import AnnualSummary
from followup.queries import editions as published
from followup.queries import journal
from followup.queries import summaries as queries
from followup.queries.rows import AnyRow
from followup.schemas.risk import tables
from followup.schemas.summaries import (
    AnnualSummarySchema,
    ConfirmedFiguresSchema,
    OneAnnualSummarySchema,
)
from followup.services import editions, summaries
from followup.services.summaries import COMPILER
from followup.transaction import Transaction
from followup.web.endpoint import Room, see_other
from followup.web.security import runtime

room = Room("summaries")

YEARS_SHOWN = 4


@room.page("/summaries", needs=Permission.SUMMARY_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return one's own years, and each cooperation's editions with who has confirmed."""
    own = tx.actor.organisation_id
    confirmed = queries.confirmed(tx.session, own)
    first = min([tx.today.year - YEARS_SHOWN + 1, *(row.year for row in confirmed)])
    years = range(tx.today.year, first - 1, -1)
    return {
        "years": [(year, _confirmed_by(confirmed, own, year)) for year in years],
        "cooperations": queries.cooperations(tx.session, tx.actor.scope.cooperation_ids),
        "confirmed": confirmed,
        "summaries": queries.listed(tx.session, own),
        "this_year": tx.today.year,
    }


@room.read("/annual-summaries", needs=Permission.SUMMARY_READ, gives=AnnualSummarySchema, many=True)
def list_annual_summaries(tx: Transaction) -> Sequence[AnyRow]:
    """Return the editions of annual summaries, the latest year first; drafts only to their secretariat."""
    return queries.listed(tx.session, tx.actor.organisation_id)


@room.read("/confirmed-figures", needs=Permission.SUMMARY_READ, gives=ConfirmedFiguresSchema, many=True)
def list_confirmed_figures(tx: Transaction) -> Sequence[AnyRow]:
    """Return which years are confirmed: one's own, and for a secretariat those of all members."""
    return queries.confirmed(tx.session, tx.actor.organisation_id)


@room.action("/summaries/<cooperation_id>/compile/<int:year>", needs=Permission.SUMMARY_COMPILE)
def compile_draft(tx: Transaction, cooperation_id: str, year: int) -> Any:
    """Compile the draft of the next edition; the sealed lists are read by a transaction of their own."""
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.SUMMARY_COMPILE)
    with runtime().transaction(COMPILER, read_only=True) as everything:
        gathered = summaries.gather(everything, cooperation, check_year(year))
    summary = summaries.compile(tx, cooperation, year, gathered)
    return see_other("summaries.show", summary_id=summary.public_id, notice="saved")


@room.page("/summaries/<summary_id>", needs=Permission.SUMMARY_READ)
def show(tx: Transaction, summary_id: str) -> dict[str, Any]:
    """Return an edition exactly as it is published or would be, with what it was made of."""
    summary = _readable(tx, summary_id)
    edition = _edition(tx, summary)
    is_mine = summary.secretariat_id == tx.actor.organisation_id
    confirmed = queries.confirmed(tx.session, tx.actor.organisation_id, summary.year)
    return {
        "summary": summary,
        "edition": edition,
        "text": written(edition),
        "sources": [row for row in confirmed if row.public_id in summary.sources],
        "missing": sorted(o.name for o in edition.organisations if o.key not in edition.figures.reported),
        "is_mine": is_mine,
        "is_draft": summary.status is SummaryStatus.DRAFT,
        "findings": summaries.findings(summary) if is_mine else (),
        "member_names": {one.key: one.name for one in edition.organisations},
        "history": journal.history(tx.session, [summary.public_id]),
    }


@room.read("/annual-summaries/<summary_id>", needs=Permission.SUMMARY_READ, gives=OneAnnualSummarySchema)
def get_annual_summary(tx: Transaction, summary_id: str) -> dict[str, Any]:
    """Return one edition with its figures."""
    summary = _readable(tx, summary_id)
    cooperation = tx.follow(Cooperation, summary.cooperation_id)
    figures = from_plain(SummaryFigures, summary.figures)
    names = ("public_id", "version", "year", "edition", "status", "sha256", "sources")
    more = ("compiled_at", "reviewed_at", "published_at")
    return {
        **{name: getattr(summary, name) for name in (*names, *more)},
        "cooperation_name": cooperation.name,
        "slug": cooperation.slug,
        "threshold": figures.threshold,
        "figures": figures.figures,
    }


@room.action("/summaries/<summary_id>/review", needs=Permission.SUMMARY_REVIEW, versioned=True)
def review(tx: Transaction, summary_id: str, version: int | None) -> Any:
    """Mark a draft as reviewed."""
    summaries.review(tx, summary_id, version)
    return see_other("summaries.show", summary_id=summary_id, notice="saved")


@room.action("/summaries/<summary_id>/return", needs=Permission.SUMMARY_REVIEW, versioned=True)
def send_back(tx: Transaction, summary_id: str, version: int | None) -> Any:
    """Return a reviewed edition to draft."""
    summaries.send_back(tx, summary_id, version)
    return see_other("summaries.show", summary_id=summary_id, notice="saved")


@room.action("/summaries/<summary_id>/publish", needs=Permission.SUMMARY_PUBLISH, versioned=True)
def publish(tx: Transaction, summary_id: str, version: int | None) -> Any:
    """Publish a reviewed edition for good and tell the members' approvers."""
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_PUBLISH)
    cooperation = tx.follow(Cooperation, summary.cooperation_id)
    with runtime().transaction(COMPILER, read_only=True) as everything:
        recipients = editions.approvers(everything, cooperation)
    editions.publish(
        tx,
        summary_id,
        version,
        recipients=recipients,
        categories=_category_names(),
        is_demonstration=runtime().is_demonstration,
    )
    return see_other("summaries.show", summary_id=summary_id, notice="published")


def _readable(tx: Transaction, summary_id: str) -> AnnualSummary:
    """Return an edition that is published, or is the work of one's own secretariat.

    Errors: NotFound.
    """
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_READ)
    if summary.status not in queries.SHOWN_TO_MEMBERS and summary.secretariat_id != tx.actor.organisation_id:
        raise NotFound
    return summary


def _edition(tx: Transaction, summary: AnnualSummary) -> Edition:
    """Return what was published, or what would be today."""
    if summary.published_at is not None:
        slug = tx.follow(Cooperation, summary.cooperation_id).slug
        return published.content(tx.session, slug, summary.year, summary.edition)
    return queries.edition(
        tx.session,
        summary,
        published_on=tx.today,
        is_demonstration=runtime().is_demonstration,
        categories=_category_names(),
    )


def _confirmed_by(confirmed: Sequence[AnyRow], organisation_id: int | None, year: int) -> AnyRow | None:
    return next((row for row in confirmed if (row.year, row.organisation_id) == (year, organisation_id)), None)


def _category_names() -> dict[str, Text]:
    return {category.key: category.name for category in tables().categories}
