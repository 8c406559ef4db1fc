"""Asked twice: bringing the rows of what overlaps in line with what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from followup.domain.actors import System
from followup.domain.overlaps import Asked
from followup.domain.permissions import Permission
from followup.models.joint_follow_ups import Overlap
from followup.models.organisations import Cooperation
from followup.queries import overlaps as queries
from followup.transaction import Transaction

COORDINATOR = System(job="coordinate", everything=True)


def look_again(tx: Transaction, cooperation_id: str, found: Mapping[int, Sequence[Asked]]) -> Counter[str]:
    """Bring one cooperation's rows in line, for its coordinator; `found` was read by a transaction of COORDINATOR."""
    cooperation = tx.get(Cooperation, cooperation_id, to=Permission.JOINT_SUGGEST)
    return rewrite(tx, cooperation.id, found.get(cooperation.id, ()))


def is_outdated(tx: Transaction, cooperation_id: int, found: Sequence[Asked]) -> bool:
    """Return whether the cooperation's rows say something else than what was found; for a transaction that reads."""
    rows = queries.stored(tx.session, cooperation_id)
    kept = {(row.supplier_id, row.site, row.kind, row.year): row.organisations for row in rows}
    return kept != {asked.key: _stored(asked) for asked in found}


def rewrite(tx: Transaction, cooperation_id: int, found: Sequence[Asked]) -> Counter[str]:
    """Bring the rows in line. Returns how many are new, changed and gone; what is as it was is not written.

    The rows are bookkeeping, written by the service itself, and therefore neither journalled nor authorised here.
    """
    done: Counter[str] = Counter()
    wanted = {asked.key: asked for asked in found}
    for row in queries.stored(tx.session, cooperation_id):
        asked = wanted.pop((row.supplier_id, row.site, row.kind, row.year), None)
        if asked is None:
            tx.session.delete(row)
            done["gone"] += 1
        elif row.organisations != _stored(asked):
            row.organisations, row.found_at = _stored(asked), tx.now
            done["changed"] += 1
    tx.flush()
    for asked in wanted.values():
        tx.add(
            Overlap(
                cooperation_id=cooperation_id,
                supplier_id=asked.supplier_id,
                site=asked.site,
                kind=asked.kind,
                year=asked.year,
                organisations=_stored(asked),
                found_at=tx.now,
            )
        )
        done["new"] += 1
    return done


def _stored(asked: Asked) -> list[dict[str, object]]:
    return [share.stored() for share in asked.shares]
