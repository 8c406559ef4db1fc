"""`import ocds|eforms`: what comes in as files, checked as a whole before one row is written."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from followup.cli import countries, exchange
from followup.cli.setting import configured, progress, runtime_of
from followup.domain.actors import System
from followup.domain.notices import Notice
from followup.domain.reconciliations import merge
from followup.errors import N_, Invalid, Reason
from followup.i18n import gettext
from followup.imports import eforms, ocds
from followup.runtime import Runtime
from followup.services import notices
from followup.services.notices import ImportReport

SETUP = System(job="setup", everything=True)
READERS: dict[str, Callable[[str, bytes], Sequence[Notice]]] = {
    "ocds": ocds.read_all,
    "eforms": lambda name, data: [eforms.read(name, data)],
}
NO_FILE = Reason("import.no_file", N_("The file cannot be read: {detail}"))


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    imports = commands.add_parser("import", help="contract notices").add_subparsers(required=True, metavar="FORMAT")
    for name, text in (("ocds", "OCDS 1.1 releases (JSON)"), ("eforms", "eForms award notices (XML)")):
        notice = imports.add_parser(name, help=text)
        notice.add_argument("files", nargs="+", type=Path)
        notice.add_argument("--dry-run", action="store_true", help="report what would happen and change nothing")
        notice.set_defaults(run=run_import, format=name)
    countries.register(imports)
    exchange.register_import(imports)


def run_import(chosen: argparse.Namespace) -> int:
    """Import notices and print what became of them."""
    report = import_notices(runtime_of(configured()), chosen.format, chosen.files, dry_run=chosen.dry_run)
    print("Nothing was written: this was a dry run." if chosen.dry_run else "Imported.")
    print(f"contracts: {report.new} new, {report.changed} changed, {report.unchanged} unchanged")
    print(f"organisations not yet joined: {report.organisations} new; suppliers: {report.suppliers} new")
    for why, count in report.skipped.items():
        print(f"skipped: {count} ({gettext(why.label)})")
    for difference in report.differences:
        print(
            f"differs, the XML is kept: {difference.contract}: {gettext(difference.fact.label)}: "
            f"XML “{difference.xml}”, JSON “{difference.json}”"
        )
    return 0


def import_notices(runtime: Runtime, name: str, files: Sequence[Path], *, dry_run: bool) -> ImportReport:
    """Read every file, then apply all of them in one transaction, or none.

    Errors: Invalid at file and place.
    """
    read = [
        notice
        for file in progress(files, total=len(files), what="Reading")
        for notice in READERS[name](file.name, _bytes(file))
    ]
    with runtime.transaction(SETUP) as tx:
        report = notices.apply(tx, merge(read))
        if dry_run:
            tx.abandon()
    return report


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid.at(file.name, NO_FILE.but(detail=error.strerror or "")) from None
