"""Builders: a small true world, made by the services, with sensible defaults that a test overrides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from followup.domain.actors import Actor, Role, Staff, System
from followup.domain.code_of_conduct import Area, Level, Part
from followup.domain.contracts import NewContract
from followup.domain.journal import CODE_ADOPTED, CONTACT_ADDED, CONTRACT_CHANGED, SUPPLIER_REGISTERED, USER_INVITED
from followup.domain.names import sort_keys
from followup.domain.organisations import CooperationKind, OrganisationKind
from followup.domain.risk import RiskClass
from followup.domain.users import UserStatus
from followup.models.code_of_conduct import Clause, CodeVersion, Questionnaire
from followup.models.contracts import Contract
from followup.models.organisations import Cooperation, Organisation
from followup.models.suppliers import Supplier, SupplierContact
from followup.models.users import Membership, User
from followup.runtime import Runtime
from followup.services import contracts, organisations
from followup.services.organisations import NewOrganisation
from followup.transaction import Transaction

SETUP = System(job="setup", everything=True)


class World:
    """What a test stands on. Each builder works in a transaction of its own, as the product would."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._count = 0

    def _next(self) -> int:
        self._count += 1
        return self._count

    @contextmanager
    def tx(self, actor: Actor = SETUP) -> Iterator[Transaction]:
        with self.runtime.transaction(actor) as tx:
            yield tx

    @contextmanager
    def reading(self, actor: Actor = SETUP) -> Iterator[Transaction]:
        with self.runtime.transaction(actor, read_only=True) as tx:
            yield tx

    def organisation(
        self, name: str = "", kind: OrganisationKind = OrganisationKind.REGION, country: str = "SE"
    ) -> Organisation:
        with self.tx() as tx:
            return organisations.register(
                tx, NewOrganisation(name=name or f"Region {self._next()}", kind=kind, country=country)
            )

    def cooperation(self, *members: Organisation, secretariat: Organisation | None = None) -> Cooperation:
        secretariat = secretariat or self.organisation("The secretariat", OrganisationKind.SECRETARIAT)
        with self.tx() as tx:
            made = organisations.found_cooperation(
                tx,
                name="The cooperation",
                slug=f"cooperation-{self._next()}",
                kind=CooperationKind.SECRETARIAT,
                secretariat=secretariat,
            )
            for member in members:
                organisations.join(tx, made, member, area="A")
            return made

    def staff(
        self, organisation: Organisation, *roles: Role, name: str = "", cooperations: tuple[Cooperation, ...] = ()
    ) -> Staff:
        roles = roles or (Role.CONTRACT_MANAGER,)
        number = self._next()
        with self.tx() as tx:
            user = tx.add(
                User(
                    organisation_id=organisation.id,
                    name=name or f"Person {number}",
                    email=f"person{number}@buyer.test",
                    language="en",
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
            name=user.name,
            organisation_id=organisation.id,
            organisation_name=organisation.name,
            organisation_public_id=organisation.public_id,
            roles=frozenset(roles),
            cooperation_ids=tuple(c.id for c in cooperations),
            zone=organisation.zone,
            country=organisation.country,
        )

    def supplier(self, name: str = "") -> Supplier:
        name = name or f"Invented supplier {self._next()}"
        sort_sv, sort_nb = sort_keys(name)
        with self.tx() as tx:
            supplier = tx.add(Supplier(name=name, sort_sv=sort_sv, sort_nb=sort_nb, country="SE", is_invented=True))
            tx.journal(SUPPLIER_REGISTERED, supplier, origin="test")
            return supplier

    def contact(
        self, staff: Staff, supplier: Supplier, email: str = "anna@supplier.test", language: str = "en"
    ) -> SupplierContact:
        with self.tx(staff) as tx:
            contact = tx.add(
                SupplierContact(supplier_id=supplier.id, name="Anna Invented", email=email, language=language)
            )
            tx.journal(CONTACT_ADDED, supplier, contact=contact.public_id)
            return contact

    def code_version(self, key: str = "test-2026", clauses: int = 3) -> CodeVersion:
        """A small adopted version: clauses 2.1, 2.2 … and a questionnaire with one question each, the first a lead."""
        with self.tx() as tx:
            version = tx.add(
                CodeVersion(
                    key=key,
                    country="SE",
                    title=_said(f"Terms {key}"),
                    in_force_from=date(2021, 1, 1),
                    in_force_to=None,
                    content={},
                    sha256="0" * 64,
                )
            )
            for n in range(1, clauses + 1):
                tx.add(
                    Clause(
                        code_version_id=version.id,
                        key=f"c{n}",
                        position=n,
                        number=f"2.{n}",
                        title=_said(f"Clause {n}"),
                        obligation=_said(f"Do {n}."),
                        areas=[Area.LABOUR_RIGHTS],
                        part=Part.PROCESS,
                        level=Level.ADVANCED,
                    )
                )
            tx.add(
                Questionnaire(
                    code_version_id=version.id,
                    key="self_assessment",
                    title=_said("Self-assessment"),
                    content=_questions(clauses),
                )
            )
            tx.journal(CODE_ADOPTED, version, key=key, sha256="0" * 64)
            return version

    def contract(
        self,
        staff: Staff,
        *,
        supplier: Supplier | None = None,
        version: CodeVersion | None = None,
        risk: RiskClass | None = RiskClass.B,
        title: str = "",
        starts_on: date | None = date(2025, 1, 1),
        ends_on: date | None = date(2028, 12, 31),
    ) -> Contract:
        supplier = supplier or self.supplier()
        with self.tx(staff) as tx:
            contract = contracts.register(
                tx,
                NewContract(
                    title=title or f"Gloves {self._next()}",
                    supplier_id=supplier.public_id,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    code_version=version.key if version else None,
                ),
            )
            if risk:
                contract.risk_class, contract.risk_since = risk, starts_on
                tx.journal(CONTRACT_CHANGED, contract, fields="risk_class")
            return contract


def _said(text: str) -> dict[str, str]:
    return {"en": text, "sv": f"{text} (sv)", "nb": f"{text} (nb)"}


def _questions(clauses: int) -> dict[str, object]:
    """Shape: as `domain/code_of_conduct.py` stores a questionnaire; each clause's question asks for evidence."""
    return {
        "key": "self_assessment",
        "title": _said("Self-assessment"),
        "introduction": _said("Answer for the company."),
        "minutes": {
            "key": "minutes",
            "unit": "minutes",
            "provenance": "default",
            "source": "TEST",
            "value": 4 * clauses,
        },
        "weights_source": "TEST",
        "sections": [{"id": f"s{n}", "title": _said(f"Section {n}")} for n in range(1, clauses + 1)],
        "questions": [
            {
                "key": str(n),
                "section": f"s{n}",
                "kind": "yes_partly_no",
                "clause": f"c{n}",
                "source": "TEST",
                "weight": 1,
                "text": _said(f"Do you do {n}?"),
                "evidence": _said(f"A paper about {n}."),
                "lead": n == 1,
            }
            for n in range(1, clauses + 1)
        ],
    }
