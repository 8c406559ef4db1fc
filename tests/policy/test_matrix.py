"""The permission matrix as a file that a lawyer can read; a change of policy is a change of that file."""

from __future__ import annotations

import sys
from pathlib import Path

from followup.domain.actors import ANONYMOUS, Role, Staff
from followup.domain.permissions import Permission
from followup.domain.rules import RULES, allows

MATRIX = Path(__file__).with_name("matrix.toml")


def written() -> str:
    lines = [
        "# Who may do what. Made from domain/rules.py by `python -m tests.policy.test_matrix`; any line grants.",
        "",
    ]
    for permission in Permission:
        lines.append(f'["{permission}"]')
        for number, rule in enumerate(RULES.get(permission, ()), start=1):
            conditions = "".join(f" if {c.__name__.replace('_', ' ')}" for c in rule.conditions)
            lines.append(f'rule_{number} = "{", ".join(sorted(rule.roles))}{conditions}"')
        lines.append("")
    return "\n".join(lines)


def test_the_matrix_is_what_the_rules_say() -> None:
    assert MATRIX.read_text("utf-8") == written()


def test_every_permission_has_a_rule() -> None:
    assert set(RULES) == set(Permission)


def test_nobody_signed_in_may_do_nothing() -> None:
    class Unassigned:
        assigned_to_id = None
        organisation_id = None
        assignment_id = None
        author_ids = ()

    for permission in Permission:
        assert not allows(ANONYMOUS, permission), permission
        assert not allows(ANONYMOUS, permission, Unassigned()), permission


def test_an_auditor_without_the_assignment_records_nothing() -> None:
    class FollowUp:
        organisation_id = 1
        assigned_to_id = None

    auditor = Staff(public_id="usr_x", user_id=7, organisation_id=1, roles=frozenset({Role.AUDITOR}))
    assert not allows(auditor, Permission.FOLLOW_UP_RECORD, FollowUp())
    FollowUp.assigned_to_id = 7
    assert allows(auditor, Permission.FOLLOW_UP_RECORD, FollowUp())


def test_the_author_may_not_publish_or_verify() -> None:
    class Summary:
        author_ids = (7,)
        organisation_id = 1
        secretariat_id = 1

    for role, permission in (
        (Role.PUBLISHER, Permission.SUMMARY_PUBLISH),
        (Role.APPROVER, Permission.DEVIATION_VERIFY),
    ):
        author = Staff(public_id="usr_x", user_id=7, organisation_id=1, roles=frozenset({role}))
        other = Staff(public_id="usr_y", user_id=8, organisation_id=1, roles=frozenset({role}))
        assert not allows(author, permission, Summary())
        assert allows(other, permission, Summary())


if __name__ == "__main__":
    MATRIX.write_text(written(), "utf-8")
    sys.exit(0)
