"""Asked twice: what overlaps does not depend on the order in which plans are read."""

from __future__ import annotations

import json
import random
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.code_of_conduct import Level
from followup.domain.joint_follow_ups import Payer, propose_payer
from followup.domain.overlaps import (
    Planned,
    Share,
    by_organisation,
    by_site,
    by_supplier,
    highest,
    newest,
    same_place,
    share_of,
)
from followup.domain.schedule import FollowUpKind

K = FollowUpKind
plans = st.lists(
    st.builds(
        Planned,
        organisation=st.sampled_from(["org_a", "org_b", "org_c"]),
        supplier_id=st.integers(1, 3),
        kind=st.sampled_from([K.OFFICE_AUDIT, K.SITE_AUDIT]),
        year=st.sampled_from([2026, 2027]),
        slots=st.integers(1, 3),
        first_due_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        level=st.sampled_from([*Level, None]),
        generation=st.sampled_from(["se-2018", "se-2021", None]),
        site=st.sampled_from(["", "Hall 4, PK", "hall 4, PK"]),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(plans, st.randoms(use_true_random=False))
def test_the_order_of_the_plans_changes_nothing(planned: list[Planned], chance: random.Random) -> None:
    shuffled = list(planned)
    chance.shuffle(shuffled)
    assert by_supplier(shuffled) == by_supplier(planned)
    assert by_site(shuffled) == by_site(planned)


@settings(max_examples=60)
@given(plans)
def test_every_overlap_has_several_organisations_and_counts_every_plan(planned: list[Planned]) -> None:
    for asked in by_supplier(planned):
        rows = [p for p in planned if (p.supplier_id, p.kind, p.year) == (asked.supplier_id, asked.kind, asked.year)]
        assert len(asked.shares) == len({row.organisation for row in rows}) > 1
        assert sum(share.slots for share in asked.shares) == sum(row.slots for row in rows)
    assert all(asked.kind is K.SITE_AUDIT and asked.site for asked in by_site(planned))


@settings(max_examples=60)
@given(plans)
def test_what_is_kept_is_read_back_as_it_was(planned: list[Planned]) -> None:
    for share in (share for asked in by_supplier(planned) for share in asked.shares):
        assert share_of(json.loads(json.dumps(share.stored()))) == share


def test_the_highest_level_and_the_newest_terms_serve_all() -> None:
    assert highest([Level.BASIC, None, Level.SPEARHEAD, Level.ADVANCED]) is Level.SPEARHEAD
    assert highest([None]) is None
    assert newest(["se-2021", "se-2018"]) == "se-2021"
    assert newest([]) is None


def test_two_spellings_of_a_place_are_one() -> None:
    assert same_place("Sömnad  Ett, PK") == same_place("SÖMNAD ETT, PK")
    assert same_place("Sömnad Ett, PK") != same_place("Sömnad Två, PK")


def test_the_programme_pays_the_first_audit_and_the_supplier_later_ones() -> None:
    assert propose_payer(K.OFFICE_AUDIT, None)[0] is Payer.PROGRAMME
    assert propose_payer(K.FOLLOW_UP_AUDIT, date(2025, 1, 1))[0] is Payer.SUPPLIER
    payer, reason = propose_payer(K.TRACEABILITY, None)
    assert (payer, reason.code) == (Payer.LEAD, "payer.own_staff")


def test_each_organisation_sees_how_much_of_its_plan_others_plan_too() -> None:
    def share(organisation: str, slots: int, day: int) -> Share:
        return Share(
            organisation=organisation, slots=slots, first_due_on=date(2026, 5, day), level=None, generations=()
        )

    found = by_organisation(
        [
            ("sup_a", [share("org_a", 2, 4), share("org_b", 1, 2)], True),
            ("sup_b", [share("org_a", 1, 3), share("org_c", 1, 1)], False),
        ]
    )
    said = [(one.organisation, one.slots, one.supplier_count, one.joint_count, one.first_due_on.day) for one in found]
    assert said == [("org_a", 3, 2, 1, 3), ("org_c", 1, 1, 0, 1), ("org_b", 1, 1, 1, 2)]
