"""What else is done about an open deviation: time given by another, a risk borne for a time, others alerted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.domain.actors import Staff, System
from followup.domain.alerts import NewAlert
from followup.domain.deviation_steps import AcceptedRisk, MoreTime
from followup.domain.deviations import DeviationStatus, Severity
from followup.models.deviations import Deviation
from followup.queries import alerts as queries
from followup.services import alerts, extensions, risk_acceptances
from followup.transaction import Transaction

if TYPE_CHECKING:
    from followup.demo.story import Story

EVERYTHING = System(job="coordinate", everything=True)
MORE, BORNE = timedelta(days=30), timedelta(days=120)
FACTS = "Leverantören har inte lämnat någon åtgärdsplan trots tre påminnelser. (Påhittat.)"


def ease(story: Story) -> None:
    """Give one minor deviation more time, bear the risk of another, and ask for an alert about a major one."""
    region, asking = story.team_of("23"), story.team_of("18")
    with story.runtime.transaction(region.manager) as tx:
        being_mended = _open(tx, DeviationStatus.CORRECTING, Severity.MINOR)[:2]
        if len(being_mended) < 2:
            return
        first, second = being_mended
        later = (first.closure_due_on or tx.today) + MORE
        extensions.ask(tx, first.public_id, MoreTime(new_due_on=later, reason="Reservdelar dröjer. (Påhittat.)"))
    with story.runtime.transaction(region.approver) as tx:
        extensions.approve(tx, first.public_id)
        borne = AcceptedRisk(until=tx.today + BORNE, reason="Lokalen byts ut till våren. (Påhittat.)")
        risk_acceptances.accept(tx, second.public_id, borne)
    _alert(story, asking.manager)


def _alert(story: Story, manager: Staff) -> None:
    with story.runtime.transaction(manager) as tx:
        serious = _open(tx, DeviationStatus.ISSUED, Severity.MAJOR)
        cooperations = queries.cooperations(tx.session, manager)
        if not serious or not cooperations:
            return
        cooperation_id = cooperations[0].public_id
        with story.runtime.transaction(EVERYTHING, read_only=True) as everything:
            coordinators = list(queries.coordinators_of(everything.session, cooperation_id))
        alerts.ask(tx, serious[0].public_id, NewAlert(cooperation_id=cooperation_id, facts=FACTS), coordinators)


def _open(tx: Transaction, status: DeviationStatus, severity: Severity) -> list[Deviation]:
    wanted = select(Deviation).where(Deviation.status == status, Deviation.severity == severity)
    return list(tx.session.scalars(wanted.order_by(Deviation.id)))
