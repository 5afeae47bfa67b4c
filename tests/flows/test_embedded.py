"""The embedded engine catches up at its start, runs each job by its table, and lets what runs finish."""

import threading
from datetime import timedelta

from actions.desk import DEFAULT_ZONE, Desk
from actions.job import last_runs
from flows.embedded import EMPTY_LOG, running, scheduler
from flows.jobs import JOBS, Job
from tests.town import Town


def test_what_was_missed_is_caught_up_when_the_engine_starts(town: Town) -> None:
    ran = threading.Event()

    def do(desk: Desk) -> str:
        ran.set()
        return "补办"

    with running(town.desk, (Job("missed", "试", "0 8 1 1 *", do, at_start=True),)):
        assert ran.wait(10)
    assert last_runs(town.desk)["missed"].summary == "补办"


def test_a_failing_job_does_not_stop_the_others(town: Town) -> None:
    ran = threading.Event()

    def broken(desk: Desk) -> str:
        raise OSError("坏了")

    def sound(desk: Desk) -> str:
        ran.set()
        return "照常"

    jobs = (
        Job("broken", "试", "0 8 1 1 *", broken, at_start=True),
        Job("sound", "试", "0 8 1 1 *", sound, at_start=True),
    )
    with running(town.desk, jobs):
        assert ran.wait(10)
    runs = last_runs(town.desk)
    assert (runs["broken"].state, runs["sound"].state) == ("failed", "done")


def test_the_check_runs_each_morning_at_eight_in_shanghai_and_delivery_each_minute(town: Town) -> None:
    engine = scheduler(town.desk)
    engine.start(paused=True)
    try:
        coming = {job.id: job.next_run_time for job in engine.get_jobs() if not job.id.endswith("-at-start")}
    finally:
        engine.shutdown()
    check = coming["check-deadlines"].astimezone(DEFAULT_ZONE)
    assert (check.hour, check.minute) == (8, 0)
    assert coming["deliver-notices"].second == 0
    assert {*(job.name for job in JOBS), EMPTY_LOG} == set(coming)
    assert check.utcoffset() == timedelta(hours=8)


def test_misfires_coalesce_and_nothing_is_dropped_for_being_late(town: Town) -> None:
    engine = scheduler(town.desk)
    engine.start(paused=True)
    try:
        assert all(job.coalesce and job.misfire_grace_time is None for job in engine.get_jobs())
    finally:
        engine.shutdown()
