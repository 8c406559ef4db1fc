"""What the holder of a personal link writes about it: a code, a colleague."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields
from marshmallow.validate import OneOf

from followup.domain.contributors import NewContributor
from followup.domain.sourced import LANGUAGES
from followup.errors import N_
from followup.schemas.base import Input
from followup.schemas.fields import EmailField, StrippedString, YesNo

_CODE_LONGEST = 60  # eight digits, however they are spaced


class CodeSchema(Input[str]):
    """The code as typed; it is compared, never judged."""

    code = StrippedString(
        required=True,
        most=_CODE_LONGEST,
        metadata={"label": N_("Code"), "hint": N_("Eight digits, from the mail."), "autocomplete": "one-time-code"},
    )

    def build(self, loaded: Mapping[str, object]) -> str:
        """Return the code as typed."""
        return str(loaded["code"])


def _sections() -> fields.List[str]:
    return fields.List(
        StrippedString(most=60),
        required=True,
        metadata={
            "label": N_("Sections"),
            "hint": N_("The colleague sees these and no others."),
            "widget": "checkboxes",
        },
    )


class NewContributorSchema(Input[NewContributor]):
    """Whom the holder asks for help."""

    name = StrippedString(required=True, most=200, metadata={"label": N_("Colleague's name"), "autocomplete": "off"})
    email = EmailField(
        required=True,
        most=254,
        metadata={
            "label": N_("Colleague's e-mail address"),
            "hint": N_("A personal link goes here; it opens with this address only."),
            "autocomplete": "off",
        },
    )
    language = StrippedString(
        required=True,
        validate=OneOf(LANGUAGES, error="field.choice"),
        metadata={"label": N_("Language of the letter"), "widget": "radio"},
    )
    sections = _sections()

    def build(self, loaded: Mapping[str, object]) -> NewContributor:
        """Return the colleague."""
        sections = loaded["sections"]
        assert isinstance(sections, list)
        name, email, language = (str(loaded[key]) for key in ("name", "email", "language"))
        return NewContributor(name=name, email=email, language=language, sections=tuple(sections))


class SectionsSchema(Input[tuple[str, ...]]):
    """Which sections a colleague may answer."""

    sections = _sections()

    def build(self, loaded: Mapping[str, object]) -> tuple[str, ...]:
        """Return the ids of the sections."""
        sections = loaded["sections"]
        assert isinstance(sections, list)
        return tuple(sections)


class AsksForCodesSchema(Input[bool]):
    """Whether the organisation asks suppliers for a mailed code."""

    asks_for_codes = YesNo(
        metadata={
            "label": N_("Ask suppliers for a mailed code when the contract has risk class A"),
            "hint": N_(
                "Before they send their answers in, read what they have sent, or invite a colleague. The code goes to "
                "the address that the link was sent to, and is valid for ten minutes."
            ),
        }
    )

    def build(self, loaded: Mapping[str, object]) -> bool:
        """Return the setting; a box that is not ticked is not sent."""
        return bool(loaded.get("asks_for_codes"))
