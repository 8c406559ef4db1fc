"""Turns a broken constraint into a refusal that a person understands, by the constraint's name."""

from __future__ import annotations

import re

from sqlalchemy.exc import IntegrityError

from followup.domain.views import KNOWN as KNOWN_VIEW
from followup.errors import N_, Conflict, Reason
from followup.models.base import Base

POLICY_KNOWN = Reason(
    "follow_up_policy.known", N_("Somebody else has just decided rules for this day. Reload the page and decide again.")
)
OUTSIDE_RESULT_KNOWN = Reason(
    "outside_result.known", N_("This result has already been entered, with the same day and the same kind.")
)
CONFLICTS = {
    "uq_supplier_country_number": Reason(
        "supplier.known", N_("A supplier with this organisation number is already registered.")
    ),
    "uq_supplier_alias_supplier_id_sort_sv": Reason("alias.known", N_("The supplier already has this other name.")),
    "uq_organisation_country_number": Reason(
        "organisation.known", N_("An organisation with this organisation number is already registered.")
    ),
    "uq_app_user_email": Reason("user.known", N_("There is already a user with this e-mail address.")),
    "uq_membership_user_id_organisation_id_role": Reason("guest.known", N_("This person already approves here.")),
    "uq_supplier_contact_organisation_id_supplier_id_email": Reason(
        "contact.known", N_("This contact person is already there, with the same e-mail address.")
    ),
    "uq_contract_organisation_id_source_key": Reason("contract.known", N_("This contract has already been imported.")),
    "uq_contract_option_contract_id_extends_to_on": Reason(
        "option.known", N_("There is already an option to extend to this day.")
    ),
    "uq_contract_sub_supplier_contract_id_supplier_id": Reason(
        "supply.known", N_("This supplier is already among the contract's sub-suppliers.")
    ),
    "uq_follow_up_contract_id_kind_subject_ordinal": Reason(
        "follow_up.known", N_("There is already an open follow-up of this kind.")
    ),
    "uq_invitation_follow_up_id": Reason("invitation.known", N_("This self-assessment has already been sent.")),
    "uq_finding_follow_up_id_contract_clause_id": Reason(
        "finding.known", N_("Somebody else has just recorded findings here. Reload the page.")
    ),
    "uq_shared_result_cooperation_id_follow_up_id": Reason("result.known", N_("This result has already been shared.")),
    "uq_outside_result_cooperation_id_supplier_id_holder_kind_done_on": OUTSIDE_RESULT_KNOWN,
    "uq_outside_result_cooperation_id_supplier_id_holder_kin_8841": OUTSIDE_RESULT_KNOWN,  # as PostgreSQL shortens it
    "uq_confirmed_figures_cooperation_id_organisation_id_year": Reason(
        "figures.known", N_("The figures for this year have already been confirmed.")
    ),
    "uq_figure_correction_organisation_id_year_indicator_item": Reason(
        "figure_correction.known", N_("This has already been corrected. Undo the correction first, or reload the page.")
    ),
    "uq_annual_summary_cooperation_id_year_edition": Reason(
        "summary.known", N_("This edition has already been compiled. Reload the page.")
    ),
    "uq_risk_policy_organisation_id_valid_from": Reason(
        "risk_policy.known", N_("Other rules already hold from this day. Choose another day.")
    ),
    "uq_category_responsibility_cooperation_id_category_area_valid_from": Reason(
        "category.known", N_("Somebody else has just recorded this. Reload the page.")
    ),
    "uq_category_priority_cooperation_id_category_valid_from": Reason(
        "category.known", N_("Somebody else has just recorded this. Reload the page.")
    ),
    "uq_area_coordinator_cooperation_id_area_name_valid_from": Reason(
        "category.known", N_("Somebody else has just recorded this. Reload the page.")
    ),
    "uq_joint_plan_cooperation_id_year": Reason("joint_plan.known", N_("The plan for this year is already begun.")),
    "uq_coverage_follow_up_id": Reason("coverage.known", N_("This follow-up is already covered by a shared result.")),
    "uq_answer_copy_organisation_id_joint_id_fingerprint": Reason(
        "answer_copy.known", N_("These answers have already been delivered.")
    ),
    "uq_cooperation_policy_cooperation_id_valid_from": POLICY_KNOWN,
    "uq_organisation_policy_organisation_id_valid_from": POLICY_KNOWN,
    "uq_funding_rate_cooperation_id_name_valid_from": Reason(
        "rate.known", N_("This part of the rate is already decided from that day.")
    ),
    "uq_shared_cost_cooperation_id_year_name": Reason(
        "shared_cost.known", N_("There is already a cost of this name in the year. Give it another name.")
    ),
    "uq_received_grant_cooperation_id_year_name": Reason(
        "grant.known", N_("There is already a grant of this name in the year. Give it another name.")
    ),
    "uq_budget_line_cooperation_id_year_activity": Reason(
        "budget.known", N_("Somebody else has just set this activity. Reload the page.")
    ),
    "uq_cooperation_member_cooperation_id_organisation_id": Reason(
        "member.known", N_("This organisation is or was a member already. Change its membership instead.")
    ),
    "uq_cooperation_period_cooperation_id_name": Reason(
        "period.known", N_("There is already a period with this name.")
    ),
    "uq_cooperation_body_cooperation_id_name": Reason("body.known", N_("There is already a group with this name.")),
    "uq_responsibility_task_cooperation_id_name": Reason(
        "responsibility.known", N_("There is already a task with this name in the matrix.")
    ),
    "uq_cooperation_document_cooperation_id_series_number": Reason(
        "document.known", N_("Somebody else has just written this version. Reload the page.")
    ),
    "uq_document_distribution_document_id_organisation_id_sent_at": Reason(
        "document.given", N_("The version was given out this very moment. Reload the page.")
    ),
    "uq_audit_programme_cooperation_id_year": Reason(
        "audit_programme.known", N_("There is already an audit programme for this year.")
    ),
    "uq_course_cooperation_id_name": Reason("course.known", N_("There is already a training with this name.")),
    "uq_saved_view_user_id_noun_name": KNOWN_VIEW,
    "uq_code_version_key": Reason("code.known", N_("This version has already been imported.")),
    "uq_idempotency_key_user_id_key": Reason(
        "idempotency.running", N_("The same request is being handled right now. Ask again in a moment.")
    ),
}
_SQLITE = re.compile(r"UNIQUE constraint failed: (.+)$")


def as_conflict(error: IntegrityError) -> Exception:
    """Return the Conflict that the constraint stands for; an unknown constraint is a bug and stays as it is."""
    reason = CONFLICTS.get(_name(error) or "")
    return Conflict(reason) if reason else error


def _name(error: IntegrityError) -> str | None:
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        name = diagnosis.constraint_name
        return str(name) if name else None
    match = _SQLITE.search(str(error.orig))
    if not match:
        return None
    columns = [part.strip().partition(".") for part in match[1].split(",")]
    table = Base.metadata.tables.get(columns[0][0])
    wanted = {column for _, _, column in columns}
    for constraint in table.constraints if table is not None else ():
        if {c.name for c in getattr(constraint, "columns", ())} == wanted and constraint.name:
            return str(constraint.name)
    return None
