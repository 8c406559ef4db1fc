"""Three languages: gettext catalogues, the language in force, dates, numbers and money as people write them.

Built on Babel alone: mails, PDFs and the command line speak without a web request, so the language is a
context variable that the caller sets with `speaking(...)`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from followup.errors import Reason
from followup.resources import package_dir

LANGUAGES: Mapping[str, str] = {"sv": "Svenska", "nb": "Norsk bokmål", "en": "English"}
SOURCE = "en"

_current: ContextVar[str] = ContextVar("language", default=SOURCE)
_compiled: list[Path] = []


def compile_catalogues(target: Path, source: Path | None = None) -> None:
    """Compile every .po into `target` where it is newer, and use what is there from now on."""
    source = source or package_dir("translations")
    for po in source.glob("*/LC_MESSAGES/messages.po"):
        mo = target / po.relative_to(source).with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        with po.open("rb") as f:
            catalogue = read_po(f, locale=po.parts[-3])
        scratch = mo.with_name(f"{mo.name}.{os.getpid()}")
        with scratch.open("wb") as f:
            write_mo(f, catalogue)
        scratch.replace(mo)
    _compiled[:] = [target]
    _catalogue.cache_clear()


@lru_cache
def _catalogue(language: str) -> NullTranslations:
    for folder in _compiled:
        return Translations.load(folder, [language], domain="messages")
    return NullTranslations()


def language() -> str:
    """Return the language in force: "en", "sv" or "nb"."""
    return _current.get()


def use(code: str) -> None:
    """Set the language for the rest of this context, such as one web request."""
    _current.set(code if code in LANGUAGES else SOURCE)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language for a while, such as the recipient's in a mail."""
    token = _current.set(code if code in LANGUAGES else SOURCE)
    try:
        yield
    finally:
        _current.reset(token)


def closest(wanted: Iterable[str]) -> str:
    """Return the first language of the list that we speak; Norwegian variants are read as Bokmål."""
    for value in wanted:
        primary = value.replace("_", "-").split("-")[0].lower()
        primary = {"no": "nb", "nn": "nb"}.get(primary, primary)
        if primary in LANGUAGES:
            return primary
    return SOURCE


def gettext(text: str, /, **params: object) -> str:
    """Return the text in the language in force, with {named} facts filled in."""
    translated = str(_catalogue(language()).gettext(text)) if text else ""
    return translated.format(**{k: shown(v) for k, v in params.items()}) if params else translated


def ngettext(one: str, many: str, n: int, /, **params: object) -> str:
    """Return the singular or plural text for n in the language in force; {n} is the number itself."""
    translated = str(_catalogue(language()).ngettext(one, many, n))
    return translated.format(**{"n": number(n), **{k: shown(v) for k, v in params.items()}})


def explain(reason: Reason) -> str:
    """Return the reason as a sentence in the language in force."""
    return gettext(reason.text, **reason.params) if reason.params else gettext(reason.text)


def shown(value: object) -> str:
    """Return any fact as a person would write it in a sentence."""
    if isinstance(value, Reason):
        return explain(value)
    label = getattr(value, "label", None)
    if isinstance(label, str):
        return gettext(label)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | Decimal):
        return number(value)
    return str(value)


def _locale() -> Locale:
    return Locale.parse({"en": "en_GB"}.get(language(), language()))


def day(value: date | None) -> str:
    """Return a civil date: 2026-03-02 in Swedish, 02.03.2026 in Norwegian, 2 Mar 2026 in English."""
    if value is None:
        return ""
    pattern = {"sv": "yyyy-MM-dd", "nb": "dd.MM.yyyy"}.get(language(), "d MMM yyyy")
    return dates.format_date(value, pattern, locale=_locale())


def month(value: int, year: int | None = None, *, short: bool = False) -> str:
    """Return a month of the year (1 is January) by its name, as a heading has it; with the year where one is given."""
    pattern = ("LLL" if short else "LLLL") + (" y" if year is not None else "")
    text = dates.format_date(date(year or 2000, value, 1), pattern, locale=_locale()).rstrip(".")
    return text[:1].upper() + text[1:]


def weekday(value: date, *, short: bool = False) -> str:
    """Return the name of a date's weekday, as a heading has it."""
    text = dates.format_date(value, "ccc" if short else "cccc", locale=_locale()).rstrip(".")
    return text[:1].upper() + text[1:]


def instant(value: datetime | None, zone: str = "Europe/Stockholm") -> str:
    """Return an instant in the zone, to the minute."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date())} {local:%H:%M}"


def number(value: int | Decimal, decimals: int | None = None) -> str:
    """Return a number with the language's separators."""
    if decimals is not None:
        return numbers.format_decimal(
            value, format=f"#,##0.{'0' * decimals}" if decimals else "#,##0", locale=_locale()
        )
    return numbers.format_decimal(value, locale=_locale())


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with its unit: "131 418,00 kr"; the code where the crown is another country's."""
    at_home = {"sv": "SEK", "nb": "NOK"}.get(language())
    text = number(amount, 2)
    return f"{text}\u00a0kr" if currency == at_home else f"{text}\u00a0{currency}"


def country(code: str | None) -> str:
    """Return the country's name, or the code where it has none."""
    if not code:
        return ""
    return str(_locale().territories.get(code.upper(), code))


def countries() -> list[tuple[str, str]]:
    """Return all countries as (code, name), by name.

    Shape: two-letter ISO 3166-1 codes only.
    """
    pairs = [
        (c, str(n)) for c, n in _locale().territories.items() if len(c) == 2 and c.isalpha() and c not in _NOT_COUNTRIES
    ]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
