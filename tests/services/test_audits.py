"""Preparing an audit, who may audit, its protocol, and the follow-up that it settles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.auditors import NewAuditor
from followup.domain.audits import (
    AuditNotes,
    AuditPart,
    AuditResult,
    AuditStatus,
    CheckStatus,
    Found,
    NewAudit,
    NewMember,
)
from followup.domain.deviation_steps import NewDeviation
from followup.domain.deviations import DeviationOrigin, Severity
from followup.domain.follow_ups import FindingResult, Findings, FollowUpStatus, NewFollowUp, Outcome
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Invalid
from followup.models.audits import Audit, AuditFinding
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier
from followup.queries import audits as queries
from followup.queries import follow_ups as follow_up_queries
from followup.services import audit_members, audit_protocol, auditors, audits, deviations, follow_ups
from tests.builders import World
from tests.self_assessments import Upload

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 2)
R = AuditResult


@dataclass
class Scene:
    """A contract whose audit is planned, the one who manages it, and an auditor who does not."""

    world: World
    manager: Staff
    auditor: Staff
    follow_up: FollowUp
    contract: Contract

    def clauses(self) -> list[str]:
        with self.world.reading(self.manager) as tx:
            return [row.public_id for row in queries.requirements(tx.session, self.contract.id)]

    def prepare(self, *clause_ids: str, **more: Any) -> Audit:
        new = NewAudit(starts_on=TODAY, ends_on=TODAY, clause_ids=clause_ids or tuple(self.clauses()), **more)
        with self.world.tx(self.manager) as tx:
            return audits.prepare(tx, self.follow_up.public_id, new)

    def begin(self, audit: Audit) -> None:
        with self.world.tx(self.manager) as tx:
            lead = NewMember(part=AuditPart.LEAD, user_id=self.auditor.public_id)
            member = audit_members.add(tx, audit.public_id, lead)
        with self.world.tx(self.auditor) as tx:
            audit_members.declare(tx, member.public_id)
            audits.begin(tx, audit.public_id)

    def rows(self, audit: Audit) -> list[Any]:
        with self.world.reading(self.manager) as tx:
            return list(queries.protocol(tx.session, audit.id))

    def record(self, audit: Audit, *results: AuditResult) -> list[str]:
        ids = [row.public_id for row in self.rows(audit)]
        for finding_id, result in zip(ids, results, strict=True):
            with self.world.tx(self.auditor) as tx:
                note = "Seen on the spot" if result is not R.NOT_ASSESSED else ""
                audit_protocol.record(tx, finding_id, Found(check=CheckStatus.DONE, result=result, note=note))
        return ids


def a_scene(world: World, kind: FollowUpKind = FollowUpKind.SITE_AUDIT, clauses: int = 3) -> Scene:
    organisation = world.organisation()
    manager, auditor = world.staff(organisation), world.staff(organisation, Role.AUDITOR)
    contract = world.contract(manager, version=world.code_version(f"v{world._next()}", clauses=clauses))
    with world.tx(manager) as tx:
        contract_row = tx.follow(Contract, contract.id)
        assert contract_row.manager_id == manager.user_id
        planned = follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=TODAY, reason="Tip"))
    return Scene(world, manager, auditor, planned, contract)


@contextmanager
def refused_at(path: str) -> Iterator[None]:
    with pytest.raises(Invalid) as refused:
        yield
    assert set(refused.value.problems) == {path}


def test_an_audit_has_one_row_per_clause_in_scope_as_it_was_worded_then(world: World) -> None:
    scene = a_scene(world)
    first, _, last = scene.clauses()
    rows = scene.rows(scene.prepare(first, last))
    assert [row.requirement["number"] for row in rows] == ["2.1", "2.3"]
    assert [row.clause_id for row in rows] == [first, last]
    assert {(row.check, row.result) for row in rows} == {(CheckStatus.TO_DO, R.NOT_ASSESSED)}


def test_only_a_planned_audit_is_prepared_and_only_once(world: World) -> None:
    scene = a_scene(world, FollowUpKind.DOCUMENT_REVIEW)
    with pytest.raises(Conflict, match="not_an_audit"):
        scene.prepare()
    scene = a_scene(world)
    scene.prepare()
    with pytest.raises(Conflict, match="prepared_already"):
        scene.prepare()
    findings = Findings(done_on=TODAY, outcome=Outcome.NONE_ASSESSED)
    with pytest.raises(Conflict, match="audited"), world.tx(scene.manager) as tx:
        follow_ups.record(tx, scene.follow_up.public_id, findings)


def test_nobody_audits_what_they_answer_for_but_may_observe(world: World) -> None:
    scene = a_scene(world)
    audit = scene.prepare()
    for part in (AuditPart.LEAD, AuditPart.AUDITOR):
        with refused_at("user_id"), world.tx(scene.manager) as tx:
            audit_members.add(tx, audit.public_id, NewMember(part=part, user_id=scene.manager.public_id))
    with world.tx(scene.manager) as tx:
        audit_members.add(tx, audit.public_id, NewMember(part=AuditPart.OBSERVER, user_id=scene.manager.public_id))


def test_who_is_no_longer_used_or_competent_may_observe_but_not_audit(world: World) -> None:
    scene = a_scene(world)
    audit = scene.prepare()
    with world.tx(scene.manager) as tx:
        ended = audit.ends_on - timedelta(days=1)
        past = auditors.add(tx, NewAuditor(name="Old", email="old@audit.test", competent_until=ended))
        gone = auditors.add(tx, NewAuditor(name="Gone", email="gone@audit.test"))
        auditors.retire(tx, gone.public_id)
    for auditor in (past, gone):
        with refused_at("auditor_id"), world.tx(scene.manager) as tx:
            new = NewMember(part=AuditPart.AUDITOR, auditor_id=auditor.public_id)
            audit_members.add(tx, audit.public_id, new)
        with world.tx(scene.manager) as tx:
            new = NewMember(part=AuditPart.OBSERVER, auditor_id=auditor.public_id)
            audit_members.add(tx, audit.public_id, new)


def test_an_audit_begins_with_a_lead_auditor_and_all_declared(world: World) -> None:
    scene = a_scene(world)
    audit = scene.prepare()
    with pytest.raises(Conflict, match="no_lead"), world.tx(scene.manager) as tx:
        audits.begin(tx, audit.public_id)
    with world.tx(scene.manager) as tx:
        lead = NewMember(part=AuditPart.LEAD, user_id=scene.auditor.public_id, independent=True)
        member = audit_members.add(tx, audit.public_id, lead)
        outside = NewMember(part=AuditPart.AUDITOR, name="Eva Invented", employer="Audits Ltd", independent=True)
        audit_members.add(tx, audit.public_id, outside)
    with pytest.raises(Conflict, match="not_declared"), world.tx(scene.manager) as tx:
        audits.begin(tx, audit.public_id)
    with pytest.raises(Conflict, match="by_themselves"), world.tx(scene.manager) as tx:
        audit_members.declare(tx, member.public_id)
    with world.tx(scene.auditor) as tx:
        audit_members.declare(tx, member.public_id)
        assert audits.begin(tx, audit.public_id).status is AuditStatus.UNDER_WAY
    with world.reading(scene.manager) as tx:
        assert tx.follow(FollowUp, scene.follow_up.id).status is FollowUpStatus.STARTED


@pytest.mark.parametrize(
    ("found", "path"),
    [
        (Found(check=CheckStatus.TO_DO, result=R.CONFORMING), "check"),
        (Found(check=CheckStatus.DONE, result=R.MINOR), "note"),
        (Found(check=CheckStatus.DONE, result=R.CONFORMING, dated_on=date(2026, 3, 3)), "dated_on"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_at_its_field(world: World, found: Found, path: str) -> None:
    scene = a_scene(world, clauses=1)
    audit = scene.prepare()
    [row] = scene.rows(audit)
    with pytest.raises(Conflict, match="not_begun"), world.tx(scene.auditor) as tx:
        audit_protocol.record(tx, row.public_id, found)
    scene.begin(audit)
    with refused_at(path), world.tx(scene.auditor) as tx:
        audit_protocol.record(tx, row.public_id, found)


def test_a_completed_audit_completes_the_follow_up_with_the_worst_result_of_each_clause(world: World) -> None:
    scene = a_scene(world, clauses=4)
    major, minor, observed, outside = scene.clauses()
    audit = scene.prepare(major, minor, observed)
    scene.begin(audit)
    scene.record(audit, R.MAJOR, R.MINOR, R.OBSERVATION)
    with world.tx(scene.auditor) as tx:
        audit_protocol.complete(tx, audit.public_id)
    with world.reading(scene.manager) as tx:
        follow_up = tx.follow(FollowUp, scene.follow_up.id)
        assert (follow_up.status, follow_up.done_on) == (FollowUpStatus.COMPLETED, TODAY)
        assert follow_up.participants == scene.auditor.name
        found = {r.public_id: r.result for r in follow_up_queries.clauses_with_findings(tx.session, follow_up)}
        assert tx.follow(Audit, audit.id).status is AuditStatus.UNDER_WAY
    assert found == {
        major: FindingResult.NOT_FULFILLED,
        minor: FindingResult.PARTLY,
        observed: FindingResult.FULFILLED,
        outside: FindingResult.NOT_ASSESSED,
    }


def test_an_audit_with_a_row_not_looked_at_is_not_complete_and_a_later_change_reaches_the_follow_up(
    world: World,
) -> None:
    scene = a_scene(world, clauses=2)
    audit = scene.prepare()
    scene.begin(audit)
    with pytest.raises(Conflict, match="unfinished"), world.tx(scene.auditor) as tx:
        audit_protocol.complete(tx, audit.public_id)
    scene.record(audit, R.MINOR, R.NOT_ASSESSED)
    with world.tx(scene.auditor) as tx:
        audit_protocol.complete(tx, audit.public_id)
    scene.record(audit, R.CONFORMING, R.NOT_ASSESSED)
    with world.tx(scene.manager) as tx:
        follow_up = audit_protocol.settle(tx, tx.follow(Audit, audit.id))
        found = [r.result for r in follow_up_queries.clauses_with_findings(tx.session, follow_up)]
    assert found == [FindingResult.FULFILLED, FindingResult.NOT_ASSESSED]


def test_one_click_records_the_deviation_with_origin_clause_and_area_also_after_completion(world: World) -> None:
    scene = a_scene(world, clauses=2)
    audit = scene.prepare()
    scene.begin(audit)
    worse, better = scene.record(audit, R.MAJOR, R.OBSERVATION)
    with world.tx(scene.auditor) as tx:
        audit_protocol.complete(tx, audit.public_id)
    with world.tx(scene.auditor) as tx:
        made = audit_protocol.raise_deviation(tx, worse, "en")
    with world.reading(scene.manager) as tx:
        deviation = tx.follow(Deviation, made.id)
        row = tx.session.scalars(select(AuditFinding).where(AuditFinding.public_id == worse)).one()
        assert row.deviation_id == deviation.id
        assert (deviation.origin, deviation.severity) == (DeviationOrigin.AUDIT, Severity.MAJOR)
        assert (deviation.title, deviation.description) == ("2.1 Clause 1", "Seen on the spot")
        assert (deviation.contract_clause_id, deviation.area) == (row.contract_clause_id, row.area)
        assert deviation.follow_up_id == scene.follow_up.id
    for finding_id, reason in ((worse, "raised"), (better, "no_deviation")):
        with pytest.raises(Conflict, match=reason), world.tx(scene.auditor) as tx:
            audit_protocol.raise_deviation(tx, finding_id, "en")


def test_the_scope_changes_until_the_audit_begins(world: World) -> None:
    scene = a_scene(world)
    first, second, _ = scene.clauses()
    audit = scene.prepare(first)
    new = NewAudit(starts_on=TODAY, ends_on=TODAY, clause_ids=(second,), place="Mill Road 1")
    with world.tx(scene.manager) as tx:
        audits.change(tx, audit.public_id, new)
    assert [row.clause_id for row in scene.rows(audit)] == [second]
    scene.begin(audit)
    with refused_at("clause_ids"), world.tx(scene.manager) as tx:
        audits.change(tx, audit.public_id, replace(new, clause_ids=(first,)))
    with world.tx(scene.auditor) as tx:
        audits.note(tx, audit.public_id, AuditNotes(opening_note="At nine, with Boris"))


def test_a_cancelled_audit_leaves_the_follow_up_to_be_recorded(world: World) -> None:
    scene = a_scene(world)
    audit = scene.prepare()
    with world.tx(scene.manager) as tx:
        audits.cancel(tx, audit.public_id, "The site has closed")
    with world.tx(scene.manager) as tx:
        findings = Findings(done_on=TODAY, outcome=Outcome.NONE_ASSESSED)
        assert follow_ups.record(tx, scene.follow_up.public_id, findings).status is FollowUpStatus.COMPLETED


def test_a_follow_up_audit_is_about_the_clauses_with_deviations(world: World) -> None:
    scene = a_scene(world, FollowUpKind.FOLLOW_UP_AUDIT)
    with world.tx(scene.manager) as tx:
        new = NewDeviation(
            severity=Severity.MINOR, title="T", description="D", found_on=TODAY, clause_id=scene.clauses()[1]
        )
        made = deviations.record(tx, scene.follow_up.public_id, new)
        assert queries.deviating(tx.session, scene.contract.id, TODAY) == frozenset()
    scene.world.contact(scene.manager, supplier_of(scene))
    with world.tx(scene.manager) as tx:
        deviations.issue(tx, world.runtime.keys, made.public_id)
    with world.reading(scene.manager) as tx:
        [row] = [r for r in queries.requirements(tx.session, scene.contract.id) if r.number == "2.2"]
        assert queries.deviating(tx.session, scene.contract.id, TODAY) == {row.id}


def supplier_of(scene: Scene) -> Supplier:
    with scene.world.reading(scene.manager) as tx:
        return tx.follow(Supplier, scene.contract.supplier_id)


def test_files_go_into_a_finding_with_their_date(world: World) -> None:
    scene = a_scene(world, clauses=1)
    audit = scene.prepare()
    scene.begin(audit)
    [row] = scene.rows(audit)
    stored = world.runtime.files.put(b"%PDF-1.4 a picture")
    upload = Upload("files", name="picture.pdf", size=stored.size, sha256=stored.sha256)
    found = Found(check=CheckStatus.DONE, result=R.CONFORMING, dated_on=date(2024, 3, 1))
    with world.tx(scene.auditor) as tx:
        audit_protocol.record(tx, row.public_id, found, uploads=[upload])
    with world.reading(scene.manager) as tx:
        [file] = queries.files(tx.session, [row.id])[row.id]
    assert (file.name, file.dated_on) == ("picture.pdf", date(2024, 3, 1))


def test_a_follow_up_is_logged_with_files_and_a_next_step_that_is_planned(world: World) -> None:
    scene = a_scene(world, FollowUpKind.KICK_OFF)
    stored = world.runtime.files.put(b"%PDF-1.4 minutes")
    upload = Upload("files", name="minutes.pdf", size=stored.size, sha256=stored.sha256)
    findings = Findings(
        done_on=TODAY,
        outcome=Outcome.NONE_ASSESSED,
        next_step="Look at the new routines",
        next_on=date(2026, 6, 1),
    )
    with refused_at("next_step"), world.tx(scene.manager) as tx:
        follow_ups.record(tx, scene.follow_up.public_id, findings)
    whole = replace(findings, next_kind=FollowUpKind.DOCUMENT_REVIEW)
    with world.tx(scene.manager) as tx:
        follow_ups.record(tx, scene.follow_up.public_id, whole, uploads=[upload])
    with world.reading(scene.manager) as tx:
        done = tx.follow(FollowUp, scene.follow_up.id)
        [then] = follow_up_queries.next_steps(tx.session, done)
    assert (then.kind, then.due_on) == (FollowUpKind.DOCUMENT_REVIEW, date(2026, 6, 1))
    assert "Look at the new routines" in str(then.why)
