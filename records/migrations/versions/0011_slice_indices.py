"""Indices that lead a slice of a check to its own rows, whichever of them the database takes.

Where a statement repeats `number > 0`, SQLite takes that range of the index even though it knows the number:
it read every errand of a kind for each one that it looked for. And before PostgreSQL has looked a new
campaign over, it takes what is owed by a date for few, and went through all of it for each slice.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.drop_index("ix_task_errand", table_name="task")
    op.create_index(
        "ix_task_errand",
        "task",
        ["kind", "number"],
        unique=False,
        sqlite_where=sa.text("number <> 0"),
        postgresql_where=sa.text("number <> 0"),
    )
    op.drop_index("ix_task_owed", table_name="task")
    op.create_index(
        "ix_task_owed",
        "task",
        ["campaign_id", "kind", "effective_due", "unit_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'returned')"),
        postgresql_where=sa.text("state IN ('open', 'returned')"),
    )
