"""What the regions decide together: coordinators, priorities, last autumn's plan for this year, and new nominations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from followup.domain.categories import NameCoordinator, Prioritise
from followup.domain.joint_follow_ups import Payer
from followup.domain.nominations import Adoption, NewItem, NewJointPlan, NewNomination
from followup.domain.schedule import FollowUpKind
from followup.errors import N_
from followup.schemas.risk import tables
from followup.services import categories, joint_follow_ups, joint_plans, nominations

if TYPE_CHECKING:
    from followup.demo.story import Story

# The pages show a source in the reader's language.
PRIORITIES = N_("hallbarupphandling.se, nationally prioritised categories; the day is invented for the demonstration")
COORDINATORS = (
    ("A", "23", "Cia Påhitt"),
    ("B", "03", "Calle Påhitt"),
    ("C", "01", "Carin Påhitt"),
    ("D", "18", "Curt Påhitt"),
    ("E", "14", "Celia Påhitt"),
    ("H", "12", "Conny Påhitt"),
)
_SITE, _OFFICE = FollowUpKind.SITE_AUDIT, FollowUpKind.OFFICE_AUDIT
# category, supplier, kind, who nominated, who leads (of its area), who else is asked, day in December
PLANNED = (
    ("textile", "s02", _SITE, "23", "12", ("23", "24", "14"), 4),
    ("surg_instr", "s04", _OFFICE, "14", "23", ("12", "14"), 11),
    ("it", "s05", _OFFICE, "", "01", ("03", "12"), 18),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a region nominates, by the codes of the story."""

    code: str
    category: str
    kind: FollowUpKind
    why: str
    product: str = ""
    supplier: str = ""


NOMINATED = (
    Wish("23", "gloves", _SITE, "Flera regioner köper av samma fabrik.", "Undersökningshandskar (påhittade)", "s01"),
    Wish("12", "it", _OFFICE, "Råvarorna går inte att spåra i svaren.", "Bildskärmar (påhittade)"),
    Wish("24", "surg_instr", _SITE, "Underleverantören har bytt stad sedan förra revisionen.", supplier="s04"),
)
DECLINED = Wish("14", "furniture", _OFFICE, "Nytt avtal i år.", "Kontorsstolar (påhittade)")


def schedule(story: Story) -> None:
    """Put what is decided together on its days."""
    story.on(story.days_ago(4 * 365), lambda: _divide(story))
    last = story.today.year - 1
    story.on(date(last, 8, 24), lambda: _for_this_year(story))
    story.on(story.days_ago(20), lambda: _for_next_year(story))


def _divide(story: Story) -> None:
    cooperation = story.regions.cooperation.public_id
    with story.runtime.transaction(story.coordinator) as tx:
        for area, code, name in COORDINATORS:
            place = story.regions.members[code].public_id
            new = NameCoordinator(area=area, organisation_id=place, name=name, valid_from=story.here)
            categories.name_coordinator(tx, cooperation, new)
        for found in tables().categories:
            if found.nationally_prioritised:
                first_on = date(story.here.year, 1, 1)
                categories.prioritise(
                    tx, cooperation, Prioritise(category=found.key, valid_from=first_on, source=PRIORITIES)
                )


def _nominate(story: Story, wish: Wish, year: int) -> str:
    new = NewNomination(
        year=year,
        category=wish.category,
        product=wish.product,
        supplier_id=story.suppliers[wish.supplier][0].public_id if wish.supplier else None,
        kind=wish.kind,
        reason=wish.why,
    )
    with story.runtime.transaction(story.team_of(wish.code).manager) as tx:
        return nominations.make(tx, new).public_id


def _for_this_year(story: Story) -> None:
    """Nominate in August, plan in November, adopt in December."""
    year = story.today.year
    why = "Hög risk i leverantörskedjan. (Påhittat.)"
    made = [
        _nominate(story, Wish(code, category, kind, why, supplier=supplier), year) if code else None
        for category, supplier, kind, code, *_ in PLANNED
    ]
    story.on(date(year - 1, 11, 16), lambda: _draft(story, year, made))


def _draft(story: Story, year: int, made: list[str | None]) -> None:
    made_of = []
    with story.runtime.transaction(story.coordinator) as tx:
        plan_id = joint_plans.begin(tx, story.regions.cooperation.public_id, NewJointPlan(year=year)).public_id
        for (category, supplier, kind, _, lead, others, day), nomination_id in zip(PLANNED, made, strict=True):
            new = NewItem(
                supplier_id=story.suppliers[supplier][0].public_id,
                kind=kind,
                category=category,
                due_on=date(year, 12, day),
                lead_id=story.regions.members[lead].public_id,
                participant_ids=tuple(story.regions.members[code].public_id for code in others),
                payer=Payer.PROGRAMME,
                why="Prioriterad kategori, och flera regioner har avtal. (Påhittat.)",
                nomination_id=nomination_id,
                answer="Nomineringen är med i planen. (Påhittat.)" if nomination_id else "",
            )
            made_of.append(joint_plans.add_item(tx, plan_id, new).public_id)
        joint_plans.propose(tx, plan_id, "Tre gemensamma uppföljningar. (Påhittat.)")
    story.on(date(year - 1, 12, 14), lambda: _adopt(story, plan_id))
    story.on(date(year, 1, 12), lambda: _offer(story, made_of))


def _adopt(story: Story, plan_id: str) -> None:
    decided = Adoption(adopted_on=story.here, decision="Styrgruppens protokoll 4, punkt 6 (påhittat)")
    with story.runtime.transaction(story.coordinator) as tx:
        joint_plans.adopt(tx, plan_id, decided)


def _offer(story: Story, joint_ids: list[str]) -> None:
    """Offer all but the last, so that a visitor can do the rest."""
    for joint_id in joint_ids[:-1]:
        with story.runtime.transaction(story.coordinator) as tx:
            joint_follow_ups.offer(tx, joint_id, None, recipients=())


def _for_next_year(story: Story) -> None:
    year = story.today.year + 1
    for wish in NOMINATED:
        _nominate(story, wish, year)
    nomination_id = _nominate(story, DECLINED, year)
    with story.runtime.transaction(story.coordinator) as tx:
        nominations.decline(tx, nomination_id, "Möbler följs upp året därpå. (Påhittat.)")
