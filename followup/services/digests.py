"""Daily digests by mail. They change nothing but the outbox, and as many statements whatever the number of people."""

from __future__ import annotations

from datetime import date

from followup.domain.digests import Contents, by_person
from followup.domain.messages import Digest
from followup.domain.warnings import as_line
from followup.queries import cooperation_digests
from followup.queries import digests as queries
from followup.queries.digests import Person
from followup.transaction import Transaction


def write(tx: Transaction, *, today: date) -> int:
    """Write the day's digest of each person of the organisation who wants one and has something to do.

    Returns how many are new: a second run on the same day writes none.
    """
    people = {person.key: person for person in queries.people(tx.session)}
    lines = [*queries.lines(tx.session, today)]
    if tx.actor.scope.cooperation_ids:
        lines += cooperation_digests.lines(tx.session, tx.actor.organisation_id or 0, today)
    contents = by_person(lines, people, today)
    return tx.post_all([(_mail(people[key], said, today), None) for key, said in contents.items()])


def _mail(person: Person, said: Contents, today: date) -> Digest:
    return Digest(
        recipient_address=person.email,
        recipient_name=person.name,
        locale=person.language,
        dedupe_key=f"digest:{person.public_id}:{today}",
        path="/work",
        late_count=said.late_count,
        soon_count=said.soon_count,
        matters=tuple(line.matter.value for line in said.lines),
        names=tuple(as_line(line.name) for line in said.lines),
        days=tuple(line.due_on.isoformat() for line in said.lines),
    )
