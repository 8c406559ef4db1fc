"""A row of the table of contracts as the form's own command: what the form refuses, the file is refused for too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from followup.domain.code_of_conduct import Level
from followup.domain.contracts import ChangeContract, Criticality
from followup.domain.exchange_cells import Value, fold
from followup.domain.exchange_suppliers import NEEDED
from followup.domain.money import Money
from followup.errors import N_, Invalid, Reason

NOBODY = Reason("exchange.nobody", N_("Nobody in your organisation has this address. Write that of a user."))
NO_FRAMEWORK = Reason("exchange.no_framework", N_("This is not the id of a framework agreement of yours."))
NO_VALUE = Reason("exchange.no_value", N_("There is a currency and no value. Write the value too."))
NO_TERMS = Reason("exchange.no_terms", N_("Choose the sustainability clauses first; the level is theirs."))
TERMS_STAY = Reason("exchange.terms_stay", N_("Clauses can be exchanged for others, but not taken away in a file."))

_COLUMN_OF = {
    "manager_id": "manager",
    "deputy_id": "deputy",
    "framework_id": "framework",
    "supplier_id": "supplier_name",
}

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Known:
    """Something that a row may name: its public id and its key in the database."""

    public_id: str
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Whom and what the rows may name: people by their address, folded, and framework agreements by their id."""

    people: Mapping[str, Known] = field(default_factory=dict)
    frameworks: Mapping[str, Known] = field(default_factory=dict)
    own_currency: str = "EUR"


def completed(values: Values, before: Values, names: Names) -> dict[str, Value]:
    """Return the values of a contract as they are kept: each with what goes with it.

    Shape: `before` is what is registered, empty for a new contract.
    Errors: Invalid at the columns where something does not fit.
    """
    done = dict(values)
    problems: dict[str, Reason] = {}
    _complete_value(done, before, names, problems)
    _complete_terms(done, before, problems)
    for key in ("manager", "deputy"):
        if done.get(key) is not None and done[key] != before.get(key) and fold(str(done[key])) not in names.people:
            problems[key] = NOBODY
    if done.get("framework") != before.get("framework") and str(done.get("framework")) not in names.frameworks:
        problems.update({} if done.get("framework") is None else {"framework": NO_FRAMEWORK})
    if not done.get("title"):
        problems["title"] = NEEDED
    if problems:
        raise Invalid({key: [reason] for key, reason in problems.items()})
    try:
        command = as_command(done, names)
    except Invalid as refused:
        raise Invalid({_COLUMN_OF.get(path, path): reasons for path, reasons in refused.problems.items()}) from None
    done["cpv_more"] = tuple(code for code in command.cpv_more if code != done.get("cpv")) or None
    return done


def as_command(values: Values, names: Names) -> ChangeContract:
    """Return the command that the form would send for these values.

    Errors: Invalid at the form's own fields.
    """
    minor, currency, level = values.get("value"), values.get("currency"), values.get("level")
    days, more, criticality = values.get("notice_days"), values.get("cpv_more"), values.get("criticality")
    return ChangeContract(
        title=_text(values, "title"),
        number=_text(values, "number"),
        case_number=_text(values, "case_number"),
        starts_on=_date(values, "starts_on"),
        ends_on=_date(values, "ends_on"),
        signed_on=_date(values, "signed_on"),
        notice_days=days if isinstance(days, int) else None,
        cpv=_text(values, "cpv"),
        cpv_more=more if isinstance(more, tuple) else (),
        unspsc=_text(values, "unspsc"),
        category=_text(values, "category") or None,
        value=Money(minor, str(currency)) if isinstance(minor, int) else None,
        production_country=_text(values, "production_country") or None,
        production_town=_text(values, "production_town"),
        manager_id=_person(values, "manager", names),
        deputy_id=_person(values, "deputy", names),
        is_framework=values.get("is_framework") is not None,
        framework_id=_text(values, "framework") or None,
        criticality=Criticality.of(str(criticality)) if criticality else None,
        code_version=_text(values, "code_version") or None,
        level=Level.of(str(level)) if level else Level.ADVANCED,
    )


def _complete_value(done: dict[str, Value], before: Values, names: Names, problems: dict[str, Reason]) -> None:
    """Give a value its currency; a currency alone is either left over from a value that was cleared, or a mistake."""
    if done.get("value") is not None:
        done["currency"] = done.get("currency") or names.own_currency
    elif done.get("currency") is not None:
        if before.get("value") is None:
            problems["currency"] = NO_VALUE
        done["currency"] = None


def _complete_terms(done: dict[str, Value], before: Values, problems: dict[str, Reason]) -> None:
    """Give clauses their level; neither can be taken away."""
    if done.get("code_version") is not None:
        done["level"] = done.get("level") or Level.ADVANCED.value
    elif before.get("code_version") is not None:
        problems["code_version"] = TERMS_STAY
    elif done.get("level") is not None:
        problems["level"] = NO_TERMS


def _text(values: Values, key: str) -> str:
    found = values.get(key)
    return "" if found is None else str(found)


def _date(values: Values, key: str) -> date | None:
    found = values.get(key)
    return found if isinstance(found, date) else None


def _person(values: Values, key: str, names: Names) -> str | None:
    """Return the id of a person; one who is there already and has left since stays by the address alone."""
    found = values.get(key)
    if found is None:
        return None
    known = names.people.get(fold(str(found)))
    return known.public_id if known else str(found)
