"""W7: ten thousand contracts from Excel: in, the same again, all edited, half of them wrong; seconds and memory.

Each run has a process of its own, so that its peak of memory is its own. Targets: 60 s and 400 MB for the first.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date

ROWS = 10_000
STEPS = ("register", "again", "edit", "wrong")
TARGETS = {"register": "60 s, 400 MB"}

PROGRAM = """
import resource, sys, time
from pathlib import Path
from bench.exchange import world
from followup.domain.exchange_rows import OnConflict
from followup.imports import contract_list as lists_in
from followup.queries import contracts
from followup.services import exchange

step, folder = sys.argv[1], Path(sys.argv[2])
runtime, staff = world(folder)
begun = time.perf_counter()
with runtime.transaction(staff, read_only=True) as tx:
    versions = [(row.key, row.title) for row in contracts.versions(tx.session)]
reading = lists_in.read("a.xlsx", (folder / f"{step}.xlsx").read_bytes(), versions)
read = time.perf_counter() - begun
with runtime.transaction(staff) as tx:
    plan = exchange.look_through(tx, reading, OnConflict.STOP)
    looked = time.perf_counter() - begun
    if not plan.faults:
        exchange.take_in(tx, plan)
seconds = time.perf_counter() - begun
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{read:.1f} {looked:.1f} {seconds:.1f} {time.process_time():.1f} {memory:.0f} "
      f"{len(plan.new)} {len(plan.changed)} {plan.unchanged} {plan.rejected}")
"""


def run() -> None:
    """Make the files, run the steps one after the other on one database, and print them."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        world(folder, is_new=True)
        for step in STEPS:
            write(folder, step)
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM, step, place], capture_output=True, text=True, check=True
            ).stdout.split()
            read, looked, seconds, cpu, memory, new, changed, unchanged, rejected = done
            target = f" (target {TARGETS[step]})" if step in TARGETS else ""
            print(
                f"exchange, {step}: {seconds} s, {cpu} s of them computing, {memory} MiB{target}; "
                f"read after {read} s, looked through after {looked} s; "
                f"{new} new, {changed} changed, {unchanged} unchanged, {rejected} rejected"
            )


def world(folder, *, is_new: bool = False):
    """Return a runtime on a database file, and a contract manager of its one region."""
    from bench.load import NOW, SETUP, _version
    from followup import migrate
    from followup.clock import FixedClock
    from followup.db import Database
    from followup.domain.actors import Role
    from followup.domain.organisations import OrganisationKind
    from followup.files import FileStore
    from followup.queries import sign_in
    from followup.runtime import Keys, Runtime
    from followup.services import organisations
    from followup.services.organisations import NewOrganisation

    database = Database.at(f"sqlite:///{folder}/bench.sqlite")
    runtime = Runtime(database, FixedClock(NOW), Keys(("k" * 40,)), FileStore(folder / "files"), "http://localhost")
    if is_new:
        from followup.domain.journal import USER_INVITED
        from followup.domain.users import UserStatus
        from followup.models.users import Membership, User

        migrate.upgrade(database)
        with runtime.transaction(SETUP) as tx:
            region = organisations.register(
                tx, NewOrganisation(name="Region", kind=OrganisationKind.REGION, country="SE")
            )
            user = tx.add(
                User(
                    organisation_id=region.id, name="M", email="m@x.test", language="en",
                    status=UserStatus.ACTIVE, is_integration=False,
                )
            )  # fmt: skip
            tx.add(Membership(organisation_id=region.id, user_id=user.id, role=Role.CONTRACT_MANAGER))
            tx.journal(USER_INVITED, user, roles="contract_manager")
            _version(tx)
    with runtime.transaction(SETUP, read_only=True) as tx:
        staff = sign_in.staff_with_address(tx.session, "m@x.test", NOW)
    return runtime, staff


def write(folder, step: str) -> None:
    """Write the workbook of a step: by hand for new contracts, from what is registered for those that are there."""
    from bench.load import NOW
    from followup.documents import xlsx
    from followup.documents.xlsx import Sheet
    from followup.domain.exchange import COLUMNS
    from followup.domain.exchange_cells import written
    from followup.domain.exchange_rows import mark
    from followup.queries import exchange as queries

    runtime, staff = world(folder)
    with runtime.transaction(staff, read_only=True) as tx:
        stored = queries.exported(tx.session)
    rows = [{**one.values, "id": one.public_id, "version": mark(one.version, one.values)} for one in stored]
    if step == "edit":
        rows = [{**row, "case_number": "RS/1/2026"} for row in rows]
    elif step in ("register", "wrong"):
        rows = [new(n, f"{step}-{n}", 2025 if step == "wrong" and n % 2 else 2029) for n in range(ROWS)]
    cells = [[written(column, row.get(column.key)) for column in COLUMNS] for row in rows]
    with (folder / f"{step}.xlsx").open("wb") as file:
        sheet = Sheet(name="Contracts", header=[column.key for column in COLUMNS], rows=cells)
        xlsx.write(file, [sheet], title="Contracts", created_at=NOW)


def new(n: int, number: str, ends: int) -> dict[str, object]:
    """Return a row that registers a contract; four share a supplier."""
    return {
        "number": number, "title": f"Gloves {n}", "supplier_name": f"Invented {n % 2500} AB", "supplier_country": "SE",
        "cpv": "33141420", "value": 125_000_000 + n, "currency": "SEK", "starts_on": date(2026, 1, 1),
        "ends_on": date(ends, 12, 31), "code_version": "bench", "level": "advanced", "manager": "m@x.test",
        "case_number": f"RS/{n}/2026",
    }  # fmt: skip
