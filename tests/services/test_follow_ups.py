"""Planning follow-ups, adding one by hand, giving one away, and logging what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role, Staff
from followup.domain.contracts import ChangeContract
from followup.domain.follow_ups import FindingResult, Findings, FollowUpStatus, NewFollowUp, Outcome, reason_of
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.permissions import Permission
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.i18n import explain
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.journal import JournalEntry
from followup.queries import follow_ups as queries
from followup.services import contracts, follow_ups, schedule
from tests.builders import World

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 2)
K = FollowUpKind


def planned(world: World, staff: Staff, contract: Contract) -> dict[FollowUpKind, FollowUp]:
    with world.tx(staff) as tx:
        schedule.schedule(tx, [contract.id])
    return stored(world, staff, contract)


def stored(world: World, staff: Staff, contract: Contract) -> dict[FollowUpKind, FollowUp]:
    with world.reading(staff) as tx:
        wanted = select(FollowUp).where(FollowUp.contract_id == contract.id).order_by(FollowUp.id)
        rows = {row.kind: row for row in tx.session.scalars(wanted)}
        tx.session.expunge_all()
        return rows


def events(world: World, staff: Staff, public_id: str) -> Sequence[str]:
    with world.reading(staff) as tx:
        wanted = select(JournalEntry.event).where(JournalEntry.subject_id == public_id).order_by(JournalEntry.id)
        return tx.session.scalars(wanted).all()


def a_follow_up(world: World, staff: Staff, kind: FollowUpKind = K.DOCUMENT_REVIEW, clauses: int = 3) -> FollowUp:
    contract = world.contract(staff, version=world.code_version(f"v{world._next()}", clauses=clauses))
    with world.tx(staff) as tx:
        return follow_ups.add(tx, contract.public_id, NewFollowUp(kind=kind, due_on=TODAY, reason="Tip from the press"))


def clauses_of(world: World, staff: Staff, follow_up: FollowUp) -> list[str]:
    with world.reading(staff) as tx:
        return [row.public_id for row in queries.bound_clauses(tx.session, follow_up.contract_id)]


def test_a_contract_gets_one_follow_up_of_each_kind_its_class_demands(world: World) -> None:
    staff = world.staff(world.organisation())
    found = planned(world, staff, world.contract(staff, risk=RiskClass.B))
    assert {kind: row.due_on for kind, row in found.items()} == {
        K.SELF_ASSESSMENT: date(2025, 1, 2),
        K.KICK_OFF: date(2025, 1, 31),
        K.TRACEABILITY: date(2026, 1, 2),
        K.PORTFOLIO_REVIEW: date(2026, 1, 2),
        K.DOCUMENT_REVIEW: date(2027, 1, 4),
        K.OFFICE_AUDIT: date(2028, 1, 3),
    }
    for row in found.values():
        assert events(world, staff, row.public_id) == ["follow_up.planned"]


def test_an_audit_that_would_come_too_late_is_not_stored(world: World) -> None:
    staff = world.staff(world.organisation())
    assert K.OFFICE_AUDIT not in planned(world, staff, world.contract(staff, ends_on=date(2028, 6, 30)))


def test_every_planned_follow_up_says_in_words_why_it_is_due(world: World) -> None:
    staff = world.staff(world.organisation())
    for risk in RiskClass:
        for row in planned(world, staff, world.contract(staff, risk=risk, ends_on=None)).values():
            sentence = explain(reason_of(row.why))
            assert sentence.startswith("Due ")
            assert f"Risk class {risk.value.upper()}" in sentence
            assert "{" not in sentence


def test_planning_twice_changes_nothing(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    before = planned(world, staff, contract)
    with world.tx(staff) as tx:
        assert schedule.schedule(tx, [contract.id]).total() == 0
        assert not tx.entries
    after = stored(world, staff, contract)
    assert {k: (r.public_id, r.version, r.due_on) for k, r in after.items()} == {
        k: (r.public_id, r.version, r.due_on) for k, r in before.items()
    }


def test_planning_gives_the_contract_no_new_version(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    planned(world, staff, contract)
    with world.tx(staff) as tx:
        contracts.change(tx, contract.public_id, ChangeContract(title="Still mine to change"), contract.version)


def test_a_later_start_moves_what_is_still_to_come_and_says_so(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, starts_on=date(2026, 6, 1), ends_on=date(2030, 5, 31))
    before = planned(world, staff, contract)
    with world.tx(staff) as tx:
        moved = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE)
        moved.starts_on = date(2026, 8, 1)
        tx.journal(CONTRACT_CHANGED, moved, fields="starts_on")
    after = planned(world, staff, contract)
    assert before[K.SELF_ASSESSMENT].due_on == date(2026, 6, 1)
    assert after[K.SELF_ASSESSMENT].due_on == date(2026, 8, 3)
    assert after[K.SELF_ASSESSMENT].public_id == before[K.SELF_ASSESSMENT].public_id
    assert events(world, staff, after[K.SELF_ASSESSMENT].public_id) == ["follow_up.planned", "follow_up.moved"]


def test_a_new_plan_never_hides_that_something_is_late(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, starts_on=date(2025, 1, 1))
    late = planned(world, staff, contract)[K.SELF_ASSESSMENT]
    with world.tx(staff) as tx:
        moved = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE)
        moved.starts_on = date(2026, 8, 1)
        tx.journal(CONTRACT_CHANGED, moved, fields="starts_on")
    assert planned(world, staff, contract)[K.SELF_ASSESSMENT].due_on == late.due_on


def test_another_class_with_the_same_date_explains_itself_anew(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff, risk=RiskClass.A, starts_on=date(2026, 6, 1), ends_on=None)
    planned(world, staff, contract)
    with world.tx(staff) as tx:
        other = tx.get(Contract, contract.public_id, to=Permission.CONTRACT_CHANGE)
        other.risk_class = RiskClass.B
        tx.journal(CONTRACT_CHANGED, other, fields="risk_class")
    kick_off = planned(world, staff, contract)[K.KICK_OFF]
    assert "Risk class B" in explain(reason_of(kick_off.why))
    assert events(world, staff, kick_off.public_id) == ["follow_up.planned", "follow_up.explained"]


def test_the_next_one_is_counted_from_the_day_it_was_done(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    first = planned(world, staff, contract)[K.PORTFOLIO_REVIEW]
    with world.tx(staff) as tx:
        follow_ups.record(tx, first.public_id, Findings(done_on=date(2026, 2, 10)))
    second = planned(world, staff, contract)[K.PORTFOLIO_REVIEW]
    assert (second.ordinal, second.due_on) == (2, date(2027, 2, 10))
    assert "last done 10 Feb 2026" in explain(reason_of(second.why))


def test_a_reader_cannot_plan(world: World) -> None:
    organisation = world.organisation()
    contract = world.contract(world.staff(organisation))
    with pytest.raises(Forbidden), world.tx(world.staff(organisation, Role.READER)) as tx:
        schedule.plan_now(tx, contract.public_id)


def test_one_added_by_hand_keeps_its_date_and_its_reason(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=K.SITE_AUDIT, due_on=date(2026, 5, 4), reason="Fire in a {factory} on 2026-02-28")
        added = follow_ups.add(tx, contract.public_id, new)
    found = planned(world, staff, contract)[K.SITE_AUDIT]
    assert (found.public_id, found.due_on) == (added.public_id, date(2026, 5, 4))
    assert explain(reason_of(found.why)) == "Due 4 May 2026: added by hand. Fire in a {factory} on 2026-02-28"


def test_a_second_open_one_of_the_same_kind_is_refused(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    late = planned(world, staff, contract)[K.SELF_ASSESSMENT]
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        follow_ups.add(tx, contract.public_id, NewFollowUp(kind=K.SELF_ASSESSMENT, due_on=TODAY, reason="x"))
    assert refused.value.problems["kind"][0].params == {"due": late.due_on}


def test_a_mistyped_year_is_refused(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    new = NewFollowUp(kind=K.SITE_AUDIT, due_on=date(2206, 3, 2), reason="x")
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        follow_ups.add(tx, contract.public_id, new)
    assert list(refused.value.problems) == ["due_on"]


def test_one_added_by_hand_after_another_was_settled_gets_the_next_number(world: World) -> None:
    staff = world.staff(world.organisation())
    first = a_follow_up(world, staff, K.SITE_AUDIT)
    with world.tx(staff) as tx:
        follow_ups.skip(tx, first.public_id, "The factory has moved")
        contract = tx.follow(Contract, first.contract_id)
        again = follow_ups.add(tx, contract.public_id, NewFollowUp(kind=K.SITE_AUDIT, due_on=TODAY, reason="New site"))
    assert again.ordinal == 2


def test_a_follow_up_without_deviations_is_logged_with_one_save(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff)
    findings = Findings(done_on=TODAY, participants="Anna, Bo", summary="In order", outcome=Outcome.ALL_FULFILLED)
    with world.tx(staff) as tx:
        done = follow_ups.record(tx, follow_up.public_id, findings, follow_up.version)
    assert (done.status, done.done_on, done.settled_by_id) == (FollowUpStatus.COMPLETED, TODAY, staff.user_id)
    assert (done.participants, done.summary) == ("Anna, Bo", "In order")
    with world.reading(staff) as tx:
        rows = queries.clauses_with_findings(tx.session, done)
    assert [(r.number, r.result) for r in rows] == [(f"2.{n}", FindingResult.FULFILLED) for n in (1, 2, 3)]
    history = ["follow_up.planned", "follow_up.complete", "follow_up.findings_recorded"]
    assert events(world, staff, done.public_id) == history


def test_findings_are_kept_clause_by_clause_with_their_notes(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff)
    one, two, three = clauses_of(world, staff, follow_up)
    results = {one: FindingResult.FULFILLED, two: FindingResult.NOT_FULFILLED, three: FindingResult.NOT_ASSESSED}
    with world.tx(staff) as tx:
        findings = Findings(done_on=TODAY, results=results, notes={two: "No policy"})
        done = follow_ups.record(tx, follow_up.public_id, findings)
    with world.reading(staff) as tx:
        rows = queries.clauses_with_findings(tx.session, done)
    assert [(r.result, r.note) for r in rows] == [
        (FindingResult.FULFILLED, None),
        (FindingResult.NOT_FULFILLED, "No policy"),
        (FindingResult.NOT_ASSESSED, None),
    ]


def test_clauses_that_were_left_out_are_named(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff)
    one, two, three = clauses_of(world, staff, follow_up)
    findings = Findings(done_on=TODAY, results={one: FindingResult.FULFILLED})
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, findings)
    assert list(refused.value.problems) == [f"results.{two}", f"results.{three}"]
    assert refused.value.problems[f"results.{two}"][0].code == "follow_up.incomplete"
    with world.reading(staff) as tx:
        assert tx.follow(FollowUp, follow_up.id).status is FollowUpStatus.PLANNED


def test_a_statement_about_all_clauses_cannot_be_contradicted_below(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff)
    one, *_ = clauses_of(world, staff, follow_up)
    results = {one: FindingResult.NOT_FULFILLED}
    findings = Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED, results=results)
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, findings)
    assert refused.value.problems[f"results.{one}"][0].code == "follow_up.contradiction"


def test_a_clause_of_another_contract_is_refused(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up, other = a_follow_up(world, staff), a_follow_up(world, staff)
    stranger = clauses_of(world, staff, other)[0]
    findings = Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED, results={stranger: FindingResult.FULFILLED})
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, findings)
    assert refused.value.problems[f"results.{stranger}"][0].code == "follow_up.not_bound"


def test_what_has_been_done_does_not_lie_in_the_future(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff)
    findings = Findings(done_on=TODAY + timedelta(days=1), outcome=Outcome.ALL_FULFILLED)
    with pytest.raises(Invalid) as refused, world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, findings)
    assert list(refused.value.problems) == ["done_on"]


def test_a_completed_follow_up_takes_no_more_findings(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff)
    findings = Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED)
    with world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, findings)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, findings)
    assert refused.value.reason.code == "follow_up.closed"


def test_somebody_elses_save_is_not_overwritten(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff)
    with world.tx(staff) as tx:
        follow_ups.start(tx, follow_up.public_id, 1)
    findings = Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED)
    with pytest.raises(Conflict) as refused, world.tx(staff) as tx:
        follow_ups.record(tx, follow_up.public_id, findings, 1)
    assert refused.value.reason.code == "stale"


def test_what_is_under_way_is_not_moved_or_planned_again(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    first = planned(world, staff, contract)[K.PORTFOLIO_REVIEW]
    with world.tx(staff) as tx:
        follow_ups.start(tx, first.public_id)
    assert planned(world, staff, contract)[K.PORTFOLIO_REVIEW].public_id == first.public_id


def test_a_skipped_follow_up_keeps_its_reason_and_the_next_is_counted_from_its_date(world: World) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    first = planned(world, staff, contract)[K.PORTFOLIO_REVIEW]
    with world.tx(staff) as tx:
        assert follow_ups.skip(tx, first.public_id, "Done elsewhere").skip_reason == "Done elsewhere"
    second = planned(world, staff, contract)[K.PORTFOLIO_REVIEW]
    assert (second.ordinal, second.due_on) == (2, date(2027, 1, 4))


def test_an_auditor_records_only_what_was_given_to_them(world: World) -> None:
    organisation = world.organisation()
    manager, auditor = world.staff(organisation), world.staff(organisation, Role.AUDITOR)
    follow_up = a_follow_up(world, manager, K.SITE_AUDIT)
    findings = Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED)
    with pytest.raises(Forbidden), world.tx(auditor) as tx:
        follow_ups.record(tx, follow_up.public_id, findings)
    with world.tx(manager) as tx:
        follow_ups.assign(tx, follow_up.public_id, auditor.public_id)
    with world.tx(auditor) as tx:
        assert follow_ups.record(tx, follow_up.public_id, findings).status is FollowUpStatus.COMPLETED


def test_a_follow_up_is_given_to_nobody_without_the_role(world: World) -> None:
    organisation = world.organisation()
    manager, reader = world.staff(organisation), world.staff(organisation, Role.READER)
    follow_up = a_follow_up(world, manager)
    with pytest.raises(Invalid) as refused, world.tx(manager) as tx:
        follow_ups.assign(tx, follow_up.public_id, reader.public_id)
    assert list(refused.value.problems) == ["user_id"]


def test_another_organisations_follow_up_is_not_there(world: World) -> None:
    follow_up = a_follow_up(world, world.staff(world.organisation()))
    stranger = world.staff(world.organisation())
    with pytest.raises(NotFound), world.tx(stranger) as tx:
        follow_ups.record(tx, follow_up.public_id, Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED))


def test_an_assessment_completes_its_follow_up_and_leaves_the_rest_unassessed(world: World) -> None:
    staff = world.staff(world.organisation())
    follow_up = a_follow_up(world, staff, K.SELF_ASSESSMENT)
    one, *_ = clauses_of(world, staff, follow_up)
    with world.tx(staff) as tx:
        row = tx.get(FollowUp, follow_up.public_id, to=Permission.QUESTIONNAIRE_ASSESS)
        done = follow_ups.complete_from_assessment(tx, row, {one: FindingResult.PARTLY})
    with world.reading(staff) as tx:
        found = [r.result for r in queries.clauses_with_findings(tx.session, done)]
    assert found == [FindingResult.PARTLY, FindingResult.NOT_ASSESSED, FindingResult.NOT_ASSESSED]
    assert (done.status, done.done_on) == (FollowUpStatus.COMPLETED, TODAY)


def test_a_voided_contract_takes_no_follow_up_and_plans_none(world: World, clock: FixedClock) -> None:
    staff = world.staff(world.organisation())
    contract = world.contract(staff)
    with world.tx(staff) as tx:
        contracts.void(tx, contract.public_id, "Registered twice")
    assert planned(world, staff, contract) == {}
    with pytest.raises(Conflict), world.tx(staff) as tx:
        follow_ups.add(tx, contract.public_id, NewFollowUp(kind=K.SITE_AUDIT, due_on=TODAY, reason="x"))
