"""The responsibility matrix: tasks down, parties across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.domain.cooperation_bodies import Responsibility
from followup.models.cooperation_bodies import ResponsibilityPart, ResponsibilityTask
from followup.queries.rows import AnyRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The tasks in their order, the parties in the order in which they first come, and each one's part."""

    tasks: Sequence[AnyRow]
    parties: Sequence[str]
    parts: Mapping[int, Mapping[str, Responsibility]]


def matrix(session: Session) -> Matrix:
    """Return the matrix of one's cooperations: two statements.

    Shape: a task has id, public_id, version, cooperation_id, secretariat_id, name, position.
    """
    task, part = ResponsibilityTask, ResponsibilityPart
    tasks = session.execute(
        select(
            task.id, task.public_id, task.version, task.cooperation_id, task.secretariat_id, task.name, task.position
        ).order_by(task.cooperation_id, task.position, task.id)
    ).all()
    cells = session.execute(
        select(part.task_id, part.party, part.part)
        .join(task, task.id == part.task_id)
        .order_by(task.position, task.id, part.id)
    ).all()
    parts: dict[int, dict[str, Responsibility]] = {one.id: {} for one in tasks}
    for cell in cells:
        parts[cell.task_id][cell.party] = cell.part
    return Matrix(tasks=tasks, parties=list(dict.fromkeys(cell.party for cell in cells)), parts=parts)


def of_task(session: Session, task_id: int) -> Sequence[ResponsibilityPart]:
    """Return the cells of one task, in the order in which they were written."""
    row = ResponsibilityPart
    return session.scalars(select(row).where(row.task_id == task_id).order_by(row.id)).all()
