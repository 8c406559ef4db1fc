"""The nightly plan is found by an index: what is to be planned anew has no instant of its last plan.

Meetings count from the day on which the portfolio group was set, reminders from the day the digest was switched off.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digest_off_on", sa.Date(), nullable=True))
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.add_column(sa.Column("criticality_since", sa.Date(), nullable=True))
        batch_op.create_index("ix_contract_organisation_id_planned_at", ["organisation_id", "planned_at"], unique=False)
    op.execute("UPDATE contract SET planned_at = NULL")  # the first night looks at every contract once


def downgrade() -> None:
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_organisation_id_planned_at")
        batch_op.drop_column("criticality_since")
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_column("digest_off_on")
