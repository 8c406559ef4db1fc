"""Organisations, their kinds, and the two kinds of cooperation."""

from __future__ import annotations

from dataclasses import dataclass

from followup.domain.codes import Coded
from followup.errors import N_


class OrganisationKind(Coded):
    """What an organisation is."""

    REGION = "region", N_("Region")
    MUNICIPALITY = "municipality", N_("Municipality")
    COMPANY = "company", N_("Intermunicipal company")
    SECRETARIAT = "secretariat", N_("Secretariat")
    OTHER = "other", N_("Other public buyer")


class OrganisationStatus(Coded):
    """Whether the organisation uses followup itself; an imported buyer has not joined."""

    JOINED = "joined", N_("Joined")
    NOT_JOINED = "not_joined", N_("Not yet joined")


class CooperationKind(Coded):
    """Who carries the cooperation."""

    SECRETARIAT = "secretariat", N_("Joint secretariat over autonomous regions")
    HOST = "host", N_("Host municipality that buys for its neighbours")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFilter:
    """What the list of organisations is narrowed to."""

    q: str = ""
    kind: OrganisationKind | None = None
    status: OrganisationStatus | None = None
    after: str | None = None
