"""How a cooperation is run: its groups and who sits in them, contact persons, meetings, who is responsible for what."""

from __future__ import annotations

from followup.domain.codes import Coded
from followup.errors import N_


class MemberRole(Coded):
    """What an organisation is in a cooperation."""

    MEMBER = "member", N_("Member")
    HOST = "host", N_("Host")
    OBSERVER = "observer", N_("Observer")


class BodyKind(Coded):
    """What a group of the cooperation is."""

    STEERING_GROUP = "steering_group", N_("Steering group")
    PURCHASING_COUNCIL = "purchasing_council", N_("Purchasing council")
    EXPERT_GROUP = "expert_group", N_("Expert group")
    OFFICE = "office", N_("Office")


class SeatPart(Coded):
    """What a person does in a group."""

    CHAIR = "chair", N_("Chair")
    MEMBER = "member", N_("Member")
    DEPUTY = "deputy", N_("Deputy")
    SECRETARY = "secretary", N_("Secretary")


class ContactTopic(Coded):
    """What a contact person answers for."""

    SOCIAL = "social", N_("Social matters")
    ENVIRONMENT = "environment", N_("Environment")
    BOTH = "both", N_("Social matters and environment")


class Responsibility(Coded):
    """How a party is involved in a task. Source: the Kongsvinger cooperation's matrix."""

    MAIN = "main", N_("H: main responsible")
    PARTICIPATES = "participates", N_("D: takes part")
    INFORMED = "informed", N_("I: informed")


class Outcome(Coded):
    """What a member decided."""

    ADOPTED = "adopted", N_("Adopted")
    ADOPTED_CHANGED = "adopted_changed", N_("Adopted with changes")
    DECLINED = "declined", N_("Declined")
    POSTPONED = "postponed", N_("Postponed")
