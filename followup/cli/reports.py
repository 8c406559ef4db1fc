"""`report annual`: a published edition as a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from followup.cli.setting import configured, runtime_of
from followup.documents import edition_files
from followup.documents.edition_bundle import KINDS
from followup.domain.actors import ANONYMOUS
from followup.i18n import LANGUAGES
from followup.queries import editions
from followup.runtime import Runtime


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    report = commands.add_parser("report", help="reports as files").add_subparsers(required=True, metavar="COMMAND")
    annual = report.add_parser("annual", help="a published annual summary; the newest edition unless a number is given")
    annual.add_argument("--year", type=int, required=True)
    annual.add_argument("--cooperation", metavar="SLUG", help="needed where several have published the year")
    annual.add_argument("--edition", type=int, metavar="N")
    annual.add_argument("--format", choices=KINDS, required=True)
    annual.add_argument("--out", type=Path, required=True, metavar="FILE")
    annual.add_argument("--language", choices=sorted(LANGUAGES), default="sv")
    annual.set_defaults(run=run_annual)


def run_annual(chosen: argparse.Namespace) -> int:
    """Write the file of this installation's edition."""
    return annual(runtime_of(configured()), chosen)


def annual(runtime: Runtime, chosen: argparse.Namespace) -> int:
    """Write the file; 1 when it cannot be written.

    Errors: NotFound, Invalid when there is no such edition or several.
    """
    with runtime.transaction(ANONYMOUS, read_only=True) as tx:
        edition = editions.chosen(tx.session, chosen.year, chosen.cooperation, chosen.edition)
    made = edition_files.made(edition, chosen.format, chosen.language)
    try:
        chosen.out.write_bytes(made)
    except OSError as error:
        print(f"followup: {chosen.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{chosen.out}: {edition.cooperation}, {edition.year}, edition {edition.edition}, {len(made)} bytes")
    return 0
