"""The daily digest: what a person is told is late or due soon, in which order, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.calendar import is_overdue
from followup.domain.codes import Coded
from followup.domain.follow_up_rules import FollowUpKind
from followup.errors import N_

LINES_MOST = 20  # Source: default of this service; the start page has the rest


class Matter(Coded):
    """What a line of the digest is about."""

    KICK_OFF = "kick_off", N_("Kick-off dialogue")
    SELF_ASSESSMENT = "self_assessment", N_("Self-assessment to send")
    TRACEABILITY = "traceability", N_("Traceability request")
    DOCUMENT_REVIEW = "document_review", N_("Document review")
    OFFICE_AUDIT = "office_audit", N_("Office audit")
    SITE_AUDIT = "site_audit", N_("On-site audit")
    FOLLOW_UP_AUDIT = "follow_up_audit", N_("Follow-up audit")
    PORTFOLIO_REVIEW = "portfolio_review", N_("Yearly risk review")
    PAY_CONTROL = "pay_control", N_("Control of pay and working conditions")
    DEVELOPMENT_MEETING = "development_meeting", N_("Development meeting")
    PLAN = "plan", N_("Action plan to assess")
    EVIDENCE = "evidence", N_("Evidence to verify")
    OBLIGATION = "obligation", N_("Obligation to show")
    ANSWER_JOINT = "answer_joint", N_("Joint follow-up to answer")
    BEGIN_JOINT = "begin_joint", N_("Joint follow-up to begin")
    REPORT_JOINT = "report_joint", N_("Joint follow-up to do and report")
    DECIDE_JOINT_RESULT = "decide_joint_result", N_("Result of a joint follow-up to decide on")
    TAKE_STANCE = "take_stance", N_("Stance on an incident to record")
    ASK_SUPPLIER = "ask_supplier", N_("Supplier to ask for all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that one or more people (by key) should do by a day."""

    matter: Matter
    name: str
    due_on: date
    user_ids: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What one person's digest says: the counts of all there is, and the lines that have room, the earliest first."""

    late_count: int
    soon_count: int
    lines: Sequence[Line]


def of_kind(kind: FollowUpKind) -> Matter:
    """Return what a follow-up of this kind is called in the digest."""
    return Matter.of(kind.value)


def by_person(lines: Iterable[Line], user_ids: Iterable[int], today: date) -> Mapping[int, Contents]:
    """Return the digest of each of these people who has something to do; the others get none."""
    wanted: dict[int, list[Line]] = {user_id: [] for user_id in user_ids}
    for line in lines:
        for user_id in line.user_ids & wanted.keys():
            wanted[user_id].append(line)
    return {user_id: _contents(mine, today) for user_id, mine in wanted.items() if mine}


def _contents(mine: Sequence[Line], today: date) -> Contents:
    late = sum(is_overdue(line.due_on, today) for line in mine)
    ordered = sorted(mine, key=lambda line: (line.due_on, line.matter, line.name))
    return Contents(late_count=late, soon_count=len(mine) - late, lines=ordered[:LINES_MOST])
