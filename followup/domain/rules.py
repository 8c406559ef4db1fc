"""The rule table: who may do what. Asked by loading, by buttons, by routes and by the tests; deny is the default.

What may be *listed* is decided by tenancy alone; a condition here only narrows *changing*.
"""

from __future__ import annotations

from collections.abc import Mapping

from followup.domain.actors import INSIDE, STAFF, Actor, Role
from followup.domain.conditions import (
    Condition,
    Rule,
    assigned,
    conducts,
    leads,
    not_the_author,
    of_this_colleague,
    of_this_link,
    of_this_user,
    own,
    owns_the_contract,
)
from followup.domain.permissions import Permission


def _rule(*roles: Role, when: tuple[Condition, ...] = ()) -> Rule:
    return Rule(frozenset(roles), when)


_MANAGER = Role.CONTRACT_MANAGER
_READS = (Rule(INSIDE),)
_MANAGES = (_rule(_MANAGER, when=(own,)),)
_EVERY_STAFF = (Rule(STAFF),)
_COOPERATES = (Rule(INSIDE | {Role.COORDINATOR, Role.PUBLISHER}),)
_HOLDS = (_rule(Role.ASSIGNEE, when=(of_this_link,)),)
_SECOND = (_rule(_MANAGER, Role.APPROVER, when=(own, not_the_author)),)
_LEADS = (_rule(Role.COORDINATOR, when=(leads,)),)
_DECIDES = (_rule(_MANAGER, Role.APPROVER, when=(own,)),)
_PUBLISHES = _rule(Role.COORDINATOR, Role.PUBLISHER, when=(leads, not_the_author))

RULES: Mapping[Permission, tuple[Rule, ...]] = {
    Permission.WORK_READ: _EVERY_STAFF,
    Permission.ORGANISATION_READ: _EVERY_STAFF,
    Permission.ORGANISATION_CHANGE: (_rule(Role.ADMINISTRATOR),),
    Permission.USER_READ: (_rule(Role.ADMINISTRATOR),),
    Permission.USER_INVITE: (_rule(Role.ADMINISTRATOR),),
    Permission.USER_CHANGE: (_rule(Role.ADMINISTRATOR, when=(own,)),),
    Permission.USER_DISABLE: (_rule(Role.ADMINISTRATOR, when=(own,)),),
    Permission.TOKEN_CREATE: (_rule(Role.ADMINISTRATOR, when=(own,)), _rule(Role.SYSTEM)),
    Permission.SUPPLIER_READ: (Rule(INSIDE | {Role.COORDINATOR, Role.PUBLISHER}),),
    Permission.SUPPLIER_REGISTER: (_rule(_MANAGER, Role.COORDINATOR),),
    Permission.SUPPLIER_CHANGE: (_rule(_MANAGER, Role.COORDINATOR),),
    Permission.CONTACT_READ: _READS,
    Permission.CONTACT_CHANGE: (_rule(_MANAGER, when=(own,)),),
    Permission.CODE_READ: _EVERY_STAFF,
    Permission.CONTRACT_READ: _READS,
    Permission.CONTRACT_REGISTER: (_rule(_MANAGER),),
    Permission.CONTRACT_CHANGE: _MANAGES,
    Permission.CONTRACT_HAND_OVER: (_rule(_MANAGER, Role.ADMINISTRATOR),),
    Permission.CONTRACT_EXPORT: _READS,
    Permission.CONTRACT_PUBLISH: (_rule(Role.APPROVER),),
    Permission.OBLIGATION_RECORD: _MANAGES,
    Permission.PROCUREMENT_READ: _READS,
    Permission.PROCUREMENT_PLAN: (_rule(_MANAGER),),
    Permission.PROCUREMENT_CHANGE: _MANAGES,
    Permission.RISK_POLICY_READ: (Rule(INSIDE | {Role.ADMINISTRATOR}),),
    Permission.RISK_POLICY_CHANGE: (_rule(Role.ADMINISTRATOR),),
    Permission.SUPPLIER_MERGE: (_rule(_MANAGER, Role.COORDINATOR),),
    Permission.COUNTRY_READ: _EVERY_STAFF,
    Permission.VIEW_SAVE: (Rule(STAFF, (of_this_user,)),),
    Permission.RISK_ASSESS: (_rule(_MANAGER, Role.APPROVER, when=(own,)),),
    Permission.RISK_APPROVE: (_rule(_MANAGER, Role.APPROVER, when=(own, not_the_author)),),
    Permission.FOLLOW_UP_READ: _READS,
    Permission.FOLLOW_UP_PLAN: (_rule(_MANAGER, when=(own,)), _rule(Role.SYSTEM)),
    Permission.FOLLOW_UP_RECORD: (_rule(_MANAGER, when=(own,)), _rule(Role.AUDITOR, when=(own, assigned))),
    Permission.FOLLOW_UP_COVER: _MANAGES,
    Permission.FOLLOW_UP_POLICY_READ: (Rule(INSIDE | {Role.COORDINATOR, Role.PUBLISHER, Role.ADMINISTRATOR}),),
    Permission.FOLLOW_UP_POLICY_CHANGE: (_rule(Role.ADMINISTRATOR),),
    Permission.COOPERATION_POLICY_CHANGE: _LEADS,
    Permission.CALENDAR_SUBSCRIBE: (Rule(INSIDE, (of_this_user,)),),
    Permission.QUESTIONNAIRE_READ: _READS,
    Permission.QUESTIONNAIRE_SEND: (_rule(_MANAGER, when=(own,)), _rule(Role.SYSTEM)),
    Permission.QUESTIONNAIRE_ASSESS: _MANAGES,
    Permission.ASSIGNMENT_REISSUE: _MANAGES,
    Permission.ASSIGNMENT_ANSWER: (_rule(Role.ASSIGNEE, Role.CONTRIBUTOR, when=(of_this_link,)),),
    Permission.ASSIGNMENT_SUBMIT: _HOLDS,
    Permission.ASSIGNMENT_DELEGATE: _HOLDS,
    Permission.ASSIGNMENT_SEE_ALL: _HOLDS,
    Permission.REMARK_WRITE: _MANAGES,
    Permission.SECRECY_ASK: _HOLDS,
    Permission.SECRECY_DECIDE: _DECIDES,
    Permission.OWN_QUESTION_READ: _READS,
    Permission.OWN_QUESTION_CHANGE: _MANAGES,
    Permission.CAMPAIGN_READ: _READS,
    Permission.CAMPAIGN_SEND: _MANAGES,
    Permission.ANSWER_COPY_DECIDE: _DECIDES,
    Permission.DEVIATION_READ: (Rule(INSIDE), _rule(Role.ASSIGNEE, when=(of_this_link,))),
    Permission.DEVIATION_RECORD: (_rule(_MANAGER, when=(own,)), _rule(Role.AUDITOR, when=(own, assigned))),
    Permission.DEVIATION_ISSUE: _MANAGES,
    Permission.DEVIATION_ASSESS: _MANAGES,
    Permission.DEVIATION_VERIFY: (_rule(_MANAGER, Role.APPROVER, when=(own, not_the_author)),),
    Permission.DEVIATION_EXTEND: _MANAGES,
    Permission.DEVIATION_EXTENSION_APPROVE: _SECOND,
    Permission.DEVIATION_ACCEPT_RISK: _SECOND,
    Permission.DEVIATION_DISPUTE: _HOLDS,
    Permission.DISPUTE_DECIDE: _SECOND,
    Permission.DEVIATION_POLICY_READ: _COOPERATES,
    Permission.DEVIATION_POLICY_CHANGE: _LEADS,
    Permission.AUDIT_READ: (Rule(INSIDE), _rule(Role.VISITING_AUDITOR, when=(of_this_link,))),
    Permission.AUDIT_PREPARE: _MANAGES,
    Permission.AUDIT_RECORD: (
        _rule(_MANAGER, Role.AUDITOR, when=(own,)),
        _rule(Role.VISITING_AUDITOR, when=(of_this_link,)),
    ),
    Permission.AUDIT_FINISH: _MANAGES,
    Permission.AUDITOR_READ: _READS,
    Permission.AUDITOR_CHANGE: _MANAGES,
    Permission.DOCUMENT_ASK: (_rule(_MANAGER, Role.AUDITOR, when=(own,)),),
    Permission.DOCUMENT_SEND: _HOLDS,
    Permission.SANCTION_READ: _READS,
    Permission.SANCTION_PROPOSE: (_rule(_MANAGER, when=(own,)), _rule(Role.SYSTEM)),
    Permission.SANCTION_DECIDE: (_rule(_MANAGER, when=(own, owns_the_contract)),),
    Permission.ALERT_READ: _COOPERATES,
    Permission.ALERT_ASK: _MANAGES,
    Permission.ALERT_SEND: _LEADS,
    Permission.ALERT_DECIDE: _DECIDES,
    Permission.EVIDENCE_READ: (
        Rule(INSIDE),
        _rule(Role.ASSIGNEE, when=(of_this_link,)),
        _rule(Role.CONTRIBUTOR, when=(of_this_link, of_this_colleague)),
        _rule(Role.VISITING_AUDITOR, when=(of_this_link,)),
    ),
    Permission.RESULT_READ: (Rule(INSIDE | {Role.COORDINATOR, Role.PUBLISHER}),),
    Permission.RESULT_SHARE: (_rule(_MANAGER, Role.APPROVER, when=(own,)),),
    Permission.RESULT_WITHDRAW: (_rule(_MANAGER, Role.APPROVER, when=(own,)),),
    Permission.OUTSIDE_RESULT_ENTER: (_rule(_MANAGER, Role.COORDINATOR),),
    Permission.OUTSIDE_RESULT_CHANGE: (_rule(_MANAGER, Role.COORDINATOR, when=(own,)),),
    Permission.PUBLICATION_READ: _COOPERATES,
    Permission.PUBLICATION_WRITE: _MANAGES,
    Permission.PUBLICATION_PUBLISH: (_PUBLISHES,),
    Permission.PUBLICATION_CHECK: _HOLDS,
    Permission.CATEGORY_READ: _EVERY_STAFF,
    Permission.CATEGORY_CHANGE: _LEADS,
    Permission.JOINT_READ: _COOPERATES,
    Permission.JOINT_SUGGEST: _LEADS,
    Permission.JOINT_CONDUCT: (_rule(_MANAGER, when=(conducts,)),),
    Permission.JOINT_ANSWER: _DECIDES,
    Permission.NOMINATION_MAKE: (_rule(_MANAGER),),
    Permission.NOMINATION_WITHDRAW: _MANAGES,
    Permission.NOMINATION_DECIDE: _LEADS,
    Permission.JOINT_PLAN_CHANGE: _LEADS,
    Permission.INCIDENT_READ: _COOPERATES,
    Permission.INCIDENT_OPEN: _LEADS,
    Permission.INCIDENT_CHANGE: _LEADS,
    Permission.INCIDENT_STAND: _DECIDES,
    Permission.INCIDENT_ASK: _MANAGES,
    Permission.SUMMARY_READ: (Rule(INSIDE | {Role.COORDINATOR, Role.PUBLISHER}),),
    Permission.SUMMARY_CONFIRM: (_rule(Role.APPROVER),),
    Permission.SUMMARY_COMPILE: (_rule(Role.COORDINATOR, when=(leads,)),),
    Permission.SUMMARY_REVIEW: (_rule(Role.COORDINATOR, Role.PUBLISHER, when=(leads,)),),
    Permission.SUMMARY_PUBLISH: (_PUBLISHES,),
    Permission.FUNDING_READ: (Rule(INSIDE | {Role.COORDINATOR, Role.PUBLISHER}),),
    Permission.FUNDING_CHANGE: (_rule(Role.COORDINATOR, when=(leads,)),),
    Permission.FIGURES_CORRECT: (_rule(_MANAGER, Role.APPROVER, when=(own,)),),
    Permission.COOPERATION_READ: _EVERY_STAFF,
    Permission.COOPERATION_CHANGE: _LEADS,
    Permission.DECISION_RECORD: (_rule(Role.APPROVER, Role.ADMINISTRATOR, when=(own,)), *_LEADS),
    Permission.DESK_READ: (_rule(Role.COORDINATOR, Role.PUBLISHER),),
    Permission.NEWS_READ: _EVERY_STAFF,
    Permission.JOURNAL_READ: _EVERY_STAFF,
    Permission.JOB_READ: (_rule(Role.ADMINISTRATOR, Role.COORDINATOR),),
}


def allows(actor: Actor, permission: Permission, subject: object | None = None) -> bool:
    """Return whether any rule grants it. Unlisted means no."""
    return any(rule.grants(actor, subject) for rule in RULES.get(permission, ()))
