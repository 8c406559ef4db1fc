"""Results from elsewhere out of a file: choose it, look through what it would do, confirm.

As with contracts, nothing is kept between looking and confirming but the file itself; the page carries a signed
reference to it and a seal of what was shown.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from followup.documents import xlsx
from followup.domain.actors import Actor
from followup.domain.exchange import Kind
from followup.domain.exchange_rows import OnConflict
from followup.domain.outside_results import COLUMNS, OutsidePlan, OutsideReading
from followup.domain.permissions import Permission
from followup.errors import Conflict, Invalid
from followup.i18n import explain, gettext, language
from followup.imports import outside_results as files_in
from followup.imports.workbook import MEGABYTES_MOST, TOO_LARGE
from followup.queries import categories
from followup.schemas.crosswalks import crosswalk
from followup.schemas.outside_results import OutsideUploadSchema
from followup.services import outside_results
from followup.services.exchange import MEANWHILE
from followup.transaction import Transaction
from followup.web import references
from followup.web.attachments import attachment
from followup.web.endpoint import Room, Shown, Upload, see_other
from followup.web.exchange import NO_FILE, SHOWN_MOST
from followup.web.references import Reference
from followup.web.security import runtime

room = Room("outside_imports")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDE = 24
_LABELS = {column.key: column.label for column in COLUMNS}


@room.gate("/outside-results/template", needs=Permission.OUTSIDE_RESULT_ENTER)
def template(actor: Actor) -> Response:
    """Return an empty workbook with the columns and the areas, in the reader's language."""
    areas = [area.title.to(language()) for area in crosswalk().areas]
    header = [*(gettext(column.label) for column in COLUMNS), *areas]
    days = [place for place, column in enumerate(COLUMNS) if column.kind is Kind.DATE]
    sheet = xlsx.Sheet(
        name=gettext("Results from elsewhere"),
        header=header,
        rows=(),
        widths=[_WIDE] * len(header),
        texts=[0],
        days=days,
    )
    file = io.BytesIO()
    xlsx.write(file, [sheet], title=gettext("Results from elsewhere"), created_at=runtime().clock.now())
    return attachment(file.getvalue(), "results-from-elsewhere.xlsx", _XLSX)


def _upload_form(tx: Transaction) -> Shown:
    known = categories.cooperations(tx.session, tx.actor.scope.cooperation_ids)
    return Shown(
        data={"cooperation_id": known[0].public_id if known else None},
        choices={"cooperation_id": [(one.public_id, one.name) for one in known]},
        context={"several": len(known) > 1},
    )


@room.form(
    "/outside-results/import",
    needs=Permission.OUTSIDE_RESULT_ENTER,
    takes=OutsideUploadSchema,
    template="outside_results/upload.html",
    shows=_upload_form,
    uploads=True,
)
def upload(tx: Transaction, cooperation_id: str | None, files: Sequence[Upload]) -> Any:
    """Keep the file and go on to what it would do."""
    chosen = [file for file in files if file.field == "file"]
    if len(chosen) != 1:
        raise Invalid.at("file", NO_FILE)
    if chosen[0].size > MEGABYTES_MOST * 1024 * 1024:
        raise Invalid.at("file", TOO_LARGE.but(most=MEGABYTES_MOST))
    named = outside_results.cooperation_of(tx, cooperation_id).public_id
    reference = Reference(chosen[0].sha256, chosen[0].name, OnConflict.STOP)
    return see_other("outside_imports.check", file=references.signed(tx.actor, reference, tx.now), cooperation=named)


@room.gate("/outside-results/import/check", needs=Permission.OUTSIDE_RESULT_ENTER, methods=("GET", "POST"))
def check(actor: Actor) -> Response:
    """Show what the file would do; after the button, do it."""
    signed, cooperation = request.values.get("file", ""), request.values.get("cooperation") or None
    if not signed:
        return see_other("outside_imports.upload")
    reference = references.opened(actor, signed, runtime().clock.now())
    context: dict[str, Any] = {"reference": reference, "signed": signed, "cooperation": cooperation}
    try:
        reading = files_in.read(reference.name, runtime().files.get(reference.sha256), actor.country)
    except Invalid as refused:
        return _page({**context, "whole": refused.problems}, 422)
    if request.method == "POST":
        return _confirmed(actor, reading, signed, cooperation)
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        plan = outside_results.look_through(tx, reading, cooperation)
    return _page({**context, **_shown(plan), "taken_as": explain(reading.taken_as)}, 200)


def _confirmed(actor: Actor, reading: OutsideReading, signed: str, cooperation: str | None) -> Response:
    """Enter what was shown, or show it again where it is no longer the same."""
    try:
        with runtime().transaction(actor, request_id=g.request_id) as tx:
            plan = outside_results.look_through(tx, reading, cooperation)
            if plan.seal != request.form.get("seal"):
                raise Conflict(MEANWHILE)
            outside_results.take_in(tx, plan, cooperation, crosswalk())
    except Conflict:
        return see_other("outside_imports.check", file=signed, cooperation=cooperation, notice="meanwhile")
    return see_other("outside_results.index", notice="imported")


def _page(context: Mapping[str, Any], status: int) -> Response:
    return make_response(render_template("outside_results/check.html", **context), status)


def _shown(plan: OutsidePlan) -> dict[str, Any]:
    """Return what the page shows of a plan, as a person reads it."""
    return {
        "plan": plan,
        "new": plan.new[:SHOWN_MOST],
        "faults": [
            (fault, gettext(_LABELS[fault.key]) if fault.key in _LABELS else "", explain(fault.reason))
            for fault in plan.faults[:SHOWN_MOST]
        ],
        "most": SHOWN_MOST,
    }
