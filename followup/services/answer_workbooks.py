"""Answers that come back in a workbook: what may be changed, what would be, and one save of it all."""

from __future__ import annotations

from dataclasses import dataclass

from followup.domain.answer_sheets import Returned, merge
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.questionnaires import WITH_SUPPLIER, Draft
from followup.errors import N_, Conflict, Reason
from followup.models.questionnaires import Invitation
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import DraftState, form_of
from followup.services import answers
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction

MEANWHILE = Reason(
    "answers.meanwhile", N_("An answer was saved while you looked at the file. Look through it once more.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The form as it lies before the holder of the link or a colleague."""

    invitation: Invitation
    form: Questionnaire
    state: DraftState
    may_change: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Return whether the buyer waits for the answers."""
        return self.invitation.status in WITH_SUPPLIER


def desk(tx: Transaction, *, to_change: bool = False) -> Desk:
    """Return the form, the answers so far, and the questions that this person may change now.

    Errors: NotFound when the link is for something else; Gone when a colleague's link was taken back; CodeNeeded where
    earlier answers would be shown and the code that was mailed is not typed yet.
    """
    invitation = answers.mine(tx, to_change=to_change)
    if invitation.submitted_at is not None:
        require_confirmed(tx)
    form = form_of(invitation)
    return Desk(
        invitation=invitation,
        form=form,
        state=queries.draft(tx.session, invitation.id),
        may_change=answers.editable(invitation, form, answers.may_see(tx)),
    )


def take_in(tx: Transaction, returned: Returned, seal: str) -> Invitation:
    """Save what the workbook changes, all of it or nothing: the same as typing it on the pages.

    `seal` is the one of the plan that was looked at.
    Errors: Conflict("answers.meanwhile") when it would now change something else; otherwise as `answers.save`.
    """
    here = desk(tx, to_change=True)
    plan = merge(returned, here.state.answers)
    if returned.faults or plan.seal != seal:
        raise Conflict(MEANWHILE)
    for section in here.form.sections:
        keys = [question.key for question in here.form.in_section(section.id)]
        draft = Draft(values=plan.texts("value", keys), comments=plan.texts("comment", keys))
        if draft.values or draft.comments:
            answers.save(tx, section.id, draft)
    return here.invitation
