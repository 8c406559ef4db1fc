"""How a cost is shared among the members by the key that was agreed: exact, every öre placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from followup.domain.charges import SplitKey
from followup.domain.money import Money, parse
from followup.errors import N_, Invalid, Reason

NO_SHARERS = Reason("split.no_sharers", N_("Nobody pays in {year}: no member had joined when the year began."))
NO_POPULATION = Reason(
    "split.no_population",
    N_("No population before {year} is known of {members}. Import it, or share the cost in another way."),
)
NO_INHABITANTS = Reason("split.no_inhabitants", N_("The members have no inhabitants. Share the cost in another way."))
NO_HOST = Reason("split.no_host", N_("This cooperation has no host. Share the cost in another way."))
NO_AMOUNT = Reason("split.no_amount", N_("Write the whole amount."))
NO_AMOUNTS = Reason("split.no_amounts", N_("Write the amount of each member that pays."))
NOT_A_SHARER = Reason("split.not_a_sharer", N_("Only members that pay in this year have an amount."))
OTHER_SUM = Reason("split.other_sum", N_("The members' amounts are {sum} together, not the whole amount."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharer:
    """A member that may carry part of a cost; inhabitants are empty where no figure is known."""

    public_id: str
    name: str
    inhabitants: int | None = None
    is_host: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSharedCost:
    """A cost to share; amounts as they were typed, in the currency of the cooperation.

    Shape: `amounts` by the member's public id, for fixed amounts only; without `amount` they sum to the whole.
    """

    year: int
    name: str
    split: SplitKey
    source: str
    amount: str = ""
    amounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shared:
    """A cost and what each member carries of it; the parts sum to the whole."""

    whole: Money
    parts: Mapping[str, int]


def shared(cost: NewSharedCost, sharers: Sequence[Sharer], *, currency: str) -> Shared:
    """Return what each member carries.

    Errors: Invalid at amount, amounts, "<public id>.amount" or split.
    """
    if not sharers:
        raise Invalid.at("split", NO_SHARERS.but(year=str(cost.year)))
    if cost.split is SplitKey.FIXED:
        return _fixed(cost, sharers, currency)
    if not cost.amount:
        raise Invalid.at("amount", NO_AMOUNT)
    whole = parse(cost.amount, currency)
    weights = [_weight(cost.split, sharer) for sharer in sharers]
    unknown = [sharer.name for sharer, weight in zip(sharers, weights, strict=True) if weight is None]
    if unknown:
        raise Invalid.at("split", NO_POPULATION.but(year=str(cost.year), members=", ".join(unknown)))
    known = [weight or 0 for weight in weights]
    if not any(known):
        raise Invalid.at("split", NO_HOST if cost.split is SplitKey.HOST else NO_INHABITANTS)
    parts = whole.split(known)
    return Shared(whole, {s.public_id: part.minor for s, part in zip(sharers, parts, strict=True) if part.minor})


def _weight(split: SplitKey, sharer: Sharer) -> int | None:
    if split is SplitKey.INHABITANTS:
        return sharer.inhabitants
    return 1 if split is SplitKey.EQUAL or sharer.is_host else 0


def _fixed(cost: NewSharedCost, sharers: Sequence[Sharer], currency: str) -> Shared:
    known = {sharer.public_id for sharer in sharers}
    typed = {key: text for key, text in cost.amounts.items() if text.strip()}
    if strangers := [key for key in typed if key not in known]:
        raise Invalid({f"{key}.amount": [NOT_A_SHARER] for key in strangers})
    parts = {key: parse(text, currency, at=f"{key}.amount").minor for key, text in typed.items()}
    whole = Money(sum(parts.values()), currency)
    if not whole.minor:
        raise Invalid.at("split", NO_AMOUNTS)
    if cost.amount and parse(cost.amount, currency) != whole:
        raise Invalid.at("amount", OTHER_SUM.but(sum=f"{whole.amount} {currency}"))
    return Shared(whole, {key: minor for key, minor in parts.items() if minor})
