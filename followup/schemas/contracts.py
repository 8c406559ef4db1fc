"""Contracts on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load

from followup.domain.code_of_conduct import Level
from followup.domain.contracts import ChangeContract, ContractFilter, ContractLife, NewContract, ToComplete
from followup.domain.notices import NoticeFormat
from followup.domain.risk import RiskClass
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import (
    CodedField,
    CountryField,
    LocalDate,
    MoneyField,
    PublicIdField,
    StrippedString,
    YesNo,
)
from followup.schemas.risk import check_category


class NewContractSchema(Input[NewContract]):
    """Six fields; everything else can wait."""

    makes = NewContract

    title = StrippedString(
        required=True, most=300, metadata={"label": N_("What is bought"), "hint": N_("As it stands in the contract.")}
    )
    supplier_id = PublicIdField(
        "sup",
        required=True,
        metadata={
            "label": N_("Supplier"),
            "widget": "select",
            "hint": N_("Not in the list? Register the supplier first."),
        },
    )
    number = StrippedString(most=100, metadata={"label": N_("Contract number")})
    starts_on = LocalDate(metadata={"label": N_("First day")})
    ends_on = LocalDate(metadata={"label": N_("Last day"), "hint": N_("Without options.")})
    code_version = StrippedString(
        most=40,
        metadata={
            "label": N_("Sustainability clauses"),
            "widget": "select",
            "hint": N_("The generation of standard terms in the contract."),
        },
    )


class ChangeContractSchema(Input[ChangeContract]):
    """All that can be changed on the contract's page."""

    makes = ChangeContract

    title = StrippedString(required=True, most=300, metadata={"label": N_("What is bought")})
    number = StrippedString(most=100, metadata={"label": N_("Contract number")})
    case_number = StrippedString(most=100, metadata={"label": N_("Case number")})
    starts_on = LocalDate(metadata={"label": N_("First day")})
    ends_on = LocalDate(metadata={"label": N_("Last day")})
    signed_on = LocalDate(metadata={"label": N_("Signed")})
    value = MoneyField(
        currency="",
        metadata={
            "label": N_("Value over the whole period"),
            "hint": N_("Such as 1 250 000. Add EUR or another code where it is not your own currency."),
        },
    )
    currency = StrippedString(most=3, metadata={"widget": "hidden"})
    cpv = StrippedString(most=10, metadata={"label": N_("CPV code"), "hint": N_("Eight digits, such as 33141420.")})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    production_country = CountryField(metadata={"label": N_("Country of final production")})
    production_town = StrippedString(most=100, metadata={"label": N_("Town of final production")})
    manager_id = PublicIdField("usr", metadata={"label": N_("Contract manager"), "widget": "select"})
    code_version = StrippedString(most=40, metadata={"label": N_("Sustainability clauses"), "widget": "select"})
    level = CodedField(Level, metadata={"label": N_("Level of the clauses")})

    @pre_load
    def in_own_currency(self, data: Mapping[str, Any], **kwargs: object) -> Mapping[str, Any]:
        """Return the data with the value in the form's own currency, where a person wrote none beside it."""
        value, currency = data.get("value"), data.get("currency")
        if isinstance(value, str) and isinstance(currency, str) and not value.strip()[-1:].isalpha():
            return {**data, "value": f"{value.strip()} {currency}"}
        return data

    def build(self, loaded: Mapping[str, Any]) -> ChangeContract:
        """Return what was written."""
        return ChangeContract(**{name: value for name, value in loaded.items() if name != "currency"})


class ContractFilterSchema(Input[ContractFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = ContractFilter

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("Title, number or supplier.")})
    risk_class = CodedField(RiskClass, metadata={"label": N_("Risk class"), "widget": "select"})
    supplier_id = PublicIdField("sup", metadata={"widget": "hidden"})
    code_version = StrippedString(most=40, metadata={"widget": "hidden"})
    mine = YesNo(metadata={"label": N_("Only mine")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class SourceSchema(Output):
    """The notice that a contract was imported from."""

    notice_id = fields.String()
    format = CodedField(NoticeFormat)
    issued_on = LocalDate()
    contract_ref = fields.String()


class ContractSchema(Output):
    """A contract as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    title = fields.String()
    number = fields.String()
    case_number = fields.String()
    supplier_id = fields.String()
    supplier_name = fields.String()
    manager_id = fields.String(allow_none=True)
    starts_on = LocalDate(allow_none=True)
    ends_on = LocalDate(allow_none=True)
    signed_on = LocalDate(allow_none=True)
    state = CodedField(ContractLife)
    cpv = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    value = MoneyField(allow_none=True)
    production_country = fields.String(allow_none=True)
    production_town = fields.String(allow_none=True)
    code_version = fields.String(allow_none=True)
    level = CodedField(Level, allow_none=True)
    risk_class = CodedField(RiskClass, allow_none=True)
    risk_since = LocalDate(allow_none=True)
    to_complete = fields.List(CodedField(ToComplete))
    source = fields.Nested(SourceSchema, allow_none=True)


class ListedContractSchema(Output):
    """A row of the list."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    number = fields.String()
    supplier_id = fields.String()
    supplier_name = fields.String()
    starts_on = LocalDate(allow_none=True)
    ends_on = LocalDate(allow_none=True)
    risk_class = CodedField(RiskClass, allow_none=True)


class VoidSchema(Input[str]):
    """Why a contract is voided."""

    reason = StrippedString(required=True, most=1000, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: dict[str, str]) -> str:  # type: ignore[override] # one text field
        """Return the reason."""
        return loaded["reason"]
