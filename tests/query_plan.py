"""Which indices answer a question: the statements that it takes, and how the database goes about each."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from records.database import reading

Statement = tuple[str, Any]
"""The text with its parameters."""


@contextmanager
def statements_of(engine: sa.Engine) -> Iterator[list[Statement]]:
    """The statements that are executed meanwhile, with their parameters."""
    seen: list[Statement] = []

    def keep(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    yield seen
    event.remove(engine, "before_cursor_execute", keep)


def plan_of(engine: sa.Engine, said: Statement) -> str:
    """How the database would answer a statement, in its own words, a line a step."""
    statement, parameters = said
    on_server = engine.dialect.name == "postgresql"
    with reading(engine) as connection:
        if on_server:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # the tables are nearly empty
        explain = "EXPLAIN " if on_server else "EXPLAIN QUERY PLAN "
        steps = connection.exec_driver_sql(explain + statement, parameters)
        return "\n".join(str(step[-1]) for step in steps)


@contextmanager
def plans_of(engine: sa.Engine) -> Iterator[list[Statement]]:
    """The statements that are executed meanwhile, each with its plan; temporary tables are there."""
    seen: list[Statement] = []
    on_server = engine.dialect.name == "postgresql"

    def explain(
        c: sa.Connection, _cursor: object, statement: str, parameters: Any, _x: object, many: bool
    ) -> None:
        if many or not statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            return
        cursor = c.connection.cursor()
        if on_server:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the tables are nearly empty
        cursor.execute(("EXPLAIN " if on_server else "EXPLAIN QUERY PLAN ") + statement, parameters)
        seen.append((statement, str(cursor.fetchall())))
        cursor.close()

    event.listen(engine, "before_cursor_execute", explain)
    yield seen
    event.remove(engine, "before_cursor_execute", explain)
