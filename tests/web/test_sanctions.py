"""Sanctions from proposal to letter, by the job, by hand, in a browser and by API."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.demo.story import Archive
from followup.domain.actors import Role, Staff
from followup.domain.deviations import Severity
from followup.domain.hand_overs import HandOver
from followup.domain.journal import CONTRACT_CHANGED, DEVIATION_CHANGED
from followup.domain.money import Money
from followup.domain.penalties import NewPenalty, PenaltyTerms, PenaltyTrigger, PenaltyUnit
from followup.domain.sanction_steps import Decision, NewSanction
from followup.domain.sanctions import Rung, SanctionStatus
from followup.domain.summaries import fingerprint
from followup.errors import Conflict, Forbidden
from followup.jobs import propose_sanctions
from followup.jobs.work import Work
from followup.models.contracts import Contract
from followup.models.deviations import Deviation
from followup.models.sanctions import Letter, Sanction
from followup.models.suppliers import SupplierContact
from followup.queries import contracts as contract_queries
from followup.services import hand_overs, penalties, sanctions
from tests.builders import World
from tests.deviation_scenes import Found, found
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

TERMS = PenaltyTerms(amount=Money(20_000_00, "SEK"), unit=PenaltyUnit.WEEK, cap_count=10)


class Case:
    """A deviation that was sent and is long late, on a contract that its manager answers for."""

    def __init__(self, world: World, **changes: object) -> None:
        self.world = world
        self.found: Found = found(world, **changes).issue()  # type: ignore[arg-type] # a test's own values
        self.manager = self.found.manager
        with world.tx(self.manager) as tx:
            contract = tx.follow(Contract, self.found.contract.id)
            contract.manager_id = self.manager.user_id
            contract.case_number = "RS 2026-14"
            tx.journal(CONTRACT_CHANGED, contract, fields="manager_id")
            self.contract_id = contract.public_id

    @property
    def clause_id(self) -> str:
        with self.world.reading() as tx:
            return str(contract_queries.clauses(tx.session, self.found.contract.id)[0].public_id)

    @property
    def contact_id(self) -> str:
        with self.world.reading() as tx:
            of_supplier = SupplierContact.supplier_id == self.found.contract.supplier_id
            return tx.session.scalars(select(SupplierContact.public_id).where(of_supplier)).first() or ""

    def propose(self, rung: Rung, who: Staff | None = None) -> str:
        with self.world.tx(who or self.manager) as tx:
            new = NewSanction(rung=rung, note="It goes on.", deviation_id=self.found.deviation_id)
            return sanctions.propose_by_hand(tx, self.contract_id, new).public_id

    def state_penalty(self) -> None:
        with self.world.tx(self.manager) as tx:
            penalties.state(tx, self.contract_id, TERMS)

    def refuse(self) -> None:
        with self.world.tx(self.manager) as tx:
            deviation = tx.follow(Deviation, self.found.deviation.id)
            deviation.refusal_note = "The mill lets nobody in; three letters are kept."
            tx.journal(DEVIATION_CHANGED, deviation, fields="description")

    def colleague(self, *roles: Role) -> Staff:
        return self.world.staff(self.found.organisation, *roles)

    def sanction(self, public_id: str) -> Sanction:
        with self.world.reading() as tx:
            return tx.session.scalars(select(Sanction).where(Sanction.public_id == public_id)).one()


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_the_night_proposes_one_step_and_the_next_night_nothing_more(case: Case, clock: FixedClock) -> None:
    runtime = case.world.runtime
    clock.set(datetime(2026, 4, 20, 5, tzinfo=UTC))
    for expected in (1, 0):
        work = Work(runtime=runtime, mailer=Archive())
        propose_sanctions.run(work)
        assert (work.counts["new"], work.first_error) == (expected, None)
    with case.world.reading() as tx:
        [sanction] = tx.session.scalars(select(Sanction))
    assert (sanction.rung, sanction.status, sanction.owner_id) == (
        Rung.NOTICE,
        SanctionStatus.PROPOSED,
        case.manager.user_id,
    )
    assert sanction.proposed_by_id is None


def test_only_the_contracts_manager_decides(case: Case) -> None:
    sanction_id = case.propose(Rung.NOTICE)
    decision = Decision(clause_id=case.clause_id, note="Send the plan by 1 May.")
    for who in (case.colleague(Role.CONTRACT_MANAGER), case.colleague(Role.APPROVER)):
        with pytest.raises(Forbidden), case.world.tx(who) as tx:
            sanctions.decide(tx, sanction_id, decision)
    with case.world.tx(case.manager) as tx:
        assert sanctions.decide(tx, sanction_id, decision).status is SanctionStatus.DECIDED


def test_the_next_manager_takes_over_what_is_proposed(case: Case) -> None:
    sanction_id, after = case.propose(Rung.NOTICE), case.colleague(Role.CONTRACT_MANAGER)
    with case.world.tx(case.manager) as tx:
        contract = tx.follow(Contract, case.found.contract.id)
        contract.manager_id = after.user_id
        tx.journal(CONTRACT_CHANGED, contract, fields="manager_id")
    with case.world.tx(after) as tx:
        assert sanctions.give(tx, sanction_id).owner_id == after.user_id


def test_what_is_proposed_goes_along_when_the_work_is_handed_over(case: Case) -> None:
    sanction_id, after = case.propose(Rung.NOTICE), case.colleague(Role.CONTRACT_MANAGER)
    with case.world.tx(after) as tx:
        hand_overs.hand_over(tx, HandOver(from_id=case.manager.public_id, to_id=after.public_id))
    assert case.sanction(sanction_id).owner_id == after.user_id


def test_a_refusal_further_down_blocks_the_penalty_when_proposed_and_when_decided(case: Case) -> None:
    case.state_penalty()
    sanction_id = case.propose(Rung.PENALTY)
    case.refuse()
    days = NewPenalty(
        trigger=PenaltyTrigger.DEVIATION_NOT_HANDLED, late_from_on=date(2026, 2, 1), late_to_on=date(2026, 2, 20)
    )
    with pytest.raises(Conflict, match=r"sanction\.refuses"), case.world.tx(case.manager) as tx:
        sanctions.count(tx, sanction_id, days)
    with case.world.tx(case.manager) as tx:
        sanctions.decline(tx, sanction_id, "Refused further down.")
    with pytest.raises(Conflict, match=r"sanction\.refuses"):
        case.propose(Rung.PENALTY)


def test_a_penalty_from_the_clause_to_the_letter(case: Case, app: Flask, clock: FixedClock) -> None:
    browser = Browser(app, case.manager)
    path = f"/contracts/{case.contract_id}/penalty"
    browser.page(path)
    version = {"version": "99", "amount": "20 000", "unit": "week", "cap_count": "10"}
    assert browser.post(path, version).status_code == 409
    with case.world.reading() as tx:
        version["version"] = str(tx.follow(Contract, case.found.contract.id).version)
    assert browser.post(path, version).status_code == 303
    page = f"/sanctions/{case.propose(Rung.PENALTY)}"
    browser.page(f"{page}/penalty")
    days = {"trigger": "deviation_not_handled", "late_from_on": "2026-02-01", "late_to_on": "2026-02-15"}
    assert browser.post(f"{page}/penalty", {**days, "version": "1"}).status_code == 303
    assert "60,000.00" in browser.page(page).text_content()
    decision = {"clause_id": case.clause_id, "note": "Pay by 1 May.", "version": "2"}
    assert browser.post(f"{page}/decide", decision).status_code == 409
    browser.page(f"{page}/hear")
    hearing = {"contact_id": case.contact_id, "due_on": "2026-03-16", "clause_id": case.clause_id, "version": "2"}
    assert browser.post(f"{page}/hear", hearing).status_code == 303
    [mail] = case.found.mails("supplier_heard")
    assert "60 000,00" in str(mail.facts["paragraphs"])
    decision["version"] = "3"
    assert browser.post(f"{page}/decide", decision).status_code == 409
    assert browser.post(f"{page}/letters").status_code == 409
    browser.page(f"{page}/statement")
    said = {"statement": "We need more time.", "stated_on": "2026-03-02", "version": "3"}
    assert browser.post(f"{page}/statement", said).status_code == 303
    browser.page(f"{page}/decide")
    decision["version"] = "4"
    assert browser.post(f"{page}/decide", decision).status_code == 303
    assert browser.post(f"{page}/letters").status_code == 303
    check_letters(case, browser, page, clock)


def check_letters(case: Case, browser: Browser, page: str, clock: FixedClock) -> None:
    with case.world.reading() as tx:
        letters = tx.session.scalars(select(Letter).order_by(Letter.number)).all()
    assert [letter.number for letter in letters] == [1, 2]
    assert [letter.kind.value for letter in letters] == ["hearing", "penalty"]
    clock.set(clock.now() + timedelta(minutes=20))
    for letter in letters:
        response = browser.get(f"/letters/{letter.public_id}.pdf")
        assert response.status_code == 200
        assert fingerprint(letter.facts) == letter.sha256
        assert browser.get(f"/letters/{letter.public_id}.pdf").data == response.data
        with pikepdf.open(io.BytesIO(response.data)) as document:
            assert str(document.Root.Lang) == "sv"
            assert bool(document.Root.MarkInfo.Marked)
        assert letter.case_number == "RS 2026-14"
    assert "Deviation" in browser.page(page).text_content()


def test_a_letter_is_read_by_ones_own_staff_only(case: Case, app: Flask, world: World) -> None:
    sanction_id = case.propose(Rung.NOTICE)
    with world.tx(case.manager) as tx:
        sanctions.decide(tx, sanction_id, Decision(clause_id=case.clause_id, note="Mend it."))
    assert Browser(app, case.manager).post(f"/sanctions/{sanction_id}/letters").status_code == 303
    with world.reading() as tx:
        letter_id = tx.session.scalars(select(Letter.public_id)).one()
    assert Browser(app, case.colleague(Role.READER)).get(f"/letters/{letter_id}.pdf").status_code == 200
    elsewhere = world.staff(world.organisation("Elsewhere"))
    assert Browser(app, elsewhere).get(f"/letters/{letter_id}.pdf").status_code == 404


def test_the_pages_show_what_the_ladder_says(case: Case, app: Flask, clock: FixedClock, engine: Engine) -> None:
    clock.set(datetime(2026, 4, 20, 5, tzinfo=UTC))
    browser = Browser(app, case.manager)
    deviation = browser.page(f"/deviations/{case.found.deviation_id}").text_content()
    assert "Next step by the ladder: Written notice." in deviation
    sanction_id = case.propose(Rung.NOTICE)
    for path in ("/sanctions", f"/sanctions/{sanction_id}", f"/contracts/{case.contract_id}"):
        assert "Written notice" in browser.page(path).text_content(), path
    assert "Proposed sanction to decide on" in browser.page("/work").text_content()
    for path in (f"/contracts/{case.contract_id}/sanctions/new", f"/sanctions/{sanction_id}/decline"):
        browser.page(path)
    with counted(engine) as statements:
        browser.page(f"/sanctions/{sanction_id}")
    assert len(statements) <= 8


def test_a_program_proposes_and_reads(case: Case, app: Flask, world: World) -> None:
    call = Api(app, world, case.manager)
    body = {"rung": "notice", "note": "Late again", "deviation_id": case.found.deviation_id}
    made = call("POST", f"/contracts/{case.contract_id}/sanctions", body)
    assert made.status_code == 201
    assert made.json["status"] == "proposed"
    assert call("GET", f"/sanctions/{made.json['id']}").json["why"] == "Proposed by a person: Late again"
    assert [row["rung"] for row in call("GET", "/sanctions").json["items"]] == ["notice"]
    assert call("POST", f"/contracts/{case.contract_id}/sanctions", body).status_code == 409


def test_a_zero_tolerance_matter_alerts_and_never_ends_the_contract(world: World, clock: FixedClock) -> None:
    case = Case(world, severity=Severity.CRITICAL)
    with world.tx(case.manager) as tx:
        proposed = sanctions.propose(tx, case.found.deviation_id)
    assert proposed is not None
    assert proposed.rung is Rung.JOINT_ALERT
