"""Who takes part: invented persons in true organisations, invented suppliers, and their contracts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from followup.domain.actors import Role, Staff
from followup.domain.code_of_conduct import Level
from followup.domain.contracts import ChangeContract, NewContract
from followup.domain.journal import USER_INVITED
from followup.domain.money import Money
from followup.domain.risk import FoaGround, NewAssessment, RiskClass, RiskFacts
from followup.domain.risk_proposal import classify
from followup.domain.risk_tables import RiskLevel
from followup.domain.suppliers import NewContact, NewSupplier
from followup.domain.users import UserStatus
from followup.errors import N_
from followup.models.contracts import Contract
from followup.models.organisations import Cooperation, Organisation
from followup.models.suppliers import Supplier
from followup.models.users import Membership, User
from followup.services import contracts, risk, suppliers
from followup.transaction import Transaction

HERE = Path(__file__).resolve().parent

PEOPLE: Mapping[str, str] = {
    "maja.manager@rjh.example": N_("Contract manager: my work, contracts, follow-ups, answers, deviations"),
    "alva.approver@rjh.example": N_("Approver: risk classes, verified deviations, the year's figures"),
    "rolf.revisor@rjh.example": N_("Auditor: what was assigned to him"),
    "signe.manager@skane.example": N_(
        "Contract manager in another region: sees nothing of the first one but what was shared"
    ),
    "klara.kansli@kansli.example": N_("Secretariat: compiles and reviews the annual summary"),
    "petra.publik@kansli.example": N_("Secretariat: the second person, who publishes"),
    "adam.admin@rjh.example": N_("Administrator: users, tokens, job runs"),
    "kari.kontrakt@kongsvinger.example": N_(
        "Host municipality: contracts for the Kongsvinger cooperation, and compiles its summary, in Norwegian"
    ),
    "pia.publiserer@kongsvinger.example": N_(
        "Host municipality: the second person, who confirms its figures and publishes"
    ),
}

_ROLES: Mapping[str, tuple[Role, ...]] = {
    "maja": (Role.CONTRACT_MANAGER,),
    "alva": (Role.APPROVER,),
    "rolf": (Role.AUDITOR,),
    "signe": (Role.CONTRACT_MANAGER,),
    "klara": (Role.COORDINATOR,),
    "petra": (Role.PUBLISHER,),
    "adam": (Role.ADMINISTRATOR,),
    "kari": (Role.CONTRACT_MANAGER, Role.COORDINATOR),
    "pia": (Role.APPROVER, Role.PUBLISHER),
}
_NAMES = {
    "maja": "Maja Påhitt",
    "alva": "Alva Påhitt",
    "rolf": "Rolf Påhitt",
    "signe": "Signe Påhitt",
    "klara": "Klara Påhitt",
    "petra": "Petra Påhitt",
    "adam": "Adam Påhitt",
    "kari": "Kari Oppdiktet",
    "pia": "Pia Oppdiktet",
}


@dataclass(slots=True)
class Team:
    """The people of one organisation that the story acts through."""

    organisation: Organisation
    manager: Staff
    approver: Staff
    auditor: Staff | None = None


@dataclass(slots=True)
class Signed:
    """One contract of the story, with how its follow-ups will go."""

    contract_id: str
    contract_key: int
    team: Team
    fate: str
    facts: Mapping[str, Any] = field(repr=False)


def invented() -> dict[str, Any]:
    """Return the invented facts."""
    return tomllib.loads((HERE / "invented.toml").read_text("utf-8"))


def hire(
    tx: Transaction,
    organisation: Organisation,
    name: str,
    email: str,
    roles: tuple[Role, ...],
    cooperation: Cooperation,
) -> Staff:
    """Make a person active in an organisation; in the demonstration nobody has a password."""
    user = tx.add(
        User(
            organisation_id=organisation.id,
            name=name,
            email=email,
            language=organisation.language,
            status=UserStatus.ACTIVE,
            is_integration=False,
        )
    )
    for role in roles:
        tx.add(Membership(organisation_id=organisation.id, user_id=user.id, role=role))
    tx.journal(USER_INVITED, user, roles=", ".join(roles))
    return Staff(
        user_id=user.id,
        public_id=user.public_id,
        name=name,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_public_id=organisation.public_id,
        roles=frozenset(roles),
        cooperation_ids=(cooperation.id,),
        zone=organisation.zone,
        country=organisation.country,
        language=organisation.language,
    )


def star(tx: Transaction, organisation: Organisation, email: str, cooperation: Cooperation) -> Staff:
    """Hire one of those that a visitor can sign in as."""
    first = email.partition(".")[0]
    return hire(tx, organisation, _NAMES[first], email, _ROLES[first], cooperation)


def team(tx: Transaction, organisation: Organisation, cooperation: Cooperation, number: int) -> Team:
    """Hire a manager and an approver for an organisation that has no stars."""
    surname = "Påhitt" if organisation.country == "SE" else "Oppdiktet"
    people = [("Mio", Role.CONTRACT_MANAGER), ("Åsa", Role.APPROVER)]
    hired = [
        hire(
            tx,
            organisation,
            f"{first} {surname} {number}",
            f"{role}.{number}@buyer.example".replace("_", "-"),
            (role,),
            cooperation,
        )
        for first, role in people
    ]
    return Team(organisation, hired[0], hired[1])


def register_supplier(tx: Transaction, facts: Mapping[str, Any]) -> Supplier:
    """Register one invented supplier."""
    new = NewSupplier(name=facts["name"], country=facts["country"], number=facts["number"], town=facts["town"])
    return suppliers.register(tx, new, origin="demonstration", invented=True)


def sign(
    tx: Transaction, signing: Team, facts: Mapping[str, Any], supplier: Supplier, today: date, ends_on: date, email: str
) -> Contract:
    """Register a contract as its manager does: six fields first, then the rest, the contact and the risk assessment."""
    title, number = facts["title"], facts["number"]
    contract = contracts.register(
        tx,
        NewContract(
            title=title,
            supplier_id=supplier.public_id,
            number=number,
            starts_on=today,
            ends_on=ends_on,
            code_version=facts["version"],
        ),
    )
    contracts.change(tx, contract.public_id, _completed(signing, facts, today, ends_on), None)
    if "called_off_from" not in facts:  # the framework agreement's supplier has its contact already
        contact = NewContact(name="Kim Kontakt", email=email, language=signing.organisation.language)
        suppliers.add_contact(tx, supplier.public_id, contact)
    return contract


PAY_RULES = ("cleaning", "construction")  # trades that the Norwegian rules on pay and working conditions cover


def _completed(signing: Team, facts: Mapping[str, Any], today: date, ends_on: date) -> ChangeContract:
    """Return the contract as its manager completes it."""
    currency = "SEK" if signing.organisation.country == "SE" else "NOK"
    level = Level.BASIC if facts["risk"] == "d" else Level.ADVANCED
    return ChangeContract(
        title=facts["title"],
        number=facts["number"],
        case_number=f"DEMO/{facts['number']}",
        starts_on=today,
        ends_on=ends_on,
        signed_on=today,
        notice_days=facts.get("notice_days"),
        cpv=facts["cpv"],
        cpv_more=tuple(facts.get("cpv_more", ())),
        is_framework=facts.get("is_framework", False),
        framework_id=facts.get("framework_id"),
        pay_rules=facts["category"] in PAY_RULES if currency == "NOK" else None,
        deputy_id=signing.approver.public_id if facts.get("has_deputy") else None,
        category=facts["category"],
        value=Money(facts["value"] * 100, currency),
        production_country=facts["production_country"],
        manager_id=signing.manager.public_id,
        code_version=facts["version"],
        level=level,
    )


def assess(tx: Transaction, contract_id: str, wanted: RiskClass, country: str) -> str:
    """Assess the contract's risk as its manager does. Returns the assessment's public id."""
    facts = {
        RiskClass.A: RiskFacts(
            nationally_prioritised=True, on_high_risk_list=True, climate=RiskLevel.MEDIUM_HIGH, people=RiskLevel.HIGH
        ),
        RiskClass.B: RiskFacts(
            nationally_prioritised=False, on_high_risk_list=True, climate=RiskLevel.MEDIUM_HIGH, people=RiskLevel.HIGH
        ),
        RiskClass.C: RiskFacts(
            nationally_prioritised=False,
            on_high_risk_list=False,
            climate=RiskLevel.MEDIUM_HIGH,
            people=RiskLevel.MEDIUM_HIGH,
        ),
        RiskClass.D: RiskFacts(
            nationally_prioritised=False, on_high_risk_list=False, climate=RiskLevel.LOW, people=RiskLevel.LOW
        ),
    }[wanted]
    if country == "NO":
        facts = RiskFacts(
            nationally_prioritised=facts.nationally_prioritised,
            on_high_risk_list=facts.on_high_risk_list,
            climate=facts.climate,
            people=facts.people,
            foa_ground=FoaGround.WEIGHT_30,
            foa_weight=30,
        )
    new = NewAssessment(facts=facts, risk_class=wanted, override_reason=_why(wanted, facts))
    return risk.assess(tx, contract_id, new).public_id


def _why(wanted: RiskClass, facts: RiskFacts) -> str:
    return (
        ""
        if classify(facts).risk_class is wanted
        else "Bedömt lägre i demonstrationen, för att visa en avvikande bedömning."
    )
