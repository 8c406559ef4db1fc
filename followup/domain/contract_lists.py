"""How a list of contracts can be laid out: its orders, its columns, and the kinds it can be narrowed to."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.errors import N_


class ContractOrder(Coded):
    """The orders of the list, each in both directions. What has no value stands last in either."""

    TITLE = "title", N_("Title, A to Z")
    TITLE_BACK = "-title", N_("Title, Z to A")
    ENDS_ON = "ends_on", N_("Last day, earliest first")
    ENDS_ON_BACK = "-ends_on", N_("Last day, latest first")
    RISK_CLASS = "risk_class", N_("Risk class, A first")
    RISK_CLASS_BACK = "-risk_class", N_("Risk class, D first")
    VALUE = "value", N_("Value, lowest first")
    VALUE_BACK = "-value", N_("Value, highest first")
    SUPPLIER = "supplier", N_("Supplier, A to Z")
    SUPPLIER_BACK = "-supplier", N_("Supplier, Z to A")

    @property
    def by(self) -> str:
        """Return what is compared, whichever way."""
        return self.value.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        """Return whether it runs backwards."""
        return self.value.startswith("-")

    def next_by(self, by: str) -> ContractOrder:
        """Return the order that a column's head leads to: forwards, or backwards where it runs forwards already."""
        is_forwards = self.by == by and not self.is_descending
        return ContractOrder.of(f"-{by}" if is_forwards else by)


class ContractColumn(Coded):
    """What the list can say of each contract beside its title."""

    NUMBER = "number", N_("Contract number")
    SUPPLIER = "supplier", N_("Supplier")
    CATEGORY = "category", N_("Category")
    RISK_CLASS = "risk_class", N_("Risk class")
    VALUE = "value", N_("Value")
    STARTS_ON = "starts_on", N_("First day")
    ENDS_ON = "ends_on", N_("Last day")
    NOTICE_ON = "notice_on", N_("Last day to give notice")
    MANAGER = "manager", N_("Contract manager")
    LIFE = "life", N_("State")
    OBLIGATIONS = "obligations", N_("Obligations")


COLUMNS = (
    ContractColumn.SUPPLIER,
    ContractColumn.RISK_CLASS,
    ContractColumn.ENDS_ON,
    ContractColumn.LIFE,
    ContractColumn.OBLIGATIONS,
)  # Source: default of this service


class ContractKind(Coded):
    """How a contract stands to framework agreements."""

    FRAMEWORK = "framework", N_("Framework agreement")
    CALL_OFF = "call_off", N_("Call-off from a framework agreement")
    NEITHER = "neither", N_("Neither")
