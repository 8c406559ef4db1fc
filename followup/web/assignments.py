"""Personal links as staff handle them: sent again, replaced or ended; a mail goes only to the registered address."""

from __future__ import annotations

from werkzeug.wrappers import Response

from followup.domain.assignments import AssignmentKind
from followup.domain.permissions import Permission
from followup.models.assignments import Assignment
from followup.queries import assignments as queries
from followup.services import contributors, reissues
from followup.transaction import Transaction
from followup.web.endpoint import Room, see_other
from followup.web.security import runtime

room = Room("assignments")
REISSUE = Permission.ASSIGNMENT_REISSUE


def _back(tx: Transaction, assignment: Assignment, notice: str) -> Response:
    about = queries.about(tx.session, assignment)
    if assignment.kind is AssignmentKind.ACTION_PLAN:
        return see_other("deviations.show", deviation_id=about, notice=notice)
    if assignment.kind is AssignmentKind.AUDIT:
        return see_other("document_requests.index", audit_id=about, notice=notice)
    if assignment.kind is AssignmentKind.AUDIT_VISIT:
        return see_other("audit_visits.show", audit_id=about, notice=notice)
    if assignment.kind is AssignmentKind.PUBLICATION:
        return see_other("publications.show", publication_id=about, notice=notice)
    return see_other("questionnaires.show", invitation_id=about, notice=notice)


@room.action("/assignments/<assignment_id>/reissue", needs=REISSUE)
def reissue(tx: Transaction, assignment_id: str) -> Response:
    """Mail the same link while it works, otherwise a new one."""
    return _back(tx, reissues.reissue(tx, runtime().keys, assignment_id), "reissued")


@room.action("/assignments/<assignment_id>/replace", needs=REISSUE)
def replace(tx: Transaction, assignment_id: str) -> Response:
    """Mail a new link; the older ones, their sessions and those of colleagues end at once."""
    return _back(tx, reissues.replace(tx, runtime().keys, assignment_id), "replaced")


@room.action("/assignments/<assignment_id>/revoke", needs=REISSUE)
def revoke(tx: Transaction, assignment_id: str) -> Response:
    """End the link, its sessions and those of colleagues at once."""
    return _back(tx, reissues.end(tx, assignment_id), "link_ended")


@room.action("/contributors/<contributor_id>/remove", needs=REISSUE)
def take_back(tx: Transaction, contributor_id: str) -> Response:
    """End the link of a colleague of the holder at once."""
    contributor = contributors.take_back_as_buyer(tx, contributor_id)
    return _back(tx, tx.follow(Assignment, contributor.assignment_id or 0), "taken_back")
