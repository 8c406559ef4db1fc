"""The sentences that explain each date of the plan, for a default and for a rule that was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from followup.domain.follow_up_rules import PolicyRow, RuleOrigin
from followup.errors import N_, Reason

TOO_SHORT = Reason(
    "schedule.too_short", N_("Blocked: less than {months} months of the contract would remain after {start}.")
)
PAY = Reason(
    "schedule.pay_assessment",
    N_(
        "Due {due}: the risk assessment that every contract under the rules on pay and working conditions needs, "
        "within {days} days of {start}."
    ),
)
IN_GROUP_SINCE = Reason("schedule.in_group_since", N_("{risk} since {since}"))
# Each with the sentence for a rule that was decided, which names whose rule it is.
_REASONS: Mapping[str, tuple[str, str]] = {
    "schedule.start": (
        N_("Due {due}: {risk}, at the start on {start}."),
        N_("Due {due}: {risk}, at the start on {start}. {rule} since {since}."),
    ),
    "schedule.days": (
        N_("Due {due}: {risk}, within {days} days of {start}."),
        N_("Due {due}: {risk}, within {days} days of {start}. {rule} since {since}."),
    ),
    "schedule.months": (
        N_("Due {due}: {risk}, within {months} months of {start}."),
        N_("Due {due}: {risk}, within {months} months of {start}. {rule} since {since}."),
    ),
    "schedule.done": (
        N_("Due {due}: {risk}, last done {last}, every {months} months."),
        N_("Due {due}: {risk}, last done {last}, every {months} months. {rule} since {since}."),
    ),
    "schedule.skipped": (
        N_("Due {due}: {risk}, skipped {last}, every {months} months."),
        N_("Due {due}: {risk}, skipped {last}, every {months} months. {rule} since {since}."),
    ),
    "schedule.covered": (
        N_("Due {due}: {risk}, covered by a result of {last}, which holds for {months} months."),
        N_("Due {due}: {risk}, covered by a result of {last}, which holds for {months} months. {rule} since {since}."),
    ),
    "schedule.sampled": (
        N_("Due {due}: {risk}, drawn by lot for {year} ({percent} per cent), a whole year after {start}."),
        N_(
            "Due {due}: {risk}, drawn by lot for {year} ({percent} per cent), a whole year after {start}. "
            "{rule} since {since}."
        ),
    ),
}


def why(code: str, row: PolicyRow, in_group_since: date | None, **params: object) -> Reason:
    """Return why a rule asks for a date that is counted so; with the day of the class or group where it is known."""
    plain, decided = _REASONS[code]
    risk = row.group if in_group_since is None else IN_GROUP_SINCE.but(risk=row.group, since=in_group_since)
    if row.origin is RuleOrigin.DEFAULT:
        return Reason(code, plain, {"risk": risk, **params})
    return Reason(code, decided, {"risk": risk, **params, "rule": row.origin, "since": row.since})
