"""Scenes for incidents: regions of one cooperation, who manages there, and contracts in force through suppliers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from followup.domain.actors import Role, Staff
from followup.domain.incidents import NewIncident, NewQuestion
from followup.domain.journal import CONTRACT_CHANGED
from followup.domain.organisations import OrganisationKind
from followup.domain.suppliers import NewSite
from followup.models.contracts import Contract
from followup.models.incidents import Incident, IncidentParty, IncidentQuestion
from followup.models.organisations import Organisation
from followup.models.suppliers import Supplier
from followup.queries.incident_reach import Sought
from followup.queries.incidents import questions as asked_of
from followup.services import incident_questions, incident_reach, incidents, organisations, suppliers
from followup.services.incident_reach import COORDINATOR, Found
from tests.builders import World

TODAY = date(2026, 3, 2)
SITE = NewIncident(
    title="Debt bondage at Invented Rubber",
    facts="Workers are said to have paid for their jobs.",
    source="The evening news",
    reported_on=date(2026, 3, 1),
    site="Invented Rubber, plant 4",
    site_country="MY",
    category="gloves",
)


class Cooperation:
    """A secretariat over some regions, each with one contract manager."""

    def __init__(self, world: World, *names: str) -> None:
        self.world = world
        self.secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        regions = {name: world.organisation(name) for name in names}
        self.row = world.cooperation(secretariat=self.secretariat)
        with world.tx() as tx:
            for number, region in enumerate(regions.values()):
                organisations.join(tx, self.row, region, area="ABCDEFGH"[number % 8])
        self.coordinator = world.staff(self.secretariat, Role.COORDINATOR, cooperations=(self.row,))
        self.regions = regions
        self.managers = {name: self.hired(name) for name in names}

    def hired(self, name: str, *roles: Role) -> Staff:
        return self.world.staff(
            self.regions[name], *(roles or (Role.CONTRACT_MANAGER,)), name=f"At {name}", cooperations=(self.row,)
        )

    def contract(self, name: str, supplier: Supplier, *, category: str = "gloves", title: str = "") -> Contract:
        manager = self.managers[name]
        contract = self.world.contract(manager, supplier=supplier, title=title or f"Contract of {name}")
        with self.world.tx(manager) as tx:
            row = tx.follow(Contract, contract.id)
            row.category, row.manager_id = category, manager.user_id
            tx.journal(CONTRACT_CHANGED, row, fields="category")
        return contract

    def site(self, name: str, supplier: Supplier, called: str = "INVENTED RUBBER Plant-4", country: str = "MY") -> str:
        with self.world.tx(self.managers[name]) as tx:
            return suppliers.add_site(tx, supplier.public_id, NewSite(name=called, country=country)).public_id

    def found(self, *supplier_keys: int, site: str = SITE.site) -> Found:
        sought = Sought(
            cooperation_id=self.row.id,
            site=site,
            site_country="MY",
            supplier_keys=frozenset(supplier_keys),
        )
        with self.world.reading(COORDINATOR) as everything:
            return incident_reach.look_up(everything, sought)

    def begin(self, new: NewIncident = SITE) -> Incident:
        found = self.found()
        with self.world.tx(self.coordinator) as tx:
            return incidents.begin(tx, self.row.public_id, new, found)

    def plan(self, incident: Incident, due_on: date = date(2026, 3, 30)) -> None:
        sought = Sought(cooperation_id=self.row.id, site=incident.site, site_country=incident.site_country)
        with self.world.reading(COORDINATOR) as everything:
            found = incident_reach.look_up_suppliers(everything, sought, incident.category)
        with self.world.tx(self.coordinator) as tx:
            incident_questions.plan(
                tx, incident.public_id, NewQuestion(question="Do you use it?", due_on=due_on), found
            )

    def party(self, incident: Incident, name: str) -> IncidentParty:
        mine = select(IncidentParty).where(IncidentParty.incident_id == incident.id)
        with self.world.reading() as tx:
            return tx.session.scalars(mine.where(IncidentParty.organisation_id == self.regions[name].id)).one()

    def question(self, incident: Incident, supplier: Supplier) -> IncidentQuestion:
        of = select(IncidentQuestion).where(IncidentQuestion.incident_id == incident.id)
        with self.world.reading() as tx:
            return tx.session.scalars(of.where(IncidentQuestion.supplier_id == supplier.id)).one()

    def asked(self, incident: Incident) -> dict[str, str]:
        """Return who asks each supplier."""
        with self.world.reading() as tx:
            return {row.supplier_name: row.asker_name for row in asked_of(tx.session, incident.id)}

    def who_asks(self, supplier: Supplier) -> Staff:
        """Return the manager whose organisation asks this supplier for all, in the only incident."""
        wanted = select(Organisation.name).join(IncidentQuestion, IncidentQuestion.organisation_id == Organisation.id)
        with self.world.reading() as tx:
            return self.managers[tx.session.scalars(wanted.where(IncidentQuestion.supplier_id == supplier.id)).one()]
