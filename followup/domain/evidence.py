"""Evidence: whether a file was looked through for harmful content."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.errors import N_


class ScanState(Coded):
    """What a virus scanner said of a file; a scanner that is away says nothing, which is not the same as clean.

    Source: trust.md I11.
    """

    NOT_SCANNED = "not_scanned", N_("Not scanned for viruses")
    CLEAN = "clean", N_("Scanned, nothing found")
    INFECTED = "infected", N_("Blocked: a virus was found")
