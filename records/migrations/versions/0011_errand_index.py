"""An index for errands that SQLite uses as it is meant.

Where a statement repeats `number > 0`, SQLite takes that range of the index even though it knows the number:
it read every errand of a kind for each one that it looked for.
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
