"""The audit programme of each year: objectives, risks, resources, review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from followup.domain.audit_programmes import ChangedProgramme, NewProgramme
from followup.domain.permissions import Permission
from followup.models.desk import AuditProgramme
from followup.models.organisations import Cooperation
from followup.queries import audit_programmes as queries
from followup.queries import joint_plans, journal
from followup.queries.joint_follow_ups import led
from followup.queries.rows import AnyRow
from followup.schemas.audit_programmes import ChangedProgrammeSchema, ListedProgrammeSchema, NewProgrammeSchema
from followup.services import audit_programmes
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other

room = Room("audit_programmes")
_MAY, _READ = Permission.COOPERATION_CHANGE, Permission.COOPERATION_READ
_ALL = "/audit-programmes"
_ONE = f"{_ALL}/<programme_id>"
_FORM = "audit_programmes/edit.html"


@room.page(_ALL, needs=_READ)
def index(tx: Transaction) -> dict[str, Any]:
    """Return the programmes, the latest year first."""
    return {"programmes": queries.listed(tx.session), "led": led(tx.session, tx.actor.organisation_id)}


@room.read(_ALL, needs=_READ, gives=ListedProgrammeSchema, many=True)
def list_audit_programmes(tx: Transaction) -> Sequence[AnyRow]:
    """Return the programmes, the latest year first."""
    return queries.listed(tx.session)


@room.page(_ONE, needs=_READ)
def show(tx: Transaction, programme_id: str) -> dict[str, Any]:
    """Return one year's programme beside what the joint plan holds."""
    programme = tx.get(AuditProgramme, programme_id, to=_READ)
    is_ours = programme.secretariat_id == tx.actor.organisation_id
    return {
        "programme": programme,
        "row": queries.one(tx.session, programme.public_id),
        "plan": joint_plans.of_year(tx.session, programme.cooperation_id, programme.year),
        "history": journal.history(tx.session, [programme.public_id]) if is_ours else (),
    }


@room.read(_ONE, needs=_READ, gives=ListedProgrammeSchema)
def get_audit_programme(tx: Transaction, programme_id: str) -> AnyRow:
    """Return one year's programme."""
    return queries.one(tx.session, tx.get(AuditProgramme, programme_id, to=_READ).public_id)


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    tx.get(Cooperation, cooperation_id, to=_MAY)
    return Shown(data={"year": tx.today.year + 1}, context={"programme": None})


@room.form(
    "/cooperations/<cooperation_id>/audit-programmes/new",
    needs=_MAY,
    takes=NewProgrammeSchema,
    template=_FORM,
    shows=_new_form,
)
def set_up(tx: Transaction, new: NewProgramme, cooperation_id: str) -> Any:
    """Set the programme of a year."""
    programme = audit_programmes.set_up(tx, cooperation_id, new)
    return see_other("audit_programmes.show", programme_id=programme.public_id, notice="saved")


@room.create(
    "/cooperations/<cooperation_id>/audit-programmes",
    needs=_MAY,
    takes=NewProgrammeSchema,
    gives=ListedProgrammeSchema,
)
def create_audit_programme(tx: Transaction, new: NewProgramme, cooperation_id: str) -> AnyRow:
    """Set the programme of a year."""
    return queries.one(tx.session, audit_programmes.set_up(tx, cooperation_id, new).public_id)


def _edit_form(tx: Transaction, programme_id: str) -> Shown:
    programme = tx.get(AuditProgramme, programme_id, to=_MAY)
    names = ("objectives", "risks", "resources", "audit_days", "review", "reviewed_on")
    data = {name: getattr(programme, name) for name in names}
    return Shown(data=data, version=programme.version, context={"programme": programme})


@room.form(f"{_ONE}/edit", needs=_MAY, takes=ChangedProgrammeSchema, template=_FORM, shows=_edit_form, versioned=True)
def change(tx: Transaction, new: ChangedProgramme, programme_id: str, version: int | None) -> Any:
    """Change the programme, or add its review."""
    audit_programmes.change(tx, programme_id, new, version)
    return see_other("audit_programmes.show", programme_id=programme_id, notice="saved")


@room.change(_ONE, needs=_MAY, takes=ChangedProgrammeSchema, gives=ListedProgrammeSchema)
def change_audit_programme(tx: Transaction, new: ChangedProgramme, programme_id: str, version: int) -> AnyRow:
    """Change the programme, or add its review."""
    return queries.one(tx.session, audit_programmes.change(tx, programme_id, new, version).public_id)
