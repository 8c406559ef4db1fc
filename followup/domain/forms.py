"""The bank of forms: what can be sent to a supplier beside the form of the standard terms, and which one is sent when.

Good examples and guides for assessing are kept by the question's key, so that they also serve the forms of the terms.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from followup.domain.code_of_conduct import Question, Questionnaire, QuestionSection
from followup.domain.follow_up_rules import FollowUpKind
from followup.domain.questionnaires import FORM, asked
from followup.domain.sourced import Number, Period, Provenance, Text
from followup.errors import N_, Invalid, Reason

SHORT = "self_assessment_short"
TRACEABILITY = "traceability"
LABOUR = "labour"
CLIMATE = "climate"
ANIMAL_WELFARE = "animal_welfare"
OWN_SECTION = "own"

NOT_SENT = Reason(
    "form.not_sent", N_("No questions are sent to the supplier for a follow-up of this kind. Record findings instead.")
)
NOT_OFFERED = Reason("form.not_offered", N_("This form is not used for a follow-up of this kind. Choose another."))
CHOOSE = Reason("form.choose", N_("Choose which form to send."))
SAY_IF_LARGE = Reason(
    "form.say_if_large",
    N_("Say if the supplier is a large enterprise, or choose the form: it decides between the full and the short one."),
)
SAY_VALUE = Reason(
    "form.say_value",
    N_("Whether the full or the short form is sent depends on the contract's value, which is not known. Choose one."),
)

# Source: domain.md 2.4 (DFØ): the full form for a framework with a large enterprise and more than 50 million NOK.
FULL_ABOVE_MINOR = 50_000_000_00

OFFERED: Mapping[FollowUpKind, tuple[str, ...]] = {
    FollowUpKind.SELF_ASSESSMENT: (FORM, SHORT, CLIMATE, ANIMAL_WELFARE),
    FollowUpKind.TRACEABILITY: (TRACEABILITY,),
    FollowUpKind.PAY_CONTROL: (LABOUR,),
    FollowUpKind.DOCUMENT_REVIEW: (CLIMATE, ANIMAL_WELFARE, LABOUR),
}
"""The forms that can be sent for each kind of follow-up; a kind that is not here is not asked of the supplier."""

BY_RULE = (FollowUpKind.SELF_ASSESSMENT, FollowUpKind.TRACEABILITY, FollowUpKind.PAY_CONTROL)
"""The kinds whose form follows from the rules: sending it is what the follow-up begins with."""

ABOUT_CLAUSES = (FORM, SHORT)
"""The forms that ask what the contract's clauses promise; the others ask about the delivery, whatever binds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What helps with one question, by its key: an example for the supplier, and how the buyer assesses the answer."""

    question: str
    assessment: Text
    provenance: Provenance
    source: str
    good_example: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBank:
    """One adopted edition of the forms that belong to no generation of the terms."""

    key: str
    title: Text
    issuer: Text
    in_force: Period
    languages: tuple[str, ...]
    source: str
    forms: tuple[Questionnaire, ...]
    guides: tuple[Guide, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """For which kind of follow-up a form is sent, where, and what the sender has said about it."""

    kind: FollowUpKind
    country: str
    form_key: str | None = None
    is_large: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """What decides between the full and the short form in Norway; what is not known is None and never guessed."""

    country: str
    is_framework: bool
    value_minor: int | None = None
    currency: str | None = None
    is_large: bool | None = None

    @property
    def amount_minor(self) -> int | None:
        """Return the value in Norwegian money, or None where it is not known in it."""
        return self.value_minor if self.currency == "NOK" else None

    @property
    def asks_if_large(self) -> bool:
        """Return whether the size of the supplier decides which form is sent."""
        above = self.amount_minor is None or self.amount_minor > FULL_ABOVE_MINOR
        return self.country == "NO" and self.is_framework and above


def form_for(kind: FollowUpKind, deal: Deal, chosen: str | None = None, there: Collection[str] = (FORM,)) -> str:
    """Return the form to send: the chosen one, else by the rules, never by a guess.

    `there` are the forms that are adopted: without the short form everybody gets the form of the terms.
    Errors: Invalid at form_key or is_large, when it has to be said first.
    Source: domain.md 2.4.
    """
    offered = OFFERED.get(kind)
    if offered is None:
        raise Invalid.at("form_key", NOT_SENT)
    if chosen:
        if chosen not in offered:
            raise Invalid.at("form_key", NOT_OFFERED)
        return chosen
    if kind is FollowUpKind.SELF_ASSESSMENT:
        return _self_assessment(deal) if SHORT in there else FORM
    if len(offered) > 1:
        raise Invalid.at("form_key", CHOOSE)
    return offered[0]


def _self_assessment(deal: Deal) -> str:
    if deal.country != "NO":
        return FORM
    if not deal.asks_if_large or deal.is_large is False:
        return SHORT
    if deal.is_large is None:
        raise Invalid.at("is_large", SAY_IF_LARGE)
    if deal.amount_minor is None:
        raise Invalid.at("form_key", SAY_VALUE)
    return FORM


def fitted(form: Questionnaire, bound: Collection[str]) -> Questionnaire:
    """Return the form as it is asked about one contract: of the clauses those that bind, of the delivery everything."""
    if form.key in ABOUT_CLAUSES:
        return asked(form, bound)
    loose = tuple(q if q.clause in bound else replace(q, clause=None) for q in form.questions)
    return replace(form, questions=loose)


def guided(form: Questionnaire, guides: Sequence[Guide]) -> Questionnaire:
    """Return the form with the bank's examples and guides; what the form itself says of a question goes first."""
    by_key = {guide.question: guide for guide in guides}
    return replace(form, questions=tuple(_helped(q, by_key.get(q.key)) for q in form.questions))


def _helped(question: Question, guide: Guide | None) -> Question:
    if guide is None:
        return question
    return replace(
        question,
        good_example=question.good_example or guide.good_example,
        assessment_guide=question.assessment_guide or guide.assessment,
    )


def with_own(form: Questionnaire, own: Sequence[Question]) -> Questionnaire:
    """Return the form with the buyer's own questions behind its own, under a heading of theirs.

    Units: the minutes grow at the pace of the form.
    """
    if not own:
        return form
    heading = QuestionSection(id=OWN_SECTION, title=_OWN_TITLE)
    sections, questions = (*form.sections, heading), (*form.questions, *own)
    return replace(form, sections=sections, questions=questions, minutes=_longer(form, len(own)))


def _longer(form: Questionnaire, more: int) -> Number:
    minutes = form.minutes.value
    if minutes is None or not form.questions:
        return form.minutes
    return replace(form.minutes, value=minutes - (-minutes * more // len(form.questions)))


_OWN_TITLE = Text(en="The buyer's own questions", sv="Köparens egna frågor", nb="Oppdragsgiverens egne spørsmål")
