"""How the house stands: the jobs, the outbox, the gaps, the last check."""

from actions.health import read_health
from actions.job import begin_run, end_run
from tests.town import VILLAGES, Town


def test_before_anything_has_run_nothing_is_known(town: Town) -> None:
    health = read_health(town.desk)
    assert (health.jobs, health.outbox, health.gaps, health.checked_at) == ((), {}, 0, None)


def test_the_outbox_is_counted_by_state_and_the_last_complete_check_is_named(campaign: Town) -> None:
    campaign.at("2012-04-23").check()
    health = read_health(campaign.desk)
    assert health.outbox == {"queued": len(VILLAGES) + 2 * len(VILLAGES)}
    assert health.checked_at == campaign.clock.instant
    assert health.gaps == 5


def test_each_job_is_shown_with_its_last_run(town: Town) -> None:
    for job in ("deliver-notices", "check-deadlines"):
        end_run(town.desk, begin_run(town.desk, job), attempts=1, summary=f"{job} 已运行")
    assert [(run.job, run.summary) for run in read_health(town.desk).jobs] == [
        ("check-deadlines", "check-deadlines 已运行"),
        ("deliver-notices", "deliver-notices 已运行"),
    ]
