"""Completeness, reasons that survive storing, and plans that are revised without a trace of when the night ran."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.follow_ups import (
    BY_HAND,
    FOLLOW_UP,
    FindingResult,
    Findings,
    FollowUpStatus,
    FollowUpStep,
    Outcome,
    missing_clauses,
    reason_of,
    settled_results,
    stored,
)
from followup.domain.revisions import Standing, revise
from followup.domain.risk import RiskClass
from followup.domain.schedule import DEFAULT_POLICY, ContractFacts, FollowUpKind, Recheck
from followup.errors import Conflict, Invalid
from followup.i18n import LANGUAGES, explain, speaking

TODAY = date(2026, 3, 2)
DUE = ["ccl_a", "ccl_b"]
POLICY = DEFAULT_POLICY["SE"]
FACTS = ContractFacts(risk_class=RiskClass.A, starts_on=TODAY, ends_on=date(2036, 3, 1), country="SE")
R = FindingResult


def test_missing_clauses_come_in_clause_order() -> None:
    assert missing_clauses(["a", "b", "c"], {"b": R.FULFILLED}) == ("a", "c")


@pytest.mark.parametrize(
    ("outcome", "expected"), [(Outcome.ALL_FULFILLED, R.FULFILLED), (Outcome.NONE_ASSESSED, R.NOT_ASSESSED)]
)
def test_one_statement_can_stand_for_all_clauses(outcome: Outcome, expected: FindingResult) -> None:
    assert settled_results(DUE, Findings(done_on=TODAY, outcome=outcome)) == dict.fromkeys(DUE, expected)


def test_a_contract_without_clauses_is_complete_without_findings() -> None:
    assert settled_results([], Findings(done_on=TODAY)) == {}


def test_saying_the_same_twice_is_no_contradiction() -> None:
    findings = Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED, results={"ccl_a": R.FULFILLED})
    assert settled_results(DUE, findings) == dict.fromkeys(DUE, R.FULFILLED)


@pytest.mark.parametrize("key", ["results", "notes"])
def test_what_is_said_of_an_unknown_clause_is_refused(key: str) -> None:
    said: dict[str, object] = {"results": {"ccl_x": R.PARTLY}} if key == "results" else {"notes": {"ccl_x": "?"}}
    with pytest.raises(Invalid) as refused:
        settled_results(DUE, replace(Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED), **said))
    assert list(refused.value.problems) == ["results.ccl_x"]


@settings(max_examples=50)
@given(st.sets(st.sampled_from(sorted(DUE))), st.sets(st.sampled_from(sorted(DUE))))
def test_findings_are_complete_exactly_when_every_clause_has_one(given_: set[str], noted: set[str]) -> None:
    findings = Findings(done_on=TODAY, results=dict.fromkeys(given_, R.PARTLY), notes=dict.fromkeys(noted, "x"))
    if given_ == set(DUE):
        assert settled_results(DUE, findings) == dict(findings.results)
    else:
        with pytest.raises(Invalid) as refused:
            settled_results(DUE, findings)
        assert set(refused.value.problems) == {f"results.{key}" for key in set(DUE) - given_}


def test_what_is_under_way_cannot_be_skipped() -> None:
    with pytest.raises(Conflict):
        FOLLOW_UP.after(FollowUpStatus.STARTED, FollowUpStep.SKIP)


def test_a_note_of_a_person_is_never_read_as_a_date() -> None:
    why = json.loads(json.dumps(stored(BY_HAND.but(due=TODAY, note="2026-02-28"))))
    assert explain(reason_of(why)) == "Due 2 Mar 2026: added by hand. 2026-02-28"


class Shelf:
    """The stored follow-ups of one contract, as the database would hold them."""

    def __init__(self) -> None:
        self.rows: dict[int, Standing] = {}

    def plan(self, facts: ContractFacts, today: date) -> int:
        revision = revise(facts, list(self.rows.values()), POLICY, today)
        for planned in revision.new:
            key = len(self.rows) + 1
            self.rows[key] = Standing(
                key=key,
                kind=planned.kind,
                subject=planned.subject,
                due_on=planned.due_on,
                status=FollowUpStatus.PLANNED,
                done_on=None,
                why=json.loads(json.dumps(stored(planned.reason))),
            )
        for key, planned in revision.moved:
            self.rows[key] = replace(self.rows[key], due_on=planned.due_on, why=stored(planned.reason))
        return len(revision.new) + len(revision.moved)

    def settle(self, until: date, after: int) -> None:
        for key, row in self.rows.items():
            done_on = row.due_on + timedelta(days=after)
            if row.status is FollowUpStatus.PLANNED and done_on <= until:
                self.rows[key] = replace(row, status=FollowUpStatus.COMPLETED, done_on=done_on)

    @property
    def plain(self) -> set[tuple[FollowUpKind, str, date, date | None]]:
        return {(r.kind, r.subject, r.due_on, r.done_on) for r in self.rows.values()}


contracts = st.builds(
    lambda risk, start, length: ContractFacts(
        risk_class=risk,
        starts_on=start,
        ends_on=None if length is None else start + timedelta(days=length),
        country="SE",
    ),
    st.sampled_from(RiskClass),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)) | st.just(date(2024, 2, 29)),
    st.none() | st.integers(600, 2200),
)


def lived(facts: ContractFacts, nights: Sequence[date], after: int) -> Shelf:
    shelf = Shelf()
    for night in nights:
        while True:  # what a late night finds settled may make the next one due at once
            shelf.settle(night, after)
            if not shelf.plan(facts, night):
                break
    return shelf


@settings(max_examples=15, deadline=None)
@given(contracts, st.integers(0, 40), st.integers(1, 6))
def test_missed_nights_leave_the_same_plan(facts: ContractFacts, after: int, missed: int) -> None:
    assert facts.starts_on is not None
    every = [facts.starts_on + timedelta(days=n) for n in range(0, 560, 14)]
    some = [night for n, night in enumerate(every) if n % missed == 0 or night == every[-1]]
    assert lived(facts, every, after).plain == lived(facts, some, after).plain


@settings(max_examples=30, deadline=None)
@given(contracts, contracts, st.integers(0, 900))
def test_after_any_change_of_facts_a_second_plan_changes_nothing(
    before: ContractFacts, after: ContractFacts, day: int
) -> None:
    assert before.starts_on is not None
    today = before.starts_on + timedelta(days=day)
    shelf = Shelf()
    shelf.plan(before, today)
    shelf.plan(after, today)
    assert shelf.plan(after, today) == 0
    slots = [(r.kind, r.subject) for r in shelf.rows.values()]
    assert len(slots) == len(set(slots))


@settings(max_examples=20, deadline=None)
@given(contracts, st.sampled_from(sorted(LANGUAGES)))
def test_every_stored_reason_can_be_said_in_every_language(facts: ContractFacts, language: str) -> None:
    assert facts.starts_on is not None
    again = replace(facts, rechecks=(Recheck("dev_1", facts.starts_on),))
    shelf = lived(again, [facts.starts_on + timedelta(days=n) for n in (0, 400)], 5)
    with speaking(language):
        for row in shelf.rows.values():
            sentence = explain(reason_of(row.why))
            assert len(sentence) > 10
            assert "{" not in sentence


def test_what_a_person_added_or_began_is_not_moved() -> None:
    shelf = Shelf()
    shelf.plan(FACTS, TODAY)
    key = next(k for k, r in shelf.rows.items() if r.kind is FollowUpKind.TRACEABILITY)
    shelf.rows[key] = replace(shelf.rows[key], status=FollowUpStatus.STARTED)
    audit = next(k for k, r in shelf.rows.items() if r.kind is FollowUpKind.SITE_AUDIT)
    shelf.rows[audit] = replace(shelf.rows[audit], why=stored(BY_HAND.but(due=TODAY, note="x")))
    revision = revise(replace(FACTS, starts_on=date(2026, 9, 1)), list(shelf.rows.values()), POLICY, TODAY)
    moved = {key for key, _ in revision.moved}
    assert revision.new == ()
    assert moved
    assert moved.isdisjoint({key, audit})
