"""What the annual summary counts: each indicator with its counting rule, the same for all organisations.

Source: domain.md 7.9, harmonised annual summary, with definitions of this service where it leaves them open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.charges import Activity
from followup.domain.codes import Coded
from followup.domain.deviations import Severity
from followup.domain.sanctions import Rung
from followup.domain.sharing import Light
from followup.errors import N_


class Indicator(Coded):
    """What is counted, each for a calendar year."""

    ACTIVE_CONTRACTS = "active_contracts", N_("Contracts in force")
    CONTRACTS_WITH_CLAUSE = "contracts_with_clause", N_("Contracts with a sustainability clause")
    CONTRACTS_WITH_ORIGIN = "contracts_with_origin", N_("Contracts with a known country of production")
    SUPPLIERS_FOLLOWED_UP = "suppliers_followed_up", N_("Suppliers followed up")
    SELF_ASSESSMENTS_SENT = "self_assessments_sent", N_("Self-assessments sent")
    SELF_ASSESSMENTS_ANSWERED = "self_assessments_answered", N_("Self-assessments answered")
    SELF_ASSESSMENTS_IN_TIME = "self_assessments_in_time", N_("Self-assessments answered in time")
    SELF_ASSESSMENTS_ASSESSED = "self_assessments_assessed", N_("Self-assessments assessed")
    OFFICE_AUDITS_BEGUN = "office_audits_begun", N_("Office audits begun")
    OFFICE_AUDITS_REPORTED = "office_audits_reported", N_("Office audits reported")
    OFFICE_AUDITS_CLOSED = "office_audits_closed", N_("Office audits closed")
    SITE_AUDITS_BEGUN = "site_audits_begun", N_("Factory audits begun")
    SITE_AUDITS_REPORTED = "site_audits_reported", N_("Factory audits reported")
    SITE_AUDITS_CLOSED = "site_audits_closed", N_("Factory audits closed")
    AUDITS_REPORTED = "audits_reported", N_("Audits reported")
    RESULTS_SHARED = "results_shared", N_("Results shared")
    RESULTS_REUSED = "results_reused", N_("Results of others reused")
    JOINT_BENEFITED = "joint_benefited", N_("Joint follow-ups led by another that covered one's own")
    FOLLOW_UPS_SPARED = "follow_ups_spared", N_("Follow-ups spared")
    SPARED_MINUTES = "spared_minutes", N_("Working time spared")
    SPARED_VALUE = "spared_value", N_("Value of spared follow-ups")
    DEVIATIONS_ISSUED = "deviations_issued", N_("Deviations issued")
    DEVIATIONS_CLOSED = "deviations_closed", N_("Deviations closed")
    DEVIATIONS_CLOSED_IN_TIME = "deviations_closed_in_time", N_("Deviations closed in time")
    DEVIATIONS_OPEN = "deviations_open", N_("Deviations open")
    DEVIATIONS_OVERDUE = "deviations_overdue", N_("Deviations overdue")
    MEDIAN_DAYS = "median_days", N_("Median days to close a deviation")
    SANCTIONS_DECIDED = "sanctions_decided", N_("Sanctions decided")
    PENALTY_AMOUNT = "penalty_amount", N_("Penalties decided, amount")
    LIGHTS = "lights", N_("Traffic lights")
    CONTACT_PERSONS = "contact_persons", N_("Contact persons")
    CONTACT_PERSONS_TRAINED = "contact_persons_trained", N_("Contact persons trained")
    LEVY = "levy", N_("Contributions of the members")
    LEVY_USED = "levy_used", N_("Use of the contributions")


class Unit(Coded):
    """What an indicator's figure counts; money is in minor units."""

    COUNT = "count", N_("Number")
    DAYS = "days", N_("Days")
    MINUTES = "minutes", N_("Minutes")
    MONEY = "money", N_("Amount")


_I = Indicator

COUNTING: Mapping[Indicator, str] = {
    _I.ACTIVE_CONTRACTS: N_("Contracts in force on 31 December."),
    _I.CONTRACTS_WITH_CLAUSE: N_("Of the contracts in force on 31 December, those with a clause, basic or advanced."),
    _I.CONTRACTS_WITH_ORIGIN: N_(
        "Of the contracts in force on 31 December, those whose country or site of production is registered."
    ),
    _I.SUPPLIERS_FOLLOWED_UP: N_(
        "Suppliers with at least one follow-up completed in the year; each supplier once, by organisation number."
    ),
    _I.SELF_ASSESSMENTS_SENT: N_("Self-assessments sent in the year."),
    _I.SELF_ASSESSMENTS_ANSWERED: N_("Of those sent in the year, those answered by 31 December."),
    _I.SELF_ASSESSMENTS_IN_TIME: N_("Of those sent in the year, those answered on or before the due date."),
    _I.SELF_ASSESSMENTS_ASSESSED: N_("Of those sent in the year, those that the buyer has assessed by 31 December."),
    _I.OFFICE_AUDITS_BEGUN: N_(
        "Audits at the supplier's office begun in the year; a joint audit counts once nationally, for the organisation "
        "that leads it. A follow-up audit counts here unless it was held at a registered site."
    ),
    _I.OFFICE_AUDITS_REPORTED: N_("Audits at the supplier's office completed in the year, counted in the same way."),
    _I.OFFICE_AUDITS_CLOSED: N_(
        "Audits at the supplier's office whose last open deviation was closed in the year, or that were completed in "
        "the year without any."
    ),
    _I.SITE_AUDITS_BEGUN: N_(
        "Audits at a site of production begun in the year; a joint audit counts once nationally, for the organisation "
        "that leads it."
    ),
    _I.SITE_AUDITS_REPORTED: N_("Audits at a site of production completed in the year, counted in the same way."),
    _I.SITE_AUDITS_CLOSED: N_(
        "Audits at a site of production whose last open deviation was closed in the year, or that were completed in "
        "the year without any."
    ),
    _I.AUDITS_REPORTED: N_(
        "Office, on-site and follow-up audits completed in the year; a joint audit counts once nationally."
    ),
    _I.RESULTS_SHARED: N_("Results of follow-ups shared in the year and not withdrawn."),
    _I.RESULTS_REUSED: N_("Own planned follow-ups that another's shared result covered in the year."),
    _I.JOINT_BENEFITED: N_("Own planned follow-ups that a joint one led by another covered in the year."),
    _I.FOLLOW_UPS_SPARED: N_(
        "Own planned follow-ups covered by others, less joint ones led without one of one's own. A default of this "
        "service."
    ),
    _I.SPARED_MINUTES: N_("Work that the organisation's own rules give the follow-ups covered; others are left out."),
    _I.SPARED_VALUE: N_("Cost that the organisation's own rules give the follow-ups covered; others are left out."),
    _I.DEVIATIONS_ISSUED: N_("Deviations sent to suppliers in the year, by grade; withdrawn ones are left out."),
    _I.DEVIATIONS_CLOSED: N_("Deviations verified and closed in the year, whenever they were issued."),
    _I.DEVIATIONS_CLOSED_IN_TIME: N_("Of those closed in the year, those closed on or before the deadline."),
    _I.DEVIATIONS_OPEN: N_("Deviations issued in this or an earlier year and open on 31 December."),
    _I.DEVIATIONS_OVERDUE: N_(
        "Of those open on 31 December, those whose deadline for the action plan or for the correction had passed."
    ),
    _I.MEDIAN_DAYS: N_(
        "Days from issue to closing of the deviations closed in the year; shown for five or more, half days rounded up."
    ),
    _I.SANCTIONS_DECIDED: N_("Steps against suppliers decided in the year and not lifted since, by kind."),
    _I.PENALTY_AMOUNT: N_("Penalties decided in the year and not lifted since, in the cooperation's currency."),
    _I.LIGHTS: N_(
        "Suppliers by category and colour on 31 December; several buyers' lights count as the worst. Grey are those of "
        "contracts in force that nobody has followed up."
    ),
    _I.CONTACT_PERSONS: N_("The organisations' contact persons on 31 December."),
    _I.CONTACT_PERSONS_TRAINED: N_(
        "Of the contact persons on 31 December, those with a training for contact persons that was valid that day."
    ),
    _I.LEVY: N_("What the members contribute for the year: inhabitants times the decided rate."),
    _I.LEVY_USED: N_("Outcome that the secretariat has reported for the year, by activity."),
}

# Numerator to denominator. Source: domain.md 7.9.
OUT_OF: Mapping[Indicator, Indicator] = {
    _I.CONTRACTS_WITH_CLAUSE: _I.ACTIVE_CONTRACTS,
    _I.CONTRACTS_WITH_ORIGIN: _I.ACTIVE_CONTRACTS,
    _I.SELF_ASSESSMENTS_ANSWERED: _I.SELF_ASSESSMENTS_SENT,
    _I.SELF_ASSESSMENTS_IN_TIME: _I.SELF_ASSESSMENTS_SENT,
    _I.SELF_ASSESSMENTS_ASSESSED: _I.SELF_ASSESSMENTS_SENT,
    _I.DEVIATIONS_CLOSED_IN_TIME: _I.DEVIATIONS_CLOSED,
    _I.DEVIATIONS_OVERDUE: _I.DEVIATIONS_OPEN,
    _I.CONTACT_PERSONS_TRAINED: _I.CONTACT_PERSONS,
    _I.LEVY_USED: _I.LEVY,
}
_UNITS: Mapping[Indicator, Unit] = {
    _I.MEDIAN_DAYS: Unit.DAYS,
    _I.SPARED_MINUTES: Unit.MINUTES,
    _I.SPARED_VALUE: Unit.MONEY,
    _I.PENALTY_AMOUNT: Unit.MONEY,
    _I.LEVY: Unit.MONEY,
    _I.LEVY_USED: Unit.MONEY,
}
ONCE_PER_SUPPLIER = frozenset({_I.SUPPLIERS_FOLLOWED_UP})
SUMMED = frozenset({_I.FOLLOW_UPS_SPARED, _I.SPARED_MINUTES, _I.SPARED_VALUE, _I.PENALTY_AMOUNT, _I.LEVY, _I.LEVY_USED})
"""Their figure is the sum of the items' amounts, not how many items there are."""
NATIONAL = frozenset({_I.LIGHTS, _I.LEVY, _I.LEVY_USED})
"""What the compiling adds; not among an organisation's own figures."""
OF_PERSONS = frozenset({_I.CONTACT_PERSONS, _I.CONTACT_PERSONS_TRAINED})
# Activities are shown whatever their number; results could identify a supplier. Source: trust.md P2, issue F.
IDENTIFYING = frozenset(
    i for i in Indicator if i.startswith(("deviations", "median", "lights", "sanctions", "penalty"))
)
OF_DEVIATIONS = frozenset(i for i in Indicator if i.startswith("deviations"))
MEDIAN_LEAST = 5  # Source: default of this service, fewer cases have no median worth the name
DETAILS: Mapping[Indicator, tuple[str, ...]] = {
    **dict.fromkeys(sorted(OF_DEVIATIONS), tuple(Severity)),
    _I.MEDIAN_DAYS: tuple(Severity),
    _I.SANCTIONS_DECIDED: tuple(Rung),
    _I.LIGHTS: tuple(Light),
    _I.LEVY_USED: tuple(Activity),
}
"""By what an indicator is split further: grade, step, colour or activity."""


def unit(indicator: Indicator) -> Unit:
    """Return what the indicator's figure counts."""
    return _UNITS.get(indicator, Unit.COUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingRule:
    """How an indicator was counted in a year; the English text, which is also the source of its translations."""

    indicator: Indicator
    text: str


def counting_rules() -> tuple[CountingRule, ...]:
    """Return how each indicator is counted today, to be frozen with an edition or confirmed figures."""
    return tuple(CountingRule(indicator=indicator, text=COUNTING[indicator]) for indicator in Indicator)
