"""What the annual summary counts: each indicator with its counting rule, the same for all organisations."""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.codes import Coded
from followup.errors import N_


class Indicator(Coded):
    """What is counted, each for a calendar year."""

    ACTIVE_CONTRACTS = "active_contracts", N_("Contracts in force")
    CONTRACTS_WITH_CLAUSE = "contracts_with_clause", N_("Contracts with a sustainability clause")
    SUPPLIERS_FOLLOWED_UP = "suppliers_followed_up", N_("Suppliers followed up")
    SELF_ASSESSMENTS_SENT = "self_assessments_sent", N_("Self-assessments sent")
    SELF_ASSESSMENTS_ANSWERED = "self_assessments_answered", N_("Self-assessments answered")
    SELF_ASSESSMENTS_IN_TIME = "self_assessments_in_time", N_("Self-assessments answered in time")
    SELF_ASSESSMENTS_ASSESSED = "self_assessments_assessed", N_("Self-assessments assessed")
    AUDITS_REPORTED = "audits_reported", N_("Audits reported")
    RESULTS_SHARED = "results_shared", N_("Results shared")
    DEVIATIONS_ISSUED = "deviations_issued", N_("Deviations issued")
    DEVIATIONS_CLOSED = "deviations_closed", N_("Deviations closed")
    DEVIATIONS_CLOSED_IN_TIME = "deviations_closed_in_time", N_("Deviations closed in time")
    DEVIATIONS_OPEN = "deviations_open", N_("Deviations open")
    DEVIATIONS_OVERDUE = "deviations_overdue", N_("Deviations overdue")
    MEDIAN_DAYS = "median_days", N_("Median days to close a deviation")
    LIGHTS = "lights", N_("Traffic lights")


# Source: harmonised annual summary, definitions of this service.
COUNTING: Mapping[Indicator, str] = {
    Indicator.ACTIVE_CONTRACTS: N_("Contracts in force on 31 December."),
    Indicator.CONTRACTS_WITH_CLAUSE: N_(
        "Of the contracts in force on 31 December, those with a clause, basic or advanced."
    ),
    Indicator.SUPPLIERS_FOLLOWED_UP: N_(
        "Suppliers with at least one follow-up completed in the year; each supplier once, by organisation number."
    ),
    Indicator.SELF_ASSESSMENTS_SENT: N_("Self-assessments sent in the year."),
    Indicator.SELF_ASSESSMENTS_ANSWERED: N_("Of those sent in the year, those answered by 31 December."),
    Indicator.SELF_ASSESSMENTS_IN_TIME: N_("Of those sent in the year, those answered on or before the due date."),
    Indicator.SELF_ASSESSMENTS_ASSESSED: N_(
        "Of those sent in the year, those that the buyer has assessed by 31 December."
    ),
    Indicator.AUDITS_REPORTED: N_(
        "Office, on-site and follow-up audits completed in the year; a joint audit counts once nationally."
    ),
    Indicator.RESULTS_SHARED: N_("Results of follow-ups shared in the year and not withdrawn."),
    Indicator.DEVIATIONS_ISSUED: N_("Deviations sent to suppliers in the year, by grade; withdrawn ones are left out."),
    Indicator.DEVIATIONS_CLOSED: N_("Deviations verified and closed in the year, whenever they were issued."),
    Indicator.DEVIATIONS_CLOSED_IN_TIME: N_("Of those closed in the year, those closed on or before the deadline."),
    Indicator.DEVIATIONS_OPEN: N_("Deviations issued in this or an earlier year and open on 31 December."),
    Indicator.DEVIATIONS_OVERDUE: N_(
        "Of those open on 31 December, those whose deadline for the action plan or for the correction had passed."
    ),
    Indicator.MEDIAN_DAYS: N_(
        "Days from issue to closing of the deviations closed in the year; shown for five or more, half days rounded up."
    ),
    Indicator.LIGHTS: N_("Suppliers by category and colour on 31 December; several buyers' lights count as the worst."),
}
ONCE_PER_SUPPLIER = frozenset({Indicator.SUPPLIERS_FOLLOWED_UP})
# Activities are shown whatever their number; results could identify a supplier. Source: trust.md P2.
IDENTIFYING = frozenset(i for i in Indicator if i.startswith(("deviations", "median", "lights")))
MEDIAN_LEAST = 5  # Source: default of this service, fewer cases have no median worth the name
