"""Planned procurements on the wire and in forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import fields, pre_load

from followup.domain.codes import Coded
from followup.domain.procurements import (
    CONTRACTS_MOST,
    Award,
    AwardedContract,
    NewProcurement,
    PlanFilter,
    Potential,
    ProcurementStatus,
)
from followup.domain.risk import RiskClass
from followup.errors import N_, Invalid
from followup.schemas.base import Input, Output
from followup.schemas.fields import CodedField, LocalDate, MoneyField, PublicIdField, StrippedString, WholeNumber, YesNo
from followup.schemas.risk import check_category

YEAR_FIRST, YEAR_LAST = 2000, 2100
POTENTIAL = "potential."


class ProcurementSchema(Input[NewProcurement]):
    """What is known of a procurement that is to come. A form sends a potential as `potential.<area>`."""

    makes = NewProcurement

    title = StrippedString(required=True, most=300, metadata={"label": N_("What is to be bought")})
    year = WholeNumber(
        required=True, least=YEAR_FIRST, most=YEAR_LAST, metadata={"label": N_("Year of the procurement plan")}
    )
    need = StrippedString(most=4000, lines=True, metadata={"label": N_("The need")})
    unit = StrippedString(most=300, metadata={"label": N_("Unit that has the need")})
    value = MoneyField(
        currency="",
        metadata={
            "label": N_("Estimated value over the whole period"),
            "hint": N_("Such as 1 250 000. Add EUR or another code where it is not your own currency."),
        },
    )
    currency = StrippedString(most=3, metadata={"widget": "hidden"})
    category = StrippedString(most=40, validate=check_category, metadata={"label": N_("Category"), "widget": "select"})
    cpv = StrippedString(most=10, metadata={"label": N_("CPV code"), "hint": N_("Eight digits, such as 33141420.")})
    expert_group = StrippedString(most=300, metadata={"label": N_("Expert group")})
    start_meeting_on = LocalDate(
        metadata={"label": N_("Start meeting"), "hint": N_("The risk is assessed before this day.")}
    )
    case_number = StrippedString(most=100, metadata={"label": N_("Case number")})
    manager_id = PublicIdField("usr", metadata={"label": N_("Answers for it"), "widget": "select"})
    potential = fields.Dict(keys=StrippedString(most=40), values=CodedField(Potential))

    @pre_load
    def gather(self, data: Mapping[str, Any], **_: object) -> dict[str, Any]:
        """Return the mapping that JSON would give: potentials under their area, the value in the form's currency."""
        gathered = {name: value for name, value in data.items() if not name.startswith(POTENTIAL)}
        sizes = {
            name.removeprefix(POTENTIAL): value for name, value in data.items() if name.startswith(POTENTIAL) and value
        }
        if sizes:
            gathered["potential"] = sizes
        value, currency = gathered.get("value"), gathered.get("currency")
        if isinstance(value, str) and isinstance(currency, str) and not value.strip()[-1:].isalpha():
            gathered["value"] = f"{value.strip()} {currency}"
        return gathered

    def build(self, loaded: Mapping[str, Any]) -> NewProcurement:
        """Return what was written."""
        return NewProcurement(**{name: value for name, value in loaded.items() if name != "currency"})


def procurement_form(areas: Iterable[Coded]) -> type[ProcurementSchema]:
    """Return the schema by which the form is drawn, with a potential for each area."""
    drawn: dict[str, fields.Field[object]] = {
        f"{POTENTIAL}{area}": CodedField(Potential, metadata={"label": area.label, "widget": "select"})
        for area in areas
    }
    made = ProcurementSchema.from_dict(drawn, name="ProcurementForm")
    assert issubclass(made, ProcurementSchema)
    return made


class PlanFilterSchema(Input[PlanFilter]):
    """Which year's plan, and whose."""

    makes = PlanFilter

    year = WholeNumber(least=YEAR_FIRST, most=YEAR_LAST, metadata={"label": N_("Year of the procurement plan")})
    mine = YesNo(metadata={"label": N_("Only mine")})
    after = StrippedString(most=500, metadata={"widget": "hidden"})


class StartSchema(Input[date]):
    """When the start meeting was held."""

    held_on = LocalDate(required=True, metadata={"label": N_("Day of the start meeting")})

    def build(self, loaded: Mapping[str, Any]) -> date:
        """Return the day."""
        on = loaded["held_on"]
        assert isinstance(on, date)
        return on


class CancelSchema(Input[str]):
    """Why a procurement is given up."""

    reason = StrippedString(required=True, most=1000, lines=True, metadata={"label": N_("Reason")})

    def build(self, loaded: Mapping[str, Any]) -> str:
        """Return the reason."""
        return str(loaded["reason"])


_PARTS = ("supplier_id", "title", "number", "starts_on", "ends_on")


class AwardedContractSchema(Input[AwardedContract]):
    """One contract of the award."""

    makes = AwardedContract

    supplier_id = PublicIdField("sup", required=True)
    title = StrippedString(most=300)
    number = StrippedString(most=100)
    starts_on = LocalDate()
    ends_on = LocalDate()


class AwardSchema(Input[Award]):
    """The contracts that the procurement came to. A form sends each part as `<part>.<number>`; an empty row is none."""

    code_version = StrippedString(
        most=40,
        metadata={
            "label": N_("Sustainability clauses"),
            "widget": "select",
            "hint": N_("The generation of standard terms in the contracts."),
        },
    )
    contracts = fields.List(fields.Nested(AwardedContractSchema))

    def read(self, data: Mapping[str, object], *, partial: bool = False) -> Award:
        """Return the award.

        Errors: Invalid at contracts.<place>.<part>; of a form at <part>.<number>, as it names its fields.
        """
        rows = _rows(data)
        if "contracts" in data or not rows:
            return super().read(data, partial=partial)
        plain = {name: value for name, value in data.items() if not _is_of_a_row(name)}
        try:
            return super().read({**plain, "contracts": list(rows.values())}, partial=partial)
        except Invalid as error:
            raise Invalid({_of_form(path, list(rows)): reasons for path, reasons in error.problems.items()}) from None

    def build(self, loaded: Mapping[str, Any]) -> Award:
        """Return the award."""
        made = tuple(AwardedContract(**row) for row in loaded.get("contracts", ()))
        return Award(contracts=made, code_version=loaded.get("code_version"))


def _is_of_a_row(name: str) -> bool:
    part, _, number = name.partition(".")
    return part in _PARTS and bool(number)


def _rows(data: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Return the filled rows of a form by their number, in its order."""
    rows: dict[str, dict[str, object]] = {}
    for name, value in data.items():
        part, _, number = name.partition(".")
        if part in _PARTS and number and value not in (None, ""):
            rows.setdefault(number, {})[part] = value
    return dict(sorted(rows.items(), key=lambda row: (len(row[0]), row[0])))


def _of_form(path: str, numbers: Sequence[str]) -> str:
    """Return the field of the form that a place in the list came from."""
    head, _, rest = path.partition(".")
    place, _, part = rest.partition(".")
    is_row = head == "contracts" and place.isdigit() and int(place) < len(numbers) and part
    return f"{part}.{numbers[int(place)]}" if is_row else path


def award_form(count: int) -> type[AwardSchema]:
    """Return the schema by which the form for so many contracts is drawn."""
    drawn: dict[str, fields.Field[object]] = {}
    for number in range(1, min(count, CONTRACTS_MOST) + 1):
        drawn[f"supplier_id.{number}"] = PublicIdField(
            "sup",
            required=True,
            metadata={
                "label": N_("Supplier"),
                "widget": "select",
                "hint": N_("Not in the list? Register the supplier first."),
            },
        )
        drawn[f"title.{number}"] = StrippedString(
            most=300,
            metadata={"label": N_("Title of the contract"), "hint": N_("Without it, that of the procurement.")},
        )
        drawn[f"number.{number}"] = StrippedString(most=100, metadata={"label": N_("Contract number")})
        drawn[f"starts_on.{number}"] = LocalDate(metadata={"label": N_("First day")})
        drawn[f"ends_on.{number}"] = LocalDate(metadata={"label": N_("Last day"), "hint": N_("Without options.")})
    made = AwardSchema.from_dict(drawn, name="AwardForm")
    assert issubclass(made, AwardSchema)
    return made


class AwardCountSchema(Input[int]):
    """How many contracts the award form asks for."""

    contracts = WholeNumber(least=1, most=CONTRACTS_MOST, metadata={"label": N_("How many contracts")})


class PlannedProcurementSchema(Output):
    """A planned procurement as the API gives it."""

    id = fields.String(attribute="public_id")
    version = fields.Integer()
    title = fields.String()
    year = fields.Integer()
    state = CodedField(ProcurementStatus, attribute="status")
    need = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    value = MoneyField(allow_none=True)
    category = fields.String(allow_none=True)
    cpv = fields.String(allow_none=True)
    expert_group = fields.String(allow_none=True)
    start_meeting_on = LocalDate(allow_none=True)
    case_number = fields.String()
    manager_id = fields.String(allow_none=True)
    potential = fields.Dict(keys=fields.String(), values=fields.String())
    risk_class = CodedField(RiskClass, allow_none=True)
    risk_since = LocalDate(allow_none=True)
    contract_ids = fields.List(fields.String())


class ListedProcurementSchema(Output):
    """A row of the year's plan."""

    id = fields.String(attribute="public_id")
    title = fields.String()
    year = fields.Integer()
    state = CodedField(ProcurementStatus, attribute="status")
    category = fields.String(allow_none=True)
    risk_class = CodedField(RiskClass, allow_none=True)
    start_meeting_on = LocalDate(allow_none=True)
