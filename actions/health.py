"""Is everything running: the jobs, the outbox, the roles?"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from actions.desk import Desk
from actions.job import JobStanding, last_runs
from records.check import CHECK_RUNS, GAPS
from records.database import reading
from records.notice import NOTICES


@dataclass(frozen=True, slots=True)
class Health:
    """The last run of each job, the outbox by state, gaps, and the last complete check."""

    jobs: tuple[JobStanding, ...]
    outbox: dict[str, int]
    gaps: int
    checked_at: datetime | None


def read_health(desk: Desk) -> Health:
    """How the house stands."""
    runs = last_runs(desk)
    states = sa.select(NOTICES.c.state, sa.func.count()).group_by(NOTICES.c.state)
    checked = sa.select(sa.func.max(CHECK_RUNS.c.at)).where(CHECK_RUNS.c.state == "done")
    with reading(desk.engine) as connection:
        return Health(
            jobs=tuple(runs[name] for name in sorted(runs)),
            outbox=dict(connection.execute(states).tuples().all()),
            gaps=int(connection.execute(sa.select(sa.func.count()).select_from(GAPS)).scalar_one()),
            checked_at=connection.execute(checked).scalar(),
        )
