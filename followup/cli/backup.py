"""`backup` and `restore`: a copy of everything while the service goes on, and the way back in quarantine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from followup import backup
from followup.cli.setting import configured, runtime_of
from followup.config import Config
from followup.db import Database
from followup.errors import FollowupError
from followup.services import restoring

QUARANTINE = "quarantine"


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    out = commands.add_parser("backup", help="copy database and files into a folder, while the service goes on")
    out.add_argument("folder", type=Path, help="an empty folder, or one that is not there yet")
    out.add_argument("--check", action="store_true", help="look through an existing backup instead")
    out.set_defaults(run=run_backup)
    back = commands.add_parser("restore", help="fill an empty database and an empty data folder from a backup")
    what = back.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", type=Path, nargs="?", help="the backup")
    what.add_argument("--release", choices=("send", "drop"), help="end the quarantine: held mails leave or not")
    back.set_defaults(run=run_restore)


def run_backup(chosen: argparse.Namespace) -> int:
    """Copy everything, or look through a copy, and say what it holds."""
    config = configured()
    if chosen.check:
        manifest = backup.check(chosen.folder)
    else:
        runtime = runtime_of(config)
        manifest = backup.back_up(runtime.database, config.data, chosen.folder, runtime.clock.now())
    print(f"Backup of {manifest.made_at}: {sum(manifest.rows.values())} rows, {len(manifest.hashes) - 1} files.")
    print("The secret key is not in it. Keep it apart: without it no personal link can be mailed again.")
    return 0


def run_restore(chosen: argparse.Namespace) -> int:
    """Restore into quarantine, or end the quarantine."""
    config = configured()
    return _release(config, sends=chosen.release == "send") if chosen.release else _restore(config, chosen.folder)


def _restore(config: Config, folder: Path) -> int:
    database, mark = Database.at(config.database_url), config.data / QUARANTINE
    was_marked = mark.exists()
    mark.touch()  # before anything is there to be served: whoever is killed in between is in quarantine
    try:
        manifest = backup.restore(folder, database, config.data)
    except FollowupError:  # refused before anything was written
        if not was_marked:
            mark.unlink()
        raise
    backup.compare(database, manifest)
    database.engine.dispose()
    runtime = runtime_of(config)
    with runtime.transaction(restoring.OPERATOR) as tx:
        counts = restoring.quarantine(tx, manifest.made_at)
    runtime.database.engine.dispose()
    print(f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values())} rows, as its manifest says.")
    print(", ".join(f"{what}: {count}" for what, count in counts.items()))
    print("No job runs and no mail leaves yet. Look through it, then run `followup restore --release send` or `drop`.")
    return 0


def _release(config: Config, *, sends: bool) -> int:
    if not is_in_quarantine(config):
        print("followup: nothing is in quarantine here", file=sys.stderr)
        return 1
    runtime = runtime_of(config)
    with runtime.transaction(restoring.OPERATOR) as tx:
        count = restoring.release(tx, sends=sends)
    runtime.database.engine.dispose()
    (config.data / QUARANTINE).unlink()
    print(f"In use again; mails {'let go' if sends else 'dropped'}: {count}. Start the service anew for its jobs.")
    return 0


def is_in_quarantine(config: Config) -> bool:
    """Return whether this data folder was restored and not yet released."""
    return (config.data / QUARANTINE).exists()
