"""Inspections of every kind, findings, disputes, draws."""

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0005"
down_revision = "0004"

UNREPAIRED = sa.text("kind = 'errand.rectification' AND state NOT IN ('verified', 'waived')")


def upgrade() -> None:
    """The tables of this topic."""
    _draws()
    _inspections()
    _findings()
    op.create_index(
        "ix_task_unrepaired",
        "task",
        ["village_campaign_id"],
        unique=False,
        sqlite_where=UNREPAIRED,
        postgresql_where=UNREPAIRED,
    )


def _draws() -> None:
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("each_stratum_at_least", sa.Integer(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("drawn_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign_id", "unit_id", "round", name="uq_draw"),
    )
    op.create_table(
        "draw_lot",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("stratum", sa.String(length=200), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("weight >= 0", name="ck_draw_lot_weight"),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("draw_id", "unit_id"),
    )
    op.create_index("ix_draw_lot_unit", "draw_lot", ["unit_id"], unique=False)


def _inspections() -> None:
    with op.batch_alter_table("inspection") as inspection:
        inspection.add_column(sa.Column("draw_id", sa.Integer(), nullable=True))
        inspection.add_column(sa.Column("order_number", sa.Integer(), nullable=True))
        inspection.add_column(sa.Column("reported_on", sa.Date(), nullable=True))
        inspection.create_foreign_key("fk_inspection_draw", "draw", ["draw_id"], ["id"])
        inspection.drop_constraint("ck_inspection_kind", type_="check")
        inspection.create_check_constraint("ck_inspection_kind", "kind IN ('self', 'periodic', 'special')")
    op.create_index("ix_inspection_draw_id", "inspection", ["draw_id"], unique=False)
    op.create_table(
        "inspection_answer",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no', 'na')", name="ck_inspection_answer_answer"),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"]),
        sa.PrimaryKeyConstraint("inspection_id", "item"),
    )


def _findings() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("struck_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("campaign_id", "inspection_id", "unit_id"):
        op.create_index(f"ix_finding_{column}", "finding", [column], unique=False)
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("raised_by", sa.String(length=100), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("finding_id"),
    )
