"""What narrows a permission: whose the subject is, who did the step before, which link it hangs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from followup.domain.actors import Actor, Role

Condition = Callable[[Actor, object], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to be allowed: any of the roles, and every condition."""

    roles: frozenset[Role]
    conditions: tuple[Condition, ...] = ()

    def grants(self, actor: Actor, subject: object | None) -> bool:
        """Return whether this rule allows it; without a subject only the role is asked."""
        if not self.roles & actor.roles:
            return False
        return subject is None or all(condition(actor, subject) for condition in self.conditions)


def assigned(actor: Actor, subject: object) -> bool:
    """Return whether the subject was given to this very user."""
    return actor.user_id is not None and getattr(subject, "assigned_to_id", None) == actor.user_id


def own(actor: Actor, subject: object) -> bool:
    """Return whether the subject belongs to the actor's organisation."""
    return actor.organisation_id is not None and getattr(subject, "organisation_id", None) == actor.organisation_id


def not_the_author(actor: Actor, subject: object) -> bool:
    """Return whether somebody else did the step before: four eyes."""
    return actor.user_id is not None and actor.user_id not in getattr(subject, "author_ids", ())


def leads(actor: Actor, subject: object) -> bool:
    """Return whether the actor's organisation is the secretariat of the cooperation, or of the edition."""
    return actor.organisation_id is not None and getattr(subject, "secretariat_id", None) == actor.organisation_id


def of_this_link(actor: Actor, subject: object) -> bool:
    """Return whether the subject hangs on the link that the actor holds."""
    return actor.assignment_id is not None and getattr(subject, "assignment_id", None) == actor.assignment_id


def of_this_colleague(actor: Actor, subject: object) -> bool:
    """Return whether the subject came from the colleague who holds this narrower link."""
    mine = getattr(actor, "contributor_id", None)
    return mine is not None and getattr(subject, "contributor_id", None) == mine


def owns_the_contract(actor: Actor, subject: object) -> bool:
    """Return whether the actor is the one who answers for the contract: nobody else decides a sanction."""
    return actor.user_id is not None and getattr(subject, "owner_id", None) == actor.user_id


def conducts(actor: Actor, subject: object) -> bool:
    """Return whether the actor's organisation leads the joint follow-up."""
    return actor.organisation_id is not None and getattr(subject, "lead_id", None) == actor.organisation_id


def of_this_user(actor: Actor, subject: object) -> bool:
    """Return whether the subject is this very user's own."""
    return actor.user_id is not None and getattr(subject, "user_id", None) == actor.user_id
