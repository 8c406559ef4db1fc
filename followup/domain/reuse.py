"""Reuse: whether a shared result can stand for an own follow-up, with every reason for and against; a person decides.

Source: husr.se, another buyer's result may be reused when it is at most three years old, of at least the same clause
level and gained by a similar method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followup.domain.calendar import add_months
from followup.domain.code_of_conduct import Level
from followup.domain.schedule import FollowUpKind
from followup.domain.sharing import MEANING, REUSE_MONTHS, Light
from followup.errors import N_, Reason

_K = FollowUpKind
# Source: default of this service, in the order in which upphandlingsmyndigheten.se lets the steps grow deeper. What
# asks another question (traceability, a second look at a deviation) is answered by its own kind only.
STANDS_FOR: Mapping[FollowUpKind, tuple[FollowUpKind, ...]] = {
    _K.SELF_ASSESSMENT: (_K.SELF_ASSESSMENT, _K.DOCUMENT_REVIEW, _K.OFFICE_AUDIT, _K.SITE_AUDIT),
    _K.DOCUMENT_REVIEW: (_K.DOCUMENT_REVIEW, _K.OFFICE_AUDIT, _K.SITE_AUDIT),
    _K.OFFICE_AUDIT: (_K.OFFICE_AUDIT, _K.SITE_AUDIT),
    _K.SITE_AUDIT: (_K.SITE_AUDIT,),
    _K.TRACEABILITY: (_K.TRACEABILITY,),
    _K.FOLLOW_UP_AUDIT: (_K.FOLLOW_UP_AUDIT,),
}
"""By the kind that is planned: the kinds whose results are the same method or a stronger one."""

YOUNG = Reason("reuse.young", N_("Age: done on {done}, reusable until {until}."))
OLD = Reason("reuse.old", N_("Age: done on {done}, which was reusable until {until} only."))
LEVEL = Reason("reuse.level", N_("Level: the result has “{theirs}”, the contract asks for “{ours}”."))
LOW = Reason("reuse.low", N_("Level: the result has “{theirs}”, but the contract asks for “{ours}”."))
LEVEL_UNKNOWN = Reason("reuse.level_unknown", N_("Level: the result does not say which level it looked at."))
OWN_LEVEL_UNKNOWN = Reason(
    "reuse.own_level_unknown", N_("Level: the contract does not say which level it asks for. Register it first.")
)
SAME_METHOD = Reason("reuse.same_method", N_("Method: the same, “{theirs}”."))
STRONGER = Reason("reuse.stronger", N_("Method: “{theirs}” is stronger than “{ours}” (a default of this service)."))
WEAKER = Reason("reuse.weaker", N_("Method: “{theirs}” cannot stand for “{ours}”."))
NOT_NEWER = Reason(
    "reuse.not_newer",
    N_("Already counted: the contract was last followed up in this way on {last}, no earlier than this."),
)
ASKED = Reason(
    "reuse.asked", N_("The supplier has been asked already. Assess the answers, or cancel the self-assessment.")
)
AUDITED = Reason("reuse.audited", N_("An audit is prepared or under way for it. Finish the audit, or cancel it."))
OTHER_TERMS = Reason("reuse.other_terms", N_("Terms: the result looked at {theirs}, the contract has {ours}."))
AT_A_DEVIATION = Reason(
    "reuse.at_a_deviation",
    N_("It was planned because of a deviation of yours: make sure that the result is about that too."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An own follow-up that is open, as far as it matters.

    Shape: `last_done_on` is when the contract was last followed up in this way.
    """

    kind: FollowUpKind
    level: Level | None
    code_version: str | None
    last_done_on: date | None = None
    is_asked: bool = False
    is_audited: bool = False
    is_at_a_deviation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A shared result, as far as it matters; answers alone have no light."""

    kind: FollowUpKind
    level: Level | None
    code_version: str | None
    done_on: date
    reusable_until: date
    light: Light | None = None
    light_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What speaks for and against; `notes` are for the person to weigh."""

    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    notes: tuple[Reason, ...]

    @property
    def suits(self) -> bool:
        """Return whether nothing stands against it."""
        return not self.against


def judge(slot: Slot, offer: Offer, today: date) -> Judgement:
    """Return whether the result can stand for the follow-up, and why."""
    told = [_age(offer, today), _level(slot, offer), _method(slot, offer)]
    if slot.last_done_on is not None and slot.last_done_on >= offer.done_on:
        told.append((False, NOT_NEWER.but(last=slot.last_done_on)))
    if slot.is_asked:
        told.append((False, ASKED))
    if slot.is_audited:
        told.append((False, AUDITED))
    notes = [] if offer.light is None else [MEANING[offer.light].but(on=offer.light_on)]
    if slot.code_version and offer.code_version and slot.code_version != offer.code_version:
        notes.append(OTHER_TERMS.but(theirs=offer.code_version, ours=slot.code_version))
    if slot.is_at_a_deviation:
        notes.append(AT_A_DEVIATION)
    return Judgement(
        reasons=tuple(reason for holds, reason in told if holds),
        against=tuple(reason for holds, reason in told if not holds),
        notes=tuple(notes),
    )


def counts_until(done_on: date, interval_months: int | None) -> date | None:
    """Return when the next follow-up falls: the result's day and the shorter of the interval and 36 months.

    None for what is done once.
    """
    return None if interval_months is None else add_months(done_on, min(interval_months, REUSE_MONTHS))


def _age(offer: Offer, today: date) -> tuple[bool, Reason]:
    holds = today <= offer.reusable_until
    return holds, (YOUNG if holds else OLD).but(done=offer.done_on, until=offer.reusable_until)


def _level(slot: Slot, offer: Offer) -> tuple[bool, Reason]:
    if slot.level is None:
        return False, OWN_LEVEL_UNKNOWN
    if offer.level is None:
        return False, LEVEL_UNKNOWN
    holds = offer.level >= slot.level
    return holds, (LEVEL if holds else LOW).but(theirs=offer.level, ours=slot.level)


def _method(slot: Slot, offer: Offer) -> tuple[bool, Reason]:
    if offer.kind is slot.kind and slot.kind in STANDS_FOR:
        return True, SAME_METHOD.but(theirs=offer.kind)
    holds = offer.kind in STANDS_FOR.get(slot.kind, ())
    return holds, (STRONGER if holds else WEAKER).but(theirs=offer.kind, ours=slot.kind)
