"""Indices for sets: of what is due, and of what is owed.

A check asks campaign by campaign and kind by kind, so those of what is due lead from these to the day: with
the day first, SQLite took the unique index of the campaign instead and read all that it has.
"""

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """The same columns in another order, and a new one."""
    op.drop_index("ix_task_due", table_name="task")
    op.create_index(
        "ix_task_due",
        "task",
        ["campaign_id", "kind", "next_on", "unit_id"],
        unique=False,
        sqlite_where=text("next_on IS NOT NULL"),
        postgresql_where=text("next_on IS NOT NULL"),
    )
    op.drop_index("ix_village_campaign_due", table_name="village_campaign")
    op.create_index(
        "ix_village_campaign_due",
        "village_campaign",
        ["campaign_id", "next_on", "unit_id"],
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
