"""A model of who may read a shared result beside the API itself. Source: trust.md t-T5."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import INSIDE, Role, Staff, System
from followup.domain.journal import CONTRACT_CHANGED, USER_INVITED
from followup.domain.organisations import OrganisationKind
from followup.domain.permissions import Permission
from followup.domain.secretariat_journal import MEMBER_CHANGED
from followup.models.contracts import Contract
from followup.models.journal import JournalEntry
from followup.models.organisations import Cooperation, CooperationMember
from followup.models.sharing import SharedResult
from followup.models.users import Membership, User
from followup.schemas.crosswalks import crosswalk
from followup.services import mergers, sharing
from tests.annual import deviates, followed_up
from tests.builders import World
from tests.conftest import NOW
from tests.web.api import Api

READERS = (*INSIDE, Role.COORDINATOR, Role.PUBLISHER)
GIVEN = (Role.READER, Role.AUDITOR, Role.ADMINISTRATOR, Role.PUBLISHER)
SECRET = "A title that must never leave"


class SharedLife(RuleBasedStateMachine):
    """What may happen to a shared result and its readers, in any order; the API follows the model after each step."""

    def __init__(self, app: Flask, world: World, clock: FixedClock) -> None:
        super().__init__()
        self.app, self.world, self.clock = app, world, clock

    @initialize()
    def begin(self) -> None:
        self.clock.set(NOW)
        world = self.world
        self.homes = {name: world.organisation(f"Region {name} {world._next()}") for name in ("mine", "near", "far")}
        office = world.organisation("Office", OrganisationKind.SECRETARIAT)
        self.cooperation = world.cooperation(self.homes["mine"], self.homes["near"], secretariat=office)
        within = (self.cooperation,)
        self.owner = world.staff(self.homes["mine"], Role.CONTRACT_MANAGER, cooperations=within)
        self.staff: dict[str, Staff] = {
            "owner": self.owner,
            "neighbour": world.staff(self.homes["near"], Role.READER, cooperations=within),
            "office": world.staff(office, Role.COORDINATOR, cooperations=within),
            "stranger": world.staff(self.homes["far"], Role.READER, cooperations=(world.cooperation(),)),
        }
        with world.tx() as tx:
            known = select(CooperationMember).where(
                CooperationMember.cooperation_id == self.cooperation.id, CooperationMember.organisation_id == office.id
            )
            if tx.session.scalars(known).one_or_none() is None:
                tx.add(CooperationMember(cooperation_id=self.cooperation.id, organisation_id=office.id))
                tx.journal(
                    MEMBER_CHANGED,
                    tx.follow(Cooperation, self.cooperation.id),
                    organisation=office.public_id,
                    fields="role",
                )
        self.apis = {name: Api(self.app, world, staff) for name, staff in self.staff.items()}
        self.role = {"owner": Role.CONTRACT_MANAGER, "neighbour": Role.READER, "office": Role.COORDINATOR}
        self.is_member, self.has_moved, self.is_shared, self.is_merged = True, False, False, False
        self.joined_on = date(2020, 1, 1)
        self.supplier = world.supplier()
        self.contract = world.contract(self.owner, supplier=self.supplier)
        self.done_on = date(2026, 2, 10)
        self.follow_up = followed_up(world, self.owner, self.contract, self.done_on)
        deviates(world, self.owner, self.follow_up, date(2026, 2, 11), title=SECRET)
        self.result_id = ""
        self.told: list[str] = []

    # -- what may happen ----------------------------------------------------------------------------------------------

    @precondition(lambda self: not self.is_shared)
    @rule()
    def share(self) -> None:
        with self.world.tx(self.owner) as tx:
            [row] = sharing.share(tx, self.follow_up.public_id, crosswalk())
        self.result_id, self.is_shared = row.public_id, True
        self.told.append("result.shared")
        self.is_noted = False

    @precondition(lambda self: self.is_shared)
    @rule()
    def withdraw(self) -> None:
        with self.world.tx(self.owner) as tx:
            sharing.withdraw(tx, self.result_id, "No longer")
        self.is_shared = False
        self.told.append("result.withdrawn")

    @rule(days=st.sampled_from([-1, 0, 1]))
    def pass_to_the_last_day(self, days: int) -> None:
        on = self.last_day + timedelta(days=days)
        if on > self.today:
            self.clock.set(datetime.combine(on, time(10), UTC))

    @precondition(lambda self: self.is_shared)
    @rule()
    def the_night_comes(self) -> None:
        night = System(
            job="expire_results", organisation_id=self.owner.organisation_id, cooperation_ids=(self.cooperation.id,)
        )
        with self.world.tx(night) as tx:
            noted = sharing.expire(tx)
        assert noted == int(self.today > self.last_day and not self.is_noted)
        if noted:
            self.is_noted = True
            self.told.append("result.expired")

    @rule(is_back=st.booleans(), days=st.sampled_from([1, 400]))
    def the_neighbour_leaves_or_comes_back(self, is_back: bool, days: int) -> None:
        """Who comes back does so today, or in a year: until then it reads nothing."""
        with self.world.tx() as tx:
            wanted = select(CooperationMember).where(
                CooperationMember.cooperation_id == self.cooperation.id,
                CooperationMember.organisation_id == self.homes["near"].id,
            )
            row = tx.session.scalars(wanted).one()
            row.left_on = None if is_back else self.today - timedelta(days=1)
            row.joined_on = self.today + timedelta(days=days - 1) if is_back else date(2020, 1, 1)
            tx.journal(
                MEMBER_CHANGED,
                tx.follow(Cooperation, self.cooperation.id),
                organisation=self.homes["near"].public_id,
                fields="left_on",
            )
            self.joined_on = row.joined_on
        self.is_member = is_back

    @rule(who=st.sampled_from(["neighbour", "office"]), role=st.sampled_from(GIVEN))
    def a_role_changes(self, who: str, role: Role) -> None:
        staff = self.staff[who]
        with self.world.tx() as tx:
            row = tx.session.scalars(select(Membership).where(Membership.user_id == staff.user_id)).one()
            row.role = role
            tx.journal(USER_INVITED, tx.follow(User, staff.user_id or 0), roles=str(role))
        self.role[who] = role

    @precondition(lambda self: not self.has_moved)
    @rule()
    def the_neighbour_moves_to_another_organisation(self) -> None:
        staff = self.staff["neighbour"]
        with self.world.tx() as tx:
            row = tx.session.scalars(select(Membership).where(Membership.user_id == staff.user_id)).one()
            row.organisation_id = self.homes["far"].id
            tx.journal(USER_INVITED, tx.follow(User, staff.user_id or 0), roles=str(row.role))
        self.has_moved = True

    @rule()
    def the_contract_gets_another_manager(self) -> None:
        colleague = self.world.staff(self.homes["mine"], cooperations=(self.cooperation,))
        with self.world.tx(self.owner) as tx:
            contract = tx.get(Contract, self.contract.public_id, to=Permission.CONTRACT_CHANGE)
            contract.manager_id = colleague.user_id
            tx.journal(CONTRACT_CHANGED, contract, fields="manager_id")

    @precondition(lambda self: not self.is_merged)
    @rule()
    def the_supplier_is_merged(self) -> None:
        into = self.world.supplier()
        with self.world.tx(self.owner) as tx:
            mergers.merge(tx, self.supplier.public_id, into.public_id)
        self.supplier, self.is_merged = into, True

    # -- who may read it, by the model --------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return self.clock.now().date()

    @property
    def contract_path(self) -> str:
        return f"/contracts/{self.contract.public_id}"

    @property
    def last_day(self) -> date:
        return date(self.done_on.year + 3, self.done_on.month, self.done_on.day)

    def may_read(self, who: str) -> bool:
        if who == "stranger" or not self.result_id:
            return False
        if who == "owner":
            return True
        is_there = self.is_shared and self.today <= self.last_day
        if who == "neighbour" and (self.has_moved or not self.is_member or self.joined_on > self.today):
            return False
        return is_there and self.role[who] in READERS

    @invariant()
    def the_api_shows_exactly_what_the_model_allows(self) -> None:
        if not hasattr(self, "told"):
            return
        for who, call in self.apis.items():
            found = call("GET", f"/shared-results?supplier_id={self.supplier.public_id}")
            listed = [row["id"] for row in found.json["items"]] if found.status_code == 200 else []
            in_lists = self.may_read(who) and self.is_shared
            assert listed == ([self.result_id] if in_lists else []), who
            if self.result_id:
                one = call("GET", f"/shared-results/{self.result_id}")
                assert (one.status_code == 200) == self.may_read(who), who
                assert SECRET not in one.text
                assert who == "owner" or one.status_code != 200 or one.json["follow_up_id"] is None

    @invariant()
    def only_the_owner_reads_what_lies_behind(self) -> None:
        if not hasattr(self, "told"):
            return
        for who, path in (("neighbour", f"/follow-ups/{self.follow_up.public_id}"), ("office", self.contract_path)):
            assert self.apis[who]("GET", path).status_code in (401, 403, 404), (who, path)

    @invariant()
    def everything_that_happened_to_it_is_in_the_journal(self) -> None:
        if not getattr(self, "result_id", ""):
            return
        with self.world.reading() as tx:
            events = select(JournalEntry.event).where(JournalEntry.subject_id == self.result_id)
            assert list(tx.session.scalars(events.order_by(JournalEntry.id))) == self.told
            row = tx.session.scalars(select(SharedResult).where(SharedResult.public_id == self.result_id)).one()
            assert (row.withdrawn_at is None) == self.is_shared


@pytest.mark.slow
def test_whatever_happens_a_shared_result_is_read_by_exactly_those_who_may(
    app: Flask, world: World, clock: FixedClock
) -> None:
    run_state_machine_as_test(
        lambda: SharedLife(app, world, clock),  # type: ignore[arg-type] # whatever makes one
        settings=settings(
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink it takes longer than to read it
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
