"""`code import` and `import ocds|eforms`: what comes in as files, checked as a whole before one row is written."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from followup.cli.setting import configured, progress, runtime_of
from followup.domain.actors import System
from followup.domain.code_checks import crosswalk_problems, problems
from followup.domain.notices import Notice
from followup.domain.reconciliations import merge
from followup.errors import N_, Invalid, Reason
from followup.i18n import gettext
from followup.imports import eforms, ocds
from followup.resources import resource_dir
from followup.runtime import Runtime
from followup.schemas.code_of_conduct import read_content
from followup.services import code_of_conduct, notices
from followup.services.notices import ImportReport

SETUP = System(job="setup", everything=True)
READERS: dict[str, Callable[[str, bytes], Notice]] = {"ocds": ocds.read, "eforms": eforms.read}
NO_FILE = Reason("import.no_file", N_("The file cannot be read: {detail}"))


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    code = commands.add_parser("code", help="the code of conduct").add_subparsers(required=True, metavar="COMMAND")
    adopt = code.add_parser("import", help="adopt every version of the folder that is not there yet")
    adopt.add_argument("folder", nargs="?", type=Path, default=None)
    adopt.set_defaults(run=lambda chosen: import_code(runtime_of(configured()), chosen.folder))
    imports = commands.add_parser("import", help="contract notices").add_subparsers(required=True, metavar="FORMAT")
    for name, text in (("ocds", "OCDS 1.1 releases (JSON)"), ("eforms", "eForms award notices (XML)")):
        notice = imports.add_parser(name, help=text)
        notice.add_argument("files", nargs="+", type=Path)
        notice.add_argument("--dry-run", action="store_true", help="report what would happen and change nothing")
        notice.set_defaults(run=run_import, format=name)


def import_code(runtime: Runtime, folder: Path | None = None) -> int:
    """Adopt the versions of a folder, all or none.

    Errors: Invalid, with every reference that does not resolve.
    """
    content = read_content(folder or resource_dir("code_of_conduct"))
    faults = dict(crosswalk_problems(content))
    for version in content.versions:
        faults.update(problems(version, content.library))
    if faults:
        raise Invalid(faults)
    with runtime.transaction(SETUP) as tx:
        for version in progress(content.versions, total=len(content.versions), what="Importing"):
            print(f"{version.key}: {'adopted' if code_of_conduct.adopt(tx, version) else 'already adopted, unchanged'}")
    return 0


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
    read = [READERS[name](file.name, _bytes(file)) for file in progress(files, total=len(files), what="Reading")]
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
