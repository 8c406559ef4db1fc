"""How the follow-ups of each contract go, so that in the end every state can be seen somewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.demo import answering, choices, disputing
from followup.demo.cast import Signed
from followup.domain.deviations import Severity
from followup.domain.follow_ups import FollowUpStatus, NewFollowUp
from followup.domain.schedule import AUDITS, FollowUpKind
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.questionnaires import Invitation
from followup.services import follow_ups

if TYPE_CHECKING:
    from followup.demo.story import Story

# What a fate shows in the last weeks: days before today on which the self-assessment is sent.
SENT_DAYS_AGO = {
    "waiting": 10,
    "unanswered": 45,
    "sent_back": 40,
    "answered": 30,
    "minor_closed": 130,
    "major_open": 60,
    "plan_waiting": 40,
    "evidence_waiting": 75,
    "late": 150,
}
SEVERITY = {
    "minor_closed": Severity.MINOR,
    "major_open": Severity.MAJOR,
    "plan_waiting": Severity.MAJOR,
    "evidence_waiting": Severity.MINOR,
    "late": Severity.MAJOR,
    "critical_closed": Severity.CRITICAL,
}
_TALKED_ABOUT = ("plan_waiting", "major_open")
REASON = "Extra uppföljning i demonstrationen."


def arrange(story: Story, signed: Signed) -> None:
    """Put the contract's showpiece on its day: a self-assessment of the last weeks, or an audit."""
    if signed.fate in SENT_DAYS_AGO:
        story.on(story.days_ago(SENT_DAYS_AGO[signed.fate]), lambda: _show(story, signed))
    elif signed.fate in ("site_audit", "critical_closed"):
        story.on(story.days_ago(100), lambda: _audit(story, signed))
    if signed.facts["risk"] in choices.WITH_CRITERIA:
        manager, facts = signed.team.manager, signed.facts
        day = story.days_ago(choices.CHOSEN_DAYS_AGO)
        story.on(day, lambda: choices.choose(story.runtime, manager, signed.contract_id, facts))


def meet(story: Story, signed: Signed, follow_up: FollowUp) -> None:
    """Do a planned follow-up on its day, as its contract's fate has it; some are left undone and are late now."""
    if not _is_planned(story, follow_up):
        return
    team = signed.team
    if follow_up.due_on > story.days_ago(40) and signed.fate in ("unanswered", "planned", "late"):
        return
    if follow_up.kind is FollowUpKind.SELF_ASSESSMENT:
        if follow_up.due_on <= story.days_ago(200) or signed.fate in ("good", "site_audit"):
            ask(story, signed, follow_up, severity=_long_ago(follow_up))
        return
    who = team.auditor if follow_up.kind in AUDITS and team.auditor else team.manager
    if who is team.auditor and who is not None:
        _assign(story, signed, follow_up)
    story.after(4, lambda: _log(story, signed, follow_up))


def _log(story: Story, signed: Signed, follow_up: FollowUp) -> None:
    if _is_planned(story, follow_up):
        story.acts.record(signed.team.manager, follow_up.public_id, story.here)
        if follow_up.kind in AUDITS:
            story.acts.share(signed.team.manager, follow_up.public_id)


def _long_ago(follow_up: FollowUp) -> Severity | None:
    """Return what an earlier self-assessment showed: now and then something, always mended since."""
    if follow_up.id % 3:
        return None
    return Severity.MAJOR if follow_up.id % 9 == 0 else Severity.MINOR


def ask(story: Story, signed: Signed, follow_up: FollowUp, *, severity: Severity | None) -> Invitation:
    """Send a self-assessment that will be answered, assessed and shared."""
    invitation = story.acts.send(signed.team.manager, follow_up.public_id)
    weak = severity is not None
    story.after(17, lambda: _answer(story, invitation, weak=weak))
    story.after(26, lambda: _assess(story, signed, invitation, follow_up, severity))
    return invitation


def _answer(story: Story, invitation: Invitation, *, weak: bool) -> None:
    story.acts.fill(invitation, weak=weak)
    story.acts.submit(invitation)


def _assess(
    story: Story, signed: Signed, invitation: Invitation, follow_up: FollowUp, severity: Severity | None
) -> None:
    if severity is not None:
        found = story.acts.deviate(signed.team.manager, follow_up.public_id, severity, story.here)
        story.acts.issue(signed.team.manager, found)
        _mend(story, signed, found)
    story.acts.assess(signed.team.manager, invitation, weak=severity is not None)
    story.acts.share(signed.team.manager, follow_up.public_id)


def _show(story: Story, signed: Signed) -> None:
    """Send this contract's self-assessment now, planned or not, and let it go as the fate says."""
    follow_up = _next(story, signed, FollowUpKind.SELF_ASSESSMENT)
    if follow_up is None:
        return
    story.met.add(follow_up.id)
    acts, team = story.acts, signed.team
    if signed.fate in SEVERITY:
        ask(story, signed, follow_up, severity=SEVERITY[signed.fate])
        return
    invitation = acts.send(team.manager, follow_up.public_id)
    if signed.fate == "waiting":
        story.after(4, lambda: acts.fill(invitation, weak=False, only=2))
        story.after(5, lambda: answering.half_way(acts, team.manager, invitation))
    elif signed.fate in ("answered", "sent_back"):
        story.after(15, lambda: _answer(story, invitation, weak=True))
    if signed.fate == "sent_back":
        story.after(22, lambda: acts.send_back(team.manager, invitation, story.here + timedelta(days=28)))


def _mend(story: Story, signed: Signed, found: Deviation) -> None:
    """Let the supplier plan and mend in time, half-way, or not at all."""
    acts, team = story.acts, signed.team
    fate = signed.fate if found.found_on > story.days_ago(170) else "minor_closed"
    if fate == "late":  # no plan comes: the day for it passes
        return
    if fate in _TALKED_ABOUT:
        story.after(3, lambda: disputing.contain(acts, found))
        story.after(4, lambda: disputing.dispute(acts, found))
    story.after(7, lambda: acts.plan(found, story.here))
    if fate == "plan_waiting":
        return
    if fate in _TALKED_ABOUT:
        story.after(9, lambda: disputing.reject(acts, team.approver, found))
    story.after(11, lambda: acts.accept(team.manager, found))
    if fate == "major_open":
        story.after(16, lambda: disputing.tell(acts, found, story.here))
        return
    story.after(22, lambda: acts.mend(found))
    if found.severity is Severity.CRITICAL:
        story.after(24, lambda: disputing.remedy(acts, team.manager, found, story.here))
    if fate != "evidence_waiting":
        story.after(27, lambda: acts.verify(team.approver, found))


def _audit(story: Story, signed: Signed) -> None:
    """Audit on site: the auditor records, the manager issues what was found."""
    team, acts = signed.team, story.acts
    follow_up = _next(story, signed, FollowUpKind.SITE_AUDIT)
    if follow_up is None:
        return
    story.met.add(follow_up.id)
    auditor = team.auditor
    if auditor is not None:
        _assign(story, signed, follow_up)
    who = auditor or team.manager
    severity = SEVERITY.get(signed.fate, Severity.MINOR)
    found = acts.deviate(who, follow_up.public_id, severity, story.here)
    story.on(story.here, lambda: acts.record(who, follow_up.public_id, story.here, partly=True))
    story.on(story.here, lambda: acts.issue(team.manager, found))
    _mend(story, signed, found)
    story.after(3, lambda: acts.share(team.manager, follow_up.public_id))


def brief_the_auditor(story: Story) -> None:
    """Give the auditor every audit that is planned."""
    wanted = select(FollowUp).where(FollowUp.kind.in_(AUDITS), FollowUp.status == FollowUpStatus.PLANNED)
    for team in story.teams.values():
        if team.auditor is not None:
            with story.runtime.transaction(team.manager) as tx:
                for follow_up in tx.session.scalars(wanted).all():
                    follow_ups.assign(tx, follow_up.public_id, team.auditor.public_id)


def _assign(story: Story, signed: Signed, follow_up: FollowUp) -> None:
    auditor = signed.team.auditor
    assert auditor is not None
    with story.runtime.transaction(signed.team.manager) as tx:
        follow_ups.assign(tx, follow_up.public_id, auditor.public_id)


def _next(story: Story, signed: Signed, kind: FollowUpKind) -> FollowUp | None:
    """Return the planned follow-up of this kind, or one added by hand; None while one is under way."""
    wanted = (
        select(FollowUp)
        .where(
            FollowUp.contract_id == signed.contract_key,
            FollowUp.kind == kind,
            FollowUp.status.in_([FollowUpStatus.PLANNED, FollowUpStatus.STARTED]),
        )
        .order_by(FollowUp.ordinal)
    )
    with story.runtime.transaction(signed.team.manager, read_only=True) as tx:
        found = tx.session.scalars(wanted).first()
    if found is not None:
        return found if found.status is FollowUpStatus.PLANNED else None
    new = NewFollowUp(kind=kind, due_on=story.here, reason=REASON)
    with story.runtime.transaction(signed.team.manager) as tx:
        return follow_ups.add(tx, signed.contract_id, new)


def _is_planned(story: Story, follow_up: FollowUp) -> bool:
    with story.runtime.transaction(story.signed[follow_up.contract_id].team.manager, read_only=True) as tx:
        return tx.follow(FollowUp, follow_up.id).status is FollowUpStatus.PLANNED
