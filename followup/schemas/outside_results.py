"""Results from elsewhere on the wire, in forms and in files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load

from followup.domain.code_of_conduct import Level
from followup.domain.exchange_cells import Codes, fold
from followup.domain.exchange_rows import names_of
from followup.domain.follow_ups import FindingResult
from followup.domain.outside_results import COLUMNS, NewOutsideResult, OutsideFacts, OutsideFilter
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import Light
from followup.errors import N_, Invalid, Reason
from followup.i18n import LANGUAGES, countries, gettext, language, speaking
from followup.schemas.actions import FilesField
from followup.schemas.base import Input, Output
from followup.schemas.crosswalks import crosswalk, outcomes_field
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString, WholeNumber
from followup.schemas.risk import check_category, tables

_READ_BY_ALL = N_("Everybody in the cooperation reads it. Do not name persons, sites or sub-suppliers.")
_COUNT_MOST = 1_000
_HEADS = ("areas", "clauses")
_CODED = {"kind": FollowUpKind, "level": Level, "light": Light}


class OutsideFilterSchema(Input[OutsideFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = OutsideFilter

    q = StrippedString(most=100, metadata={"label": N_("Supplier"), "hint": N_("A part of the name.")})
    supplier_id = PublicIdField("sup", metadata={"widget": "hidden"})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class OutsideFactsSchema(Input[OutsideFacts]):
    """What is told of a result. A form sends an outcome as `areas.<key>`, JSON as `{"areas": {"<key>": …}}`."""

    makes = OutsideFacts

    holder = StrippedString(
        required=True,
        most=200,
        metadata={"label": N_("Who followed up"), "hint": N_("Such as another buyer, a central purchasing body.")},
    )
    kind = CodedField(FollowUpKind, required=True, metadata={"label": N_("What was done"), "widget": "select"})
    method = StrippedString(required=True, most=300, metadata={"label": N_("Method"), "hint": _READ_BY_ALL})
    done_on = LocalDate(required=True, metadata={"label": N_("Done on")})
    source = StrippedString(
        required=True,
        most=300,
        metadata={
            "label": N_("Where the result comes from"),
            "hint": N_("Such as the report and its number, or who told it. Everybody in the cooperation reads it."),
        },
    )
    received_on = LocalDate(required=True, metadata={"label": N_("Day it was received")})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    code_version = StrippedString(most=40, metadata={"label": N_("Standard terms"), "widget": "select"})
    level = CodedField(Level, metadata={"label": N_("Level of the clauses"), "widget": "select"})
    light = CodedField(
        Light,
        metadata={
            "label": N_("Traffic light"),
            "widget": "select",
            "hint": N_("Only where the one who followed up has said so."),
        },
    )
    critical_count = WholeNumber(most=_COUNT_MOST, metadata={"label": N_("Critical deviations")})
    major_count = WholeNumber(most=_COUNT_MOST, metadata={"label": N_("Major deviations")})
    minor_count = WholeNumber(most=_COUNT_MOST, metadata={"label": N_("Minor deviations")})
    areas = outcomes_field()
    clauses = fields.Dict(keys=StrippedString(most=100), values=CodedField(FindingResult))

    @pre_load
    def gather(self, data: Mapping[str, object], **_: object) -> dict[str, object]:
        """Return the mapping that JSON would give, whose outcomes stand under their area."""
        gathered = {key: value for key, value in data.items() if key.partition(".")[0] not in _HEADS or key in _HEADS}
        for head in _HEADS:
            said = {key.partition(".")[2]: value for key, value in data.items() if key.startswith(f"{head}.")}
            if given := {key: value for key, value in said.items() if value not in ("", None)}:
                gathered[head] = given
        return gathered

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> OutsideFacts:
        """Return the facts.

        Errors: Invalid at areas.<key> and clauses.<reference>, as the form names its fields.
        """
        try:
            return super().read(data, partial=partial)
        except Invalid as error:
            problems: dict[str, list[Reason]] = {}
            for path, reasons in error.problems.items():
                problems.setdefault(path.removesuffix(".value").removesuffix(".key"), []).extend(reasons)
            raise Invalid(problems) from None

    def build(self, loaded: Mapping[str, Any]) -> OutsideFacts:
        """Return the facts; the terms are those that the crosswalk knows.

        Errors: Invalid at code_version.
        """
        version = loaded.get("code_version") or None
        if version is not None and version not in crosswalk().versions:
            raise Invalid.at("code_version", UNKNOWN_TERMS)
        return OutsideFacts(**{**loaded, "code_version": version, "category": loaded.get("category") or None})


UNKNOWN_TERMS = Reason("outside_result.unknown_terms", N_("The crosswalk does not know these terms."))


class OutsideResultSchema(OutsideFactsSchema):
    """A result to enter."""

    supplier_id = PublicIdField("sup", required=True, metadata={"label": N_("Supplier"), "widget": "select"})
    cooperation_id = PublicIdField("coo", metadata={"label": N_("Cooperation"), "widget": "select"})

    def build(self, loaded: Mapping[str, Any]) -> NewOutsideResult:  # type: ignore[override] # the facts with their supplier
        """Return the result to enter."""
        told = dict(loaded)
        supplier_id, cooperation_id = told.pop("supplier_id"), told.pop("cooperation_id", None)
        return NewOutsideResult(supplier_id=supplier_id, cooperation_id=cooperation_id, facts=super().build(told))


def as_drawn(schema: type[OutsideFactsSchema]) -> type[Input[Any]]:
    """Return the schema by which the form is drawn: the supplier first, one field for each area."""
    declared = schema().load_fields
    first = [name for name in ("supplier_id", "cooperation_id") if name in declared]
    names = [*first, *(name for name in declared if name not in (*first, *_HEADS))]
    drawn: dict[str, fields.Field[Any]] = {name: declared[name] for name in names}
    for area in crosswalk().areas:
        told = {"label": area.title.to(language()), "widget": "select"}
        drawn[f"areas.{area.key}"] = CodedField(FindingResult, metadata=told)
    made = Input.from_dict(drawn, name="OutsideResultForm")
    assert issubclass(made, Input)
    return made


class OutsideUploadSchema(Input[str | None]):
    """The file to import, which travels beside the fields, and the cooperation it is for."""

    file = FilesField(
        metadata={
            "label": N_("File"),
            "widget": "file",
            "accept": ".xlsx,.csv",
            "hint": N_("At most 10 MB and 10 000 rows."),
        }
    )
    cooperation_id = PublicIdField("coo", metadata={"label": N_("Cooperation"), "widget": "select"})

    def build(self, loaded: Mapping[str, Any]) -> str | None:
        """Return the cooperation's public id, if one is named."""
        return loaded.get("cooperation_id")


class OutsideResultOutput(Output):
    """A result from elsewhere as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    organisation_id = fields.String(attribute="organisation_public_id")
    organisation_name = fields.String()
    supplier_id = fields.String()
    supplier_name = fields.String()
    holder = fields.String()
    category = fields.String(allow_none=True)
    kind = CodedField(FollowUpKind)
    method = fields.String()
    done_on = LocalDate()
    code_version = fields.String(allow_none=True)
    level = CodedField(Level, allow_none=True)
    light = CodedField(Light, allow_none=True)
    critical_count = fields.Integer(allow_none=True)
    major_count = fields.Integer(allow_none=True)
    minor_count = fields.Integer(allow_none=True)
    areas = outcomes_field()
    mapping = fields.String(allow_none=True)
    source = fields.String()
    received_on = LocalDate()
    reusable_until = LocalDate()


def column_names() -> dict[str, str]:
    """Return each name of a column of the file in any language, folded, with its key.

    Shape: an area's column has the key "areas.<key>" and goes by the area's name; a clause's "clauses.<reference>".
    """
    told: dict[str, list[str]] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            for column in COLUMNS:
                told.setdefault(column.key, []).append(gettext(column.label))
            for area in crosswalk().areas:
                told.setdefault(f"areas.{area.key}", [area.key]).append(area.title.to(spoken))
    for area in crosswalk().areas:
        for clause in area.clauses:
            told[f"clauses.{clause}"] = [clause]
    return names_of(told.items())


def codes() -> Codes:
    """Return the codes of each column by every name they go by, in all languages, folded."""
    found: dict[str, dict[str, str]] = {"code_version": {fold(key): key for key in crosswalk().versions}}
    for spoken in LANGUAGES:
        with speaking(spoken):
            for key, kind in {**_CODED, "outcome": FindingResult}.items():
                for member in kind:
                    names = found.setdefault(key, {})
                    names[fold(str(member))] = names[fold(gettext(member.label))] = str(member)
            for code, name in countries():
                names = found.setdefault("supplier_country", {})
                names[fold(code)] = names[fold(name)] = code
            for category in tables().categories:
                names = found.setdefault("category", {})
                names[fold(category.key)] = names[fold(category.name.to(spoken))] = category.key
    return found
