"""What follows when no action plan has come after the last reminder: proposals for people, never a sanction by itself.

The next step of the ladder is proposed; where the contract says that deviations are handled by an action plan, a draft
of a deviation for not doing so is laid on the desk. A person sends it, changes it or withdraws it.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from followup.domain.deviations import DEVIATION, SETTLED, DeviationOrigin, DeviationStatus, Severity
from followup.domain.journal import DEVIATION_RECORDED
from followup.errors import N_
from followup.i18n import gettext, speaking
from followup.models.assignments import Assignment
from followup.models.code_of_conduct import Clause
from followup.models.contracts import ContractClause
from followup.models.deviations import Deviation
from followup.services import sanctions
from followup.services.deviations import link_of
from followup.transaction import Transaction

HANDLING = "action_plan"  # the clause by which every deviation is handled by an action plan
GRADE = Severity.MAJOR  # Source: default of this service, as for a process requirement that is missing
TITLE = N_("No action plan for deviation {number}")
FOUND = N_(
    "An action plan for deviation {number} was due on {due_on}. It had not come after the last reminder, {today}."
)


def note(tx: Transaction, deviation: Deviation) -> Deviation | None:
    """Propose what follows from a plan that has not come. Returns the new draft, None where there is none to make.

    For the job that reminds; it was authorised.
    """
    if deviation.status is not DeviationStatus.ISSUED:
        return None
    sanctions.propose(tx, deviation.public_id, on=tx.today)
    clause = _handling(tx, deviation)
    if clause is None or _is_known(tx, deviation, clause):
        return None
    return _drafted(tx, deviation, clause, link_of(tx, deviation))


def _handling(tx: Transaction, deviation: Deviation) -> ContractClause | None:
    """Return the clause of the contract that says how deviations are handled, unless it is what was breached."""
    bound = select(ContractClause).join(Clause, Clause.id == ContractClause.clause_id)
    mine = bound.where(ContractClause.contract_id == deviation.contract_id, Clause.key == HANDLING)
    clause = tx.session.scalars(mine.limit(1)).one_or_none()
    return None if clause is None or clause.id == deviation.contract_clause_id else clause


def _is_known(tx: Transaction, deviation: Deviation, clause: ContractClause) -> bool:
    """Return whether the same breach stands already, for this deviation or another one of the contract."""
    same = exists().where(
        Deviation.contract_id == deviation.contract_id,
        Deviation.contract_clause_id == clause.id,
        Deviation.status.not_in(sorted(SETTLED)),
    )
    return bool(tx.session.scalars(select(same)).one())


def _drafted(tx: Transaction, silent: Deviation, bound: ContractClause, link: Assignment) -> Deviation:
    clause = tx.follow(Clause, bound.clause_id)
    with speaking(link.language):
        title = gettext(TITLE, number=str(silent.number))
        found = gettext(FOUND, number=str(silent.number), due_on=silent.plan_due_on, today=tx.today)
    author_id = silent.issued_by_id or silent.recorded_by_id
    deviation = tx.add(
        Deviation(
            number=tx.serial("deviation"),
            contract_id=silent.contract_id,
            supplier_id=silent.supplier_id,
            origin=DeviationOrigin.BY_HAND,
            severity=GRADE,
            title=title,
            description=found,
            found_on=tx.today,
            due_on=tx.today,
            contract_clause_id=bound.id,
            clause={"number": clause.number, "title": clause.title, "obligation": clause.obligation},
            status=DEVIATION.initial,
            recorded_by_id=author_id,
            graded_by_id=author_id,
            assigned_to_id=silent.assigned_to_id,
            reminded=[],
        )
    )
    tx.journal(DEVIATION_RECORDED, deviation, severity=GRADE)
    return deviation
