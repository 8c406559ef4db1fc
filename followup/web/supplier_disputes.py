"""The supplier disputes a deviation by its personal link, and takes that back."""

from __future__ import annotations

from werkzeug.wrappers import Response

from followup.domain.disputes import NOT_RAISED, DisputeStatus, NewDispute
from followup.domain.permissions import Permission
from followup.errors import Conflict
from followup.models.deviations import Deviation
from followup.queries import disputes as queries
from followup.schemas.disputes import NewDisputeSchema
from followup.services import disputes
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.supplier_actions import asked_about

room = Room("supplier_disputes", identity="link")
DISPUTE = Permission.DEVIATION_DISPUTE


def _page(tx: Transaction) -> Shown:
    require_confirmed(tx)
    asked = asked_about(tx)
    deviation = tx.get(Deviation, asked.public_id, to=DISPUTE)
    disputes.check_open(deviation, queries.latest(tx.session, asked.id))
    return Shown(context={"asked": asked, "on": tx.today})


@room.form(
    "/s/deviation/dispute",
    needs=DISPUTE,
    takes=NewDisputeSchema,
    template="supplier/deviation_dispute.html",
    shows=_page,
)
def begin(tx: Transaction, new: NewDispute) -> Response:
    """Say what is wrong about the deviation; somebody who had no part in it decides."""
    disputes.begin(tx, asked_about(tx).public_id, new)
    return see_other("supplier_actions.show", notice="disputed")


@room.action("/s/deviation/dispute/withdraw", needs=DISPUTE)
def withdraw(tx: Transaction) -> Response:
    """Take the dispute back before it is decided."""
    dispute = queries.latest(tx.session, asked_about(tx).id)
    if dispute is None or dispute.status is not DisputeStatus.RAISED:
        raise Conflict(NOT_RAISED)
    disputes.withdraw(tx, dispute.public_id)
    return see_other("supplier_actions.show", notice="dispute_withdrawn")
