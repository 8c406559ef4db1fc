"""The responsibility matrix of a cooperation, task by task."""

from __future__ import annotations

from followup.domain import secretariat_journal as events
from followup.domain.cooperation_bodies import NewTask
from followup.domain.permissions import Permission
from followup.models.cooperation_bodies import ResponsibilityPart, ResponsibilityTask
from followup.models.organisations import Cooperation
from followup.queries import responsibilities as queries
from followup.services import changes
from followup.transaction import Transaction

_MAY = Permission.COOPERATION_CHANGE


def add(tx: Transaction, cooperation_id: str, new: NewTask) -> ResponsibilityTask:
    """Add a task with each party's part.

    Errors: Invalid at main, participates or informed; Conflict("responsibility.known").
    """
    cooperation = tx.get(Cooperation, cooperation_id, to=_MAY)
    parts = new.parts()
    task = tx.add(
        ResponsibilityTask(
            cooperation_id=cooperation.id,
            secretariat_id=cooperation.secretariat_id,
            name=new.name,
            position=new.position,
        )
    )
    _put(tx, task, new)
    tx.journal(events.RESPONSIBILITY_SET, task, count=len(parts))
    return task


def change(tx: Transaction, task_id: str, new: NewTask, version: int | None) -> ResponsibilityTask:
    """Change a task and who takes which part in it.

    Errors: Invalid at main, participates or informed; Conflict("stale"), Conflict("responsibility.known").
    """
    task = tx.get(ResponsibilityTask, task_id, to=_MAY)
    tx.check_version(task, version)
    parts = new.parts()
    changes.put(task, {"name": new.name, "position": new.position})
    _clear(tx, task)
    _put(tx, task, new)
    tx.journal(events.RESPONSIBILITY_SET, task, count=len(parts))
    tx.flush()
    return task


def remove(tx: Transaction, task_id: str, version: int | None) -> None:
    """Take a task out of the matrix.

    Errors: Conflict("stale").
    """
    task = tx.get(ResponsibilityTask, task_id, to=_MAY)
    tx.check_version(task, version)
    _clear(tx, task)
    tx.session.delete(task)
    tx.journal(events.RESPONSIBILITY_REMOVED, task)


def _clear(tx: Transaction, task: ResponsibilityTask) -> None:
    for cell in queries.of_task(tx.session, task.id):
        tx.session.delete(cell)
    tx.flush()


def _put(tx: Transaction, task: ResponsibilityTask, new: NewTask) -> None:
    for party, part in new.parts().items():
        tx.add(ResponsibilityPart(cooperation_id=task.cooperation_id, task_id=task.id, party=party, part=part))
