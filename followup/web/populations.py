"""Populations of members from a CSV file: choose it, look through what it would change, confirm.

The page carries a signed reference to the file and a seal of what was shown; nothing else is kept in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from followup.documents import csv
from followup.domain.actors import Actor
from followup.domain.exchange_rows import OnConflict
from followup.domain.permissions import Permission
from followup.domain.populations import PopulationPlan
from followup.errors import N_, Invalid, Reason
from followup.imports import csv_populations
from followup.imports.strict import BYTES_MOST
from followup.models.organisations import Cooperation
from followup.queries import populations as queries
from followup.schemas.populations import PopulationFileFormSchema, PopulationFileSchema
from followup.services import populations
from followup.transaction import Transaction
from followup.web import references
from followup.web.attachments import attachment
from followup.web.endpoint import Room, Shown, Upload, see_other
from followup.web.references import Reference
from followup.web.security import runtime

room = Room("populations")

NO_FILE = Reason("populations.no_file", N_("Choose a CSV file of at most {most} MB."))
_HERE = "/funding/<cooperation_id>/populations"


def _upload_form(tx: Transaction, cooperation_id: str) -> Shown:
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    columns = ", ".join(csv_populations.COLUMNS)
    return Shown(schema=PopulationFileFormSchema, context={"cooperation": cooperation, "columns": columns})


@room.form(
    _HERE,
    needs=Permission.FUNDING_CHANGE,
    takes=PopulationFileSchema,
    template="populations/upload.html",
    shows=_upload_form,
    uploads=True,
)
def upload(tx: Transaction, _: None, cooperation_id: str, files: Sequence[Upload]) -> Any:
    """Keep the file and go on to what it would change."""
    tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
    chosen = [file for file in files if file.field == "file"]
    if len(chosen) != 1 or len(files) != 1 or chosen[0].size > BYTES_MOST:
        raise Invalid.at("file", NO_FILE.but(most=BYTES_MOST // 1024 // 1024))
    reference = Reference(chosen[0].sha256, chosen[0].name, OnConflict.UPDATE)
    signed = references.signed(tx.actor, reference, tx.now)
    return see_other("populations.check", cooperation_id=cooperation_id, file=signed)


@room.gate(f"{_HERE}/check", needs=Permission.FUNDING_CHANGE, methods=("GET", "POST"))
def check(actor: Actor, cooperation_id: str) -> Response:
    """Show what the file would do; after the button, do it if it is still the same."""
    is_confirmed = request.method == "POST"
    with runtime().transaction(actor, request_id=g.request_id, read_only=not is_confirmed) as tx:
        cooperation, today = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE), tx.today
    signed = request.values.get("file", "")
    if not signed:
        return see_other("populations.upload", cooperation_id=cooperation_id)
    reference = references.opened(actor, signed, runtime().clock.now())
    context: dict[str, Any] = {"cooperation": cooperation, "reference": reference, "signed": signed}
    try:
        rows = csv_populations.read(reference.name, runtime().files.get(reference.sha256), today)
    except Invalid as refused:
        return _page({**context, "whole": refused.problems}, 422)
    with runtime().transaction(actor, request_id=g.request_id) as tx:
        plan = populations.take_in(tx, cooperation_id, rows)
        is_done = is_confirmed and not plan.faults and plan.seal == request.form.get("seal")
        if not is_done:
            tx.abandon()
    if is_done:
        return see_other("funding.index", notice="imported")
    return _page({**context, "plan": plan, "is_meanwhile": _is_meanwhile(plan)}, 409 if is_confirmed else 200)


def _is_meanwhile(plan: PopulationPlan) -> bool:
    """Return whether somebody confirmed what is no longer what the file would do."""
    return request.method == "POST" and not plan.faults


@room.gate(f"{_HERE}/list.csv", needs=Permission.FUNDING_CHANGE)
def template(actor: Actor, cooperation_id: str) -> Response:
    """Return the members as a file to fill in: code or name, and the other columns empty."""
    with runtime().transaction(actor, read_only=True, request_id=g.request_id) as tx:
        cooperation = tx.get(Cooperation, cooperation_id, to=Permission.FUNDING_CHANGE)
        members = queries.members(tx.session, cooperation.id)
    rows = ((member.name, None, None, None) for member in members)
    data = b"".join(csv.write(csv_populations.COLUMNS, rows, nordic=True))
    return attachment(data, "populations.csv", "text/csv")


def _page(context: dict[str, Any], status: int) -> Response:
    return make_response(render_template("populations/check.html", **context), status)
