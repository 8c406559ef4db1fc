"""The crosswalk that comes with the program, its areas in the reader's language, and outcomes on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from marshmallow import ValidationError, fields

from followup.domain.crosswalks import Crosswalk
from followup.domain.follow_ups import FindingResult
from followup.i18n import language
from followup.resources import resource_dir
from followup.schemas.fields import CodedField
from followup.schemas.toml_files import read


@lru_cache(maxsize=1)
def crosswalk() -> Crosswalk:
    """Return the mapping in use; it is checked when the content is adopted."""
    return read(Crosswalk, resource_dir("code_of_conduct") / "crosswalk.toml")


def area_name(key: str) -> str:
    """Return the area's name in the reader's language; the key itself where no area has it."""
    return next((area.title.to(language()) for area in crosswalk().areas if area.key == key), key)


def in_order(areas: Mapping[str, str]) -> list[tuple[str, FindingResult]]:
    """Return the outcomes as (area, outcome) in the order of the crosswalk."""
    known = [area.key for area in crosswalk().areas if area.key in areas]
    rest = sorted(areas.keys() - set(known))  # of a mapping that is no longer in use
    return [(key, FindingResult.of(areas[key])) for key in (*known, *rest)]


def check_area(key: str) -> None:
    """Refuse a key that no area has.

    Errors: ValidationError("field.choice").
    """
    if key not in {area.key for area in crosswalk().areas}:
        raise ValidationError("field.choice")


def outcomes_field(**kwargs: object) -> fields.Dict:
    """Return the field of outcomes by area."""
    return fields.Dict(keys=fields.String(validate=check_area), values=CodedField(FindingResult), **kwargs)  # type: ignore[arg-type] # options of the field
