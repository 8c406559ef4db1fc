"""What those see who look after more than contracts: the year's figures, shared red lights, runs that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from followup.domain.actors import Actor
from followup.domain.job_runs import JobName
from followup.domain.organisations import OrganisationKind
from followup.domain.sharing import Light
from followup.domain.summaries import SummaryStatus
from followup.domain.work import Item, Task, Waits
from followup.models.job_runs import JobRun
from followup.models.organisations import Cooperation, CooperationMember, Organisation
from followup.models.sharing import SharedResult
from followup.models.summaries import AnnualSummary, ConfirmedFigures
from followup.models.suppliers import Supplier
from followup.queries import summaries
from followup.queries.mergers import root_of
from followup.queries.rows import AnyRow

MOST = 20
RUNS_SINCE = timedelta(days=7)


def figures(session: Session, actor: Actor, year: int) -> Iterator[Item]:
    """Yield the year whose figures the organisation has not confirmed."""
    if summaries.own_confirmed(session, actor.organisation_id, year) is None:
        yield Item(task=Task.CONFIRM_FIGURES, waits=Waits.ME, id=str(year), title=str(year))


def editions(session: Session, actor: Actor) -> Iterator[Item]:
    """Yield the annual summaries that one's secretariat has begun and not published."""
    unfinished = AnnualSummary.status.in_((SummaryStatus.DRAFT, SummaryStatus.REVIEWED))
    statement = (
        select(AnnualSummary, Cooperation.name)
        .join(Cooperation, Cooperation.id == AnnualSummary.cooperation_id)
        .where(AnnualSummary.secretariat_id == actor.organisation_id, unfinished)
        .order_by(AnnualSummary.year, AnnualSummary.id)
    )
    for summary, cooperation in session.execute(statement):
        is_draft = summary.status is SummaryStatus.DRAFT
        is_own_work = not is_draft and actor.user_id in summary.author_ids
        yield Item(
            task=Task.REVIEW_SUMMARY if is_draft else Task.PUBLISH_SUMMARY,
            waits=Waits.COLLEAGUE if is_own_work else Waits.ME,
            id=summary.public_id,
            title=f"{cooperation} {summary.year}",
        )


def members(session: Session, actor: Actor, year: int) -> Sequence[AnyRow]:
    """Return the members of the cooperations that one's organisation leads, and when they confirmed the year.

    Shape: name, confirmed_at.
    """
    last_on = date(year, 12, 31)
    member, figures = CooperationMember, ConfirmedFigures
    of_year = and_(
        figures.cooperation_id == member.cooperation_id,
        figures.organisation_id == member.organisation_id,
        figures.year == year,
    )
    return session.execute(
        select(Organisation.name, figures.confirmed_at)
        .select_from(member)
        .join(Organisation, Organisation.id == member.organisation_id)
        .join(Cooperation, Cooperation.id == member.cooperation_id)
        .outerjoin(figures, of_year)
        .where(
            Cooperation.secretariat_id == actor.organisation_id,
            Organisation.kind != OrganisationKind.SECRETARIAT,
            or_(member.joined_on.is_(None), member.joined_on <= last_on),
            or_(member.left_on.is_(None), member.left_on >= last_on),
        )
        .order_by(Organisation.sort_sv, Organisation.id)
    ).all()


def reds(session: Session, today: date) -> Sequence[AnyRow]:
    """Return the red lights among what the cooperation shares, the newest first.

    Shape: public_id, light, light_on, supplier, organisation.
    """
    return session.execute(
        select(
            SharedResult.public_id,
            SharedResult.light,
            SharedResult.light_on,
            Supplier.name.label("supplier"),
            Organisation.name.label("organisation"),
        )
        .select_from(SharedResult)
        .join(Supplier, Supplier.id == root_of(SharedResult.supplier_id))
        .join(Organisation, Organisation.id == SharedResult.organisation_id)
        .where(SharedResult.light == Light.RED, SharedResult.withdrawn_at.is_(None))
        .where(SharedResult.reusable_until >= today)
        .order_by(SharedResult.light_on.desc(), SharedResult.id.desc())
        .limit(MOST)
    ).all()


def failed_runs(session: Session, now: datetime) -> Sequence[tuple[JobName, datetime]]:
    """Return which jobs ended with an error in the last week, and when they had begun, the newest first."""
    rows = session.execute(
        select(JobRun.job, JobRun.started_at)
        .where(JobRun.first_error.is_not(None), JobRun.started_at >= now - RUNS_SINCE)
        .order_by(JobRun.id.desc())
        .limit(MOST)
    )
    return [(JobName.of(row.job), row.started_at) for row in rows]
