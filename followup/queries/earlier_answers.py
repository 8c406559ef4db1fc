"""Last year's answers: the latest that the same supplier has sent to the same organisation, question by question."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.answers import Sent
from followup.domain.code_of_conduct import Questionnaire
from followup.domain.earlier_answers import EarlierAnswer
from followup.domain.plain_data import from_plain
from followup.models.questionnaires import Invitation, Submission
from followup.queries.mergers import kin

LOOKED_AT = 8  # submissions: several contracts and forms a year, and the year before


def before(session: Session, invitation: Invitation) -> dict[str, EarlierAnswer]:
    """Return what the supplier, under whatever entry it was registered, answered before this was sent, by question.

    For a session that sees the organisation: the holder of one link does not see what came through another.
    """
    rows = session.execute(
        select(Submission.answers, Submission.submitted_at, Invitation.questions)
        .join(Invitation, Invitation.id == Submission.invitation_id)
        .where(
            Invitation.supplier_id.in_(kin(session, invitation.supplier_id)),
            Invitation.organisation_id == invitation.organisation_id,
            Invitation.id < invitation.id,
        )
        .order_by(Submission.id.desc())
        .limit(LOOKED_AT)
    )
    found: dict[str, EarlierAnswer] = {}
    for row in rows:
        asked = {q.key: q for q in from_plain(Questionnaire, row.questions).questions}
        for key in row.answers.keys() & asked.keys() - found.keys():
            sent = from_plain(Sent, row.answers[key])
            if sent.value or sent.comment or sent.files:
                found[key] = EarlierAnswer(question=asked[key], sent=sent, sent_at=row.submitted_at)
    return found
