"""Contract award notices as OCDS 1.1 releases with the extensions for lots and bids, as converters make them of eForms.

Where a converter's habits are followed, the code says so. Amounts and dates are taken as they are written: numbers
never pass through a float, and a date is its first ten characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from followup.domain.money import Money
from followup.domain.notices import (
    Agreement,
    Duration,
    DurationUnit,
    Lot,
    Notice,
    NoticeFacts,
    NoticeFormat,
    Party,
    Period,
    Skip,
    Skipped,
    Tender,
)
from followup.domain.settlements import settle
from followup.errors import N_, Reason
from followup.imports.json_tree import Value, read_json
from followup.imports.strict import DANGLING, LACKING, distinct
from followup.imports.values import civil_date, country_code, cpv_code, exact_amount, identifier, whole_count

NO_RELEASE = Reason(
    "import.no_release", N_("This is not an OCDS release of a contract award. Choose a file with one release.")
)

PACKAGE_BYTES, PACKAGE_PARTS = 100 * 1024 * 1024, 2_000_000  # default: a package of ten thousand contracts fits twice


def read(name: str, data: bytes) -> Notice:
    """Return the notice in an OCDS release.

    Errors: Invalid at `name:line:column` or `name:$.path`; nothing of a file with a fault is returned.
    """
    return _notice(read_json(name, data))


def read_all(name: str, data: bytes) -> tuple[Notice, ...]:
    """Return the notice in a release, or those in a release package.

    Errors: as `read`.
    """
    root = read_json(name, data, bytes_most=PACKAGE_BYTES, parts_most=PACKAGE_PARTS)
    if isinstance(root.data, dict) and "releases" in root.data:
        return tuple(_notice(release) for release in root.each("releases"))
    return (_notice(root),)


def _notice(root: Value) -> Notice:
    if not isinstance(root.data, dict) or not {"ocid", "awards"} <= root.data.keys():
        raise root.spot.refusal(NO_RELEASE)
    facts = _Reader(root).facts()
    return root.spot.placed(lambda: settle(facts))


class _Reader:
    """Finds the parts of one release by their identifiers."""

    def __init__(self, root: Value) -> None:
        self.root = root
        self.notice_id = root.needed("id")
        self.parties = _by_id(root.each("parties"))
        self.lots = _by_id(root.get("tender").each("lots"))
        self.items: dict[str, list[Value]] = {}
        for item in root.get("tender").each("items"):
            self.items.setdefault(item.text("relatedLot"), []).append(item)
        self.awards = _by_id(root.each("awards"))
        self.bids = _by_id(root.get("bids").each("details"))
        self.contracts = _by_id(root.each("contracts"))
        # Each part is made once, however often it is named: a small file cannot ask for endless work.
        self.party = cache(self.make_party)
        self.lot = cache(self.make_lot)
        self.bid = cache(self.make_bid)
        self.award_as_tender = cache(self.make_tender_of)
        self.signatories = cache(self.make_signatories)
        self.publishers = cache(self.make_publishers)

    def facts(self) -> NoticeFacts:
        issued = self.root.get("date")
        self.root.needed("date")
        return NoticeFacts(
            notice_id=self.notice_id,
            format=NoticeFormat.OCDS,
            issued_on=issued.spot.read(civil_date, issued.own_text),
            title=self.root.get("tender").text("title"),
            agreements=tuple(self.agreement(contract) for contract in self.contracts.values()),
            skipped=tuple(self.skipped()),
        )

    def skipped(self) -> Iterator[Skipped]:
        """Yield the awards that led to no contract."""
        settled = {contract.text("awardID") for contract in self.contracts.values()}
        for ref, award in self.awards.items():
            if not award.each("suppliers"):
                yield Skipped(self.notice_id, NoticeFormat.OCDS, ref, Skip.NO_SUPPLIER)
            elif ref not in settled:
                yield Skipped(self.notice_id, NoticeFormat.OCDS, ref, Skip.NO_CONTRACT)

    def agreement(self, contract: Value) -> Agreement:
        award = self.award(contract)
        bids = dict.fromkeys(_found(bid, self.bids) for bid in contract.each("relatedBids"))
        value = _amount(contract.get("value"))
        return Agreement(
            ref=contract.needed("id"),
            tenders=tuple(self.bid(bid) for bid in bids) or (self.award_as_tender(award),),
            buyers=self.buyers(contract),
            title=contract.text("title"),
            reference=next((identifier(known.text("id")) for known in contract.each("identifiers")), ""),
            awarded_on=award.optional("date", civil_date),
            signed_on=contract.optional("dateSigned", civil_date),
            value=_amount(award.get("value")) if value is None and not bids else value,
            period=_period(contract.get("period")),
            lots=self.award_as_tender(award).lots,
        )

    def award(self, contract: Value) -> Value:
        """Return the award that the contract comes of, an empty one when it names none."""
        named = contract.get("awardID")
        return _found(named, self.awards) if named.own_text else Value(named.spot)

    def make_tender_of(self, award: Value) -> Tender:
        """Return the award as if it were a tender of its suppliers: all there is to go by when no bid is named."""
        return Tender(tenderers=self.named(award.each("suppliers")), lots=self.related_lots(award))

    def make_bid(self, bid: Value) -> Tender:
        tenderers = self.named(bid.each("tenderers"))
        leaders = [party.ref for party in tenderers if "leadTenderer" in _roles(self.parties[party.ref])]
        return Tender(
            tenderers=tenderers,
            lots=self.related_lots(bid),
            amount=_amount(bid.get("value")),
            leader=leaders[0] if leaders else "",
        )

    def related_lots(self, whole: Value) -> tuple[Lot, ...]:
        return tuple(self.lot(_found(lot, self.lots)) for lot in whole.each("relatedLots"))

    def buyers(self, contract: Value) -> tuple[Party, ...]:
        """Return who signed the contract, else the release's buyer and then the other parties in that role.

        The signatories stand in the award; one converter puts them in an award of their own that has the contract's id.
        """
        awards = [self.awards[ref] for ref in (contract.text("awardID"), contract.text("id")) if ref in self.awards]
        signed = (self.signatories(award) for award in awards)
        return next((parties for parties in signed if parties), None) or self.publishers()

    def make_signatories(self, award: Value) -> tuple[Party, ...]:
        return self.named(award.each("buyers"))

    def make_publishers(self) -> tuple[Party, ...]:
        first = [self.root.get("buyer")] if self.root.get("buyer").text("id") else []
        named = self.named(first + [party for party in self.parties.values() if "buyer" in _roles(party)])
        if not named:
            raise self.root.spot.refusal(LACKING.but(name="buyer"))
        return named

    def named(self, references: list[Value]) -> tuple[Party, ...]:
        """Return the parties that the references name, each once."""
        found = {reference.text("id"): _found(reference.get("id"), self.parties) for reference in references}
        return tuple(self.party(party) for party in found.values())

    def make_party(self, party: Value) -> Party:
        known = [party.get("identifier"), *party.each("additionalIdentifiers")]
        address = party.get("address")
        return Party(
            ref=party.needed("id"),
            name=party.needed("name"),
            number_as_given=next((given for one in known if (given := identifier(one.text("id")))), ""),
            country=country_code(address.text("country")),
            town=address.text("locality"),
            is_natural_person=party.get("details").text("scale") == "selfEmployed",
        )

    def make_lot(self, lot: Value) -> Lot:
        ref = lot.needed("id")
        aims = lot.each("sustainability")
        criteria = [way.own_text for aim in aims for way in aim.each("strategies")]
        goals = {aim.text("goal") for aim in aims} | {way for way in criteria if way.endswith("GPPCriteria")}
        return Lot(
            ref=ref,
            title=lot.text("title"),
            cpv=tuple(dict.fromkeys(code for item in self.items.get(ref, ()) for code in _cpv(item))),
            period=_period(lot.get("contractPeriod")) or Period(),
            goals=tuple(sorted(goals - {""})),
            goal_text="\n".join(dict.fromkeys(text for aim in aims if (text := aim.get("description").own_lines))),
        )


def _by_id(values: list[Value]) -> dict[str, Value]:
    return distinct((value.needed("id"), value.get("id").spot, value) for value in values)


def _found(reference: Value, known: dict[str, Value]) -> Value:
    if reference.own_text not in known:
        raise reference.spot.refusal(DANGLING.but(name=reference.own_text))
    return known[reference.own_text]


def _roles(party: Value) -> list[str]:
    return [role.own_text for role in party.each("roles")]


def _amount(value: Value) -> Money | None:
    amount, currency = value.get("amount"), value.text("currency")
    return amount.spot.read(lambda text: exact_amount(text, currency), amount.own_text) if amount.own_text else None


def _cpv(item: Value) -> Iterator[str]:
    """Yield the item's CPV codes, the main one first; codes of other lists are left out."""
    for coded in (item.get("classification"), *item.each("additionalClassifications")):
        if coded.text("scheme") == "CPV" and (code := coded.optional("id", cpv_code)):
            yield code


def _period(period: Value) -> Period | None:
    """Return the period; converters count a year as 365 days and a month as 30, so the XML's duration is the better."""
    if not period.data:
        return None
    starts_on, ends_on = period.optional("startDate", civil_date), period.optional("endDate", civil_date)
    days = period.optional("durationInDays", whole_count)
    unlimited = period.text("description").upper() == "UNLIMITED"
    return period.spot.placed(
        lambda: Period(
            starts_on=starts_on,
            ends_on=ends_on,
            duration=Duration(days, DurationUnit.DAY) if days else None,
            is_unlimited=unlimited,
        )
    )
