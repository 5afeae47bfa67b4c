"""How do the jobs run inside `duban serve`, with nothing else to install or start?

APScheduler 3 in threads of the same process. What was missed runs once, not once for each time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from actions.desk import DEFAULT_ZONE, Desk
from flows.jobs import JOBS, Job, run_job
from records.clock import SystemClock
from records.database import empty_log

EMPTY_LOG = "empty-log"

CATCH_UP_AFTER = timedelta(seconds=1)
"""The first page is answered before the jobs that catch up take the processor."""


def scheduler(desk: Desk, jobs: tuple[Job, ...] = JOBS) -> BackgroundScheduler:
    """A scheduler with every job of the table; not yet started."""
    made = BackgroundScheduler(
        timezone=DEFAULT_ZONE,
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    for job in jobs:
        trigger = CronTrigger.from_crontab(job.cron, timezone=DEFAULT_ZONE)
        made.add_job(run_job, trigger, args=(desk, job), id=job.name, name=job.title)
        if job.at_start:
            soon = SystemClock().now() + CATCH_UP_AFTER
            made.add_job(run_job, "date", run_date=soon, args=(desk, job), id=f"{job.name}-at-start")
    # No job of the table: it concerns this engine's file alone, so that nobody's submission has to do it.
    made.add_job(empty_log, "interval", minutes=1, args=(desk.engine,), id=EMPTY_LOG)
    return made


@contextmanager
def running(desk: Desk, jobs: tuple[Job, ...] = JOBS) -> Iterator[BackgroundScheduler]:
    """The engine at work while the body runs; what is under way is let finish at the end."""
    engine = scheduler(desk, jobs)
    engine.start()
    try:
        yield engine
    finally:
        engine.shutdown(wait=True)


def next_runs(engine: BackgroundScheduler) -> dict[str, datetime | None]:
    """When each job runs next."""
    return {job.id: job.next_run_time for job in engine.get_jobs()}
