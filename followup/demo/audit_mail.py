"""What goes out and comes in around the audits: the register, documents by link, a visitor, a report sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.domain.actors import Staff
from followup.domain.auditors import NewAuditor, Tongue
from followup.domain.audits import AuditNotes, AuditPart, AuditStatus, NewMember
from followup.domain.code_of_conduct import Area
from followup.domain.document_requests import NewRequests, Sending
from followup.domain.money import Money
from followup.domain.schedule import FollowUpKind
from followup.models.audits import Audit
from followup.services import (
    audit_links,
    audit_members,
    audit_reports,
    auditors,
    audits,
    document_requests,
)

if TYPE_CHECKING:
    from followup.demo.story import Story

EXTERNAL = NewAuditor(
    name="Esma Påhitt",
    email="esma@revision.example",
    employer="Påhittad revision AB",
    kinds=(FollowUpKind.OFFICE_AUDIT, FollowUpKind.SITE_AUDIT),
    areas=(Area.LABOUR_RIGHTS, Area.HUMAN_RIGHTS),
    languages=(Tongue.SWEDISH, Tongue.BOSNIAN),
    days_per_year=20,
    day_cost=Money(950_000, "SEK"),
)
WANTED = "Löneunderlag för tre månader, utan namn\nSkyddsrondsprotokoll\nLista över underleverantörer"
NO_LIST = "Listan finns inte som ett dokument. Vi lägger upp den till besöket. (Påhittat.)"
SUMMARY = "Arbetssättet håller i stort. Ett par rutiner behöver dokumenteras. (Påhittat.)"


def correspond(story: Story) -> None:
    """Enter two auditors, ask for documents around the audit under way, and give a visitor a link to another."""
    team = story.team_of("23")
    with story.runtime.transaction(team.manager, read_only=True) as tx:
        made = tx.session.scalars(select(Audit).order_by(Audit.id)).all()
    under_way = next((one for one in made if one.status is AuditStatus.UNDER_WAY), None)
    prepared = next((one for one in made if one.status is AuditStatus.PREPARED), None)
    until = story.here + timedelta(days=365)
    with story.runtime.transaction(team.manager) as tx:
        visitor = auditors.add(tx, replace(EXTERNAL, competent_until=until)).public_id
        if team.auditor is not None:
            own = NewAuditor(name=team.auditor.name, email="rolf.revisor@rjh.example", user_id=team.auditor.public_id)
            auditors.add(tx, replace(own, kinds=EXTERNAL.kinds, days_per_year=40))
    if prepared is not None:
        _visit(story, team.manager, prepared, visitor)
    if under_way is not None:
        _documents(story, team.manager, under_way)
        _report(story, team.manager, under_way)


def _visit(story: Story, manager: Staff, audit: Audit, auditor_id: str) -> None:
    until = max(audit.ends_on, story.here) + timedelta(days=14)
    if (until - story.here).days > 150:  # a link does not live that long
        return
    with story.runtime.transaction(manager) as tx:
        member = NewMember(part=AuditPart.AUDITOR, auditor_id=auditor_id, independent=True)
        audit_members.add(tx, audit.public_id, member)
        audit_links.send_visit(tx, story.runtime.keys, audit.public_id, auditor_id, until, "sv")


def _documents(story: Story, manager: Staff, audit: Audit) -> None:
    with story.runtime.transaction(manager) as tx:
        first, second, _ = document_requests.ask(tx, story.runtime.keys, audit.public_id, NewRequests(wanted=WANTED))
    holder = story.acts.holder(first.assignment_id or 0)
    for asked in (first, second):
        with story.runtime.transaction(holder) as tx:
            document_requests.send(tx, asked.public_id, Sending(answer=NO_LIST))
    with story.runtime.transaction(manager) as tx:
        document_requests.accept(tx, first.public_id)


def _report(story: Story, manager: Staff, audit: Audit) -> None:
    """Send the report, and take it back, so that the protocol can still be filled in: the sent one stays."""
    with story.runtime.transaction(manager) as tx:
        now = tx.follow(Audit, audit.id)
        notes = AuditNotes(opening_note=now.opening_note or "", internal_note=now.internal_note or "", summary=SUMMARY)
        audits.note(tx, audit.public_id, notes)
    with story.runtime.transaction(manager) as tx:
        audit_reports.send(tx, story.runtime.keys, audit.public_id)
    with story.runtime.transaction(manager) as tx:
        audit_reports.take_back(tx, audit.public_id)
