"""What a change changed: sets columns and says which, for the journal and so that nothing is saved without need."""

from __future__ import annotations

from collections.abc import Mapping

from followup.models.base import Base


def put(row: Base, columns: Mapping[str, object], names: Mapping[str, str] | None = None) -> str:
    """Set the columns that differ and return what they are called, joined by commas; empty where none does."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    return ", ".join((names or {}).get(name, name) for name in changed)
