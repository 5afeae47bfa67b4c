"""Which jobs does time trigger, when, and what do they do?

One table for every engine. A job takes a desk and answers with a sentence for the health page. A job
that fails is tried again with backoff, remembered with its traceback, and never stops the others.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from apscheduler.triggers.cron import CronTrigger
from tenacity import RetryError, Retrying, retry_if_not_exception_type, stop_after_attempt, wait_exponential

from actions.check import check_deadlines
from actions.check_result import CheckResult
from actions.delivery import deliver_notices
from actions.desk import Desk
from actions.job import begin_run, end_run
from actions.reply import OUTCOMES_ZH, collect_replies
from records.lease import Busy

log = logging.getLogger("duban.jobs")

ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """A named thing to do. `cron` is in the campaigns' usual zone (Asia/Shanghai)."""

    name: str
    title: str
    cron: str
    do: Callable[[Desk], str]
    at_start: bool = False
    """Also when the engine starts: what was missed while the machine was off is caught up."""


def in_words(result: CheckResult) -> str:
    """What a check did, as the health page and the logs say it."""
    parts = [f"{kind} {sum(named.values())}" for kind, named in result.counts().items() if named]
    return "、".join(parts) or "没有到期事项"


def _check(desk: Desk) -> str:
    return in_words(check_deadlines(desk))


def _deliver(desk: Desk) -> str:
    result = deliver_notices(desk)
    return f"送达 {result.delivered}，待重试 {result.failed}，无法送达 {result.dead}"


def _collect(desk: Desk) -> str:
    counts = collect_replies(desk)
    if counts is None:
        return "没有设置收取回复的文件夹"
    return "，".join(f"{OUTCOMES_ZH[outcome]} {count}" for outcome, count in counts.items()) or "没有新的回复"


JOBS = (
    Job("check-deadlines", "时限检查", "0 8 * * *", _check, at_start=True),
    Job("deliver-notices", "发送通知", "* * * * *", _deliver, at_start=True),
    Job("collect-replies", "收取回复", "*/5 * * * *", _collect),
)


def job_named(name: str) -> Job:
    """The job of that name."""
    return next(job for job in JOBS if job.name == name)


def first_run_of_day(job: Job, now: datetime) -> datetime | None:
    """When the job is due for the first time on the day of `now`, in the zone of `now`; None: not at all."""
    trigger = CronTrigger.from_crontab(job.cron, timezone=now.tzinfo)
    first: datetime | None = trigger.get_next_fire_time(
        None, datetime.combine(now.date(), time(), now.tzinfo)
    )
    return first if first is not None and first.date() == now.date() else None


def run_job(desk: Desk, job: Job, pause_seconds: float = FIRST_PAUSE_SECONDS) -> bool:
    """Run a job, again with backoff if it fails; whether it succeeded. Never raises."""
    run_id = begin_run(desk, job.name)
    attempts = Retrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=pause_seconds, max=60),
        retry=retry_if_not_exception_type(Busy),
        reraise=False,
    )
    try:
        summary = attempts(job.do, desk)
    except Busy as elsewhere:
        end_run(desk, run_id, attempts=1, summary=str(elsewhere))
        return True
    except RetryError as failure:
        error = failure.last_attempt.exception()
        log.error("job %s failed %d times", job.name, ATTEMPTS, exc_info=error)
        end_run(desk, run_id, attempts=ATTEMPTS, error=error)
        return False
    end_run(desk, run_id, attempts=int(attempts.statistics["attempt_number"]), summary=summary)
    return True
