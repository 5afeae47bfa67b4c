"""A job that fails is tried again, remembered with its traceback, and never stops the others."""

from datetime import datetime, time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.desk import Desk
from actions.job import KEPT_RUNS, last_runs
from flows.jobs import ATTEMPTS, JOBS, Job, first_run_of_day, run_job
from records.job import JOB_RUNS
from records.lease import alone
from tests.town import SHANGHAI, Town


class Stumbling:
    """Fails so many times before it succeeds."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, desk: Desk) -> str:
        if self.left:
            self.left -= 1
            raise OSError("磁盘已满")
        return "办好了"


def test_a_job_that_stumbles_once_is_tried_again_and_then_done(town: Town) -> None:
    assert run_job(town.desk, Job("stumbling", "试", "0 8 * * *", Stumbling(1)), pause_seconds=0)
    run = last_runs(town.desk)["stumbling"]
    assert (run.state, run.attempts, run.summary, run.error) == ("done", 2, "办好了", None)


def test_a_job_that_keeps_failing_is_given_up_with_its_traceback(town: Town) -> None:
    assert not run_job(town.desk, Job("hopeless", "试", "0 8 * * *", Stumbling(99)), pause_seconds=0)
    run = last_runs(town.desk)["hopeless"]
    assert (run.state, run.attempts) == ("failed", ATTEMPTS)
    assert run.error is not None
    assert "磁盘已满" in run.error
    assert "Traceback" in run.error


def test_a_job_that_runs_elsewhere_is_no_failure(town: Town) -> None:
    def busy(desk: Desk) -> str:
        with alone(desk.engine, "one"), alone(desk.engine, "one"):
            raise AssertionError("two at once")

    assert run_job(town.desk, Job("busy", "试", "0 8 * * *", busy), pause_seconds=0)
    run = last_runs(town.desk)["busy"]
    assert run.state == "done"
    assert "另一个进程" in run.summary


def test_the_daily_check_says_what_it_did(campaign: Town) -> None:
    check = next(job for job in JOBS if job.name == "check-deadlines")
    assert run_job(campaign.desk, check, pause_seconds=0)
    assert last_runs(campaign.desk)["check-deadlines"].summary == "moves 10、reminders 6"


def test_only_the_newest_runs_are_remembered(town: Town) -> None:
    job = Job("often", "试", "* * * * *", Stumbling(0))
    for _ in range(KEPT_RUNS + 3):
        run_job(town.desk, job, pause_seconds=0)
    with town.desk.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(JOB_RUNS)).scalar() == KEPT_RUNS


def test_a_job_is_due_first_at_its_own_time_of_the_day() -> None:
    evening = datetime(2012, 6, 11, 20, tzinfo=SHANGHAI)
    check = next(job for job in JOBS if job.name == "check-deadlines")
    assert first_run_of_day(check, evening) == datetime.combine(evening, time(8), SHANGHAI)


def test_a_weekly_job_is_due_on_no_other_day() -> None:
    weekly = Job("weekly", "试", "0 8 * * fri", Stumbling(0))
    monday, friday = datetime(2012, 6, 11, 20, tzinfo=SHANGHAI), datetime(2012, 6, 15, 20, tzinfo=SHANGHAI)
    assert first_run_of_day(weekly, monday) is None
    assert first_run_of_day(weekly, friday) == datetime(2012, 6, 15, 8, tzinfo=SHANGHAI)


def test_replies_are_collected_where_a_folder_for_them_is_set(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect = next(job for job in JOBS if job.name == "collect-replies")
    monkeypatch.delenv("DUBAN_MAILDIR", raising=False)
    assert collect.do(town.desk) == "没有设置收取回复的文件夹"
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    monkeypatch.setenv("DUBAN_MAILDIR", str(tmp_path))
    assert collect.do(town.desk) == "没有新的回复"
    (tmp_path / "new" / "1.a.mx").write_bytes(b"\x00\xff" * 10)
    assert collect.do(town.desk) == "无法识别 1"
