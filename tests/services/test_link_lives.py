"""A model of one link, its sessions and its colleagues beside the product. Source: trust.md t-L5, t-L8."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from followup.clock import FixedClock
from followup.domain.actors import Assignee
from followup.domain.assignments import token_hash
from followup.domain.journal import CONTACT_CHANGED
from followup.domain.permissions import Permission
from followup.domain.questionnaires import Draft, SendBack
from followup.domain.rules import allows
from followup.errors import Gone, NotFound
from followup.models.contributors import Contributor
from followup.models.suppliers import Supplier, SupplierContact
from followup.queries import sign_in
from followup.queries.assignments import find
from followup.services import answers, assessments, assignments, contributors, openings, reissues
from tests.builders import World
from tests.conftest import NOW
from tests.self_assessments import asked
from tests.services.test_contributors import gate, invite, token_of

SECTIONS = ("s1", "s2", "s3")


class LinkLife(RuleBasedStateMachine):
    """What may happen to a link, in any order; after each step exactly the right links and sessions open something."""

    def __init__(self, world: World, clock: FixedClock) -> None:
        super().__init__()
        self.world, self.clock = world, clock

    @initialize()
    def begin(self) -> None:
        self.clock.set(NOW)
        self.scene = asked(self.world)
        self.scene.fill()
        self.address, self.generation, self.is_revoked, self.is_open = self.scene.contact.email, 1, False, True
        self.tokens = {1: self.scene.token}
        self.sessions: dict[str, tuple[int, str | None]] = {}  # by token: generation, colleague
        self.colleagues: dict[str, tuple[str, ...] | None] = {}  # by public id: sections, None once taken back
        self.narrow: dict[str, Contributor] = {}
        self.open_by_any_link(1)
        self.invite_colleague({"s1"})

    @property
    def expires_on(self) -> date:
        return self.scene.assignment.expires_on

    @property
    def is_alive(self) -> bool:
        with self.world.reading(gate(self.scene)) as tx:
            return not self.is_revoked and tx.today <= self.expires_on

    def helps(self, public_id: str) -> bool:
        return self.is_alive and self.is_open and self.colleagues[public_id] is not None

    def open(self, token: str, address: str) -> str:
        with self.world.tx(gate(self.scene)) as tx:
            return openings.open_link(tx, token, address, is_known=True).session_token or ""

    @rule(of=st.integers(1, 9))
    def open_by_any_link(self, of: int) -> None:
        generation = min(of, self.generation)
        if generation == self.generation and self.is_alive:
            self.sessions[self.open(self.tokens[generation], self.address)] = (generation, None)
        else:
            with pytest.raises(Gone):
                self.open(self.tokens[generation], self.address)

    @precondition(lambda self: self.is_alive and self.is_open)
    @rule(sections=st.sets(st.sampled_from(SECTIONS), min_size=1, max_size=2))
    def invite_colleague(self, sections: set[str]) -> None:
        made = invite(self.scene, *sections, email=f"c{len(self.narrow)}@supplier.test")
        self.narrow[made.public_id], self.colleagues[made.public_id] = made, tuple(sections)
        self.sessions[self.open(token_of(self.scene, made), made.email)] = (self.generation, made.public_id)

    @precondition(lambda self: self.narrow)
    @rule(data=st.data())
    def open_as_colleague(self, data: st.DataObject) -> None:
        made = data.draw(st.sampled_from(list(self.narrow.values())))
        token = token_of(self.scene, made)
        if self.helps(made.public_id):
            self.sessions[self.open(token, made.email)] = (self.generation, made.public_id)
        else:
            with pytest.raises(Gone):
                self.open(token, made.email)

    @precondition(lambda self: self.narrow)
    @rule(data=st.data(), by_buyer=st.booleans())
    def take_back(self, data: st.DataObject, by_buyer: bool) -> None:
        public_id = data.draw(st.sampled_from(list(self.narrow)))
        with self.world.tx(self.scene.staff if by_buyer else self.scene.holder) as tx:
            (contributors.take_back_as_buyer if by_buyer else contributors.take_back)(tx, public_id)
        self.colleagues[public_id] = None

    def _revoked(self) -> None:
        self.is_revoked = True
        self.colleagues = dict.fromkeys(self.colleagues)

    def _renewed(self) -> None:
        self.generation, self.is_revoked = self.generation + 1, False
        self.tokens[self.generation], self.address = self.scene.token, self.scene.assignment.recipient_email

    @rule()
    def send_again(self) -> None:
        was_alive = self.is_alive
        with self.world.tx(self.scene.staff) as tx:
            reissues.reissue(tx, self.world.runtime.keys, self.scene.assignment.public_id)
        if not was_alive:
            self._renewed()

    @rule()
    def replace(self) -> None:
        with self.world.tx(self.scene.staff) as tx:
            reissues.replace(tx, self.world.runtime.keys, self.scene.assignment.public_id)
        self._revoked()
        self._renewed()

    @rule()
    def end(self) -> None:
        with self.world.tx(self.scene.staff) as tx:
            reissues.end(tx, self.scene.assignment.public_id)
        self._revoked()

    @rule(number=st.integers(1, 3))
    def change_contact(self, number: int) -> None:
        with self.world.tx(self.scene.staff) as tx:
            contact = tx.follow(SupplierContact, self.scene.contact.id)
            contact.email = f"new{number}@supplier.test"
            tx.journal(CONTACT_CHANGED, tx.follow(Supplier, contact.supplier_id), contact=contact.public_id)
            if assignments.revoke_of_contact(tx, contact):
                self._revoked()

    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def pass_to_the_end(self, seconds: int) -> None:
        """The last day ends at midnight in Stockholm, on summer time from 29 March."""
        midnight = datetime.combine(self.expires_on, time(22), UTC)
        if midnight > self.clock.now():
            self.clock.set(midnight + timedelta(seconds=seconds))
            self.sessions.clear()  # twelve hours have passed as well

    @precondition(lambda self: self.is_alive and self.is_open)
    @rule()
    def submit(self) -> None:
        self.scene.submit()
        self.is_open = False

    @precondition(lambda self: not self.is_open)
    @rule()
    def send_back(self) -> None:
        with self.world.tx(self.scene.staff) as tx:
            back = SendBack(keys=("1",), note="Which one?", due_on=tx.today + timedelta(days=14))
            assessments.send_back(tx, self.world.runtime.keys, self.scene.invitation_id, back)
        self.is_open = True
        self._renewed()

    @invariant()
    def exactly_the_right_links_open_something(self) -> None:
        if not hasattr(self, "scene"):
            return
        tokens: dict[int | str, str] = {**self.tokens}
        tokens |= {made.public_id: token_of(self.scene, made) for made in self.narrow.values()}
        with self.world.reading(gate(self.scene)) as tx:
            found = {name: find(tx.session, token) for name, token in tokens.items()}
            opening = {name for name, link in found.items() if link is not None and link.is_alive(tx.today)}
        live, helping = opening & self.tokens.keys(), opening & self.narrow.keys()
        assert live == ({self.generation} if self.is_alive else set())
        assert helping == {public_id for public_id in self.narrow if self.helps(public_id)}

    @invariant()
    def exactly_the_right_sessions_live_and_as_whom_they_should(self) -> None:
        if not hasattr(self, "scene"):
            return
        for session, (generation, colleague) in self.sessions.items():
            actor = self.looked_up(session)
            lives = self.is_alive and generation == self.generation and (colleague is None or self.helps(colleague))
            assert (actor is not None) == lives
            if actor is not None and colleague is not None:
                self.is_no_more_than_a_colleague(actor, self.colleagues[colleague] or ())

    def looked_up(self, session: str) -> Assignee | None:
        with self.world.reading(gate(self.scene)) as tx:
            return sign_in.assignee_of_session(tx.session, token_hash(session), tx.now)

    def is_no_more_than_a_colleague(self, actor: Assignee, sections: tuple[str, ...]) -> None:
        for permission in (Permission.ASSIGNMENT_SUBMIT, Permission.ASSIGNMENT_DELEGATE, Permission.SECRECY_ASK):
            assert not allows(actor, permission)
        assert actor.reference in self.narrow
        for section in SECTIONS:
            if section not in sections:
                with pytest.raises(NotFound), self.world.tx(actor) as tx:
                    answers.save(tx, section, Draft(comments={section[1]: "Written elsewhere"}))


@pytest.mark.slow
def test_whatever_happens_only_the_right_links_and_sessions_open_anything(world: World, clock: FixedClock) -> None:
    run_state_machine_as_test(
        lambda: LinkLife(world, clock),  # type: ignore[arg-type] # whatever makes one
        settings=settings(
            max_examples=12,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
