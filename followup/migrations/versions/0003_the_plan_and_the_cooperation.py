"""The plan by decided rules, calendars, joint follow-ups, nominations and incidents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = "'kick_off', 'self_assessment', 'traceability', 'document_review', 'office_audit', 'site_audit', 'follow_up_audit', 'portfolio_review'"
CODES = {  # the codes that some checks allow: before, and those that are new
    ("follow_up", "kind"): (KINDS, "'pay_control', 'development_meeting'"),
    ("follow_up", "status"): ("'planned', 'started', 'completed', 'skipped'", "'covered'"),
    ("shared_result", "kind"): (KINDS, "'pay_control', 'development_meeting'"),
}


def check(table: str, column: str, codes: str) -> None:
    """Let the column hold these codes."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN ({codes})")


def upgrade() -> None:
    op.create_table(
        "area_coordinator",
        sa.Column("area", sa.String(length=1), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_area_coordinator_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_area_coordinator_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_coordinator")),
        sa.UniqueConstraint(
            "cooperation_id",
            "area",
            "name",
            "valid_from",
            name=op.f("uq_area_coordinator_cooperation_id_area_name_valid_from"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_area_coordinator_public_id")),
    )
    with op.batch_alter_table("area_coordinator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_area_coordinator_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_area_coordinator_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_calendar_feed_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("public_id", name=op.f("uq_calendar_feed_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_feed_user_id"), ["user_id"], unique=False)

    op.create_table(
        "category_priority",
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_category_priority_cooperation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_priority")),
        sa.UniqueConstraint(
            "cooperation_id",
            "category",
            "valid_from",
            name=op.f("uq_category_priority_cooperation_id_category_valid_from"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_category_priority_public_id")),
    )
    with op.batch_alter_table("category_priority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_priority_cooperation_id"), ["cooperation_id"], unique=False)

    op.create_table(
        "cooperation_policy",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "rules",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_policy_cooperation_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_cooperation_policy_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_cooperation_policy_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_policy")),
        sa.UniqueConstraint(
            "cooperation_id", "valid_from", name=op.f("uq_cooperation_policy_cooperation_id_valid_from")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_cooperation_policy_public_id")),
    )
    with op.batch_alter_table("cooperation_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_policy_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_policy_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_policy_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "incident",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("site", sa.String(length=300), nullable=False),
        sa.Column("site_country", sa.String(length=2), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("question_due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "closed", name="incident_status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_incident_cooperation_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["app_user.id"], name=op.f("fk_incident_opened_by_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_incident_secretariat_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_incident_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("public_id", name=op.f("uq_incident_public_id")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_opened_by_id"), ["opened_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "joint_plan",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "proposed",
                "adopted",
                name="joint_plan_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_joint_plan_cooperation_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["app_user.id"], name=op.f("fk_joint_plan_proposed_by_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_joint_plan_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_plan")),
        sa.UniqueConstraint("cooperation_id", "year", name=op.f("uq_joint_plan_cooperation_id_year")),
        sa.UniqueConstraint("public_id", name=op.f("uq_joint_plan_public_id")),
    )
    with op.batch_alter_table("joint_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_plan_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_plan_proposed_by_id"), ["proposed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_plan_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "organisation_policy",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "rules",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_organisation_policy_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_policy_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_policy")),
        sa.UniqueConstraint(
            "organisation_id", "valid_from", name=op.f("uq_organisation_policy_organisation_id_valid_from")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_policy_public_id")),
    )
    with op.batch_alter_table("organisation_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_policy_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_policy_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "overlap",
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "kick_off",
                "self_assessment",
                "traceability",
                "document_review",
                "office_audit",
                "site_audit",
                "follow_up_audit",
                "portfolio_review",
                "pay_control",
                "development_meeting",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "organisations",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_overlap_cooperation_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_overlap_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap")),
        sa.UniqueConstraint(
            "cooperation_id",
            "supplier_id",
            "site",
            "kind",
            "year",
            name=op.f("uq_overlap_cooperation_id_supplier_id_site_kind_year"),
        ),
    )
    with op.batch_alter_table("overlap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overlap_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_overlap_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "incident_party",
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_count", sa.Integer(), nullable=False),
        sa.Column("supplier_count", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("informed", "stands", name="party_status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "stance",
            sa.Enum(
                "not_affected",
                "dialogue",
                "remedy",
                "paused",
                "sanction",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_incident_party_cooperation_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_incident_party_decided_by_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_party_incident_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_incident_party_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_party")),
        sa.UniqueConstraint(
            "incident_id", "organisation_id", name=op.f("uq_incident_party_incident_id_organisation_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_incident_party_public_id")),
    )
    with op.batch_alter_table("incident_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_party_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_party_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_party_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "incident_question",
        sa.Column("incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "to_ask",
                "asked",
                "answered",
                "unanswered",
                name="question_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "uses",
                "used",
                "does_not",
                "unclear",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_incident_question_cooperation_id")
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_question_incident_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_incident_question_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_incident_question_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_question")),
        sa.UniqueConstraint("incident_id", "supplier_id", name=op.f("uq_incident_question_incident_id_supplier_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_incident_question_public_id")),
    )
    with op.batch_alter_table("incident_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_question_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_question_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_question_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "joint_follow_up",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("joint_plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "kick_off",
                "self_assessment",
                "traceability",
                "document_review",
                "office_audit",
                "site_audit",
                "follow_up_audit",
                "portfolio_review",
                "pay_control",
                "development_meeting",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "basic", "advanced", "spearhead", name="level", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("code_version", sa.String(length=40), nullable=True),
        sa.Column(
            "payer",
            sa.Enum(
                "programme", "supplier", "lead", name="payer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "suggested",
                "offered",
                "under_way",
                "reported",
                "cancelled",
                name="joint_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("minutes_used", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_joint_follow_up_cooperation_id")),
        sa.ForeignKeyConstraint(["joint_plan_id"], ["joint_plan.id"], name=op.f("fk_joint_follow_up_joint_plan_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["organisation.id"], name=op.f("fk_joint_follow_up_lead_id")),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_joint_follow_up_secretariat_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_joint_follow_up_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_follow_up")),
        sa.UniqueConstraint("public_id", name=op.f("uq_joint_follow_up_public_id")),
    )
    with op.batch_alter_table("joint_follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_follow_up_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_joint_follow_up_cooperation_id_year_id", ["cooperation_id", "year", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_joint_follow_up_joint_plan_id"), ["joint_plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_follow_up_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_follow_up_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_follow_up_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "joint_participant",
        sa.Column("joint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slot_count", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "accepted",
                "declined",
                "result_taken",
                "result_refused",
                name="participant_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_joint_participant_cooperation_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_joint_participant_decided_by_id")),
        sa.ForeignKeyConstraint(["joint_id"], ["joint_follow_up.id"], name=op.f("fk_joint_participant_joint_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_joint_participant_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_participant")),
        sa.UniqueConstraint("joint_id", "organisation_id", name=op.f("uq_joint_participant_joint_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_joint_participant_public_id")),
    )
    with op.batch_alter_table("joint_participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_participant_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_participant_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_participant_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "nomination",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("product", sa.String(length=300), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "kick_off",
                "self_assessment",
                "traceability",
                "document_review",
                "office_audit",
                "site_audit",
                "follow_up_audit",
                "portfolio_review",
                "pay_control",
                "development_meeting",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "made",
                "taken_up",
                "declined",
                "withdrawn",
                name="nomination_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("joint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_nomination_cooperation_id")),
        sa.ForeignKeyConstraint(["joint_id"], ["joint_follow_up.id"], name=op.f("fk_nomination_joint_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["app_user.id"], name=op.f("fk_nomination_made_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_nomination_organisation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_nomination_secretariat_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_nomination_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("public_id", name=op.f("uq_nomination_public_id")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index("ix_nomination_cooperation_id_year_id", ["cooperation_id", "year", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_joint_id"), ["joint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "kick_off",
                "self_assessment",
                "traceability",
                "document_review",
                "office_audit",
                "site_audit",
                "follow_up_audit",
                "portfolio_review",
                "pay_control",
                "development_meeting",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("result_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("joint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("covered_on", sa.Date(), nullable=False),
        sa.Column("is_performed", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("cost_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_coverage_cooperation_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_coverage_follow_up_id")),
        sa.ForeignKeyConstraint(["joint_id"], ["joint_follow_up.id"], name=op.f("fk_coverage_joint_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_coverage_organisation_id")),
        sa.ForeignKeyConstraint(["result_id"], ["shared_result.id"], name=op.f("fk_coverage_result_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_coverage_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint("follow_up_id", name=op.f("uq_coverage_follow_up_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_coverage_public_id")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_coverage_cooperation_id_covered_on_id", ["cooperation_id", "covered_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_coverage_joint_id"), ["joint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_result_id"), ["result_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coverage_supplier_id"), ["supplier_id"], unique=False)

    with op.batch_alter_table("cooperation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "area_scheme",
                sa.Enum("code", "strategy", name="area_scheme", native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("has_animal_welfare", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_digest", sa.Boolean(), server_default=sa.true(), nullable=False))

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pay_rules", sa.Boolean(), nullable=True))

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("joint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_follow_up_joint_id"), ["joint_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_follow_up_joint_id"), "joint_follow_up", ["joint_id"], ["id"])

    with op.batch_alter_table("shared_result", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_index(batch_op.f("ix_shared_result_joint_id"), ["joint_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_shared_result_joint_id"), "joint_follow_up", ["joint_id"], ["id"])

    for (table, column), (before, more) in CODES.items():
        check(table, column, f"{before}, {more}")


def downgrade() -> None:
    for (table, column), (before, _) in CODES.items():
        check(table, column, before)
    with op.batch_alter_table("shared_result", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_shared_result_joint_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_shared_result_joint_id"))
        batch_op.drop_column("joint_id")

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_follow_up_joint_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_follow_up_joint_id"))
        batch_op.drop_column("joint_id")
        batch_op.drop_column("late_note")

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_column("pay_rules")

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_column("wants_digest")

    with op.batch_alter_table("cooperation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_cooperation_area_scheme"), type_="check")
        batch_op.drop_column("has_animal_welfare")
        batch_op.drop_column("area_scheme")

    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_result_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_coverage_joint_id"))
        batch_op.drop_index("ix_coverage_cooperation_id_covered_on_id")
        batch_op.drop_index(batch_op.f("ix_coverage_cooperation_id"))

    op.drop_table("coverage")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_joint_id"))
        batch_op.drop_index("ix_nomination_cooperation_id_year_id")
        batch_op.drop_index(batch_op.f("ix_nomination_cooperation_id"))

    op.drop_table("nomination")
    with op.batch_alter_table("joint_participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_participant_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_joint_participant_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_joint_participant_cooperation_id"))

    op.drop_table("joint_participant")
    with op.batch_alter_table("joint_follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_follow_up_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_joint_follow_up_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_joint_follow_up_lead_id"))
        batch_op.drop_index(batch_op.f("ix_joint_follow_up_joint_plan_id"))
        batch_op.drop_index("ix_joint_follow_up_cooperation_id_year_id")
        batch_op.drop_index(batch_op.f("ix_joint_follow_up_cooperation_id"))

    op.drop_table("joint_follow_up")
    with op.batch_alter_table("incident_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_question_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_incident_question_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_incident_question_cooperation_id"))

    op.drop_table("incident_question")
    with op.batch_alter_table("incident_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_party_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_incident_party_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_incident_party_cooperation_id"))

    op.drop_table("incident_party")
    with op.batch_alter_table("overlap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overlap_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_overlap_cooperation_id"))

    op.drop_table("overlap")
    with op.batch_alter_table("organisation_policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_policy_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_policy_decided_by_id"))

    op.drop_table("organisation_policy")
    with op.batch_alter_table("joint_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_plan_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_joint_plan_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_joint_plan_cooperation_id"))

    op.drop_table("joint_plan")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_incident_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_incident_opened_by_id"))
        batch_op.drop_index(batch_op.f("ix_incident_cooperation_id"))

    op.drop_table("incident")
    with op.batch_alter_table("cooperation_policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_policy_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_policy_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_cooperation_policy_cooperation_id"))

    op.drop_table("cooperation_policy")
    with op.batch_alter_table("category_priority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_priority_cooperation_id"))

    op.drop_table("category_priority")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_user_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_feed_organisation_id"))

    op.drop_table("calendar_feed")
    with op.batch_alter_table("area_coordinator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_area_coordinator_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_area_coordinator_cooperation_id"))

    op.drop_table("area_coordinator")
