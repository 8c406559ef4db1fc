from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.audit_reports import FactCheck, ReportState, check_due_on
from followup.domain.auditors import NewAuditor
from followup.domain.audits import AuditResult, AuditStatus, CheckStatus, Found, RequestStatus
from followup.domain.document_requests import NewRequests, Sending
from followup.domain.permissions import Permission
from followup.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from followup.models.assignments import Assignment
from followup.models.audits import Audit, AuditFinding, AuditReport, DocumentRequest
from followup.models.contracts import Contract
from followup.models.evidence import Evidence
from followup.models.outbox import OutboxMessage
from followup.queries import assignments as links
from followup.queries import audit_links as queries
from followup.queries import audit_reports as reports
from followup.queries import auditors as register
from followup.queries import sign_in
from followup.services import (
    assignments,
    audit_links,
    audit_protocol,
    audit_reports,
    auditors,
    document_requests,
    openings,
)
from tests.audit_scenes import SECRET, Audited
from tests.builders import SETUP, World
from tests.self_assessments import Upload

RIGHT = FactCheck(name="Boris", role="Head of quality", is_right=True)
FILE = Upload("file_1", name="pay-slips.pdf")


def kinds(world: World) -> list[str]:
    with world.reading() as tx:
        return list(tx.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


@pytest.fixture
def scene(world: World) -> Audited:
    return Audited(world)


def test_several_documents_are_asked_for_by_one_link_and_one_mail(scene: Audited, world: World) -> None:
    first, second = scene.ask("Pay slips\n\n- House rules\nPay slips")
    assert [first.wanted, second.wanted] == ["Pay slips", "House rules"]
    assert first.due_on == date(2026, 4, 1)  # 30 days
    assert kinds(world) == ["documents_asked"]
    third = scene.ask("A permit")[-1]
    assert third.assignment_id == first.assignment_id
    with world.reading() as tx:
        assert len(tx.session.scalars(select(Assignment)).all()) == 1
    with world.tx(scene.staff) as tx, pytest.raises(Invalid):
        document_requests.ask(tx, world.runtime.keys, scene.audit_id, NewRequests(wanted=" \n - \n"))


def test_the_supplier_sends_files_with_their_dates_and_the_buyer_sends_one_back(scene: Audited, world: World) -> None:
    pay, rules = scene.ask()
    sending = Sending(answer="Names are blacked out", dated_on_1=date(2023, 12, 31))
    with world.tx(scene.holder) as tx:
        document_requests.send(tx, pay.public_id, sending, [FILE], pay.version)
    with world.reading() as tx:
        [kept] = tx.session.scalars(select(Evidence).where(Evidence.document_request_id == pay.id))
        assert (kept.dated_on, kept.assignment_id) == (date(2023, 12, 31), pay.assignment_id)
    with world.tx(scene.staff) as tx:
        document_requests.reject(tx, world.runtime.keys, pay.public_id, "The page is not legible.")
    again = scene.requests[0]
    assert (again.status, again.decision_note) == (RequestStatus.REJECTED, "The page is not legible.")
    with world.tx(scene.holder) as tx:
        document_requests.send(tx, pay.public_id, Sending(answer="There is none."))
    with world.tx(scene.staff) as tx:
        document_requests.accept(tx, pay.public_id)
        document_requests.drop(tx, rules.public_id)
    assert [r.status for r in scene.requests] == [RequestStatus.ACCEPTED, RequestStatus.DROPPED]
    assert kinds(world) == ["documents_asked", "documents_sent", "document_returned", "documents_sent"]
    with world.tx(scene.holder) as tx, pytest.raises(Conflict):
        document_requests.send(tx, pay.public_id, Sending(answer="More"))


@pytest.mark.parametrize(
    ("sending", "files", "at"),
    [
        (Sending(), [], "file_1"),
        (Sending(answer="x"), [FILE], "dated_on_1"),
        (Sending(dated_on_1=date(2026, 3, 3)), [FILE], "dated_on_1"),
        (Sending(answer="x", dated_on_2=date(2026, 1, 1)), [], "file_2"),
    ],
)
def test_a_document_needs_a_date_that_has_been_and_nothing_is_not_sent_without_a_word(
    scene: Audited, world: World, sending: Sending, files: list[Upload], at: str
) -> None:
    [pay, _] = scene.ask()
    with world.tx(scene.holder) as tx, pytest.raises(Invalid) as refused:
        document_requests.send(tx, pay.public_id, sending, files)
    assert list(refused.value.problems) == [at]


def test_another_suppliers_link_finds_nothing_of_this_audit(scene: Audited, world: World) -> None:
    other = Audited(world, scene.staff)
    [pay, _] = scene.ask()
    other.ask()
    with world.tx(other.holder) as tx:
        with pytest.raises(NotFound):
            document_requests.send(tx, pay.public_id, Sending(answer="x"))
        assert queries.audit_key(tx.session) == other.audit.id
        assert tx.session.scalars(select(Audit)).all() == []


def test_the_report_holds_nothing_internal_and_does_not_change_any_more(scene: Audited, world: World) -> None:
    scene.find(0, AuditResult.MINOR, "Hours are not written down.")
    with world.tx(scene.staff) as tx, pytest.raises(Conflict) as refused:
        audit_reports.send(tx, world.runtime.keys, scene.audit_id)
    assert refused.value.reason.code == "audit_report.no_summary"
    scene.sum_up()
    sent = scene.send_report()
    assert SECRET not in json.dumps(sent.content)
    assert "Hours are not written down." in json.dumps(sent.content)
    assert sent.due_on == check_due_on(date(2026, 3, 2), "SE") == date(2026, 3, 16)
    assert scene.audit.status is AuditStatus.WITH_SUPPLIER
    said = reports.content_of(sent)
    assert [f.result for f in said.findings] == [AuditResult.MINOR, *[AuditResult.NOT_ASSESSED] * 2]
    assert said.people[0].employer == "An audit firm"


def test_a_half_done_protocol_is_not_sent(scene: Audited, world: World) -> None:
    scene.sum_up()
    with world.tx(scene.staff) as tx:
        started = Found(check=CheckStatus.STARTED, result=AuditResult.NOT_ASSESSED)
        audit_protocol.record(tx, scene.findings[1].public_id, started)
    with world.tx(scene.staff) as tx, pytest.raises(Conflict) as refused:
        audit_reports.send(tx, world.runtime.keys, scene.audit_id)
    assert refused.value.reason.code == "audit_report.unfinished"


def test_the_report_is_final_only_after_the_answer_or_after_the_time(
    scene: Audited, world: World, clock: FixedClock
) -> None:
    scene.sum_up()
    report = scene.send_report()
    with world.tx(scene.staff) as tx, pytest.raises(Conflict):
        audit_reports.finish(tx, scene.audit_id)
    clock.set(datetime(2026, 3, 16, 9, tzinfo=UTC))  # the last day counts
    with world.tx(scene.staff) as tx, pytest.raises(Conflict):
        audit_reports.finish(tx, scene.audit_id)
    clock.set(datetime(2026, 3, 17, 9, tzinfo=UTC))
    with world.tx(scene.staff) as tx:
        audit_reports.finish(tx, scene.audit_id)
    assert scene.audit.status is AuditStatus.FINAL
    assert scene.report.is_final
    with world.tx(scene.holder) as tx, pytest.raises(Conflict):
        audit_reports.comment(tx, report.public_id, RIGHT)


def test_the_supplier_says_it_once_and_the_comment_stands_beside_the_final_report(scene: Audited, world: World) -> None:
    scene.sum_up()
    report = scene.send_report()
    with world.tx(scene.holder) as tx, pytest.raises(Invalid):
        audit_reports.comment(tx, report.public_id, FactCheck(name="Boris", role="Head"))
    wrong = FactCheck(name="Boris", role="Head of quality", comment="There is a key for all.")
    with world.tx(scene.holder) as tx:
        audit_reports.comment(tx, report.public_id, wrong)
    with world.tx(scene.holder) as tx, pytest.raises(Conflict):
        audit_reports.comment(tx, report.public_id, RIGHT)
    with world.tx(scene.staff) as tx:
        final = audit_reports.finish(tx, scene.audit_id)
        assert (final.comment, final.commenter_name, final.sha256) == (wrong.comment, "Boris", report.sha256)
    assert kinds(world) == ["report_for_check", "report_commented", "report_final"]


def test_a_report_taken_back_stays_and_the_next_one_is_new_on_the_same_link(scene: Audited, world: World) -> None:
    scene.sum_up()
    first = scene.send_report()
    with world.tx(scene.staff) as tx:
        audit_reports.take_back(tx, scene.audit_id)
    with world.tx(scene.holder) as tx, pytest.raises(Conflict):
        audit_reports.comment(tx, first.public_id, RIGHT)
    scene.find(0, AuditResult.MAJOR, "Passports are kept.")
    second = scene.send_report()
    assert second.number == first.number + 1
    assert second.sha256 != first.sha256
    with world.reading(scene.holder) as tx:
        key = queries.audit_key(tx.session)
        seen = reports.of_audit(tx.session, key or 0, scene.audit.status, tx.today)
        assert [r.state for r in seen] == [ReportState.FOR_CHECK, ReportState.TAKEN_BACK]
        assert len(tx.session.scalars(select(AuditReport)).all()) == 2


def test_a_visiting_auditor_sees_and_fills_this_protocol_and_nothing_else(scene: Audited, world: World) -> None:
    other = Audited(world, scene.staff)
    scene.ask()
    visitor = scene.visit()
    other.visit()
    with world.tx(visitor) as tx:
        assert [a.public_id for a in tx.session.scalars(select(Audit))] == [scene.audit_id]
        assert len(tx.session.scalars(select(AuditFinding)).all()) == 3
        for model in (Contract, DocumentRequest, AuditReport):
            assert tx.session.scalars(select(model)).all() == []
        found = Found(check=CheckStatus.DONE, result=AuditResult.CONFORMING)
        audit_protocol.record(tx, scene.findings[0].public_id, found)
        with pytest.raises(NotFound):
            audit_protocol.record(tx, other.findings[0].public_id, found)
        for denied in (Permission.AUDIT_FINISH, Permission.DOCUMENT_SEND, Permission.ASSIGNMENT_ANSWER):
            with pytest.raises(Forbidden):
                tx.require(denied, scene.audit)
    assert scene.findings[0].result is AuditResult.CONFORMING


def test_the_link_is_opened_by_the_auditors_address_only_and_ends_at_once(scene: Audited, world: World) -> None:
    scene.visit()
    keys = world.runtime.keys
    with world.reading() as tx:
        link = tx.follow(Assignment, scene.audit.assignment_id or 0)
    token = keys.token_again(link.public_id, link.generation, link.nonce, link.token_hash) or ""
    with world.tx(SETUP) as tx:
        assert openings.open_link(tx, token, "anna@supplier.test").session_token is None
        opened = openings.open_link(tx, token, "asa@audit.test").session_token or ""
    from followup.domain.assignments import token_hash

    with world.reading() as tx:
        actor = sign_in.assignee_of_session(tx.session, token_hash(opened), tx.now)
        assert actor is not None
        assert actor.roles == {Role.VISITING_AUDITOR}
        assert links.about(tx.session, link) == scene.audit_id
    with world.tx(scene.staff) as tx:
        assignments.revoke(tx, tx.follow(Assignment, link.id))
    with world.tx(SETUP) as tx:
        assert sign_in.assignee_of_session(tx.session, token_hash(opened), tx.now) is None
        with pytest.raises(Gone):
            openings.open_link(tx, token, "asa@audit.test")


def test_a_link_for_another_auditor_ends_the_earlier_one(scene: Audited, world: World) -> None:
    scene.visit()
    first = scene.audit.assignment_id
    with world.tx(scene.staff) as tx:
        new = auditors.add(tx, NewAuditor(name="Bo", email="bo@audit.test")).public_id
    second = scene.visit(new)
    assert second.assignment_id != first
    assert {f.assignment_id for f in scene.findings} == {second.assignment_id}
    with world.reading() as tx:
        assert tx.follow(Assignment, first or 0).revoked_at is not None


def test_nobody_without_competence_or_with_a_sign_in_gets_a_link(scene: Audited, world: World) -> None:
    staff = scene.staff
    with world.tx(staff) as tx:
        past = auditors.add(tx, NewAuditor(name="Old", email="old@audit.test", competent_until=date(2026, 3, 1)))
        own = auditors.add(tx, NewAuditor(name="Own", email="own@buyer.test", user_id=staff.public_id))
        gone = auditors.add(tx, NewAuditor(name="Gone", email="gone@audit.test"))
        auditors.retire(tx, gone.public_id)
    for auditor in (past, own, gone):
        until = date(2026, 3, 12)
        with world.tx(staff) as tx, pytest.raises(Invalid) as refused:
            audit_links.send_visit(tx, world.runtime.keys, scene.audit_id, auditor.public_id, until, "en")
        assert list(refused.value.problems) == ["auditor_id"]


def test_the_register_counts_the_days_that_audits_book(scene: Audited, world: World) -> None:
    with world.reading(scene.staff) as tx:
        [row] = register.listed(tx.session, None).rows
        assert register.booked(tx.session, [row.id], 2026) == {row.id: 2}
        assert register.booked(tx.session, [row.id], 2027) == {row.id: 0}
    with world.tx(scene.staff) as tx:
        auditors.retire(tx, scene.auditor_id)
    with world.tx(scene.staff) as tx, pytest.raises(Conflict):
        auditors.change(tx, scene.auditor_id, NewAuditor(name="New", email="new@audit.test"))


def test_what_waits_around_an_audit_is_among_all_that_is_asked_of_the_supplier(scene: Audited, world: World) -> None:
    scene.ask("A permit")
    holder = scene.holder

    def asked() -> int:
        with world.reading() as tx:
            return len(links.all_asked(tx.session, tx.follow(Assignment, holder.assignment_id or 0), tx.today))

    assert asked() == 1
    with world.tx(holder) as tx:
        document_requests.send(tx, scene.requests[0].public_id, Sending(answer="None."))
    assert asked() == 0
    scene.sum_up()
    scene.send_report()
    assert asked() == 1
