"""Targets, readings and anomalies."""

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """What units must reach, what they have reported, and what makes people look twice."""
    _readings()
    _targets()
    _anomalies()


def _readings() -> None:
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.String(length=100), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.CheckConstraint("count >= 0", name="ck_reading_count"),
        sa.CheckConstraint("corrects_id IS NULL OR reason IS NOT NULL", name="ck_reading_reason"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["corrects_id"], ["reading.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reading_unit", "reading", ["unit_id", "campaign_id", "indicator", "on"], unique=False)
    op.create_index("ix_reading_figure", "reading", ["campaign_id", "indicator", "on", "count"], unique=False)


def _targets() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("handed_down", sa.Integer(), nullable=True),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("frozen_eligible", sa.Integer(), nullable=True),
        sa.Column("frozen_on", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("reading_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "eligible >= 0 AND required >= 0 AND (handed_down IS NULL OR handed_down >= 0)",
            name="ck_target_heads",
        ),
        sa.CheckConstraint("(frozen_on IS NULL) = (frozen_eligible IS NULL)", name="ck_target_frozen"),
        sa.CheckConstraint("(count IS NULL) = (reading_id IS NULL)", name="ck_target_reading"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign_id", "unit_id", "group_number", "indicator", name="uq_target"),
    )
    op.create_index(
        "ix_target_not_frozen",
        "target",
        ["campaign_id", "indicator"],
        unique=False,
        sqlite_where=sa.text("frozen_on IS NULL"),
        postgresql_where=sa.text("frozen_on IS NULL"),
    )
    op.create_index("ix_target_unit", "target", ["unit_id", "campaign_id", "indicator"], unique=False)


def _anomalies() -> None:
    op.create_table(
        "anomaly",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('jump', 'corrected_down', 'same_figure', 'no_activity')", name="ck_anomaly_kind"
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign_id", "unit_id", "indicator", "kind", "on", name="uq_anomaly"),
    )
    op.create_index("ix_anomaly_unit_id", "anomaly", ["unit_id"], unique=False)
