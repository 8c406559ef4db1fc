"""`code import` and `import …`: what comes in as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from followup.cli.setting import configured, progress, runtime_of
from followup.domain.actors import System
from followup.domain.code_checks import crosswalk_problems, problems
from followup.errors import Invalid
from followup.resources import resource_dir
from followup.runtime import Runtime
from followup.schemas.code_of_conduct import read_content
from followup.services import code_of_conduct

SETUP = System(job="setup", everything=True)


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    code = commands.add_parser("code", help="the code of conduct").add_subparsers(required=True, metavar="COMMAND")
    adopt = code.add_parser("import", help="adopt every version of the folder that is not there yet")
    adopt.add_argument("folder", nargs="?", type=Path, default=None)
    adopt.set_defaults(run=lambda chosen: import_code(runtime_of(configured()), chosen.folder))


def import_code(runtime: Runtime, folder: Path | None = None) -> int:
    """Adopt the versions of a folder, all or none."""
    content = read_content(folder or resource_dir("code_of_conduct"))
    faults = {**crosswalk_problems(content)}
    for version in content.versions:
        faults.update(problems(version, content.library))
    if faults:
        raise Invalid(faults)
    with runtime.transaction(SETUP) as tx:
        for version in progress(content.versions, total=len(content.versions), what="Importing"):
            print(f"{version.key}: {'adopted' if code_of_conduct.adopt(tx, version) else 'already adopted, unchanged'}")
    return 0
