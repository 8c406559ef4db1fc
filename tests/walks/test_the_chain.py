"""The main job from end to end, through the pages alone: from a clause in a contract to a published figure.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.funding import REGIONS_COMPONENTS
from followup.jobs import deliver_mail, publish_files, schedule_follow_ups
from followup.jobs.work import Work
from followup.mail.render import RenderedMail
from followup.models.outbox import OutboxMessage
from followup.resources import resource_dir
from followup.runtime import Runtime
from followup.schemas.code_of_conduct import read_content
from followup.services import code_of_conduct, funding
from tests.builders import SETUP, World
from tests.walks.person import Person

pytestmark = [pytest.mark.database, pytest.mark.slow]


class Letterbox:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[RenderedMail] = []

    def batch(self):
        from contextlib import nullcontext

        return nullcontext(self)

    def send(self, mail: RenderedMail, *, message_id: str, dated_at: datetime) -> None:
        self.letters.append(mail)

    def link(self, subject: str) -> str:
        """Return the personal link of the newest letter whose subject holds this."""
        letter = [m for m in self.letters if subject in m.subject][-1]
        found = re.search(r"https://followup\.test(/s/\S+)", letter.text)
        assert found, letter.text
        return found[1]


def _adopt(runtime: Runtime) -> None:
    with runtime.transaction(SETUP) as tx:
        for version in read_content(resource_dir("code_of_conduct")).versions:
            code_of_conduct.adopt(tx, version)


def test_from_a_clause_in_a_contract_to_a_published_figure(
    app: Flask, runtime: Runtime, world: World, clock: FixedClock
) -> None:
    letters = Letterbox()
    work = Work(runtime, letters)
    _adopt(runtime)
    region, other = world.organisation("Region North"), world.organisation("Region South")
    secretariat_of = world.cooperation(region, other)
    with world.tx() as tx:
        for component in REGIONS_COMPONENTS:
            funding.record_rate(tx, secretariat_of, component)
    with world.reading() as tx:
        from followup.models.organisations import Organisation

        kansli = tx.follow(Organisation, secretariat_of.secretariat_id)
    mona = Person(app, world.staff(region, Role.CONTRACT_MANAGER, name="Mona Manager", cooperations=(secretariat_of,)))
    alma = Person(app, world.staff(region, Role.APPROVER, name="Alma Approver", cooperations=(secretariat_of,)))

    # Standard clause → clause in a contract: six fields, and the clauses of the version bind.
    mona.opens("/suppliers/new").sends("Register", name="Invented Gloves AB", country="SE")
    supplier = mona.url
    mona.opens(f"{supplier}/contacts/new").sends("Save", name="Kim Contact", email="kim@gloves.test", language="en")
    mona.opens("/contracts/new").sends(
        "Register",
        title="Examination gloves",
        supplier_id=supplier.rpartition("/")[2],
        starts_on="2026-03-02",
        ends_on="2029-12-31",
        code_version="se-2021",
    )
    contract = mona.url
    mona.reads("Examination gloves", "2.1")

    # Risk class: proposed with reasons, and above class C approved by another person.
    mona.opens(f"{contract}/risk").sends(
        "Save the class", on_high_risk_list="yes", climate="medium_high", people="high", risk_class="b"
    )
    alma.opens(contract).sends("Approve the class")

    # Planned follow-up, by the night's job, with the reason why.
    schedule_follow_ups.run(work)
    mona.opens(contract).follows("Self-assessment").reads("Why this date", "Risk class B")
    follow_up = mona.url

    # Questionnaire by e-mailed link.
    mona.opens(f"{follow_up}/questionnaire/new").sends("Send")
    invitation = mona.url
    deliver_mail.run(work)
    kim = Person(app)
    kim.opens(letters.link("Region North")).sends("Open", address="kim@gloves.test")
    kim.reads("Region North", "Examination gloves")

    # Answer with evidence, section by section; nothing is lost on the way.
    _answers_everything(kim)
    kim.opens("/s/form/check").sends("Send the answers", name="Kim Contact", role="Quality", confirmed="yes")
    kim.reads("Receipt")

    # Assessment → deviation.
    mona.opens(invitation).reads("Self-declared")
    mona.opens(f"{follow_up}/deviations/new").sends(
        "Keep as a draft",
        severity="major",
        title="No list of sites",
        description="The list of sites is missing.",
        found_on="2026-03-02",
    )
    deviation = mona.url
    mona.opens(f"{deviation}/issue").sends("Send to the supplier")
    _assesses_everything(mona, invitation)
    deliver_mail.run(work)

    # Supplier's action plan → evidence.
    clock.set(datetime(2026, 3, 9, 9, tzinfo=UTC))
    kim = Person(app)
    kim.opens(
        letters.link("deviation") if any("deviation" in m.subject for m in letters.letters) else letters.link("Region")
    )
    kim.sends("Open", address="kim@gloves.test").reads("No list of sites")
    kim.opens("/s/deviation/actions/new").sends(
        "Save",
        root_cause="Nobody was asked.",
        corrective="We ask every site.",
        responsible="Kim Contact",
        due_on="2026-04-01",
    )
    kim.opens("/s/deviation/send").sends(
        "Send the plan to Region North", name="Kim Contact", role="Quality", confirmed="yes"
    )
    mona.signs_in_again().opens(deviation).sends("Accept the plan")
    kim.opens("/s/deviation").follows("Report action 1 done").sends(
        "Report done", note="Here is the list.", files={"files": (b"site;country\nA;SE\n", "sites.csv")}
    )

    # Verified by another person → closed. The one who graded cannot.
    assert mona.browser.get(f"{deviation}/verify").status_code == 403
    alma.signs_in_again().opens(f"{deviation}/verify").sends(
        "Verify and close", verification="on_site", note="Seen on site."
    )
    alma.reads("Closed")

    # Shared result → traffic light.
    mona.opens(follow_up).follows("Share with the cooperation").sends("Share with the cooperation")
    stranger = Person(app, world.staff(other, Role.CONTRACT_MANAGER, cooperations=(secretariat_of,)))
    stranger.opens("/shared-results").reads("Invented Gloves AB", "Green")
    assert stranger.browser.get(contract).status_code == 404

    # Frozen, published annual summary: confirmed, compiled, reviewed, and published by another person.
    clock.set(datetime(2027, 1, 15, 9, tzinfo=UTC))
    alma.signs_in_again().opens("/summaries/own/2026").sends("Confirm the figures for 2026")
    klara = Person(app, world.staff(kansli, Role.COORDINATOR, cooperations=(secretariat_of,)))
    petra = Person(app, world.staff(kansli, Role.PUBLISHER, cooperations=(secretariat_of,)))
    klara.opens("/summaries").sends("Compile 2026")
    summary = klara.url
    klara.sends("Mark as reviewed")
    assert klara.browser.post(f"{summary}/publish").status_code == 403
    petra.opens(summary).sends("Publish for good")
    publish_files.run(work)
    anyone = Person(app)
    anyone.opens("/pub/").follows("Read").reads("2026", "Region North")
    with world.reading() as tx:
        assert tx.session.scalars(select(OutboxMessage.kind).where(OutboxMessage.kind == "summary_published")).first()


def _answers_everything(kim: Person) -> None:
    """Go through the sections as the overview lists them, answering yes and attaching a file where one is asked for."""
    kim.opens("/s/form")
    assert kim.page is not None
    sections = list(
        dict.fromkeys(a.get("href") for a in kim.page.iter("a") if "/s/form/sections/" in (a.get("href") or ""))
    )
    assert len(sections) > 3
    for section in sections:
        kim.opens(section)
        values, files = {}, {}
        for name in dict.fromkeys(kim.fields("Save and go on")):
            if name.endswith(".value"):
                values[name] = _answer_for(kim, name)
            elif name.endswith(".file"):
                files[name] = (b"Policy of 2026\n", "policy.txt")
        kim.sends("Save and go on", files=files, **values)


def _answer_for(kim: Person, name: str) -> str:
    assert kim.page is not None
    field = kim.page.xpath(f"//*[@name='{name}']")[0]
    if field.get("type") == "radio":
        return "yes"
    if field.tag == "select":
        return "SE"
    return {"date": "2026-01-31"}.get(field.get("type"), "12")


def _assesses_everything(mona: Person, invitation: str) -> None:
    """Judge every answer as fulfilled, and finish."""
    mona.opens(f"{invitation}/assess")
    names = [name for name in dict.fromkeys(mona.fields("Finish the assessment")) if name.endswith(".assessment")]
    assert len(names) > 5
    mona.sends("Finish the assessment", **dict.fromkeys(names, "fulfilled"))
