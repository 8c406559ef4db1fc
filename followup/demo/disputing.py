"""What a supplier does beside its plan: immediate action, progress, a dispute; and how the dispute is decided."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from followup.demo.acts import Acts
from followup.domain.actions import Progress
from followup.domain.actors import Staff
from followup.domain.deviation_steps import Remedy
from followup.domain.disputes import Decision, NewDispute, Ruling
from followup.models.actions import CorrectiveAction
from followup.models.deviations import Deviation
from followup.models.disputes import Dispute
from followup.services import actions, aftercare, containment, disputes

WORDS = {
    "SE": {
        "contained": "Arbetet vid stationen är stoppat och de berörda är informerade.",
        "progress": "Hälften är genomfört. Resten väntar på leverans av skyddsutrustning.",
        "remedy": "De berörda har fått läkarvård och ersättning för utebliven lön.",
        "role": "Hållbarhetsansvarig",
        "held": "Vi delar inte graden: bristen gällde en station av fyrtio och var avhjälpt samma dag.",
        "decided": "Bristen gällde en station, men samma brist hade noterats tidigare. Graden står fast.",
    },
    "NO": {
        "contained": "Arbeidet ved stasjonen er stanset, og de berørte er informert.",
        "progress": "Halvparten er gjennomført. Resten venter på levering av verneutstyr.",
        "remedy": "De berørte har fått legehjelp og erstatning for tapt lønn.",
        "role": "Bærekraftsansvarlig",
        "held": "Vi er ikke enige i graden: mangelen gjaldt én stasjon av førti og var rettet samme dag.",
        "decided": "Mangelen gjaldt én stasjon, men samme mangel var notert tidligere. Graden står.",
    },
}


def contain(acts: Acts, found: Deviation) -> None:
    """Report the immediate action, where one is asked for."""
    now = acts.now(found)
    holder = acts.holder(now.assignment_id or 0)
    if now.containment_due_on is not None:
        with acts.runtime.transaction(holder) as tx:
            containment.report(tx, now.public_id, WORDS[holder.country]["contained"])


def tell(acts: Acts, found: Deviation, today: date) -> None:
    """Tell how far the first action has come, with a file."""
    holder = acts.holder(acts.now(found).assignment_id or 0)
    first = select(CorrectiveAction.public_id).where(CorrectiveAction.deviation_id == found.id)
    with acts.runtime.transaction(holder, read_only=True) as tx:
        action_id = tx.session.scalars(first.order_by(CorrectiveAction.id).limit(1)).one()
    told = Progress(note=WORDS[holder.country]["progress"], dated_on=today)
    with acts.runtime.transaction(holder) as tx:
        actions.tell_progress(tx, action_id, told, uploads=(acts.upload(),))


def remedy(acts: Acts, manager: Staff, found: Deviation, today: date) -> None:
    """Record what those who were harmed were given."""
    with acts.runtime.transaction(manager) as tx:
        given = Remedy(note=WORDS[manager.country]["remedy"], remedied_on=today)
        aftercare.record_remedy(tx, found.public_id, given)


def dispute(acts: Acts, found: Deviation) -> None:
    """Dispute the deviation."""
    holder = acts.holder(acts.now(found).assignment_id or 0)
    words = WORDS[holder.country]
    held = NewDispute(text=words["held"], name="Kim Kontakt", role=words["role"], confirmed=True)
    with acts.runtime.transaction(holder) as tx:
        disputes.begin(tx, found.public_id, held)


def reject(acts: Acts, approver: Staff, found: Deviation) -> None:
    """Let the deviation stand, as somebody who had no part in it."""
    raised = select(Dispute.public_id).where(Dispute.deviation_id == found.id)
    with acts.runtime.transaction(approver) as tx:
        decision = Decision(ruling=Ruling.REJECT, decision=WORDS[approver.country]["decided"])
        disputes.decide(tx, tx.session.scalars(raised).one(), decision)
