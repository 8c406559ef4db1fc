"""The lists behind the columns of the table of contracts: which codes there are, and what each is called.

A file is written in the reader's language and read in all three, so a list that was filled in in Norwegian can be
imported by somebody who works in Swedish.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from followup.domain.code_of_conduct import Level
from followup.domain.codes import Coded
from followup.domain.contracts import Criticality
from followup.domain.exchange import COLUMNS
from followup.domain.exchange_cells import Codes, Labels, fold
from followup.domain.exchange_rows import OnConflict, names_of
from followup.domain.money import CURRENCIES
from followup.domain.risk import RiskClass
from followup.errors import N_
from followup.i18n import LANGUAGES, countries, gettext, language, speaking
from followup.schemas.actions import FilesField
from followup.schemas.base import Input
from followup.schemas.fields import CodedField
from followup.schemas.risk import tables

_CODED: Mapping[str, type[Coded]] = {"level": Level, "risk_class": RiskClass, "criticality": Criticality}
_COUNTRIES = ("supplier_country", "production_country")
_NO = N_("No")
_YES = N_("Yes")


@dataclass(frozen=True, slots=True)
class Lists:
    """The codes of each column by every name they go by, and their labels in the language in force."""

    codes: Codes
    labels: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What is asked beside the file."""

    on_conflict: OnConflict


_FILE = {"label": N_("File"), "widget": "file", "accept": ".xlsx,.csv", "hint": N_("At most 10 MB and 10 000 rows.")}


class UploadSchema(Input[Upload]):
    """The file to import, which travels beside the fields, and what to do where somebody else has worked meanwhile."""

    makes = Upload

    file = FilesField(metadata=_FILE)
    on_conflict = CodedField(
        OnConflict,
        required=True,
        metadata={
            "label": N_("If a contract has been changed since it was exported"),
            "hint": N_("Only cells that were edited in the file are ever written."),
        },
    )


class UploadFormSchema(UploadSchema):
    """The same as it is drawn: the file is needed."""

    file = FilesField(required=True, metadata=_FILE)


def lists_of(versions: Iterable[tuple[str, Mapping[str, str]]]) -> Lists:
    """Return the lists; `versions` are the adopted versions of the standard terms with their titles."""
    titles = {key: dict(title) for key, title in versions}
    labels = _labels(titles)
    codes: dict[str, dict[str, str]] = {key: {fold(code): code for code in known} for key, known in labels.items()}
    for spoken in LANGUAGES:
        with speaking(spoken):
            for key, known in _labels(titles).items():
                for code, label in known.items():
                    codes[key].setdefault(fold(label), code)
            codes["is_framework"].setdefault(fold(gettext(_NO)), "")
    for key, title in titles.items():
        for text in title.values():
            codes["code_version"].setdefault(fold(text), key)
    codes["is_framework"].update({"no": "", "0": "", "false": "", "1": "yes", "true": "yes"})
    return Lists(codes, labels)


def column_names() -> dict[str, str]:
    """Return each name of a column in any language, folded, with its key."""
    told: dict[str, list[str]] = {column.key: [] for column in COLUMNS}
    for spoken in LANGUAGES:
        with speaking(spoken):
            for column in COLUMNS:
                told[column.key].append(gettext(column.label))
    return names_of(told.items())


def _labels(titles: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    named = dict(countries())
    return {
        **{key: {str(code): gettext(code.label) for code in kind} for key, kind in _CODED.items()},
        **dict.fromkeys(_COUNTRIES, named),
        "category": {found.key: found.name.to(language()) for found in tables().categories},
        "currency": {code: code for code in CURRENCIES},
        "code_version": {key: title.get(language()) or title.get("en", key) for key, title in titles.items()},
        "is_framework": {"yes": gettext(_YES)},
    }
