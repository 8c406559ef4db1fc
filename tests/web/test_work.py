"""My work: what each role finds on its start page, on whom it waits, and the one button of each row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from followup.clock import FixedClock
from followup.domain.actors import GIVEN_TO_PEOPLE, Role, Staff
from followup.domain.contracts import ChangeContract
from followup.domain.deviations import Severity
from followup.domain.follow_ups import Findings, NewFollowUp, Outcome
from followup.domain.messages import QuestionnaireReminder
from followup.domain.organisations import OrganisationKind
from followup.domain.permissions import Permission
from followup.domain.remarks import NewRemark
from followup.domain.risk import NewAssessment, RiskFacts
from followup.domain.risk_proposal import classify
from followup.domain.risk_tables import RiskLevel
from followup.domain.schedule import FollowUpKind
from followup.models.contracts import Contract
from followup.models.follow_ups import FollowUp
from followup.models.job_runs import JobRun
from followup.models.organisations import Organisation
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.suppliers import Supplier
from followup.services import (
    contracts,
    follow_ups,
    own_figures,
    questionnaires,
    remarks,
    risk,
    secrecy,
    sharing,
    summaries,
)
from tests.annual import deviates
from tests.builders import SETUP, World
from tests.deviation_scenes import Found, found
from tests.self_assessments import asked
from tests.web.api import Api
from tests.web.client import Browser
from tests.web.statements import counted

TODAY = date(2026, 3, 2)
K = FollowUpKind


@pytest.fixture
def manager(world: World) -> Staff:
    return world.staff(world.organisation("Region North"), name="Maja Manager")


def a_follow_up(world: World, staff: Staff, due_in: int = 0, kind: FollowUpKind = K.SITE_AUDIT) -> FollowUp:
    supplier = world.supplier()
    world.contact(staff, supplier, f"p{world._next()}@supplier.test")
    contract = world.contract(staff, supplier=supplier, version=world.code_version(f"v{world._next()}"))
    with world.tx(staff) as tx:
        new = NewFollowUp(kind=kind, due_on=TODAY + timedelta(days=due_in), reason="x")
        return follow_ups.add(tx, contract.public_id, new)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows(app: Flask, staff: Staff, section: str) -> list[tuple[str, str, str]]:
    """Return (what, button, where it leads) for each row of a section; each row has exactly one button."""
    page = Browser(app, staff).page("/work")
    found_rows = page.xpath(f"//section[@aria-labelledby='{section}']//tbody/tr")
    assert all(len(row.xpath(".//a[contains(@class, 'btn')] | .//button")) == 1 for row in found_rows)
    buttons = [row.xpath(".//a[contains(@class, 'btn')]")[0] for row in found_rows]
    return [
        (words(row.xpath("./th")[0]), (button.text or "").strip(), button.get("href"))
        for row, button in zip(found_rows, buttons, strict=True)
    ]


def mine(app: Flask, staff: Staff) -> list[tuple[str, str, str]]:
    return rows(app, staff, "waits-me")


def test_what_is_late_comes_first_and_what_is_far_away_not_at_all(app: Flask, world: World, manager: Staff) -> None:
    soon, late, _ = (a_follow_up(world, manager, due_in) for due_in in (14, -3, 15))
    assert mine(app, manager) == [
        ("On-site audit", "Record", f"/follow-ups/{late.public_id}/record"),
        ("On-site audit", "Record", f"/follow-ups/{soon.public_id}/record"),
    ]
    page = Browser(app, manager).page("/work")
    assert [words(d) for d in page.xpath("//dl[@class='figures']/div")] == ["Late1", "Due in the next 14 days1"]
    assert "3 days late" in words(page.xpath("//main")[0])


def test_a_planned_self_assessment_is_to_be_sent(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, kind=K.SELF_ASSESSMENT)
    [(_, button, address)] = mine(app, manager)
    assert (button, address.split("/")[2]) == ("Send", follow_up.public_id)


def test_a_sent_self_assessment_waits_on_the_supplier_until_it_is_answered(
    app: Flask, world: World, manager: Staff, clock: FixedClock
) -> None:
    scene = asked(world, staff=manager)
    assert rows(app, manager, "waits-supplier") == []
    clock.set(datetime(2026, 3, 17, 9, tzinfo=UTC))
    [(what, button, address)] = rows(app, manager, "waits-supplier")
    assert (what, button) == ("Self-assessment asked for", "Open")
    assert scene.invitation_id in address
    assert mine(app, manager) == []
    scene.answer()
    assert rows(app, manager, "waits-supplier") == []
    [(what, button, address)] = mine(app, manager)
    assert (what, button) == ("Self-assessment to assess", "Assess")
    assert scene.invitation_id in address


def test_what_the_supplier_writes_and_asks_to_keep_secret_is_my_work_until_it_is_answered(
    app: Flask, world: World, manager: Staff
) -> None:
    scene = asked(world, staff=manager)
    with world.tx(scene.holder) as tx:
        remarks.write_as_supplier(tx, NewRemark(text="Which sites?"))
        secrecy.ask(tx, "1", "Prices of our suppliers.")
    found = mine(app, manager)
    assert [what for what, _, _ in found] == ["Message from the supplier to answer", "Request for secrecy to test"]
    assert all(scene.invitation_id in address for _, _, address in found)
    with world.tx(manager) as tx:
        remarks.write_as_buyer(tx, scene.invitation_id, NewRemark(text="All of them."))
    assert [what for what, _, _ in mine(app, manager)] == ["Request for secrecy to test"]


def test_a_cancelled_self_assessment_is_to_be_recorded_by_hand(app: Flask, world: World, manager: Staff) -> None:
    scene = asked(world, staff=manager)
    with world.tx(manager) as tx:
        questionnaires.cancel(tx, scene.invitation_id)
    assert [button for _, button, _ in mine(app, manager)] == ["Record"]


def done_with(scene: Found) -> None:
    """Complete the follow-up, so that only the deviation is left."""
    with scene.world.tx(scene.manager) as tx:
        findings = Findings(done_on=tx.today, outcome=Outcome.ALL_FULFILLED)
        follow_ups.record(tx, scene.follow_up.public_id, findings)


def test_a_deviation_waits_in_turn_on_us_and_on_the_supplier(app: Flask, world: World) -> None:
    scene = found(world)
    done_with(scene)
    address = f"/deviations/{scene.deviation_id}"
    assert mine(app, scene.manager) == [("Deviation to send", "Check and send", address)]
    scene.issue()
    assert mine(app, scene.manager) == []
    assert rows(app, scene.manager, "waits-supplier") == [("Action plan asked for", "Open", address)]
    scene.propose()
    scene.send()
    assert mine(app, scene.manager) == [("Action plan to assess", "Assess", address)]


def test_evidence_waits_on_somebody_who_did_not_record_the_deviation(app: Flask, world: World) -> None:
    scene = found(world).reported()
    done_with(scene)
    address = f"/deviations/{scene.deviation_id}"
    assert mine(app, scene.manager) == []
    assert rows(app, scene.manager, "waits-colleague") == [("Evidence to verify", "Open", address)]
    assert mine(app, scene.approver) == [("Evidence to verify", "Verify", address)]


def test_an_overdue_deviation_is_counted_as_late(app: Flask, world: World, clock: FixedClock) -> None:
    scene = found(world, severity=Severity.MAJOR).issue()
    done_with(scene)
    clock.set(datetime(2026, 3, 20, 9, tzinfo=UTC))
    page = Browser(app, scene.manager).page("/work")
    assert "4 days late" in words(page.xpath("//section[@aria-labelledby='waits-supplier']")[0])


def test_a_risk_class_waits_on_another_person_than_the_one_who_assessed(
    app: Flask, world: World, manager: Staff
) -> None:
    contract = world.contract(manager, risk=None, version=world.code_version())
    with world.tx(manager) as tx:
        facts = RiskFacts(people=RiskLevel.HIGH, climate=RiskLevel.HIGH)
        risk.assess(tx, contract.public_id, NewAssessment(facts=facts, risk_class=classify(facts).risk_class))
    approver = world.staff(organisation_of(world, manager), Role.APPROVER)
    address = f"/contracts/{contract.public_id}"
    assert mine(app, approver) == [("Risk class to approve", "Decide", address)]
    assert rows(app, manager, "waits-colleague") == [("Risk class to approve", "Open", address)]


def organisation_of(world: World, staff: Staff) -> Organisation:
    with world.reading() as tx:
        return tx.follow(Organisation, staff.organisation_id or 0)


def test_a_contract_that_cannot_be_planned_is_to_be_completed(app: Flask, world: World, manager: Staff) -> None:
    contract = world.contract(manager, risk=None)
    assert rows(app, manager, "incomplete") == [(contract.title, "Complete", f"/contracts/{contract.public_id}")]


def test_a_complete_or_ended_contract_is_not_asked_about(app: Flask, world: World, manager: Staff) -> None:
    a_follow_up(world, manager)
    world.contract(manager, risk=None, starts_on=date(2020, 1, 1), ends_on=date(2025, 12, 31))
    assert rows(app, manager, "incomplete") == []


def test_many_incomplete_contracts_are_ten_rows_and_a_way_to_the_rest(app: Flask, world: World, manager: Staff) -> None:
    for _ in range(12):
        world.contract(manager, risk=None)
    assert len(rows(app, manager, "incomplete")) == 10
    page = Browser(app, manager).page("/work")
    assert page.xpath("//section[@aria-labelledby='incomplete']//a[.='All contracts']/@href") == ["/contracts"]


def test_an_auditor_finds_what_was_given_to_them_however_far_away(app: Flask, world: World, manager: Staff) -> None:
    auditor = world.staff(organisation_of(world, manager), Role.AUDITOR, name="Audrey Auditor")
    given, _ = a_follow_up(world, manager, 90), a_follow_up(world, manager, -90)
    with world.tx(manager) as tx:
        follow_ups.assign(tx, given.public_id, auditor.public_id)
    assert mine(app, auditor) == [("On-site audit", "Record", f"/follow-ups/{given.public_id}/record")]
    figures = Browser(app, auditor).page("/work").xpath("//dl[@class='figures']/div")
    assert [words(d) for d in figures] == ["Late0", "Due in the next 14 days0"]


def test_what_was_given_to_a_colleague_stands_apart_with_the_name(app: Flask, world: World, manager: Staff) -> None:
    auditor = world.staff(organisation_of(world, manager), Role.AUDITOR, name="Audrey Auditor")
    given = a_follow_up(world, manager)
    with world.tx(manager) as tx:
        follow_ups.assign(tx, given.public_id, auditor.public_id)
    assert rows(app, manager, "waits-colleague") == [
        ("On-site auditAudrey Auditor", "Open", f"/follow-ups/{given.public_id}")
    ]
    assert mine(app, manager) == []


def test_another_managers_contracts_are_not_my_work_but_nobodys_are(app: Flask, world: World, manager: Staff) -> None:
    other = world.staff(organisation_of(world, manager), name="Omar Other")
    theirs, nobodys = a_follow_up(world, other), a_follow_up(world, other, 1)
    with world.tx(other) as tx:
        contract = tx.follow(Contract, nobodys.contract_id)
        change = ChangeContract(title="Nobody's", starts_on=contract.starts_on, ends_on=contract.ends_on)
        contracts.change(tx, contract.public_id, change, None)
    assert [address for *_, address in mine(app, manager)] == [f"/follow-ups/{nobodys.public_id}/record"]
    assert theirs.public_id not in Browser(app, manager).get("/work").text


def test_another_organisations_work_is_not_mine(app: Flask, world: World, manager: Staff) -> None:
    stranger = world.staff(world.organisation(), Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR)
    a_follow_up(world, manager)
    found(world).reported()
    page = Browser(app, stranger).page("/work")
    assert page.xpath("//tbody/tr") == []


@pytest.mark.parametrize("role", GIVEN_TO_PEOPLE)
def test_an_empty_desk_says_so_to_every_role(app: Flask, world: World, role: Role) -> None:
    kind = OrganisationKind.SECRETARIAT if role in (Role.COORDINATOR, Role.PUBLISHER) else OrganisationKind.REGION
    staff = world.staff(world.organisation(kind=kind), role)
    assert "Nothing waits on you." in words(Browser(app, staff).page("/work").xpath("//main")[0])


class Cooperation:
    """Two members and a secretariat in the year after 2025."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.north, self.south = world.organisation("Region North"), world.organisation("Region South")
        secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        self.cooperation = world.cooperation(self.north, self.south, secretariat=secretariat)
        within = (self.cooperation,)
        self.approver = world.staff(self.north, Role.APPROVER, cooperations=within)
        self.manager = world.staff(self.north, Role.CONTRACT_MANAGER, cooperations=within)
        self.coordinator = world.staff(secretariat, Role.COORDINATOR, cooperations=within)
        self.publisher = world.staff(secretariat, Role.PUBLISHER, cooperations=within)

    def compiled(self) -> str:
        with self.world.tx(self.approver) as tx:
            own_figures.confirm(tx, 2025)
        with self.world.reading(summaries.COMPILER) as tx:
            items = summaries.gather(tx, self.cooperation, 2025)
        with self.world.tx(self.coordinator) as tx:
            return summaries.compile(tx, self.cooperation, 2025, items).public_id


def test_an_approver_confirms_last_years_figures_once(app: Flask, world: World) -> None:
    house = Cooperation(world)
    [(what, button, address)] = mine(app, house.approver)
    assert (what, button, "2025" in address) == ("The year's figures to confirm", "Confirm", True)
    with world.tx(house.approver) as tx:
        own_figures.confirm(tx, 2025)
    assert mine(app, house.approver) == []


def test_the_coordinator_sees_who_has_confirmed_and_who_has_not(app: Flask, world: World) -> None:
    house = Cooperation(world)
    with world.tx(house.approver) as tx:
        own_figures.confirm(tx, 2025)
    page = Browser(app, house.coordinator).page("/work")
    section = page.xpath("//section[@aria-labelledby='confirmations']")[0]
    assert "1 of 2 members have confirmed their figures." in words(section)
    assert [words(li) for li in section.xpath("./ul/li")] == ["Region South"]
    assert words(section.xpath(".//details//li")[0]).startswith("Region North, ")


def test_a_draft_is_reviewed_and_published_by_others_than_its_author(app: Flask, world: World) -> None:
    house = Cooperation(world)
    summary_id = house.compiled()
    [(what, button, address)] = mine(app, house.coordinator)
    assert (what, button, summary_id in address) == ("Annual summary to review", "Review", True)
    with world.tx(house.coordinator) as tx:
        summaries.review(tx, summary_id, None)
    assert [(w, b) for w, b, _ in rows(app, house.coordinator, "waits-colleague")] == [
        ("Annual summary to publish", "Open")
    ]
    assert [(w, b) for w, b, _ in mine(app, house.publisher)] == [("Annual summary to publish", "Publish")]


def test_the_coordinator_sees_the_red_lights_that_were_shared(app: Flask, world: World) -> None:
    house = Cooperation(world)
    follow_up = a_follow_up(world, house.manager)
    with world.tx(house.manager) as tx:
        follow_ups.record(tx, follow_up.public_id, Findings(done_on=TODAY, outcome=Outcome.ALL_FULFILLED))
    due = {"plan_due_on": date(2026, 2, 1), "closure_due_on": date(2026, 2, 1)}
    deviates(world, house.manager, follow_up, date(2026, 1, 2), severity=Severity.CRITICAL, **due)
    with world.tx(house.manager) as tx:
        shared = sharing.share(tx, follow_up.public_id)
    with world.reading() as tx:
        name = tx.follow(Supplier, shared[0].supplier_id).name
    [(what, button, address)] = rows(app, house.coordinator, "reds")
    assert (what, button, address) == (name, "Open", f"/shared-results/{shared[0].public_id}")


def a_lost_mail(world: World, staff: Staff) -> None:
    mail = QuestionnaireReminder(
        recipient_address="gone@supplier.test",
        locale="en",
        dedupe_key=f"lost:{world._next()}",
        buyer_name="Region North",
        supplier_name="Invented AB",
        contract_title="Gloves",
        number=1,
        questionnaire_title="Self-assessment",
        due_on=TODAY,
    )
    with world.tx(staff) as tx:
        tx.post(mail)
        row = tx.session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == mail.dedupe_key)).one()
        row.status, row.error, row.attempts = OutboxStatus.FAILED, "550 no such user", 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CONTRACT_MANAGER])
def test_mail_that_did_not_arrive_is_told_inside_its_organisation_only(app: Flask, world: World, role: Role) -> None:
    organisation = world.organisation()
    staff = world.staff(organisation, role)
    a_lost_mail(world, staff)
    section = Browser(app, staff).page("/work").xpath("//section[@aria-labelledby='undelivered']")[0]
    assert "Reminder of a self-assessment" in words(section)
    assert "gone@supplier.test" in words(section)
    stranger = world.staff(world.organisation(), role)
    assert "gone@supplier.test" not in Browser(app, stranger).get("/work").text


def test_an_administrator_sees_the_jobs_that_failed_this_week(app: Flask, world: World) -> None:
    staff = world.staff(world.organisation(), Role.ADMINISTRATOR)
    with world.tx(SETUP) as tx:
        for n, (job, error) in enumerate((("deliver_mail", "refused"), ("maintain", None), ("send_reminders", "old"))):
            at = tx.now - timedelta(days=8 if error == "old" else 1)
            run = JobRun(job=job, slot=f"s{n}", worker="w", counts={}, first_error=error)
            run.started_at = run.lease_until = run.finished_at = at
            tx.add(run)
    section = Browser(app, staff).page("/work").xpath("//section[@aria-labelledby='runs']")[0]
    assert [words(li).partition(",")[0] for li in section.xpath(".//li")] == ["Deliver mail"]


def test_the_page_asks_few_questions_whatever_the_roles_and_the_rows(app: Flask, world: World, engine: Engine) -> None:
    house = Cooperation(world)
    busy = world.staff(house.north, *GIVEN_TO_PEOPLE, cooperations=(house.cooperation,))
    for due_in in range(-5, 5):
        a_follow_up(world, busy, due_in)
    browser = Browser(app, busy)
    with counted(engine) as statements:
        browser.page("/work")
    assert len(statements) <= 24  # one per kind of work, for a person who has every role there is
    with counted(engine) as statements:
        Browser(app, house.manager).page("/work")
    assert len([s for s in statements if s.startswith("SELECT")]) <= 16  # one per kind of work


def test_the_api_gives_the_same_work(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager, -1)
    items = Api(app, world, manager)("GET", "/work").json["items"]
    assert [(i["task"], i["waits"], i["id"], i["due_on"]) for i in items] == [
        ("record_follow_up", "me", follow_up.public_id, "2026-03-01")
    ]


def test_a_voided_contracts_work_is_gone(app: Flask, world: World, manager: Staff) -> None:
    follow_up = a_follow_up(world, manager)
    with world.tx(manager) as tx:
        contract = tx.follow(Contract, follow_up.contract_id)
        tx.require(Permission.CONTRACT_CHANGE, contract)
        contracts.void(tx, contract.public_id, "Twice")
    assert Browser(app, manager).page("/work").xpath("//tbody/tr") == []
