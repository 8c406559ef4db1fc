"""Looks through files that came in: each file's bytes once, outside any transaction, however many rows they have.

Without a scanner nothing is done, and every file stays "not scanned", which is said to whoever reads it.
"""

from __future__ import annotations

from followup.domain.actors import System
from followup.domain.evidence import ScanState
from followup.errors import Conflict
from followup.jobs.work import Work
from followup.log import log
from followup.queries import evidence as queries
from followup.scanning import NotScanned, Scanner, ScannerAway
from followup.services import evidence

READER = System(job="scan_files", everything=True)
AT_ONCE = 200
MOST_SILENCES = 3  # after so many files without an answer in a row, the rest waits for the next run


def run(work: Work) -> None:
    """Ask the scanner about every file that it has not spoken of; what it leaves open is asked again next time."""
    scanner = work.runtime.scanner
    if scanner is None:
        return
    silences, last = 0, ""
    while silences < MOST_SILENCES and (found := _to_scan(work, last)):
        for sha256 in found:
            last = sha256
            before = work.counts["not scanned"]
            work.guarded(f"file {sha256}", lambda sha256=sha256: _look(work, scanner, sha256))  # type: ignore[misc] # bound now
            silences = silences + 1 if work.counts["not scanned"] > before else 0
            if silences >= MOST_SILENCES:
                break


def _to_scan(work: Work, last: str) -> list[str]:
    with work.runtime.transaction(READER, read_only=True) as tx:
        return list(queries.to_scan(tx.session, last, AT_ONCE))


def _look(work: Work, scanner: Scanner, sha256: str) -> str:
    data = work.runtime.files.get(sha256)
    try:
        state = ScanState.INFECTED if scanner.finds(data) else ScanState.CLEAN
    except NotScanned as error:
        log.warning("scan.no_answer", sha256=sha256, is_away=isinstance(error, ScannerAway), error=str(error))
        return "not scanned"
    if not work.dry_run:
        _note(work, sha256, state)
    return str(state)


def _note(work: Work, sha256: str, state: ScanState) -> None:
    """Say so at every row that has these bytes, one transaction per organisation."""
    with work.runtime.transaction(READER, read_only=True) as tx:
        owners = queries.owners_of(tx.session, sha256)
    for organisation_id in owners:
        try:
            with work.runtime.transaction(System(job="scan_files", organisation_id=organisation_id)) as tx:
                evidence.note_scan(tx, sha256, state)
        except Conflict:
            log.info("scan.again", sha256=sha256)  # a draft was just taken away; what is left is asked about again
