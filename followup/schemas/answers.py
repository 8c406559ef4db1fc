"""What a supplier sends: the address, a page of answers, the signature. A page's fields are made from its questions."""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.questionnaires import Draft, Signature
from followup.domain.remarks import LONGEST as MESSAGE_LONGEST
from followup.domain.secrecy import LONGEST as SECRECY_LONGEST
from followup.errors import N_
from followup.schemas.base import Input
from followup.schemas.by_question import by_suffix
from followup.schemas.fields import StrippedString, YesNo
from followup.schemas.questions import collected


class AddressSchema(Input[str]):
    """The one field of a personal link's page; what is typed is compared, never judged."""

    address = StrippedString(
        required=True,
        metadata={
            "label": N_("Your e-mail address"),
            "hint": N_("The address to which the link was sent."),
            "widget": "email",
        },
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the address as typed."""
        return str(loaded["address"])


class DraftSchema(Input[Draft]):
    """One page of answers as it was sent: raw texts by question, which the service reads by the question's kind."""

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> Draft:
        """Return the page's texts."""
        found = by_suffix(collected(data), ("value", "comment"), ("remove", "take", "then"))
        single = found[""]
        return Draft(
            values=found["value"],
            comments=found["comment"],
            remove=single.get("remove", ""),
            take=single.get("take", ""),
            then=single.get("then", ""),
        )


class SignatureSchema(Input[Signature]):
    """Who sends the answers in."""

    makes = Signature

    name = StrippedString(required=True, most=200, metadata={"label": N_("Your name"), "autocomplete": "name"})
    role = StrippedString(
        required=True, most=200, metadata={"label": N_("Your role"), "autocomplete": "organization-title"}
    )
    confirmed = YesNo(
        metadata={"label": N_("I may answer for the company, and the answers are true as far as I know.")}
    )


class SecrecyReasonSchema(Input[str]):
    """Why the supplier asks that an answer be kept secret."""

    reason = StrippedString(
        required=True,
        lines=True,
        most=SECRECY_LONGEST,
        metadata={
            "label": N_("What should be kept secret, and why?"),
            "hint": N_("For example: which competitors could use it, and what harm your company would suffer."),
        },
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


class MessageSchema(Input[str]):
    """What the supplier writes to the buyer."""

    text = StrippedString(
        required=True,
        lines=True,
        most=MESSAGE_LONGEST,
        metadata={"label": N_("Your message"), "hint": N_("The person who asks gets it by mail and answers here.")},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the text."""
        return str(loaded["text"])
