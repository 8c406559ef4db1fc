"""What stands behind a contract, on the wire and in forms: sub-suppliers, sites, benefiting organisations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from followup.domain.supply import TIERS_MOST, Beneficiaries, ContractSites, NewSubSupplier
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import REQUIRED, PublicIdField, StrippedString, WholeNumber

_LIST_MESSAGES = {**REQUIRED, "invalid": "field.list"}


class NewSubSupplierSchema(Input[NewSubSupplier]):
    """A supplier behind the supplier."""

    makes = NewSubSupplier

    supplier_id = PublicIdField(
        "sup",
        required=True,
        metadata={
            "label": N_("Supplier"),
            "widget": "select",
            "hint": N_("Not in the list? Register the supplier first."),
        },
    )
    tier = WholeNumber(
        least=1,
        most=TIERS_MOST,
        metadata={
            "label": N_("Steps behind the contract's supplier"),
            "hint": N_("1 delivers to the contract's supplier, 2 to that one, and so on. Empty is 1."),
        },
    )
    delivers = StrippedString(most=300, metadata={"label": N_("What comes from there")})


class SubSuppliersSchema(Input[tuple[NewSubSupplier, ...]]):
    """All sub-suppliers of a contract."""

    sub_suppliers = fields.List(fields.Nested(NewSubSupplierSchema), required=True, error_messages=_LIST_MESSAGES)

    def build(self, loaded: Mapping[str, Any]) -> tuple[NewSubSupplier, ...]:
        """Return the sub-suppliers."""
        return tuple(NewSubSupplier(**row) for row in loaded["sub_suppliers"])


class ContractSitesSchema(Input[ContractSites]):
    """The sites where something is made for the contract."""

    site_ids = fields.List(
        PublicIdField("sit"), error_messages=_LIST_MESSAGES, metadata={"label": N_("Sites of the contract")}
    )

    def build(self, loaded: Mapping[str, Any]) -> ContractSites:
        """Return the sites."""
        return ContractSites(site_ids=tuple(loaded.get("site_ids", ())))


class BeneficiariesSchema(Input[Beneficiaries]):
    """The other organisations that may call off."""

    organisation_ids = fields.List(
        PublicIdField("org"), error_messages=_LIST_MESSAGES, metadata={"label": N_("Benefiting organisations")}
    )

    def build(self, loaded: Mapping[str, Any]) -> Beneficiaries:
        """Return the organisations."""
        return Beneficiaries(organisation_ids=tuple(loaded.get("organisation_ids", ())))


class SubSupplierSchema(Output):
    """A sub-supplier as the API gives it."""

    id = fields.String(attribute="public_id")
    supplier_id = fields.String()
    supplier_name = fields.String()
    country = fields.String(allow_none=True)
    tier = fields.Integer()
    delivers = fields.String(allow_none=True)


class SiteOfContractSchema(Output):
    """A site of a contract as the API gives it."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    country = fields.String()
    town = fields.String(allow_none=True)
    tier = fields.Integer()
    supplier_name = fields.String()


class BeneficiarySchema(Output):
    """A benefiting organisation as the API gives it."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    country = fields.String()


class SupplySchema(Output):
    """All that stands behind a contract."""

    version = fields.Integer()
    sub_suppliers = fields.List(fields.Nested(SubSupplierSchema))
    sites = fields.List(fields.Nested(SiteOfContractSchema))
    beneficiaries = fields.List(fields.Nested(BeneficiarySchema))
