"""Schema + values + problems -> fields that a template can draw; and a sent form -> the mapping that JSON would give.

There is no second form class: what a field is called, needs and offers is said once, in its marshmallow schema, with
`metadata={"label": N_(..), "hint": N_(..), "widget": ..}` where the type alone does not say enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

from followup import i18n
from followup.domain.codes import Coded
from followup.domain.money import Money
from followup.errors import N_, Problems
from followup.i18n import explain, gettext
from followup.schemas.fields import (
    CodedField,
    CountryField,
    EmailField,
    LocalDate,
    MoneyField,
    StrippedString,
    WholeNumber,
    YesNo,
)

Choice = tuple[str, str]
Described = fields.Field[Any]

CARRIED = ("csrf_token", "version")  # travel with every form and belong to no schema
RADIOS_MOST = 5
EVIDENCE_KINDS = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt"  # Source: trust.md I4

_WIDGETS: tuple[tuple[type[Described], str], ...] = (
    (EmailField, "email"),
    (LocalDate, "date"),
    (WholeNumber, "number"),
    (MoneyField, "decimal"),
    (YesNo, "checkbox"),
    (fields.List, "checkboxes"),
)
_INPUT_TYPES = {"email": "email", "password": "password", "file": "file", "tel": "tel", "hidden": "hidden"}
_INPUT_MODES = {"decimal": "decimal", "number": "numeric"}
_YES_NO = (("yes", N_("Yes")), ("no", N_("No")))


class Problem(NamedTuple):
    """One line of the error summary; without an id it is about the form as a whole."""

    id: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form, ready to draw: texts are translated, values are as a person writes them."""

    name: str
    id: str
    label: str
    hint: str
    widget: str
    required: bool
    choices: tuple[Choice, ...]
    values: tuple[str, ...]
    problems: tuple[str, ...]
    saved: str | None
    suffix: str
    autocomplete: str
    accept: str
    multiple: bool

    @property
    def value(self) -> str:
        """Return what stands in the field; a password is never shown again."""
        return "" if self.widget == "password" or not self.values else self.values[0]

    @property
    def input_type(self) -> str:
        """Return the type of the input; a date that is not one is shown as text, so that nothing typed is lost."""
        if self.widget == "date":
            return "date" if not self.value or _is_date(self.value) else "text"
        return _INPUT_TYPES.get(self.widget, "text")

    @property
    def input_mode(self) -> str:
        """Return the keyboard that a telephone should show, or nothing."""
        return _INPUT_MODES.get(self.widget, "")

    @property
    def is_group(self) -> bool:
        """Return whether it is several inputs under one legend."""
        return self.widget in ("radio", "checkboxes", "sites")

    @property
    def described_by(self) -> str:
        """Return the ids of the texts that belong to the input, in reading order."""
        parts = (("hint", self.hint or self.accept), ("error", self.problems), ("saved", self.saved is not None))
        return " ".join(f"{self.id}-{name}" for name, is_there in parts if is_there)

    def is_chosen(self, code: str) -> bool:
        """Return whether this choice is ticked."""
        return code in self.values


class Form:
    """A schema with values and problems; iterating gives its fields in the schema's order.

    `data` holds domain values or the raw text of a sent form; `saved` what somebody else stored meanwhile; `version`
    what the next save is based on; `prefix` keeps ids apart when a page has several forms.
    """

    def __init__(
        self,
        schema: type[Schema],
        data: Mapping[str, object] | None = None,
        problems: Problems | None = None,
        choices: Mapping[str, Sequence[Choice]] | None = None,
        saved: Mapping[str, object] | None = None,
        *,
        version: int | None = None,
        prefix: str = "field",
    ) -> None:
        self.version = version
        self.prefix = prefix
        declared = schema().load_fields
        names = {described.data_key or name: described for name, described in declared.items()}
        told = {path: tuple(explain(reason) for reason in reasons) for path, reasons in (problems or {}).items()}
        loose = {path: texts for path, texts in told.items() if _owner(path, names) is None}
        self._loose = tuple(Problem("", path, text) for path, texts in loose.items() for text in texts)
        self._fields = {
            name: self._draw(
                name,
                described,
                (data or {}).get(name),
                tuple(dict.fromkeys(t for path, texts in told.items() if _owner(path, names) == name for t in texts)),
                (choices or {}).get(name),
                saved,
            )
            for name, described in names.items()
        }

    def _draw(
        self,
        name: str,
        described: Described,
        value: object,
        problems: tuple[str, ...],
        choices: Sequence[Choice] | None,
        saved: Mapping[str, object] | None,
    ) -> Field:
        inner = described.inner if isinstance(described, fields.List) else described
        told = described.metadata
        widget = str(told.get("widget") or _widget(described, inner, given=choices is not None))
        offered = tuple(told.get("choices", _choices(inner, widget)) if choices is None else choices)
        currency = inner.currency if isinstance(inner, MoneyField) else ""
        values = _written(value, currency)
        return Field(
            name=name,
            id=f"{self.prefix}-{name}",
            label=gettext(str(told.get("label") or name.replace("_", " ").capitalize())),
            hint=gettext(str(told.get("hint", ""))),
            widget=widget,
            required=described.required,
            choices=offered,
            values=values,
            problems=problems,
            saved=None if saved is None or name not in saved else _saved(saved.get(name), values, offered, currency),
            suffix=str(told.get("suffix", "" if any(text[-1].isalpha() for text in values) else currency)),
            autocomplete=str(told.get("autocomplete", "email" if widget == "email" else "off")),
            accept=str(told.get("accept", EVIDENCE_KINDS)) if widget == "file" else "",
            multiple=bool(told.get("multiple", False)),
        )

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields.values())

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    @property
    def has_problems(self) -> bool:
        """Return whether anything needs to be corrected; the page title then says so."""
        return bool(self._loose) or any(field.problems for field in self)

    @property
    def has_files(self) -> bool:
        """Return whether the form must be sent as multipart."""
        return any(field.widget == "file" for field in self)

    @property
    def error_summary(self) -> tuple[Problem, ...]:
        """Return every problem: the form's own first, then field by field."""
        return (*self._loose, *(Problem(field.id, field.label, text) for field in self for text in field.problems))


def decode(form: MultiDict[str, str], schema: type[Schema]) -> dict[str, object]:
    """Return the mapping that JSON would give: stripped, blank means absent, repeated keys are lists for list fields.

    Unknown keys stay, so that the schema refuses them; a single value that comes twice stays a list, for the same end.
    """
    declared = {described.data_key or name: described for name, described in schema().load_fields.items()}
    decoded: dict[str, object] = {}
    for name, sent in form.lists():
        if name in CARRIED:
            continue
        texts = [text.strip() for text in sent]
        if name not in declared:
            decoded[name] = texts[0] if len(texts) == 1 else texts
            continue
        if filled := [text for text in texts if text]:
            single = len(filled) == 1 and not isinstance(declared[name], fields.List)
            decoded[name] = filled[0] if single else filled
    return decoded


def coded_choices(codes: Iterable[Coded]) -> tuple[Choice, ...]:
    """Return (code, label in the reader's language) for each code."""
    return tuple((str(member), gettext(member.label)) for member in codes)


def _owner(path: str, names: Mapping[str, Described]) -> str | None:
    """Return the field that a dotted path belongs to: "roles.0" to "roles"."""
    if path in names:
        return path
    first = path.partition(".")[0]
    return first if first in names else None


def _widget(described: Described, inner: Described, *, given: bool) -> str:
    for kind, widget in _WIDGETS:
        if isinstance(described, kind):
            return widget
    if given or isinstance(described, CountryField):
        return "select"
    if isinstance(described, CodedField):
        return "radio" if described.required and len(described.codes) <= RADIOS_MOST else "select"
    return "textarea" if isinstance(inner, StrippedString) and inner.lines else "text"


def _choices(inner: Described, widget: str) -> Iterable[Choice]:
    if isinstance(inner, CodedField):
        return coded_choices(inner.codes)
    if isinstance(inner, CountryField):
        return i18n.countries()
    if isinstance(inner, YesNo) and widget != "checkbox":
        return tuple((code, gettext(text)) for code, text in _YES_NO)
    return ()


def _written(value: object, currency: str = "") -> tuple[str, ...]:
    """Return the value as a person would type it, one text per item; a foreign currency with its code."""
    if value is None or value == "":
        return ()
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(text for item in value for text in _written(item))
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, Money):
        return (_typed(value.amount) + ("" if value.currency == currency else f" {value.currency}"),)
    if isinstance(value, date):
        return (value.isoformat(),)
    return (_typed(value) if isinstance(value, Decimal) else str(value),)


def _typed(amount: Decimal) -> str:
    """Return an amount with spaces between thousands and the language's decimal sign, as `money.parse` reads it."""
    text = f"{amount:,}".replace(",", "\u00a0")
    return text if i18n.language() == "en" else text.replace(".", ",")


def _saved(value: object, values: tuple[str, ...], choices: Sequence[Choice], currency: str) -> str | None:
    """Return what somebody else stored, in words, where it differs from what stands in the field."""
    if _written(value, currency) == values:
        return None
    if isinstance(value, date):
        return i18n.day(value)
    if isinstance(value, Money):
        return i18n.money(value.amount, value.currency)
    labels = {**{code: gettext(text) for code, text in _YES_NO}, **dict(choices)}
    return ", ".join(labels.get(text, text) for text in _written(value)) or gettext("(empty)")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
