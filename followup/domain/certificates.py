"""Certificates and documents of a supplier: what they show, and how long they hold."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.errors import N_


class CertificateKind(Coded):
    """What a document shows."""

    ENVIRONMENTAL_MANAGEMENT = "environmental_management", N_("Environmental management (ISO 14001, EMAS)")
    QUALITY_MANAGEMENT = "quality_management", N_("Quality management (ISO 9001)")
    WORKING_ENVIRONMENT = "working_environment", N_("Health and safety (ISO 45001)")
    SOCIAL = "social", N_("Social responsibility (SA8000, BSCI, SMETA)")
    ECOLABEL = "ecolabel", N_("Ecolabel")
    EPD = "epd", N_("Environmental product declaration (EPD)")
    SUBSTANCES = "substances", N_("Declaration of hazardous substances")
    ORIGIN = "origin", N_("Proof of country of production")
    POLICY = "policy", N_("Policy or governing document")
    OTHER = "other", N_("Other document")
