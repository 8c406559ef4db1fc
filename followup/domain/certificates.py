"""Certificates and documents of a supplier: what they show, and how long they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from followup.domain.codes import Coded
from followup.domain.warnings import CERTIFICATE_STEPS
from followup.errors import N_, Invalid, Reason

ENDS_FIRST = Reason("certificate.ends_first", N_("The last day lies before the first. Correct one of them."))
NO_END = Reason("certificate.no_end", N_("Write the last day, or tick that it has none."))
WITHDRAWN = Reason("certificate.withdrawn", N_("It has been withdrawn and can no longer be changed."))

ENDS_SOON_DAYS = CERTIFICATE_STEPS[0]  # Source: issue B, the first warning


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


class CertificateState(Coded):
    """Whether a document holds on a day."""

    VALID = "valid", N_("Valid")
    ENDS_SOON = "ends_soon", N_("Ends soon")
    OUT_OF_DATE = "out_of_date", N_("No longer valid")
    NOT_YET = "not_yet", N_("Not valid yet")
    NO_END = "no_end", N_("No last day stated")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCertificate:
    """A certificate or document of a supplier; without a last day somebody says that it has none.

    Errors: Invalid("certificate.ends_first") or Invalid("certificate.no_end") at valid_until.
    """

    kind: CertificateKind
    name: str
    issuer: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    has_no_end: bool = False

    def __post_init__(self) -> None:
        """Refuse days in the wrong order, and a last day forgotten."""
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise Invalid.at("valid_until", ENDS_FIRST)
        if (self.valid_until is None) is not self.has_no_end:
            raise Invalid.at("valid_until", NO_END)


def state(valid_from: date | None, valid_until: date | None, today: date, *, withdrawn: bool) -> CertificateState:
    """Return whether a document holds today; the last day itself is still covered."""
    if withdrawn:
        return CertificateState.WITHDRAWN
    if valid_until is not None and valid_until < today:
        return CertificateState.OUT_OF_DATE
    if valid_from is not None and today < valid_from:
        return CertificateState.NOT_YET
    if valid_until is None:
        return CertificateState.NO_END
    return CertificateState.ENDS_SOON if valid_until - today <= timedelta(ENDS_SOON_DAYS) else CertificateState.VALID
