"""Scenes for how a cooperation is run: a secretariat, some regions, and what it keeps about them."""

from __future__ import annotations

from datetime import date

from followup.domain.actors import Role, Staff
from followup.domain.cooperation_bodies import ContactTopic, NewContactPerson
from followup.domain.joint_documents import DocumentAdoption, DocumentKind, NewDocument
from followup.domain.organisations import OrganisationKind
from followup.models.cooperation_bodies import ContactPerson
from followup.models.joint_documents import CooperationDocument
from followup.models.organisations import Organisation
from followup.services import contact_persons, joint_documents, organisations
from tests.builders import World

TODAY = date(2026, 3, 2)


class Office:
    """A secretariat over some regions, each with one approver who reads along."""

    def __init__(self, world: World, *names: str) -> None:
        self.world = world
        self.secretariat = world.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        self.regions = {name: world.organisation(name) for name in names or ("North", "South")}
        self.row = world.cooperation(secretariat=self.secretariat)
        with world.tx() as tx:
            for number, region in enumerate(self.regions.values()):
                organisations.join(tx, self.row, region, area="ABCDEFGH"[number % 8])
        self.coordinator = self.hired(self.secretariat, Role.COORDINATOR)
        self.approvers = {name: self.hired(region, Role.APPROVER) for name, region in self.regions.items()}

    def hired(self, organisation: Organisation, *roles: Role) -> Staff:
        return self.world.staff(organisation, *roles, cooperations=(self.row,))

    def id_of(self, name: str) -> str:
        return self.regions[name].public_id

    def contact(self, name: str, *, person: str = "", valid_from: date = date(2025, 1, 1)) -> ContactPerson:
        person = person or f"Contact of {name}"
        new = NewContactPerson(
            organisation_id=self.id_of(name),
            name=person,
            email=f"{person.replace(' ', '.').lower()}@buyer.test",
            topic=ContactTopic.BOTH,
            valid_from=valid_from,
        )
        with self.world.tx(self.coordinator) as tx:
            return contact_persons.name(tx, self.row.public_id, new)

    def document(self, *, title: str = "Statutes", kind: DocumentKind = DocumentKind.STATUTES) -> CooperationDocument:
        category = "gloves" if kind is DocumentKind.RISK_ANALYSIS else None
        new = NewDocument(kind=kind, title=title, language="en", text="First text", category=category)
        with self.world.tx(self.coordinator) as tx:
            return joint_documents.write(tx, self.row.public_id, new)

    def adopt(self, document: CooperationDocument, *, is_public: bool = False) -> CooperationDocument:
        new = DocumentAdoption(in_force_on=TODAY, decision="Minutes 1", is_public=is_public)
        with self.world.tx(self.coordinator) as tx:
            return joint_documents.adopt(tx, document.public_id, new, None)
