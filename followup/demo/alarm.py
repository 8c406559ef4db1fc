"""An incident: an invented factory is in the news, some regions buy from there, and each says where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from followup.demo.cast import Team
from followup.domain.incidents import Asking, NewIncident, NewQuestion, Position, SiteUse, Stance, SupplierAnswer
from followup.domain.suppliers import NewSite, NewSupplier
from followup.domain.supply import NewSubSupplier
from followup.models.contracts import Contract
from followup.models.incidents import Incident, IncidentParty, IncidentQuestion
from followup.queries import incidents as queries
from followup.queries.incident_reach import Sought
from followup.services import incident_questions, incident_reach, incidents, suppliers, supply
from followup.transaction import Transaction

if TYPE_CHECKING:
    from followup.demo.story import Story

BEGUN, ASKED, ANSWERED = 20, 17, 4  # Units: days ago
FACTORY = "Gummifabriken nr 4 (påhittad)"
CATEGORY = "consumables"
# Contracts whose supplier gets something from the factory, by organisation and number of the supplier.
BOUGHT = (("23", "s01"), ("24", "s01"), ("14", "s01"), ("01", "s13"))
STANCES = {
    "24": Position(stance=Stance.DIALOGUE, note="Vi har bett om ett möte den här veckan. (Påhittat.)"),
    "14": Position(stance=Stance.REMEDY, note="Vi kräver att avgifterna betalas tillbaka. (Påhittat.)"),
}
FACTS = (
    "Påhittat för demonstrationen. Anställda vid fabriken sägs ha betalat avgifter för att få sina arbeten, och pass "
    "sägs ha hållits inne. Fabriken svarar att avgifterna ska betalas tillbaka. Om det gäller fler fabriker är okänt."
)
QUESTION = (
    "Kommer varor som ni levererar till oss från Gummifabriken nr 4, eller har de gjort det?\nVilka varor, och när?"
)


def schedule(story: Story) -> None:
    """Put the incident on its days, at the end of the story."""
    story.on(story.days_ago(BEGUN), lambda: _begin(story))
    story.on(story.days_ago(ASKED), lambda: _plan(story))
    story.on(story.days_ago(ANSWERED), lambda: _answer(story))


def _begin(story: Story) -> None:
    _know_the_factory(story)
    cooperation = story.regions.cooperation
    new = NewIncident(
        title="Avgifter för att få arbete vid handskfabrik (påhittat)",
        facts=FACTS,
        source="Tidningen Påhitt",
        reported_on=story.here - timedelta(days=1),
        site=FACTORY,
        site_country="MY",
        category=CATEGORY,
    )
    sought = Sought(cooperation_id=cooperation.id, site=new.site, site_country=new.site_country)
    with story.runtime.transaction(incident_reach.COORDINATOR, read_only=True) as everything:
        found = incident_reach.look_up(everything, sought)
    with story.runtime.transaction(story.coordinator) as tx:
        incidents.begin(tx, cooperation.public_id, new, found)


def _know_the_factory(story: Story) -> None:
    """Let some managers note that the factory's owner stands behind their supplier; one of them knows the factory."""
    maker = NewSupplier(name="Gummigruppen (påhittad)", country="MY", number="")
    with story.runtime.transaction(story.coordinator) as tx:
        owner = suppliers.register(tx, maker, origin="demonstration", invented=True).public_id
    for code, supplier in BOUGHT:
        team = story.team_of(code)
        with story.runtime.transaction(team.manager) as tx:
            for contract in _contracts(tx, story, team, supplier):
                behind = NewSubSupplier(supplier_id=owner, tier=1, delivers="Handskar")
                supply.add_sub_supplier(tx, contract.public_id, behind)
    with story.runtime.transaction(story.team_of(BOUGHT[1][0]).manager) as tx:
        suppliers.add_site(tx, owner, NewSite(name=FACTORY, country="MY", tier=1))


def _contracts(tx: Transaction, story: Story, team: Team, supplier: str) -> Sequence[Contract]:
    keys = [key for key, one in story.signed.items() if one.team is team and one.facts["supplier"] == supplier]
    return [tx.follow(Contract, key) for key in keys]


def _incident(tx: Transaction) -> Incident:
    return tx.session.scalars(select(Incident)).one()


def _plan(story: Story) -> None:
    with story.runtime.transaction(story.coordinator, read_only=True) as tx:
        incident = _incident(tx)
    sought = Sought(cooperation_id=incident.cooperation_id, site=incident.site, site_country=incident.site_country)
    with story.runtime.transaction(incident_reach.COORDINATOR, read_only=True) as everything:
        found = incident_reach.look_up_suppliers(everything, sought, incident.category)
    new = NewQuestion(question=QUESTION, due_on=story.here + timedelta(days=28))
    with story.runtime.transaction(story.coordinator) as tx:
        made = incident_questions.plan(tx, incident.public_id, new, found)
    story.after(1, lambda: _ask(story, made))
    story.after(2, lambda: _stand(story))


def _team_of(story: Story, organisation_key: int) -> Team:
    return next(team for team in story.teams.values() if team.organisation.id == organisation_key)


def _ask(story: Story, questions: Sequence[IncidentQuestion]) -> None:
    for question in questions:
        with story.runtime.transaction(_team_of(story, question.organisation_id).manager) as tx:
            contract = queries.contracts_with(tx.session, question.supplier_id, tx.today)[0]
            contacts = queries.contacts_at(tx.session, question.supplier_id)
            asking = Asking(contract_id=contract.public_id, contact_id=contacts[0].public_id if contacts else None)
            incident_questions.ask(tx, question.public_id, asking)


def _stand(story: Story) -> None:
    for code, position in STANCES.items():
        team = story.team_of(code)
        of_team = select(IncidentParty.public_id).where(IncidentParty.organisation_id == team.organisation.id)
        with story.runtime.transaction(team.approver) as tx:
            incidents.take_stance(tx, tx.session.scalars(of_team).one(), position, None)


def _answer(story: Story) -> None:
    """Record the answer of the supplier through which most are reached; the other one has not answered yet."""
    with story.runtime.transaction(story.coordinator, read_only=True) as tx:
        supplier, _ = story.suppliers["s01"]
        asked = select(IncidentQuestion).where(IncidentQuestion.supplier_id == supplier.id)
        question = tx.session.scalars(asked).one()
    note = "Två artiklar kom därifrån till och med förra kvartalet. (Påhittat svar.)"
    with story.runtime.transaction(_team_of(story, question.organisation_id).manager) as tx:
        new = SupplierAnswer(answer=SiteUse.USED, answered_on=tx.today, note=note)
        incident_questions.answer(tx, question.public_id, new)
