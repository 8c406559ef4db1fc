"""Builders: a text about a supplier, taken as far on its way to the public as a test needs, by the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from followup.domain.actors import Assignee, Role, Staff
from followup.domain.deviations import Severity
from followup.domain.journal import DEVIATION_CHANGED
from followup.domain.publications import Checked, LegalBasis, LightText, NewPublication, SecrecyTest
from followup.models.assignments import Assignment
from followup.models.deviations import Deviation
from followup.models.organisations import Cooperation, Organisation
from followup.models.outbox import OutboxMessage, OutboxStatus
from followup.models.publications import Publication, PublicationCheck, PublishedLight
from followup.services import outbox, publication_checks, published_lights
from followup.services import publications as services
from tests.annual import deviates, followed_up, noon
from tests.builders import SETUP, World

DONE_ON = date(2026, 2, 10)
GREEN = LightText(text_en="Nothing was found.")
TEXT = LightText(text_en="The hours were too long.", next_step_en="They are looked at again in June.")


@dataclass(frozen=True)
class Among:
    """Whose text it is, and who publishes it."""

    region: Organisation
    office: Organisation
    cooperation: Cooperation
    author: Staff

    @classmethod
    def founded(cls, world: World) -> Among:
        region, office = world.organisation(), world.organisation("The secretariat")
        cooperation = world.cooperation(region, secretariat=office)
        return cls(region, office, cooperation, world.staff(region, cooperations=(cooperation,)))


class Publishing:
    """A buyer with a follow-up that is done, the buyer's secretariat, and a text."""

    def __init__(self, world: World, *, deviations: int = 0, among: Among | None = None) -> None:
        self.world = world
        among = among or Among.founded(world)
        self.region, self.office, self.cooperation = among.region, among.office, among.cooperation
        both = (self.cooperation,)
        self.author = among.author
        self.publisher = world.staff(self.office, Role.PUBLISHER, cooperations=both)
        self.neighbour = world.staff(world.organisation(), Role.CONTRACT_MANAGER, cooperations=both)
        self.supplier = world.supplier("Invented Gloves AB")
        self.contact = world.contact(self.author, self.supplier)
        self.contract = world.contract(self.author, supplier=self.supplier)
        self.follow_up = followed_up(world, self.author, self.contract, DONE_ON)
        self.deviations = [
            deviates(world, self.author, self.follow_up, date(2026, 2, 12), severity=Severity.MAJOR)
            for _ in range(deviations)
        ]
        self.id = ""

    @property
    def row(self) -> Publication:
        with self.world.reading() as tx:
            return tx.session.scalars(select(Publication).where(Publication.public_id == self.id)).one()

    @property
    def check(self) -> PublicationCheck:
        with self.world.reading() as tx:
            mine = select(PublicationCheck).where(PublicationCheck.publication_id == self.row.id)
            return tx.session.scalars(mine.order_by(PublicationCheck.id.desc())).first()  # type: ignore[return-value]

    @property
    def link(self) -> Assignment:
        with self.world.reading() as tx:
            return tx.follow(Assignment, self.check.assignment_id or 0)

    @property
    def holder(self) -> Assignee:
        link = self.link
        return Assignee(assignment_id=link.id, public_id=link.public_id, organisation_id=link.organisation_id)

    def change(self, deviation: Deviation, **values: Any) -> Publishing:
        """Give a deviation other facts, as its own services would leave them."""
        with self.world.tx(self.author) as tx:
            row = tx.follow(Deviation, deviation.id)
            for name, value in values.items():
                setattr(row, name, value)
            tx.journal(DEVIATION_CHANGED, row, fields=", ".join(values))
        return self

    def accept_plans(self) -> Publishing:
        for deviation in self.deviations:
            self.change(deviation, plan_submitted_at=noon(DONE_ON), plan_accepted_at=noon(DONE_ON))
        return self

    def write(self, text: LightText = GREEN) -> Publishing:
        words = {name: getattr(text, name) for name in LightText.__dataclass_fields__}
        with self.world.tx(self.author) as tx:
            new = NewPublication(**words, cooperation_id=self.cooperation.public_id)
            self.id = services.write(tx, self.contract.public_id, new).public_id
        return self

    def test(self) -> Publishing:
        with self.world.tx(self.author) as tx:
            done = SecrecyTest(legal_basis=LegalBasis.CONTRACT_TERM, tested_on=tx.today, is_free=True)
            services.pass_secrecy_test(tx, self.id, done)
        return self

    def submit(self) -> Publishing:
        with self.world.tx(self.author) as tx:
            services.submit(tx, self.id)
        return self

    def send(self) -> Publishing:
        with self.world.tx(self.author) as tx:
            publication_checks.send(tx, self.world.runtime.keys, self.id)
        return self

    def out(self, text: LightText = GREEN) -> Publishing:
        """Take it to the supplier, whose mail server has taken the mail."""
        return self.write(text).test().submit().send().deliver()

    def deliver(self, *, refused: bool = False) -> Publishing:
        """Let the mail server take, or refuse, all that waits."""
        with self.world.tx(SETUP) as tx:
            claimed = outbox.claim(tx)
        for mail in claimed:
            with self.world.tx(SETUP) as tx:
                if refused:
                    outbox.settle_failed(tx, mail, answer="550 no such user", permanent=True, refused=True)
                else:
                    outbox.settle_sent(tx, mail, "text")
        return self

    def answer(self, said: Checked | None = None) -> Publishing:
        with self.world.tx(self.holder) as tx:
            publication_checks.answer(tx, said or Checked(is_correct=True))
        return self

    def publish(self, *, is_considered: bool = False) -> PublishedLight:
        with self.world.tx(self.publisher) as tx:
            return published_lights.publish(
                tx, self.id, None, is_considered=is_considered, category_name=None, is_demonstration=False
            )

    def withdraw(self) -> None:
        with self.world.tx(self.publisher) as tx:
            published_lights.withdraw(tx, self.id, "It was about another supplier.")

    def public(self) -> list[PublishedLight]:
        with self.world.reading() as tx:
            return list(tx.session.scalars(select(PublishedLight).order_by(PublishedLight.id)))

    def mails(self) -> list[str]:
        with self.world.reading() as tx:
            return list(tx.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))

    def sent(self) -> list[OutboxStatus]:
        with self.world.reading() as tx:
            return list(tx.session.scalars(select(OutboxMessage.status).order_by(OutboxMessage.id)))
