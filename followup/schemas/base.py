"""Wire and form <-> domain values. Unknown keys are refused; what is wrong comes out as Reasons, not as loose text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Generic, TypeVar

from marshmallow import RAISE, Schema, ValidationError

from followup.errors import N_, Invalid, Problems, Reason

T = TypeVar("T")

REASONS: dict[str, Reason] = {
    r.code: r
    for r in (
        Reason("field.required", N_("This is needed.")),
        Reason("field.null", N_("This may not be empty.")),
        Reason("field.unknown", N_("This field does not exist here.")),
        Reason("field.invalid", N_("This is not in the expected form.")),
        Reason("field.type", N_("An object with fields is expected here.")),
        Reason("field.string", N_("Text is expected here.")),
        Reason("field.short", N_("Write at least {least} characters.")),
        Reason("field.long", N_("Write at most {most} characters.")),
        Reason("field.line", N_("Write this on one line, without control characters.")),
        Reason("field.text", N_("There are characters here that cannot be stored. Remove them and try again.")),
        Reason("field.integer", N_("Write a whole number.")),
        Reason("field.range", N_("Write a number from {least} to {most}.")),
        Reason("field.choice", N_("Choose one of the listed values.")),
        Reason("field.date", N_("Write the date as year-month-day, such as 2026-03-02.")),
        Reason("field.id", N_("This is not an id from this service.")),
        Reason("field.email", N_("Write an e-mail address such as name@example.org.")),
        Reason("field.country", N_("Write the country as two letters, such as SE or NO.")),
        Reason("field.boolean", N_("Answer yes or no.")),
        Reason("field.list", N_("A list is expected here.")),
    )
}


class Output(Schema):
    """Values -> a mapping with an explicit list of fields."""


class Input(Schema, Generic[T]):
    """A mapping (JSON or a decoded form) -> one domain value."""

    makes: ClassVar[Callable[..., object]]

    class Meta:
        """Nothing unknown passes."""

        unknown = RAISE

    error_messages = {"unknown": "field.unknown", "type": "field.type"}

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> T:
        """Return the domain value.

        Errors: Invalid with a Reason per path.
        """
        try:
            loaded = self.load(data, partial=partial)
        except ValidationError as error:
            raise Invalid(_flat(error.messages)) from None
        return self.build(loaded)

    def build(self, loaded: Mapping[str, object]) -> T:
        """Return the domain value made of the checked mapping; `makes` called with it unless overridden."""
        return type(self).makes(**loaded)  # type: ignore[return-value] # makes is T's constructor


def _flat(messages: object, path: str = "") -> Problems:
    """Return marshmallow's nested messages as dotted path -> reasons."""
    problems: dict[str, list[Reason]] = {}
    if isinstance(messages, Mapping):
        for key, value in messages.items():
            name = "" if key == "_schema" else str(key)
            for inner, reasons in _flat(value, ".".join(p for p in (path, name) if p)).items():
                problems.setdefault(inner, []).extend(reasons)
    elif isinstance(messages, Iterable) and not isinstance(messages, str):
        for message in messages:
            problems.setdefault(path, []).append(_reason(message))
    else:
        problems.setdefault(path, []).append(_reason(messages))
    return problems


def _reason(message: object) -> Reason:
    if isinstance(message, Reason):
        return message
    code, *params = str(message).split("|")
    facts = {name: value for name, _, value in (p.partition("=") for p in params)}
    return REASONS.get(code, REASONS["field.invalid"]).but(**facts)
