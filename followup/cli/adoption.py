"""`code import`: standard terms, criteria banks and forms of a folder, checked as a whole before one row is written."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from followup.cli.setting import configured, progress, runtime_of
from followup.domain.actors import System
from followup.domain.code_checks import bank_problems, crosswalk_problems, form_problems, penalty_problems, problems
from followup.domain.code_of_conduct import Content
from followup.domain.criteria import CriteriaBank
from followup.domain.document_templates import template_problems
from followup.domain.forms import FormBank
from followup.errors import N_, Invalid, Reason
from followup.resources import resource_dir
from followup.runtime import Runtime
from followup.schemas.code_of_conduct import read_content, read_penalties, read_risk_tables
from followup.schemas.criteria import read_banks
from followup.schemas.document_templates import read_templates
from followup.schemas.forms import read_form_banks
from followup.services import code_of_conduct

SETUP = System(job="setup", everything=True)
NO_BANK = Reason("import.no_bank", N_("There is no optional criteria bank “{name}” in the folder."))


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the command."""
    code = commands.add_parser("code", help="the code of conduct").add_subparsers(required=True, metavar="COMMAND")
    adopt = code.add_parser("import", help="adopt every version and criteria bank of the folder that is not there yet")
    adopt.add_argument("folder", nargs="?", type=Path, default=None)
    adopt.add_argument(
        "--with",
        action="append",
        default=[],
        dest="optional",
        metavar="BANK",
        help="switch on an optional criteria bank, such as animal-welfare-2026",
    )
    adopt.set_defaults(run=lambda chosen: import_code(runtime_of(configured()), chosen.folder, chosen.optional))


def import_code(runtime: Runtime, folder: Path | None = None, optional: Collection[str] = ()) -> int:
    """Adopt the versions and criteria banks of a folder, all or none; of the optional banks only those named.

    Errors: Invalid, with every reference that does not resolve.
    """
    folder = folder or resource_dir("code_of_conduct")
    content, banks, forms = read_content(folder), read_banks(folder), read_form_banks(folder)
    if faults := {**_faults(folder, content, banks, forms), **_unknown(banks, optional)}:
        raise Invalid(faults)
    chosen = [bank for bank in banks if not bank.is_optional or bank.key in optional]
    with runtime.transaction(SETUP) as tx:
        for version in progress(content.versions, total=len(content.versions), what="Importing"):
            _tell(version.key, is_new=code_of_conduct.adopt(tx, version))
        for bank in progress(chosen, total=len(chosen), what="Importing"):
            _tell(bank.key, is_new=code_of_conduct.adopt_bank(tx, bank))
        for form_bank in forms:
            _tell(form_bank.key, is_new=code_of_conduct.adopt_forms(tx, form_bank))
    return 0


def _tell(key: str, *, is_new: bool) -> None:
    print(f"{key}: {'adopted' if is_new else 'already adopted, unchanged'}")


def _faults(
    folder: Path, content: Content, banks: Sequence[CriteriaBank], forms: Sequence[FormBank]
) -> Mapping[str, Sequence[Reason]]:
    categories = {category.key for category in read_risk_tables(folder / "risk").categories}
    clauses = {clause.id for version in content.versions for clause in version.clauses}
    found = {**crosswalk_problems(content), **penalty_problems(read_penalties(folder), content)}
    for version in content.versions:
        found.update(_of(version.key, problems(version, content.library)))
    for bank in banks:
        found.update(_of(bank.key, bank_problems(bank, content.library, categories, clauses)))
    for form_bank in forms:
        found.update(_of(form_bank.key, form_problems(form_bank, content)))
    for template in read_templates(folder / "templates"):
        found.update(_of(f"templates/{template.key}", template_problems(template)))
    return found


def _of(key: str, found: Mapping[str, Sequence[Reason]]) -> Mapping[str, Sequence[Reason]]:
    return {f"{key}: {path}": reasons for path, reasons in found.items()}


def _unknown(banks: Sequence[CriteriaBank], optional: Collection[str]) -> Mapping[str, Sequence[Reason]]:
    known = {bank.key for bank in banks if bank.is_optional}
    unknown = [NO_BANK.but(name=key) for key in optional if key not in known]
    return {"--with": unknown} if unknown else {}
