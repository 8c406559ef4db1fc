"""What the walker must be told, because no schema and no model says it."""

from __future__ import annotations

import io
from typing import Any

from tests.answer_workbooks import book

LOW_RISK = {"people": "low", "climate": "low", "nationally_prioritised": "no", "on_high_risk_list": "no"}


def _seen(house: Any, model: Any, public_id: str) -> str:
    """Return a contract and the version in which it was looked at."""
    return f"{public_id}:{house.stored(model, public_id).version}"


BODIES: dict[str, dict[str, Any]] = {
    "supplier.landing": {},
    "NewPublicationSchema": {"cooperation_id": lambda house: house.own["cooperation_id"][1]},
    "PublicationTestSchema": {"legal_basis": "contract_term", "tested_on": "2026-03-02", "is_free": True},
    "SendPublicationSchema": {"contact_id": lambda house: house.own["contact of a text"][1]},
    "CheckedSchema": {"is_correct": True, "answer": ""},
    "NewAuditSchema": {"ends_on": "2026-04-01", "clause_ids": lambda house: [house.own["audited clause"][1]]},
    "NewMemberSchema": {"part": "observer", "name": "Written by the walker"},
    "AuditNotesSchema": {"opening_note": "Written by the walker"},
    "FoundSchema": {"check": "done", "result": "conforming"},
    "SendingSchema": {"answer": "Written by the walker"},
    "FactCheckSchema": {"is_right": True},
    "VisitNotesSchema": {"summary": "Written by the walker"},
    "VisitSchema": {
        "auditor_id": lambda house: house.own["auditor_id"][1],
        "language": "en",
        "due_on": "2026-04-01",
    },
    "NewAuditorSchema": {"name": "Written by the walker"},
    "HearingSchema": {
        "contact_id": lambda house: house.own["contact to hear"][1],
        "due_on": "2026-03-16",
        "clause_id": lambda house: house.own["clause of the sanctioned contract"][1],
    },
    "SanctionDecisionSchema": {"clause_id": lambda house: house.own["clause of the sanctioned contract"][1]},
    "AcceptanceSchema": {"finding": "answered_over_sent::", "reason": "Written by the walker"},
    "CycleSchema": {"confirm_by": "2026-03-31", "publish_by": "2026-04-30", "threshold": 5},
    "LeaveOutSchema": {"indicator": "active_contracts", "item": lambda house: house.own["contract_id"][1]},
    "AlertDecidedSchema": {"stance": "watch"},
    "NewAlertSchema": {"cooperation_id": lambda house: house.own["cooperation_id"][1]},
    "MoreTimeSchema": {"new_due_on": "2026-09-30"},
    "AcceptedRiskSchema": {"until": "2026-06-01"},
    "AftermathSchema": {"effect": "came_back"},
    "ReplacementSchema": {"other_id": lambda house: house.own["deviation_id"][1]},
    "RepeatSchema": {"earlier_id": lambda house: house.own["closed deviation"][1], "severity": "major"},
    "NewContributorSchema": {"language": "sv", "sections": ["s1"]},
    "SectionsSchema": {"sections": ["s2"]},
    "follow_ups.assign": {"user_id": lambda house: house.principals["auditor"].actor.public_id},
    "verification.return_plan": {"note": "Written by the walker"},
    "verification.return_evidence": {"1.note": "Written by the walker"},
    "verification.note_progress": {"1.note": "Written by the walker"},
    "supplier_disputes.begin": {"confirmed": True},
    "supplier_answers.section": {"1.comment": "Written by the walker"},
    "supplier_answers.check": {"confirmed": True},
    "answer_workbook.upload": {"file": lambda house: (io.BytesIO(book({})), "answers.xlsx")},
    "supplier_actions.send": {"confirmed": True},
    "SecrecyTestSchema": {"law": "OSL 31:16"},
    "assessments.send_back": {"keys": ["1"], "due_on": "2026-04-01"},
    "AsksForCodesSchema": {"asks_for_codes": True},
    "OwnQuestionSchema": {"kind": "text", "text_en": "Written by the walker", "forms": []},
    "questionnaires.send": {"due_on": "2026-04-01"},
    "questionnaires.extend": {"due_on": "2026-07-01"},
    "campaigns.extend": {"due_on": "2026-07-01"},
    "NewCampaignSchema": {
        "due_on": "2026-04-01",
        "chosen": lambda house: [house.own["follow-up to send"][1]],
    },
    "MoreSuppliersSchema": {
        "due_on": "2026-04-01",
        "chosen": lambda house: [house.own["follow-up to send"][1]],
    },
    "ChangeContractSchema": {"title": "Written by the walker", "ends_on": "2028-12-31"},
    "NewOptionSchema": {"extends_to_on": "2030-12-31", "decide_by_on": "2029-09-30"},
    "NewSubSupplierSchema": {"supplier_id": lambda house: house.own["another supplier"][1]},
    "SubSuppliersSchema": {
        "sub_suppliers": lambda house: [{"supplier_id": house.own["another supplier"][1], "delivers": "Latex"}]
    },
    "ContractSitesSchema": {"site_ids": lambda house: [house.own["site"][1]]},
    "BeneficiariesSchema": {"organisation_ids": lambda house: [house.own["another organisation"][1]]},
    "ConfirmMergeSchema": {"confirmed": True},
    "MergeSchema": {"into_id": lambda house: house.own["into_id"][1]},
    "NewCertificateSchema": {"valid_until": "2026-04-01"},
    "NewCertificateFormSchema": {"valid_until": "2026-04-01"},
    "StrategicSchema": {"purposes": ["soc-obj"]},
    "GivenObligationSchema": {"owner_id": lambda house: house.principals["contract_manager"].actor.public_id},
    "ShownObligationSchema": {"status": "partly"},
    "outside_imports.upload": {"file": lambda house: (io.BytesIO(b"holder,kind\n"), "results.csv")},
    "exchange.upload": {"file": lambda house: (io.BytesIO(b"title,supplier_name\n"), "contracts.csv")},
    "notes.add_files": {"files": lambda house: (io.BytesIO(b"%PDF-1.4 a picture"), "picture.pdf")},
    "PlannedRenewalSchema": {"year": 2028},
    "HandOverSchema": {
        "from_id": lambda house: house.own["giver"][1],
        "to_id": lambda house: house.principals["contract_manager"].actor.public_id,
    },
    "NewGuestSchema": {"email": lambda house: house.own["address at the host"][1]},
    "funding.compute": {"year": 2027},
    "NewRateSchema": {"rate": "0,10", "valid_from": "2027-01-01"},
    "MakeChargesSchema": {"year": 2026},
    "NewCreditSchema": {"amount": "0,01"},
    "NewSharedCostSchema": {"year": 2026, "split": "equal", "amount": "10"},
    "NewBudgetLineSchema": {"year": 2026},
    "NewGrantSchema": {"year": 2026, "granted": "3", "own": "1"},
    "populations.upload": {"file": lambda house: (io.BytesIO(b"organisation\n"), "populations.csv")},
    "CaseTextSchema": {"year": 2027, "rate_ore": 120, "proposal": "We pay ${amount}."},
    "MoveSchema": {"chosen": lambda house: [_seen(house, *house.own["follow_up_id"])], "due_on": "2026-06-01"},
    "MoveFormSchema": {"chosen": lambda house: [_seen(house, *house.own["follow_up_id"])], "due_on": "2026-06-01"},
    "bulk.change": {"chosen": lambda house: [_seen(house, *house.own["contract_id"])], "criticality": "critical"},
    "NewIncidentSchema": {"supplier_id": lambda house: house.own["supplier_id"][1]},
    "NewQuestionSchema": {"due_on": "2026-04-01"},
    "users.create_token": {"expires_on": "2026-06-01"},
    "users.change_roles": {"roles": ["auditor"]},
    "RuleSchema": {"rule": "office_audit/b", "trigger": "event"},
    "OwnRuleSchema": {"rule": "office_audit/b", "trigger": "event"},
    "RiskRulesSchema": {"assessors": ["approver"], "approvers": ["approver"]},
    "GiveCategorySchema": {"category": "textile", "area": "A"},
    "PrioritiseSchema": {"category": "textile"},
    "NameCoordinatorSchema": {"area": "A", "organisation_id": lambda house: house.own["organisation_id"][1]},
    "NominationSchema": {"year": 2027, "product": "Gloves"},
    "TakenUpSchema": {"joint_id": lambda house: house.own["joint_id in joint_plans.take_out"][1]},
    "NewJointPlanSchema": {"year": 2028},
    "NewCooperationMemberSchema": {"organisation_id": lambda house: house.own["another organisation"][1]},
    "MemberDecisionSchema": {"organisation_id": lambda house: house.own["organisation_id"][1]},
    "SeatSchema": {"organisation_id": lambda house: house.own["organisation_id"][1]},
    "ContactPersonSchema": {"organisation_id": lambda house: house.own["organisation_id"][1]},
    "NewDocumentSchema": {"kind": "other"},
    "DistributionSchema": {"organisation_ids": lambda house: [house.own["organisation_id"][1]]},
    "RecordsSchema": {
        "name": "Written by the walker",
        "organisation_id": lambda house: house.own["organisation_id"][1],
    },
    "NewProgrammeSchema": {"year": 2028},
    "NewItemSchema": {
        "kind": "site_audit",
        "due_on": "2027-10-01",
        "lead_id": lambda house: house.own["organisation_id"][1],
        "participant_ids": lambda house: [house.own["another member"][1]],
    },
    "JointDetailsSchema": {
        "due_on": "2026-09-01",
        "lead_id": lambda house: house.own["organisation_id"][1],
        "participant_ids": lambda house: [house.own["neighbour in joint follow-ups"][1]],
    },
    "NewJointSchema": {
        "supplier_id": lambda house: house.own["supplier_id in joint_follow_ups.suggest"][1],
        "kind": "site_audit",
        "year": 2026,
        "due_on": "2026-09-01",
        "lead_id": lambda house: house.own["organisation_id"][1],
        "participant_ids": lambda house: [house.own["neighbour in joint follow-ups"][1]],
    },
    "ReportSchema": {"result_id": lambda house: house.own["own result"][1]},
    "ReuseSchema": {"result_id": lambda house: house.own["reusable result"][1]},
    "AwardSchema": {"supplier_id.1": lambda house: house.own["supplier_id"][1]},
    "AssessmentSchema": {**LOW_RISK, "country_risk": "low", "risk_class": "d"},
}
"""By schema or endpoint: what a body must hold beside its required fields, or instead of what their types suggest."""

QUERIES: dict[str, dict[str, str]] = {
    "search.show": {"q": "canary"},
}
"""By endpoint: what a page is asked with."""

ABSENT_VALUES = {"year": "1900", "edition": "998"}
"""By name in an address: what stands for nothing, where it is not an id."""

_OF_A_FORM = {
    *(f"supplier_answers.{view}" for view in ("overview", "section", "check", "receipt")),
    *(f"answer_workbook.{view}" for view in ("upload", "download", "check")),
    *("supplier_messages.whole", "supplier_messages.about", "supplier_secrecy.ask", "supplier_secrecy.withdraw"),
    "receipts.download",
}
_OF_A_PLAN = {
    *(f"supplier_actions.{view}" for view in ("show", "add", "revise", "remove", "send", "report_done")),
    *(f"supplier_actions.{view}" for view in ("add_none", "revise_none", "tell_progress", "contain")),
    *("supplier_disputes.begin", "supplier_disputes.withdraw"),
}
_AT_THE_REGION = frozenset({"account.work_for"})  # the organisation in the address is not the one they have a role in
_OF_A_TEXT = {f"supplier_publication.{view}" for view in ("show", "check")}
_OF_AN_AUDIT = {f"supplier_audits.{view}" for view in ("show", "send", "report", "download", "check")}
ELSEWHERE: dict[str, frozenset[str]] = {
    "coordinator": _AT_THE_REGION,
    "publisher": _AT_THE_REGION,
    "link": frozenset(_OF_A_PLAN | _OF_AN_AUDIT | _OF_A_TEXT | {"supplier_answers.receipt", "receipts.download"}),
    "link_answered": frozenset(_OF_A_PLAN | _OF_AN_AUDIT | _OF_A_TEXT),
    "link_to_plan": frozenset(_OF_A_FORM | _OF_AN_AUDIT | _OF_A_TEXT | {"contributors.index"}),
    "link_to_audit": frozenset(_OF_A_FORM | _OF_A_PLAN | _OF_A_TEXT | {"contributors.index"}),
    "link_to_publish": frozenset(_OF_A_FORM | _OF_A_PLAN | _OF_AN_AUDIT | {"contributors.index"}),
    "contributor": frozenset(_OF_A_PLAN | {"supplier_messages.whole"}),
}
"""By principal: endpoints whose role it has and whose object it cannot have, such as the other kind of link."""

CHANGES_NOTHING = frozenset(
    {
        "account.end_others",
        "link_codes.confirm",
        "link_codes.send",
        "supplier.everything",
        "answer_workbook.check",
        "answer_workbook.upload",
        "exchange.check",
        "exchange.upload",
        "outside_imports.check",
        "outside_imports.upload",
        "populations.check",
        "populations.upload",
        "mergers.choose",
        "risk.propose",
        "risk.propose_procurement",
        "supplier_answers.check link_answered",
    }
)
"""Endpoints (for a principal) that change nothing when there is nothing to change."""
