"""Contract award notices into the register: buyers, suppliers and contracts, each once, however often they are read.

What a person has completed or corrected stays; what nobody touched follows the notice. The whole settled contract is
kept on the row as its provenance, so that the next reading can tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import or_, select

from followup.domain.ids import is_id
from followup.domain.journal import CONTRACT_CHANGED, CONTRACT_REGISTERED, SUPPLIER_REGISTERED
from followup.domain.names import LINE_LONGEST, sort_key, sort_keys
from followup.domain.notices import NoticeFormat, Party, SettledContract, Skip
from followup.domain.organisations import OrganisationKind, OrganisationStatus
from followup.domain.plain_data import as_plain
from followup.domain.reconciliations import Difference, Merged, compare
from followup.domain.strategic import of_goals
from followup.domain.suppliers import (
    is_persons_number,
    kept_number,
    kind_of,
    name_key,
    parse_organisation_number,
    supplier_key,
)
from followup.errors import N_, Invalid, Reason
from followup.models.contracts import Contract
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier, SupplierAlias
from followup.queries.contracts import provenance
from followup.services import organisations
from followup.services.organisations import NewOrganisation
from followup.transaction import Transaction

NO_COUNTRY = Reason(
    "notice.no_country",
    N_("The notice does not say in which country the buyer “{name}” is. Add the country in the file."),
)


# What is taken over together or not at all, so that half of it cannot stand beside what a person wrote.
_TOGETHER = (
    ("title", "sort"),
    ("number",),
    ("cpv", "cpv_more"),
    ("value_minor", "currency"),
    ("signed_on",),
    ("starts_on", "ends_on"),
    ("strategic",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of the notices: contracts, buyers and suppliers counted, and where the two formats differ."""

    new: int
    changed: int
    unchanged: int
    skipped: Mapping[Skip, int]
    differences: tuple[Difference, ...]
    organisations: int
    suppliers: int


def apply(tx: Transaction, merged: Merged) -> ImportReport:
    """Take the notices into the register; a dry run is the same, abandoned by the caller.

    Errors: Invalid("notice.no_country") at the notice.
    """
    settled = [_without_persons_number(contract) for notice in merged.notices for contract in notice.contracts]
    buyers = _Buyers(tx, settled)
    winners = _Winners(tx, settled)
    known, ours = _known(tx, settled), _ours(tx, settled)
    outcomes = {"new": 0, "changed": 0, "unchanged": 0}
    differences = list(merged.differences)
    for contract in settled:
        if contract.contract_ref in ours:  # a package that this register has published itself
            outcomes["unchanged"] += 1
            continue
        buyer = buyers.of(contract.key, contract.buyers[0])
        row = known.get((buyer.id, contract.key))
        outcome, more = _take_in(tx, row, contract, buyer, winners)
        outcomes[outcome] += 1
        differences += more
    return ImportReport(
        **outcomes,
        skipped=merged.skipped,
        differences=tuple(dict.fromkeys(differences)),
        organisations=buyers.new_count,
        suppliers=winners.new_count,
    )


def _take_in(
    tx: Transaction, row: Contract | None, settled: SettledContract, buyer: Organisation, winners: _Winners
) -> tuple[str, list[Difference]]:
    """Return what became of one contract and what its formats say differently."""
    before = provenance(row) if row is not None else None
    if row is None or before is None:
        _register(tx, settled, buyer, winners)
        return "new", []
    if before == settled:
        return "unchanged", []
    if before.format is settled.format:
        is_older = settled.issued_on < before.issued_on
        return ("unchanged", []) if is_older else (_follow(tx, row, before, settled, winners), [])
    if settled.format is NoticeFormat.OCDS:
        return "unchanged", compare(before, settled)
    return _follow(tx, row, before, settled, winners), compare(settled, before)


def _register(tx: Transaction, settled: SettledContract, buyer: Organisation, winners: _Winners) -> None:
    contract = tx.add(
        Contract(
            organisation_id=buyer.id,
            source_key=settled.key,
            source=as_plain(settled),
            registered_at=tx.now,
            changed_at=tx.now,
            supplier_id=winners.of(settled.winner).id,
            **_columns(settled),
        )
    )
    tx.journal(CONTRACT_REGISTERED, contract, origin=str(settled.format))


def _follow(
    tx: Transaction, row: Contract, before: SettledContract, settled: SettledContract, winners: _Winners
) -> str:
    """Take over what the notice says now, but for what a person has changed since it was read last."""
    said, says = _columns(before), _columns(settled)
    changed = [
        name
        for together in _TOGETHER
        if all(getattr(row, name) == said[name] for name in together)
        for name in together
        if said[name] != says[name]
    ]
    for name in changed:
        setattr(row, name, says[name])
    if before.winner.key != settled.winner.key:
        row.supplier_id = winners.of(settled.winner).id
        changed.append("supplier_id")
    row.source, row.changed_at = as_plain(settled), tx.now
    tx.journal(CONTRACT_CHANGED, row, fields=", ".join(["source", *(name for name in changed if name != "sort")]))
    return "changed"


def _columns(settled: SettledContract) -> dict[str, object]:
    title = settled.title if len(settled.title) <= LINE_LONGEST else settled.title[: LINE_LONGEST - 1] + "…"
    return {
        "title": title,
        "sort": sort_key(title, "sv"),
        "number": settled.reference[:LINE_LONGEST],
        "cpv": settled.cpv or None,
        "cpv_more": list(settled.cpv_additional) or None,
        "value_minor": settled.value.minor if settled.value else None,
        "currency": settled.value.currency if settled.value else None,
        "signed_on": settled.signed_on,
        "starts_on": settled.period.starts_on,
        "ends_on": settled.period.last_day,
        "strategic": as_plain(of_goals(settled.goals, settled.goal_text)) or None,
    }


def _known(tx: Transaction, settled: Iterable[SettledContract]) -> dict[tuple[int, str], Contract]:
    keys = [contract.key for contract in settled]
    rows = tx.session.scalars(select(Contract).where(Contract.source_key.in_(keys)))
    return {(row.organisation_id, row.source_key): row for row in rows if row.source_key}


def _ours(tx: Transaction, settled: Iterable[SettledContract]) -> set[str]:
    """Return the contracts of this register that are named by the ids that it gave them."""
    named = [contract.contract_ref for contract in settled if is_id(contract.contract_ref, Contract.prefix)]
    return set(tx.session.scalars(select(Contract.public_id).where(Contract.public_id.in_(named))))


class _Buyers:
    """The buyers as organisations: known by number, else by name and country; new ones have not joined."""

    def __init__(self, tx: Transaction, settled: Iterable[SettledContract]) -> None:
        self.tx, self.new_count = tx, 0
        countries = {country for contract in settled if (country := contract.buyers[0].country)}
        rows = tx.session.scalars(select(Organisation).where(Organisation.country.in_(countries)))
        self.found: dict[tuple[str, str], Organisation] = {}
        for row in rows:
            self._keep(row)

    def of(self, place: str, party: Party) -> Organisation:
        """Return the organisation of a buyer, registered if it is new."""
        if party.country is None:
            raise Invalid.at(place, NO_COUNTRY.but(name=party.name))
        number = party.number.compact if party.number else ""
        row = self.found.get((party.country, number)) or self.found.get((party.country, name_key(party.name)))
        if row is None or (number and row.number and row.number != number):
            row = self._register(party, party.country, number or None)
        return row

    def _register(self, party: Party, country: str, number: str | None) -> Organisation:
        self.new_count += 1
        new = NewOrganisation(
            name=party.name[:LINE_LONGEST],
            kind=OrganisationKind.OTHER,
            country=country,
            status=OrganisationStatus.NOT_JOINED,
            number=number,
            town=party.town[:LINE_LONGEST] or None,
        )
        row = organisations.register(self.tx, new, origin="notice")
        self._keep(row)
        return row

    def _keep(self, row: Organisation) -> None:
        if row.number:
            self.found[row.country, row.number] = row
        self.found.setdefault((row.country, name_key(row.name)), row)


class _Winners:
    """The winning tenderers as suppliers of the shared register: known by number, else by name and country.

    A name without a number may also be one that a person has noted as another name of exactly one supplier.
    """

    def __init__(self, tx: Transaction, settled: Iterable[SettledContract]) -> None:
        self.tx, self.new_count = tx, 0
        numbers = {number.compact for contract in settled if (number := contract.winner.number)}
        wanted = or_(Supplier.number.in_(numbers), Supplier.number.is_(None))
        self.found = {_key_of(row): row for row in tx.session.scalars(select(Supplier).where(wanted))}
        self.found = self._by_alias() | self.found

    def _by_alias(self) -> dict[str, Supplier]:
        """Return the suppliers by the other names they go by, but for a name that several have."""
        rows = select(Supplier, SupplierAlias.name).join(SupplierAlias, SupplierAlias.supplier_id == Supplier.id)
        named: dict[str, list[Supplier]] = {}
        for supplier, alias in self.tx.session.execute(rows):
            named.setdefault(supplier_key(alias, supplier.country, None), []).append(supplier)
        return {key: found[0] for key, found in named.items() if len(found) == 1}

    def of(self, party: Party) -> Supplier:
        """Return the supplier of a winner, registered if it is new."""
        if party.key not in self.found:
            self.found[party.key] = self._register(party)
        return self.found[party.key]

    def _register(self, party: Party) -> Supplier:
        self.new_count += 1
        number, given = kept_number(party.number_as_given, party.country)
        name = party.name[:LINE_LONGEST]
        sort_sv, sort_nb = sort_keys(name)
        supplier = self.tx.add(
            Supplier(
                name=name,
                sort_sv=sort_sv,
                sort_nb=sort_nb,
                country=party.country,
                number=number,
                number_given=given[:LINE_LONGEST] if given else None,
                number_kind=kind_of(party.country, number),
                town=party.town[:LINE_LONGEST] or None,
            )
        )
        self.tx.journal(SUPPLIER_REGISTERED, supplier, origin="notice")
        return supplier


def _without_persons_number(settled: SettledContract) -> SettledContract:
    """Return the contract without a number that is the winner's own as a person, and no organisation's."""
    winner = settled.winner
    is_private = winner.number is None and (
        winner.is_natural_person or is_persons_number(winner.number_as_given, winner.country)
    )
    return replace(settled, winner=replace(winner, number_as_given="")) if is_private else settled


def _key_of(row: Supplier) -> str:
    if row.number is not None:
        return f"{row.country}:{row.number}"
    given = row.number_given or ""
    return supplier_key(row.name, row.country, parse_organisation_number(given, row.country or ""), given)
