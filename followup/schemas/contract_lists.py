"""The list of contracts on the wire and in forms: what is asked for, a row of it, what is done to several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length

from followup.domain.bulk import MANY, MOST, BulkChange
from followup.domain.code_of_conduct import Level
from followup.domain.contract_lists import ContractColumn, ContractKind, ContractOrder
from followup.domain.contracts import ContractFilter, ContractLife, Criticality, ToComplete
from followup.domain.ids import is_id
from followup.domain.obligations import Fulfilment
from followup.domain.risk import RiskClass
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, CodedField, LocalDate, MoneyField, PublicIdField, StrippedString, YesNo
from followup.schemas.risk import check_category

_LIST: dict[str, str | list[Any] | dict[Any, Any]] = {**REQUIRED, "invalid": "field.list"}
_SEEN = re.compile(r"([a-z]{3}_[a-z0-9]+):([0-9]{1,9})")


def _few(chosen: list[Any]) -> None:
    if len(chosen) > MOST:
        raise ValidationError([MANY])


class ContractFilterSchema(Input[ContractFilter]):
    """What the list is narrowed to, its order and its columns, by the page and by the API alike."""

    makes = ContractFilter

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("Title, number or supplier.")})
    risk_class = CodedField(RiskClass, metadata={"label": N_("Risk class"), "widget": "select"})
    life = CodedField(ContractLife, metadata={"label": N_("State"), "widget": "select"})
    mine = YesNo(metadata={"label": N_("Only mine")})
    obligations = CodedField(Fulfilment, metadata={"label": N_("Obligations"), "widget": "select"})
    lacks = CodedField(ToComplete, metadata={"label": N_("To complete"), "widget": "select"})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    manager_id = PublicIdField("usr", metadata={"label": N_("Contract manager"), "widget": "select"})
    kind = CodedField(ContractKind, metadata={"label": N_("Framework agreement or call-off"), "widget": "select"})
    level = CodedField(Level, metadata={"label": N_("Level of the clauses"), "widget": "select"})
    sort = CodedField(ContractOrder, metadata={"label": N_("Order"), "widget": "select"})
    columns = fields.List(
        CodedField(ContractColumn),
        validate=Length(max=len(ContractColumn)),
        error_messages=_LIST,
        metadata={"label": N_("Columns")},
    )
    supplier_id = PublicIdField("sup", metadata={"widget": "hidden"})
    code_version = StrippedString(most=40, metadata={"widget": "hidden"})
    chosen = fields.List(
        PublicIdField("con"), validate=_few, error_messages=_LIST, metadata={"widget": "hidden", "label": N_("Ticked")}
    )
    after = StrippedString(most=4_000, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> ContractFilter:
        """Return what is asked for; the columns in their own order, each once."""
        columns = tuple(column for column in ContractColumn if column in loaded.get("columns", ()))
        return ContractFilter(**{**loaded, "columns": columns, "chosen": tuple(loaded.get("chosen", ()))})


class ListedContractSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    number = fields.String()
    supplier_id = fields.String()
    supplier_name = fields.String()
    category = fields.String(allow_none=True)
    value = MoneyField(allow_none=True)
    starts_on = LocalDate(allow_none=True)
    ends_on = LocalDate(allow_none=True)
    notice_on = LocalDate(allow_none=True)
    manager_id = fields.String(allow_none=True)
    is_framework = fields.Boolean()
    state = CodedField(ContractLife, attribute="life")
    obligations = CodedField(Fulfilment, allow_none=True)
    risk_class = CodedField(RiskClass, allow_none=True)


class SeenField(fields.Field[Any]):
    """One of several and the version in which a person saw it: `con_…:3`."""

    default_error_messages = {**REQUIRED}

    def __init__(self, prefix: str = "con", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.prefix = prefix

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object
    ) -> tuple[str, int]:
        match = _SEEN.fullmatch(value) if isinstance(value, str) else None
        if match is None or not is_id(match[1], self.prefix):
            raise ValidationError("field.id")
        return match[1], int(match[2])


class BulkChangeSchema(Input[BulkChange]):
    """What several contracts are given at once; what is left empty stays as it is."""

    makes = BulkChange

    chosen = fields.List(
        SeenField(),
        required=True,
        validate=_few,
        error_messages=_LIST,
        metadata={"widget": "hidden", "label": N_("Ticked")},
    )
    manager_id = PublicIdField("usr", metadata={"label": N_("Contract manager"), "widget": "select"})
    deputy_id = PublicIdField("usr", metadata={"label": N_("Deputy contract manager"), "widget": "select"})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    criticality = CodedField(Criticality, metadata={"label": N_("Portfolio group"), "widget": "select"})
    back = StrippedString(most=2_000, metadata={"widget": "hidden"})

    def build(self, loaded: Mapping[str, Any]) -> BulkChange:
        """Return what is to be changed; the way back to the list is no part of it."""
        given = {name: value for name, value in loaded.items() if name != "back"}
        return BulkChange(**{**given, "chosen": dict(given["chosen"])})
