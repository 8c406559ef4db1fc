"""`journal verify`: whether every chain of the journal is whole."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from followup.cli.setting import configured, progress, runtime_of
from followup.jobs.runner import BOOKKEEPER
from followup.models.journal import JournalEntry
from followup.runtime import Runtime, is_intact


def register(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg] # argparse has no public name
    """Add the commands."""
    journal = commands.add_parser("journal", help="the journal").add_subparsers(required=True, metavar="COMMAND")
    verify = journal.add_parser("verify", help="recompute every chain; 1 when one is broken")
    verify.set_defaults(run=lambda _: run_verify(runtime_of(configured())))


def run_verify(runtime: Runtime) -> int:
    """Recompute every chain and print one line for each."""
    broken = 0
    with runtime.transaction(BOOKKEEPER, read_only=True) as tx:
        chains = tx.session.scalars(select(JournalEntry.chain).distinct().order_by(JournalEntry.chain)).all()
        for chain in progress(chains, total=len(chains), what="Verifying"):
            entries = tx.session.scalars(
                select(JournalEntry).where(JournalEntry.chain == chain).order_by(JournalEntry.seq)
            ).all()
            fault = is_intact(entries)
            broken += fault is not None
            print(f"chain {chain}: {len(entries)} entries, {'whole' if fault is None else f'BROKEN at {fault}'}")
            tx.session.expunge_all()
    print("A whole chain shows that no entry was edited; only a head kept elsewhere shows that none was cut off.")
    return int(broken > 0)
