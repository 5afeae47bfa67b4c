"""How do the jobs of the table run on a Prefect cluster?

Our database is the truth about a check: which shards it has, which of them are done, and, by a lock, who is
at one (actions/shared_check.py). Prefect triggers, lends hands, tries again and shows. Any flow here may be
killed, repeated or run twice at once; each notice goes out once. Never imported in embedded mode.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from prefect import flow, get_run_logger

from actions.check import campaigns_to_check
from actions.check_result import CheckResult
from actions.desk import DEFAULT_ZONE, Desk
from actions.shared_check import VILLAGES_A_SHARD, SharedCheck, finish, list_neglected
from flows.cluster_hand import Hand, desk_at, share_check
from flows.cluster_prefect import helpers_wanted, invite, limit_shards, show_result
from flows.jobs import Job, first_run_of_day, in_words, job_named, run_job
from records.clock import SystemClock

PAUSE_SECONDS = 10.0
"""The first pause before a job is tried again; long enough, with the next, for a server to restart."""


class JobFailed(Exception):
    """A job was tried again and given up; its traceback stands in `job_run`."""


@flow(name="check-deadlines", persist_result=False)
def check_deadlines(at: datetime | None = None, villages_a_shard: int = VILLAGES_A_SHARD) -> None:
    """Check every deadline that is due, in every campaign, now or at an instant."""
    _run_check(campaigns_to_check(desk_at(at)), at, villages_a_shard)


@flow(name="check-shards", persist_result=False)
def check_shards(run_id: int, campaign_id: int, shards: int, at: datetime | None = None) -> None:
    """Lend a hand to a check that is under way, as long as there is a shard that nobody is at."""
    hand = Hand(SharedCheck(run_id, campaign_id, shards), at)
    while hand.take_free_shard():
        pass
    finish(desk_at(at), hand.check)


@flow(name="resume-checks", persist_result=False)
def resume_checks(at: datetime | None = None, villages_a_shard: int = VILLAGES_A_SHARD) -> None:
    """Take up today's checks that nobody is at, because what was at them died or never began."""
    desk = desk_at(at)
    now = desk.clock.now().astimezone(DEFAULT_ZONE)
    neglected = list_neglected(desk, first_run_of_day(job_named("check-deadlines"), now))
    if neglected:
        get_run_logger().warning("nobody is at the check of campaigns %s; taking it up", neglected)
        _run_check(neglected, at, villages_a_shard)


def flow_of(job: Job) -> Any:
    """A job of the table that is done by one process, as a flow."""

    @flow(name=job.name, description=job.title, persist_result=False)
    def run() -> None:
        _run(desk_at(None), job)

    return run


deliver_notices = flow_of(job_named("deliver-notices"))
collect_replies = flow_of(job_named("collect-replies"))


def _run(desk: Desk, job: Job) -> None:
    """Run a job as the embedded engine does, remembered in the same place; a failed one fails the flow."""
    if not run_job(desk, job, PAUSE_SECONDS):
        raise JobFailed(f"{job.title}：多次重试后仍未办成，原因见督办网页的“运行”页。")


def _run_check(campaigns: Sequence[int], at: datetime | None, villages_a_shard: int) -> None:
    def check(_: Desk) -> str:
        return in_words(_check_campaigns(campaigns, at, villages_a_shard))

    _run(desk_at(at), replace(job_named("check-deadlines"), do=check))


def _check_campaigns(campaigns: Sequence[int], at: datetime | None, villages_a_shard: int) -> CheckResult:
    """Check them one after another; one that fails stops no other, and is raised at the end."""
    total = CheckResult(desk_at(at).clock.now())
    failures: list[Exception] = []
    for campaign_id in campaigns:
        try:
            total.add(_check_campaign(campaign_id, at, villages_a_shard))
        except Exception as failure:
            get_run_logger().warning("campaign %d was not checked: %s", campaign_id, failure)
            failures.append(failure)
    if failures:
        raise failures[0]
    return total


def _check_campaign(campaign_id: int, at: datetime | None, villages_a_shard: int) -> CheckResult:
    """Share the check, invite others, and work until every shard is done, by whomever."""
    begun_at = SystemClock().now()
    check = share_check(campaign_id, villages_a_shard, at)
    limit_shards(check)
    invite(check, at, helpers_wanted(check))
    result = Hand(check, at).to_the_end()
    show_result(check, result, SystemClock().now() - begun_at)
    return result
