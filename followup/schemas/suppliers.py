"""Suppliers, their contacts and sites, on the wire and in forms."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from followup.domain.suppliers import ChangeSupplier, NewContact, NewSite, NewSupplier, SupplierFilter
from followup.errors import N_
from followup.schemas.base import Input, Output
from followup.schemas.fields import CountryField, EmailField, PublicIdField, StrippedString, WholeNumber, YesNo

LANGUAGES = ("sv", "nb", "en")
_NUMBER = N_("Checked for Sweden, Norway, Denmark and Finland; anything else is kept as you write it.")


class NewSupplierSchema(Input[NewSupplier]):
    """A supplier for the shared register."""

    makes = NewSupplier

    name = StrippedString(required=True, most=300, metadata={"label": N_("Name"), "hint": N_("As it is registered.")})
    country = CountryField(required=True, metadata={"label": N_("Country")})
    number = StrippedString(most=40, metadata={"label": N_("Organisation number"), "hint": _NUMBER})
    town = StrippedString(most=100, metadata={"label": N_("Town")})


class ChangeSupplierSchema(NewSupplierSchema):
    """What can be corrected in the register."""

    makes = ChangeSupplier

    number = StrippedString(
        most=40,
        metadata={"label": N_("Organisation number"), "hint": N_("Leave it empty to keep the number that is there.")},
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
    is_number_checked = fields.Boolean()
    is_sole_trader = fields.Boolean()


class ListedSupplierSchema(Output):
    """A row of the register."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    country = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
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
