"""A light on its way to the public: who must have said yes, when the clock runs, and what never gets out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from followup.clock import FixedClock
from followup.domain.actors import Role
from followup.domain.audit_journal import DISPUTE_RAISED
from followup.domain.calendar import is_working_day
from followup.domain.disputes import DisputeStatus
from followup.domain.permissions import Permission
from followup.domain.publication_gate import check_until, names_somebody
from followup.domain.publications import (
    PUBLICATION,
    Checked,
    LightText,
    PublicationFilter,
    PublicationStatus,
    PublicationStep,
)
from followup.domain.sharing import Light
from followup.errors import Conflict, Forbidden, Invalid, NotFound
from followup.jobs import tell_of_lights
from followup.jobs.work import Work
from followup.models.disputes import Dispute
from followup.models.journal import JournalEntry
from followup.models.publications import Publication
from followup.queries import publications as queries
from followup.services import publication_checks, published_lights, reissues
from followup.services import publications as services
from tests.builders import World
from tests.publications import GREEN, TEXT, Publishing

S = PublicationStatus
pytestmark = pytest.mark.database


@pytest.fixture
def scene(world: World) -> Publishing:
    return Publishing(world)


def code_of(refused: pytest.ExceptionInfo[Conflict]) -> str:
    assert refused.value.reason is not None
    return refused.value.reason.code


def later(clock: FixedClock, days: int) -> None:
    clock.set(clock.now() + timedelta(days=days))


def test_a_green_light_goes_from_the_buyer_by_the_supplier_and_the_secretariat_to_everybody(
    scene: Publishing, world: World
) -> None:
    scene.out().answer(Checked(is_correct=True, answer="We agree."))
    light = scene.publish()
    assert scene.row.status is S.PUBLISHED
    assert light.content is not None
    assert (light.content["reply"], light.content["light"], light.edition) == ("We agree.", "green", 1)
    assert light.content["text"] == {"en": "Nothing was found."}
    events = [e.event for e in _history(world)]
    assert events == [
        "publication.written",
        "publication.secrecy_tested",
        "publication.submit",
        "publication.send",
        "publication.delivered",
        "publication.checked",
        "publication.publish",
    ]


def _history(world: World) -> list[JournalEntry]:
    with world.reading() as tx:
        of = select(JournalEntry).where(JournalEntry.event.startswith("publication.")).order_by(JournalEntry.id)
        return list(tx.session.scalars(of))


def test_nothing_is_published_before_the_supplier_answers_or_ten_working_days_have_passed(
    scene: Publishing, clock: FixedClock
) -> None:
    scene.out()
    assert (scene.check.sent_on, scene.check.due_on) == (date(2026, 3, 2), date(2026, 3, 16))
    later(clock, 14)
    with pytest.raises(Conflict) as refused:
        scene.publish()
    assert code_of(refused) == "publication.check_running"
    later(clock, 1)
    light = scene.publish()
    assert light.content is not None
    assert light.content["checked_by_supplier_on"] is None


def test_the_days_are_counted_from_the_day_the_mail_was_handed_over_not_from_the_day_it_was_written(
    scene: Publishing, clock: FixedClock
) -> None:
    scene.write().test().submit().send()
    later(clock, 4)
    scene.deliver()
    assert (scene.check.sent_on, scene.check.due_on) == (date(2026, 3, 6), date(2026, 3, 20))
    assert scene.link.due_on == date(2026, 3, 20)


def test_a_mail_that_never_left_lets_no_time_run(scene: Publishing, clock: FixedClock) -> None:
    scene.write().test().submit().send()
    later(clock, 30)
    with pytest.raises(Conflict) as refused:
        scene.publish()
    assert code_of(refused) == "publication.not_sent"


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_returned_mail_stops_the_clock_until_another_reaches_the_supplier(
    scene: Publishing, world: World, clock: FixedClock, by_hand: bool
) -> None:
    scene.write().test().submit().send()
    if by_hand:
        scene.deliver()
        with world.tx(scene.author) as tx:
            publication_checks.note_return(tx, scene.id)
    else:
        scene.deliver(refused=True)
    assert scene.check.undeliverable_at is not None
    later(clock, 30)
    with pytest.raises(Conflict) as refused:
        scene.publish()
    assert code_of(refused) == "publication.not_sent"
    with world.tx(scene.author) as tx:
        reissues.reissue(tx, world.runtime.keys, scene.link.public_id)
    scene.deliver()
    runs = scene.check
    assert runs.undeliverable_at is None
    assert runs.sent_on == date(2026, 4, 1)
    with pytest.raises(Conflict) as refused:
        scene.publish()
    assert code_of(refused) == "publication.check_running"
    with world.tx(scene.author) as tx:  # a second mail of the same link gives no second time
        reissues.replace(tx, world.runtime.keys, scene.link.public_id)
    later(clock, 3)
    scene.deliver()
    assert scene.check.sent_on == date(2026, 4, 1)


def test_who_wrote_or_sent_a_text_never_publishes_it(world: World) -> None:
    scene = Publishing(world)
    scene.out().answer()
    two_hats = replace(
        scene.author, organisation_id=scene.office.id, roles=frozenset({Role.COORDINATOR, Role.CONTRACT_MANAGER})
    )
    for nobody in (two_hats, scene.author):
        with world.tx(nobody) as tx, pytest.raises(Forbidden):
            published_lights.publish(tx, scene.id, None, is_considered=True, category_name=None, is_demonstration=False)
    with world.tx(scene.neighbour) as tx, pytest.raises(NotFound):
        published_lights.publish(tx, scene.id, None, is_considered=True, category_name=None, is_demonstration=False)
    assert scene.public() == []


def test_others_and_the_secretariat_see_no_draft(scene: Publishing, world: World) -> None:
    def seen_by(*readers: object) -> list[int]:
        counts = []
        for reader in readers:
            with world.reading(reader) as tx:  # type: ignore[arg-type] # staff
                counts.append(len(queries.listed(tx.session, PublicationFilter()).rows))
        return counts

    everybody = (scene.author, scene.publisher, scene.neighbour)
    scene.write().test()
    assert seen_by(*everybody) == [1, 0, 0]
    scene.submit().send()
    assert seen_by(*everybody) == [1, 1, 0]
    with world.tx(scene.author) as tx:
        publication_checks.take_back(tx, scene.id)
    assert seen_by(*everybody) == [1, 0, 0]
    with world.reading(scene.publisher) as tx, pytest.raises(NotFound):
        tx.get(Publication, scene.id, to=Permission.PUBLICATION_READ)


def test_a_changed_text_is_tested_and_checked_again(scene: Publishing, world: World) -> None:
    scene.out().answer()
    with world.tx(scene.author) as tx, pytest.raises(Conflict) as refused:
        services.change(tx, scene.id, TEXT)
    assert code_of(refused) == "publication.not_a_draft"
    with world.tx(scene.author) as tx:
        publication_checks.take_back(tx, scene.id)
        services.change(tx, scene.id, LightText(text_en="Nothing was found, again."))
    with world.tx(scene.author) as tx, pytest.raises(Conflict) as refused:
        services.submit(tx, scene.id)
    assert code_of(refused) == "publication.no_secrecy_test"
    with pytest.raises(Conflict) as refused:
        scene.answer()  # by the link of the text that was taken back
    assert code_of(refused) == "publication.not_for_check"
    scene.test().submit().send()
    with pytest.raises(Conflict):
        scene.publish()
    assert scene.public() == []


def test_a_supplier_that_objects_is_heard_and_printed(scene: Publishing) -> None:
    scene.out()
    with pytest.raises(Invalid) as refused:
        scene.answer(Checked(is_correct=False))
    assert list(refused.value.problems) == ["answer"]
    scene.answer(Checked(is_correct=False, answer="It was in 2024."))
    with pytest.raises(Invalid) as refused:
        scene.publish()
    assert list(refused.value.problems) == ["is_considered"]
    light = scene.publish(is_considered=True)
    assert light.content is not None
    assert (light.content["reply"], light.content["found_correct"]) == ("It was in 2024.", False)


def test_a_yellow_light_waits_for_a_dated_plan_for_every_deviation(world: World, clock: FixedClock) -> None:
    scene = Publishing(world, deviations=2).write(TEXT).test()
    with pytest.raises(Conflict) as refused:
        scene.submit()
    assert code_of(refused) == "publication.no_dated_plan"
    scene.accept_plans().submit().send().deliver().answer()
    assert (scene.publish().light, scene.row.plan_on) == (Light.YELLOW, date(2099, 1, 1))


def test_a_red_light_says_which_day_has_passed_and_needs_words_and_a_next_step(world: World) -> None:
    scene = Publishing(world, deviations=1)
    scene.change(scene.deviations[0], closure_due_on=date(2026, 2, 20))
    scene.write(GREEN).test()
    with pytest.raises(Conflict) as refused:
        scene.submit()
    assert code_of(refused) == "publication.needs_text"
    with world.tx(scene.author) as tx:
        services.change(tx, scene.id, TEXT)
    scene.test().submit().send().deliver().answer()
    light = scene.publish()
    assert light.content is not None
    assert (light.light, light.content["plan_on"]) == (Light.RED, "2026-02-20")


def test_what_has_changed_since_the_supplier_read_it_is_not_published(world: World) -> None:
    scene = Publishing(world, deviations=1).accept_plans()
    scene.out(TEXT).answer()
    scene.change(scene.deviations[0], closure_due_on=date(2026, 2, 20))  # yellow turns red
    with pytest.raises(Conflict) as refused:
        scene.publish()
    assert code_of(refused) == "publication.light_changed_since"


def test_a_disputed_deviation_is_not_published(world: World) -> None:
    scene = Publishing(world, deviations=1).accept_plans()
    scene.out(TEXT).answer()
    with world.tx(scene.author) as tx:
        raised = Dispute(
            deviation_id=scene.deviations[0].id,
            organisation_id=scene.region.id,
            text="It was not so.",
            raised_at=tx.now,
            raiser_name="Carl",
            raiser_role="Head",
            status=DisputeStatus.RAISED,
        )
        tx.journal(DISPUTE_RAISED, tx.add(raised))
    with pytest.raises(Conflict) as refused:
        scene.publish()
    assert code_of(refused) == "publication.disputed"


def test_a_correction_is_a_new_edition_and_the_old_one_stays_marked(world: World) -> None:
    scene = Publishing(world, deviations=1).accept_plans()
    scene.out(TEXT).answer()
    first = scene.publish()
    old = scene.id
    scene.change(scene.deviations[0], closed_on=date(2026, 3, 1))
    scene.out(GREEN)
    assert (scene.row.edition, scene.row.light) == (2, Light.GREEN)
    with pytest.raises(Conflict) as refused:
        scene.write()
    assert code_of(refused) == "publication.already"
    scene.answer()
    second = scene.publish()
    stored, new = scene.public()
    assert (stored.key, stored.content, stored.sha256) == (second.key, first.content, first.sha256)
    assert (stored.replaced_at is not None, new.replaced_at) == (True, None)
    assert new.content is not None
    assert new.content["remedied_on"] == "2026-03-01"
    scene.id = old
    assert scene.row.status is S.REPLACED


def test_a_withdrawal_empties_every_edition_and_leaves_the_stone(scene: Publishing, world: World) -> None:
    scene.out().answer()
    first = scene.publish()
    scene.out().answer()
    scene.publish()
    scene.withdraw()
    rows = scene.public()
    assert [row.content for row in rows] == [None, None]
    assert all(row.withdrawn_at for row in rows)
    assert rows[0].sha256 == first.sha256
    scene.out().answer()
    assert scene.publish().edition == 3


def test_the_supplier_is_told_once_that_the_text_is_out_and_once_that_it_is_gone(
    scene: Publishing, world: World
) -> None:
    work = Work(world.runtime, mailer=None)  # type: ignore[arg-type] # it sends nothing itself
    scene.out().answer()
    scene.publish()
    for _ in range(2):
        tell_of_lights.run(work)
    assert scene.mails().count("publication_out") == 1
    assert scene.link.closed_at is not None
    scene.withdraw()
    for _ in range(2):
        tell_of_lights.run(work)
    assert scene.mails()[-1] == "publication_withdrawn"
    assert scene.mails().count("publication_withdrawn") == 1
    assert work.first_error is None


@pytest.mark.parametrize(
    "text", ["Ask Anna Invented.", "Write to a.b@example.org.", "Ring 070-123 45 67.", "ring +46 8 123 456"]
)
def test_a_text_that_names_a_person_never_gets_out(scene: Publishing, text: str) -> None:
    scene.write(LightText(text_en=text))
    with pytest.raises(Conflict) as refused:
        scene.test()
    assert code_of(refused) == "publication.names_somebody"


def test_an_answer_that_names_a_person_is_refused_at_its_field(scene: Publishing) -> None:
    scene.out()
    with pytest.raises(Invalid) as refused:
        scene.answer(Checked(is_correct=True, answer="Anna Invented says so."))
    assert list(refused.value.problems) == ["answer"]


def test_nothing_internal_stands_in_what_is_published(world: World) -> None:
    scene = Publishing(world, deviations=1).accept_plans()
    scene.out(TEXT).answer(Checked(is_correct=True, answer="It is so."))
    content = json.dumps(scene.publish().content)
    inside = ("Anna", "anna@", scene.contract.title, scene.contract.public_id, scene.author.name, "must never leave")
    assert [text for text in inside if text in content] == []


def test_nothing_is_published_about_a_person_or_without_a_follow_up(world: World) -> None:
    scene = Publishing(world)
    other = world.contract(scene.author, supplier=world.supplier())
    scene.contract = other
    with pytest.raises(Conflict) as refused:
        scene.write()
    assert code_of(refused) == "publication.not_followed_up"


def test_days_off_give_the_supplier_more_time_in_either_country() -> None:
    easter = date(2026, 3, 27)
    assert check_until(easter, "SE") == date(2026, 4, 14)
    assert check_until(easter, "NO") == date(2026, 4, 15)  # Maundy Thursday is a day off in Norway


@settings(max_examples=40)
@given(st.dates(date(2024, 1, 1), date(2034, 12, 31)), st.sampled_from(["SE", "NO"]))
def test_the_supplier_always_has_ten_whole_working_days(sent_on: date, country: str) -> None:
    until = check_until(sent_on, country)
    days = [sent_on + timedelta(days=n) for n in range(1, (until - sent_on).days + 1)]
    assert sum(is_working_day(day, country) for day in days) == 10
    assert is_working_day(until, country)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(PublicationStep), max_size=12))
def test_no_way_leads_past_the_supplier_to_the_public(steps: list[PublicationStep]) -> None:
    state, before = PUBLICATION.initial, []
    for step in steps:
        if step not in PUBLICATION.allowed(state):
            with pytest.raises(Conflict):
                PUBLICATION.after(state, step)
            continue
        state = PUBLICATION.after(state, step)
        before.append(step)
    if state in (S.PUBLISHED, S.REPLACED, S.WITHDRAWN):
        assert before.index(PublicationStep.SUBMIT) < before.index(PublicationStep.SEND)
        assert before.index(PublicationStep.SEND) < before.index(PublicationStep.PUBLISH)
        assert before[before.index(PublicationStep.PUBLISH) - 1] is PublicationStep.SEND


def test_figures_and_dates_are_no_telephone_numbers() -> None:
    assert not names_somebody(["In 2026-03-02 there were 1 000 000 hours, 7 deviations, case 2026-0417."], ["Bo"])
    assert names_somebody(["Made at Mill of Dhaka."], ["Mill of Dhaka"])
    assert not names_somebody(["Milling."], ["Mill"])
