"""The register deepened: options, obligations, planned procurements, certificates, notes, the criteria bank."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CODES = {  # the codes that some checks allow: before and after
    ("clause", "level"): ("'basic', 'advanced'", "'spearhead'"),
    ("clause", "part"): ("'commitment', 'process', 'reporting', 'follow_up', 'consequence'", "'criterion'"),
    ("contract", "level"): ("'basic', 'advanced'", "'spearhead'"),
    ("shared_result", "level"): ("'basic', 'advanced'", "'spearhead'"),
}


def check(table: str, name: str, condition: str | None) -> None:
    """Put another condition in the place of a check, or none."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        if condition:
            batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def upgrade() -> None:
    with op.batch_alter_table("supplier_site", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_supplier_site_id_organisation_id"), ["id", "organisation_id"])

    op.create_table(
        "country_index",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("governance", sa.Integer(), nullable=True),
        sa.Column("labour", sa.Integer(), nullable=True),
        sa.Column("environment", sa.Integer(), nullable=True),
        sa.Column("corruption", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "corruption IS NULL OR corruption BETWEEN 0 AND 1000", name=op.f("ck_country_index_corruption")
        ),
        sa.CheckConstraint(
            "environment IS NULL OR environment BETWEEN 0 AND 1000", name=op.f("ck_country_index_environment")
        ),
        sa.CheckConstraint(
            "governance IS NULL OR governance BETWEEN 0 AND 1000", name=op.f("ck_country_index_governance")
        ),
        sa.CheckConstraint("labour IS NULL OR labour BETWEEN 0 AND 1000", name=op.f("ck_country_index_labour")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_index")),
        sa.UniqueConstraint("country", "on", name=op.f("uq_country_index_country_on")),
        sa.UniqueConstraint("public_id", name=op.f("uq_country_index_public_id")),
    )
    op.create_table(
        "supplier_alias",
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_sv", sa.String(length=300), nullable=False),
        sa.Column("sort_nb", sa.String(length=300), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_alias_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_alias")),
        sa.UniqueConstraint("public_id", name=op.f("uq_supplier_alias_public_id")),
        sa.UniqueConstraint("supplier_id", "sort_sv", name=op.f("uq_supplier_alias_supplier_id_sort_sv")),
    )
    with op.batch_alter_table("supplier_alias", schema=None) as batch_op:
        batch_op.create_index("ix_supplier_alias_sort_sv", ["sort_sv"], unique=False)

    op.create_table(
        "supplier_certificate",
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "environmental_management",
                "quality_management",
                "working_environment",
                "social",
                "ecolabel",
                "epd",
                "substances",
                "origin",
                "policy",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=True),
        sa.Column("number", sa.String(length=300), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name=op.f("ck_supplier_certificate_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_supplier_certificate_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_certificate_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_certificate")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_supplier_certificate_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_supplier_certificate_public_id")),
    )
    with op.batch_alter_table("supplier_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_certificate_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_supplier_certificate_organisation_id_valid_until", ["organisation_id", "valid_until"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_supplier_certificate_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "procurement",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("sort", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.String(length=300), nullable=False),
        sa.Column("need", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=300), nullable=True),
        sa.Column("expert_group", sa.String(length=300), nullable=True),
        sa.Column("value_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("cpv", sa.String(length=10), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("start_meeting_on", sa.Date(), nullable=True),
        sa.Column("manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "potential",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "started",
                "awarded",
                "cancelled",
                name="procurement_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column(
            "risk_class",
            sa.Enum("a", "b", "c", "d", name="risk_class", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("risk_since", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name=op.f("ck_procurement_value")),
        sa.CheckConstraint("value_minor IS NULL OR value_minor >= 0", name=op.f("ck_procurement_value_positive")),
        sa.ForeignKeyConstraint(["manager_id"], ["app_user.id"], name=op.f("fk_procurement_manager_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_procurement_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurement")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_procurement_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_procurement_public_id")),
    )
    with op.batch_alter_table("procurement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procurement_manager_id"), ["manager_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_procurement_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_procurement_organisation_id_year_sort_id", ["organisation_id", "year", "sort", "id"], unique=False
        )

    op.create_table(
        "risk_policy",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column(
            "four_eyes_from",
            sa.Enum("a", "b", "c", "d", name="four_eyes_from", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "assessors",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "approvers",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column(
            "hours",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_risk_policy_decided_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_risk_policy_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_policy")),
        sa.UniqueConstraint("organisation_id", "valid_from", name=op.f("uq_risk_policy_organisation_id_valid_from")),
        sa.UniqueConstraint("public_id", name=op.f("uq_risk_policy_public_id")),
    )
    with op.batch_alter_table("risk_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_policy_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_policy_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "query",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_saved_view_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_saved_view_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_view_public_id")),
        sa.UniqueConstraint("user_id", "noun", "name", name=op.f("uq_saved_view_user_id_noun_name")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "contract_beneficiary",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("beneficiary_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["beneficiary_id"], ["organisation.id"], name=op.f("fk_contract_beneficiary_beneficiary_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_contract_beneficiary_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_beneficiary_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_beneficiary")),
        sa.UniqueConstraint(
            "contract_id", "beneficiary_id", name=op.f("uq_contract_beneficiary_contract_id_beneficiary_id")
        ),
    )
    with op.batch_alter_table("contract_beneficiary", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_beneficiary_beneficiary_id"), ["beneficiary_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_beneficiary_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "contract_option",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("extends_to_on", sa.Date(), nullable=False),
        sa.Column("decide_by_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "taken", "declined", name="option_status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_contract_option_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_contract_option_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_option_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_option")),
        sa.UniqueConstraint("contract_id", "extends_to_on", name=op.f("uq_contract_option_contract_id_extends_to_on")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_option_public_id")),
    )
    with op.batch_alter_table("contract_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_option_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_option_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_option_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "contract_site",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_contract_site_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_site_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "organisation_id"],
            ["supplier_site.id", "supplier_site.organisation_id"],
            name=op.f("fk_contract_site_site_id_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_site")),
        sa.UniqueConstraint("contract_id", "site_id", name=op.f("uq_contract_site_contract_id_site_id")),
    )
    with op.batch_alter_table("contract_site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_site_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_site_site_id"), ["site_id"], unique=False)

    op.create_table(
        "contract_sub_supplier",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("delivers", sa.String(length=300), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_contract_sub_supplier_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_sub_supplier_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_contract_sub_supplier_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_sub_supplier")),
        sa.UniqueConstraint(
            "contract_id", "supplier_id", name=op.f("uq_contract_sub_supplier_contract_id_supplier_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_sub_supplier_public_id")),
    )
    with op.batch_alter_table("contract_sub_supplier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_sub_supplier_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_sub_supplier_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_note_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_note_organisation_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["app_user.id"], name=op.f("fk_note_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_note_public_id")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_written_by_id"), ["written_by_id"], unique=False)

    op.create_table(
        "renewal_measure",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("procurement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deviation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("raised_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "taken_in",
                "declined",
                name="measure_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_renewal_measure_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_renewal_measure_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["deviation_id", "organisation_id"],
            ["deviation.id", "deviation.organisation_id"],
            name=op.f("fk_renewal_measure_deviation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_renewal_measure_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "organisation_id"],
            ["procurement.id", "procurement.organisation_id"],
            name=op.f("fk_renewal_measure_procurement_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["raised_by_id"], ["app_user.id"], name=op.f("fk_renewal_measure_raised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_measure")),
        sa.UniqueConstraint("public_id", name=op.f("uq_renewal_measure_public_id")),
    )
    with op.batch_alter_table("renewal_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewal_measure_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_measure_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_measure_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_measure_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_measure_procurement_id"), ["procurement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_measure_raised_by_id"), ["raised_by_id"], unique=False)

    with op.batch_alter_table("clause", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "qualification",
                    "specification",
                    "award",
                    "term",
                    name="criterion_kind",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "content",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                nullable=True,
            )
        )
        batch_op.create_index(batch_op.f("ix_clause_category"), ["category"], unique=False)

    with op.batch_alter_table("code_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("terms", "criteria", name="kind", native_enum=False, create_constraint=True, length=40),
                server_default="terms",
                nullable=False,
            )
        )

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(
            sa.Column("procurement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("renewal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("is_framework", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(
            sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "cpv_more",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("unspsc", sa.String(length=8), nullable=True))
        batch_op.add_column(
            sa.Column(
                "strategic",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("notice_days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "criticality",
                sa.Enum(
                    "critical",
                    "regular",
                    "other",
                    name="criticality",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.create_index(batch_op.f("ix_contract_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_framework_id"), ["framework_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_procurement_id"), ["procurement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_renewal_id"), ["renewal_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_contract_procurement_id_organisation_id"),
            "procurement",
            ["procurement_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(batch_op.f("fk_contract_lead_id"), "organisation", ["lead_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_contract_framework_id_organisation_id"),
            "contract",
            ["framework_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_contract_renewal_id_organisation_id"),
            "procurement",
            ["renewal_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(batch_op.f("fk_contract_deputy_id"), "app_user", ["deputy_id"], ["id"])

    with op.batch_alter_table("contract_clause", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "status",
                sa.Enum(
                    "unfulfilled",
                    "partly",
                    "fulfilled",
                    name="obligation_status",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="unfulfilled",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("status_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("status_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_index(
            "ix_contract_clause_organisation_id_due_on_id", ["organisation_id", "due_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contract_clause_owner_id"), ["owner_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_contract_clause_owner_id"), "app_user", ["owner_id"], ["id"])

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("contract_clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_evidence_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_contract_clause_id"), ["contract_clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_contract_id"), ["contract_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_contract_id_organisation_id"),
            "contract",
            ["contract_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_contract_clause_id_organisation_id"),
            "contract_clause",
            ["contract_clause_id", "organisation_id"],
            ["id", "organisation_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_certificate_id_organisation_id"),
            "supplier_certificate",
            ["certificate_id", "organisation_id"],
            ["id", "organisation_id"],
        )

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minutes_used", sa.Integer(), nullable=True))

    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("procurement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "climate_class",
                sa.Enum("a", "b", "c", "d", name="climate_class", native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "people_class",
                sa.Enum("a", "b", "c", "d", name="people_class", native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("valid_until", sa.Date(), nullable=True))
        batch_op.alter_column("contract_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_risk_assessment_procurement_id"), ["procurement_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_risk_assessment_procurement_id_organisation_id"),
            "procurement",
            ["procurement_id", "organisation_id"],
            ["id", "organisation_id"],
        )

    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "number_kind",
                sa.Enum(
                    "national", "vat", "lei", name="number_kind", native_enum=False, create_constraint=True, length=40
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("merged_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_supplier_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_supplier_merged_into_id"), "supplier", ["merged_into_id"], ["id"])

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_contract_notice_days"), "notice_days IS NULL OR notice_days >= 0")
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_risk_assessment_subject"), "(contract_id IS NULL) <> (procurement_id IS NULL)"
        )
    for (table, column), (before, more) in CODES.items():
        check(table, column, f"{column} IN ({before}, {more})")


def downgrade() -> None:
    for (table, column), (before, _) in CODES.items():
        check(table, column, f"{column} IN ({before})")
    for table, name in (
        ("contract", "notice_days"),
        ("contract", "criticality"),
        ("risk_assessment", "subject"),
        ("risk_assessment", "climate_class"),
        ("risk_assessment", "people_class"),
        ("contract_clause", "obligation_status"),
        ("code_version", "kind"),
        ("clause", "criterion_kind"),
        ("supplier", "number_kind"),
    ):
        check(table, name, None)
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_supplier_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_supplier_merged_into_id"))
        batch_op.drop_column("merged_on")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("number_kind")

    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_risk_assessment_procurement_id_organisation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_risk_assessment_procurement_id"))
        batch_op.alter_column("contract_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("valid_until")
        batch_op.drop_column("people_class")
        batch_op.drop_column("climate_class")
        batch_op.drop_column("procurement_id")

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_column("minutes_used")

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_evidence_certificate_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_evidence_contract_clause_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_evidence_contract_id_organisation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_evidence_contract_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_contract_clause_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_certificate_id"))
        batch_op.drop_column("certificate_id")
        batch_op.drop_column("contract_clause_id")
        batch_op.drop_column("contract_id")

    with op.batch_alter_table("contract_clause", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_contract_clause_owner_id"), type_="foreignkey")
        batch_op.drop_index("ix_contract_clause_organisation_id_due_on_id")
        batch_op.drop_index(batch_op.f("ix_contract_clause_owner_id"))
        batch_op.drop_column("version")
        batch_op.drop_column("status_note")
        batch_op.drop_column("status_on")
        batch_op.drop_column("status")
        batch_op.drop_column("due_on")
        batch_op.drop_column("owner_id")

    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_contract_deputy_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_contract_renewal_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_contract_framework_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_contract_lead_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_contract_procurement_id_organisation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_contract_renewal_id"))
        batch_op.drop_index(batch_op.f("ix_contract_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_contract_lead_id"))
        batch_op.drop_index(batch_op.f("ix_contract_framework_id"))
        batch_op.drop_index(batch_op.f("ix_contract_deputy_id"))
        batch_op.drop_column("criticality")
        batch_op.drop_column("notice_days")
        batch_op.drop_column("strategic")
        batch_op.drop_column("unspsc")
        batch_op.drop_column("cpv_more")
        batch_op.drop_column("framework_id")
        batch_op.drop_column("is_framework")
        batch_op.drop_column("renewal_id")
        batch_op.drop_column("procurement_id")
        batch_op.drop_column("lead_id")
        batch_op.drop_column("deputy_id")

    with op.batch_alter_table("code_version", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clause_category"))
        batch_op.drop_column("content")
        batch_op.drop_column("kind")
        batch_op.drop_column("category")

    with op.batch_alter_table("renewal_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_renewal_measure_raised_by_id"))
        batch_op.drop_index(batch_op.f("ix_renewal_measure_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_renewal_measure_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_renewal_measure_deviation_id"))
        batch_op.drop_index(batch_op.f("ix_renewal_measure_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_renewal_measure_contract_id"))

    op.drop_table("renewal_measure")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_written_by_id"))
        batch_op.drop_index(batch_op.f("ix_note_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_note_contract_id"))

    op.drop_table("note")
    with op.batch_alter_table("contract_sub_supplier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_sub_supplier_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_contract_sub_supplier_organisation_id"))

    op.drop_table("contract_sub_supplier")
    with op.batch_alter_table("contract_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_site_site_id"))
        batch_op.drop_index(batch_op.f("ix_contract_site_organisation_id"))

    op.drop_table("contract_site")
    with op.batch_alter_table("contract_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_option_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contract_option_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_contract_option_contract_id"))

    op.drop_table("contract_option")
    with op.batch_alter_table("contract_beneficiary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_beneficiary_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contract_beneficiary_beneficiary_id"))

    op.drop_table("contract_beneficiary")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_view_organisation_id"))

    op.drop_table("saved_view")
    with op.batch_alter_table("risk_policy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_policy_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_risk_policy_decided_by_id"))

    op.drop_table("risk_policy")
    with op.batch_alter_table("procurement", schema=None) as batch_op:
        batch_op.drop_index("ix_procurement_organisation_id_year_sort_id")
        batch_op.drop_index(batch_op.f("ix_procurement_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_procurement_manager_id"))

    op.drop_table("procurement")
    with op.batch_alter_table("supplier_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplier_certificate_supplier_id"))
        batch_op.drop_index("ix_supplier_certificate_organisation_id_valid_until")
        batch_op.drop_index(batch_op.f("ix_supplier_certificate_organisation_id"))

    op.drop_table("supplier_certificate")
    with op.batch_alter_table("supplier_alias", schema=None) as batch_op:
        batch_op.drop_index("ix_supplier_alias_sort_sv")

    op.drop_table("supplier_alias")
    op.drop_table("country_index")
    with op.batch_alter_table("supplier_site", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_supplier_site_id_organisation_id"), type_="unique")
