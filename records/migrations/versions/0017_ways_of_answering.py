"""E-mails that came back, and the addresses at which calendars find a person's deadlines."""

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "reply_mail",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('acknowledged', 'refused', 'machine', 'stranger', 'unreadable', 'too_large')",
            name="ck_reply_mail_outcome",
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_reply_mail_at", "reply_mail", ["at"], unique=False)
    op.create_table(
        "calendar_feed",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("token"),
    )
    holds = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_calendar_feed_of_person",
        "calendar_feed",
        ["person_id"],
        unique=True,
        sqlite_where=holds,
        postgresql_where=holds,
    )
