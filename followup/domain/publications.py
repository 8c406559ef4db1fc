"""A supplier's traffic light on its way to the public: who must have said yes, and what stays when it is corrected.

The contract's owner writes and sends the text to the supplier; the secretariat publishes it; two persons at least.
"""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.domain.states import StateMachine
from followup.errors import N_


class PublicationStatus(Coded):
    """The life of one text about one supplier in one category."""

    DRAFT = "draft", N_("Draft")
    IN_REVIEW = "in_review", N_("In review")
    WITH_SUPPLIER = "with_supplier", N_("With the supplier for a check of the facts")
    PUBLISHED = "published", N_("Published")
    REPLACED = "replaced", N_("Replaced by a correction")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    DROPPED = "dropped", N_("Dropped")


class PublicationStep(Coded):
    """What can be done to it."""

    SUBMIT = "submit", N_("Hand in for review")
    RETURN = "return", N_("Return to draft")
    SEND = "send", N_("Send to the supplier for a check of the facts")
    TAKE_BACK = "take_back", N_("Take back to be changed")
    PUBLISH = "publish", N_("Publish")
    REPLACE = "replace", N_("Replace by a correction")
    WITHDRAW = "withdraw", N_("Withdraw")
    DROP = "drop", N_("Drop")


_S, _T = PublicationStatus, PublicationStep
# Source: trust.md P1
PUBLICATION = StateMachine(
    initial=_S.DRAFT,
    steps={
        (_S.DRAFT, _T.SUBMIT): _S.IN_REVIEW,
        (_S.IN_REVIEW, _T.RETURN): _S.DRAFT,
        (_S.IN_REVIEW, _T.SEND): _S.WITH_SUPPLIER,
        (_S.WITH_SUPPLIER, _T.TAKE_BACK): _S.DRAFT,
        (_S.WITH_SUPPLIER, _T.PUBLISH): _S.PUBLISHED,
        (_S.PUBLISHED, _T.REPLACE): _S.REPLACED,
        (_S.PUBLISHED, _T.WITHDRAW): _S.WITHDRAWN,
        (_S.DRAFT, _T.DROP): _S.DROPPED,
        (_S.IN_REVIEW, _T.DROP): _S.DROPPED,
        (_S.WITH_SUPPLIER, _T.DROP): _S.DROPPED,
    },
)


class LegalBasis(Coded):
    """Why the result of a follow-up may be published."""

    CONTRACT_TERM = "contract_term", N_("The contract's clause on publication")
    PUBLIC_RECORD = "public_record", N_("A public record after a secrecy test")
    CONSENT = "consent", N_("The supplier's consent in writing")
