"""Counts in stripes, checks that several processes share, paths in the order of their bytes."""

import sqlalchemy as sa
from alembic import op

from records.types import CodePath

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Besides, an index less for tasks (the unique one leads from the unit now), and one less for notices."""
    _stripes()
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE unit ALTER COLUMN path TYPE varchar(600) COLLATE "C"')
    op.drop_index("ix_task_unit", table_name="task")
    with op.batch_alter_table("task") as task:
        task.drop_constraint("uq_task", type_="unique")
        task.create_unique_constraint("uq_task", ["unit_id", "campaign_id", "key"])
    op.drop_index("ix_notice_campaign_id", table_name="notice")
    op.create_index(
        "ix_notice_issue",
        "notice",
        ["campaign_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'issue'"),
        postgresql_where=sa.text("kind = 'issue'"),
    )
    op.create_table(
        "check_shard",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_path", CodePath, nullable=False),
        sa.Column("before_path", CodePath, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("slices", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'done')", name="ck_check_shard_state"),
        sa.ForeignKeyConstraint(["run_id"], ["check_run.id"]),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )


def _stripes() -> None:
    names = ("campaign_id", "unit_id", "key", "state", "effective_due", "late")
    op.create_table(
        "rollup_in_stripes",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("effective_due", sa.Date(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("stripe", sa.Integer(), server_default="0", nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint(*names, "stripe", name="pk_rollup"),
    )
    columns = ", ".join(names)
    op.execute(
        f"INSERT INTO rollup_in_stripes ({columns}, stripe, count) "  # noqa: S608
        f"SELECT {columns}, 0, count FROM rollup"
    )
    op.drop_table("rollup")
    op.rename_table("rollup_in_stripes", "rollup")
    op.create_index("ix_rollup_unit", "rollup", ["campaign_id", "unit_id"], unique=False)
