"""What of the register may be published: contracts and how far their follow-ups have come, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from followup.documents import ocds as out
from followup.domain.actors import Role, Staff
from followup.domain.follow_ups import Findings, Outcome
from followup.domain.reconciliations import merge
from followup.domain.releases import Publication
from followup.imports import ocds as back
from followup.queries import releases
from followup.services import contracts, follow_ups, notices
from tests.builders import World
from tests.deviation_scenes import found
from tests.web.statements import counted

FULFILLED = Findings(done_on=date(2026, 3, 2), outcome=Outcome.ALL_FULFILLED)
pytestmark = pytest.mark.database


@pytest.fixture
def staff(world: World) -> Staff:
    return world.staff(world.organisation(), Role.CONTRACT_MANAGER, Role.APPROVER)


def publication(world: World, staff: Staff) -> Publication:
    with world.reading(staff) as tx:
        return releases.publication(tx, "https://followup.test/contracts/export/ocds")


def test_voided_contracts_and_those_of_others_do_not_leave(world: World, staff: Staff) -> None:
    kept, mistaken = world.contract(staff, title="Kept"), world.contract(staff, title="Mistaken")
    world.contract(world.staff(world.organisation(), Role.CONTRACT_MANAGER), title="Of others")
    with world.tx(staff) as tx:
        contracts.void(tx, mistaken.public_id, "Registered twice")
    assert [release.ref for release in publication(world, staff).releases] == [kept.public_id]


def test_our_own_package_read_again_changes_nothing(world: World, staff: Staff) -> None:
    version = world.code_version()
    for title in ("Gloves", "Masks"):
        world.contract(staff, title=title, version=version)
    package = out.package(publication(world, staff))
    with world.tx() as tx:
        report = notices.apply(tx, merge(back.read_all("package.json", package)))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert (report.organisations, report.suppliers) == (0, 0)


def test_statements_do_not_grow_with_contracts(world: World, staff: Staff, engine: Engine) -> None:
    asked = []
    for _ in range(2):
        world.contract(staff)
        world.contract(staff)
        with counted(engine) as seen:
            publication(world, staff)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 4


def statuses(world: World, staff: Staff) -> list[str]:
    return [
        milestone.status.value for release in publication(world, staff).releases for milestone in release.milestones
    ]


def test_a_draft_of_a_deviation_does_not_show_and_an_issued_one_does_until_it_is_closed(world: World) -> None:
    scene = found(world)
    assert statuses(world, scene.manager) == ["scheduled"]
    with world.tx(scene.manager) as tx:
        follow_ups.record(tx, scene.follow_up.public_id, FULFILLED)
    assert statuses(world, scene.manager) == ["met"]
    scene.issue()
    assert statuses(world, scene.manager) == ["partiallyMet"]
    scene.withdraw()
    assert statuses(world, scene.manager) == ["met"]


def test_nothing_that_is_ours_alone_is_in_the_package(world: World) -> None:
    scene = found(world)
    scene.issue()
    told = out.package(publication(world, scene.manager)).decode()
    for ours in ("Locked emergency exits", "Two of four", "A tip", "@supplier.test", "@buyer.test", scene.manager.name):
        assert ours not in told
