"""The daily digest: one mail to each person who has something late or due soon. Nothing at weekends and on holidays."""

from __future__ import annotations

from followup.domain.actors import System
from followup.domain.calendar import is_working_day
from followup.jobs.work import Work
from followup.queries import digests as queries
from followup.queries.digests import Home
from followup.services import digests

CANDIDATES = System(job="digest_candidates", everything=True)


def run(work: Work) -> None:
    """Write today's digests: once for each organisation in which somebody wants one."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        homes = queries.homes(tx.session, work.on or tx.today)
    for home in homes:
        if is_working_day(work.today(home.zone), home.country):
            _write(work, home)


def _write(work: Work, home: Home) -> None:
    actor = System(
        job="digest",
        organisation_id=home.organisation_id,
        zone=home.zone,
        country=home.country,
        cooperation_ids=home.cooperation_ids,
    )

    def apply() -> str:
        with work.runtime.transaction(actor) as tx:
            written = digests.write(tx, today=work.today(home.zone))
            if work.dry_run:
                tx.abandon()
        work.counts["digests"] += written
        return "organisations"

    work.guarded(home.public_id, apply)
