"""The portfolio groups: how critical a contract is to the buyer, a dimension of its own beside the risk class."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.errors import N_


class Criticality(Coded):
    """How often a contract as such is gone through, whatever its risk class.

    Source: SKR, guide to contract follow-up, 7 May 2024: about 10, 30 and 60 per cent of the contracts.
    """

    CRITICAL = "critical", N_("Group 1: critical or large")
    REGULAR = "regular", N_("Group 2: once a year")
    OTHER = "other", N_("Group 3: every second year")
