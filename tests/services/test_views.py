"""Saved views: one's own only, at most fifty of a list, and what no longer exists is left out of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.actors import Staff
from followup.domain.contracts import ContractFilter
from followup.domain.views import CONTRACTS, MOST, NewView
from followup.errors import Forbidden, Invalid, NotFound
from followup.models.views import SavedView
from followup.queries import views as queries
from followup.schemas.contract_lists import ContractFilterSchema
from followup.schemas.views import accepted, apart
from followup.services import views
from tests.builders import World

pytestmark = pytest.mark.database


@pytest.fixture
def colleagues(world: World) -> tuple[Staff, Staff]:
    organisation = world.organisation()
    return world.staff(organisation), world.staff(organisation)


def save(world: World, staff: Staff, name: str, noun: str = CONTRACTS) -> SavedView:
    with world.tx(staff) as tx:
        return views.save(tx, noun, NewView(name=name, query={"risk_class": "a"}))


def names(world: World, staff: Staff) -> list[str]:
    with world.reading(staff) as tx:
        return [view.name for view in queries.of_person(tx.session, staff.user_id, CONTRACTS)]


def test_each_sees_their_own_views_of_the_list_by_name(world: World, colleagues: tuple[Staff, Staff]) -> None:
    one, other = colleagues
    for name in ("Mine too", "Ending"):
        save(world, one, name)
    save(world, one, "Of another list", noun="supplier")
    save(world, other, "Ending")
    assert names(world, one) == ["Ending", "Mine too"]
    assert names(world, other) == ["Ending"]


def test_a_colleagues_view_cannot_be_removed(world: World, colleagues: tuple[Staff, Staff]) -> None:
    one, other = colleagues
    view = save(world, one, "Ending")
    with world.tx(other) as tx, pytest.raises(Forbidden):
        views.remove(tx, view.public_id)
    with world.tx(world.staff(world.organisation())) as tx, pytest.raises(NotFound):
        views.remove(tx, view.public_id)
    with world.tx(one) as tx:
        views.remove(tx, view.public_id)
    assert names(world, one) == []


def test_a_name_is_taken_once_and_fifty_are_the_most(world: World, colleagues: tuple[Staff, Staff]) -> None:
    one, other = colleagues
    for number in range(MOST):
        save(world, one, f"View {number}")
    for name, code in (("View 7", "view.known"), ("One more", "view.many")):
        with pytest.raises(Invalid) as refused:
            save(world, one, name)
        assert [reason.code for reason in refused.value.problems["name"]] == [code]
    save(world, other, "View 7")


@pytest.mark.parametrize(
    ("saved", "left"),
    [
        ({"risk_class": "a", "sort": "-ends_on"}, {"risk_class": "a", "sort": "-ends_on"}),
        ({"risk_class": "gone", "no_such": "x", "mine": "yes"}, {"mine": "yes"}),
        ({"columns": "number,gone,value"}, {"columns": ["number", "value"]}),
        ({"columns": "gone"}, {}),
        ({"category": "no-such", "manager_id": "usr_1"}, {}),
        ({"q": "gloves, masks"}, {"q": "gloves, masks"}),
        ({"after": "x", "chosen": "con_1", "q": ""}, {}),
        ({"q": ["not a text"]}, {}),
    ],
)
def test_what_the_list_no_longer_takes_is_left_out(saved: dict[str, str], left: dict[str, object]) -> None:
    assert accepted(saved, ContractFilterSchema) == left


@given(
    st.dictionaries(
        st.sampled_from(list(ContractFilterSchema().load_fields)) | st.text(max_size=10), st.text(max_size=50)
    )
)
def test_whatever_was_saved_opens_the_list(saved: dict[str, str]) -> None:
    assert isinstance(ContractFilterSchema().read(accepted(saved, ContractFilterSchema)), ContractFilter)


def test_a_query_is_taken_apart_with_its_lists() -> None:
    assert apart("q=a%20b&columns=number&columns=value&mine=") == {"q": "a b", "columns": "number,value"}
    assert apart("") == {}
