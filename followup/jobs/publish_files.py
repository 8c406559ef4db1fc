"""Writes the files of each published edition that has none yet: all that the public reads of it, once and for good.

A run that was cut short leaves nothing of the edition it was at; the next one makes the same files to the last byte.
"""

from __future__ import annotations

from datetime import timedelta

from followup.documents.edition_bundle import MANIFEST, bundle, manifest, place
from followup.domain.actors import ANONYMOUS
from followup.errors import N_, Conflict, NotFound, Reason
from followup.jobs.work import Work
from followup.queries import editions as queries
from followup.queries.rows import AnyRow

LEFT_OVER = timedelta(hours=1)  # longer than any run takes
OTHER_FILES = Reason(
    "edition.other_files",
    N_("The files of {edition} are not those of the published content. Move the folder away; it is made again."),
)


def run(work: Work) -> None:
    """Write what is missing, the newest year first; a second run writes nothing."""
    with work.runtime.transaction(ANONYMOUS, read_only=True) as tx:
        heads = queries.listed(tx.session)
    for head in heads:
        where = place(head.slug, head.year, head.edition)
        if not work.runtime.public.inside(where):
            work.guarded(where, lambda head=head, where=where: _write(work, head, where))  # type: ignore[misc] # bound now
        elif not _is_the_same(work, head, where):
            work.guarded(where, lambda where=where: _complain(where))  # type: ignore[misc] # bound now
    if left := work.runtime.public.tidy(work.runtime.clock.now() - LEFT_OVER):
        work.counts["half written"] += left


def _write(work: Work, head: AnyRow, where: str) -> str:
    if work.dry_run:
        return "editions"
    with work.runtime.transaction(ANONYMOUS, read_only=True) as tx:
        edition = queries.content(tx.session, head.slug, head.year, head.edition)
    return "editions" if work.runtime.public.put(where, bundle(edition)) else "unchanged"


def _is_the_same(work: Work, head: AnyRow, where: str) -> bool:
    try:
        kept = manifest(work.runtime.public.read(where, MANIFEST))
    except NotFound:
        return False
    return bool(kept.sha256 == head.sha256)


def _complain(where: str) -> str:
    raise Conflict(OTHER_FILES.but(edition=where))
