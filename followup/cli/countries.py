"""`import countries`: the indices behind country risk, which come with their source from whoever runs the service."""

from __future__ import annotations

import argparse
from pathlib import Path

from followup.cli.setting import configured, runtime_of
from followup.domain.actors import System
from followup.errors import N_, Invalid, Reason
from followup.imports import csv_countries
from followup.runtime import Runtime
from followup.schemas.risk import tables
from followup.services import countries
from followup.services.countries import CountryReport

SETUP = System(job="setup", everything=True)
NO_FILE = Reason("import.no_file", N_("The file cannot be read: {detail}"))


def register(imports: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the command to those of `import`."""
    countries = imports.add_parser("countries", help=f"country indices (CSV: {', '.join(csv_countries.COLUMNS)})")
    countries.add_argument("file", type=Path)
    countries.add_argument("--dry-run", action="store_true", help="report what would happen and change nothing")
    countries.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Import a file and print what became of it."""
    report = import_countries(runtime_of(configured()), chosen.file, dry_run=chosen.dry_run)
    print("Nothing was written: this was a dry run." if chosen.dry_run else "Imported.")
    print(f"country indices: {report.new} new, {report.changed} changed, {report.unchanged} unchanged")
    return 0


def import_countries(runtime: Runtime, file: Path, *, dry_run: bool) -> CountryReport:
    """Take over a whole file, or nothing of it.

    Errors: Invalid at file, row and column.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Invalid.at(file.name, NO_FILE.but(detail=error.strerror or "")) from None
    with runtime.transaction(SETUP) as tx:
        report = countries.record(tx, csv_countries.read(file.name, data, tables().countries, tx.today))
        if dry_run:
            tx.abandon()
    return report
