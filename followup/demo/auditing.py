"""One audit that is under way, with a part of its protocol recorded, and one that is being prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.domain.actors import Staff
from followup.domain.audits import AuditNotes, AuditPart, AuditResult, CheckStatus, Found, NewAudit, NewMember
from followup.domain.calendar import next_working_day
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.joint_follow_ups import Payer
from followup.domain.schedule import AUDITS
from followup.models.audits import Audit
from followup.models.contracts import ContractClause
from followup.models.follow_ups import FollowUp
from followup.queries import audits as queries
from followup.services import audit_members, audit_protocol, audits

if TYPE_CHECKING:
    from followup.demo.story import Story

PURPOSE = "Att se om leverantörens arbetssätt uppfyller avtalets villkor. (Påhittat.)"
OBSERVER = NewMember(part=AuditPart.OBSERVER, name="Olga Påhitt", employer="En annan region (påhittad)")
NOTES = AuditNotes(
    opening_note="Kl. 9 med platschefen. Syfte, omfattning och sekretess gicks igenom. (Påhittat.)",
    internal_note="Fråga efter närvarolistorna en gång till. (Påhittat.)",
)
DONE = CheckStatus.DONE
FOUND = (
    Found(check=DONE, result=AuditResult.CONFORMING, evidence_seen="Policy och protokoll. (Påhittat.)"),
    Found(check=DONE, result=AuditResult.MINOR, note="Två av tio närvarolistor saknar underskrift. (Påhittat.)"),
    Found(check=DONE, result=AuditResult.OBSERVATION, note="Utrymningsplanen sitter bakom en dörr. (Påhittat.)"),
    Found(check=DONE, result=AuditResult.GOOD_PRACTICE, note="Skyddsombuden går egna ronder. (Påhittat.)"),
)


def audit(story: Story) -> None:
    """Begin one of the audits that the auditor of the region has been given, and prepare another."""
    team = story.team_of("23")
    if team.auditor is None:
        return
    planned = (FollowUp.kind.in_(AUDITS), FollowUp.status == FollowUpStatus.PLANNED, FollowUp.joint_id.is_(None))
    with story.runtime.transaction(team.manager, read_only=True) as tx:
        bound = select(ContractClause.id).where(ContractClause.contract_id == FollowUp.contract_id).exists()
        wanted = select(FollowUp).where(*planned, bound).order_by(FollowUp.due_on, FollowUp.id).limit(2)
        follow_ups = tx.session.scalars(wanted).all()
    made = [
        _prepare(story, team.manager, team.auditor, follow_up, is_now=follow_up is follow_ups[0])
        for follow_up in follow_ups
    ]
    if made:
        _begin(story, team.auditor, made[0])


def _prepare(story: Story, manager: Staff, auditor: Staff, follow_up: FollowUp, *, is_now: bool) -> Audit:
    with story.runtime.transaction(manager) as tx:
        clauses = queries.requirements(tx.session, follow_up.contract_id)
        day = tx.today if is_now else next_working_day(max(follow_up.due_on, tx.today), manager.country)
        new = NewAudit(
            starts_on=day,
            ends_on=day,
            clause_ids=tuple(clause.public_id for clause in clauses),
            purpose=PURPOSE,
            payer=Payer.PROGRAMME,
        )
        made = audits.prepare(tx, follow_up.public_id, new)
        audit_members.add(tx, made.public_id, NewMember(part=AuditPart.LEAD, user_id=auditor.public_id))
        audit_members.add(tx, made.public_id, OBSERVER)
    return made


def _begin(story: Story, auditor: Staff, made: Audit) -> None:
    with story.runtime.transaction(auditor) as tx:
        lead = queries.members(tx.session, made.id)[0]
        audit_members.declare(tx, lead.public_id)
        audits.begin(tx, made.public_id)
        audits.note(tx, made.public_id, NOTES)
        rows = queries.protocol(tx.session, made.id)
    for row, found in zip(rows, FOUND, strict=False):
        with story.runtime.transaction(auditor) as tx:
            audit_protocol.record(tx, row.public_id, found)
