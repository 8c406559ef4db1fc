"""What is asked of people who sign in, and which roles an organisation may hand out."""

from datetime import date, timedelta

import pytest

from followup.domain.actors import Role
from followup.domain.organisations import OrganisationKind
from followup.domain.users import check_password, check_roles, check_token_time, roles_of
from followup.errors import Invalid

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("leads", [False, True])
@pytest.mark.parametrize("kind", OrganisationKind)
def test_only_who_leads_a_cooperation_hands_out_its_roles(kind: OrganisationKind, leads: bool) -> None:
    joint = {Role.COORDINATOR, Role.PUBLISHER} & set(roles_of(kind, leads=leads))
    assert bool(joint) == (leads or kind is OrganisationKind.SECRETARIAT)


def test_a_secretariat_gives_nobody_a_role_over_contracts_and_a_host_does() -> None:
    assert Role.CONTRACT_MANAGER not in roles_of(OrganisationKind.SECRETARIAT, leads=True)
    assert Role.CONTRACT_MANAGER in roles_of(OrganisationKind.MUNICIPALITY, leads=True)


def test_a_role_of_another_kind_of_organisation_is_refused_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        check_roles({Role.PUBLISHER, Role.READER}, roles_of(OrganisationKind.REGION, leads=False))
    assert [reason.params["role"] for reason in refused.value.problems["roles"]] == [Role.PUBLISHER]


def test_roles_that_are_not_given_to_people_are_refused_everywhere() -> None:
    for kind in OrganisationKind:
        with pytest.raises(Invalid):
            check_roles({Role.SYSTEM}, roles_of(kind, leads=True))


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "password1234",
        "Lösenord2026!",
        "summer2026summer",
        "aaaaaaaaaaaaaaa",
        "RegionNord2026",
        "anna.berg.1987",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "administrator1",
    ],
)
def test_a_password_that_is_short_known_or_made_of_names_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, names=("Anna Berg", "anna.berg@nord.test", "Region Nord"))


def test_a_sentence_is_a_good_password() -> None:
    check_password("seven quiet lakes behind the hill", names=("Anna Berg", "Region Nord"))


def test_a_token_lives_from_tomorrow_to_a_year() -> None:
    check_token_time(TODAY + timedelta(days=1), TODAY)
    check_token_time(TODAY + timedelta(days=365), TODAY)
    for days in (-1, 0, 366):
        with pytest.raises(Invalid):
            check_token_time(TODAY + timedelta(days=days), TODAY)
