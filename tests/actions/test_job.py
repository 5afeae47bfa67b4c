"""A job's runs are remembered: how each ended, what it said, and only so many of them."""

import sqlalchemy as sa

from actions.job import KEPT_RUNS, begin_run, end_run, last_runs
from records.job import JOB_RUNS
from tests.town import Town


def test_a_run_under_way_is_shown_as_such(town: Town) -> None:
    begin_run(town.desk, "check-deadlines")
    [standing] = last_runs(town.desk).values()
    assert (standing.job, standing.state, standing.finished_at) == ("check-deadlines", "running", None)


def test_a_run_that_succeeded_says_what_it_did(town: Town) -> None:
    end_run(town.desk, begin_run(town.desk, "check-deadlines"), attempts=2, summary="提醒 6" + "。" * 600)
    standing = last_runs(town.desk)["check-deadlines"]
    assert (standing.state, standing.attempts, standing.error) == ("done", 2, None)
    assert standing.summary.startswith("提醒 6")
    assert len(standing.summary) == 500
    assert standing.finished_at is not None
    assert standing.finished_at >= standing.started_at


def failing() -> None:
    raise OSError("磁盘已满")


def test_a_run_that_failed_keeps_its_traceback(town: Town) -> None:
    run_id = begin_run(town.desk, "deliver-notices")
    try:
        failing()
    except OSError as error:
        end_run(town.desk, run_id, attempts=3, error=error)
    standing = last_runs(town.desk)["deliver-notices"]
    assert (standing.state, standing.attempts) == ("failed", 3)
    assert standing.error is not None
    assert "in failing" in standing.error
    assert standing.error.rstrip().endswith("OSError: 磁盘已满")


def test_the_last_run_of_each_job_counts(town: Town) -> None:
    for summary in ("第一次", "第二次"):
        end_run(town.desk, begin_run(town.desk, "check-deadlines"), attempts=1, summary=summary)
    end_run(town.desk, begin_run(town.desk, "deliver-notices"), attempts=1, summary="送达 3")
    assert {job: run.summary for job, run in last_runs(town.desk).items()} == {
        "check-deadlines": "第二次",
        "deliver-notices": "送达 3",
    }


def test_only_so_many_runs_of_each_job_are_kept(town: Town) -> None:
    first = begin_run(town.desk, "check-deadlines")
    older = [{"job": "deliver-notices", "started_at": town.clock.instant, "state": "done"}] * KEPT_RUNS
    with town.desk.engine.begin() as connection:
        connection.execute(JOB_RUNS.insert().values(attempts=1, summary=""), older)
    newest = begin_run(town.desk, "deliver-notices")
    with town.desk.engine.connect() as connection:
        kept = list(connection.execute(sa.select(JOB_RUNS.c.id).order_by(JOB_RUNS.c.id)).scalars())
    assert kept == [first, *range(first + 2, newest + 1)]
    assert len(kept) == 1 + KEPT_RUNS
