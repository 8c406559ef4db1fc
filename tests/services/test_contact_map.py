"""Who buys from whom: known from what is shared, planned and done together, never from another's contracts."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.actors import Role, Staff
from followup.domain.cooperation_bodies import ContactTopic
from followup.domain.overlaps import Share
from followup.domain.schedule import FollowUpKind
from followup.domain.secretariat_journal import CONTACT_PERSON_NAMED
from followup.domain.supplier_across import MapFilter, Tie, buyers
from followup.models.cooperation_bodies import ContactPerson
from followup.models.joint_follow_ups import Overlap
from followup.queries import contact_map
from followup.schemas.crosswalks import crosswalk
from followup.services import sharing
from tests.annual import followed_up
from tests.builders import World

pytestmark = pytest.mark.database
DONE_ON = date(2026, 2, 10)


class Scene:
    """Two members that buy from the same supplier, one of which has shared a result."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mine, self.theirs = world.organisation("Region Mine"), world.organisation("Region Theirs")
        self.cooperation = world.cooperation(self.mine, self.theirs)
        within = (self.cooperation,)
        self.reader = world.staff(self.mine, Role.CONTRACT_MANAGER, cooperations=within)
        self.neighbour = world.staff(self.theirs, Role.CONTRACT_MANAGER, cooperations=within)
        self.stranger = world.staff(world.organisation(), cooperations=(world.cooperation(),))
        self.supplier, self.quiet = world.supplier("Invented Gloves AB"), world.supplier("Invented Quiet AB")
        world.contract(self.reader, supplier=self.supplier)
        self.contract = world.contract(self.neighbour, supplier=self.supplier)
        world.contract(self.neighbour, supplier=self.quiet)

    def share(self) -> None:
        follow_up = followed_up(self.world, self.neighbour, self.contract, DONE_ON)
        with self.world.tx(self.neighbour) as tx:
            sharing.share(tx, follow_up.public_id, crosswalk())

    def seen_by(self, staff: Staff) -> dict[str, list[tuple[str, tuple[Tie, ...], list[str]]]]:
        with self.world.reading(staff) as tx:
            who = {"organisation_id": staff.organisation_id, "today": tx.today}
            found = contact_map.suppliers(tx.session, MapFilter(), **who)
            members = contact_map.members(tx.session, staff.cooperation_ids, staff.organisation_id, tx.today)
            ties = contact_map.ties(tx.session, [row.id for row in found.rows], members, **who)
            return {
                row.name: [
                    (one.member.name, one.ties, [each.email for each in one.member.contacts])
                    for one in buyers(ties.get(row.id, ()), members)
                ]
                for row in found.rows
            }


def test_anothers_contracts_are_not_read_but_what_it_shared_tells_that_it_buys(world: World) -> None:
    scene = Scene(world)
    own = ("Region Mine", (Tie.OWN,), [])
    assert scene.seen_by(scene.reader) == {"Invented Gloves AB": [own]}
    scene.share()
    assert scene.seen_by(scene.reader) == {"Invented Gloves AB": [own, ("Region Theirs", (Tie.SHARED,), [])]}
    assert scene.seen_by(scene.stranger) == {}


def test_plans_that_several_have_tell_who_buys_and_a_member_is_shown_with_its_contact_person(world: World) -> None:
    scene = Scene(world)
    share = Share(
        organisation=scene.theirs.public_id, slots=1, first_due_on=date(2026, 5, 1), level=None, generations=()
    )
    with world.tx() as tx:
        for site in ("", "A site of somebody"):
            row = Overlap(
                cooperation_id=scene.cooperation.id,
                supplier_id=scene.quiet.id if site else scene.supplier.id,
                site=site,
                kind=FollowUpKind.OFFICE_AUDIT,
                year=2026,
                organisations=[share.stored()],
                found_at=tx.now,
            )
            tx.session.add(row)
        for name, until in (("Anna", None), ("Earlier", date(2026, 1, 31))):
            person = tx.add(
                ContactPerson(
                    cooperation_id=scene.cooperation.id,
                    secretariat_id=scene.cooperation.secretariat_id,
                    organisation_id=scene.theirs.id,
                    name=name,
                    email=f"{name.lower()}@region.test",
                    topic=ContactTopic.BOTH,
                    valid_from=date(2025, 1, 1),
                    valid_to=until,
                )
            )
            tx.journal(CONTACT_PERSON_NAMED, person, valid_from=person.valid_from)
    assert scene.seen_by(scene.reader)["Invented Gloves AB"][1] == ("Region Theirs", (Tie.PLANS,), ["anna@region.test"])
    assert "Invented Quiet AB" not in scene.seen_by(scene.reader)
