"""Publication, results from elsewhere, the yearly cycle, charges, bodies, documents and the secretariat's desk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


KINDS = "'self_assessment', 'action_plan', 'audit', 'audit_visit'"


def kinds_of_links(codes: str) -> None:
    """Let a link be of these kinds."""
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_assignment_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_assignment_kind"), f"kind IN ({codes})")


def upgrade() -> None:
    kinds_of_links(f"{KINDS}, 'publication'")
    op.create_table(
        "audit_programme",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=True),
        sa.Column("resources", sa.Text(), nullable=True),
        sa.Column("audit_days", sa.Integer(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_audit_programme_cooperation_id")),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_audit_programme_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_programme")),
        sa.UniqueConstraint("cooperation_id", "year", name=op.f("uq_audit_programme_cooperation_id_year")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_programme_public_id")),
    )
    with op.batch_alter_table("audit_programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_programme_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_programme_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "budget_line",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "activity",
            sa.Enum(
                "audits",
                "staff",
                "training",
                "risk_analysis",
                "communication",
                "systems",
                "other",
                name="activity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("budget_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outcome_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_budget_line_cooperation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_budget_line_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
        sa.UniqueConstraint(
            "cooperation_id", "year", "activity", name=op.f("uq_budget_line_cooperation_id_year_activity")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_budget_line_public_id")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_line_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budget_line_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "case_text",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("rate_ore", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "sections",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "proposal",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_case_text_cooperation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_case_text_secretariat_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["app_user.id"], name=op.f("fk_case_text_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_text")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_text_public_id")),
    )
    with op.batch_alter_table("case_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_text_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_text_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_text_written_by_id"), ["written_by_id"], unique=False)

    op.create_table(
        "charge",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("invoice", "credit", name="charge_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reference", sa.String(length=300), nullable=True),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "lines",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_charge_cooperation_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["charge.id"], name=op.f("fk_charge_corrects_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["app_user.id"], name=op.f("fk_charge_made_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_charge_organisation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_charge_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        sa.UniqueConstraint("cooperation_id", "number", name=op.f("uq_charge_cooperation_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_charge_public_id")),
    )
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charge_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index("ix_charge_cooperation_id_year_id", ["cooperation_id", "year", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_charge_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_charge_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_charge_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_charge_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "contact_person",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "social", "environment", "both", name="topic", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_contact_person_cooperation_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contact_person_organisation_id")
        ),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_contact_person_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_person_public_id")),
    )
    with op.batch_alter_table("contact_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_person_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_contact_person_cooperation_id_organisation_id", ["cooperation_id", "organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contact_person_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_person_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "cooperation_body",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "steering_group",
                "purchasing_council",
                "expert_group",
                "office",
                name="body_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_body_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_cooperation_body_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_body")),
        sa.UniqueConstraint("cooperation_id", "name", name=op.f("uq_cooperation_body_cooperation_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cooperation_body_public_id")),
    )
    with op.batch_alter_table("cooperation_body", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_body_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_body_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "cooperation_document",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "statutes",
                "programme",
                "strategy",
                "budget",
                "risk_analysis",
                "action_plan",
                "guidance",
                "minutes",
                "other",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in_force",
                "replaced",
                "withdrawn",
                name="document_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_document_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_cooperation_document_secretariat_id")
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["app_user.id"], name=op.f("fk_cooperation_document_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_document")),
        sa.UniqueConstraint(
            "cooperation_id", "series", "number", name=op.f("uq_cooperation_document_cooperation_id_series_number")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_cooperation_document_public_id")),
    )
    with op.batch_alter_table("cooperation_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_document_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_cooperation_document_cooperation_id_kind_id", ["cooperation_id", "kind", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cooperation_document_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_document_written_by_id"), ["written_by_id"], unique=False)

    op.create_table(
        "cooperation_period",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_period_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_cooperation_period_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_period")),
        sa.UniqueConstraint("cooperation_id", "name", name=op.f("uq_cooperation_period_cooperation_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cooperation_period_public_id")),
    )
    with op.batch_alter_table("cooperation_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_period_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cooperation_period_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "course",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("is_for_contacts", sa.Boolean(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_course_cooperation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_course_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("cooperation_id", "name", name=op.f("uq_course_cooperation_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_course_public_id")),
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "figure_correction",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("adds", sa.Boolean(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["app_user.id"], name=op.f("fk_figure_correction_made_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_figure_correction_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_figure_correction_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_correction")),
        sa.UniqueConstraint(
            "organisation_id",
            "year",
            "indicator",
            "item",
            name=op.f("uq_figure_correction_organisation_id_year_indicator_item"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_figure_correction_public_id")),
    )
    with op.batch_alter_table("figure_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_correction_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_correction_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_correction_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "news_item",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_news_item_cooperation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_news_item_secretariat_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["app_user.id"], name=op.f("fk_news_item_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_item")),
        sa.UniqueConstraint("public_id", name=op.f("uq_news_item_public_id")),
    )
    with op.batch_alter_table("news_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_item_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_news_item_cooperation_id_published_at_id", ["cooperation_id", "published_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_news_item_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_news_item_written_by_id"), ["written_by_id"], unique=False)

    op.create_table(
        "outside_result",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("holder", sa.String(length=300), nullable=False),
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
        sa.Column("method", sa.String(length=300), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "basic", "advanced", "spearhead", name="level", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column(
            "areas",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("mapping", sa.String(length=40), nullable=True),
        sa.Column(
            "light",
            sa.Enum(
                "grey", "green", "yellow", "red", name="light", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("critical_count", sa.Integer(), nullable=True),
        sa.Column("major_count", sa.Integer(), nullable=True),
        sa.Column("minor_count", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reusable_until", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_outside_result_cooperation_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["app_user.id"], name=op.f("fk_outside_result_entered_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_outside_result_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_outside_result_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_result")),
        sa.UniqueConstraint(
            "cooperation_id",
            "supplier_id",
            "holder",
            "kind",
            "done_on",
            name=op.f("uq_outside_result_cooperation_id_supplier_id_holder_kind_done_on"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_outside_result_public_id")),
    )
    with op.batch_alter_table("outside_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_result_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_outside_result_cooperation_id_done_on_id", ["cooperation_id", "done_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outside_result_entered_by_id"), ["entered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outside_result_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outside_result_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "received_grant",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("granted_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("own_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_received_grant_cooperation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_received_grant_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_grant")),
        sa.UniqueConstraint("cooperation_id", "year", "name", name=op.f("uq_received_grant_cooperation_id_year_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_received_grant_public_id")),
    )
    with op.batch_alter_table("received_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_grant_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_received_grant_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "responsibility_task",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_responsibility_task_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_responsibility_task_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_task")),
        sa.UniqueConstraint("cooperation_id", "name", name=op.f("uq_responsibility_task_cooperation_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_responsibility_task_public_id")),
    )
    with op.batch_alter_table("responsibility_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_task_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_task_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "shared_cost",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "split",
            sa.Enum(
                "inhabitants",
                "equal",
                "fixed",
                "host",
                name="split",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "amounts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_shared_cost_cooperation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_shared_cost_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_cost")),
        sa.UniqueConstraint("cooperation_id", "year", "name", name=op.f("uq_shared_cost_cooperation_id_year_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shared_cost_public_id")),
    )
    with op.batch_alter_table("shared_cost", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_cost_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shared_cost_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "summary_cycle",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("confirm_by", sa.Date(), nullable=False),
        sa.Column("publish_by", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("threshold BETWEEN 3 AND 10", name=op.f("ck_summary_cycle_threshold")),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_summary_cycle_cooperation_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["app_user.id"], name=op.f("fk_summary_cycle_opened_by_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_summary_cycle_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_cycle")),
        sa.UniqueConstraint("cooperation_id", "year", name=op.f("uq_summary_cycle_cooperation_id_year")),
        sa.UniqueConstraint("public_id", name=op.f("uq_summary_cycle_public_id")),
    )
    with op.batch_alter_table("summary_cycle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summary_cycle_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_summary_cycle_opened_by_id"), ["opened_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_summary_cycle_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "body_seat",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "chair",
                "member",
                "deputy",
                "secretary",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["cooperation_body.id"], name=op.f("fk_body_seat_body_id")),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_body_seat_cooperation_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_body_seat_organisation_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_body_seat_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_seat")),
        sa.UniqueConstraint("public_id", name=op.f("uq_body_seat_public_id")),
    )
    with op.batch_alter_table("body_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_body_seat_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_body_seat_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_body_seat_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_body_seat_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "course_record",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("course_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_person_id"], ["contact_person.id"], name=op.f("fk_course_record_contact_person_id")
        ),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_course_record_cooperation_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_record_course_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_record_organisation_id")
        ),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_course_record_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_record")),
        sa.UniqueConstraint("public_id", name=op.f("uq_course_record_public_id")),
    )
    with op.batch_alter_table("course_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_record_contact_person_id"), ["contact_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_record_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_course_record_cooperation_id_done_on_id", ["cooperation_id", "done_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_course_record_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_record_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_record_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "document_distribution",
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_document_distribution_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["cooperation_document.id"], name=op.f("fk_document_distribution_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_document_distribution_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_distribution")),
        sa.UniqueConstraint(
            "document_id",
            "organisation_id",
            "sent_at",
            name=op.f("uq_document_distribution_document_id_organisation_id_sent_at"),
        ),
    )
    with op.batch_alter_table("document_distribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_distribution_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_distribution_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=True),
        sa.Column("minutes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["cooperation_body.id"], name=op.f("fk_meeting_body_id")),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_meeting_cooperation_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["cooperation_document.id"], name=op.f("fk_meeting_minutes_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_meeting_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_public_id")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index("ix_meeting_cooperation_id_held_on_id", ["cooperation_id", "held_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_minutes_id"), ["minutes_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "member_decision",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("matter", sa.String(length=300), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "adopted",
                "adopted_changed",
                "declined",
                "postponed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("case_number", sa.String(length=300), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_member_decision_cooperation_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["cooperation_document.id"], name=op.f("fk_member_decision_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_member_decision_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["secretariat_id"], ["organisation.id"], name=op.f("fk_member_decision_secretariat_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_decision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_member_decision_public_id")),
    )
    with op.batch_alter_table("member_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_decision_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_member_decision_cooperation_id_decided_on_id", ["cooperation_id", "decided_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_member_decision_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_decision_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_member_decision_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "responsibility_part",
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party", sa.String(length=300), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "main",
                "participates",
                "informed",
                name="responsibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_responsibility_part_cooperation_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["responsibility_task.id"], name=op.f("fk_responsibility_part_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_part")),
        sa.UniqueConstraint("task_id", "party", name=op.f("uq_responsibility_part_task_id_party")),
    )
    with op.batch_alter_table("responsibility_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_part_cooperation_id"), ["cooperation_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "in_review",
                "with_supplier",
                "published",
                "replaced",
                "withdrawn",
                "dropped",
                name="publication_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "light",
            sa.Enum(
                "grey", "green", "yellow", "red", name="light", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("light_on", sa.Date(), nullable=False),
        sa.Column("followed_up_on", sa.Date(), nullable=False),
        sa.Column("remedied_on", sa.Date(), nullable=True),
        sa.Column("plan_on", sa.Date(), nullable=True),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "next_step",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "legal_basis",
            sa.Enum(
                "contract_term",
                "public_record",
                "consent",
                name="legal_basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("secrecy_tested_on", sa.Date(), nullable=True),
        sa.Column("secrecy_tested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("published_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name=op.f("fk_publication_author_id")),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_publication_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_publication_cooperation_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["publication.id"], name=op.f("fk_publication_corrects_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_publication_organisation_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["app_user.id"], name=op.f("fk_publication_published_by_id")),
        sa.ForeignKeyConstraint(
            ["secrecy_tested_by_id"], ["app_user.id"], name=op.f("fk_publication_secrecy_tested_by_id")
        ),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_publication_secretariat_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["app_user.id"], name=op.f("fk_publication_sent_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_publication_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_publication_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publication_public_id")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_publication_organisation_id_status_id", ["organisation_id", "status", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_publication_published_by_id"), ["published_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_secrecy_tested_by_id"), ["secrecy_tested_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_sent_by_id"), ["sent_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "publication_check",
        sa.Column("publication_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "light",
            sa.Enum(
                "grey", "green", "yellow", "red", name="light", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("light_on", sa.Date(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "next_step",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("undeliverable_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_correct", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_publication_check_assignment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_publication_check_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id", "organisation_id"],
            ["publication.id", "publication.organisation_id"],
            name=op.f("fk_publication_check_publication_id_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publication_check_public_id")),
    )
    with op.batch_alter_table("publication_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publication_check_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_check_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_publication_check_publication_id"), ["publication_id"], unique=False)

    op.create_table(
        "published_light",
        sa.Column("publication_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("supplier_name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column(
            "light",
            sa.Enum(
                "grey", "green", "yellow", "red", name="light", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("light_on", sa.Date(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_published_light_publication_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_light")),
        sa.UniqueConstraint("publication_id", name=op.f("uq_published_light_publication_id")),
        sa.UniqueConstraint("slug", "key", "edition", name=op.f("uq_published_light_slug_key_edition")),
    )
    with op.batch_alter_table("annual_summary", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "checks",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "accepted_checks",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "erratum",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                nullable=True,
            )
        )

    with op.batch_alter_table("confirmed_figures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reopen_reason", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_confirmed_figures_secretariat_id"), ["secretariat_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_confirmed_figures_secretariat_id"), "organisation", ["secretariat_id"], ["id"]
        )

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "parts",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("cooperation_member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "role",
                sa.Enum(
                    "member", "host", "observer", name="role", native_enum=False, create_constraint=True, length=40
                ),
                server_default="member",
                nullable=False,
            )
        )

    with op.batch_alter_table("published_edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_by", sa.Integer(), nullable=True))

    with op.batch_alter_table("shared_result", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "areas",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("mapping", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True))

    op.execute(
        "UPDATE confirmed_figures SET secretariat_id ="
        " (SELECT secretariat_id FROM cooperation WHERE cooperation.id = confirmed_figures.cooperation_id)"
    )


def downgrade() -> None:

    with op.batch_alter_table("shared_result", schema=None) as batch_op:
        batch_op.drop_column("expired_at")
        batch_op.drop_column("mapping")
        batch_op.drop_column("areas")
    with op.batch_alter_table("published_edition", schema=None) as batch_op:
        batch_op.drop_column("replaced_by")
    with op.batch_alter_table("cooperation_member", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_cooperation_member_role"), type_="check")
        batch_op.drop_column("role")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_column("invoiced_at")
        batch_op.drop_column("parts")
    with op.batch_alter_table("confirmed_figures", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_confirmed_figures_secretariat_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_confirmed_figures_secretariat_id"))
        batch_op.drop_column("secretariat_id")
        batch_op.drop_column("reopen_reason")
        batch_op.drop_column("reopened_at")
    with op.batch_alter_table("annual_summary", schema=None) as batch_op:
        batch_op.drop_column("erratum")
        batch_op.drop_column("accepted_checks")
        batch_op.drop_column("checks")
    op.drop_table("published_light")
    op.drop_table("publication_check")
    op.drop_table("publication")
    op.drop_table("responsibility_part")
    op.drop_table("member_decision")
    op.drop_table("meeting")
    op.drop_table("document_distribution")
    op.drop_table("course_record")
    op.drop_table("body_seat")
    op.drop_table("summary_cycle")
    op.drop_table("shared_cost")
    op.drop_table("responsibility_task")
    op.drop_table("received_grant")
    op.drop_table("outside_result")
    op.drop_table("news_item")
    op.drop_table("figure_correction")
    op.drop_table("course")
    op.drop_table("cooperation_period")
    op.drop_table("cooperation_document")
    op.drop_table("cooperation_body")
    op.drop_table("contact_person")
    op.drop_table("charge")
    op.drop_table("case_text")
    op.drop_table("budget_line")
    op.drop_table("audit_programme")
    kinds_of_links(KINDS)
