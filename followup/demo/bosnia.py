"""One factory visited after the documents of ten suppliers: seven minor deviations, four observations, three mended."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.demo.cast import Team
from followup.domain.audits import AuditNotes, AuditPart, AuditResult, CheckStatus, Found, NewAudit, NewMember
from followup.domain.calendar import next_working_day
from followup.domain.follow_ups import OPEN, NewFollowUp
from followup.domain.joint_follow_ups import Payer
from followup.domain.schedule import FollowUpKind
from followup.domain.suppliers import NewSite
from followup.domain.supply import ContractSites
from followup.models.audits import Audit
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier
from followup.queries import audits as queries
from followup.services import audit_members, audit_protocol, audits, follow_ups, suppliers, supply

if TYPE_CHECKING:
    from followup.demo.cast import Signed
    from followup.demo.story import Story

HELD, PLANNED, MENDED = 100, 80, 75  # Units: days ago
CONTRACT, MEND_COUNT, SILENT_COUNT = "A-2023-101", 3, 1
SITE = NewSite(name="Sömnadsfabriken (påhittad)", country="BA", town="Påhittad ort", tier=1)
PURPOSE = "Dokument från tio leverantörer har granskats. Här sägs för lite om var plaggen sys. (Påhittat.)"
TEAM = (
    NewMember(part=AuditPart.AUDITOR, name="Cleo Påhitt", employer="Påhittad konsult", independent=True),
    NewMember(part=AuditPart.OBSERVER, name="Östen Påhitt", employer="En annan region (påhittad)"),
)
NOTES = AuditNotes(
    opening_note="Med ledningen och två skyddsombud; tolk var med. (Påhittat.)",
    closing_note="Alla iakttagelser gicks igenom på plats. (Påhittat.)",
    summary="Sju mindre avvikelser i arbetsmiljön och fyra observationer. (Påhittat.)",
)
MINOR = (
    "Två symaskiner saknar skydd.",
    "Lampor är trasiga vid tre arbetsplatser.",
    "Förbandslådan är inte påfylld.",
    "En utrymningsskylt lyser inte.",
    "Bullret är inte mätt i år.",
    "Rutinen för kemikalier finns inte på arbetarnas språk.",
    "Listan över övertid saknar en vecka.",
)
OBSERVED = (
    "Pausrummet är trångt.",
    "Protokollen från skyddskommittén är korta.",
    "Skyltar sitter högt.",
    "Pallar står nära gången.",
)


def schedule(story: Story) -> None:
    """Put the visit, and what is mended soon after it, on their days."""
    story.on(story.days_ago(HELD), lambda: _visit(story))


def _visit(story: Story) -> None:
    signed = next((each for each in story.signed.values() if each.facts["number"] == CONTRACT), None)
    if signed is None or signed.team.auditor is None:
        return
    follow_up_id = _planned(story, signed)
    if follow_up_id is not None:
        _hold(story, signed.team, _prepare(story, signed, _site(story, signed), follow_up_id))
        _send(story, signed.team, follow_up_id)


def _planned(story: Story, signed: Signed) -> str | None:
    """Return a follow-up to hold it as; none where a joint one is planned already."""
    mine = (FollowUp.contract_id == signed.contract_key, FollowUp.kind == FollowUpKind.SITE_AUDIT)
    with story.runtime.transaction(signed.team.manager) as tx:
        there = tx.session.scalars(select(FollowUp).where(*mine, FollowUp.status.in_(OPEN))).first()
        if there is not None:
            return None if there.joint_id else there.public_id
        new = NewFollowUp(kind=FollowUpKind.SITE_AUDIT, due_on=tx.today, reason=PURPOSE)
        made = follow_ups.add(tx, signed.contract_id, new)
        story.met.add(made.id)
        return made.public_id


def _site(story: Story, signed: Signed) -> str:
    supplier: Supplier = story.suppliers[signed.facts["supplier"]][0]
    with story.runtime.transaction(signed.team.manager) as tx:
        site_id = suppliers.add_site(tx, supplier.public_id, SITE).public_id
        supply.set_sites(tx, signed.contract_id, ContractSites(site_ids=(site_id,)), None)
    return site_id


def _prepare(story: Story, signed: Signed, site_id: str, follow_up_id: str) -> Audit:
    auditor = signed.team.auditor
    assert auditor is not None
    with story.runtime.transaction(signed.team.manager) as tx:
        clauses = queries.requirements(tx.session, signed.contract_key)
        day = next_working_day(tx.today, signed.team.manager.country)
        new = NewAudit(
            starts_on=day,
            ends_on=day + timedelta(days=1),
            site_id=site_id,
            clause_ids=tuple(clause.public_id for clause in clauses),
            purpose=PURPOSE,
            payer=Payer.PROGRAMME,
        )
        made = audits.prepare(tx, follow_up_id, new)
        for member in (NewMember(part=AuditPart.LEAD, user_id=auditor.public_id), *TEAM):
            audit_members.add(tx, made.public_id, member)
    return made


def _hold(story: Story, team: Team, made: Audit) -> None:
    assert team.auditor is not None
    with story.runtime.transaction(team.auditor) as tx:
        lead = queries.members(tx.session, made.id)[0]
        audit_members.declare(tx, lead.public_id)
        audits.begin(tx, made.public_id)
        audits.note(tx, made.public_id, NOTES)
        rows = queries.protocol(tx.session, made.id)
    found = [(AuditResult.MINOR, note) for note in MINOR] + [(AuditResult.OBSERVATION, note) for note in OBSERVED]
    for row, (result, note) in zip(rows, found + [(AuditResult.CONFORMING, "")] * len(rows), strict=False):
        with story.runtime.transaction(team.auditor) as tx:
            seen = Found(check=CheckStatus.DONE, result=result, note=f"{note} (Påhittat.)" if note else "")
            audit_protocol.record(tx, row.public_id, seen)
            if result is AuditResult.MINOR:
                audit_protocol.raise_deviation(tx, row.public_id, "sv")
    with story.runtime.transaction(team.auditor) as tx:
        audit_protocol.complete(tx, made.public_id)


def _send(story: Story, team: Team, follow_up_id: str) -> None:
    with story.runtime.transaction(team.manager, read_only=True) as tx:
        of_visit = select(Deviation).join(FollowUp, FollowUp.id == Deviation.follow_up_id)
        found = tx.session.scalars(of_visit.where(FollowUp.public_id == follow_up_id).order_by(Deviation.id)).all()
    for deviation in found:
        story.acts.issue(team.manager, deviation)
    for deviation in found[MEND_COUNT : len(found) - SILENT_COUNT]:
        story.on(story.days_ago(PLANNED), partial(_plan, story, team, deviation))
    for deviation in found[:MEND_COUNT]:
        story.on(story.days_ago(MENDED), partial(_mend, story, team, deviation))


def _plan(story: Story, team: Team, deviation: Deviation) -> None:
    story.acts.plan(deviation, story.here)
    story.acts.accept(team.manager, deviation)


def _mend(story: Story, team: Team, deviation: Deviation) -> None:
    _plan(story, team, deviation)
    story.acts.mend(deviation)
    story.acts.verify(team.approver, deviation)
