"""The receipt as a file to keep: the same words as on the page, and the answers as they were sent in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from werkzeug.wrappers import Response

from followup import i18n
from followup.documents import receipts
from followup.documents.receipts import Receipt, ReceiptAnswer
from followup.domain.actors import Actor
from followup.domain.permissions import Permission
from followup.i18n import gettext, language
from followup.models.assignments import Assignment
from followup.web import supplier_answers
from followup.web.attachments import attachment
from followup.web.endpoint import Room
from followup.web.questions import QuestionView
from followup.web.security import runtime

room = Room("receipts", identity="link")


@room.gate("/s/form/receipt.pdf", needs=Permission.ASSIGNMENT_SUBMIT)
def download(actor: Actor) -> Response:
    """Return the receipt of what was sent in last, as PDF, in the reader's language."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        told = supplier_answers.receipt(tx)
        receipt, sent_at = _receipt(told, actor.zone), told["submission"].submitted_at
    made = receipts.as_pdf(receipt, sent_at=sent_at, is_demonstration=runtime().is_demonstration)
    return attachment(made, f"receipt-{told['number']}-{language()}.pdf", "application/pdf")


def _receipt(told: dict[str, Any], zone: str) -> Receipt:
    link, submission = told["assignment"], told["submission"]
    notes = [gettext("The fingerprint is a checksum of exactly these answers and files.")]
    if told["next_asked_on"]:
        until = i18n.day(told["next_asked_on"])
        notes.append(gettext("By the plan, nothing more is asked of you about this contract until {on}.", on=until))
    return Receipt(
        title=gettext("Receipt {number}", number=told["number"]),
        buyer=link.buyer_name,
        facts=(
            (gettext("Self-assessment"), told["title"]),
            (gettext("Receipt number"), told["number"]),
            (gettext("Received"), i18n.instant(submission.submitted_at, zone)),
            (gettext("Sent by"), f"{submission.submitter_name}, {submission.submitter_role}"),
            (gettext("Buyer"), link.buyer_name),
            (gettext("Supplier"), link.supplier_name),
            (gettext("Contract"), contract_of(link)),
            (gettext("Fingerprint"), told["fingerprint"]),
        ),
        notes=notes,
        sections=[(s.title, [_answer(q) for q in s.questions if q.is_asked]) for s in told["sections"] if s.questions],
    )


def contract_of(link: Assignment) -> str:
    """Return the contract's title with its number, if it has one."""
    return f"{link.contract_title} ({link.contract_number})" if link.contract_number else link.contract_title


def _answer(q: QuestionView) -> ReceiptAnswer:
    return ReceiptAnswer(question=f"{q.number}. {q.text}", lines=_lines(q) or (gettext("Not answered"),))


def _lines(q: QuestionView) -> Sequence[str]:
    lines = [q.answer] if q.answer else []
    if q.comment:
        lines.append(gettext("Comment: {text}", text=q.comment))
    for f in q.files:
        size = i18n.number((f.size + 1023) // 1024)
        lines.append(gettext("File: {name}, {size} kB, SHA-256 {hash}", name=f.name, size=size, hash=f.sha256))
    return lines
