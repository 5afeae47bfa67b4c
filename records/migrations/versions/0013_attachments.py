"""Files that show what was done or found, and forms that have arrived already."""

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """The tables of this topic."""
    _attachments()
    op.create_table(
        "submitted_form",
        sa.Column("who", sa.String(length=32), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=1000), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("who", "form_key"),
    )


def _attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("part IN ('evidence', 'found', 'before', 'after')", name="ck_attachment_part"),
        sa.CheckConstraint("(part = 'found') = (task_id IS NULL)", name="ck_attachment_task"),
        sa.CheckConstraint("(part = 'evidence') = (finding_id IS NULL)", name="ck_attachment_finding"),
        sa.CheckConstraint("size > 0", name="ck_attachment_size"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_attachment_sha256"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"]),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("unit_id", "task_id", "finding_id"):
        op.create_index(f"ix_attachment_{column}", "attachment", [column], unique=False)
