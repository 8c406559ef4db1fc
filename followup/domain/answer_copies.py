"""Copies of a joint self-assessment's answers: one per participating organisation, each accepted separately."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain.answers import Sent
from followup.domain.calendar import add_months
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.codes import Coded
from followup.domain.questionnaires import asked
from followup.domain.reuse import Offer, Slot, judge
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import REUSE_MONTHS
from followup.domain.states import StateMachine
from followup.errors import N_, Reason

NOT_ALL_ASKED = Reason(
    "answer_copy.not_all_asked",
    N_("Not asked: {count} of the questions that your contract would ask. Ask about these yourself."),
)
OLDER = Reason("answer_copy.older", N_("Newer answers have arrived. Decide on those."))


class CopyStatus(Coded):
    """What the receiving organisation has made of its copy."""

    RECEIVED = "received", N_("To consider")
    ACCEPTED = "accepted", N_("Accepted")
    DECLINED = "declined", N_("Not accepted")


class CopyStep(Coded):
    """What can be done to a copy."""

    ACCEPT = "accept", N_("Accept for our contract")
    DECLINE = "decline", N_("Do not accept")


COPY = StateMachine(
    initial=CopyStatus.RECEIVED,
    steps={
        (CopyStatus.RECEIVED, CopyStep.ACCEPT): CopyStatus.ACCEPTED,
        (CopyStatus.RECEIVED, CopyStep.DECLINE): CopyStatus.DECLINED,
        (CopyStatus.DECLINED, CopyStep.ACCEPT): CopyStatus.ACCEPTED,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFilter:
    """What the list is narrowed to."""

    status: CopyStatus | None = None
    after: str | None = None


def part_of(
    form: Questionnaire, answers: Mapping[str, Sent], bound: Collection[str]
) -> tuple[Questionnaire, dict[str, Sent]]:
    """Return what of a form and its answers concerns a contract with these clauses; questions without one concern all.

    Shape: `bound` has keys of clauses. The same key names the same requirement in every generation of the terms, so
    that what only the other generation asks about stays behind.
    """
    part = asked(form, bound)
    kept = {question.key for question in part.questions}
    return part, {key: answer for key, answer in answers.items() if key in kept}


def against(slot: Slot, answered_on: date, unasked_count: int, today: date) -> tuple[Reason, ...]:
    """Return what stands against letting the answers settle an own follow-up: as for a shared result of that day.

    Whether they reach far enough is counted in questions, since the answers themselves are there.
    """
    offer = Offer(
        kind=FollowUpKind.SELF_ASSESSMENT,
        level=slot.level,
        code_version=slot.code_version,
        done_on=answered_on,
        reusable_until=add_months(answered_on, REUSE_MONTHS),
    )
    found = judge(slot, offer, today).against
    return (*found, NOT_ALL_ASKED.but(count=unasked_count)) if unasked_count else found
