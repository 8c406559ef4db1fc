"""Fills a database with contracts, follow-ups and deviations: about thirty times the demonstration."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from followup.domain.actors import Role, Staff, System
from followup.domain.code_of_conduct import Level
from followup.domain.follow_ups import FollowUpStatus
from followup.domain.ids import new_id
from followup.domain.names import sort_key, sort_keys
from followup.domain.organisations import OrganisationKind
from followup.domain.risk import RiskClass
from followup.domain.schedule import FollowUpKind
from followup.domain.users import UserStatus
from followup.models.code_of_conduct import Clause, CodeVersion
from followup.models.contracts import Contract, ContractClause
from followup.models.follow_ups import FollowUp
from followup.models.suppliers import Supplier
from followup.models.users import Membership, StaffSession, User
from followup.runtime import Runtime
from followup.services import organisations
from followup.services.organisations import NewOrganisation

SETUP = System(job="setup", everything=True)
SET = {"followup_set": True}
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def fill(runtime: Runtime, *, regions: int, contracts: int, follow_ups: int, token_hash: str) -> Staff:
    """Insert regions, suppliers, contracts and follow-ups; return a contract manager of the first region, signed in."""
    chance = random.Random(1)
    with runtime.transaction(SETUP) as tx:
        places = [
            organisations.register(tx, NewOrganisation(name=f"Region {n}", kind=OrganisationKind.REGION, country="SE"))
            for n in range(regions)
        ]
        users = [
            {
                "public_id": new_id("usr"),
                "organisation_id": p.id,
                "name": f"Manager {p.id}",
                "email": f"m{p.id}@x.test",
                "language": "en",
                "status": UserStatus.ACTIVE,
                "is_integration": False,
                "version": 1,
            }
            for p in places
        ]
        user_ids = list(tx.session.scalars(insert(User).returning(User.id), users, execution_options=SET))
        tx.session.execute(
            insert(Membership),
            [
                {"organisation_id": p.id, "user_id": u, "role": Role.CONTRACT_MANAGER}
                for p, u in zip(places, user_ids, strict=True)
            ],
            execution_options=SET,
        )
        tx.session.execute(
            insert(StaffSession),
            [
                {
                    "token_hash": token_hash,
                    "user_id": user_ids[0],
                    "begun_at": NOW,
                    "organisation_id": places[0].id,
                    "expires_at": NOW + timedelta(days=1),
                }
            ],
            execution_options=SET,
        )
        names = [f"Supplier {n} AB" for n in range(max(20, contracts // 4))]
        suppliers = list(
            tx.session.scalars(
                insert(Supplier).returning(Supplier.id),
                [
                    {
                        "public_id": new_id("sup"),
                        "name": n,
                        "sort_sv": sort_keys(n)[0],
                        "sort_nb": sort_keys(n)[1],
                        "country": "SE",
                        "is_invented": True,
                        "version": 1,
                    }
                    for n in names
                ],
                execution_options=SET,
            )
        )
        version_id, clause_ids = _version(tx)
        rows = [
            _contract(chance, n, places[n % regions].id, user_ids[n % regions], chance.choice(suppliers), version_id)
            for n in range(contracts)
        ]
        made = tx.session.execute(
            insert(Contract).returning(Contract.id, Contract.organisation_id), rows, execution_options=SET
        ).all()
        tx.session.execute(
            insert(ContractClause),
            [
                {
                    "public_id": new_id("ccl"),
                    "contract_id": c.id,
                    "organisation_id": c.organisation_id,
                    "clause_id": k,
                    "bound_on": date(2025, 1, 1),
                }
                for c in made
                for k in clause_ids
            ],
            execution_options=SET,
        )
        done = [_follow_up(chance, c.id, c.organisation_id, n) for c in made for n in range(follow_ups)]
        if done:
            tx.session.execute(insert(FollowUp), done, execution_options=SET)
    first = places[0]
    return Staff(
        public_id=users[0]["public_id"],
        user_id=user_ids[0],
        organisation_id=first.id,
        roles=frozenset({Role.CONTRACT_MANAGER}),
    )


def _version(tx) -> tuple[int, list[int]]:
    said = {"en": "Terms", "sv": "Villkor", "nb": "Vilkår"}
    version = tx.session.scalars(
        insert(CodeVersion).returning(CodeVersion.id),
        [
            {
                "public_id": new_id("cod"),
                "key": "bench",
                "country": "SE",
                "title": said,
                "content": {},
                "sha256": "0" * 64,
            }
        ],
        execution_options=SET,
    ).one()
    clauses = list(
        tx.session.scalars(
            insert(Clause).returning(Clause.id),
            [
                {
                    "public_id": new_id("cla"),
                    "code_version_id": version,
                    "key": f"c{n}",
                    "position": n,
                    "number": f"2.{n}",
                    "title": said,
                    "obligation": said,
                    "areas": ["labour_rights"],
                    "part": "process",
                    "level": Level.ADVANCED,
                }
                for n in range(1, 8)
            ],
            execution_options=SET,
        )
    )
    return version, clauses


def _contract(
    chance: random.Random, n: int, organisation: int, user: int, supplier: int, version: int
) -> dict[str, object]:
    title = f"{chance.choice(('Gloves', 'Textiles', 'Paper', 'Surgical instruments', 'Food'))} {n}"
    starts_on = date(2023, 1, 1) + timedelta(days=chance.randrange(1000))
    return {
        "public_id": new_id("con"), "organisation_id": organisation, "title": title, "sort": sort_key(title, "sv"), "number": f"A-{n}",
        "case_number": "", "supplier_id": supplier, "manager_id": user, "starts_on": starts_on, "ends_on": starts_on + timedelta(days=1460),
        "risk_class": chance.choice(list(RiskClass)), "risk_since": starts_on, "registered_at": NOW, "changed_at": NOW, "planned_at": None,
        "code_version_id": version, "level": Level.ADVANCED, "value_minor": 125_000_000, "currency": "SEK", "version": 1,
    }  # fmt: skip


def _follow_up(chance: random.Random, contract: int, organisation: int, n: int) -> dict[str, object]:
    return {
        "public_id": new_id("fup"), "organisation_id": organisation, "contract_id": contract, "kind": list(FollowUpKind)[n % 8],
        "subject": "", "ordinal": n // 8 + 1, "status": chance.choice([FollowUpStatus.PLANNED, FollowUpStatus.COMPLETED]),
        "due_on": date(2025, 6, 1) + timedelta(days=chance.randrange(600)), "why": {}, "planned_at": NOW, "version": 1,
    }  # fmt: skip
