"""Audits, documents asked for, disputes, sanctions, letters, alerts; deviations from elsewhere, accepted or extended."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


CODES = {  # the codes that some checks allow: before, and those that are new
    ("deviation", "status"): (
        "'draft', 'issued', 'plan_submitted', 'correcting', 'reported_done', 'closed', 'withdrawn'",
        "'risk_accepted', 'superseded'",
    ),
    ("assignment", "kind"): ("'self_assessment', 'action_plan'", "'audit', 'audit_visit'"),
}


def check(table: str, column: str, codes: str) -> None:
    """Let the column hold these codes."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN ({codes})")


def upgrade() -> None:
    for (table, column), (before, new) in CODES.items():
        check(table, column, f"{before}, {new}")
    op.create_table(
        "auditor",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column("employer", sa.String(length=300), nullable=True),
        sa.Column(
            "competences",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("competent_until", sa.Date(), nullable=True),
        sa.Column("days_per_year", sa.Integer(), nullable=True),
        sa.Column("day_cost_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_auditor_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_auditor_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auditor")),
        sa.UniqueConstraint("public_id", name=op.f("uq_auditor_public_id")),
    )
    with op.batch_alter_table("auditor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auditor_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_auditor_user_id"), ["user_id"], unique=False)

    op.create_table(
        "deviation_policy",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "rules",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_shorter_for_class_a", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_deviation_policy_cooperation_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_deviation_policy_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_deviation_policy_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_policy")),
        sa.UniqueConstraint("cooperation_id", "valid_from", name=op.f("uq_deviation_policy_cooperation_id_valid_from")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deviation_policy_public_id")),
    )
    with op.batch_alter_table("deviation_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deviation_policy_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_policy_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_policy_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "joint_alert",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_joint_alert_cooperation_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_joint_alert_organisation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_joint_alert_secretariat_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_joint_alert_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_alert")),
        sa.UniqueConstraint("public_id", name=op.f("uq_joint_alert_public_id")),
    )
    with op.batch_alter_table("joint_alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_alert_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_alert_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_alert_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_alert_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "alert_decision",
        sa.Column("joint_alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_count", sa.Integer(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum("watch", "act", "none", name="alert_stance", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_alert_decision_cooperation_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_alert_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["joint_alert_id"], ["joint_alert.id"], name=op.f("fk_alert_decision_joint_alert_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_alert_decision_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_decision")),
        sa.UniqueConstraint(
            "joint_alert_id", "organisation_id", name=op.f("uq_alert_decision_joint_alert_id_organisation_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_alert_decision_public_id")),
    )
    with op.batch_alter_table("alert_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_decision_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_decision_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_decision_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "prepared",
                "under_way",
                "with_supplier",
                "final",
                "cancelled",
                name="audit_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("opening_note", sa.Text(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.Column(
            "payer",
            sa.Enum(
                "programme", "supplier", "lead", name="payer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("cost_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_audit_assignment_id")),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_audit_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["finished_by_id"], ["app_user.id"], name=op.f("fk_audit_finished_by_id")),
        sa.ForeignKeyConstraint(
            ["follow_up_id", "organisation_id"],
            ["follow_up.id", "follow_up.organisation_id"],
            name=op.f("fk_audit_follow_up_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_organisation_id")),
        sa.ForeignKeyConstraint(["site_id"], ["supplier_site.id"], name=op.f("fk_audit_site_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_audit_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("follow_up_id", name=op.f("uq_audit_follow_up_id")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_audit_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_public_id")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_finished_by_id"), ["finished_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_audit_organisation_id_status_id", ["organisation_id", "status", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "audit_finding",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deviation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "requirement",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "area",
            sa.Enum(
                "human_rights",
                "labour_rights",
                "environment",
                "anti_corruption",
                "animal_welfare",
                name="area",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "check",
            sa.Enum("to_do", "started", "done", name="check", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "critical",
                "major",
                "minor",
                "observation",
                "improvement",
                "good_practice",
                "conforming",
                "not_assessed",
                name="audit_result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence_seen", sa.Text(), nullable=True),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_audit_finding_assignment_id")),
        sa.ForeignKeyConstraint(
            ["audit_id", "organisation_id"],
            ["audit.id", "audit.organisation_id"],
            name=op.f("fk_audit_finding_audit_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_clause_id", "organisation_id"],
            ["contract_clause.id", "contract_clause.organisation_id"],
            name=op.f("fk_audit_finding_contract_clause_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["deviation_id", "organisation_id"],
            ["deviation.id", "deviation.organisation_id"],
            name=op.f("fk_audit_finding_deviation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_audit_finding_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_finding")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_audit_finding_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_finding_public_id")),
    )
    with op.batch_alter_table("audit_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_finding_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index("ix_audit_finding_audit_id_position", ["audit_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_finding_contract_clause_id"), ["contract_clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_finding_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_finding_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "audit_member",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "part",
            sa.Enum("lead", "auditor", "observer", name="part", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("auditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("employer", sa.String(length=300), nullable=True),
        sa.Column("independent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id", "organisation_id"],
            ["audit.id", "audit.organisation_id"],
            name=op.f("fk_audit_member_audit_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["auditor_id"], ["auditor.id"], name=op.f("fk_audit_member_auditor_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_member_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_audit_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_member")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_member_public_id")),
    )
    with op.batch_alter_table("audit_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_member_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_member_auditor_id"), ["auditor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_member_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_member_user_id"), ["user_id"], unique=False)

    op.create_table(
        "audit_report",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("commented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commenter_name", sa.String(length=300), nullable=True),
        sa.Column("commenter_role", sa.String(length=300), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_audit_report_assignment_id")),
        sa.ForeignKeyConstraint(
            ["audit_id", "organisation_id"],
            ["audit.id", "audit.organisation_id"],
            name=op.f("fk_audit_report_audit_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_report_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_report")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_audit_report_organisation_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_report_public_id")),
    )
    with op.batch_alter_table("audit_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_report_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_report_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_report_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "dispute",
        sa.Column("deviation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raiser_name", sa.String(length=300), nullable=False),
        sa.Column("raiser_role", sa.String(length=300), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "raised",
                "upheld",
                "partly",
                "rejected",
                "withdrawn",
                name="dispute_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_dispute_assignment_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_dispute_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["deviation_id", "organisation_id"],
            ["deviation.id", "deviation.organisation_id"],
            name=op.f("fk_dispute_deviation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dispute_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("public_id", name=op.f("uq_dispute_public_id")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "document_request",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "sent",
                "accepted",
                "rejected",
                "dropped",
                name="request_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_document_request_assignment_id")),
        sa.ForeignKeyConstraint(
            ["audit_id", "organisation_id"],
            ["audit.id", "audit.organisation_id"],
            name=op.f("fk_document_request_audit_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_document_request_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_request")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_document_request_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_request_public_id")),
    )
    with op.batch_alter_table("document_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_request_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_request_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_request_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "sanction",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deviation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contract_clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "rung",
            sa.Enum(
                "notice",
                "warning",
                "penalty",
                "withhold",
                "joint_alert",
                "termination",
                name="rung",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "hearing",
                "decided",
                "declined",
                "lifted",
                name="sanction_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "why",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "trigger",
            sa.Enum(
                "no_report",
                "no_participation",
                "deviation_not_handled",
                name="trigger",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("late_from_on", sa.Date(), nullable=True),
        sa.Column("late_to_on", sa.Date(), nullable=True),
        sa.Column(
            "unit",
            sa.Enum("week", "day", name="unit", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("unit_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cap_count", sa.Integer(), nullable=True),
        sa.Column("units_count", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("hearing_due_on", sa.Date(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_clause_id", "organisation_id"],
            ["contract_clause.id", "contract_clause.organisation_id"],
            name=op.f("fk_sanction_contract_clause_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_sanction_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_sanction_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["deviation_id", "organisation_id"],
            ["deviation.id", "deviation.organisation_id"],
            name=op.f("fk_sanction_deviation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_sanction_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_sanction_owner_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["app_user.id"], name=op.f("fk_sanction_proposed_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_sanction_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_sanction_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sanction_public_id")),
    )
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sanction_contract_clause_id"), ["contract_clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanction_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanction_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanction_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanction_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_sanction_organisation_id_status_id", ["organisation_id", "status", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sanction_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanction_proposed_by_id"), ["proposed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanction_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deviation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sanction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "notice",
                "warning",
                "penalty",
                "termination",
                "hearing",
                name="letter_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("case_number", sa.String(length=300), nullable=True),
        sa.Column(
            "facts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_letter_assignment_id")),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_letter_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["deviation_id", "organisation_id"],
            ["deviation.id", "deviation.organisation_id"],
            name=op.f("fk_letter_deviation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["app_user.id"], name=op.f("fk_letter_made_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_letter_organisation_id")),
        sa.ForeignKeyConstraint(
            ["sanction_id", "organisation_id"],
            ["sanction.id", "sanction.organisation_id"],
            name=op.f("fk_letter_sanction_id_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_letter_organisation_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_letter_public_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_sanction_id"), ["sanction_id"], unique=False)

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("penalty_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "penalty_unit",
                sa.Enum("week", "day", name="penalty_unit", native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("penalty_cap_count", sa.Integer(), nullable=True))

    with op.batch_alter_table("corrective_action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_action_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("progress_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("return_note", sa.Text(), nullable=True))

    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "origin",
                sa.Enum(
                    "follow_up",
                    "answer",
                    "audit",
                    "incident",
                    "by_hand",
                    name="origin",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="follow_up",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("repeat_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "area",
                sa.Enum(
                    "human_rights",
                    "labour_rights",
                    "environment",
                    "anti_corruption",
                    "animal_welfare",
                    name="area",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("country", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("extended_from_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("extension_reason", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("extension_asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("extension_until_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("extension_approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("accepted_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("acceptance_reason", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("accepted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("contained_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("containment_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("is_in_time", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("effect_check_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "effect",
                sa.Enum("held", "came_back", name="effect", native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("effect_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("effect_checked_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("effect_checked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("refusal_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("remedy_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("remedied_on", sa.Date(), nullable=True))
        batch_op.alter_column("follow_up_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        batch_op.create_index(batch_op.f("ix_deviation_accepted_by_id"), ["accepted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_effect_checked_by_id"), ["effect_checked_by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_deviation_extension_approved_by_id"), ["extension_approved_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_deviation_extension_asked_by_id"), ["extension_asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_repeat_of_id"), ["repeat_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_site_id"), ["site_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_deviation_effect_checked_by_id"), "app_user", ["effect_checked_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_deviation_repeat_of_id_organisation_id"),
            "deviation",
            ["repeat_of_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(batch_op.f("fk_deviation_site_id"), "supplier_site", ["site_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_deviation_extension_approved_by_id"), "app_user", ["extension_approved_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_deviation_extension_asked_by_id"), "app_user", ["extension_asked_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_deviation_incident_id"), "incident", ["incident_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_deviation_accepted_by_id"), "app_user", ["accepted_by_id"], ["id"])

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("audit_finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("document_request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("dated_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_evidence_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_audit_finding_id"), ["audit_finding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_document_request_id"), ["document_request_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_audit_finding_id_organisation_id"),
            "audit_finding",
            ["audit_finding_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_document_request_id_organisation_id"),
            "document_request",
            ["document_request_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_action_id_organisation_id"),
            "corrective_action",
            ["action_id", "organisation_id"],
            ["id", "organisation_id"],
        )


def downgrade() -> None:
    for (table, column), (before, _) in CODES.items():
        check(table, column, before)
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_evidence_action_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_evidence_document_request_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_evidence_audit_finding_id_organisation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_evidence_document_request_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_audit_finding_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_action_id"))
        batch_op.drop_column("dated_on")
        batch_op.drop_column("action_id")
        batch_op.drop_column("document_request_id")
        batch_op.drop_column("audit_finding_id")

    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_deviation_accepted_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deviation_incident_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deviation_extension_asked_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deviation_extension_approved_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deviation_site_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deviation_repeat_of_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deviation_effect_checked_by_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_deviation_site_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_repeat_of_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_incident_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_extension_asked_by_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_extension_approved_by_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_effect_checked_by_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_accepted_by_id"))
        batch_op.alter_column("follow_up_id", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)
        batch_op.drop_column("remedied_on")
        batch_op.drop_column("remedy_note")
        batch_op.drop_column("refusal_note")
        batch_op.drop_column("effect_checked_by_id")
        batch_op.drop_column("effect_checked_on")
        batch_op.drop_column("effect_note")
        batch_op.drop_constraint(op.f("ck_deviation_effect"), type_="check")
        batch_op.drop_column("effect")
        batch_op.drop_column("effect_check_on")
        batch_op.drop_column("is_in_time")
        batch_op.drop_column("containment_note")
        batch_op.drop_column("contained_at")
        batch_op.drop_column("accepted_by_id")
        batch_op.drop_column("acceptance_reason")
        batch_op.drop_column("accepted_until")
        batch_op.drop_column("extension_approved_by_id")
        batch_op.drop_column("extension_until_on")
        batch_op.drop_column("extension_asked_by_id")
        batch_op.drop_column("extension_reason")
        batch_op.drop_column("extended_from_on")
        batch_op.drop_column("country")
        batch_op.drop_column("site_id")
        batch_op.drop_constraint(op.f("ck_deviation_area"), type_="check")
        batch_op.drop_column("area")
        batch_op.drop_column("repeat_of_id")
        batch_op.drop_column("incident_id")
        batch_op.drop_constraint(op.f("ck_deviation_origin"), type_="check")
        batch_op.drop_column("origin")

    with op.batch_alter_table("corrective_action", schema=None) as batch_op:
        batch_op.drop_column("return_note")
        batch_op.drop_column("progress_note")
        batch_op.drop_column("no_action_reason")

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_column("penalty_cap_count")
        batch_op.drop_constraint(op.f("ck_contract_penalty_unit"), type_="check")
        batch_op.drop_column("penalty_unit")
        batch_op.drop_column("penalty_minor")

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_sanction_id"))
        batch_op.drop_index(batch_op.f("ix_letter_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_letter_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_letter_deviation_id"))
        batch_op.drop_index(batch_op.f("ix_letter_contract_id"))
        batch_op.drop_index(batch_op.f("ix_letter_assignment_id"))

    op.drop_table("letter")
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sanction_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_owner_id"))
        batch_op.drop_index("ix_sanction_organisation_id_status_id")
        batch_op.drop_index(batch_op.f("ix_sanction_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_deviation_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_contract_id"))
        batch_op.drop_index(batch_op.f("ix_sanction_contract_clause_id"))

    op.drop_table("sanction")
    with op.batch_alter_table("document_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_request_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_document_request_audit_id"))
        batch_op.drop_index(batch_op.f("ix_document_request_assignment_id"))

    op.drop_table("document_request")
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispute_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_deviation_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_assignment_id"))

    op.drop_table("dispute")
    with op.batch_alter_table("audit_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_report_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_report_audit_id"))
        batch_op.drop_index(batch_op.f("ix_audit_report_assignment_id"))

    op.drop_table("audit_report")
    with op.batch_alter_table("audit_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_member_user_id"))
        batch_op.drop_index(batch_op.f("ix_audit_member_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_member_auditor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_member_audit_id"))

    op.drop_table("audit_member")
    with op.batch_alter_table("audit_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_finding_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_finding_deviation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_finding_contract_clause_id"))
        batch_op.drop_index("ix_audit_finding_audit_id_position")
        batch_op.drop_index(batch_op.f("ix_audit_finding_assignment_id"))

    op.drop_table("audit_finding")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_audit_site_id"))
        batch_op.drop_index("ix_audit_organisation_id_status_id")
        batch_op.drop_index(batch_op.f("ix_audit_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_finished_by_id"))
        batch_op.drop_index(batch_op.f("ix_audit_contract_id"))
        batch_op.drop_index(batch_op.f("ix_audit_assignment_id"))

    op.drop_table("audit")
    with op.batch_alter_table("alert_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_decision_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_alert_decision_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_alert_decision_cooperation_id"))

    op.drop_table("alert_decision")
    with op.batch_alter_table("joint_alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_alert_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_joint_alert_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_joint_alert_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_joint_alert_cooperation_id"))

    op.drop_table("joint_alert")
    with op.batch_alter_table("deviation_policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deviation_policy_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_policy_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_policy_cooperation_id"))

    op.drop_table("deviation_policy")
    with op.batch_alter_table("auditor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auditor_user_id"))
        batch_op.drop_index(batch_op.f("ix_auditor_organisation_id"))

    op.drop_table("auditor")
