"""How much does SQLite work for an answer? In hundreds of steps of its machine, which nobody disturbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import event

STEPS_AT_ONCE = 100


@dataclass
class Work:
    """What has been done so far."""

    hundreds: int = 0

    def more(self) -> None:
        self.hundreds += 1


@contextmanager
def work_of(engine: sa.Engine) -> Iterator[Work]:
    """The work that is done meanwhile."""
    work = Work()

    def watch(connection: sa.Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(work.more, STEPS_AT_ONCE)

    event.listen(engine, "engine_connect", watch)
    yield work
    event.remove(engine, "engine_connect", watch)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(None, 0)
