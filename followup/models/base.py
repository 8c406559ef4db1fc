"""The base of all tables, and the mixins that say who may see a row and whether its changes are journalled.

Every table takes exactly one of: `Internal` (one organisation's own), `Assigned` (its own, and also seen by the
holder of one link), `Cooperative` (shared by a cooperation),
`Submitted` (its own, and its secretariat's once handed in), `Reference` (all staff), `Public` (everybody),
`Restricted` (only the few jobs that see everything).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, Date, ForeignKey, ForeignKeyConstraint, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.models.types import UtcDateTime

Key = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime(), date: Date(), str: Text()}

    id: Mapped[int] = mapped_column(Key, primary_key=True)


class Identified(Base):
    """A table whose rows are known outside by a random id with the noun's prefix."""

    __abstract__ = True
    prefix: ClassVar[str]

    public_id: Mapped[str] = mapped_column(String(40), unique=True)


class Versioned:
    """Changed by people: a stale save is refused."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Journaled:
    """A change of such a row needs a journal entry in the same transaction, or the commit is refused.

    `journal_noun` is the noun the entry must be about: the row's own, or its parent's.
    """

    journal_noun: ClassVar[str]


class HasState:
    """Moves along a state machine; `status` is assigned by Transaction.advance only."""

    machine: ClassVar[StateMachine[Any, Any]]
    noun: ClassVar[str]
    status: Mapped[Any]


class Owned:
    """Belongs to one organisation."""

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:  # noqa: N805
        """The owner."""
        return mapped_column(Key, ForeignKey("organisation.id"), index=True)


class Internal(Owned):
    """Seen by the owner's staff only."""


class Assigned(Owned):
    """Seen by the owner's staff, and by the holder of the link it hangs on."""

    @declared_attr
    def assignment_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The link, if any."""
        return mapped_column(Key, ForeignKey("assignment.id"), index=True)


class Cooperative:
    """A reduced copy that the members of a cooperation and its secretariat may read."""

    @declared_attr
    def cooperation_id(cls) -> Mapped[int]:  # noqa: N805
        """The cooperation."""
        return mapped_column(Key, ForeignKey("cooperation.id"), index=True)


class Submitted:
    """An organisation's own until it is handed in; then the secretariat of its cooperation may read it too."""

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:  # noqa: N805
        """The owner."""
        return mapped_column(Key, ForeignKey("organisation.id"), index=True)

    @declared_attr
    def secretariat_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The secretariat, once it was handed in."""
        return mapped_column(Key, ForeignKey("organisation.id"), index=True)


class Reference:
    """Seen by all staff of all organisations."""


class Public:
    """Seen by everybody, without signing in."""


class Restricted:
    """Seen by the system only: sessions, access log."""


def belongs_to(parent: str, *, column: str | None = None) -> ForeignKeyConstraint:
    """Return the composite key that keeps a child under a parent of the same organisation."""
    return ForeignKeyConstraint(
        [column or f"{parent}_id", "organisation_id"], [f"{parent}.id", f"{parent}.organisation_id"]
    )


__all__ = [
    "Annotated", "Assigned", "Base", "Coded", "Cooperative", "HasState", "Identified", "Internal", "Journaled", "Key",
    "Owned", "Public", "Reference", "Restricted", "Submitted", "Versioned", "belongs_to",
]  # fmt: skip
