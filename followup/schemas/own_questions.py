"""An organisation's own questions, and the forms they are added to, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marshmallow import fields
from marshmallow.validate import Length

from followup.domain.code_of_conduct import QuestionKind
from followup.domain.own_questions import CHOICES_MOST, FORM_NAMES, NewOwnQuestion
from followup.domain.sourced import LANGUAGES
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, Instant, StrippedString, YesNo

_TEXT_MOST, _LINES_MOST = 1_000, 6_000
_HINT = N_("Leave a language empty, and its readers see another one.")
_ONE_A_LINE = N_("For questions with choices: one on each line, the same number in each language.")


def _lines(label: str, hint: str = "", most: int = _TEXT_MOST) -> StrippedString:
    return StrippedString(lines=True, most=most, metadata={"label": label, "hint": hint})


class OwnQuestionSchema(Input[NewOwnQuestion]):
    """A question as it is written, in one to three languages."""

    kind = CodedField(QuestionKind, required=True, metadata={"label": N_("Kind of answer"), "widget": "select"})
    text_en = _lines(N_("Question in English"), _HINT)
    text_sv = _lines(N_("Question in Swedish"))
    text_nb = _lines(N_("Question in Norwegian"))
    guidance_en = _lines(N_("Guidance in English"), N_("What helps to answer; the supplier reads it."))
    guidance_sv = _lines(N_("Guidance in Swedish"))
    guidance_nb = _lines(N_("Guidance in Norwegian"))
    options_en = _lines(N_("Choices in English"), _ONE_A_LINE, _LINES_MOST)
    options_sv = _lines(N_("Choices in Swedish"), most=_LINES_MOST)
    options_nb = _lines(N_("Choices in Norwegian"), most=_LINES_MOST)
    unit = StrippedString(most=30, metadata={"label": N_("Unit"), "hint": N_("For numbers, such as kWh.")})
    is_required = YesNo(metadata={"label": N_("Must be answered")})
    takes_evidence = YesNo(metadata={"label": N_("Documents can be attached")})
    forms = fields.List(
        StrippedString(most=60),
        validate=Length(max=len(FORM_NAMES), error="field.list"),
        error_messages={"invalid": "field.list", "null": "field.null"},
        metadata={
            "label": N_("Asked in these forms"),
            "hint": N_("None chosen means all forms."),
            "widget": "checkboxes",
        },
    )

    def build(self, loaded: Mapping[str, object]) -> NewOwnQuestion:
        """Return the question."""
        kind, forms = loaded["kind"], loaded.get("forms")
        assert isinstance(kind, QuestionKind)
        return NewOwnQuestion(
            kind=kind,
            text=_said(loaded, "text"),
            guidance=_said(loaded, "guidance") or None,
            options={language: _each(text) for language, text in _said(loaded, "options").items()},
            unit=str(loaded.get("unit") or ""),
            is_required=loaded.get("is_required") is True,
            takes_evidence=loaded.get("takes_evidence") is True,
            forms=tuple(dict.fromkeys(str(key) for key in forms)) if isinstance(forms, list) else (),
        )


def _said(loaded: Mapping[str, object], name: str) -> dict[str, str]:
    """Return what is written, by language."""
    texts = {language: str(loaded.get(f"{name}_{language}") or "").strip() for language in LANGUAGES}
    return {language: text for language, text in texts.items() if text}


def _each(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][: CHOICES_MOST + 1]


def flat(name: str, said: Mapping[str, str] | None) -> dict[str, object]:
    """Return texts by language as the form names them."""
    return {f"{name}_{language}": (said or {}).get(language, "") for language in LANGUAGES}


def flat_options(options: Sequence[Mapping[str, str]] | None) -> dict[str, object]:
    """Return the choices as the form names them: by language, one on each line."""
    return {
        f"options_{language}": "\n".join(said[language] for said in options or () if language in said)
        for language in LANGUAGES
    }


class OwnQuestionRowSchema(Output):
    """One of the organisation's own questions."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    key = fields.String()
    kind = CodedField(QuestionKind)
    text = fields.Dict(keys=fields.String(), values=fields.String())
    guidance = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    options = fields.List(fields.Dict(keys=fields.String(), values=fields.String()), allow_none=True)
    unit = fields.String(allow_none=True)
    is_required = fields.Boolean()
    takes_evidence = fields.Boolean()
    forms = fields.List(fields.String())
    retired_at = Instant(allow_none=True)
