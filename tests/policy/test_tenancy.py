"""The tenant sweep: for every table, what one organisation wrote does not exist for another one.

Made from the models: a new table is swept, or the filling of the rows fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from followup import db
from followup.domain.actors import ANONYMOUS, STAFF, Actor, Assignee, Role, Staff
from followup.domain.permissions import Permission
from followup.errors import NotFound
from followup.models import Base
from followup.models.assignments import Assignment
from followup.models.base import (
    Assigned,
    Cooperative,
    Identified,
    Internal,
    Owned,
    Public,
    Reference,
    Restricted,
    Submitted,
)
from followup.runtime import Runtime
from tests.policy.rows import MODELS, fill, is_for_all

pytestmark = pytest.mark.database
Rows = Mapping[str, Mapping[str, Any]]
CLASSES = (Internal, Assigned, Cooperative, Submitted, Reference, Public, Restricted)
ALL = sorted(MODELS.values(), key=lambda model: model.__name__)
SECLUDED = [model for model in ALL if not is_for_all(model)]
IDENTIFIED = [model for model in SECLUDED if issubclass(model, Identified)]
EACH = 12  # each model is asked for with every twelfth permission
STRANGER = Staff(public_id="usr_" + "b" * 26, user_id=10**6, organisation_id=10**6, roles=STAFF)
MIXED = {Assignment}  # Owned, and in db.py also narrowed to itself for the holder of its link


def staff_of(rows: Rows, *roles: Role) -> Staff:
    return Staff(
        public_id=rows["app_user"]["public_id"],
        user_id=rows["app_user"]["id"],
        organisation_id=rows["organisation"]["id"],
        cooperation_ids=(rows["cooperation"]["id"],),
        roles=frozenset(roles or STAFF),
    )


def holder_of(rows: Rows) -> Assignee:
    link = rows["assignment"]
    return Assignee(public_id=link["public_id"], assignment_id=link["id"], organisation_id=rows["organisation"]["id"])


@pytest.fixture(scope="module")
def connection(engine: Engine) -> Iterator[Connection]:
    """One connection for the module: everything here only reads."""
    with engine.connect() as made:
        outer = made.begin()
        yield made
        outer.rollback()


@pytest.fixture(scope="module")
def ours(connection: Connection) -> Rows:
    return fill(connection, "canary-of-ours")


@pytest.fixture(scope="module")
def theirs(connection: Connection, ours: Rows) -> Rows:
    return fill(connection, "canary-of-theirs")


SHAPES: dict[str, Callable[[Any], Any]] = {
    "whole rows": lambda model: select(model),
    "columns": lambda model: select(model.id),
    "a count": lambda model: select(func.count(model.id)).having(func.count(model.id) > 0),
    "an alias": lambda model: select(aliased(model).id),
    "a subquery": lambda model: select(select(model.id).subquery().c.id),
    "a common table": lambda model: select(select(model.id).cte().c.id),
    "an in-list": lambda model: select(model.id).where(model.id.in_(select(aliased(model).id))),
    "existence": lambda model: select(literal(1)).where(exists(select(model.id))),
    "a scalar subquery": lambda model: select(literal(1)).where(select(func.count(model.id)).scalar_subquery() > 0),
    "a union": lambda model: union_all(select(model.id), select(aliased(model).id)),
    "a join with itself": lambda model: select(aliased(model, name="other").id).join(model, literal(True)),
}


def found(runtime: Runtime, actor: Actor, statement: Any) -> list[Any]:
    with runtime.transaction(actor, read_only=True) as tx:
        return list(tx.session.execute(statement))


def test_every_table_says_who_may_see_it() -> None:
    unclear = {m.__name__ for m in ALL if sum(issubclass(m, c) for c in CLASSES) != 1 and m not in MIXED}
    assert unclear == set()
    assert all(issubclass(model, Owned) for model in MIXED)


@pytest.mark.parametrize("model", IDENTIFIED, ids=lambda m: m.__name__)
def test_what_another_organisation_made_is_not_found_by_its_id(
    runtime: Runtime, theirs: Rows, ours: Rows, model: Any
) -> None:
    """Each is asked for with some of the permissions, so that all are asked of the models together."""
    public_id = theirs[model.__tablename__]["public_id"]
    for actor in (staff_of(ours), holder_of(ours), ANONYMOUS):
        with runtime.transaction(actor, read_only=True) as tx:
            for permission in list(Permission)[IDENTIFIED.index(model) % EACH :: EACH]:
                with pytest.raises(NotFound):
                    tx.get(model, public_id, to=permission)
            with pytest.raises(NotFound):
                tx.follow(model, theirs[model.__tablename__]["id"])


@pytest.mark.parametrize("model", SECLUDED, ids=lambda m: m.__name__)
def test_no_statement_of_an_organisation_reaches_what_another_one_wrote(
    runtime: Runtime, theirs: Rows, model: Any
) -> None:
    """Asked by an organisation that has no rows, so that anything found is another one's."""
    for actor in (STRANGER, ANONYMOUS):
        with runtime.transaction(actor, read_only=True) as tx:
            for shape, statement in SHAPES.items():
                assert list(tx.session.execute(statement(model))) == [], (shape, actor)
            assert tx.session.get(model, theirs[model.__tablename__]["id"]) is None


@pytest.mark.parametrize("model", SECLUDED, ids=lambda m: m.__name__)
def test_an_organisation_finds_its_own_rows_only(runtime: Runtime, theirs: Rows, ours: Rows, model: Any) -> None:
    keys = {row.id for row in found(runtime, staff_of(ours), select(model.id))}
    assert keys == (set() if issubclass(model, Restricted) else {ours[model.__tablename__]["id"]})


@pytest.mark.parametrize("model", ALL, ids=lambda m: m.__name__)
def test_the_holder_of_a_link_finds_what_hangs_on_that_link_only(
    runtime: Runtime, theirs: Rows, ours: Rows, model: Any
) -> None:
    keys = {row.id for row in found(runtime, holder_of(ours), select(model.id))}
    if issubclass(model, Public):
        assert keys == {ours[model.__tablename__]["id"], theirs[model.__tablename__]["id"]}
    elif issubclass(model, Assigned) or model is Assignment:
        assert keys == {ours[model.__tablename__]["id"]}
    else:
        assert keys == set()


@pytest.mark.parametrize("model", ALL, ids=lambda m: m.__name__)
def test_nobody_signed_in_finds_public_rows_only(runtime: Runtime, ours: Rows, model: Any) -> None:
    assert bool(found(runtime, ANONYMOUS, select(model.id))) == issubclass(model, Public)


def test_without_the_criterion_the_sweep_sees_it(
    runtime: Runtime, theirs: Rows, ours: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red control: the same questions, with the tenant criterion taken out."""
    monkeypatch.setattr(db, "_of_organisation", lambda organisation, cooperations: ())
    seen = [m.__name__ for m in SECLUDED if len(found(runtime, staff_of(ours), select(m.id))) != 1]
    assert len(seen) == len(SECLUDED)
    assert set(Base.metadata.tables) >= {m.__tablename__ for m in SECLUDED}
