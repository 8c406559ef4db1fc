"""Suppliers, their contacts and sites, on the wire and in forms."""

from __future__ import annotations

from collections.abc import Mapping

from marshmallow import fields
from marshmallow.validate import OneOf

from followup.domain.mergers import Likeness, Merge, NewAlias
from followup.domain.risk_tables import CountryRisk
from followup.domain.suppliers import ChangeSupplier, NewContact, NewSite, NewSupplier, NumberKind, SupplierFilter
from followup.errors import N_, Invalid, Reason
from followup.schemas.base import Input, Output
from followup.schemas.fields import (
    CodedField,
    CountryField,
    EmailField,
    PublicIdField,
    StrippedString,
    WholeNumber,
    YesNo,
)

NOT_CONFIRMED = Reason("merger.not_confirmed", N_("Look at both entries, and say that they are the same company."))
LANGUAGES = ("sv", "nb", "en")
_NUMBER = N_(
    "Checked: organisation numbers of Sweden, Norway, Denmark and Finland, VAT numbers of the EU with their letters,"
    " and LEI. Anything else is kept as you write it and marked as not checked."
)


class NewSupplierSchema(Input[NewSupplier]):
    """A supplier for the shared register."""

    makes = NewSupplier

    name = StrippedString(required=True, most=300, metadata={"label": N_("Name"), "hint": N_("As it is registered.")})
    country = CountryField(required=True, metadata={"label": N_("Country")})
    number = StrippedString(most=40, metadata={"label": N_("Organisation number, VAT number or LEI"), "hint": _NUMBER})
    town = StrippedString(most=100, metadata={"label": N_("Town")})


class ChangeSupplierSchema(NewSupplierSchema):
    """What can be corrected in the register."""

    makes = ChangeSupplier

    number = StrippedString(
        most=40,
        metadata={
            "label": N_("Organisation number, VAT number or LEI"),
            "hint": N_("Leave it empty to keep the number that is there."),
        },
    )


class SupplierFilterSchema(Input[SupplierFilter]):
    """What the list is narrowed to, by the page and by the API alike."""

    makes = SupplierFilter

    q = StrippedString(most=100, metadata={"label": N_("Search"), "hint": N_("The beginning of a name, or a number.")})
    ours = YesNo(metadata={"label": N_("Only our suppliers")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class NewContactSchema(Input[NewContact]):
    """A person at the supplier."""

    makes = NewContact

    name = StrippedString(required=True, most=200, metadata={"label": N_("Name"), "autocomplete": "off"})
    email = EmailField(
        required=True,
        most=254,
        metadata={"label": N_("E-mail address"), "hint": N_("Personal links go here."), "autocomplete": "off"},
    )
    language = StrippedString(
        required=True,
        validate=OneOf(LANGUAGES, error="field.choice"),
        metadata={"label": N_("Language of the letters"), "widget": "radio"},
    )
    phone = StrippedString(most=40, metadata={"label": N_("Telephone"), "widget": "tel"})


class NewSiteSchema(Input[NewSite]):
    """A place where something is made."""

    makes = NewSite

    name = StrippedString(required=True, most=200, metadata={"label": N_("Name of the site")})
    country = CountryField(required=True, metadata={"label": N_("Country")})
    town = StrippedString(most=100, metadata={"label": N_("Town")})
    tier = WholeNumber(
        least=0,
        most=9,
        metadata={
            "label": N_("Steps before final production"),
            "hint": N_("0 is final production, 1 the step before it, and so on."),
        },
    )


class SupplierSchema(Output):
    """A supplier as the API gives it; the number of a sole trader is left out."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    country = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    number_kind = CodedField(NumberKind, allow_none=True)
    is_number_checked = fields.Boolean()
    is_sole_trader = fields.Boolean()
    aliases = fields.List(fields.String())
    merged_into_id = fields.String(allow_none=True)


class ListedSupplierSchema(Output):
    """A row of the register; what was merged into another entry is not listed."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    country = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    number_kind = CodedField(NumberKind, allow_none=True)
    is_number_checked = fields.Boolean()
    is_sole_trader = fields.Boolean()
    contract_count = fields.Integer()


class ContactSchema(Output):
    """A contact person as the API gives it, to the contact's own organisation."""

    id = PublicIdField("ctt", attribute="public_id")
    version = fields.Integer()
    name = fields.String()
    email = fields.String()
    language = fields.String()
    phone = fields.String(allow_none=True)


class SiteSchema(Output):
    """A production site as the API gives it, to the organisation that knows of it, with its country's risk.

    Without a `country_risk` there is not enough information about the country, which is not a low risk.
    """

    id = PublicIdField("sit", attribute="public_id")
    name = fields.String()
    country = fields.String()
    town = fields.String(allow_none=True)
    tier = fields.Integer()
    country_risk = CodedField(CountryRisk, allow_none=True)


class NewAliasSchema(Input[NewAlias]):
    """Another name of a supplier."""

    makes = NewAlias

    name = StrippedString(
        required=True,
        most=300,
        metadata={"label": N_("Other name"), "hint": N_("A trade name, an earlier name or a common misspelling.")},
    )


class AliasSchema(Output):
    """Another name of a supplier."""

    id = PublicIdField("ali", attribute="public_id")
    name = fields.String()


class MergeSchema(Input[Merge]):
    """Which entry of the register another is merged into."""

    makes = Merge

    into_id = PublicIdField(
        "sup",
        required=True,
        metadata={"label": N_("Merge into"), "hint": N_("The entry that stays."), "widget": "select"},
    )


class ConfirmMergeSchema(Input[bool]):
    """That a person has looked at both entries."""

    confirmed = YesNo(
        metadata={"label": N_("Both are the same company"), "hint": N_("The merger can be undone at any time.")},
    )

    def build(self, loaded: Mapping[str, object]) -> bool:
        """Return that it was confirmed.

        Errors: Invalid at confirmed.
        """
        if loaded.get("confirmed") is not True:
            raise Invalid.at("confirmed", NOT_CONFIRMED)
        return True


class UnmergeSchema(Input[None]):
    """Nothing needs to be said."""

    def build(self, loaded: Mapping[str, object]) -> None:
        """Return nothing."""


class DuplicateSchema(Output):
    """Two entries that seem to be the same supplier, and why."""

    goes_id = fields.String()
    goes_name = fields.String()
    stays_id = fields.String()
    stays_name = fields.String()
    why = fields.List(CodedField(Likeness))
