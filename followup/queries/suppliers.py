"""Suppliers as lists, choices and pages read them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from followup.models.suppliers import Supplier


def choices(session: Session) -> list[tuple[str, str]]:
    """Return every supplier as (public_id, name), by name."""
    statement = select(Supplier.public_id, Supplier.name).order_by(Supplier.sort_sv, Supplier.id)
    return [(row.public_id, row.name) for row in session.execute(statement)]
