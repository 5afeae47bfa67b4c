"""What does a check ask of Prefect, and what if Prefect does not answer?

Limits, so that a shard never runs twice at once; helpers; a table of what was done. None of it is needed for
the check: while the server is gone, the database's lock alone keeps two from one shard.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from enum import Enum, auto

import httpx
from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.sync import concurrency
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectAlreadyExists, PrefectException
from prefect.settings import PREFECT_API_URL

from actions.check_result import KINDS_ZH, CheckResult
from actions.shared_check import SharedCheck

HELPERS_VARIABLE = "DUBAN_HELPERS"
HELPERS = 1
"""How many flow runs a check invites besides itself, if nothing else is set."""

ANSWERS_WITHIN_SECONDS = 5.0
LEASE_SECONDS = 60.0
"""For so long a slot stays taken after whoever took it has died: the least that Prefect allows."""

LIMITS_AT_ONCE = 200


class Slot(Enum):
    """What Prefect says to somebody who wants to be at a shard."""

    MINE = auto()
    TAKEN = auto()
    NO_ANSWER = auto()


@contextmanager
def slot(check: SharedCheck, number: int, *, trusted: bool = True) -> Iterator[Slot]:
    """Ask for the shard's one slot, and hold it while the body runs.

    Prefect is not `trusted` when it has long insisted that somebody is at a shard which the database knows
    to be free: whoever took the slot has died.
    """
    with ExitStack() as held:
        answer = _ask_for_slot(held, limit_name(check, number))
        yield Slot.NO_ANSWER if answer is Slot.TAKEN and not trusted else answer
        with never_mind():
            held.close()


def _ask_for_slot(held: ExitStack, name: str) -> Slot:
    if not server_answers():
        return Slot.NO_ANSWER
    try:
        # Looked up first, since Prefect reports each refusal as an error with a traceback.
        with get_client(sync_client=True) as client:
            if client.read_global_concurrency_limit_by_name(name).active_slots:
                return Slot.TAKEN
        held.enter_context(
            concurrency(
                name,
                timeout_seconds=ANSWERS_WITHIN_SECONDS,
                max_retries=0,
                lease_duration=LEASE_SECONDS,
                raise_on_lease_renewal_failure=False,
            )
        )
    except Exception as refusal:
        if _is_locked(refusal):
            return Slot.TAKEN
        _say_that_prefect_is_silent(refusal)
        return Slot.NO_ANSWER
    return Slot.MINE


def limit_name(check: SharedCheck, number: int) -> str:
    return f"duban-campaign-{check.campaign_id}-shard-{number}"


def limit_shards(check: SharedCheck) -> None:
    """Make sure that Prefect lets one run at a time be at each shard."""
    if not server_answers():
        return
    names = {limit_name(check, number) for number in range(1, check.shards + 1)}
    with never_mind(), get_client(sync_client=True) as client:
        for offset in range(0, LIMITS_AT_ONCE * 100, LIMITS_AT_ONCE):
            there = client.read_global_concurrency_limits(limit=LIMITS_AT_ONCE, offset=offset)
            names -= {limit.name for limit in there}
            if len(there) < LIMITS_AT_ONCE:
                break
        for name in sorted(names):
            try:
                client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=1))
            except ObjectAlreadyExists:
                continue


def helpers_wanted(check: SharedCheck) -> int:
    """How many others could find a shard to work on, and may."""
    allowed = os.environ.get(HELPERS_VARIABLE, "")
    return min(check.shards - 1, int(allowed) if allowed.isdecimal() else HELPERS)


def invite(check: SharedCheck, at: datetime | None, helpers: int) -> None:
    """Ask Prefect for so many runs that lend a hand; nobody waits for them."""
    for _ in range(helpers if server_answers() else 0):
        with never_mind():
            run_deployment(
                "check-shards/check-shards",
                parameters={
                    "run_id": check.run_id,
                    "campaign_id": check.campaign_id,
                    "shards": check.shards,
                    "at": at,
                },
                tags=[f"campaign-{check.campaign_id}"],
                timeout=0,
                as_subflow=False,
            )


def show_result(check: SharedCheck, result: CheckResult, took: timedelta) -> None:
    """Leave a table of what the check did in Prefect's pages."""
    if not server_answers():
        return
    with never_mind():
        create_markdown_artifact(
            result_table(check, result, took),
            key=f"check-deadlines-campaign-{check.campaign_id}",
            description=f"专项工作 {check.campaign_id} 的时限检查",
        )


def result_table(check: SharedCheck, result: CheckResult, took: timedelta) -> str:
    """What the check did, in Markdown."""
    rows = [
        f"| {KINDS_ZH[kind]} | {name} | {number} |"
        for kind, named in result.counts().items()
        for name, number in named.items()
    ]
    return "\n".join(
        [
            f"## 专项工作 {check.campaign_id}：时限检查",
            "",
            f"检查时刻 {result.at.isoformat()}，分 {check.shards} 片，用时 {took.total_seconds():.1f} 秒。",
            "",
            "| 类别 | 事项 | 数量 |",
            "| --- | --- | --- |",
            *(rows or ["| 没有到期事项 | | 0 |"]),
            "",
        ]
    )


def server_answers() -> bool:
    """Whether Prefect's server is there. Asked first, since Prefect's client tries again for a minute."""
    server = httpx.URL(PREFECT_API_URL.value() or "")
    if not server.host:
        return True  # one of its own, in this process
    port = server.port or (443 if server.scheme == "https" else 80)
    try:
        socket.create_connection((server.host, port), ANSWERS_WITHIN_SECONDS).close()
    except OSError as failure:
        _say_that_prefect_is_silent(failure)
        return False
    return True


@contextmanager
def never_mind() -> Iterator[None]:
    """Go on if Prefect's server is gone or refuses, and say so in the log."""
    try:
        yield
    except (httpx.HTTPError, PrefectException, OSError) as failure:
        _say_that_prefect_is_silent(failure)


def _is_locked(refusal: BaseException) -> bool:
    cause = refusal.__cause__
    return isinstance(cause, httpx.HTTPStatusError) and cause.response.status_code == httpx.codes.LOCKED


def _say_that_prefect_is_silent(failure: BaseException) -> None:
    get_run_logger().warning("Prefect's server does not answer; going on without it: %s", failure)
