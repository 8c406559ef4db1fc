"""Reads the criteria banks of `code_of_conduct/`, and gives adopted criteria to forms and to the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from marshmallow import fields as plain
from marshmallow.validate import Length

from followup.domain.code_of_conduct import Area, Level
from followup.domain.criteria import (
    CriteriaBank,
    CriteriaFilter,
    CriteriaGroup,
    CriterionKind,
    Decision,
    EvidenceType,
    Modality,
    TakeCriteria,
    WithoutCriteria,
)
from followup.domain.obligations import ObligationStatus
from followup.domain.sourced import Period, Provenance, Text
from followup.errors import N_
from followup.schemas import toml_files
from followup.schemas.base import Input, Output
from followup.schemas.code_of_conduct import read_bank_keys
from followup.schemas.fields import CodedField, LocalDate, PublicIdField, StrippedString

TAKEN_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bank:
    """What stands in bank.toml: the bank without its groups, and the files of those in order."""

    title: Text
    issuer: Text
    in_force: Period
    languages: tuple[str, ...]
    source: str
    decision: Decision
    groups: tuple[str, ...]
    without: tuple[WithoutCriteria, ...] = ()
    is_optional: bool = False


def read_banks(folder: Path) -> tuple[CriteriaBank, ...]:
    """Return every bank that the manifest names.

    Errors: Invalid, each problem at "file: key".
    """
    return tuple(read_bank(folder / key) for key in read_bank_keys(folder))


def read_bank(folder: Path) -> CriteriaBank:
    """Return one bank from its folder.

    Errors: Invalid, each problem at "file: key".
    """
    head = toml_files.read(_Bank, folder / "bank.toml")
    groups = tuple(toml_files.read(CriteriaGroup, folder / f"{key}.toml") for key in head.groups)
    same = {field.name: getattr(head, field.name) for field in fields(head) if field.name != "groups"}
    return CriteriaBank(key=folder.name, groups=groups, **same)


class CriteriaFilterSchema(Input[CriteriaFilter]):
    """What narrows the bank."""

    makes = CriteriaFilter

    group = StrippedString(most=40, metadata={"label": N_("Category"), "widget": "select"})
    level = CodedField(Level, metadata={"label": N_("Ambition level")})
    kind = CodedField(CriterionKind, metadata={"label": N_("Place in the procurement")})
    area = CodedField(Area, metadata={"label": N_("Area")})
    evidence = CodedField(EvidenceType, metadata={"label": N_("Evidence")})


class TakeCriteriaSchema(Input[TakeCriteria]):
    """The criteria to be taken into a contract."""

    criterion_ids = plain.List(
        PublicIdField("cla"),
        required=True,
        validate=Length(min=1, max=TAKEN_MOST, error="field.required"),
        error_messages={"required": "field.required", "invalid": "field.list", "null": "field.null"},
        metadata={"label": N_("Criteria"), "widget": "checkboxes"},
    )

    def build(self, loaded: Mapping[str, object]) -> TakeCriteria:
        """Return the choice, each criterion once."""
        ids = loaded["criterion_ids"]
        return TakeCriteria(criterion_ids=tuple(dict.fromkeys(ids)) if isinstance(ids, list) else ())


class ListedCriterionSchema(Output):
    """A criterion as a row of the bank."""

    id = plain.String(attribute="public_id")
    key = plain.String()
    bank = plain.String(attribute="bank_key")
    category = plain.String()
    title = plain.Dict(keys=plain.String(), values=plain.String())
    requirement = plain.Dict(attribute="obligation", keys=plain.String(), values=plain.String())
    level = CodedField(Level)
    kind = CodedField(CriterionKind)
    areas = plain.List(CodedField(Area))
    modality = CodedField(Modality, attribute="about.criterion.modality")
    evidence = plain.List(CodedField(EvidenceType), attribute="about.criterion.evidence")
    sdg_targets = plain.List(plain.String(), attribute="about.criterion.sdg_targets")


class TranslatedTextSchema(Output):
    """A text in the three languages."""

    en = plain.String()
    sv = plain.String()
    nb = plain.String()


class LevelDecisionSchema(Output):
    """Who decided modality and level."""

    by = plain.Nested(TranslatedTextSchema)
    on = LocalDate(allow_none=True)
    provenance = CodedField(Provenance)


class CriterionSchema(ListedCriterionSchema):
    """A criterion with all it says."""

    verification = plain.Nested(TranslatedTextSchema, attribute="about.criterion.verification")
    follow_up = plain.Nested(TranslatedTextSchema, attribute="about.criterion.follow_up")
    conventions = plain.List(plain.String(), attribute="about.criterion.conventions")
    source = plain.String(attribute="about.criterion.source")
    provenance = CodedField(Provenance, attribute="about.criterion.provenance")
    decision = plain.Nested(LevelDecisionSchema, attribute="about.decision")


class TakenCriterionSchema(Output):
    """A criterion that a contract holds."""

    id = plain.String(attribute="contract_clause_id")
    criterion_id = plain.String(attribute="public_id")
    key = plain.String()
    title = plain.Dict(keys=plain.String(), values=plain.String())
    level = CodedField(Level)
    kind = CodedField(CriterionKind)
    taken_on = LocalDate(attribute="bound_on")
    status = CodedField(ObligationStatus)


class TakenCriteriaSchema(Output):
    """The criteria that a contract holds, after some were taken."""

    criteria = plain.List(plain.Nested(TakenCriterionSchema))
