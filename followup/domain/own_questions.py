"""Questions that an organisation adds to the forms it sends.

The key stays when the wording changes, so that years can be compared; the choices keep their codes in the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from followup.domain.code_of_conduct import Option, Question, QuestionKind
from followup.domain.forms import ANIMAL_WELFARE, CLIMATE, LABOUR, OWN_SECTION, SHORT, TRACEABILITY
from followup.domain.questionnaires import FORM
from followup.domain.sourced import LANGUAGES, Text
from followup.errors import N_, Invalid, Reason

NO_TEXT = Reason("own_question.no_text", N_("Write the question in at least one language."))
NO_CHOICES = Reason("own_question.no_choices", N_("Write at least two choices, one on each line."))
OTHER_CHOICES = Reason(
    "own_question.other_choices", N_("Here are {here} choices, in another language {there}. Write the same in each.")
)
IDLE_CHOICES = Reason(
    "own_question.idle_choices",
    N_("An answer of this kind has no choices to choose from. Empty the field, or choose another kind of answer."),
)
NO_UNIT = Reason("own_question.no_unit", N_("Only a number has a unit. Empty the field, or choose another kind."))
SAME_CHOICES = Reason("own_question.same_choices", N_("Two choices are the same. Write each choice once."))
RETIRED = Reason(
    "own_question.retired", N_("This question is no longer asked, so it cannot be changed. Add a new one.")
)
KIND_STAYS = Reason(
    "own_question.kind_stays",
    N_("The kind of answer stays, so that years can be compared. Add a new question instead."),
)

CHOICES_MOST = 30
FORM_NAMES: Mapping[str, str] = {
    FORM: N_("Self-assessment of the standard terms"),
    SHORT: N_("Self-assessment, short form"),
    TRACEABILITY: N_("Traceability"),
    LABOUR: N_("Pay and working conditions"),
    CLIMATE: N_("Climate"),
    ANIMAL_WELFARE: N_("Animal welfare"),
}
"""What the forms are called where one is chosen."""

_SUPPORT = Text(
    en="Documents that support the answer.", sv="Underlag som stöder svaret.", nb="Dokumentasjon som støtter svaret."
)
_WITH_CHOICES = (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)
_NUMBERS = (QuestionKind.WHOLE_NUMBER, QuestionKind.NUMBER)

Said = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOwnQuestion:
    """A question as it is written.

    Shape: texts by language, those that are there; `options` by language a list of choices; `forms` none for all.
    """

    kind: QuestionKind
    text: Said
    guidance: Said | None = None
    options: Mapping[str, Sequence[str]] | None = None
    unit: str = ""
    is_required: bool = False
    takes_evidence: bool = False
    forms: tuple[str, ...] = ()


def checked(new: NewOwnQuestion) -> NewOwnQuestion:
    """Return the question when it can be asked.

    Errors: Invalid by field.
    """
    if not new.text:
        raise Invalid.at("text_en", NO_TEXT)
    _check_idle(new)
    if new.kind not in _WITH_CHOICES:
        return new
    lists = {language: list(texts) for language, texts in (new.options or {}).items() if texts}
    counts = [len(texts) for texts in lists.values()]
    if not counts or min(counts) < 2:
        raise Invalid.at(f"options_{next(iter(lists), 'en')}", NO_CHOICES)
    for language, texts in lists.items():
        if len(texts) != counts[0]:
            raise Invalid.at(f"options_{language}", OTHER_CHOICES.but(here=len(texts), there=counts[0]))
        if len(set(texts)) != len(texts):
            raise Invalid.at(f"options_{language}", SAME_CHOICES)
    return new


def _check_idle(new: NewOwnQuestion) -> None:
    """Refuse what an answer of this kind has no use for, rather than losing it."""
    if new.unit and new.kind not in _NUMBERS:
        raise Invalid.at("unit", NO_UNIT)
    idle = [language for language, texts in (new.options or {}).items() if texts]
    if idle and new.kind not in _WITH_CHOICES:
        raise Invalid({f"options_{language}": [IDLE_CHOICES] for language in idle})


def options_of(new: NewOwnQuestion, before: Sequence[Said] = ()) -> list[dict[str, str]]:
    """Return the choices as they are kept, each with a code; one that was there before keeps its own.

    A choice is known again by its wording in any language. A new code is made of the wording, so that it is never
    given to another choice, and one that comes back has the code it had.
    """
    if new.kind not in _WITH_CHOICES:
        return []
    lists = {language: texts for language, texts in (new.options or {}).items() if texts}
    rows = [dict(zip(lists, texts, strict=True)) for texts in zip(*lists.values(), strict=True)]
    codes = {(language, said[language]): said["code"] for said in before for language in LANGUAGES if language in said}
    kept: dict[str, dict[str, str]] = {}
    for row in rows:
        known = (codes[said] for said in row.items() if said in codes)
        code = next((code for code in known if code not in kept), "") or _code(next(iter(row.values())), kept)
        kept[code] = {"code": code, **row}
    return list(kept.values())


def _code(text: str, taken: Collection[str]) -> str:
    code = "c" + hashlib.sha256(text.encode()).hexdigest()[:8]
    while code in taken:
        code += "x"
    return code


def as_text(said: Said) -> Text:
    """Return a text for all three languages; where one is not written, the reader gets one that is."""
    any_text = next((said[language] for language in LANGUAGES if said.get(language)), "")
    return Text(**{language: said.get(language) or any_text for language in LANGUAGES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A question as it is kept."""

    key: str
    kind: QuestionKind
    text: Said
    guidance: Said | None
    options: Sequence[Said] | None
    unit: str | None
    is_required: bool
    takes_evidence: bool


def as_question(stored: Stored) -> Question:
    """Return the question as a form asks it, under the heading of the buyer's own."""
    return Question(
        key=f"{OWN_SECTION}.{stored.key}",
        section=OWN_SECTION,
        kind=stored.kind,
        text=as_text(stored.text),
        source="OWN",
        guidance=as_text(stored.guidance) if stored.guidance else None,
        evidence=_SUPPORT if stored.takes_evidence else None,
        required=stored.is_required,
        options=tuple(Option(code=said["code"], text=as_text(said)) for said in stored.options or ()),
        unit=as_text({"en": stored.unit}) if stored.unit and stored.kind in _NUMBERS else None,
    )
