"""What was answered to requests that may be sent twice."""

import sqlalchemy as sa
from alembic import op

from records.types import Instant

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "idempotent_request",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "key"),
    )
