"""What the walker must be told, because no schema and no model says it."""

from __future__ import annotations

from typing import Any

LOW_RISK = {"people": "low", "climate": "low", "nationally_prioritised": "no", "on_high_risk_list": "no"}

BODIES: dict[str, dict[str, Any]] = {
    "AssessmentSchema": {**LOW_RISK, "risk_class": "d"},
}
"""By schema or by endpoint: what a body must hold beside the required fields, or instead of what their types suggest."""

QUERIES: dict[str, dict[str, str]] = {
    "risk.decide": LOW_RISK,
    "search.show": {"q": "canary"},
}
"""By endpoint: what a page is asked with."""

ABSENT_VALUES: dict[str, str] = {}
"""By name in an address: what stands for nothing, where it is not an id."""

ELSEWHERE: dict[str, frozenset[str]] = {}
"""By principal: endpoints whose role it has and whose object it cannot have, such as the other kind of link."""

CHANGES_NOTHING: frozenset[str] = frozenset()
"""Endpoints that change nothing when there is nothing to change."""
