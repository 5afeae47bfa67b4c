"""Indices for sets: of what is due, and of what is owed.

A check asks kind by kind, so the first leads from the campaign and the kind to the day: with the day first,
SQLite took the unique index of the campaign instead and read all of its tasks.
"""

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """The same columns in another order, and a new index."""
    op.drop_index("ix_task_due", table_name="task")
    op.create_index(
        "ix_task_due",
        "task",
        ["campaign_id", "kind", "next_on", "unit_id"],
        unique=False,
        sqlite_where=text("next_on IS NOT NULL"),
        postgresql_where=text("next_on IS NOT NULL"),
    )
    op.create_index(
        "ix_task_owed",
        "task",
        ["campaign_id", "kind", "effective_due"],
        unique=False,
        sqlite_where=text("state IN ('open', 'returned')"),
        postgresql_where=text("state IN ('open', 'returned')"),
    )
