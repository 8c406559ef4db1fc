"""What the walker must be told, because no schema and no model says it."""

from __future__ import annotations

from typing import Any

LOW_RISK = {"people": "low", "climate": "low", "nationally_prioritised": "no", "on_high_risk_list": "no"}

BODIES: dict[str, dict[str, Any]] = {
    "supplier.landing": {},
    "follow_ups.assign": {"user_id": lambda house: house.principals["auditor"].actor.public_id},
    "verification.return_evidence": {"action_ids": lambda house: [house.own["done action"][1]]},
    "supplier_answers.section": {"1.comment": "Written by the walker"},
    "supplier_answers.check": {"confirmed": True},
    "supplier_actions.send": {"confirmed": True},
    "questionnaires.send_back": {"keys": ["1"], "due_on": "2026-04-01"},
    "questionnaires.send": {"due_on": "2026-04-01"},
    "questionnaires.extend": {"due_on": "2026-07-01"},
    "funding.compute": {"year": 2026},
    "users.create_token": {"expires_on": "2026-06-01"},
    "users.change_roles": {"roles": ["auditor"]},
    "AssessmentSchema": {**LOW_RISK, "risk_class": "d"},
}
"""By schema or endpoint: what a body must hold beside its required fields, or instead of what their types suggest."""

QUERIES: dict[str, dict[str, str]] = {
    "risk.decide": LOW_RISK,
    "search.show": {"q": "canary"},
}
"""By endpoint: what a page is asked with."""

ABSENT_VALUES = {"year": "1900", "edition": "998"}
"""By name in an address: what stands for nothing, where it is not an id."""

_OF_A_FORM = {f"supplier_answers.{view}" for view in ("overview", "section", "check", "receipt")}
_OF_A_PLAN = {f"supplier_actions.{view}" for view in ("show", "add", "revise", "remove", "send", "report_done")}
ELSEWHERE: dict[str, frozenset[str]] = {
    "link": frozenset(_OF_A_PLAN | {"supplier_answers.receipt"}),
    "link_answered": frozenset(_OF_A_PLAN),
    "link_to_plan": frozenset(_OF_A_FORM),
}
"""By principal: endpoints whose role it has and whose object it cannot have, such as the other kind of link."""

CHANGES_NOTHING = frozenset({"account.end_others", "supplier_answers.check link_answered"})
"""Endpoints (for a principal) that change nothing when there is nothing to change."""
