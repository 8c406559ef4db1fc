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
    "uq_confirmed_figures_cooperation_id_organisation_id_year": Reason(
        "figures.known", N_("The figures for this year have already been confirmed.")
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
