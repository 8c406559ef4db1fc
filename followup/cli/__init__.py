"""The command line: composition root for processes, thin over services and jobs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from followup import __version__
from followup.cli import adoption, backup, content, exchange, jobs, journal, processes, reports, users
from followup.config import Misconfigured
from followup.errors import FollowupError, Invalid
from followup.i18n import explain


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code: 0 done, 1 refused, 2 misused or misconfigured."""
    parser = argparse.ArgumentParser(
        prog="followup", description="Keeps the sustainability promises of public contracts."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for room in (processes, users, adoption, content, exchange, jobs, reports, journal, backup):
        room.register(commands)
    chosen = parser.parse_args(argv)
    try:
        return int(chosen.run(chosen) or 0)
    except Misconfigured as error:
        print(f"followup: {error}", file=sys.stderr)
        return 2
    except Invalid as error:
        for path, reasons in error.problems.items():
            for reason in reasons:
                print(f"{path}: {explain(reason)}" if path else explain(reason), file=sys.stderr)
        return 1
    except FollowupError as error:
        print(f"followup: {explain(error.reason)}", file=sys.stderr)
        return 1
