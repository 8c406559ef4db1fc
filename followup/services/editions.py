"""Publishing: another person lets a reviewed summary out for good, as frozen content that stands on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from followup.domain import editions
from followup.domain.actors import Role
from followup.domain.messages import SummaryPublished
from followup.domain.permissions import Permission
from followup.domain.sourced import Text
from followup.domain.summaries import SummaryStatus, SummaryStep, fingerprint
from followup.domain.users import UserStatus
from followup.errors import N_, Conflict, Reason
from followup.models.organisations import Cooperation, CooperationMember
from followup.models.summaries import AnnualSummary, PublishedEdition
from followup.models.users import Membership, User
from followup.queries import editions as published_editions
from followup.queries import summaries as queries
from followup.transaction import Transaction

TAMPERED = Reason(
    "summary.tampered", N_("The figures no longer fit their fingerprint. Return to draft and compile again.")
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An approver who is told that the summary is published."""

    user_id: str
    name: str
    email: str
    language: str


def approvers(everything: Transaction, cooperation: Cooperation) -> tuple[Recipient, ...]:
    """Return the approvers of all members, to be told; `everything` is a transaction of COMPILER."""
    rows = everything.session.execute(
        select(User.public_id, User.name, User.email, User.language)
        .join(Membership, Membership.user_id == User.id)
        .join(CooperationMember, CooperationMember.organisation_id == Membership.organisation_id)
        .where(
            CooperationMember.cooperation_id == cooperation.id,
            CooperationMember.left_on.is_(None),
            Membership.role == Role.APPROVER,
            User.status == UserStatus.ACTIVE,
            User.is_integration.is_(False),
        )
        .distinct()
        .order_by(User.public_id)
    )
    return tuple(Recipient(row.public_id, row.name, row.email, row.language) for row in rows)


def publish(
    tx: Transaction,
    summary_id: str,
    version: int | None,
    *,
    recipients: Sequence[Recipient],
    categories: Mapping[str, Text],
    is_demonstration: bool,
) -> PublishedEdition:
    """Publish a reviewed edition for good: what is published never changes; an older edition stays, marked as replaced.

    Errors: Forbidden for the one who compiled or reviewed; Conflict("stale", "state.not_allowed", "summary.tampered").
    """
    summary = tx.get(AnnualSummary, summary_id, to=Permission.SUMMARY_PUBLISH)
    tx.check_version(summary, version)
    if fingerprint(summary.figures) != summary.sha256:
        raise Conflict(TAMPERED)
    edition = queries.edition(
        tx.session, summary, published_on=tx.today, is_demonstration=is_demonstration, categories=categories
    )
    content = editions.content(edition)
    published = PublishedEdition(
        slug=edition.slug,
        cooperation_name=edition.cooperation,
        year=edition.year,
        edition=edition.edition,
        content=content,
        sha256=fingerprint(content),
        published_at=tx.now,
        is_demonstration=is_demonstration,
    )
    for older in queries.of_year(tx.session, summary.cooperation_id, summary.year):
        if older.status is SummaryStatus.PUBLISHED:
            tx.advance(older, SummaryStep.SUPERSEDE)
    tx.advance(summary, SummaryStep.PUBLISH, sha256=published.sha256)
    summary.published_by_id, summary.published_at = tx.actor.user_id, tx.now
    tx.add(published)
    for row in published_editions.older(tx.session, edition.slug, edition.year, edition.edition):
        row.replaced_by = edition.edition
    for recipient in recipients:
        tx.post(_news(summary, published, edition.published_on, recipient), about=summary)
    return published


def _news(summary: AnnualSummary, published: PublishedEdition, published_on: date, to: Recipient) -> SummaryPublished:
    return SummaryPublished(
        recipient_address=to.email,
        recipient_name=to.name,
        locale=to.language,
        dedupe_key=f"summary_published:{summary.public_id}:{to.user_id}",
        thread=summary.public_id,
        cooperation_name=published.cooperation_name,
        year=published.year,
        edition=published.edition,
        published_on=published_on,
        path=f"/pub/{published.slug}/{published.year}/r{published.edition}",
    )
