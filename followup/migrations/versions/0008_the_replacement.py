"""Which deviation stands for one that was replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("superseded_by_id", KEY, nullable=True))
        batch_op.create_index(batch_op.f("ix_deviation_superseded_by_id"), ["superseded_by_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_deviation_superseded_by_id_organisation_id"),
            "deviation",
            ["superseded_by_id", "organisation_id"],
            ["id", "organisation_id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("deviation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_deviation_superseded_by_id_organisation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_deviation_superseded_by_id"))
        batch_op.drop_column("superseded_by_id")
