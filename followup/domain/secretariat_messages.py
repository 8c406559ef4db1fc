"""The mails of the secretariat's work: a text about a supplier out for a check, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.message import Message, ToManager, ToSupplier
from followup.errors import N_


@dataclass(frozen=True, kw_only=True)
class PublicationForCheck(
    ToSupplier, kind="publication_for_check", label=N_("Text for publication, for a check of its facts")
):
    """A text about the supplier is to be published; what it says stands behind the link."""

    due_on: date


@dataclass(frozen=True, kw_only=True)
class PublicationTakenBack(ToSupplier, kind="publication_taken_back", label=N_("Text for publication taken back")):
    """The text is not published as it was sent."""


@dataclass(frozen=True, kw_only=True)
class PublicationChecked(ToManager, kind="publication_checked", label=N_("Facts of a text for publication checked")):
    """The supplier has said what it thinks of the facts."""

    is_correct: bool


@dataclass(frozen=True, kw_only=True)
class PublicationOut(ToSupplier, kind="publication_out", label=N_("Text about the supplier published")):
    """The text is published; its address stands behind the link."""


@dataclass(frozen=True, kw_only=True)
class PublicationWithdrawn(ToSupplier, kind="publication_withdrawn", label=N_("Text about the supplier withdrawn")):
    """The text is no longer published."""


@dataclass(frozen=True, kw_only=True)
class FiguresWanted(Message, kind="figures_wanted", label=N_("Reminder to confirm the year's figures")):
    """The secretariat waits for an organisation's figures of a year."""

    cooperation_name: str
    organisation_name: str
    year: int
    due_on: date
