"""One self-assessment as staff read it: for the page, for the assessment, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from followup import i18n
from followup.domain.comparison import state_of
from followup.domain.earlier_answers import EarlierAnswer
from followup.domain.questionnaires import WITH_SUPPLIER
from followup.models.questionnaires import Invitation
from followup.queries import questionnaires as queries
from followup.queries.questionnaires import score_of
from followup.queries.readings import Reading, of_invitation
from followup.transaction import Transaction
from followup.web import questions
from followup.web.questions import spoken
from followup.web.supplier_answers import number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierView:
    """Last year's answer in the reader's language, and whether it says the same as this year's."""

    answer: str
    comment: str
    file_count: int
    sent_on: date
    is_same: bool


def context(tx: Transaction, invitation: Invitation) -> dict[str, Any]:
    """Return what the pages of one self-assessment have in common."""
    reading = of_invitation(tx.session, invitation)
    is_with_supplier = invitation.status in WITH_SUPPLIER
    sections = questions.of_sent(reading.form, reading.sent)
    return {
        "invitation": invitation,
        "about": queries.around(tx.session, invitation),
        "title": reading.form.title.to(i18n.language()),
        "is_with_supplier": is_with_supplier,
        "submission": reading.submission,
        "sections": sections if reading.submission else questions.sections(reading.form, {}, {}),
        "clauses": queries.clauses(tx.session, invitation.contract_id),
        "judged": reading.judged,
        "by_colleague": frozenset() if is_with_supplier else reading.judged.by_colleague,
        "earlier": _earlier(tx, reading),
        "remarks": reading.remarks,
        "secrecy": reading.secrecy,
    }


def _earlier(tx: Transaction, reading: Reading) -> Mapping[str, EarlierView]:
    return {key: _earlier_view(tx, reading, key, before) for key, before in reading.earlier.items()}


def _earlier_view(tx: Transaction, reading: Reading, key: str, before: EarlierAnswer) -> EarlierView:
    now = reading.sent.get(key)
    return EarlierView(
        answer=spoken(before.question, before.sent.value),
        comment=before.sent.comment,
        file_count=len(before.sent.files),
        sent_on=tx.day_of(before.sent_at),
        is_same=now is not None and now.value == before.sent.value,
    )


def as_json(tx: Transaction, invitation: Invitation) -> dict[str, Any]:
    """Return one self-assessment with every question of its form, once it was sent in; a draft is never shown."""
    reading = of_invitation(tx.session, invitation)
    around, submission = queries.around(tx.session, invitation), reading.submission
    names = ("public_id", "version", "status", "form_key", "sent_on", "due_on", "submitted_at")
    return {
        **{name: getattr(invitation, name) for name in names},
        "contract_id": around.contract_id,
        "follow_up_id": around.follow_up_id,
        "supplier_id": around.supplier_id,
        "receipt_number": number_of(submission, tx.actor.zone) if submission else None,
        "fingerprint": submission.fingerprint if submission else None,
        "score": score_of(invitation),
        "messages": reading.remarks.get("", ()),
        "answers": [_answer(reading, key) for key in _asked(reading)],
    }


def _asked(reading: Reading) -> list[str]:
    return [q.key for q in reading.form.questions] if reading.submission else []


def _answer(reading: Reading, key: str) -> dict[str, Any]:
    question, sent = reading.form.question(key), reading.sent.get(key)
    before = reading.earlier.get(key)
    return {
        "key": key,
        "clause": question.clause,
        "is_lead": question.lead,
        "text": question.text.to(i18n.language()),
        "state": state_of(key, reading.sent),
        "value": sent.value if sent else "",
        "comment": sent.comment if sent else "",
        "files": sent.files if sent else (),
        "assessment": reading.judged.assessments.get(key),
        "note": reading.judged.notes.get(key),
        "earlier_value": before.sent.value if before else None,
        "messages": reading.remarks.get(key, ()),
        "secrecy": reading.secrecy.get(key),
    }
