"""Contracts on the wire and in forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load

from followup.domain.code_of_conduct import Level
from followup.domain.contracts import (
    ChangeContract,
    ContractLife,
    Criticality,
    NewContract,
    ToComplete,
)
from followup.domain.notices import NoticeFormat
from followup.domain.obligations import Fulfilment
from followup.domain.risk import RiskClass
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import (
    REQUIRED,
    CodedField,
    CountryField,
    LocalDate,
    MoneyField,
    PublicIdField,
    StrippedString,
    WholeNumber,
    YesNo,
)
from followup.schemas.risk import check_category
from followup.schemas.strategic import StrategicOutput


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
    """All that can be changed on the contract's page, in the order in which the page groups it."""

    makes = ChangeContract

    title = StrippedString(required=True, most=300, metadata={"label": N_("What is bought")})
    number = StrippedString(most=100, metadata={"label": N_("Contract number")})
    case_number = StrippedString(most=100, metadata={"label": N_("Case number")})
    signed_on = LocalDate(metadata={"label": N_("Signed")})
    starts_on = LocalDate(metadata={"label": N_("First day")})
    ends_on = LocalDate(metadata={"label": N_("Last day"), "hint": N_("Without the options that are not yet decided.")})
    notice_days = WholeNumber(
        least=0,
        most=3650,
        metadata={
            "label": N_("Notice period in days"),
            "hint": N_("How long before the last day notice must be given at the latest."),
        },
    )
    value = MoneyField(
        currency="",
        metadata={
            "label": N_("Value over the whole period"),
            "hint": N_("Such as 1 250 000. Add EUR or another code where it is not your own currency."),
        },
    )
    currency = StrippedString(most=3, metadata={"widget": "hidden"})
    manager_id = PublicIdField("usr", metadata={"label": N_("Contract manager"), "widget": "select"})
    deputy_id = PublicIdField("usr", metadata={"label": N_("Deputy contract manager"), "widget": "select"})
    lead_id = PublicIdField(
        "org",
        metadata={
            "label": N_("Leading organisation"),
            "widget": "select",
            "hint": N_("Where another organisation leads a joint procurement."),
        },
    )
    is_framework = YesNo(metadata={"label": N_("This is a framework agreement, from which contracts are called off")})
    framework_id = PublicIdField(
        "con",
        metadata={
            "label": N_("Called off from"),
            "widget": "select",
            "hint": N_("One of your own framework agreements, if this contract is a call-off."),
        },
    )
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    cpv = StrippedString(most=10, metadata={"label": N_("CPV code"), "hint": N_("Eight digits, such as 33141420.")})
    cpv_more = fields.List(
        StrippedString(most=40),
        error_messages={**REQUIRED, "invalid": "field.list"},
        metadata={
            "label": N_("Additional CPV codes"),
            "widget": "text",
            "hint": N_("With spaces or commas between them."),
        },
    )
    unspsc = StrippedString(
        most=8, metadata={"label": N_("UNSPSC code"), "hint": N_("Eight digits, such as 42132203.")}
    )
    production_country = CountryField(metadata={"label": N_("Country of final production")})
    production_town = StrippedString(most=100, metadata={"label": N_("Town of final production")})
    code_version = StrippedString(most=40, metadata={"label": N_("Sustainability clauses"), "widget": "select"})
    level = CodedField(Level, metadata={"label": N_("Level of the clauses")})
    pay_rules = YesNo(
        metadata={
            "label": N_("The Norwegian rules on pay and working conditions cover this contract"),
            "hint": N_("A documented risk assessment is then planned, and a control as the risk asks for."),
        }
    )
    criticality = CodedField(
        Criticality,
        metadata={
            "label": N_("Portfolio group"),
            "widget": "select",
            "hint": N_(
                "How often the contract as such is gone through; about 10, 30 and 60 per cent of the contracts, "
                "says SKR's guide of May 2024. It says nothing of the risk class."
            ),
        },
    )

    @pre_load
    def in_own_currency(self, data: Mapping[str, Any], **kwargs: object) -> Mapping[str, Any]:
        """Return the data with the value in the form's own currency, where a person wrote none beside it."""
        value, currency = data.get("value"), data.get("currency")
        if isinstance(value, str) and isinstance(currency, str) and not value.strip()[-1:].isalpha():
            return {**data, "value": f"{value.strip()} {currency}"}
        return data

    @pre_load
    def one_by_one(self, data: Mapping[str, Any], **kwargs: object) -> Mapping[str, Any]:
        """Return the data with the additional codes apart, which a form sends as one text."""
        codes = data.get("cpv_more")
        if isinstance(codes, list) and all(isinstance(code, str) for code in codes):
            return {**data, "cpv_more": [one for code in codes for one in re.split(r"[\s,;]+", code) if one]}
        return data

    def build(self, loaded: Mapping[str, Any]) -> ChangeContract:
        """Return what was written."""
        given = {name: value for name, value in loaded.items() if name != "currency"}
        return ChangeContract(**{**given, "cpv_more": tuple(given.get("cpv_more", ()))})


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
    deputy_id = fields.String(allow_none=True)
    lead_id = fields.String(allow_none=True)
    starts_on = LocalDate(allow_none=True)
    ends_on = LocalDate(allow_none=True)
    signed_on = LocalDate(allow_none=True)
    notice_days = fields.Integer(allow_none=True)
    state = CodedField(ContractLife)
    obligations = CodedField(Fulfilment, allow_none=True)
    is_framework = fields.Boolean()
    framework_id = fields.String(allow_none=True)
    cpv = fields.String(allow_none=True)
    cpv_more = fields.List(fields.String())
    unspsc = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    criticality = CodedField(Criticality, allow_none=True)
    pay_rules = fields.Boolean(allow_none=True)
    value = MoneyField(allow_none=True)
    production_country = fields.String(allow_none=True)
    production_town = fields.String(allow_none=True)
    code_version = fields.String(allow_none=True)
    level = CodedField(Level, allow_none=True)
    risk_class = CodedField(RiskClass, allow_none=True)
    risk_since = LocalDate(allow_none=True)
    strategic = fields.Nested(StrategicOutput, allow_none=True)
    to_complete = fields.List(CodedField(ToComplete))
    source = fields.Nested(SourceSchema, allow_none=True)


class VoidSchema(Input[str]):
    """Why a contract is voided."""

    reason = StrippedString(required=True, most=1000, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: dict[str, str]) -> str:  # type: ignore[override] # one text field
        """Return the reason."""
        return loaded["reason"]
