"""The tables of `code_of_conduct/risk/`, and what they say of a category beforehand.

They come with the program, so they are read once in the life of a process, when somebody first asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from marshmallow import ValidationError

from followup.domain.code_of_conduct import Area
from followup.domain.risk import Basis, Made
from followup.domain.risk_tables import Category, Cells, CountryRisk, RiskLevel, RiskTables, highest
from followup.i18n import language
from followup.resources import resource_dir
from followup.schemas.code_of_conduct import read_risk_tables

STEPS = ("raw_material", "component", "final_production")


@lru_cache(maxsize=1)
def tables() -> RiskTables:
    """Return the categories, lists, matrices and rules."""
    return read_risk_tables(resource_dir("code_of_conduct") / "risk")


def category(key: str | None) -> Category | None:
    """Return the category with this key, or None where there is none."""
    return next((found for found in tables().categories if found.key == key), None)


def category_name(key: str | None) -> str:
    """Return the category's name in the reader's language; the key itself where no category has it."""
    found = category(key)
    return found.name.to(language()) if found else key or ""


def categories_on(day: date) -> tuple[Category, ...]:
    """Return the categories that are valid on the day, in the order of the table."""
    return tuple(found for found in tables().categories if found.valid.covers(day))


def check_category(key: str) -> None:
    """Refuse a key that no category has.

    Errors: ValidationError("field.choice").
    """
    if category(key) is None:
        raise ValidationError("field.choice")


def category_by(key: str | None, cpv: str | None, day: date) -> Category | None:
    """Return the category that was chosen, else the one that the CPV code falls in that day."""
    return category(key) or (tables().category_for(cpv, day) if cpv else None)


def suggested(found: Category | None, country: str) -> dict[str, object]:
    """Return the answers that the tables give for a category, as a form holds them.

    Not standing on the high-risk list is no answer, since the list is not exhaustive. Only Swedish regions have
    nationally prioritised categories.
    """
    if found is None:
        return {}
    listed = tables().on_high_risk_list(found)
    matrix = tables().matrix(found.matrix)
    environment = _along(row.cells for row in matrix if row.area is Area.ENVIRONMENT)
    people = _along(
        [*(row.cells for row in listed), *(row.cells for row in matrix if row.area is not Area.ENVIRONMENT)]
    )
    return {
        "nationally_prioritised": found.nationally_prioritised and country == "SE",
        "on_high_risk_list": True if listed else None,
        "list_level": highest(level for row in listed for level in row.cells.all()),
        **dict(zip(STEPS, people, strict=True)),
        **{f"environment_{step}": level for step, level in zip(STEPS, environment, strict=True)},
    }


def _along(told: Iterable[Cells]) -> tuple[RiskLevel | None, ...]:
    """Return the highest that is told for each step of the chain."""
    return tuple(highest(levels) for levels in zip(*(cells.all() for cells in told), strict=True)) or (None,) * len(
        STEPS
    )


def basis(
    found: Category | None,
    sites: Iterable[tuple[str, str]],
    countries: Iterable[str],
    risks: Mapping[str, CountryRisk | None],
) -> Basis:
    """Return what lists and register say today of a category and of where things are made.

    Shape: `sites` as (public id, country); `countries` are further countries of production.
    """
    placed = dict(sites)
    return Basis(
        category=found.key if found else "",
        told=_told(found) if found else (),
        sites=tuple(sorted(placed)),
        made_in=tuple(Made(country=c, risk=risks.get(c)) for c in sorted({*placed.values(), *countries})),
    )


def _told(found: Category) -> tuple[str, ...]:
    listed = [(row.key, row.cells) for row in tables().on_high_risk_list(found)]
    matrix = [(f"{row.product_group}.{row.area}", row.cells) for row in tables().matrix(found.matrix)]
    return tuple(
        sorted(f"{key}={'/'.join(str(level or '?') for level in cells.all())}" for key, cells in listed + matrix)
    )
