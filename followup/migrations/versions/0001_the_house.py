"""the_house"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=60), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index("ix_access_log_kind_key_at", ["kind", "key", "at"], unique=False)

    op.create_table(
        "code_version",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_version")),
        sa.UniqueConstraint("key", name=op.f("uq_code_version_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_code_version_public_id")),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "counts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("first_error", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "slot", name=op.f("uq_job_run_job_slot")),
    )
    op.create_table(
        "organisation",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_sv", sa.String(length=300), nullable=False),
        sa.Column("sort_nb", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "region",
                "municipality",
                "company",
                "secretariat",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("joined", "not_joined", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("code", sa.String(length=10), nullable=True),
        sa.Column("town", sa.String(length=300), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("country", "number", name=op.f("uq_organisation_country_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index("ix_organisation_sort_nb_id", ["sort_nb", "id"], unique=False)
        batch_op.create_index("ix_organisation_sort_sv_id", ["sort_sv", "id"], unique=False)

    op.create_table(
        "published_edition",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("cooperation_name", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_edition")),
        sa.UniqueConstraint("slug", "year", "edition", name=op.f("uq_published_edition_slug_year_edition")),
    )
    op.create_table(
        "supplier",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_sv", sa.String(length=300), nullable=False),
        sa.Column("sort_nb", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("number_given", sa.String(length=300), nullable=True),
        sa.Column("town", sa.String(length=300), nullable=True),
        sa.Column("is_invented", sa.Boolean(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("country", "number", name=op.f("uq_supplier_country_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_supplier_public_id")),
    )
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.create_index("ix_supplier_sort_nb_id", ["sort_nb", "id"], unique=False)
        batch_op.create_index("ix_supplier_sort_sv_id", ["sort_sv", "id"], unique=False)

    op.create_table(
        "app_user",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "invited", "active", "disabled", name="status", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("is_integration", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_app_user_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email", name=op.f("uq_app_user_email")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_app_user_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_app_user_public_id")),
    )
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_user_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_app_user_organisation_id_name_id", ["organisation_id", "name", "id"], unique=False)

    op.create_table(
        "clause",
        sa.Column("code_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "obligation",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "areas",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "part",
            sa.Enum(
                "commitment",
                "process",
                "reporting",
                "follow_up",
                "consequence",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("basic", "advanced", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["code_version_id"], ["code_version.id"], name=op.f("fk_clause_code_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause")),
        sa.UniqueConstraint("code_version_id", "key", name=op.f("uq_clause_code_version_id_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_clause_public_id")),
    )
    op.create_table(
        "cooperation",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("secretariat", "host", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_cooperation_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cooperation_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_cooperation_slug")),
    )
    with op.batch_alter_table("cooperation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "counter",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_counter_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("organisation_id", "series", name=op.f("uq_counter_organisation_id_series")),
    )
    with op.batch_alter_table("counter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counter_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chain", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=60), nullable=False),
        sa.Column(
            "facts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("request_id", sa.String(length=40), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_journal_entry_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("chain", "previous", name=op.f("uq_journal_entry_chain_previous")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_journal_entry_chain_seq")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entry_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_journal_entry_subject_id_id", ["subject_id", "id"], unique=False)

    op.create_table(
        "outbox_message",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column(
            "facts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("subject_id", sa.String(length=60), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "failed",
                "held",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_sent", sa.Text(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_outbox_message_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_message_dedupe_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outbox_message_public_id")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_message_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_outbox_message_status_next_at", ["status", "next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "population",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("inhabitants", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("inhabitants >= 0", name=op.f("ck_population_inhabitants")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_population_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population")),
        sa.UniqueConstraint("organisation_id", "on", "source", name=op.f("uq_population_organisation_id_on_source")),
    )
    with op.batch_alter_table("population", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_population_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "questionnaire",
        sa.Column("code_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_version_id"], ["code_version.id"], name=op.f("fk_questionnaire_code_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("code_version_id", "key", name=op.f("uq_questionnaire_code_version_id_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_questionnaire_public_id")),
    )
    op.create_table(
        "supplier_contact",
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_supplier_contact_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_contact_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_contact")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_supplier_contact_id_organisation_id")),
        sa.UniqueConstraint(
            "organisation_id",
            "supplier_id",
            "email",
            name=op.f("uq_supplier_contact_organisation_id_supplier_id_email"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_supplier_contact_public_id")),
    )
    with op.batch_alter_table("supplier_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_contact_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_contact_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "supplier_site",
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("town", sa.String(length=300), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_supplier_site_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_site_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_site")),
        sa.UniqueConstraint("public_id", name=op.f("uq_supplier_site_public_id")),
    )
    with op.batch_alter_table("supplier_site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_site_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supplier_site_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "annual_summary",
        sa.Column("secretariat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "reviewed",
                "published",
                "superseded",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "figures",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sources",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("compiled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("compiled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["compiled_by_id"], ["app_user.id"], name=op.f("fk_annual_summary_compiled_by_id")),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_annual_summary_cooperation_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["app_user.id"], name=op.f("fk_annual_summary_published_by_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["app_user.id"], name=op.f("fk_annual_summary_reviewed_by_id")),
        sa.ForeignKeyConstraint(["secretariat_id"], ["organisation.id"], name=op.f("fk_annual_summary_secretariat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_summary")),
        sa.UniqueConstraint(
            "cooperation_id", "year", "edition", name=op.f("uq_annual_summary_cooperation_id_year_edition")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_annual_summary_public_id")),
    )
    with op.batch_alter_table("annual_summary", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annual_summary_compiled_by_id"), ["compiled_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_annual_summary_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_annual_summary_published_by_id"), ["published_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_annual_summary_reviewed_by_id"), ["reviewed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_annual_summary_secretariat_id"), ["secretariat_id"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_api_token_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_api_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_token_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "category_responsibility",
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=1), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_category_responsibility_cooperation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_responsibility")),
        sa.UniqueConstraint(
            "cooperation_id",
            "category",
            "area",
            "valid_from",
            name=op.f("uq_category_responsibility_cooperation_id_category_area_valid_from"),
        ),
    )
    op.create_table(
        "confirmed_figures",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "figures",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["app_user.id"], name=op.f("fk_confirmed_figures_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_confirmed_figures_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_confirmed_figures_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_figures")),
        sa.UniqueConstraint(
            "cooperation_id",
            "organisation_id",
            "year",
            name=op.f("uq_confirmed_figures_cooperation_id_organisation_id_year"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_confirmed_figures_public_id")),
    )
    with op.batch_alter_table("confirmed_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmed_figures_confirmed_by_id"), ["confirmed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_confirmed_figures_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_confirmed_figures_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "contract",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("sort", sa.String(length=300), nullable=False),
        sa.Column("number", sa.String(length=300), nullable=False),
        sa.Column("case_number", sa.String(length=300), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("manager_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cpv", sa.String(length=10), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("value_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("production_country", sa.String(length=2), nullable=True),
        sa.Column("production_town", sa.String(length=300), nullable=True),
        sa.Column("code_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "level",
            sa.Enum("basic", "advanced", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "risk_class",
            sa.Enum("a", "b", "c", "d", name="risk_class", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("risk_since", sa.Date(), nullable=True),
        sa.Column("source_key", sa.String(length=300), nullable=True),
        sa.Column(
            "source",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name=op.f("ck_contract_value")),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_contract_dates")
        ),
        sa.CheckConstraint("value_minor IS NULL OR value_minor >= 0", name=op.f("ck_contract_value_positive")),
        sa.ForeignKeyConstraint(["code_version_id"], ["code_version.id"], name=op.f("fk_contract_code_version_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["app_user.id"], name=op.f("fk_contract_manager_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contract_organisation_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_contract_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_contract_id_organisation_id")),
        sa.UniqueConstraint("organisation_id", "source_key", name=op.f("uq_contract_organisation_id_source_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_public_id")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_code_version_id"), ["code_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_manager_id"), ["manager_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_contract_organisation_id_ends_on_id", ["organisation_id", "ends_on", "id"], unique=False
        )
        batch_op.create_index("ix_contract_organisation_id_sort_id", ["organisation_id", "sort", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "contribution",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("inhabitants", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("population_on", sa.Date(), nullable=True),
        sa.Column("population_source", sa.String(length=300), nullable=False),
        sa.Column("rate_ore", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_contribution_cooperation_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contribution_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint(
            "cooperation_id",
            "organisation_id",
            "year",
            name=op.f("uq_contribution_cooperation_id_organisation_id_year"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_contribution_public_id")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contribution_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "cooperation_member",
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("area", sa.String(length=1), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["cooperation_id"], ["cooperation.id"], name=op.f("fk_cooperation_member_cooperation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cooperation_member_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_member")),
        sa.UniqueConstraint(
            "cooperation_id", "organisation_id", name=op.f("uq_cooperation_member_cooperation_id_organisation_id")
        ),
    )
    with op.batch_alter_table("cooperation_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cooperation_member_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "funding_rate",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("ore", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("replaces_all", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("ore >= 0", name=op.f("ck_funding_rate_ore")),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_funding_rate_cooperation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_rate")),
        sa.UniqueConstraint(
            "cooperation_id", "name", "valid_from", name=op.f("uq_funding_rate_cooperation_id_name_valid_from")
        ),
    )
    with op.batch_alter_table("funding_rate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_rate_cooperation_id"), ["cooperation_id"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "answer",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_idempotency_key_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_idempotency_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_idempotency_key_user_id_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_key_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reader",
                "contract_manager",
                "approver",
                "auditor",
                "administrator",
                "coordinator",
                "publisher",
                "assignee",
                "system",
                "public",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "user_id", "organisation_id", "role", name=op.f("uq_membership_user_id_organisation_id_role")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "pending_sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_pending_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pending_sign_in_token_hash")),
    )
    with op.batch_alter_table("pending_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_sign_in_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_in_link_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_staff_session_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_staff_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column(
            "kind",
            sa.Enum(
                "self_assessment", "action_plan", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recipient_name", sa.String(length=300), nullable=False),
        sa.Column("recipient_email", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("buyer_name", sa.String(length=300), nullable=False),
        sa.Column("supplier_name", sa.String(length=300), nullable=False),
        sa.Column("contract_title", sa.String(length=300), nullable=False),
        sa.Column("contract_number", sa.String(length=300), nullable=False),
        sa.Column("asker_name", sa.String(length=300), nullable=False),
        sa.Column("asker_email", sa.String(length=300), nullable=False),
        sa.Column("asker_language", sa.String(length=2), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_assignment_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_assignment_organisation_id")),
        sa.ForeignKeyConstraint(
            ["supplier_contact_id", "organisation_id"],
            ["supplier_contact.id", "supplier_contact.organisation_id"],
            name=op.f("fk_assignment_supplier_contact_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_assignment_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_assignment_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_assignment_token_hash")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_supplier_contact_id"), ["supplier_contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "contract_clause",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bound_on", sa.Date(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_contract_clause_clause_id")),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_contract_clause_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_contract_clause_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_clause")),
        sa.UniqueConstraint("contract_id", "clause_id", name=op.f("uq_contract_clause_contract_id_clause_id")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_contract_clause_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_clause_public_id")),
    )
    with op.batch_alter_table("contract_clause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_clause_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_clause_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_clause_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
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
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "started",
                "completed",
                "skipped",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "why",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("participants", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("skip_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["app_user.id"], name=op.f("fk_follow_up_assigned_to_id")),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_follow_up_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_follow_up_organisation_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["app_user.id"], name=op.f("fk_follow_up_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint(
            "contract_id", "kind", "subject", "ordinal", name=op.f("uq_follow_up_contract_id_kind_subject_ordinal")
        ),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_follow_up_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_follow_up_public_id")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_assigned_to_id"), ["assigned_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_follow_up_organisation_id_due_on_id", ["organisation_id", "due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_follow_up_organisation_id_status_due_on_id", ["organisation_id", "status", "due_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_follow_up_settled_by_id"), ["settled_by_id"], unique=False)

    op.create_table(
        "risk_assessment",
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "facts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "proposed_class",
            sa.Enum("a", "b", "c", "d", name="proposed_class", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "risk_class",
            sa.Enum("a", "b", "c", "d", name="risk_class", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "reasons",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("justification", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "in_force",
                "returned",
                "superseded",
                name="assessment_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("assessed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assessed_by_id"], ["app_user.id"], name=op.f("fk_risk_assessment_assessed_by_id")),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_risk_assessment_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_risk_assessment_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_risk_assessment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_risk_assessment_public_id")),
    )
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_assessment_assessed_by_id"), ["assessed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_assessment_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_assessment_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_assessment_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "sealed_figures",
        sa.Column("confirmed_figures_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "items",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_figures_id"], ["confirmed_figures.id"], name=op.f("fk_sealed_figures_confirmed_figures_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_figures")),
        sa.UniqueConstraint("confirmed_figures_id", name=op.f("uq_sealed_figures_confirmed_figures_id")),
    )
    op.create_table(
        "assignee_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_assignee_session_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignee_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_assignee_session_token_hash")),
    )
    with op.batch_alter_table("assignee_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignee_session_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "deviation",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "clause",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("question_key", sa.String(length=300), nullable=True),
        sa.Column(
            "severity",
            sa.Enum(
                "critical", "major", "minor", name="severity", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "issued",
                "plan_submitted",
                "correcting",
                "reported_done",
                "closed",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("graded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assigned_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("containment_due_on", sa.Date(), nullable=True),
        sa.Column("plan_due_on", sa.Date(), nullable=True),
        sa.Column("closure_due_on", sa.Date(), nullable=True),
        sa.Column("plan_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitter_name", sa.String(length=300), nullable=True),
        sa.Column("submitter_role", sa.String(length=300), nullable=True),
        sa.Column("plan_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.Column(
            "reminded",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("verified_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "verification",
            sa.Enum(
                "desktop",
                "on_site",
                "rights_holders",
                name="verification",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("verification_note", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["app_user.id"], name=op.f("fk_deviation_assigned_to_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_deviation_assignment_id")),
        sa.ForeignKeyConstraint(
            ["contract_clause_id", "organisation_id"],
            ["contract_clause.id", "contract_clause.organisation_id"],
            name=op.f("fk_deviation_contract_clause_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_deviation_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id", "organisation_id"],
            ["follow_up.id", "follow_up.organisation_id"],
            name=op.f("fk_deviation_follow_up_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["graded_by_id"], ["app_user.id"], name=op.f("fk_deviation_graded_by_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["app_user.id"], name=op.f("fk_deviation_issued_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_deviation_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["app_user.id"], name=op.f("fk_deviation_recorded_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_deviation_supplier_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["app_user.id"], name=op.f("fk_deviation_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_deviation_id_organisation_id")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_deviation_organisation_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deviation_public_id")),
    )
    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deviation_assigned_to_id"), ["assigned_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_contract_clause_id"), ["contract_clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_follow_up_id"), ["follow_up_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_graded_by_id"), ["graded_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_issued_by_id"), ["issued_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_deviation_organisation_id_due_on_id", ["organisation_id", "due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_deviation_organisation_id_status_closure_due_on_id",
            ["organisation_id", "status", "closure_due_on", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_deviation_recorded_by_id"), ["recorded_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_supplier_id"), ["supplier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deviation_verified_by_id"), ["verified_by_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "fulfilled",
                "partly",
                "not_fulfilled",
                "not_assessed",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_clause_id", "organisation_id"],
            ["contract_clause.id", "contract_clause.organisation_id"],
            name=op.f("fk_finding_contract_clause_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id", "organisation_id"],
            ["follow_up.id", "follow_up.organisation_id"],
            name=op.f("fk_finding_follow_up_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_finding_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "follow_up_id", "contract_clause_id", name=op.f("uq_finding_follow_up_id_contract_clause_id")
        ),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_contract_clause_id"), ["contract_clause_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "questions",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "submitted",
                "returned",
                "assessed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "reminded",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "returned_keys",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assessed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assessed_by_id"], ["app_user.id"], name=op.f("fk_invitation_assessed_by_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_invitation_assignment_id")),
        sa.ForeignKeyConstraint(["code_version_id"], ["code_version.id"], name=op.f("fk_invitation_code_version_id")),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_invitation_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id", "organisation_id"],
            ["follow_up.id", "follow_up.organisation_id"],
            name=op.f("fk_invitation_follow_up_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_invitation_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("follow_up_id", name=op.f("uq_invitation_follow_up_id")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_invitation_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_assessed_by_id"), ["assessed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_code_version_id"), ["code_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_invitation_organisation_id_due_on_id", ["organisation_id", "due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_invitation_organisation_id_status_due_on_id",
            ["organisation_id", "status", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_invitation_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "past_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_past_link_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_past_link_token_hash")),
    )
    with op.batch_alter_table("past_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_link_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "shared_result",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
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
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=True),
        sa.Column(
            "level",
            sa.Enum("basic", "advanced", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("critical_count", sa.Integer(), nullable=False),
        sa.Column("major_count", sa.Integer(), nullable=False),
        sa.Column("minor_count", sa.Integer(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column(
            "light",
            sa.Enum(
                "grey", "green", "yellow", "red", name="light", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("light_on", sa.Date(), nullable=False),
        sa.Column("remedied_on", sa.Date(), nullable=True),
        sa.Column("reusable_until", sa.Date(), nullable=False),
        sa.Column("shared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cooperation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["cooperation_id"], ["cooperation.id"], name=op.f("fk_shared_result_cooperation_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_shared_result_follow_up_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_shared_result_organisation_id")
        ),
        sa.ForeignKeyConstraint(["shared_by_id"], ["app_user.id"], name=op.f("fk_shared_result_shared_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_shared_result_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_result")),
        sa.UniqueConstraint(
            "cooperation_id", "follow_up_id", name=op.f("uq_shared_result_cooperation_id_follow_up_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_shared_result_public_id")),
    )
    with op.batch_alter_table("shared_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_result_cooperation_id"), ["cooperation_id"], unique=False)
        batch_op.create_index(
            "ix_shared_result_cooperation_id_done_on_id", ["cooperation_id", "done_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shared_result_follow_up_id"), ["follow_up_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shared_result_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shared_result_shared_by_id"), ["shared_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shared_result_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "assessment",
            sa.Enum(
                "fulfilled",
                "partly",
                "not_fulfilled",
                "not_relevant",
                name="assessment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("assessment_note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_answer_assignment_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id", "organisation_id"],
            ["invitation.id", "invitation.organisation_id"],
            name=op.f("fk_answer_invitation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_answer_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("invitation_id", "question_key", name=op.f("uq_answer_invitation_id_question_key")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "corrective_action",
        sa.Column("deviation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        sa.Column("containment", sa.Text(), nullable=True),
        sa.Column("corrective", sa.Text(), nullable=False),
        sa.Column("preventive", sa.Text(), nullable=True),
        sa.Column("responsible", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expected_evidence", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "accepted",
                "reported_done",
                "verified",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_note", sa.Text(), nullable=True),
        sa.Column("no_file_reason", sa.Text(), nullable=True),
        sa.Column("reported_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_corrective_action_assignment_id")),
        sa.ForeignKeyConstraint(
            ["deviation_id", "organisation_id"],
            ["deviation.id", "deviation.organisation_id"],
            name=op.f("fk_corrective_action_deviation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_corrective_action_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_corrective_action_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_corrective_action_public_id")),
    )
    with op.batch_alter_table("corrective_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrective_action_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrective_action_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrective_action_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("question_key", sa.String(length=60), nullable=True),
        sa.Column("deviation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["app_user.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_evidence_assignment_id")),
        sa.ForeignKeyConstraint(
            ["deviation_id", "organisation_id"],
            ["deviation.id", "deviation.organisation_id"],
            name=op.f("fk_evidence_deviation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_id", "organisation_id"],
            ["follow_up.id", "follow_up.organisation_id"],
            name=op.f("fk_evidence_follow_up_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id", "organisation_id"],
            ["invitation.id", "invitation.organisation_id"],
            name=op.f("fk_evidence_invitation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_evidence_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evidence_public_id")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_added_by_id"), ["added_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_deviation_id"), ["deviation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_follow_up_id"), ["follow_up_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_sha256"), ["sha256"], unique=False)

    op.create_table(
        "submission",
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitter_name", sa.String(length=300), nullable=False),
        sa.Column("submitter_role", sa.String(length=300), nullable=False),
        sa.Column(
            "answers",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_submission_assignment_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id", "organisation_id"],
            ["invitation.id", "invitation.organisation_id"],
            name=op.f("fk_submission_invitation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_submission_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_submission_organisation_id_number")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index("ix_submission_invitation_id_id", ["invitation_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_organisation_id"), ["organisation_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_entry_no_{event.lower()} BEFORE {event} ON journal_entry "
                "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
            )
    else:
        op.execute(
            "CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
        )


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_organisation_id"))
        batch_op.drop_index("ix_submission_invitation_id_id")
        batch_op.drop_index(batch_op.f("ix_submission_assignment_id"))

    op.drop_table("submission")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_sha256"))
        batch_op.drop_index(batch_op.f("ix_evidence_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_invitation_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_follow_up_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_deviation_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_assignment_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_added_by_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("corrective_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_corrective_action_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_corrective_action_deviation_id"))
        batch_op.drop_index(batch_op.f("ix_corrective_action_assignment_id"))

    op.drop_table("corrective_action")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_answer_assignment_id"))

    op.drop_table("answer")
    with op.batch_alter_table("shared_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shared_result_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_shared_result_shared_by_id"))
        batch_op.drop_index(batch_op.f("ix_shared_result_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_shared_result_follow_up_id"))
        batch_op.drop_index("ix_shared_result_cooperation_id_done_on_id")
        batch_op.drop_index(batch_op.f("ix_shared_result_cooperation_id"))

    op.drop_table("shared_result")
    with op.batch_alter_table("past_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_past_link_assignment_id"))

    op.drop_table("past_link")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_supplier_id"))
        batch_op.drop_index("ix_invitation_organisation_id_status_due_on_id")
        batch_op.drop_index("ix_invitation_organisation_id_due_on_id")
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_contract_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_code_version_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_assignment_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_assessed_by_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_finding_contract_clause_id"))

    op.drop_table("finding")
    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deviation_verified_by_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_recorded_by_id"))
        batch_op.drop_index("ix_deviation_organisation_id_status_closure_due_on_id")
        batch_op.drop_index("ix_deviation_organisation_id_due_on_id")
        batch_op.drop_index(batch_op.f("ix_deviation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_issued_by_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_graded_by_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_follow_up_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_contract_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_contract_clause_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_assignment_id"))
        batch_op.drop_index(batch_op.f("ix_deviation_assigned_to_id"))

    op.drop_table("deviation")
    with op.batch_alter_table("assignee_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignee_session_assignment_id"))

    op.drop_table("assignee_session")
    op.drop_table("sealed_figures")
    with op.batch_alter_table("risk_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_assessment_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_risk_assessment_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_risk_assessment_contract_id"))
        batch_op.drop_index(batch_op.f("ix_risk_assessment_assessed_by_id"))

    op.drop_table("risk_assessment")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_settled_by_id"))
        batch_op.drop_index("ix_follow_up_organisation_id_status_due_on_id")
        batch_op.drop_index("ix_follow_up_organisation_id_due_on_id")
        batch_op.drop_index(batch_op.f("ix_follow_up_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_contract_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_assigned_to_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("contract_clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_clause_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contract_clause_contract_id"))
        batch_op.drop_index(batch_op.f("ix_contract_clause_clause_id"))

    op.drop_table("contract_clause")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_supplier_contact_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_contract_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_staff_session_organisation_id"))

    op.drop_table("staff_session")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_user_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("pending_sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pending_sign_in_user_id"))

    op.drop_table("pending_sign_in")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_organisation_id"))

    op.drop_table("idempotency_key")
    with op.batch_alter_table("funding_rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_rate_cooperation_id"))

    op.drop_table("funding_rate")
    with op.batch_alter_table("cooperation_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_member_organisation_id"))

    op.drop_table("cooperation_member")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contribution_cooperation_id"))

    op.drop_table("contribution")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_supplier_id"))
        batch_op.drop_index("ix_contract_organisation_id_sort_id")
        batch_op.drop_index("ix_contract_organisation_id_ends_on_id")
        batch_op.drop_index(batch_op.f("ix_contract_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contract_manager_id"))
        batch_op.drop_index(batch_op.f("ix_contract_code_version_id"))

    op.drop_table("contract")
    with op.batch_alter_table("confirmed_figures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmed_figures_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_confirmed_figures_cooperation_id"))
        batch_op.drop_index(batch_op.f("ix_confirmed_figures_confirmed_by_id"))

    op.drop_table("confirmed_figures")
    op.drop_table("category_responsibility")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_user_id"))
        batch_op.drop_index(batch_op.f("ix_api_token_organisation_id"))

    op.drop_table("api_token")
    with op.batch_alter_table("annual_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_annual_summary_secretariat_id"))
        batch_op.drop_index(batch_op.f("ix_annual_summary_reviewed_by_id"))
        batch_op.drop_index(batch_op.f("ix_annual_summary_published_by_id"))
        batch_op.drop_index(batch_op.f("ix_annual_summary_cooperation_id"))
        batch_op.drop_index(batch_op.f("ix_annual_summary_compiled_by_id"))

    op.drop_table("annual_summary")
    with op.batch_alter_table("supplier_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplier_site_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_supplier_site_organisation_id"))

    op.drop_table("supplier_site")
    with op.batch_alter_table("supplier_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplier_contact_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_supplier_contact_organisation_id"))

    op.drop_table("supplier_contact")
    op.drop_table("questionnaire")
    with op.batch_alter_table("population", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_population_organisation_id"))

    op.drop_table("population")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_subject_id"))
        batch_op.drop_index("ix_outbox_message_status_next_at")
        batch_op.drop_index(batch_op.f("ix_outbox_message_organisation_id"))

    op.drop_table("outbox_message")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_subject_id_id")
        batch_op.drop_index(batch_op.f("ix_journal_entry_organisation_id"))

    op.drop_table("journal_entry")
    with op.batch_alter_table("counter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counter_organisation_id"))

    op.drop_table("counter")
    with op.batch_alter_table("cooperation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cooperation_secretariat_id"))

    op.drop_table("cooperation")
    op.drop_table("clause")
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_index("ix_app_user_organisation_id_name_id")
        batch_op.drop_index(batch_op.f("ix_app_user_organisation_id"))

    op.drop_table("app_user")
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.drop_index("ix_supplier_sort_sv_id")
        batch_op.drop_index("ix_supplier_sort_nb_id")

    op.drop_table("supplier")
    op.drop_table("published_edition")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index("ix_organisation_sort_sv_id")
        batch_op.drop_index("ix_organisation_sort_nb_id")

    op.drop_table("organisation")
    op.drop_table("job_run")
    op.drop_table("code_version")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index("ix_access_log_kind_key_at")

    op.drop_table("access_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS journal_append_only()")
