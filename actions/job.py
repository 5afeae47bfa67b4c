"""How do the jobs run, and how is a run remembered?

`flows` says when a job runs; here is written down that it did, how it ended, and what it said.
"""

import traceback
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from actions.desk import Desk
from records.clock import SystemClock
from records.database import in_transaction, reading, run
from records.job import JOB_RUNS

KEPT_RUNS = 200
"""How many runs of each job are remembered."""


@dataclass(frozen=True, slots=True)
class JobStanding:
    """The last run of a job. `error` is the traceback of its last failed attempt, if it failed."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    state: str
    attempts: int
    summary: str
    error: str | None


def begin_run(desk: Desk, job: str) -> int:
    """Remember that a job has begun, by the machine's own clock; the run's id."""
    at = SystemClock().now()

    def work(connection: sa.Connection) -> int:
        row = JOB_RUNS.insert().values(job=job, started_at=at, state="running", attempts=1, summary="")
        run_id = int(connection.execute(row.returning(JOB_RUNS.c.id)).scalar_one())
        older = (
            sa.select(JOB_RUNS.c.id)
            .where(JOB_RUNS.c.job == job)
            .order_by(JOB_RUNS.c.id.desc())
            .offset(KEPT_RUNS)
        )
        run(connection, JOB_RUNS.delete().where(JOB_RUNS.c.id.in_(older.scalar_subquery())))
        return run_id

    return in_transaction(desk.engine, work)


def end_run(
    desk: Desk, run_id: int, *, attempts: int, summary: str = "", error: BaseException | None = None
) -> None:
    """Remember how a run has ended."""
    changes = {
        "finished_at": SystemClock().now(),
        "state": "done" if error is None else "failed",
        "attempts": attempts,
        "summary": summary[:500],
        "error": "".join(traceback.format_exception(error)) if error else None,
    }
    ended = JOB_RUNS.update().where(JOB_RUNS.c.id == run_id).values(**changes)
    in_transaction(desk.engine, lambda connection: run(connection, ended))


def last_runs(desk: Desk) -> dict[str, JobStanding]:
    """The newest run of each job."""
    newest = sa.select(sa.func.max(JOB_RUNS.c.id)).group_by(JOB_RUNS.c.job)
    with reading(desk.engine) as connection:
        rows = connection.execute(sa.select(JOB_RUNS).where(JOB_RUNS.c.id.in_(newest.scalar_subquery())))
        return {
            row.job: JobStanding(
                row.job, row.started_at, row.finished_at, row.state, row.attempts, row.summary, row.error
            )
            for row in rows
        }
