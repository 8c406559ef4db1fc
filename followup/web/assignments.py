"""Personal links as staff handle them: a new one, sent only to the registered address."""

from __future__ import annotations

from werkzeug.wrappers import Response

from followup.domain.assignments import AssignmentKind
from followup.domain.permissions import Permission
from followup.queries import assignments as queries
from followup.services import assignments
from followup.transaction import Transaction
from followup.web.endpoint import Room, see_other
from followup.web.security import runtime

room = Room("assignments")


@room.action("/assignments/<assignment_id>/reissue", needs=Permission.ASSIGNMENT_REISSUE)
def reissue(tx: Transaction, assignment_id: str) -> Response:
    """Mail a new link; the older ones and their sessions end at once."""
    assignment = assignments.reissue(tx, runtime().keys, assignment_id)
    about = queries.about(tx.session, assignment)
    if assignment.kind is AssignmentKind.ACTION_PLAN:
        return see_other("deviations.show", deviation_id=about, notice="reissued")
    return see_other("questionnaires.show", invitation_id=about, notice="reissued")
