"""A deviation's whole way: recorded, sent, planned, carried out, verified by another person; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, select

from followup.clock import FixedClock
from followup.domain.actions import ActionStatus, DoneReport
from followup.domain.actors import Role, Staff
from followup.domain.deviation_steps import ChangeDeviation
from followup.domain.deviations import DeviationStatus, Severity, Verification
from followup.domain.follow_ups import FindingResult, Findings, Outcome
from followup.domain.questionnaires import Signature
from followup.errors import Conflict, FollowupError, Forbidden, Invalid, NotFound
from followup.models.deviations import Deviation
from followup.models.evidence import Evidence
from followup.models.sharing import SharedResult
from followup.models.suppliers import Supplier
from followup.services import actions, contracts, deviations, follow_ups, sharing, verification
from tests.builders import World
from tests.deviation_scenes import CARL, DONE, Found, a_finding, a_follow_up, an_action, clause_of, found
from tests.self_assessments import Asked, Upload, asked

pytestmark = pytest.mark.database
S = DeviationStatus
FILE = Upload("files")


def change(scene: Found, who: Staff | None = None, version: int | None = None, **changes: object) -> None:
    new = a_finding(**changes)
    fields = {name: getattr(new, name) for name in ChangeDeviation.__dataclass_fields__}
    with scene.world.tx(who or scene.manager) as tx:
        deviations.change(tx, scene.deviation_id, ChangeDeviation(**fields), version)


def test_the_whole_way_leaves_dates_names_mails_and_a_chain(world: World, clock: FixedClock) -> None:
    scene = found(world).issue()
    clock.set(datetime(2026, 3, 10, 9, tzinfo=UTC))
    action = scene.propose()
    scene.send()
    clock.set(datetime(2026, 3, 12, 9, tzinfo=UTC))
    scene.accept()
    clock.set(datetime(2026, 4, 1, 9, tzinfo=UTC))
    scene.report(action.public_id, DONE, FILE)
    clock.set(datetime(2026, 4, 9, 9, tzinfo=UTC))
    scene.verify()
    done = scene.deviation
    assert (done.status, done.number, done.closed_on) == (S.CLOSED, 1, date(2026, 4, 9))
    assert (done.recorded_by_id, done.issued_by_id) == (scene.manager.user_id, scene.manager.user_id)
    assert (done.verified_by_id, done.verification) == (scene.approver.user_id, Verification.ON_SITE)
    assert (done.submitter_name, done.submitter_role) == (CARL.name, CARL.role)
    assert scene.events() == [
        "deviation.recorded", "deviation.issue", "deviation.submit_plan", "deviation.accept_plan",
        "deviation.report_done", "deviation.close",
    ]  # fmt: skip
    assert scene.events(action.public_id) == ["action.proposed", "action.accept", "action.report_done", "action.verify"]
    assert scene.events(scene.link.public_id) == [
        "assignment.issued", "assignment.extended", "assignment.closed", "assignment.extended",
    ]  # fmt: skip
    to_supplier = ("deviation_issued", "action_plan_accepted", "deviation_closed")
    to_manager = ("action_plan_arrived", "evidence_arrived")
    assert {scene.mails(kind)[0].recipient for kind in to_supplier} == {scene.link.recipient_email}
    assert {scene.mails(kind)[0].recipient for kind in to_manager} == {scene.link.asker_email}
    assert all(len(scene.mails(kind)) == 1 for kind in (*to_supplier, *to_manager))


def test_a_draft_is_numbered_in_its_organisation_and_keeps_what_the_clause_says(world: World) -> None:
    scene = found(world)
    with world.tx(scene.manager) as tx:
        second = deviations.record(tx, scene.follow_up.public_id, a_finding())
    assert (scene.deviation.number, second.number, found(world).deviation.number) == (1, 2, 1)
    assert scene.deviation.clause is not None
    assert scene.deviation.clause["number"] == "2.1"
    assert second.clause is None


def test_a_draft_reaches_nobody_outside(world: World) -> None:
    scene = found(world)
    assert scene.deviation.assignment_id is None
    assert not scene.mails("deviation_issued")


def test_the_auditor_records_on_the_follow_up_that_was_given_to_them_and_nobody_else_does(world: World) -> None:
    organisation = world.organisation()
    manager, auditor, other = (
        world.staff(organisation),
        world.staff(organisation, Role.AUDITOR),
        world.staff(organisation, Role.AUDITOR),
    )
    follow_up = a_follow_up(world, manager, world.contract(manager))
    with world.tx(manager) as tx:
        follow_ups.assign(tx, follow_up.public_id, auditor.public_id)
    with world.tx(auditor) as tx:
        draft = deviations.record(tx, follow_up.public_id, a_finding())
    scene = Found(world, manager, manager, None, follow_up, draft.public_id)  # type: ignore[arg-type] # not needed here
    change(scene, auditor, title="Better said")
    for refused in (other, world.staff(organisation, Role.READER), world.staff(organisation, Role.APPROVER)):
        with pytest.raises(Forbidden), world.tx(refused) as tx:
            deviations.record(tx, follow_up.public_id, a_finding())
    with pytest.raises(NotFound), world.tx(world.staff(world.organisation())) as tx:
        deviations.record(tx, follow_up.public_id, a_finding())


def test_a_completed_follow_up_takes_no_more_deviations(world: World) -> None:
    scene = found(world)
    with world.tx(scene.manager) as tx:
        findings = Findings(done_on=date(2026, 3, 2), outcome=Outcome.ALL_FULFILLED)
        follow_ups.record(tx, scene.follow_up.public_id, findings)
    with pytest.raises(Conflict) as refused, world.tx(scene.manager) as tx:
        deviations.record(tx, scene.follow_up.public_id, a_finding())
    assert refused.value.reason.code == "follow_up.closed"


def test_what_the_answers_of_an_assessed_self_assessment_showed_can_still_be_recorded(world: World) -> None:
    scene = asked(world)
    scene.answer("no")
    scene.assess()
    with world.tx(scene.staff) as tx:
        recorded = deviations.record(tx, scene.follow_up.public_id, a_finding(question_key="1"))
    assert recorded.question_key == "1"
    with pytest.raises(Conflict), world.tx(scene.staff) as tx:
        deviations.record(tx, scene.follow_up.public_id, a_finding())


def test_a_question_that_was_not_asked_is_refused(world: World) -> None:
    scene: Asked = asked(world)
    for follow_up, key in ((scene.follow_up, "99"), (found(world).follow_up, "1")):
        with pytest.raises((Invalid, NotFound)), world.tx(scene.staff) as tx:
            deviations.record(tx, follow_up.public_id, a_finding(question_key=key))


def test_a_clause_of_another_contract_is_refused_at_its_field(world: World) -> None:
    scene = found(world)
    other = world.contract(scene.manager, version=world.code_version("other"))
    with pytest.raises(Invalid) as refused:
        change(scene, clause_id=clause_of(world, other))
    assert list(refused.value.problems) == ["clause_id"]


def test_nothing_is_found_tomorrow(world: World) -> None:
    scene = found(world)
    with pytest.raises(Invalid) as refused:
        change(scene, found_on=date(2026, 3, 3))
    assert list(refused.value.problems) == ["found_on"]


def test_a_voided_contract_takes_no_deviations_and_sends_none(world: World) -> None:
    scene = found(world)
    with world.tx(scene.manager) as tx:
        contracts.void(tx, scene.contract.public_id, "A mistake")
    with pytest.raises(Conflict):
        scene.issue()
    with pytest.raises(Conflict), world.tx(scene.manager) as tx:
        deviations.record(tx, scene.follow_up.public_id, a_finding())


def test_a_draft_is_changed_by_version_and_who_changes_the_grade_has_graded_it(world: World) -> None:
    scene = found(world)
    stale = scene.deviation.version
    colleague = world.staff(scene.organisation)
    change(scene, colleague, stale, severity=Severity.MINOR)
    assert (scene.deviation.severity, scene.deviation.graded_by_id) == (Severity.MINOR, colleague.user_id)
    with pytest.raises(Conflict):
        change(scene, None, stale, title="Too late")
    scene.reported()
    with pytest.raises(Forbidden):
        scene.verify(colleague)


def test_what_was_sent_can_no_longer_be_changed(world: World) -> None:
    scene = found(world).issue()
    with pytest.raises(Conflict) as refused:
        change(scene, title="Milder")
    assert refused.value.reason.code == "deviation.sent"


def test_a_save_that_changes_nothing_leaves_no_trace(world: World) -> None:
    scene = found(world)
    before = scene.deviation
    change(scene, clause_id=clause_of(world, scene.contract))
    assert (scene.deviation.version, scene.events()) == (before.version, ["deviation.recorded"])


@pytest.mark.parametrize(
    ("severity", "containment", "plan", "closure"),
    [
        (Severity.CRITICAL, date(2026, 3, 4), date(2026, 3, 9), date(2026, 4, 1)),
        (Severity.MAJOR, date(2026, 3, 16), date(2026, 3, 16), date(2026, 5, 31)),
        (Severity.MINOR, None, date(2026, 3, 30), date(2026, 8, 29)),
    ],
)
def test_sending_sets_the_deadlines_of_the_grade(
    world: World, severity: Severity, containment: date | None, plan: date, closure: date
) -> None:
    scene = found(world, severity=severity).issue()
    sent = scene.deviation
    assert (sent.containment_due_on, sent.plan_due_on, sent.closure_due_on) == (containment, plan, closure)
    assert (sent.due_on, scene.link.due_on) == (plan, plan)
    [mail] = scene.mails("deviation_issued")
    assert (mail.facts["plan_due_on"], mail.facts["deviation_number"]) == (plan.isoformat(), "1")
    assert mail.facts["assignment_id"] == scene.link.public_id


def test_a_mail_never_says_what_was_found(world: World) -> None:
    scene = found(world).issue()
    assert scene.deviation.title not in str(scene.mails("deviation_issued")[0].facts)


def test_a_critical_deviation_sent_late_can_still_be_met_and_its_link_lives(world: World) -> None:
    scene = found(world, severity=Severity.CRITICAL, found_on=date(2026, 1, 1)).issue()
    assert scene.deviation.plan_due_on == date(2026, 3, 3)
    assert scene.link.expires_on == date(2026, 4, 2)


def test_without_a_contact_person_nothing_is_sent(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    with world.tx(staff) as tx:
        draft = deviations.record(tx, a_follow_up(world, staff, contract).public_id, a_finding())
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        deviations.issue(tx, world.runtime.keys, draft.public_id)
    assert list(refused.value.problems) == ["contact_id"]
    with world.reading() as tx:
        assert tx.session.scalars(select(Deviation.status)).one() is S.DRAFT


def test_it_is_sent_to_the_contact_that_was_chosen_and_to_nobody_at_another_supplier(world: World) -> None:
    scene = found(world)
    with world.reading() as tx:
        supplier = tx.follow(Supplier, scene.contract.supplier_id)
    chosen = world.contact(scene.manager, supplier, "chosen@supplier.test", "nb")
    world.contact(scene.manager, supplier, "newer@supplier.test")
    stranger = world.contact(scene.manager, world.supplier(), "stranger@other.test")
    with pytest.raises(Invalid), world.tx(scene.manager) as tx:
        deviations.issue(tx, world.runtime.keys, scene.deviation_id, contact_id=stranger.public_id)
    with world.tx(scene.manager) as tx:
        deviations.issue(tx, world.runtime.keys, scene.deviation_id, contact_id=chosen.public_id)
    assert (scene.link.recipient_email, scene.mails("deviation_issued")[0].locale) == ("chosen@supplier.test", "nb")


def test_a_stale_page_decides_nothing(world: World) -> None:
    scene = found(world)
    stale = scene.deviation.version
    scene.planned()
    for decide in (
        lambda tx: verification.accept_plan(tx, scene.deviation_id, stale),
        lambda tx: verification.return_plan(tx, scene.deviation_id, "x", stale),
        lambda tx: deviations.withdraw(tx, scene.deviation_id, "x", stale),
    ):
        with pytest.raises(Conflict), world.tx(scene.manager) as tx:
            decide(tx)
    assert scene.status is S.PLAN_SUBMITTED


def test_the_draft_of_a_plan_is_changed_and_thinned_until_it_is_sent(world: World) -> None:
    scene = found(world).issue()
    first, second = scene.propose(), scene.propose()
    with world.tx(scene.holder) as tx:
        actions.revise(tx, first.public_id, an_action(corrective="Better"), first.version)
        actions.remove(tx, second.public_id)
    assert [action.corrective for action in scene.plan] == ["Better"]
    with pytest.raises(Conflict), world.tx(scene.holder) as tx:
        actions.revise(tx, first.public_id, an_action(), first.version)
    scene.send()
    for late in (
        lambda tx: actions.revise(tx, first.public_id, an_action()),
        lambda tx: actions.remove(tx, first.public_id),
        lambda tx: actions.propose(tx, scene.deviation_id, an_action()),
        lambda tx: actions.submit_plan(tx, scene.deviation_id, CARL),
    ):
        with pytest.raises(Conflict) as refused, world.tx(scene.holder) as tx:
            late(tx)
        assert refused.value.reason.code == "action.plan_sent"


def test_an_empty_or_unsigned_plan_is_not_sent(world: World) -> None:
    scene = found(world).issue()
    with pytest.raises(Invalid) as empty:
        scene.send()
    assert empty.value.problems[""][0].code == "action.none"
    scene.propose()
    with pytest.raises(Invalid) as unsigned:
        scene.send(Signature(name="Carl", role="Head"))
    assert list(unsigned.value.problems) == ["confirmed"]
    assert scene.status is S.ISSUED


@pytest.mark.parametrize("due_on", [date(2026, 3, 1), date(2026, 6, 1)])
def test_an_action_lies_between_finding_and_closing(world: World, due_on: date) -> None:
    scene = found(world).issue()
    with pytest.raises(Invalid) as refused:
        scene.propose(due_on=due_on)
    assert list(refused.value.problems) == ["due_on"]


def test_once_the_closing_day_has_passed_later_actions_can_be_planned(world: World, clock: FixedClock) -> None:
    scene = found(world).issue()
    clock.set(datetime(2026, 6, 10, 9, tzinfo=UTC))
    assert scene.propose(due_on=date(2026, 7, 1)).due_on == date(2026, 7, 1)


def test_a_plan_has_at_most_thirty_actions(world: World) -> None:
    scene = found(world).issue()
    for _ in range(30):
        scene.propose()
    with pytest.raises(Invalid):
        scene.propose()


def test_a_returned_plan_is_asked_for_anew_with_the_buyers_note(world: World, clock: FixedClock) -> None:
    scene = found(world).planned()
    assert scene.deviation.due_on == date(2026, 3, 9)
    clock.set(datetime(2026, 3, 20, 9, tzinfo=UTC))
    back = scene.return_plan("By when?").deviation
    assert (back.status, back.return_note, back.plan_submitted_at) == (S.ISSUED, "By when?", None)
    assert (back.plan_due_on, back.due_on, scene.link.due_on) == (date(2026, 4, 3),) * 3
    scene.send().return_plan()
    assert len(scene.mails("action_plan_returned")) == 2
    assert len(scene.mails("action_plan_arrived")) == 2
    assert scene.send().deviation.return_note is None


def test_accepting_accepts_every_action_and_keeps_the_link_until_the_closing(world: World) -> None:
    scene = found(world).planned(2).accept()
    assert {action.status for action in scene.plan} == {ActionStatus.ACCEPTED}
    assert scene.link.due_on == scene.deviation.due_on == date(2026, 5, 31)


def test_a_link_for_a_closing_half_a_year_away_still_lives_as_long_as_links_may(world: World) -> None:
    scene = found(world, severity=Severity.MINOR).planned().accept()
    assert scene.deviation.closure_due_on == date(2026, 8, 29)
    assert scene.link.expires_on == date(2026, 8, 29)


def test_an_action_is_not_done_before_the_plan_is_accepted(world: World) -> None:
    scene = found(world).planned()
    with pytest.raises(Conflict):
        scene.report(scene.plan[0].public_id, DONE, FILE)
    assert scene.plan[0].status is ActionStatus.PROPOSED


def test_done_needs_a_file_or_the_reason_why_there_is_none(world: World) -> None:
    scene = found(world).planned().accept()
    action = scene.plan[0].public_id
    with pytest.raises(Invalid) as refused:
        scene.report(action)
    assert list(refused.value.problems) == ["files"]
    scene.report(action, DoneReport(note="Opened", no_file_reason="It can only be seen on the spot."))
    assert scene.status is S.REPORTED_DONE


def test_the_buyer_is_asked_when_the_last_action_is_reported_done(world: World) -> None:
    scene = found(world).planned(2).accept()
    first, second = scene.plan
    scene.report(first.public_id, DONE, FILE)
    assert (scene.status, len(scene.mails("evidence_arrived"))) == (S.CORRECTING, 0)
    with pytest.raises(Conflict):
        scene.report(first.public_id, DONE, FILE)
    scene.report(second.public_id, DONE, Upload("files", sha256="b" * 64))
    assert (scene.status, len(scene.mails("evidence_arrived"))) == (S.REPORTED_DONE, 1)
    with world.reading() as tx:
        hung = tx.session.scalars(select(Evidence.action_id).order_by(Evidence.id)).all()
    assert hung == [first.id, second.id]


def test_returned_evidence_opens_only_the_actions_that_were_chosen(world: World) -> None:
    scene = found(world).reported(2)
    weak, good = scene.plan
    with pytest.raises(Invalid):
        scene.return_evidence("act_" + "a" * 26)
    scene.return_evidence(weak.public_id)
    assert [action.status for action in scene.plan] == [ActionStatus.ACCEPTED, ActionStatus.REPORTED_DONE]
    assert (scene.status, scene.deviation.return_note) == (S.CORRECTING, "Which doors?")
    scene.report(weak.public_id, DONE, Upload("files", sha256="c" * 64)).return_evidence(weak.public_id, good.public_id)
    assert len(scene.mails("evidence_returned")) == 2


def test_who_recorded_graded_or_sent_it_does_not_verify_it(world: World) -> None:
    scene = found(world)
    organisation = scene.organisation
    grader, sender = world.staff(organisation), world.staff(organisation)
    reader = world.staff(organisation, Role.READER)
    change(scene, grader, severity=Severity.MINOR)
    with world.tx(sender) as tx:
        deviations.issue(tx, world.runtime.keys, scene.deviation_id)
    action = scene.propose()
    scene.send().accept().report(action.public_id, DONE, FILE)
    for author in (scene.manager, grader, sender, reader):
        with pytest.raises(Forbidden):
            scene.verify(author)
    with pytest.raises(Forbidden):
        scene.verify(scene.holder)  # type: ignore[arg-type] # the supplier tries
    assert scene.verify(world.staff(organisation)).status is S.CLOSED


def test_a_critical_deviation_is_not_verified_from_documents(world: World) -> None:
    scene = found(world, severity=Severity.CRITICAL).reported().remedy()
    with pytest.raises(Invalid) as refused:
        scene.verify(None, Verification.DESKTOP)
    assert list(refused.value.problems) == ["verification"]
    assert scene.verify(None, Verification.RIGHTS_HOLDERS).status is S.CLOSED


def test_without_a_single_file_nothing_is_closed_and_the_verifier_may_bring_one(world: World) -> None:
    scene = found(world).planned().accept()
    scene.report(scene.plan[0].public_id, DoneReport(note="Opened", no_file_reason="See for yourselves."))
    with pytest.raises(Invalid) as refused:
        scene.verify()
    assert list(refused.value.problems) == ["files"]
    scene.verify(None, Verification.ON_SITE, Upload("files", name="visit.txt"))
    with world.reading() as tx:
        [visit] = tx.session.scalars(select(Evidence)).all()
    assert (visit.assignment_id, visit.added_by_id) == (None, scene.approver.user_id)
    with world.reading(scene.holder) as tx:
        assert tx.session.scalars(select(Evidence)).all() == []


def test_what_is_closed_stays_closed(world: World) -> None:
    scene = found(world).reported().verify()
    for late in (scene.withdraw, scene.accept, scene.verify, lambda: scene.report(scene.plan[0].public_id, DONE, FILE)):
        with pytest.raises(Conflict):
            late()
    assert scene.link.closed_at is not None


def test_withdrawing_ends_what_is_asked_and_keeps_the_reason_inside(world: World) -> None:
    scene = found(world).planned().withdraw("Recorded twice.")
    assert (scene.status, scene.deviation.withdraw_reason) == (S.WITHDRAWN, "Recorded twice.")
    assert scene.link.closed_at is not None
    assert found(world).withdraw().status is S.WITHDRAWN


def test_the_supplier_is_told_of_a_withdrawal_once_and_not_why(world: World) -> None:
    scene = found(world).issue().withdraw("Recorded twice.")
    [mail] = scene.mails("deviation_withdrawn")
    assert (mail.recipient, mail.facts["withdrawn_on"]) == (scene.link.recipient_email, "2026-03-02")
    assert "Recorded twice." not in str(mail.facts)
    with pytest.raises(Conflict):
        scene.withdraw()
    assert len(scene.mails("deviation_withdrawn")) == 1


def test_nobody_outside_hears_of_a_draft_that_is_withdrawn(world: World) -> None:
    scene = found(world).withdraw()
    assert not scene.mails("deviation_withdrawn")


def test_only_a_contract_manager_sends_judges_and_withdraws(world: World) -> None:
    scene = found(world)
    with pytest.raises(Forbidden), world.tx(scene.approver) as tx:
        deviations.issue(tx, world.runtime.keys, scene.deviation_id)
    scene.planned()
    for refused in (
        lambda tx: verification.accept_plan(tx, scene.deviation_id),
        lambda tx: verification.return_plan(tx, scene.deviation_id, "x"),
        lambda tx: deviations.withdraw(tx, scene.deviation_id, "x"),
    ):
        with pytest.raises(Forbidden), world.tx(scene.approver) as tx:
            refused(tx)


def test_the_holder_of_another_link_finds_nothing(world: World) -> None:
    scene, other = found(world).planned(), found(world).issue()
    action = scene.plan[0].public_id
    for attempt in (
        lambda tx: actions.propose(tx, scene.deviation_id, an_action()),
        lambda tx: actions.submit_plan(tx, scene.deviation_id, CARL),
        lambda tx: actions.revise(tx, action, an_action()),
        lambda tx: actions.remove(tx, action),
        lambda tx: actions.report_done(tx, action, DONE, uploads=(FILE,)),
    ):
        with pytest.raises(NotFound), world.tx(other.holder) as tx:
            attempt(tx)


def test_a_shared_result_follows_the_deviation(world: World) -> None:
    scene = found(world, is_cooperating=True)
    with world.tx(scene.manager) as tx:
        results = dict.fromkeys((clause_of(world, scene.contract, n) for n in range(3)), FindingResult.PARTLY)
        follow_ups.record(tx, scene.follow_up.public_id, Findings(done_on=date(2026, 3, 2), results=results))
        sharing.share(tx, scene.follow_up.public_id)

    def light() -> str:
        with world.reading() as tx:
            return str(tx.session.scalars(select(SharedResult.light)).one())

    seen = [light()]
    for name in ("issue", "propose", "send", "accept", "report with a file"):
        STEPS[name](scene)
    seen.append(light())
    scene.verify()
    assert [*seen, light()] == ["green", "yellow", "green"]


Step = Callable[[Found], object]
STEPS: dict[str, Step] = {
    "issue": Found.issue,
    "propose": lambda scene: scene.propose() if len(scene.plan) < 2 else refuse(),
    "send": Found.send,
    "return_plan": Found.return_plan,
    "accept": Found.accept,
    "report with a file": lambda scene: scene.report(_accepted(scene), DONE, FILE),
    "report without": lambda scene: scene.report(_accepted(scene), DoneReport(note="Done", no_file_reason="None")),
    "return_evidence": lambda scene: scene.return_evidence(*(action.public_id for action in scene.plan)),
    "verified by the author": lambda scene: scene.verify(scene.manager),
    "verified by the supplier": lambda scene: scene.verify(scene.holder),  # type: ignore[arg-type] # the supplier tries
    "verified by another": Found.verify,
    "withdraw": Found.withdraw,
}
ASIDE: dict[str, Step] = {
    "partly mended": lambda scene: scene.note_progress(*(action.public_id for action in scene.plan)),
    "risk accepted by the author": lambda scene: scene.accept_risk(who=scene.manager),
    "risk accepted by the supplier": lambda scene: scene.accept_risk(who=scene.holder),  # type: ignore[arg-type] # the supplier tries
    "risk accepted by another": Found.accept_risk,
    "resume": Found.resume,
    "reopen": Found.reopen,
    "supersede by itself": lambda scene: scene.supersede(scene.deviation_id),
    "supersede": lambda scene: scene.supersede(another(scene)),
}


def another(scene: Found) -> str:
    with scene.world.tx(scene.manager) as tx:
        return deviations.record_on_contract(tx, scene.contract.public_id, a_finding(title="The same locks")).public_id


def refuse() -> None:
    raise Conflict


def _accepted(scene: Found) -> str:
    return next((a.public_id for a in scene.plan if a.status is ActionStatus.ACCEPTED), "act_" + "a" * 26)


def _files(scene: Found) -> int:
    with scene.world.reading() as tx:
        return len(tx.session.scalars(select(Evidence.id)).all())


@pytest.mark.parametrize(
    ("steps", "reached"),
    [
        (STEPS, set(S) - {S.RISK_ACCEPTED, S.SUPERSEDED}),
        ({**STEPS, **ASIDE, "propose": lambda scene: refuse() if scene.plan else scene.propose()}, set(S)),
    ],
    ids=["two actions", "all steps"],
)
def test_there_is_no_way_to_closed_but_by_an_accepted_plan_proof_and_another_person(
    world: World, connection: Connection, steps: dict[str, Step], reached: set[DeviationStatus]
) -> None:
    scene = found(world)
    seen: set[object] = set()
    refused: set[tuple[DeviationStatus, str]] = set()

    def explore() -> None:
        now, plan, files = scene.deviation, scene.plan, _files(scene)
        state = (now.status, tuple(a.status for a in plan), files > 0, now.plan_accepted_at is None, now.verified_by_id)
        if state in seen:
            return
        seen.add(state)
        if now.status is S.CLOSED:
            assert plan
            assert files > 0
            assert {action.status for action in plan} == {ActionStatus.VERIFIED}
            assert now.plan_accepted_at is not None
            assert now.verified_by_id == scene.approver.user_id
        for name, step in steps.items():
            attempt = connection.begin_nested()
            try:
                step(scene)
            except FollowupError:
                refused.add((now.status, name))
            else:
                explore()
            finally:
                attempt.rollback()

    explore()
    assert {state[0] for state in seen} == reached  # type: ignore[index] # a tuple, made above
    never = (
        "verified by the author",
        "verified by the supplier",
        "risk accepted by the author",
        "risk accepted by the supplier",
        "supersede by itself",
    )
    assert {(status, name) for status in reached for name in never if name in steps} <= refused
