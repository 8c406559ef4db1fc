"""Decided rules for follow-ups: the cooperation's whole table, and what an organisation decided otherwise, by the day.

What holds is the default of this service, unless the cooperation decided, unless the organisation itself did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.domain.criticality import Criticality
from followup.domain.follow_up_rules import (
    ASKED,
    BY_CLASS,
    DEFAULT_POLICY,
    FollowUpKind,
    Group,
    Policy,
    PolicyRow,
    RuleOrigin,
    Terms,
    Trigger,
)
from followup.domain.money import Money
from followup.domain.plain_data import as_plain, from_plain
from followup.domain.risk import RiskClass
from followup.errors import N_, Invalid, NotFound, Reason

IN_THE_PAST = Reason(
    "follow_up_policy.in_the_past", N_("Rules hold from today or later: what was planned before stays explained.")
)
NOT_FOR_KIND = Reason("follow_up_policy.not_for_kind", N_("This kind of follow-up cannot be made due in this way."))
NO_SAMPLE = Reason("follow_up_policy.no_sample", N_("Say how many per cent of the contracts are drawn each year."))
NO_INTERVAL = Reason("follow_up_policy.no_interval", N_("Meetings come again: say after how many months."))
NO_ANSWER_DAYS = Reason(
    "follow_up_policy.no_answer_days", N_("Say how many days the supplier has to answer: it is asked by this rule.")
)
NOT_ASKED = Reason(
    "follow_up_policy.not_asked", N_("The supplier is asked nothing here, so there is no time to answer in.")
)
FOLLOWS_ALREADY = Reason(
    "follow_up_policy.follows_already", N_("The organisation has no rule of its own here that it could give up.")
)
NO_COUNTRY_TABLE = "SE"  # a cooperation elsewhere begins with the Swedish table

MONTHS_MOST = 120
DAYS_MOST = 3650
OFFSET_MOST = 365
OFFSETS_MOST = 20
MINUTES_MOST = 60_000

_ONLY_THEN: Mapping[FollowUpKind, frozenset[Trigger]] = {
    FollowUpKind.FOLLOW_UP_AUDIT: frozenset(Trigger) - {Trigger.SCHEDULED, Trigger.SAMPLED},
    FollowUpKind.DEVELOPMENT_MEETING: frozenset({Trigger.SCHEDULED, Trigger.NEED, Trigger.NOT_PLANNED}),
}


def triggers_of(kind: FollowUpKind) -> tuple[Trigger, ...]:
    """Return what can make a kind due: a follow-up audit comes after a deviation, and nothing else does."""
    possible = _ONLY_THEN.get(kind, frozenset(Trigger) - {Trigger.DEVIATION})
    return tuple(trigger for trigger in Trigger if trigger in possible)


def cell_of(key: str) -> tuple[FollowUpKind, Group]:
    """Return the kind and the class (of a development meeting: the portfolio group) of a rule's name.

    Errors: NotFound.
    """
    kind, _, group = key.partition("/")
    for row in DEFAULT_POLICY[NO_COUNTRY_TABLE].values():
        if (row.kind, row.group) == (kind, group):
            return row.kind, row.group
    raise NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """A decision about one rule, from a day on; without terms the organisation follows the cooperation again."""

    kind: FollowUpKind
    group: Group
    valid_from: date
    reason: str
    terms: Terms | None

    def checked(self, today: date) -> NewRule:
        """Return the decision with only the terms that its trigger uses.

        Errors: Invalid at valid_from, trigger, sample_percent, interval_months, answer_days.
        """
        problems: dict[str, list[Reason]] = {}
        if self.valid_from < today:
            problems["valid_from"] = [IN_THE_PAST]
        if self.terms is not None:
            problems |= _problems(self.kind, self.terms)
        if problems:
            raise Invalid(problems)
        terms = None if self.terms is None else _tidy(self.terms)
        return NewRule(kind=self.kind, group=self.group, valid_from=self.valid_from, reason=self.reason, terms=terms)


def _problems(kind: FollowUpKind, terms: Terms) -> dict[str, list[Reason]]:
    found: dict[str, list[Reason]] = {}
    if terms.trigger not in triggers_of(kind):
        found["trigger"] = [NOT_FOR_KIND]
    if terms.trigger is Trigger.SAMPLED and terms.sample_percent is None:
        found["sample_percent"] = [NO_SAMPLE]
    is_meeting = kind is FollowUpKind.DEVELOPMENT_MEETING and terms.trigger is Trigger.SCHEDULED
    if is_meeting and terms.interval_months is None:
        found["interval_months"] = [NO_INTERVAL]
    is_asked = kind in ASKED and terms.trigger is not Trigger.NOT_PLANNED
    if is_asked and terms.answer_days is None:
        found["answer_days"] = [NO_ANSWER_DAYS]
    if terms.answer_days is not None and kind not in ASKED:
        found["answer_days"] = [NOT_ASKED]
    return found


def _tidy(terms: Terms) -> Terms:
    """Return the terms without what the trigger does not use, which would be read as if it held."""
    begins = terms.trigger in (Trigger.SCHEDULED, Trigger.DEVIATION)
    return Terms(
        trigger=terms.trigger,
        first_months=terms.first_months if begins else 0,
        first_days=terms.first_days if begins else 0,
        interval_months={Trigger.SCHEDULED: terms.interval_months, Trigger.SAMPLED: 12}.get(terms.trigger),
        answer_days=terms.answer_days,
        reminder_offsets=tuple(sorted(set(terms.reminder_offsets))),
        sample_percent=terms.sample_percent if terms.trigger is Trigger.SAMPLED else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Efforts:
    """What a follow-up of each kind takes and costs the organisation; empty until it says so.

    Units: minutes per follow-up; the amount per hour.
    """

    minutes: Mapping[FollowUpKind, int] = field(default_factory=dict)
    per_hour: Money | None = None

    def cost(self, kind: FollowUpKind) -> Money | None:
        """Return what a follow-up of the kind costs, to the nearest minor unit, or None where nothing was said."""
        minutes = self.minutes.get(kind)
        if minutes is None or self.per_hour is None:
            return None
        return Money((self.per_hour.minor * minutes + 30) // 60, self.per_hour.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEfforts:
    """Hours and costs as the organisation states them, from a day on, with the reason."""

    efforts: Efforts
    valid_from: date
    reason: str

    def checked(self, today: date) -> NewEfforts:
        """Return the decision.

        Errors: Invalid("follow_up_policy.in_the_past") at valid_from.
        """
        if self.valid_from < today:
            raise Invalid.at("valid_from", IN_THE_PAST)
        return self


# What is stored. A cooperation's table: {"rows": {"kick_off/a": {terms, "origin", "since", "reason"}, …}}, every rule.
# An organisation's decision: {"rows": {"kick_off/a": {"terms": {…} or null, "reason"}}, "efforts": {"minutes": {…},
# "per_hour": {…}}}, only what was decided that day.
Stored = Mapping[str, object]


def whole_table(policy: Policy) -> dict[str, object]:
    """Return a cooperation's table as it is stored."""
    return {"rows": {row.key: _stored(row) for row in policy.values()}}


def _stored(row: PolicyRow) -> dict[str, object]:
    plain: dict[str, object] = {"terms": as_plain(row.terms)}
    if row.origin is not RuleOrigin.DEFAULT and row.since is not None:
        plain |= {"origin": str(row.origin), "since": row.since.isoformat(), "reason": row.reason}
    return plain


def table_of(stored: Stored, country: str) -> Policy:
    """Return a cooperation's table; a kind that came after it was decided has its default."""
    policy = dict(default_of(country))
    for (group, kind), row in policy.items():
        cell = _mapping(_mapping(stored.get("rows")).get(row.key))
        if "since" in cell:
            since = date.fromisoformat(str(cell["since"]))
            policy[group, kind] = row.decided(
                terms_of(cell["terms"]), RuleOrigin.COOPERATION, since, str(cell.get("reason", ""))
            )
        elif cell:
            policy[group, kind] = row.decided(terms_of(cell["terms"]), RuleOrigin.DEFAULT, None, "")
    return policy


def default_of(country: str) -> Policy:
    """Return the defaults of this service for a country."""
    return DEFAULT_POLICY.get(country, DEFAULT_POLICY[NO_COUNTRY_TABLE])


def own_row(new: NewRule) -> dict[str, object]:
    """Return an organisation's decision about one rule as it is stored."""
    return {"terms": None if new.terms is None else as_plain(new.terms), "reason": new.reason}


def own_efforts(new: NewEfforts) -> dict[str, object]:
    """Return an organisation's hours and costs as they are stored."""
    per_hour = new.efforts.per_hour
    return {
        "minutes": {str(kind): minutes for kind, minutes in new.efforts.minutes.items()},
        "per_hour": None if per_hour is None else {"minor": per_hour.minor, "currency": per_hour.currency},
        "reason": new.reason,
    }


def resolved(beneath: Policy, own: Sequence[tuple[date, Stored]]) -> Policy:
    """Return the table that holds in an organisation: what is beneath, and its own decisions in their order.

    Shape: `own` has (valid_from, stored) of those whose day has come, the earliest first.
    """
    policy = dict(beneath)
    for valid_from, stored in own:
        for key, said in _mapping(stored.get("rows")).items():
            kind, group = cell_of(key)
            cell = _mapping(said)
            if cell.get("terms") is None:
                policy[group, kind] = beneath[group, kind]
            else:
                reason = str(cell.get("reason", ""))
                policy[group, kind] = beneath[group, kind].decided(
                    terms_of(cell["terms"]), RuleOrigin.OWN, valid_from, reason
                )
    return policy


def efforts_of(own: Sequence[tuple[date, Stored]]) -> Efforts:
    """Return the hours and costs that hold: those said last. Shape: as for `resolved`."""
    said = [_mapping(stored["efforts"]) for _, stored in own if "efforts" in stored]
    if not said:
        return Efforts()
    minutes, per_hour = _mapping(said[-1].get("minutes")), _mapping(said[-1].get("per_hour"))
    known = {kind: minutes[str(kind)] for kind in FollowUpKind if str(kind) in minutes}
    return Efforts(
        minutes={kind: value for kind, value in known.items() if isinstance(value, int)},
        per_hour=Money(int(str(per_hour["minor"])), str(per_hour["currency"])) if per_hour else None,
    )


def decided_cells(stored: Stored, on: date) -> tuple[str, ...]:
    """Return the names of the rules that were decided with this change, in the table's order."""
    rows = _mapping(stored.get("rows"))
    order = [row.key for row in default_of(NO_COUNTRY_TABLE).values()]
    cells = {key: _mapping(rows[key]) for key in order if key in rows}
    return tuple(
        key for key, cell in cells.items() if "reason" in cell and cell.get("since", on.isoformat()) == on.isoformat()
    )


def terms_of(plain: object) -> Terms:
    """Return stored terms.

    Errors: Invalid where they are none.
    """
    return from_plain(Terms, plain)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


GROUPS: Mapping[FollowUpKind, tuple[Group, ...]] = {
    **dict.fromkeys(BY_CLASS, tuple(RiskClass)),
    FollowUpKind.DEVELOPMENT_MEETING: tuple(Criticality),
}
