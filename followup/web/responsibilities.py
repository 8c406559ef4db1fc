"""The responsibility matrix: who has the main responsibility for a task, who takes part, who is informed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.cooperation_bodies import NewTask, Responsibility
from followup.domain.permissions import Permission
from followup.models.cooperation_bodies import ResponsibilityTask
from followup.models.organisations import Cooperation
from followup.queries import journal
from followup.queries import responsibilities as queries
from followup.queries.joint_follow_ups import led
from followup.schemas.responsibilities import ListedTaskSchema, TaskSchema
from followup.services import responsibilities
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("responsibilities")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ALL = "/cooperations/responsibility"
_ONE = f"{_ALL}/<task_id>"
_FORM = "responsibilities/edit.html"
LETTERS = {Responsibility.MAIN: "H", Responsibility.PARTICIPATES: "D", Responsibility.INFORMED: "I"}


@room.page(_ALL, needs=_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the matrix."""
    matrix = queries.matrix(tx.session)
    ours = [one.public_id for one in matrix.tasks if one.secretariat_id == tx.actor.organisation_id]
    return {
        "matrix": matrix,
        "letters": LETTERS,
        "kinds": tuple(Responsibility),
        "led": led(tx.session, tx.actor.organisation_id),
        "history": journal.history(tx.session, ours) if ours else (),
    }


@room.read(_ALL, needs=_READ, gives=ListedTaskSchema, many=True)
def list_responsibilities(tx: Transaction) -> Sequence[dict[str, Any]]:
    """Return the tasks with the parties' parts."""
    matrix = queries.matrix(tx.session)
    return [{**task._mapping, "parts": _parts(matrix.parts[task.id])} for task in matrix.tasks]


def _parts(parts: Any) -> list[dict[str, object]]:
    return [{"party": party, "part": part} for party, part in parts.items()]


def _as_data(tx: Transaction, task: ResponsibilityTask) -> dict[str, Any]:
    cells = queries.of_task(tx.session, task.id)
    return {**{name: getattr(task, name) for name in ("public_id", "version", "name", "position")}, "parts": cells}


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(context={"task": None})


@room.form(
    "/cooperations/<cooperation_id>/responsibility/new", needs=_MAY, takes=TaskSchema, template=_FORM, shows=_new_form
)
def add(tx: Transaction, new: NewTask, cooperation_id: str) -> Any:
    """Add a task to the matrix."""
    responsibilities.add(tx, cooperation_id, new)
    return see_other("responsibilities.index", notice="saved")


@room.create("/cooperations/<cooperation_id>/responsibility", needs=_MAY, takes=TaskSchema, gives=ListedTaskSchema)
def create_responsibility(tx: Transaction, new: NewTask, cooperation_id: str) -> dict[str, Any]:
    """Add a task to the matrix."""
    return _as_data(tx, responsibilities.add(tx, cooperation_id, new))


def _edit_form(tx: Transaction, task_id: str) -> Shown:
    task = tx.get(ResponsibilityTask, task_id, to=_MAY)
    cells = queries.of_task(tx.session, task.id)
    by_part = {str(part): "\n".join(cell.party for cell in cells if cell.part is part) for part in Responsibility}
    data = {"name": task.name, "position": task.position, **by_part}
    return Shown(data=data, version=task.version, context={"task": task})


@room.form(f"{_ONE}/edit", needs=_MAY, takes=TaskSchema, template=_FORM, shows=_edit_form, versioned=True)
def change(tx: Transaction, new: NewTask, task_id: str, version: int | None) -> Any:
    """Change a task and who takes which part in it."""
    responsibilities.change(tx, task_id, new, version)
    return see_other("responsibilities.index", notice="saved")


@room.read(_ONE, needs=_READ, gives=ListedTaskSchema)
def get_responsibility(tx: Transaction, task_id: str) -> dict[str, Any]:
    """Return one task and who takes which part in it."""
    return _as_data(tx, tx.get(ResponsibilityTask, task_id, to=_READ))


@room.change(_ONE, needs=_MAY, takes=TaskSchema, gives=ListedTaskSchema)
def change_responsibility(tx: Transaction, new: NewTask, task_id: str, version: int) -> dict[str, Any]:
    """Change a task and who takes which part in it."""
    return _as_data(tx, responsibilities.change(tx, task_id, new, version))


@room.action(f"{_ONE}/remove", needs=_MAY, versioned=True)
def remove(tx: Transaction, task_id: str, version: int | None) -> Any:
    """Take a task out of the matrix."""
    responsibilities.remove(tx, task_id, version)
    return see_other("responsibilities.index", notice="removed")
