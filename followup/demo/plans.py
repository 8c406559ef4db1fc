"""Planned procurements, the rules for risk assessment, and the yearly review, each on the day on which it happens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from followup.demo import cast
from followup.demo.cast import Signed, Team
from followup.domain.actors import Role
from followup.domain.calendar import add_months
from followup.domain.money import Money
from followup.domain.procurements import Award, AwardedContract, NewProcurement, Potential
from followup.domain.risk import NewAssessment, Plan, RiskClass, RiskFacts
from followup.domain.risk_policies import NewRules
from followup.domain.risk_proposal import classify
from followup.domain.risk_tables import RiskLevel
from followup.services import procurements, risk, risk_policies

if TYPE_CHECKING:
    from followup.demo.story import Story

YEARS_MOST = 4
NOT_REVIEWED = ("planned", "late")  # fates whose contracts nobody has looked at again: the review shows them
FACTS = RiskFacts(
    nationally_prioritised=False,
    on_high_risk_list=True,
    list_level=RiskLevel.HIGH,
    goods_element=True,
    guide_consulted=True,
    climate=RiskLevel.MEDIUM_HIGH,
    people=RiskLevel.HIGH,
    climate_plan=Plan(
        identified="Råvaror och transporter står för det mesta av belastningen. (Påhittat.)",
        measures="Krav på miljömärkning där den finns. (Påhittat.)",
        follow_up="Dokumentkontroll varje år. (Påhittat.)",
    ),
    people_plan=Plan(
        identified="Långa arbetsdagar i sömnadsledet. (Påhittat.)",
        measures="Spårbarhet till fabrik inom fyra veckor. (Påhittat.)",
        follow_up="Självskattning vid start, revision inom ett år. (Påhittat.)",
    ),
)
HOURS = {RiskClass.A: 40, RiskClass.B: 24, RiskClass.C: 8}  # invented for the demonstration; no source gives hours


def schedule(story: Story) -> None:
    """Put the plans of one region, and its decision about rules, on their days."""
    story.on(story.days_ago(200), lambda: _decide(story))
    team = story.team_of("23")
    story.on(story.days_ago(30), lambda: _plan(story, team, "Diskmedel 2027 (påhittad)", "cleaning", None))
    story.on(story.days_ago(30), lambda: _plan(story, team, "Mötesmöbler (påhittad)", "furniture", 9))
    story.on(
        story.days_ago(12), lambda: _plan(story, team, "Arbetskläder för ambulans (påhittad)", "workwear_out", 30, 9)
    )
    story.on(story.days_ago(40), lambda: _plan(story, team, "Operationshandskar (påhittad)", "gloves", None, 38, 20))
    story.on(story.days_ago(60), lambda: _plan(story, team, "Engångstextil (påhittad)", "textile", None, 55, 40, 4))


def review_yearly(story: Story, signed: Signed) -> None:
    """Look at the contract's class again each year, as the rules ask, but for the few that wait for it."""
    if signed.fate in NOT_REVIEWED:
        return
    for year in range(1, YEARS_MOST + 1):
        story.on(add_months(story.here, 12 * year) - timedelta(days=75), lambda: _again(story, signed))


def _again(story: Story, signed: Signed) -> None:
    wanted, country = RiskClass.of(signed.facts["risk"]), signed.team.organisation.country
    with story.runtime.transaction(signed.team.manager) as tx:
        assessment_id = cast.assess(tx, signed.contract_id, wanted, country)
    story.approve(signed.team, assessment_id)


def _decide(story: Story) -> None:
    rules = NewRules(
        assessors=(Role.CONTRACT_MANAGER,),
        approvers=(Role.CONTRACT_MANAGER, Role.APPROVER),
        four_eyes_from=RiskClass.B,
        review_months=12,
        hours=HOURS,
        valid_from=story.here,
        reason="Beslut 2025/0 (påhittat).",
    )
    with story.runtime.transaction(story.administrator) as tx:
        risk_policies.set_rules(tx, rules)


def _plan(
    story: Story,
    team: Team,
    title: str,
    category: str,
    meeting_in: int | None,
    assessed_ago: int | None = None,
    started_ago: int | None = None,
    awarded_ago: int | None = None,
) -> None:
    """Plan a procurement, and let what happens to it happen: assessed, approved, begun, awarded."""
    new = NewProcurement(
        title=title,
        year=story.today.year,
        need="Behovet är påhittat för demonstrationen.",
        expert_group="Sakkunniggruppen (påhittad)",
        value=Money(2_400_000_00 + 100_000_00 * len(title), "SEK"),
        category=category,
        start_meeting_on=story.today + timedelta(days=meeting_in) if meeting_in else None,
        potential={"environment": Potential.SOME, "labour_rights": Potential.LARGE},
    )
    with story.runtime.transaction(team.manager) as tx:
        procurement_id = procurements.register(tx, new).public_id
    if assessed_ago is not None:
        story.on(
            story.days_ago(assessed_ago), lambda: _assess(story, team, procurement_id, approve=started_ago is not None)
        )
    if started_ago is not None:
        story.on(story.days_ago(started_ago), lambda: _start(story, team, procurement_id))
    if awarded_ago is not None:
        story.on(story.days_ago(awarded_ago), lambda: _award(story, team, procurement_id))


def _assess(story: Story, team: Team, procurement_id: str, *, approve: bool) -> None:
    with story.runtime.transaction(team.manager) as tx:
        new = NewAssessment(facts=FACTS, risk_class=classify(FACTS).risk_class)
        assessment_id = risk.assess(tx, procurement_id, new).public_id
    if approve:
        story.approve(team, assessment_id)


def _start(story: Story, team: Team, procurement_id: str) -> None:
    with story.runtime.transaction(team.manager) as tx:
        procurements.start(tx, procurement_id, story.here)


def _award(story: Story, team: Team, procurement_id: str) -> None:
    supplier, _ = story.suppliers["s02"]
    contract = AwardedContract(
        supplier_id=supplier.public_id,
        starts_on=story.today + timedelta(days=25),
        ends_on=add_months(story.today, 36),
        number="RJH 2026/PÅH",
    )
    with story.runtime.transaction(team.manager) as tx:
        procurements.award(tx, procurement_id, Award(contracts=(contract,), code_version="se-2021"))
