"""The register of auditors: who may audit what, how booked each is, adding, changing, and using one no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from followup.domain.auditors import AUDIT_KINDS, NewAuditor, Tongue
from followup.domain.code_of_conduct import Area
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.i18n import gettext
from followup.models.audits import Auditor
from followup.models.users import User
from followup.queries import auditors as queries
from followup.queries import journal
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.auditors import AuditorSchema, AuditorsPageSchema, ListedAuditorSchema, NewAuditorSchema
from followup.services import auditors
from followup.transaction import Transaction
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import coded_choices

room = Room("auditors")
READ, CHANGE = Permission.AUDITOR_READ, Permission.AUDITOR_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAuditor:
    """One entry with the days that are booked this year."""

    public_id: str
    organisation_id: int
    version: int
    name: str
    email: str
    employer: str | None
    competences: dict[str, object]
    competent_until: date | None
    days_per_year: int | None
    day_cost: Money | None
    retired_at: datetime | None
    booked_days: int

    @property
    def skills(self) -> list[tuple[str, str]]:
        """Return the competences in words, by what they are of."""
        return skills(self.competences)


def skills(competences: dict[str, object]) -> list[tuple[str, str]]:
    """Return what an auditor knows in words, by what it is of."""
    codes = (
        ("kinds", gettext("Kinds of audit"), AUDIT_KINDS),
        ("areas", gettext("Areas"), tuple(Area)),
        ("languages", gettext("Languages"), tuple(Tongue)),
    )
    found = []
    for name, label, members in codes:
        held = competences.get(name)
        words = [gettext(m.label) for m in members if isinstance(held, list) and str(m) in held]
        if words:
            found.append((label, ", ".join(words)))
    return found


def _seen(tx: Transaction, auditor: Auditor) -> SeenAuditor:
    booked = queries.booked(tx.session, [auditor.id], tx.today.year)
    own = SeenAuditor.__dataclass_fields__.keys() - {"day_cost", "booked_days"}
    cost = Money(auditor.day_cost_minor, auditor.currency or "SEK") if auditor.day_cost_minor is not None else None
    values = {name: getattr(auditor, name) for name in own}
    return SeenAuditor(**values, day_cost=cost, booked_days=booked[auditor.id])


@room.page("/auditors", needs=READ, query=AuditorsPageSchema)
def index(tx: Transaction, query: str) -> dict[str, Any]:
    """Return the register, with the days booked this year."""
    found = queries.listed(tx.session, query or None)
    booked = queries.booked(tx.session, [row.id for row in found.rows], tx.today.year)
    return {"found": found, "after": query, "booked": booked, "skills": skills, "year": tx.today.year, "on": tx.today}


@room.read("/auditors", needs=READ, gives=ListedAuditorSchema, many=True, query=AuditorsPageSchema)
def list_auditors(tx: Transaction, query: str) -> Page[AnyRow]:
    """Return the register."""
    return queries.listed(tx.session, query or None)


@room.page("/auditors/<auditor_id>", needs=READ)
def show(tx: Transaction, auditor_id: str) -> dict[str, Any]:
    """Return one auditor with the audits that they take part in."""
    auditor = tx.get(Auditor, auditor_id, to=READ)
    return {
        "auditor": _seen(tx, auditor),
        "audits": queries.audits_of(tx.session, auditor.id),
        "user": tx.follow(User, auditor.user_id) if auditor.user_id else None,
        "year": tx.today.year,
        "on": tx.today,
        "history": journal.history(tx.session, [auditor.public_id]),
    }


@room.read("/auditors/<auditor_id>", needs=READ, gives=AuditorSchema)
def get_auditor(tx: Transaction, auditor_id: str) -> SeenAuditor:
    """Return one auditor with the days booked this year."""
    return _seen(tx, tx.get(Auditor, auditor_id, to=READ))


def _choices(tx: Transaction) -> dict[str, Any]:
    people = [(row.public_id, row.name) for row in queries.users(tx.session)]
    return {"user_id": people, "kinds": coded_choices(AUDIT_KINDS)}


def _new_form(tx: Transaction) -> Shown:
    return Shown(choices=_choices(tx), context={"auditor": None})


@room.form("/auditors/new", needs=CHANGE, takes=NewAuditorSchema, template="auditors/edit.html", shows=_new_form)
def add(tx: Transaction, new: NewAuditor) -> Any:
    """Enter an auditor into the register."""
    auditor = auditors.add(tx, new)
    return see_other("auditors.show", auditor_id=auditor.public_id, notice="saved")


@room.create("/auditors", needs=CHANGE, takes=NewAuditorSchema, gives=AuditorSchema)
def create_auditor(tx: Transaction, new: NewAuditor) -> SeenAuditor:
    """Enter an auditor into the register."""
    return _seen(tx, auditors.add(tx, new))


def _edit_form(tx: Transaction, auditor_id: str) -> Shown:
    auditor = tx.get(Auditor, auditor_id, to=CHANGE)
    seen = _seen(tx, auditor)
    names = ("name", "email", "employer", "competent_until", "days_per_year", "day_cost")
    user = tx.follow(User, auditor.user_id).public_id if auditor.user_id else None
    data = {**{name: getattr(seen, name) for name in names}, **auditor.competences, "user_id": user}
    return Shown(data=data, choices=_choices(tx), version=auditor.version, context={"auditor": seen})


@room.form(
    "/auditors/<auditor_id>/edit",
    needs=CHANGE,
    takes=NewAuditorSchema,
    template="auditors/edit.html",
    shows=_edit_form,
    versioned=True,
)
def change(tx: Transaction, new: NewAuditor, auditor_id: str, version: int | None) -> Any:
    """Correct or renew an entry."""
    auditors.change(tx, auditor_id, new, version)
    return see_other("auditors.show", auditor_id=auditor_id, notice="saved")


@room.change("/auditors/<auditor_id>", needs=CHANGE, takes=NewAuditorSchema, gives=AuditorSchema)
def change_auditor(tx: Transaction, new: NewAuditor, auditor_id: str, version: int) -> SeenAuditor:
    """Correct or renew an entry."""
    return _seen(tx, auditors.change(tx, auditor_id, new, version))


@room.action("/auditors/<auditor_id>/retire", needs=CHANGE, versioned=True)
def retire(tx: Transaction, auditor_id: str, version: int | None) -> Any:
    """Use an auditor no more."""
    auditors.retire(tx, auditor_id, version)
    return see_other("auditors.show", auditor_id=auditor_id, notice="withdrawn")
