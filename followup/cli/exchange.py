"""`import contracts` and `export contracts`: the list of contracts as a file, on behalf of a named user."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from followup.cli.setting import configured, progress, runtime_of
from followup.documents import contract_list as lists_out
from followup.documents import ocds
from followup.domain.actors import Staff, System
from followup.domain.exchange import BY_KEY
from followup.domain.exchange_plan import Plan
from followup.domain.exchange_rows import OnConflict, Reading
from followup.domain.permissions import Permission
from followup.errors import N_, Invalid, Reason
from followup.i18n import explain, gettext, use
from followup.imports import contract_list as lists_in
from followup.queries import contracts, releases, sign_in
from followup.queries import exchange as queries
from followup.runtime import Runtime
from followup.schemas.exchange import lists_of
from followup.services import exchange

LOOKUP = System(job="setup", everything=True)
NO_USER = Reason("exchange.no_user", N_("There is no active user with the address {email}."))
NO_FILE = Reason("import.no_file", N_("The file cannot be read: {detail}"))
FORMATS = ("xlsx", "csv", "csv-nordic", "ocds", "template")
_FAULTS_SHOWN = 1_000


def register_import(imports: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the command to those of `import`."""
    command = imports.add_parser("contracts", help="the list of contracts (Excel or CSV); see `export contracts`")
    command.add_argument("files", nargs="+", type=Path)
    command.add_argument("--user", required=True, metavar="EMAIL", help="on whose behalf; decides the organisation too")
    command.add_argument("--dry-run", action="store_true", help="report what would happen and change nothing")
    command.add_argument(
        "--on-conflict",
        choices=[choice.value for choice in OnConflict],
        default=OnConflict.STOP.value,
        help="what to do with a contract that was changed since it was exported (default: stop)",
    )
    command.set_defaults(run=run_import)


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the command `export`."""
    export = commands.add_parser("export", help="lists as files").add_subparsers(required=True, metavar="LIST")
    command = export.add_parser("contracts", help="the list of contracts, to edit and import, or to publish")
    command.add_argument("--user", required=True, metavar="EMAIL", help="on whose behalf; decides language and list")
    command.add_argument(
        "--format", required=True, choices=FORMATS, help="csv-nordic is for Excel in Sweden and Norway"
    )
    command.add_argument("--out", required=True, type=Path, metavar="FILE")
    command.add_argument(
        "--ocid-prefix", default=ocds.UNREGISTERED, help="the prefix that you registered, before you publish as OCDS"
    )
    command.set_defaults(run=run_export)


def run_import(chosen: argparse.Namespace) -> int:
    """Import lists and print what became of them; 1 when any row is wrong, and then nothing is written."""
    runtime = runtime_of(configured())
    staff = acting_as(runtime, chosen.user)
    plans = import_contracts(runtime, staff, chosen.files, OnConflict.of(chosen.on_conflict), dry_run=chosen.dry_run)
    for file, plan in zip(chosen.files, plans, strict=True):
        print(
            f"{file.name}: {len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged, "
            f"{len(plan.skipped)} skipped, {plan.rejected} rejected"
        )
        _print_plan(plan, with_changes=chosen.dry_run)
    if any(plan.faults for plan in plans):
        print("Nothing was written: correct the rows above and import again.", file=sys.stderr)
        return 1
    print("Nothing was written: this was a dry run." if chosen.dry_run else "Imported.")
    return 0


def import_contracts(
    runtime: Runtime, staff: Staff, files: Sequence[Path], on_conflict: OnConflict, *, dry_run: bool
) -> list[Plan]:
    """Read every file, then write all of them in one transaction, or none.

    Errors: Invalid at the file where it cannot be read as a whole.
    """
    with runtime.transaction(staff, read_only=True) as tx:
        versions = [(row.key, row.title) for row in contracts.versions(tx.session)]
    readings: list[Reading] = []
    for file in progress(files, total=len(files), what="Reading"):
        _tell(f"Reading {file.name} …")
        readings.append(lists_in.read(file.name, _bytes(file), versions))
    plans: list[Plan] = []
    with runtime.transaction(staff) as tx:
        for reading in progress(readings, total=len(readings), what="Importing"):
            _tell(f"Looking through {reading.row_count} rows …")
            plan = exchange.look_through(tx, reading, on_conflict)
            if not plan.faults:
                _tell(f"Writing {len(plan.new) + len(plan.changed)} contracts …")
                exchange.take_in(tx, plan)
            plans.append(plan)
        if dry_run or any(plan.faults for plan in plans):
            tx.abandon()
    return plans


def run_export(chosen: argparse.Namespace) -> int:
    """Export the list of an organisation's contracts to a file."""
    runtime = runtime_of(configured())
    data = export_contracts(runtime, acting_as(runtime, chosen.user), chosen.format, prefix=chosen.ocid_prefix)
    try:
        chosen.out.write_bytes(data)
    except OSError as error:
        raise Invalid.at(chosen.out.name, NO_FILE.but(detail=error.strerror or "")) from None
    print(f"Written: {chosen.out}")
    return 0


def export_contracts(runtime: Runtime, staff: Staff, form: str, *, prefix: str = ocds.UNREGISTERED) -> bytes:
    """Return the list as a file, in the language of the user."""
    use(staff.language)
    with runtime.transaction(staff, read_only=True) as tx:
        tx.require(Permission.CONTRACT_EXPORT)
        if form == "ocds":
            publication = releases.publication(tx, f"{runtime.base_url}/contracts/export/ocds")
        else:
            rows = [] if form == "template" else queries.exported(tx.session)
        versions = [(row.key, row.title) for row in contracts.versions(tx.session)]
        made_at = tx.now
    if form == "ocds":
        return ocds.package(publication, prefix=prefix)
    labels = lists_of(versions).labels
    if form.startswith("csv"):
        return b"".join(lists_out.csv_file(rows, labels, nordic=form == "csv-nordic"))
    file = io.BytesIO()
    lists_out.workbook(file, rows, labels, created_at=made_at)
    return file.getvalue()


def acting_as(runtime: Runtime, email: str) -> Staff:
    """Return the user on whose behalf a command works.

    Errors: Invalid("exchange.no_user").
    """
    with runtime.transaction(LOOKUP, read_only=True) as tx:
        staff = sign_in.staff_with_address(tx.session, email, tx.now)
    if staff is None:
        raise Invalid.at("--user", NO_USER.but(email=email))
    return staff


def _tell(text: str) -> None:
    """Say how far it has come, where somebody watches."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def _print_plan(plan: Plan, *, with_changes: bool) -> None:
    for fault in islice(plan.faults, _FAULTS_SHOWN):
        name = gettext(BY_KEY[fault.key].label) if fault.key else ""
        place = f"{fault.sheet}!{fault.column}{fault.row}"
        print(f"{place} {name}: “{fault.value}”: {explain(fault.reason)}", file=sys.stderr)
    if with_changes:
        for changed in plan.changed:
            for edit in changed.edits:
                print(f"row {changed.row}: {gettext(BY_KEY[edit.key].label)}: “{edit.old}” -> “{edit.new}”")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid.at(file.name, NO_FILE.but(detail=error.strerror or "")) from None
