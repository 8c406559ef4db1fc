"""The list of contracts out into a file and in again: choose a form, look through what a file would do, confirm.

Between looking and confirming nothing is kept but the file itself, in the store. The page carries a signed reference to
it, for this person, this organisation and an hour; and a seal of what was shown, so that what is confirmed is what was
looked at.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from followup import i18n
from followup.documents import contract_list as lists_out
from followup.documents import csv, ocds
from followup.documents.cells import Cell
from followup.domain.actors import Actor
from followup.domain.contracts import ContractFilter
from followup.domain.exchange import BY_KEY, Kind
from followup.domain.exchange_cells import Labels, Value, written
from followup.domain.exchange_plan import Plan
from followup.domain.exchange_rows import Fault, OnConflict, Reading
from followup.domain.permissions import Permission
from followup.errors import N_, Conflict, Invalid, NotFound, Reason
from followup.i18n import explain, gettext, language
from followup.imports import contract_list as lists_in
from followup.imports.workbook import MEGABYTES_MOST, TOO_LARGE
from followup.queries import contract_lists, contracts, releases
from followup.queries import exchange as queries
from followup.schemas.contract_lists import ContractFilterSchema
from followup.schemas.exchange import Upload as Asked
from followup.schemas.exchange import UploadFormSchema, UploadSchema, lists_of
from followup.services import exchange
from followup.transaction import Transaction
from followup.web import references
from followup.web.attachments import export
from followup.web.endpoint import Room, Shown, Upload, see_other
from followup.web.forms import decode
from followup.web.references import Reference
from followup.web.security import runtime

room = Room("exchange")

NO_FILE = Reason("exchange.no_file", N_("Choose the file to import."))
SHOWN_MOST = 100  # rows of each kind on the page; the faults are complete in a file
EXPORTED = "contract.exported"
_NARROWING = frozenset(ContractFilterSchema().load_fields) - {"after", "sort", "columns"}
_NO_NARROWING = ("after", "sort", "columns")
_FAULTS = (N_("Sheet"), N_("Row"), N_("Column"), N_("Name"), N_("What stands there"), N_("What to write"))
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Mapping[str, tuple[str, str]] = {
    "xlsx": ("contracts.xlsx", _XLSX),
    "csv-nordic": ("contracts.csv", "text/csv"),
    "csv": ("contracts-codes.csv", "text/csv"),
    "ocds": ("contracts-ocds.json", "application/json"),
    "template": ("contracts-template.xlsx", _XLSX),
}


@room.page("/contracts/export", needs=Permission.CONTRACT_EXPORT, query=ContractFilterSchema)
def choose(tx: Transaction, query: ContractFilter) -> dict[str, Any]:
    """Return the forms in which the list can leave, narrowed as the list was."""
    wanted = contract_lists.narrowed(query, tx.actor.user_id, tx.today)
    names = [name for name in decode(request.args, ContractFilterSchema) if name not in _NO_NARROWING]
    asked = {name: request.args.getlist(name) for name in names}
    return {"count": queries.count(tx.session, *wanted), "asked": asked}


@room.gate("/contracts/export/<form>", needs=Permission.CONTRACT_EXPORT)
def download(actor: Actor, form: str) -> Response:
    """Return the list as a file, in the reader's language."""
    if form not in FORMS:
        raise NotFound
    query = ContractFilterSchema().read(decode(request.args, ContractFilterSchema))
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        wanted = contract_lists.narrowed(query, actor.user_id, tx.today)
        rows = queries.exported(tx.session, *wanted) if form not in ("template", "ocds") else []
        publication = (
            releases.publication(tx, f"{runtime().base_url}/contracts/export/ocds", *wanted) if form == "ocds" else None
        )
        versions, made_at = _versions(tx), tx.now
    if publication is not None:
        data = ocds.package(publication)
    else:
        data = _as_file(form, rows, lists_of(versions).labels, made_at)
    return export(actor, EXPORTED, data, *FORMS[form])


def _as_file(form: str, rows: Sequence[lists_out.Listed], labels: Labels, made_at: datetime) -> bytes:
    if form in ("xlsx", "template"):
        file = io.BytesIO()
        note = gettext("Demonstration: all names and figures are invented.") if runtime().is_demonstration else ""
        lists_out.workbook(file, rows, labels, created_at=made_at, note=note)
        return file.getvalue()
    return b"".join(lists_out.csv_file(rows, labels, nordic=form == "csv-nordic"))


def _upload_form(tx: Transaction) -> Shown:
    return Shown(data={"on_conflict": OnConflict.STOP}, schema=UploadFormSchema)


@room.form(
    "/contracts/import",
    needs=Permission.CONTRACT_REGISTER,
    takes=UploadSchema,
    template="exchange/upload.html",
    shows=_upload_form,
    uploads=True,
)
def upload(tx: Transaction, new: Asked, files: Sequence[Upload]) -> Any:
    """Keep the file and go on to what it would do."""
    chosen = [file for file in files if file.field == "file"]
    if len(chosen) != 1:
        raise Invalid.at("file", NO_FILE)
    if chosen[0].size > MEGABYTES_MOST * 1024 * 1024:
        raise Invalid.at("file", TOO_LARGE.but(most=MEGABYTES_MOST))
    reference = Reference(chosen[0].sha256, chosen[0].name, new.on_conflict)
    return see_other("exchange.check", file=references.signed(tx.actor, reference, tx.now))


@room.gate("/contracts/import/check", needs=Permission.CONTRACT_REGISTER, methods=("GET", "POST"))
def check(actor: Actor) -> Response:
    """Show what the file would do; after the button, do it."""
    signed = request.values.get("file", "")
    if not signed:
        return see_other("exchange.upload")
    reference = references.opened(actor, signed, runtime().clock.now())
    try:
        reading, labels = _read(actor, reference)
    except Invalid as refused:
        return _page({"whole": refused.problems, "reference": reference}, 422)
    if request.method == "POST":
        return _confirmed(actor, reading, reference, signed)
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        plan = exchange.look_through(tx, reading, reference.on_conflict)
    if request.args.get("faults"):
        return export(actor, EXPORTED, _faults_file(plan.faults), "faults.csv", "text/csv")
    return _page(_shown(plan, reading, labels) | {"reference": reference, "signed": signed}, 200)


def _confirmed(actor: Actor, reading: Reading, reference: Reference, signed: str) -> Response:
    """Write what was shown, or show it again where it is no longer the same."""
    try:
        with runtime().transaction(actor, request_id=g.request_id) as tx:
            plan = exchange.look_through(tx, reading, reference.on_conflict)
            if plan.seal != request.form.get("seal"):
                raise Conflict(exchange.MEANWHILE)
            exchange.take_in(tx, plan)
    except Conflict:
        return see_other("exchange.check", file=signed, notice="meanwhile")
    return see_other("contracts.index", notice="imported")


def _read(actor: Actor, reference: Reference) -> tuple[Reading, Labels]:
    data = runtime().files.get(reference.sha256)
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        versions = _versions(tx)
    return lists_in.read(reference.name, data, versions), lists_of(versions).labels


def _versions(tx: Transaction) -> list[tuple[str, Mapping[str, str]]]:
    return [(row.key, row.title) for row in contracts.versions(tx.session)]


def _page(context: Mapping[str, Any], status: int) -> Response:
    return make_response(render_template("exchange/check.html", **context), status)


def _shown(plan: Plan, reading: Reading, labels: Labels) -> dict[str, Any]:
    """Return what the page shows of a plan, as a person reads it."""
    changes = [
        (row.row, row.stored, BY_KEY[edit.key], _told(edit.key, edit.old, labels), _told(edit.key, edit.new, labels))
        for row in plan.changed[:SHOWN_MOST]
        for edit in row.edits
    ]
    return {
        "plan": plan,
        "taken_as": explain(reading.taken_as),
        "changes": changes[:SHOWN_MOST],
        "new": plan.new[:SHOWN_MOST],
        "faults": [(fault, _column(fault), explain(fault.reason)) for fault in plan.faults[:SHOWN_MOST]],
        "most": SHOWN_MOST,
        "seal": plan.seal,
    }


def _told(key: str, value: Value, labels: Labels) -> str:
    column = BY_KEY[key]
    named = labels.get(key, {}) if column.kind is Kind.CHOICE else {}
    cell = named.get(str(value), value) if isinstance(value, str) else written(column, value, labels)
    if isinstance(cell, date):
        return i18n.day(cell)
    return i18n.number(cell, 2) if isinstance(cell, Decimal) else "" if cell is None else str(cell)


def _column(fault: Fault) -> str:
    return gettext(BY_KEY[fault.key].label) if fault.key else ""


def _faults_file(faults: Sequence[Fault]) -> bytes:
    rows: list[list[Cell]] = [[f.sheet, f.row, f.column, _column(f), f.value, explain(f.reason)] for f in faults]
    return b"".join(csv.write([gettext(text) for text in _FAULTS], rows, nordic=language() != "en"))
