"""From what stands in a notice to the contracts it settles: who won, for how much, and what is shared.

Which amount is a contract's value, in this order: the winning tender's own amount (BT-720), or their sum when one
winner won several lots in one contract; the amount stated for the contract itself (OCDS only); the notice's total
(BT-161), but only where the notice settles one contract with one winner. Never an estimate, and never the amount of a
tender that the contract does not name: real notices list trial tenders, with other amounts, beside the winning one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from followup.domain.money import Money
from followup.domain.names import LINE_LONGEST
from followup.domain.notices import (
    Agreement,
    Lot,
    Notice,
    NoticeFacts,
    Party,
    Period,
    SettledContract,
    Skip,
    Skipped,
    Tender,
)
from followup.errors import N_, Invalid, Reason

T = TypeVar("T")

TOO_MANY_WINNERS = Reason(
    "notice.too_many_winners", N_("The notice names more than {most} winners. Ask for it in parts.")
)
KEY_TOO_LONG = Reason(
    "notice.key_too_long",
    N_("The identifiers of notice, contract and supplier are {length} characters together; at most {most} are read."),
)
WINNERS_MOST = 5_000  # default: far more than any framework agreement has


def settle(facts: NoticeFacts) -> Notice:
    """Return the notice with one contract per settled contract and winning tenderer; one without any is skipped.

    Errors: Invalid("notice.too_many_winners"), Invalid("notice.key_too_long").
    """
    _refuse_excess(facts)
    contracts: list[SettledContract] = []
    skipped = list(facts.skipped)
    for agreement in facts.agreements:
        found = _settled(facts, agreement)
        contracts += found
        if not found:
            skipped.append(Skipped(facts.notice_id, facts.format, agreement.ref, Skip.NO_SUPPLIER))
    if len(contracts) == 1 and contracts[0].value is None and _total_is_of_one(facts):
        contracts = [replace(contracts[0], value=facts.total)]
    return Notice(facts.notice_id, facts.format, facts.issued_on, tuple(contracts), tuple(skipped))


def _refuse_excess(facts: NoticeFacts) -> None:
    winners = [
        f"{facts.notice_id}/{agreement.ref}/{party.ref}"
        for agreement in facts.agreements
        for tender in agreement.tenders
        for party in tender.tenderers
    ]
    if len(winners) > WINNERS_MOST:
        raise Invalid.at("", TOO_MANY_WINNERS.but(most=WINNERS_MOST))
    length = max(map(len, winners), default=0)
    if length > LINE_LONGEST:
        raise Invalid.at("", KEY_TOO_LONG.but(length=length, most=LINE_LONGEST))


def _total_is_of_one(facts: NoticeFacts) -> bool:
    return len(facts.agreements) == 1 and all(skipped.why is not Skip.NO_CONTRACT for skipped in facts.skipped)


def _settled(facts: NoticeFacts, agreement: Agreement) -> list[SettledContract]:
    """Return one contract per winner of the agreement, in the order of the file."""
    theirs: dict[Party, list[Tender]] = {}
    for tender in agreement.tenders:
        for party in tender.tenderers:
            theirs.setdefault(party, []).append(tender)
    values = {winner: _value(agreement, tenders) for winner, tenders in theirs.items()}
    stated = Counter(values.values())
    return [
        replace(
            _contract(facts, agreement, winner, tenders),
            value=values[winner],
            is_value_shared=values[winner] is not None and stated[values[winner]] > 1,
        )
        for winner, tenders in theirs.items()
    ]


def _contract(facts: NoticeFacts, agreement: Agreement, winner: Party, tenders: list[Tender]) -> SettledContract:
    """Return the contract but for its value. What its lots disagree on is left open, but for the CPV codes."""
    named = [lot for tender in tenders for lot in tender.lots] or agreement.lots
    lots = list({lot.ref: lot for lot in named}.values())
    codes = tuple(dict.fromkeys(code for lot in lots for code in lot.cpv))
    return SettledContract(
        notice_id=facts.notice_id,
        format=facts.format,
        issued_on=facts.issued_on,
        contract_ref=agreement.ref,
        lot_refs=tuple(lot.ref for lot in lots),
        title=_title(facts, agreement, lots),
        reference=agreement.reference,
        buyers=agreement.buyers,
        winner=winner,
        is_group_leader=any(len(t.tenderers) == 1 or t.leader == winner.ref for t in tenders),
        value=None,
        is_value_shared=False,
        awarded_on=agreement.awarded_on,
        signed_on=agreement.signed_on,
        period=agreement.period or _common(lot.period for lot in lots) or Period(),
        cpv=codes[0] if codes else "",
        cpv_additional=codes[1:],
        goals=tuple(sorted({goal for lot in lots for goal in lot.goals})),
        goal_text="\n".join(dict.fromkeys(lot.goal_text for lot in lots if lot.goal_text)),
    )


def _title(facts: NoticeFacts, agreement: Agreement, lots: list[Lot]) -> str:
    of_lots = _common(lot.title for lot in lots)
    return agreement.title or of_lots or facts.title or agreement.reference or facts.notice_id


def _value(agreement: Agreement, tenders: list[Tender]) -> Money | None:
    amounts = [tender.amount for tender in tenders if tender.amount is not None]
    if len(amounts) < len(tenders) or len({amount.currency for amount in amounts}) != 1:
        return agreement.value
    return Money(sum(amount.minor for amount in amounts), amounts[0].currency)


def _common(values: Iterable[T]) -> T | None:
    """Return the value on which all agree."""
    different = set(values)
    return different.pop() if len(different) == 1 else None
