"""The supplier's link: own questions, colleagues, threads, secrecy, campaigns, codes, copies of joint answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


KINDS = "'terms', 'criteria'"


def kinds(codes: str) -> None:
    """Let a version of the content be of these kinds."""
    with op.batch_alter_table("code_version", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_code_version_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_code_version_kind"), f"kind IN ({codes})")


def upgrade() -> None:
    kinds(f"{KINDS}, 'forms'")
    op.create_table(
        "own_question",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "yes_partly_no",
                "one_of",
                "several_of",
                "text",
                "whole_number",
                "number",
                "date",
                "country",
                "sites",
                "file",
                name="question_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "guidance",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "options",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("unit", sa.String(length=30), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("takes_evidence", sa.Boolean(), nullable=False),
        sa.Column(
            "forms",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_own_question_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_question")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_own_question_organisation_id_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_own_question_public_id")),
    )
    with op.batch_alter_table("own_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_question_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_own_question_organisation_id_position_id", ["organisation_id", "position", "id"], unique=False
        )

    op.create_table(
        "campaign",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("form_key", sa.String(length=60), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["app_user.id"], name=op.f("fk_campaign_made_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_campaign_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_campaign_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_campaign_public_id")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_campaign_organisation_id_made_at_id", ["organisation_id", "made_at", "id"], unique=False
        )

    op.create_table(
        "answer_copy",
        sa.Column("joint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contract_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("follow_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "questions",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "answers",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("receipt_number", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "accepted",
                "declined",
                name="copy_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id", "organisation_id"],
            ["contract.id", "contract.organisation_id"],
            name=op.f("fk_answer_copy_contract_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_answer_copy_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["follow_up_id", "organisation_id"],
            ["follow_up.id", "follow_up.organisation_id"],
            name=op.f("fk_answer_copy_follow_up_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["joint_id"], ["joint_follow_up.id"], name=op.f("fk_answer_copy_joint_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["organisation.id"], name=op.f("fk_answer_copy_lead_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_answer_copy_organisation_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_answer_copy_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_copy")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_answer_copy_id_organisation_id")),
        sa.UniqueConstraint(
            "organisation_id",
            "joint_id",
            "fingerprint",
            name=op.f("uq_answer_copy_organisation_id_joint_id_fingerprint"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_answer_copy_public_id")),
    )
    with op.batch_alter_table("answer_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_copy_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_copy_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_copy_follow_up_id"), ["follow_up_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_copy_joint_id"), ["joint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_copy_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_copy_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_answer_copy_organisation_id_status_id", ["organisation_id", "status", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_answer_copy_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "link_code",
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_count", sa.Integer(), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_link_code_assignment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_link_code_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_link_code_public_id")),
    )
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_code_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_code_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_code_session_id"), ["session_id"], unique=False)

    op.create_table(
        "contributor",
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "sections",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_contributor_assignment_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id", "organisation_id"],
            ["invitation.id", "invitation.organisation_id"],
            name=op.f("fk_contributor_invitation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contributor_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contributor_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contributor_token_hash")),
    )
    with op.batch_alter_table("contributor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contributor_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contributor_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contributor_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "secrecy_request",
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_key", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "granted",
                "refused",
                "withdrawn",
                name="secrecy_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("law", sa.String(length=300), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_secrecy_request_assignment_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["app_user.id"], name=op.f("fk_secrecy_request_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id", "organisation_id"],
            ["invitation.id", "invitation.organisation_id"],
            name=op.f("fk_secrecy_request_invitation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_secrecy_request_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secrecy_request")),
        sa.UniqueConstraint(
            "invitation_id", "question_key", name=op.f("uq_secrecy_request_invitation_id_question_key")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_secrecy_request_public_id")),
    )
    with op.batch_alter_table("secrecy_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secrecy_request_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secrecy_request_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secrecy_request_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "remark",
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_key", sa.String(length=60), nullable=True),
        sa.Column("is_from_buyer", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contributor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_remark_assignment_id")),
        sa.ForeignKeyConstraint(["contributor_id"], ["contributor.id"], name=op.f("fk_remark_contributor_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id", "organisation_id"],
            ["invitation.id", "invitation.organisation_id"],
            name=op.f("fk_remark_invitation_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_remark_organisation_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_remark_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("public_id", name=op.f("uq_remark_public_id")),
    )
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remark_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remark_contributor_id"), ["contributor_id"], unique=False)
        batch_op.create_index("ix_remark_invitation_id_id", ["invitation_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remark_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remark_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contributor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_answer_contributor_id"), ["contributor_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_answer_contributor_id"), "contributor", ["contributor_id"], ["id"])

    with op.batch_alter_table("assignee_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contributor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_assignee_session_contributor_id"), ["contributor_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_assignee_session_contributor_id"), "contributor", ["contributor_id"], ["id"]
        )

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("answer_copy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("contributor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "scan",
                sa.Enum(
                    "not_scanned",
                    "clean",
                    "infected",
                    name="scan",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="not_scanned",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_evidence_answer_copy_id"), ["answer_copy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_contributor_id"), ["contributor_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_evidence_contributor_id"), "contributor", ["contributor_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_answer_copy_id_organisation_id"),
            "answer_copy",
            ["answer_copy_id", "organisation_id"],
            ["id", "organisation_id"],
        )

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("form_key", sa.String(length=60), server_default="self_assessment", nullable=False)
        )
        batch_op.add_column(
            sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("joint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(
            sa.Column(
                "score",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("undeliverable_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_invitation_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_joint_id"), ["joint_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_invitation_joint_id"), "joint_follow_up", ["joint_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_invitation_campaign_id_organisation_id"),
            "campaign",
            ["campaign_id", "organisation_id"],
            ["id", "organisation_id"],
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_for_codes", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    kinds(KINDS)
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("asks_for_codes")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invitation_campaign_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_invitation_joint_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_invitation_joint_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_campaign_id"))
        batch_op.drop_column("undeliverable_at")
        batch_op.drop_column("score")
        batch_op.drop_column("joint_id")
        batch_op.drop_column("campaign_id")
        batch_op.drop_column("form_key")

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_evidence_answer_copy_id_organisation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_evidence_contributor_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_evidence_contributor_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_answer_copy_id"))
        batch_op.drop_column("scanned_at")
        batch_op.drop_constraint(op.f("ck_evidence_scan"), type_="check")
        batch_op.drop_column("scan")
        batch_op.drop_column("contributor_id")
        batch_op.drop_column("answer_copy_id")

    with op.batch_alter_table("assignee_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assignee_session_contributor_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_assignee_session_contributor_id"))
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("contributor_id")

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_answer_contributor_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_answer_contributor_id"))
        batch_op.drop_column("contributor_id")

    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remark_user_id"))
        batch_op.drop_index(batch_op.f("ix_remark_organisation_id"))
        batch_op.drop_index("ix_remark_invitation_id_id")
        batch_op.drop_index(batch_op.f("ix_remark_contributor_id"))
        batch_op.drop_index(batch_op.f("ix_remark_assignment_id"))

    op.drop_table("remark")
    with op.batch_alter_table("secrecy_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secrecy_request_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_secrecy_request_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_secrecy_request_assignment_id"))

    op.drop_table("secrecy_request")
    with op.batch_alter_table("contributor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contributor_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contributor_invitation_id"))
        batch_op.drop_index(batch_op.f("ix_contributor_assignment_id"))

    op.drop_table("contributor")
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_code_session_id"))
        batch_op.drop_index(batch_op.f("ix_link_code_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_link_code_assignment_id"))

    op.drop_table("link_code")
    with op.batch_alter_table("answer_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_copy_supplier_id"))
        batch_op.drop_index("ix_answer_copy_organisation_id_status_id")
        batch_op.drop_index(batch_op.f("ix_answer_copy_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_answer_copy_lead_id"))
        batch_op.drop_index(batch_op.f("ix_answer_copy_joint_id"))
        batch_op.drop_index(batch_op.f("ix_answer_copy_follow_up_id"))
        batch_op.drop_index(batch_op.f("ix_answer_copy_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_answer_copy_contract_id"))

    op.drop_table("answer_copy")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_organisation_id_made_at_id")
        batch_op.drop_index(batch_op.f("ix_campaign_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_made_by_id"))

    op.drop_table("campaign")
    with op.batch_alter_table("own_question", schema=None) as batch_op:
        batch_op.drop_index("ix_own_question_organisation_id_position_id")
        batch_op.drop_index(batch_op.f("ix_own_question_organisation_id"))

    op.drop_table("own_question")
