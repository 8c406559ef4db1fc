"""All that happened with one supplier, in one order of time: each happening with what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.errors import N_

SHOWN_MOST = 200


class Matter(Coded):
    """What a happening is about."""

    CONTRACT = "contract", N_("Contracts")
    FOLLOW_UP = "follow_up", N_("Follow-ups")
    SELF_ASSESSMENT = "self_assessment", N_("Self-assessments")
    AUDIT = "audit", N_("Audits")
    DEVIATION = "deviation", N_("Deviations")
    SANCTION = "sanction", N_("Sanctions")
    RESULT = "result", N_("Shared results")


class What(Coded):
    """What happened."""

    CONTRACT_BEGAN = "contract_began", N_("The contract began")
    CONTRACT_ENDED = "contract_ended", N_("The contract ended")
    FOLLOW_UP_DONE = "follow_up_done", N_("Follow-up done")
    FORM_SENT = "form_sent", N_("Self-assessment sent")
    AUDIT_BEGAN = "audit_began", N_("Audit")
    DEVIATION_SENT = "deviation_sent", N_("Deviation sent to the supplier")
    DEVIATION_CLOSED = "deviation_closed", N_("Deviation closed")
    SANCTION_PROPOSED = "sanction_proposed", N_("Sanction proposed")
    SANCTION_DECIDED = "sanction_decided", N_("Sanction decided")
    RESULT_SHARED = "result_shared", N_("Result shared in the cooperation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of the history.

    Shape: `id` is the public id of what it is about and `under` the title or name of what that belongs to; `sort` and
    `state` are codes with labels; `percent` of the lead questions met, where an assessment is finished.
    """

    on: date
    matter: Matter
    what: What
    id: str
    title: str = ""
    under: str = ""
    sort: Coded | None = None
    state: Coded | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """What a history is narrowed to."""

    matter: Matter | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The latest happenings, the last one first, and whether there are more."""

    happenings: Sequence[Happening]
    has_more: bool


def history(happenings: Iterable[Happening], query: HistoryFilter, today: date, *, most: int = SHOWN_MOST) -> History:
    """Return what has happened by today, the last first; of one day, what follows from something stands above it.

    Each matter must come with its latest `most` + 1, so that what is shown is whole.
    """
    order = list(What)
    found = [
        each
        for each in happenings
        if each.on <= today
        and (query.year is None or each.on.year == query.year)
        and query.matter in (None, each.matter)
    ]
    found.sort(key=lambda each: (each.on, order.index(each.what), each.id), reverse=True)
    return History(happenings=found[:most], has_more=len(found) > most)
