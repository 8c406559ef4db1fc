"""The portfolio as a whole: what has changed since a class was set, where requirements matter most, hours and groups.

All of it is computed from what is registered; nothing here is stored, and what is missing is listed apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from followup.domain.codes import Coded
from followup.domain.contracts import Criticality
from followup.domain.risk import Basis, RiskClass
from followup.errors import N_, Reason

REVIEW_DAYS = 60  # Source: issue B, an assessment that lapses within 60 days is on the review

LAPSED = Reason("review.lapsed", N_("The assessment held until {on}."))
LAPSES = Reason("review.lapses", N_("The assessment holds until {on}."))
UNDATED = Reason("review.undated", N_("The assessment does not say how long it holds."))
CATEGORY_CHANGED = Reason("review.category_changed", N_("The category is another than when the risk was assessed."))
LIST_CHANGED = Reason(
    "review.list_changed", N_("What the high-risk list and the risk matrices say of the category has changed.")
)
SITE_ADDED = Reason("review.site_added", N_("A production site has been added."))
COUNTRY_ADDED = Reason("review.country_added", N_("A country of production has been added."))
COUNTRY_CHANGED = Reason("review.country_changed", N_("A country of production has another risk class than before."))


def review_reasons(valid_until: date | None, then: Basis | None, now: Basis, today: date) -> tuple[Reason, ...]:
    """Return why a contract's class should be looked at again; nothing where all is as it was.

    What was not kept when the risk was assessed cannot be compared and is not claimed to have changed.
    """
    return (*_lapsing(valid_until, today), *(changes(then, now) if then is not None else ()))


def _lapsing(valid_until: date | None, today: date) -> tuple[Reason, ...]:
    if valid_until is None:
        return (UNDATED,)
    if valid_until < today:
        return (LAPSED.but(on=valid_until),)
    return (LAPSES.but(on=valid_until),) if valid_until <= today + timedelta(days=REVIEW_DAYS) else ()


def changes(then: Basis, now: Basis) -> tuple[Reason, ...]:
    """Return what lists and register say otherwise than when the risk was assessed."""
    before = {made.country: made.risk for made in then.made_in}
    present = {made.country: made.risk for made in now.made_in}
    asked: tuple[tuple[Reason, bool], ...] = (
        (CATEGORY_CHANGED, then.category != now.category),
        (LIST_CHANGED, then.category == now.category and set(then.told) != set(now.told)),
        (SITE_ADDED, not set(now.sites) <= set(then.sites)),
        (COUNTRY_ADDED, not set(present) <= set(before)),
        (COUNTRY_CHANGED, any(present[c] is not before[c] for c in set(present) & set(before))),
    )
    return tuple(reason for reason, has_changed in asked if has_changed)


# -- where requirements matter most -----------------------------------------------------------------------------------

# Source: defaults of this service; no source weighs value, risk and time against each other.
RISK_WEIGHTS: Mapping[RiskClass, int] = {RiskClass.A: 4, RiskClass.B: 3, RiskClass.C: 2, RiskClass.D: 1}
UNKNOWN_WEIGHT = RISK_WEIGHTS[RiskClass.C]  # what is not known counts as medium
SOON_MONTHS, NEAR_MONTHS = 12, 24
TIME_WEIGHTS: tuple[int, int, int] = (3, 2, 1)  # until the renewal: up to 12 months, up to 24, longer or not known
TOP = 100


class Ordering(Coded):
    """By what the prioritisation is sorted."""

    PRIORITY = "priority", N_("Priority")
    VALUE = "value", N_("Value")
    RISK = "risk", N_("Risk class")
    RENEWAL = "renewal", N_("Time to renewal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A contract or a planned procurement with its value.

    Units: `value_minor` in minor units of `currency`; `renews_on` is the last day of the contract, or the day of the
    start meeting; empty where it is not known.
    """

    id: str
    title: str
    supplier: str = ""
    value_minor: int
    currency: str
    risk_class: RiskClass | None
    renews_on: date | None
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in the prioritisation, with what it was made of."""

    of: Weighed
    risk_weight: int
    time_weight: int
    priority: int


def time_weight(renews_on: date | None, today: date, *, is_planned: bool) -> int:
    """Return how much the nearness of the renewal weighs; a planned procurement is as near as can be."""
    soon, near, far = TIME_WEIGHTS
    if is_planned:
        return soon
    if renews_on is None:
        return far
    months = (renews_on.year - today.year) * 12 + renews_on.month - today.month - (renews_on.day < today.day)
    return soon if months < SOON_MONTHS else near if months < NEAR_MONTHS else far


def ranked(items: Iterable[Weighed], today: date) -> tuple[Ranked, ...]:
    """Return the items by value × risk × time, the largest first, each as a share of the largest.

    Shape: all in one currency. Units: `priority` 0 to 100, rounded down, at least 1 where the product is not zero.
    Errors: ValueError for two currencies.
    """
    made = list(items)
    if len({item.currency for item in made}) > 1:
        raise ValueError("two currencies cannot be weighed against each other")
    weighed = [
        (
            item,
            RISK_WEIGHTS[item.risk_class] if item.risk_class else UNKNOWN_WEIGHT,
            time_weight(item.renews_on, today, is_planned=item.is_planned),
        )
        for item in made
    ]
    largest = max((item.value_minor * risk * time for item, risk, time in weighed), default=0)
    rows = [Ranked(item, risk, time, _share(item.value_minor * risk * time, largest)) for item, risk, time in weighed]
    return tuple(sorted(rows, key=lambda row: (-_product(row), row.of.title, row.of.id)))


def _product(row: Ranked) -> int:
    return row.of.value_minor * row.risk_weight * row.time_weight


def _share(product: int, largest: int) -> int:
    return max(TOP * product // largest, 1) if product and largest else 0


def in_order_of(rows: Sequence[Ranked], ordering: Ordering) -> tuple[Ranked, ...]:
    """Return the ranked rows sorted otherwise; rows that are alike keep the order of the prioritisation."""
    far = date.max
    keys = {
        Ordering.PRIORITY: lambda row: 0,
        Ordering.VALUE: lambda row: -row.of.value_minor,
        Ordering.RISK: lambda row: -row.risk_weight,
        Ordering.RENEWAL: lambda row: (row.of.renews_on or far).toordinal(),
    }
    return tuple(sorted(rows, key=keys[ordering]))


def commonest(currencies: Collection[str], own: str) -> str:
    """Return the currency in which most values stand; the organisation's own on a tie or where there is none."""
    counts = {currency: sum(one == currency for one in currencies) for currency in {*currencies, own}}
    return max(sorted(counts), key=lambda currency: (counts[currency], currency == own))


# -- hours and groups -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What one class of contracts is given and takes in a year.

    Units: `planned` and `used` in hours; `planned` is empty where nobody has decided how many.
    """

    risk_class: RiskClass | None
    contract_count: int
    planned: int | None
    used: Decimal
    follow_up_count: int
    untimed_count: int


def efforts(
    contracts: Mapping[RiskClass | None, int],
    done: Mapping[RiskClass | None, tuple[int, int, int]],
    hours: Mapping[RiskClass, int],
) -> tuple[Effort, ...]:
    """Return hours planned and used per class, A first and what has no class last.

    Shape: `contracts` per class; `done` is (minutes, follow-ups, follow-ups without minutes) per class.
    """
    rows = []
    for risk_class in (*RiskClass, None):
        count = contracts.get(risk_class, 0)
        minutes, follow_ups, untimed = done.get(risk_class, (0, 0, 0))
        if risk_class is None and not count and not follow_ups:
            continue
        per_contract = hours.get(risk_class) if risk_class else None
        rows.append(
            Effort(
                risk_class=risk_class,
                contract_count=count,
                planned=None if per_contract is None else per_contract * count,
                used=(Decimal(minutes) / 60).quantize(Decimal("0.1")),
                follow_up_count=follow_ups,
                untimed_count=untimed,
            )
        )
    return tuple(rows)


# Source: SKR, guide to contract follow-up, 7 May 2024. Units: per cent of the contracts.
GROUP_SHARES: Mapping[Criticality, int] = {Criticality.CRITICAL: 10, Criticality.REGULAR: 30, Criticality.OTHER: 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShare:
    """One portfolio group beside the share that the rule of thumb gives it.

    Units: per cent of the contracts that have a group, rounded to the nearest whole.
    """

    group: Criticality
    contract_count: int
    share: int | None
    guide: int


def group_shares(counts: Mapping[tuple[Criticality | None, RiskClass | None], int]) -> tuple[GroupShare, ...]:
    """Return each group's share of the contracts that have been put in a group; no share where none has.

    Shape: `counts` by group and risk class, two axes that do not follow from each other.
    """
    per_group = {known: sum(n for (group, _), n in counts.items() if group is known) for known in Criticality}
    grouped = sum(per_group.values())
    return tuple(
        GroupShare(
            group=group,
            contract_count=count,
            share=(200 * count + grouped) // (2 * grouped) if grouped else None,
            guide=GROUP_SHARES[group],
        )
        for group, count in per_group.items()
    )
