"""A walk: a company with one purchaser gets its risk class approved by a person at its host.

Read it as documentation: each step is what a person does, and what that person then sees.
"""

from __future__ import annotations

import pytest
from flask import Flask

from followup.domain.actors import Role
from followup.domain.organisations import OrganisationKind
from followup.models.users import User
from tests.builders import World
from tests.walks.person import Person

pytestmark = pytest.mark.database


def test_a_company_with_one_purchaser_has_its_class_approved_at_the_host(app: Flask, world: World) -> None:
    host = world.organisation("Invented host", OrganisationKind.MUNICIPALITY, "NO")
    company = world.organisation("Invented Waste IKS", OrganisationKind.COMPANY, "NO")
    cooperation = world.cooperation(company, secretariat=host)
    only = world.staff(company, Role.CONTRACT_MANAGER, Role.ADMINISTRATOR, name="Ona Only", cooperations=(cooperation,))
    at_host = world.staff(host, Role.CONTRACT_MANAGER, name="Hege Host", cooperations=(cooperation,))
    with world.reading() as tx:
        address = tx.follow(User, at_host.user_id or 0).email
    contract = f"/contracts/{world.contract(only, title='Work clothes', risk=None).public_id}"
    at_hosts_own = f"/contracts/{world.contract(at_host, title='School meals').public_id}"
    ona, hege = Person(app, only), Person(app, at_host)

    # The only purchaser assesses: the class is high, so another person must decide, and there is none.
    ona.opens(f"{contract}/risk").sends(
        "Save the class",
        climate="low",
        goods_element="yes",
        on_high_risk_list="yes",
        people="high",
        foa_ground="not_applicable",
        risk_class="b",
    )
    ona.reads("Ona Only assessed this as risk class B. Another person decides.")
    ona.opens("/risk-rules").reads("1 person here may approve.", "Name a second.")

    # As the administrator of the company, the same person names somebody at the host.
    ona.follows("Approvers from the host").reads("Nobody from the host approves here.")
    ona.follows("Name a person").reads("Invented host").sends("Name the approver", email=address)
    ona.reads("Named. The person gets a mail", "Hege Host", "Invented host", "Approver")
    ona.opens("/risk-rules").reads("2 persons here may approve.")

    # The person at the host goes on as before, and chooses on the account page to work for the company.
    assert hege.browser.get(contract).status_code == 404
    hege.opens("/account").reads("For whom you work", "Invented Waste IKS").sends("Work for Invented Waste IKS")
    hege.reads("You now work for the organisation that stands beside your name.")
    hege.reads("Risk class to approve", "Work clothes")
    assert hege.browser.get(at_hosts_own).status_code == 404
    assert hege.browser.get("/contracts/new").status_code == 403
    hege.opens(contract).sends("Approve the class").reads("Decided by Hege Host")
    hege.opens("/account").sends("Work for Invented host")
    assert hege.browser.get(contract).status_code == 404
    hege.opens(at_hosts_own)

    # The class is in force; who assessed and who decided stands there, also when the role has ended.
    ona.opens(contract).reads("In force", "Assessed by Ona Only", "Decided by Hege Host")
    ona.opens("/guests").sends("End the role").reads("Nobody from the host approves here.")
    ona.opens(contract).reads("Decided by Hege Host", "Risk class B approved Hege Host")
    hege.opens("/account")
    assert "Invented Waste IKS" not in hege.text
