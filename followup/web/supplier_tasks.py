"""The supplier's list of tasks: how far each section has come, who has it, where to go on, and when it was saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from followup import i18n
from followup.domain import answers as rules
from followup.domain.answers import Progress
from followup.domain.calendar import today_in
from followup.domain.code_of_conduct import Questionnaire
from followup.models.questionnaires import Invitation
from followup.queries import contributors
from followup.queries.questionnaires import DraftState, form_of
from followup.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One section in the list of tasks."""

    title: str
    progress: Progress
    is_open: bool
    colleagues: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to go on: a section and the field in it."""

    section: str
    anchor: str | None = None


def tasks(
    tx: Transaction,
    invitation: Invitation,
    state: DraftState,
    may_change: frozenset[str],
    only: frozenset[str] | None,
) -> list[Task]:
    """Return the sections with how far each has come, and which colleagues have it; a colleague sees the own ones."""
    form = form_of(invitation)
    titles = {s.id: s.title.to(i18n.language()) for s in form.sections}
    colleagues = contributors.of_invitation(tx.session, invitation.id) if only is None else ()
    return [
        Task(
            title=titles[p.section],
            progress=p,
            is_open=any(q.key in may_change for q in form.in_section(p.section)),
            colleagues=tuple(c.name for c in colleagues if p.section in c.sections),
        )
        for p in rules.progress(form, state.answers, state.files)
        if only is None or p.section in only
    ]


def first_to_do(
    form: Questionnaire, state: DraftState, may_change: frozenset[str], only: frozenset[str] | None
) -> Place | None:
    """Return where to go on: at the first question that lacks something, or else the first that was sent back."""
    for missing in rules.incomplete(form, state.answers, state.files):
        if only is None or missing.question.section in only:
            return Place(section=missing.question.section, anchor=f"field-{missing.question.key}.{missing.field}")
    if only is not None or len(may_change) == len(form.questions):
        return None
    return next((Place(section=q.section) for q in form.questions if q.key in may_change), None)


def saved(tx: Transaction, invitation: Invitation) -> str:
    """Return when the draft was last saved: the time alone when it was today."""
    return saved_at(tx, invitation.saved_at)


def saved_at(tx: Transaction, instant: datetime | None) -> str:
    """Return when something was saved, as `saved` does; nothing where it was not."""
    if instant is None:
        return ""
    zone = tx.actor.zone
    if today_in(instant, zone) == tx.today:
        return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    return i18n.instant(instant, zone)
