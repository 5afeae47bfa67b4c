"""Assessments, concurrences, appeals, referrals, the close."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """The tables of this topic."""
    _assessments()
    _beside_them()
    _appeals()
    _referrals()
    op.add_column("campaign", sa.Column("closed_at", Instant(), nullable=True))
    op.add_column("campaign", sa.Column("verdict", sa.JSON(), nullable=True))


def _of_a_unit(*columns: sa.Column[Any]) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def _assessments() -> None:
    op.create_table(
        "assessment",
        *_of_a_unit(
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("round", sa.Integer(), nullable=False),
            sa.Column("judged_on", sa.Date(), nullable=False),
            sa.Column("until_history", sa.Integer(), nullable=False),
            sa.Column("until_notice", sa.Integer(), nullable=False),
            sa.Column("tenths", sa.Integer(), nullable=False),
            sa.Column("targets_met", sa.Boolean(), nullable=False),
            sa.Column("struck", sa.JSON(), nullable=False),
            sa.Column("figures", sa.JSON(), nullable=False),
            sa.Column("body", sa.JSON(), nullable=False),
            sa.Column("assessed_at", Instant(), nullable=False),
            sa.Column("assessed_by", sa.String(length=100), nullable=False),
            sa.Column("published_at", Instant(), nullable=True),
            sa.Column("appeal_until", sa.Date(), nullable=True),
        ),
        sa.UniqueConstraint("campaign_id", "unit_id", "version", name="uq_assessment"),
        sa.CheckConstraint("tenths BETWEEN 0 AND 1000", name="ck_assessment_total"),
    )
    op.create_index("ix_assessment_unit_id", "assessment", ["unit_id"], unique=False)


def _beside_them() -> None:
    op.create_table(
        "adjustment",
        *_of_a_unit(
            sa.Column("round", sa.Integer(), nullable=False),
            sa.Column("tenths", sa.Integer(), nullable=False),
            sa.Column("reason", sa.String(length=1000), nullable=False),
            sa.Column("adjusted_at", Instant(), nullable=False),
            sa.Column("adjusted_by", sa.String(length=100), nullable=False),
        ),
        sa.CheckConstraint("tenths BETWEEN -1000 AND 1000", name="ck_adjustment_tenths"),
    )
    op.create_index("ix_adjustment_unit_id", "adjustment", ["unit_id"], unique=False)
    op.create_table(
        "concurrence",
        *_of_a_unit(
            sa.Column("round", sa.Integer(), nullable=False),
            sa.Column("opinion", sa.String(length=1000), nullable=False),
            sa.Column("reference", sa.String(length=200), nullable=True),
            sa.Column("given_at", Instant(), nullable=False),
            sa.Column("given_by", sa.String(length=100), nullable=False),
        ),
    )
    op.create_index("ix_concurrence_unit_id", "concurrence", ["unit_id"], unique=False)


def _appeals() -> None:
    op.create_table(
        "appeal",
        *_of_a_unit(
            sa.Column("assessment_id", sa.Integer(), nullable=False),
            sa.Column("round", sa.Integer(), nullable=False),
            sa.Column("charge", sa.String(length=100), nullable=False),
            sa.Column("reason", sa.String(length=1000), nullable=False),
            sa.Column("state", sa.String(length=16), nullable=False),
            sa.Column("raised_at", Instant(), nullable=False),
            sa.Column("raised_by", sa.String(length=100), nullable=False),
            sa.Column("due", sa.Date(), nullable=False),
            sa.Column("answer", sa.String(length=1000), nullable=True),
            sa.Column("decided_at", Instant(), nullable=True),
            sa.Column("decided_by", sa.String(length=100), nullable=True),
        ),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"]),
        sa.UniqueConstraint("campaign_id", "unit_id", "round", "charge", name="uq_appeal"),
        sa.CheckConstraint("state IN ('appealed', 'upheld', 'not_upheld')", name="ck_appeal_state"),
    )
    op.create_index("ix_appeal_unit_id", "appeal", ["unit_id"], unique=False)
    op.create_index(
        "ix_appeal_undecided",
        "appeal",
        ["campaign_id", "unit_id"],
        unique=False,
        sqlite_where=sa.text("state = 'appealed'"),
        postgresql_where=sa.text("state = 'appealed'"),
    )


def _referrals() -> None:
    op.create_table(
        "referral",
        *_of_a_unit(
            sa.Column("ground", sa.String(length=64), nullable=False),
            sa.Column("against", sa.String(length=200), nullable=False),
            sa.Column("source", sa.String(length=16), nullable=False),
            sa.Column("source_ref", sa.String(length=200), nullable=False),
            sa.Column("reason", sa.String(length=1000), nullable=False),
            sa.Column("state", sa.String(length=16), nullable=False),
            sa.Column("opened_at", Instant(), nullable=False),
            sa.Column("opened_by", sa.String(length=100), nullable=False),
            sa.Column("measure", sa.String(length=1000), nullable=True),
            sa.Column("decided_at", Instant(), nullable=True),
            sa.Column("decided_by", sa.String(length=100), nullable=True),
        ),
        sa.CheckConstraint(
            "state IN ('opened', 'under_way', 'upheld', 'dismissed')", name="ck_referral_state"
        ),
        sa.CheckConstraint("source IN ('anomaly', 'finding', 'complaint')", name="ck_referral_source"),
    )
    op.create_index("ix_referral_campaign_id", "referral", ["campaign_id"], unique=False)
    op.create_index("ix_referral_unit_id", "referral", ["unit_id"], unique=False)
    op.create_table(
        "referral_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("taken_by", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_referral_step_referral_id", "referral_step", ["referral_id"], unique=False)
