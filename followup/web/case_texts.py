"""Case documents for the councils: the secretariat writes one text; each member gets it with its own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response as AnyResponse

from followup.documents import case_documents
from followup.documents.case_documents import CaseDocument, CaseHead
from followup.domain.actors import Actor, Staff
from followup.domain.calendar import today_in
from followup.domain.case_texts import LAYOUTS, PLACES, CaseFigures, CaseFilter, NewCaseText
from followup.domain.money import Money
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.models.funding import CaseText
from followup.models.organisations import Cooperation
from followup.queries import case_texts as queries
from followup.queries import funding, journal
from followup.queries.paging import Page
from followup.queries.rows import AnyRow
from followup.schemas.case_texts import (
    CaseDocumentSchema,
    CaseFilterSchema,
    CaseOfSchema,
    CasePage,
    CasePageSchema,
    CaseTextSchema,
    ListedCaseTextSchema,
    OwnCaseFilterSchema,
)
from followup.services import case_texts
from followup.transaction import Transaction
from followup.web.attachments import attachment
from followup.web.endpoint import Room, Shown, see_other
from followup.web.forms import Form, decode
from followup.web.security import runtime

room = Room("case_texts")
_ONE = "/case-documents/<case_text_id>"


@room.page("/case-documents", needs=Permission.FUNDING_READ, query=CasePageSchema)
def index(tx: Transaction, query: CasePage) -> dict[str, Any]:
    """Return the texts of one's cooperations."""
    return {
        "found": queries.listed(tx.session, tx.actor, query.after),
        "cooperations": funding.cooperations(tx.session, tx.actor.scope.cooperation_ids),
        "kronor": Money,
    }


@room.read(
    "/case-documents", needs=Permission.FUNDING_READ, gives=ListedCaseTextSchema, many=True, query=CasePageSchema
)
def list_case_texts(tx: Transaction, query: CasePage) -> Page[AnyRow]:
    """Return the texts of one's cooperations."""
    return queries.listed(tx.session, tx.actor, query.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    """A text with one member's figures, before it is laid out."""

    text: CaseText
    cooperation: Cooperation
    paying: tuple[AnyRow, ...]
    chosen: AnyRow | None
    figures: CaseFigures | None
    head: CaseHead
    made_at: datetime

    def document(self) -> CaseDocument | None:
        """Return the document, or None where nobody pays."""
        if self.figures is None:
            return None
        text = self.text
        return case_documents.written(text.title, text.country, text.sections, text.proposal, self.figures, self.head)


def _filled(tx: Transaction, case_text_id: str, query: CaseFilter) -> _Filled:
    """Return the text with the figures of the reader's own organisation; the secretariat may ask for any member's.

    Errors: NotFound for a draft of others, and for whoever is no member that pays.
    """
    text = tx.get(CaseText, case_text_id, to=Permission.FUNDING_READ)
    if not queries.may_be_read(text, tx.actor):
        raise NotFound
    cooperation = tx.follow(Cooperation, text.cooperation_id)
    paying = tuple(queries.members(tx.session, text))
    chosen = _whose(tx.actor, text, paying, query.organisation_id)
    made_at = text.released_at or tx.now
    zone = tx.actor.zone
    counted_year = today_in(made_at, zone).year - 1
    figures = (
        queries.figures(tx.session, text, cooperation, paying, chosen.id, counted_year=counted_year, zone=zone)
        if chosen
        else None
    )
    is_own = chosen is not None and chosen.id == tx.actor.organisation_id
    officer = tx.actor.name if is_own and isinstance(tx.actor, Staff) else ""
    head = CaseHead(
        unit=query.unit, officer=officer, on=query.on or today_in(made_at, zone), case_number=query.case_number
    )
    return _Filled(
        text=text, cooperation=cooperation, paying=paying, chosen=chosen, figures=figures, head=head, made_at=made_at
    )


def _whose(actor: Actor, text: CaseText, paying: tuple[AnyRow, ...], asked: str | None) -> AnyRow | None:
    """Return whose figures fill the text: one's own, or for the secretariat the one asked for, else the first."""
    leads = text.secretariat_id == actor.organisation_id
    if asked is not None:
        found = next((row for row in paying if row.public_id == asked), None)
        if found is None or not (leads or found.id == actor.organisation_id):
            raise NotFound
        return found
    own = next((row for row in paying if row.id == actor.organisation_id), None)
    return own or (next(iter(paying), None) if leads else None)


@room.page(_ONE, needs=Permission.FUNDING_READ, query=CaseFilterSchema)
def show(tx: Transaction, query: CaseFilter, case_text_id: str) -> dict[str, Any]:
    """Return one text as the council of one member reads it."""
    filled = _filled(tx, case_text_id, query)
    leads = filled.text.secretariat_id == tx.actor.organisation_id
    data = {
        "organisation_id": filled.chosen.public_id if filled.chosen else None,
        "unit": query.unit,
        "case_number": query.case_number,
        "on": query.on,
    }
    asked = {name: str(value) for name, value in data.items() if value and (leads or name != "organisation_id")}
    return {
        "text": filled.text,
        "cooperation": filled.cooperation,
        "figures": filled.figures,
        "document": filled.document(),
        "asked": asked,
        "filter": Form(
            CaseFilterSchema if leads else OwnCaseFilterSchema,
            data,
            choices={"organisation_id": [(row.public_id, row.name) for row in filled.paying]} if leads else None,
        ),
        "history": journal.history(tx.session, [filled.text.public_id]),
        "kronor": Money,
    }


@room.read(_ONE, needs=Permission.FUNDING_READ, gives=CaseDocumentSchema, query=CaseOfSchema)
def get_case_text(tx: Transaction, query: CaseFilter, case_text_id: str) -> dict[str, Any]:
    """Return one text as plain text with one member's figures."""
    filled = _filled(tx, case_text_id, query)
    document = filled.document()
    if document is None:
        raise NotFound
    return {
        "public_id": case_text_id,
        "title": document.title,
        "member": document.publisher,
        "language": document.language,
        "text": case_documents.plain(document, is_demonstration=runtime().is_demonstration),
        "missing": document.missing,
    }


@room.gate(f"{_ONE}/document.<kind>", needs=Permission.FUNDING_READ)
def download(actor: Actor, case_text_id: str, kind: str) -> AnyResponse:
    """Return one member's case document as a file."""
    if kind not in case_documents.TYPES:
        raise NotFound
    query = CaseFilterSchema().read(decode(request.args, CaseFilterSchema))
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        filled = _filled(tx, case_text_id, query)
    document = filled.document()
    if document is None:
        raise NotFound
    is_demonstration = runtime().is_demonstration
    data = (
        case_documents.as_pdf(document, created_at=filled.made_at, is_demonstration=is_demonstration)
        if kind == "pdf"
        else case_documents.plain(document, is_demonstration=is_demonstration).encode()
    )
    return attachment(data, f"case-document-{filled.text.year}.{kind}", case_documents.TYPES[kind])


def _new_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    return Shown(data={"year": tx.today.year + 1}, context=_writing(cooperation))


def _writing(cooperation: Cooperation, text: CaseText | None = None) -> dict[str, Any]:
    return {"cooperation": cooperation, "text": text, "places": PLACES, "layout": LAYOUTS[cooperation.country]}


@room.form(
    "/funding/<cooperation_id>/case-documents/new",
    needs=Permission.FUNDING_CHANGE,
    takes=CaseTextSchema,
    template="case_texts/write.html",
    shows=_new_form,
)
def new(tx: Transaction, new: NewCaseText, cooperation_id: str) -> Any:
    """Write a draft."""
    text = case_texts.write(tx, cooperation_id, new)
    return see_other("case_texts.show", case_text_id=text.public_id, notice="saved")


def _edit_form(tx: Transaction, case_text_id: str) -> Shown:
    text = tx.get(CaseText, case_text_id, to=Permission.FUNDING_CHANGE)
    data = {"title": text.title, "year": text.year, "rate_ore": text.rate_ore, "proposal": "\n".join(text.proposal)}
    cooperation = tx.follow(Cooperation, text.cooperation_id)
    return Shown(data={**data, **text.sections}, version=text.version, context=_writing(cooperation, text))


@room.form(
    f"{_ONE}/edit",
    needs=Permission.FUNDING_CHANGE,
    takes=CaseTextSchema,
    template="case_texts/write.html",
    shows=_edit_form,
    versioned=True,
)
def edit(tx: Transaction, new: NewCaseText, case_text_id: str, version: int | None) -> Any:
    """Change a draft."""
    case_texts.change(tx, case_text_id, new, version)
    return see_other("case_texts.show", case_text_id=case_text_id, notice="saved")


@room.action(f"{_ONE}/release", needs=Permission.FUNDING_CHANGE, versioned=True)
def release(tx: Transaction, case_text_id: str, version: int | None) -> Any:
    """Release a draft to the members."""
    case_texts.release(tx, case_text_id, version)
    return see_other("case_texts.show", case_text_id=case_text_id, notice="case_released")
