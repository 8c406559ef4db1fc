"""All that the buyer reads of one self-assessment: what was sent in, last year's answers, messages, secrecy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.earlier_answers import EarlierAnswer
from followup.models.questionnaires import Invitation, Submission
from followup.models.secrecy import SecrecyRequest
from followup.queries import earlier_answers, evidence, questionnaires, remarks, secrecy
from followup.queries.questionnaires import Judged
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One self-assessment as staff read it; what hangs on a question is found by its key, on the whole by ""."""

    form: Questionnaire
    submission: Submission | None
    sent: Mapping[str, Sent]
    judged: Judged
    earlier: Mapping[str, EarlierAnswer]
    remarks: Mapping[str, Sequence[AnyRow]]
    secrecy: Mapping[str, SecrecyRequest]


def of_invitation(session: Session, invitation: Invitation) -> Reading:
    """Return what there is to read; of a draft, nothing."""
    submission = questionnaires.latest(session, invitation.id)
    threads: dict[str, list[AnyRow]] = {}
    for row in remarks.of_invitation(session, invitation.id):
        threads.setdefault(row.question_key or "", []).append(row)
    return Reading(
        form=questionnaires.form_of(invitation),
        submission=submission,
        sent=evidence.looked_through(session, questionnaires.sent_answers(submission)),
        judged=questionnaires.judged(session, invitation.id),
        earlier=earlier_answers.before(session, invitation) if submission else {},
        remarks=threads,
        secrecy=secrecy.of_invitation(session, invitation.id),
    )
