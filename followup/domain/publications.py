"""A supplier's traffic light on its way to the public: who must have said yes, and what stays when it is corrected.

The contract's owner writes and sends the text to the supplier; the secretariat publishes it; two persons at least.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from followup.domain.codes import Coded
from followup.domain.sharing import Light
from followup.domain.states import StateMachine
from followup.errors import N_, Reason


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


OUT = frozenset({_S.PUBLISHED, _S.REPLACED, _S.WITHDRAWN})  # was read by the public
UNDER_WAY = frozenset({_S.DRAFT, _S.IN_REVIEW, _S.WITH_SUPPLIER})

ALREADY = Reason("publication.already", N_("A text about this supplier in this category is already being worked on."))
NO_COOPERATION = Reason("publication.no_cooperation", N_("Your organisation belongs to no cooperation to publish in."))
NOT_A_DRAFT = Reason("publication.not_a_draft", N_("Only a draft can be changed. Return or take back the text first."))
NEEDS_TEXT = Reason(
    "publication.needs_text", N_("Describe what was found in one language at least, and what happens next in the same.")
)
NOT_FREE = Reason("publication.not_free", N_("Take out what is secret first; then record that nothing secret is left."))
TESTED_LATER = Reason("publication.tested_later", N_("The day of the test cannot lie ahead."))
VOIDED = Reason("publication.voided", N_("The contract was registered by mistake, so there is nothing to publish."))
NOT_FOR_CHECK = Reason("publication.not_for_check", N_("This text is not out for a check any more."))
CHECKED = Reason("publication.checked", N_("This text has already been checked. Ask the buyer to change the answer."))
SAY_WHAT = Reason("publication.say_what", N_("Say what is not right."))
CONSIDER = Reason(
    "publication.consider", N_("The supplier says that the facts are not right. Say that this was considered.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LightText:
    """What the public is to read, in the languages that it was written in."""

    text_sv: str = ""
    text_nb: str = ""
    text_en: str = ""
    next_step_sv: str = ""
    next_step_nb: str = ""
    next_step_en: str = ""

    @property
    def text(self) -> dict[str, str]:
        """Return what was found, by language."""
        return _by_language(sv=self.text_sv, nb=self.text_nb, en=self.text_en)

    @property
    def next_step(self) -> dict[str, str]:
        """Return what happens next, by language."""
        return _by_language(sv=self.next_step_sv, nb=self.next_step_nb, en=self.next_step_en)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPublication(LightText):
    """A text for one cooperation's public pages."""

    cooperation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecrecyTest:
    """That somebody has tested the text for secrecy, and why it may be published."""

    legal_basis: LegalBasis
    tested_on: date
    is_free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the supplier says of the facts; the answer is printed beside the text."""

    is_correct: bool
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationFilter:
    """What the list of texts is narrowed to."""

    status: PublicationStatus | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LightFilter:
    """What the public list of lights is narrowed to."""

    q: str = ""
    category: str = ""
    light: Light | None = None
    after: str | None = None


def _by_language(**texts: str) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}
