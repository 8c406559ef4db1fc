"""Warns of what ends: contracts before notice date, option and end, certificates before they end to hold.

Each step before a date is told once; a night that was missed is made good with the nearest step, and what has passed
is told no more. What has been told before is found with one question, so that a quiet night writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from followup.domain.actors import System
from followup.domain.warnings import CERTIFICATE_STEPS, Alert, alerts, step_reached
from followup.jobs.work import Work
from followup.queries import warnings as queries
from followup.queries.warnings import Ending, Watched
from followup.services import warnings
from followup.transaction import Transaction

CANDIDATES = System(job="warning_candidates", everything=True)
Told = Callable[[Transaction], int]


def run(work: Work) -> None:
    """Write the warnings that are due and have not been written."""
    with work.runtime.transaction(CANDIDATES, read_only=True) as tx:
        on = work.on or tx.today
        due: dict[tuple[str, ...], tuple[Watched | Ending, Told]] = {
            **_of_contracts(work, queries.contracts(tx.session, on)),
            **_of_certificates(work, queries.certificates(tx.session, on)),
        }
        written = queries.written(tx.session, [key for keys in due for key in keys])
    for keys, (about, tell) in due.items():
        if not written.issuperset(keys):
            _warn(work, about, tell)


def _of_contracts(work: Work, watched: Sequence[Watched]) -> Mapping[tuple[str, ...], tuple[Watched, Told]]:
    return {
        tuple(warnings.contract_key(one.public_id, alert, role) for role in one.roles): (
            one,
            _contract(work, one, alert),
        )
        for one in watched
        for alert in alerts(one.deadlines, work.today(one.zone))
    }


def _contract(work: Work, one: Watched, alert: Alert) -> Told:
    return lambda tx: warnings.of_contract(tx, one.key, alert, today=work.today(one.zone))


def _of_certificates(work: Work, ending: Sequence[Ending]) -> Mapping[tuple[str, ...], tuple[Ending, Told]]:
    reached = ((one, step_reached(one.valid_until, work.today(one.zone), CERTIFICATE_STEPS)) for one in ending)
    return {
        tuple(warnings.certificate_key(one.public_id, one.valid_until, step, user_id) for user_id in one.user_ids): (
            one,
            _certificate(work, one, step),
        )
        for one, step in reached
        if step is not None
    }


def _certificate(work: Work, one: Ending, step: int) -> Told:
    return lambda tx: warnings.of_certificate(tx, one.key, step, one.user_ids, today=work.today(one.zone))


def _warn(work: Work, about: Watched | Ending, tell: Told) -> None:
    actor = System(job="warn", organisation_id=about.organisation_id, zone=about.zone, country=about.country)

    def apply() -> str:
        with work.runtime.transaction(actor) as tx:
            count = tell(tx)
            if work.dry_run:
                tx.abandon()
        return "warned" if count else "unchanged"

    work.guarded(about.public_id, apply)
