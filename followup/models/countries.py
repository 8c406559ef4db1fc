"""The four indices behind a country's risk, dated, with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from followup.models.base import Identified, Journaled, Reference
from followup.models.types import Line


class CountryIndex(Identified, Journaled, Reference):
    """What four indices said of a country on a date.

    Units: each index in tenths, 0 to 1000; empty where nobody has told us.
    Source: domain.md 1.9, the country risk used with the joint clause.
    """

    __tablename__ = "country_index"
    __table_args__ = (
        UniqueConstraint("country", "on"),
        *(
            CheckConstraint(f"{name} IS NULL OR {name} BETWEEN 0 AND 1000", name=name)
            for name in ("governance", "labour", "environment", "corruption")
        ),
    )
    prefix = "cix"
    journal_noun = "country"

    country: Mapped[str] = mapped_column(String(2))
    on: Mapped[date]
    governance: Mapped[int | None]
    labour: Mapped[int | None]
    environment: Mapped[int | None]
    corruption: Mapped[int | None]
    source: Mapped[str] = mapped_column(Line)
