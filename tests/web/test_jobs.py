"""The page of job runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine

from followup.domain.actors import Role, Staff, System
from followup.domain.job_runs import JobName
from followup.jobs.registry import JOBS
from followup.models.job_runs import JobRun
from followup.models.outbox import OutboxMessage, OutboxStatus
from tests.builders import World
from tests.conftest import NOW
from tests.web.client import Browser
from tests.web.statements import counted

KEEPER = System(job="maintenance", everything=True)


@pytest.fixture
def admin(world: World) -> Staff:
    return world.staff(world.organisation(), Role.ADMINISTRATOR)


def ran(world: World, job: str, slot: str, *, counts: dict[str, int] | None = None, error: str | None = None) -> None:
    with world.tx(KEEPER) as tx:
        tx.add(
            JobRun(
                job=job, slot=slot, worker="here:1", started_at=NOW, lease_until=NOW + timedelta(minutes=30),
                finished_at=NOW, counts=counts or {}, first_error=error,
            )
        )  # fmt: skip


def unsent(world: World, staff: Staff, recipient: str, status: OutboxStatus, error: str | None) -> None:
    with world.tx(staff) as tx:
        tx.add(
            OutboxMessage(
                kind="questionnaire_invitation", recipient=recipient, locale="sv", facts={}, dedupe_key=recipient,
                status=status, attempts=3, next_at=NOW, created_at=NOW, error=error,
            )
        )  # fmt: skip


def test_every_job_stands_on_the_page_also_when_it_has_never_run(app: Flask, admin: Staff) -> None:
    page = Browser(app, admin).page("/jobs")
    shown = [h.text_content().strip() for h in page.xpath("//main//h2")]
    assert shown[: len(JOBS)] == [job.label for job in JOBS]
    assert page.text_content().count("Has never run") == len(JobName)


def test_the_last_five_runs_are_shown_newest_first_with_counts_and_error(
    app: Flask, world: World, admin: Staff
) -> None:
    for day in range(1, 8):
        ran(world, "maintain", f"2026-02-0{day}", counts={"staff sessions": day, "due": 0})
    ran(world, "deliver_mail", "2026-03-01", error="out_x: 550 <anna@supplier.test> unknown")
    page = Browser(app, admin).page("/jobs")
    place = 1 + [job.name for job in JOBS].index("maintain")
    assert page.xpath(f"//section[@aria-labelledby='job-{place}']//tbody/tr/th/text()") == [
        f"2026-02-0{d}" for d in (7, 6, 5, 4, 3)
    ]
    text = page.text_content()
    assert "Old sessions of staff: 7" in text
    assert "Due: 0" not in text
    assert "550 <…> unknown" in text
    assert "anna@supplier.test" not in text


def test_only_mails_of_ones_own_organisation_that_did_not_arrive_are_listed(
    app: Flask, world: World, admin: Staff
) -> None:
    unsent(world, admin, "refused@supplier.test", OutboxStatus.FAILED, "550 no such user")
    unsent(world, admin, "later@supplier.test", OutboxStatus.PENDING, "451 try again")
    unsent(world, admin, "fresh@supplier.test", OutboxStatus.PENDING, None)
    unsent(world, admin, "arrived@supplier.test", OutboxStatus.SENT, None)
    unsent(world, world.staff(world.organisation()), "foreign@supplier.test", OutboxStatus.FAILED, "550 no")
    page = Browser(app, admin).page("/jobs")
    shown = page.xpath("//section[@aria-labelledby='mails']//td[@data-label='To']/text()")
    assert shown == ["later@supplier.test", "refused@supplier.test"]


def test_the_page_asks_three_statements_however_many_runs_there_are(
    app: Flask, world: World, admin: Staff, engine: Engine
) -> None:
    for minute in range(30):
        ran(world, "deliver_mail", f"2026-03-02T08:{minute:02}Z", counts={"sent": 1})
    with counted(engine) as seen:
        Browser(app, admin).page("/jobs")
    assert len([s for s in seen if s.startswith("SELECT")]) <= 3, seen


def test_a_contract_manager_has_no_business_there(app: Flask, world: World) -> None:
    assert Browser(app, world.staff(world.organisation(), Role.CONTRACT_MANAGER)).get("/jobs").status_code == 403
