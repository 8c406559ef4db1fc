"""One real-looking message of every kind, with letters and signs that a careless template would break."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from followup.domain import messages
from followup.domain.messages import Message

HOME = "https://followup.example.org"
TOKEN = "Zm9sbG93dXAtdG9rZW4tZm9yLXRlc3RzLW9ubHktMDAwMQ"
LINK = f"{HOME}/s/{TOKEN}"

_TO_SUPPLIER: dict[str, object] = {
    "recipient_address": "anna@leverantor.example",
    "recipient_name": "Anna Öberg",
    "locale": "en",
    "thread": "asg_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "reply_to_name": "Bo Ek",
    "reply_to_address": "bo.ek@region.example",
    "buyer_name": "Region Exempel & Småland",
    "supplier_name": "Ærlig <Handske> AB",
    "contract_title": "Undersökningshandskar {2026}",
    "contract_number": "RS/12/2026",
}
_TO_MANAGER: dict[str, object] = {
    key: value for key, value in _TO_SUPPLIER.items() if not key.startswith(("reply_to", "recipient"))
} | {
    "recipient_address": "bo.ek@region.example",
    "recipient_name": "Bo Ek",
    "path": "/contracts/con_aaaaaaaaaaaaaaaaaaaaaaaaaa",
}
_SELF_ASSESSMENT: dict[str, object] = {"questionnaire_title": "Self-assessment 2021, seven requirements"}
_WITH_LINK: dict[str, object] = {"assignment_id": "asg_aaaaaaaaaaaaaaaaaaaaaaaaaa"}
_DEVIATION: dict[str, object] = {"deviation_number": "14"}
_DUE = date(2026, 3, 16)
_AT = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)

_JOINT: dict[str, object] = {
    "recipient_address": "bo.ek@region.example",
    "recipient_name": "Bo Ek",
    "locale": "en",
    "thread": "jnt_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "path": "/joint-follow-ups/jnt_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "supplier_name": "Ærlig <Handske> AB",
    "follow_up_kind": "office_audit",
    "lead_name": "Region Exempel & Småland",
}

_FACTS: dict[str, dict[str, object]] = {
    "form_test": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "path": "/forms/forms-2026/traceability",
        "questionnaire_title": "Traceability: where the goods are made",
        "minutes": 40,
    },
    "staff_invitation": {
        "recipient_address": "ny@region.example",
        "recipient_name": "Ny Medarbetare",
        "locale": "en",
        "sign_in_link_id": "sil_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "organisation_name": "Region Exempel",
        "invited_by_name": "Åsa Berg",
        "expires_at": _AT,
    },
    "named_approver": {
        "recipient_address": "bo.ek@kommune.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "organisation_name": "Renovasjon Eksempel IKS",
        "named_by_name": "Åsa Berg",
        "path": "/account",
    },
    "document_given": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "path": "/cooperation-documents/cdo_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "document_title": "Stadgar & <arbetsordning>",
        "document_number": 2,
        "cooperation_name": "Regionernas samverkan",
        "in_force_on": _DUE,
    },
    "news_to_members": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "path": "/news/nws_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "news_title": "Ny mall för åtgärdsplaner & <svar>",
        "cooperation_name": "Regionernas samverkan",
    },
    "figures_wanted": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "path": "/summaries/own/2025",
        "cooperation_name": "Regionernas samverkan",
        "organisation_name": "Region & <Norr>",
        "year": 2025,
        "due_on": _DUE,
    },
    "nomination_answered": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "nominated": "Examination gloves",
        "year": 2027,
        "is_taken_up": True,
        "path": "/nominations/nom_example",
    },
    "questionnaire_invitation": _TO_SUPPLIER
    | _SELF_ASSESSMENT
    | _WITH_LINK
    | {"due_on": _DUE, "minutes": 45, "readers": ("Region Exempel", "Region Nord")},
    "questionnaire_extended": _TO_SUPPLIER | _SELF_ASSESSMENT | _WITH_LINK | {"due_on": _DUE},
    "follow_up_reminder": _TO_MANAGER | {"due_on": _DUE, "number": 1, "follow_up_kind": "office_audit"},
    "digest": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "late_count": 1,
        "soon_count": 3,
        "matters": ("office_audit", "plan"),
        "names": ("Undersökningshandskar {2026} (RS/12/2026)", "14, Undersökningshandskar <2026>"),
        "days": ("2026-02-27", "2026-03-16"),
        "path": "/work",
    },
    "questionnaire_reminder": _TO_SUPPLIER | _SELF_ASSESSMENT | _WITH_LINK | {"due_on": _DUE, "number": 2},
    "new_link": _TO_SUPPLIER | _WITH_LINK | {"task": "action_plan", "due_on": _DUE},
    "questionnaire_receipt": _TO_SUPPLIER
    | _SELF_ASSESSMENT
    | {"receipt_number": "2026-000417", "submitted_at": _AT, "fingerprint": "9f86d081 884c7d65 9a2feaa0 c55ad015"},
    "answers_arrived": _TO_MANAGER | _SELF_ASSESSMENT | {"submitted_at": _AT},
    "link_again": _TO_SUPPLIER | _WITH_LINK | {"task": "self_assessment", "due_on": _DUE},
    "colleague_invitation": {key: value for key, value in _TO_SUPPLIER.items() if key != "recipient_name"}
    | _SELF_ASSESSMENT
    | {
        "contributor_id": "cob_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "section_titles": ("Labour & rights", "Environment <2>"),
        "due_on": _DUE,
    },
    "new_browser": _TO_SUPPLIER | {"opened_at": _AT, "colleague_name": "Bo <Berg> & Co"},
    "link_code": _TO_SUPPLIER | {"code_id": "lco_aaaaaaaaaaaaaaaaaaaaaaaaaa", "expires_at": _AT},
    "remark_from_buyer": _TO_SUPPLIER
    | _SELF_ASSESSMENT
    | _WITH_LINK
    | {"author_name": "Bo Ek", "question": "Where are the <gloves> made?"},
    "remark_from_supplier": _TO_MANAGER | _SELF_ASSESSMENT | {"author_name": "Anna Öberg"},
    "answers_returned": _TO_SUPPLIER
    | _SELF_ASSESSMENT
    | _WITH_LINK
    | {"questions": ("Where are the gloves made?", "Who handles complaints?"), "due_on": _DUE},
    "deviation_issued": _TO_SUPPLIER
    | _DEVIATION
    | _WITH_LINK
    | {"plan_due_on": _DUE, "containment_due_on": date(2026, 3, 4)},
    "action_plan_arrived": _TO_MANAGER | _DEVIATION | {"answer_due_on": _DUE},
    "action_plan_returned": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"plan_due_on": _DUE},
    "action_plan_accepted": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"closure_due_on": _DUE},
    "evidence_arrived": _TO_MANAGER | _DEVIATION,
    "evidence_returned": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"closure_due_on": _DUE},
    "deviation_reminder": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"due_on": _DUE, "number": 1, "is_plan_due": False},
    "deviation_closed": _TO_SUPPLIER | _DEVIATION | {"closed_on": _DUE},
    "containment_reported": _TO_MANAGER | _DEVIATION | {"days_late": 2},
    "dispute_raised": _TO_MANAGER | _DEVIATION,
    "dispute_decided": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"outcome": "partly", "decided_on": _DUE},
    "deviation_extended": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"closure_due_on": _DUE},
    "deviation_reopened": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"closure_due_on": _DUE},
    "deviation_resumed": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"plan_due_on": _DUE},
    "deviation_withdrawn": _TO_SUPPLIER | _DEVIATION | _WITH_LINK | {"withdrawn_on": _DUE},
    "delivery_failed": _TO_MANAGER
    | {
        "failed_kind": "questionnaire_invitation",
        "failed_address": "anna@leverantor.example",
        "failed_name": "Anna Öberg",
        "answer": "550 no such user",
    },
    "contract_warning": _TO_MANAGER
    | {"what": "notice", "falls_on": _DUE, "days": 30, "measures": ("Ask for the country & town of production",)},
    "certificate_warning": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "path": "/suppliers/sup_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "supplier_name": "Ærlig <Handske> AB",
        "certificate_name": "SA8000 <2026>",
        "certificate_kind": "social",
        "ends_on": _DUE,
        "days": 7,
    },
    "answers_delivered": {
        **{key: value for key, value in _JOINT.items() if key != "follow_up_kind"},
        "path": "/answer-copies/acp_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "submitted_at": _AT,
    },
    "joint_offered": _JOINT | {"year": 2026, "due_on": _DUE},
    "joint_reported": _JOINT | {"done_on": _DUE},
    "joint_cancelled": _JOINT | {"year": 2026},
    "work_handed_over": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "path": "/work",
        "from_name": "Åsa Berg",
        "to_name": "Bo Ek",
        "done_by_name": "Eva Lind",
        "is_taker": True,
        "managed_count": 12,
        "obligation_count": 31,
    },
    "incident_reported": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "incident_title": "Gloves & debt bondage",
        "site": "Factory <Four>",
        "told_by": "The evening news",
        "reported_on": _DUE,
        "path": "/incidents/inc_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    },
    "incident_closed": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "incident_title": "Gloves & debt bondage",
        "closed_on": _DUE,
        "path": "/incidents/inc_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    },
    "incident_question_given": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "incident_title": "Gloves & debt bondage",
        "supplier_name": "Ærlig <Handske> AB",
        "due_on": _DUE,
        "path": "/incident-questions/inq_aaaaaaaaaaaaaaaaaaaaaaaaaa/ask",
    },
    "traceability_question": _TO_SUPPLIER
    | {
        "question": ("Do you use Factory <Four> & its sisters?", "Since when?"),
        "site": "Factory <Four>",
        "due_on": _DUE,
    },
    "traceability_reminder": _TO_SUPPLIER
    | {"question": ("Do you use Factory <Four> & its sisters?",), "site": "Factory <Four>"}
    | {"due_on": _DUE, "number": 2, "days_late": 3, "is_last": True},
    "audit_reminder": _TO_SUPPLIER
    | _WITH_LINK
    | {"number": 2, "due_on": _DUE, "days_late": 3, "documents": 2, "report_number": "7", "is_last": True},
    "documents_asked": _TO_SUPPLIER | _WITH_LINK | {"due_on": _DUE, "count": 3},
    "document_returned": _TO_SUPPLIER | _WITH_LINK | {"due_on": _DUE},
    "documents_sent": _TO_MANAGER | {"count": 2},
    "publication_for_check": _TO_SUPPLIER | _WITH_LINK | {"due_on": _DUE},
    "publication_taken_back": _TO_SUPPLIER | _WITH_LINK,
    "publication_checked": _TO_MANAGER | {"path": "/publications/pub_1", "is_correct": True},
    "publication_out": _TO_SUPPLIER | _WITH_LINK,
    "publication_withdrawn": _TO_SUPPLIER | _WITH_LINK,
    "report_for_check": _TO_SUPPLIER | _WITH_LINK | {"report_number": "7", "due_on": _DUE},
    "report_taken_back": _TO_SUPPLIER | _WITH_LINK | {"report_number": "7"},
    "report_commented": _TO_MANAGER | {"report_number": "7", "has_comment": True},
    "report_final": _TO_SUPPLIER | _WITH_LINK | {"report_number": "7"},
    "audit_visit": _TO_SUPPLIER
    | _WITH_LINK
    | {"audit_kind": "site_audit", "starts_on": date(2026, 3, 9), "ends_on": _DUE},
    "supplier_heard": _TO_SUPPLIER
    | {"case_number": "RS 2026-14", "letter_number": "3", "paragraphs": ("We consider <a> penalty & ask you.", "Why?")}
    | {"due_on": _DUE},
    "alert_asked": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "supplier_name": "Ærlig <Handske> AB",
        "asker_name": "Region Exempel & Småland",
        "path": "/alerts/jal_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    },
    "alert_sent": {
        "recipient_address": "bo.ek@region.example",
        "recipient_name": "Bo Ek",
        "locale": "en",
        "supplier_name": "Ærlig <Handske> AB",
        "path": "/alerts/jal_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    },
    "summary_published": {
        "recipient_address": "bo.ek@region.example",
        "locale": "en",
        "cooperation_name": "Regionernas samverkan",
        "year": 2025,
        "edition": 1,
        "published_on": _DUE,
        "path": "/summaries/2025",
    },
}


def example(kind: str, /, **changes: object) -> Message:
    """Return a message of this kind, with these facts changed."""
    make: Callable[..., Message] = messages.KINDS[kind]
    return make(**_FACTS[kind] | {"dedupe_key": f"{kind}:1"} | changes)


def link_of(message: Message) -> str | None:
    """Return the personal link, where the message names one."""
    names = ("assignment_id", "contributor_id", "sign_in_link_id")
    return LINK if any(getattr(message, name, None) for name in names) else None
