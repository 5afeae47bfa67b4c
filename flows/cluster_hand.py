"""How does a process on the cluster work on a check, shard after shard?

It takes what nobody is at, by Prefect's word and by the database's lock, and never waits for anybody who does
not live: a shard whose process has died is free again, and is taken up where it stopped.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from sqlalchemy.exc import InterfaceError, OperationalError

from actions.check_result import CheckResult
from actions.desk import DEFAULT_ZONE, Desk
from actions.open import open_desk
from actions.shared_check import SharedCheck, check_shard, finish, is_free, share, waiting_shards
from flows.cluster_prefect import Slot, slot
from flows.jobs import in_words
from records.database import DatabaseRefused
from records.lease import Busy

LOOK_AGAIN_SECONDS = 1.0
"""How often a process looks whether a shard that somebody else is at has become free."""

BELIEVED_SECONDS = 10.0
"""For so long Prefect is believed that somebody is at a shard which the database knows to be free."""

RETRIES: list[float] = [2, 5, 15, 60]
"""How many seconds after a failure a task is tried again: a database that restarts is back by then."""


@cache
def _desk() -> Desk:
    desk = open_desk()
    if desk.engine.dialect.name != "postgresql":
        raise DatabaseRefused(
            "集群引擎须用 PostgreSQL，SQLite 只供单机运行（duban serve）。"
            "请把 DUBAN_DATABASE_URL 设为 postgresql://主机/库名。"
        )
    return desk


def desk_at(at: datetime | None) -> Desk:
    """The desk at that instant, which is in 北京时间 if it names no zone; None: now."""
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=DEFAULT_ZONE)
    return _desk().at(at)


def _may_be_tried_again(_task: Any, _run: Any, state: Any) -> bool:
    """A connection that broke is worth another attempt; a refusal is not."""
    return isinstance(state.result(raise_on_failure=False), OperationalError | InterfaceError | OSError)


AGAIN: dict[str, Any] = {
    "retries": len(RETRIES),
    "retry_delay_seconds": RETRIES,
    "retry_condition_fn": _may_be_tried_again,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(name="share-check", task_run_name="campaign {campaign_id}", **AGAIN)
def share_check(campaign_id: int, villages_a_shard: int, at: datetime | None) -> SharedCheck:
    """Begin the check of a campaign, or join the one that is under way."""
    return share(desk_at(at), campaign_id, villages_a_shard)


@task(
    name="check-shard", task_run_name="campaign {check.campaign_id}, shard {number}/{check.shards}", **AGAIN
)
def check_one(check: SharedCheck, number: int, at: datetime | None) -> bool:
    """Check one shard; False if somebody else was quicker."""
    name = f"campaign {check.campaign_id}, shard {number}/{check.shards}"
    try:
        done = check_shard(desk_at(at), check, number)
    except Busy:
        done = None
    get_run_logger().info("%s: %s", name, "somebody else is at it" if done is None else in_words(done))
    return done is not None


@dataclass
class Hand:
    """A process at work on a check."""

    check: SharedCheck
    at: datetime | None
    failed: dict[int, Exception] = field(default_factory=dict)
    refused_at: dict[int, float] = field(default_factory=dict)

    def to_the_end(self) -> CheckResult:
        """Work until every shard is done, by whomever; what all did. Raises what made a shard fail."""
        while True:
            worked = self.take_free_shard()
            total = finish(desk_at(self.at), self.check)
            if total is not None:
                return total
            waiting = waiting_shards(desk_at(self.at), self.check)
            if waiting and self.failed.keys() >= set(waiting):
                raise self.failed[waiting[0]]
            if not worked:
                time.sleep(LOOK_AGAIN_SECONDS)

    def take_free_shard(self) -> bool:
        """Check one shard that waits and that nobody is at; whether there was one."""
        desk = desk_at(self.at)
        return any(
            self._take(number)
            for number in waiting_shards(desk, self.check)
            if number not in self.failed and is_free(desk, self.check, number)
        )

    def _take(self, number: int) -> bool:
        if self._is_refused(number):
            return False
        with slot(self.check, number, trusted=number not in self.refused_at) as answer:
            if answer is Slot.TAKEN:
                self.refused_at[number] = time.monotonic()
                return False
            if number not in waiting_shards(desk_at(self.at), self.check):
                return False  # somebody has just done it
            try:
                return self._check(number, answer)
            except Exception as failure:
                get_run_logger().exception("shard %d of campaign %d failed", number, self.check.campaign_id)
                self.failed[number] = failure
                return False

    def _check(self, number: int, answer: Slot) -> bool:
        if answer is Slot.NO_ANSWER:
            return check_one.fn(self.check, number, self.at)
        tags = ["duban", f"campaign-{self.check.campaign_id}", f"shard-{number}"]
        return check_one.with_options(tags=tags)(self.check, number, self.at)

    def _is_refused(self, number: int) -> bool:
        """Whether Prefect has said, not long ago, that somebody is at it."""
        refused_at = self.refused_at.get(number)
        return refused_at is not None and time.monotonic() - refused_at < BELIEVED_SECONDS
