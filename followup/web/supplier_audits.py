"""The supplier's pages around an audit, by personal link: documents to send, and the report to check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g
from werkzeug.wrappers import Response

from followup.domain.actors import Actor
from followup.domain.audit_reports import ANSWERABLE, FactCheck, refusal
from followup.domain.audits import RequestStep
from followup.domain.document_requests import WAITING, Sending
from followup.domain.permissions import Permission
from followup.errors import Conflict, NotFound
from followup.i18n import LANGUAGES
from followup.models.assignments import Assignment
from followup.models.audits import AuditReport, DocumentRequest
from followup.queries import audit_links
from followup.queries import audit_reports as reports
from followup.queries import document_requests as queries
from followup.queries.audit_links import AuditTold
from followup.schemas.audit_links import FactCheckSchema, SendingSchema
from followup.services import audit_reports, document_requests
from followup.services.link_codes import require_confirmed
from followup.transaction import Transaction
from followup.web import audit_reports as reports_of_staff
from followup.web.document_requests import seen
from followup.web.endpoint import Room, Shown, Upload, see_other
from followup.web.security import runtime

room = Room("supplier_audits", identity="link")
SEND = Permission.DOCUMENT_SEND


def _asked(tx: Transaction) -> tuple[int, AuditTold]:
    """Return the audit of the link in use, and what may be told of it.

    Errors: NotFound for a link of another kind.
    """
    key = audit_links.audit_key(tx.session)
    if key is None:
        raise NotFound
    return key, audit_links.told(tx.session, key)


@room.page("/s/audit", needs=SEND, template="supplier/audit.html")
def show(tx: Transaction) -> dict[str, Any]:
    """Return what is asked for around the audit, and its reports."""
    key, told = _asked(tx)
    rows = queries.of_link(tx.session)
    return {
        "told": told,
        "assignment": tx.follow(Assignment, tx.actor.assignment_id or 0),
        "requests": seen(rows, queries.files(tx.session, [row.id for row in rows]), tx.today),
        "waiting": WAITING,
        "reports": reports.of_audit(tx.session, key, told.status, tx.today),
        "answerable": ANSWERABLE,
        "on": tx.today,
    }


def _send_form(tx: Transaction, document_request_id: str) -> Shown:
    request = tx.get(DocumentRequest, document_request_id, to=SEND)
    request.machine.after(request.status, RequestStep.SEND)
    files = queries.files(tx.session, [request.id])
    [shown] = seen([request], files, tx.today)
    context = {"told": audit_links.told(tx.session, request.audit_id), "asked": shown, "on": tx.today}
    return Shown(data={"answer": request.answer}, version=request.version, context=context)


@room.form(
    "/s/audit/documents/<document_request_id>",
    needs=SEND,
    takes=SendingSchema,
    template="supplier/audit_document.html",
    shows=_send_form,
    versioned=True,
    uploads=True,
)
def send(
    tx: Transaction, sending: Sending, document_request_id: str, version: int | None, files: Sequence[Upload]
) -> Response:
    """Send what was asked for."""
    document_requests.send(tx, document_request_id, sending, files, version)
    return see_other("supplier_audits.show", notice="plan_sent")


@room.page("/s/audit/reports/<audit_report_id>", needs=SEND, template="supplier/audit_report.html")
def report(tx: Transaction, audit_report_id: str) -> dict[str, Any]:
    """Return one report as it was sent."""
    found = tx.get(AuditReport, audit_report_id, to=SEND)
    require_confirmed(tx)
    return {
        "told": audit_links.told(tx.session, found.audit_id),
        "report": reports.one(tx.session, found, tx.today),
        "content": reports.content_of(found),
        "answerable": ANSWERABLE,
        "languages_offered": LANGUAGES,
        "on": tx.today,
    }


@room.gate("/s/audit/reports/<audit_report_id>/<language>.pdf", needs=SEND)
def download(actor: Actor, audit_report_id: str, language: str) -> Response:
    """Return one report as PDF in one of the three languages."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        found = tx.get(AuditReport, audit_report_id, to=SEND)
        require_confirmed(tx)
        report = reports_of_staff.told(tx, found)
    return reports_of_staff.as_file(report, language)


def _check_form(tx: Transaction, audit_report_id: str) -> Shown:
    found = tx.get(AuditReport, audit_report_id, to=SEND)
    shown = reports.one(tx.session, found, tx.today)
    if shown.state not in ANSWERABLE:
        raise Conflict(refusal(shown.state))
    told = audit_links.told(tx.session, found.audit_id)
    return Shown(version=found.version, context={"told": told, "report": shown, "on": tx.today})


@room.form(
    "/s/audit/reports/<audit_report_id>/check",
    needs=SEND,
    takes=FactCheckSchema,
    template="supplier/audit_check.html",
    shows=_check_form,
    versioned=True,
)
def check(tx: Transaction, said: FactCheck, audit_report_id: str, version: int | None) -> Response:
    """Say that the facts are right, or what is not."""
    audit_reports.comment(tx, audit_report_id, said, version)
    return see_other("supplier_audits.show", notice="plan_sent")
