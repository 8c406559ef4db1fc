"""The story: a clock steps through the days of the last four years on which something happens, and ends today."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from followup.clock import FixedClock
from followup.demo import (
    alarm,
    audit_mail,
    auditing,
    bosnia,
    campaigning,
    cast,
    councils,
    easing,
    elsewhere,
    entries,
    fates,
    forms,
    governing,
    joint,
    joint_answers,
    lighting,
    minding,
    paying,
    plans,
    publishing,
    register,
    rules,
    sanctioning,
    seconds,
    steering,
    talking,
    together,
    truth,
    years,
)
from followup.demo.acts import Acts
from followup.demo.cast import Signed, Team
from followup.demo.truth import Founded
from followup.domain.actors import Staff, System
from followup.domain.calendar import add_months
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.risk import AssessmentStatus, RiskClass
from followup.jobs import deliver_mail, schedule_follow_ups, send_reminders, warn
from followup.jobs.work import Work
from followup.mail.deliver import Delivery, Mailer
from followup.mail.render import RenderedMail
from followup.models.contracts import RiskAssessment
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier
from followup.runtime import Runtime
from followup.services import risk
from followup.transaction import Transaction

SETUP = System(job="setup", everything=True)
MONTHS = 48
LETTERS_KEPT_DAYS = 60  # older mail only passes through, so that the post office shows what still matters

Step = Callable[[], None]


class Archive:
    """Takes the mail of long ago without sending it."""

    @contextmanager
    def batch(self) -> Iterator[Delivery]:
        """Return a sitting that keeps nothing."""
        yield self

    def send(self, mail: RenderedMail, *, message_id: str, dated_at: datetime) -> None:
        """Let it go."""


@dataclass(slots=True)
class Story:
    """The days still to come, in order, and everybody who takes part."""

    runtime: Runtime
    clock: FixedClock
    today: date
    mailer: Mailer
    acts: Acts = field(init=False)
    coordinator: Staff = field(init=False)
    publisher: Staff = field(init=False)
    administrator: Staff = field(init=False)
    regions: Founded = field(init=False)
    kongsvinger: Founded = field(init=False)
    suppliers: dict[str, tuple[Supplier, str]] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    signed: dict[int, Signed] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)
    days: list[tuple[date, int, Step]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=itertools.count)

    def tell(self, progress: Callable[[date], None]) -> None:
        """Found the organisations, then live through the days."""
        self.acts = Acts(self.runtime)
        begin = add_months(self.today, -MONTHS)
        self.clock.set(_morning(begin))
        self._found()
        for facts in cast.invented()["contracts"]:
            self.on(add_months(self.today, -facts["months_ago"]), _later(self._sign, facts))
        for month in range(1, MONTHS + 1):
            self.on(add_months(begin, month), self.plan)
        self._schedule(begin)
        while self.days:
            day, _, step = heapq.heappop(self.days)
            if day != self.here:
                self._close_the_day()
                self.clock.set(_morning(day))
                progress(day)
            step()
        fates.brief_the_auditor(self)
        auditing.audit(self)
        audit_mail.correspond(self)
        register.deepen(self)
        minding.deepen(self)
        sanctioning.consider(self)
        easing.ease(self)
        publishing.publish(self)
        talking.talk(self)
        rules.decide(self)
        entries.deepen(self)
        seconds.name(self)
        steering.steer(self)
        joint.compare(self)
        elsewhere.tell(self)
        lighting.light_up(self)
        self._close_the_day()

    def _schedule(self, begin: date) -> None:
        """Put what each act does on its days."""
        years.schedule(self, begin)
        paying.schedule(self, begin)
        plans.schedule(self)
        rules.schedule(self)
        alarm.schedule(self)
        bosnia.schedule(self)
        together.schedule(self)
        joint.schedule(self)
        joint_answers.schedule(self)
        campaigning.schedule(self)
        lighting.schedule(self)
        forms.schedule(self)
        councils.schedule(self)
        governing.schedule(self)

    @property
    def here(self) -> date:
        """Return the day on which the clock stands."""
        return self.clock.now().date()

    def on(self, day: date, step: Step) -> None:
        """Put a step on a day; what would lie in the future does not happen."""
        day = max(day, self.here)
        if day <= self.today:
            heapq.heappush(self.days, (day, next(self.order), step))

    def after(self, days: int, step: Step) -> None:
        """Put a step some days ahead."""
        self.on(self.here + timedelta(days=days), step)

    def days_ago(self, days: int) -> date:
        """Return the day that many days before the end of the story."""
        return self.today - timedelta(days=days)

    def team_of(self, code: str) -> Team:
        """Return the people of an organisation."""
        return self.teams[code]

    def _found(self) -> None:
        with self.runtime.transaction(SETUP) as tx:
            self.regions = truth.found_regions(tx)
            self.kongsvinger = truth.found_kongsvinger(tx)
        facts = cast.invented()
        with self.runtime.transaction(SETUP) as tx:
            for number, code in enumerate(dict.fromkeys(c["organisation"] for c in facts["contracts"]), start=1):
                self.teams[code] = cast.team(tx, *self._place(code), number)
            self._hire_stars(tx)
        with self.runtime.transaction(self.coordinator) as tx:
            for supplier in facts["suppliers"]:
                self.suppliers[supplier["key"]] = (cast.register_supplier(tx, supplier), supplier["email"])

    def _place(self, code: str) -> tuple[Any, Any]:
        founded = self.regions if code in self.regions.members else self.kongsvinger
        return founded.members[code], founded.cooperation

    def _hire_stars(self, tx: Transaction) -> None:
        places = {"rjh": self._place("23"), "skane": self._place("12"), "kongsvinger": self._place("3401")}
        places["kansli"] = (self.regions.secretariat, self.regions.cooperation)
        stars = {email: cast.star(tx, *_with(email, places)) for email in cast.PEOPLE}
        rjh = self.teams["23"]
        rjh.manager, rjh.approver = stars["maja.manager@rjh.example"], stars["alva.approver@rjh.example"]
        rjh.auditor = stars["rolf.revisor@rjh.example"]
        self.teams["12"].manager = stars["signe.manager@skane.example"]
        host = self.teams["3401"]
        host.manager = stars["kari.kontrakt@kongsvinger.example"]
        host.approver = stars["pia.publiserer@kongsvinger.example"]
        self.administrator = stars["adam.admin@rjh.example"]
        self.coordinator, self.publisher = stars["klara.kansli@kansli.example"], stars["petra.publik@kansli.example"]

    def _sign(self, facts: Mapping[str, Any]) -> None:
        signing = self.teams[facts["organisation"]]
        supplier, email = self.suppliers[facts["supplier"]]
        ends_on = add_months(self.here, facts["lasts_months"]) - timedelta(days=1)
        with self.runtime.transaction(signing.manager) as tx:
            contract = cast.sign(tx, signing, self._placed(facts), supplier, self.here, ends_on, email)
        signed = Signed(contract.public_id, contract.id, signing, facts["fate"], facts)
        self.signed[contract.id] = signed
        with self.runtime.transaction(signing.manager) as tx:
            assessment_id = cast.assess(
                tx, contract.public_id, RiskClass.of(facts["risk"]), signing.organisation.country
            )
        if facts["fate"] != "planned":  # one class always waits for its approval
            self.after(3, lambda: self.approve(signing, assessment_id))
        fates.arrange(self, signed)
        plans.review_yearly(self, signed)

    def _placed(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the facts with the id of the framework agreement that the contract is called off from."""
        number = facts.get("called_off_from")
        found = [signed.contract_id for signed in self.signed.values() if signed.facts["number"] == number]
        return {**facts, "framework_id": found[0]} if found else facts

    def approve(self, signing: Team, assessment_id: str) -> None:
        """Approve the assessment where it still waits, and plan."""
        waiting = (RiskAssessment.public_id == assessment_id, RiskAssessment.status == AssessmentStatus.PROPOSED)
        with self.runtime.transaction(signing.approver) as tx:
            if tx.session.scalars(select(RiskAssessment.id).where(*waiting)).one_or_none() is not None:
                risk.approve(tx, assessment_id)
        self.on(self.here, self.plan)

    def plan(self) -> None:
        """Run the planner, and let each new follow-up meet its fate on the day it is due."""
        schedule_follow_ups.run(self._work())
        with self.runtime.transaction(SETUP, read_only=True) as tx:
            planned = tx.session.scalars(select(FollowUp).where(FollowUp.status == FollowUpStatus.PLANNED)).all()
        for follow_up in planned:
            if follow_up.id not in self.met and follow_up.contract_id in self.signed:
                self.met.add(follow_up.id)
                self.on(follow_up.due_on, _later(fates.meet, self, self.signed[follow_up.contract_id], follow_up))

    def _close_the_day(self) -> None:
        """Send the day's reminders and mail."""
        work = self._work()
        send_reminders.run(work)
        warn.run(work)
        deliver_mail.run(work)

    def _work(self) -> Work:
        recent = self.here >= self.days_ago(LETTERS_KEPT_DAYS)
        return Work(self.runtime, self.mailer if recent else Archive())


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _later(step: Callable[..., None], *facts: Any) -> Step:
    return lambda: step(*facts)


def _with(email: str, places: Mapping[str, tuple[Any, Any]]) -> tuple[Any, str, Any]:
    organisation, cooperation = places[email.partition("@")[2].partition(".")[0]]
    return organisation, email, cooperation
