"""How do several processes share one check of a campaign?

Whoever comes first begins it and cuts it into shards; everyone takes the next shard that nobody is at, until
none is left. The database knows which are done, and a lock of the database says who is at one: where a
process dies its shard is free again, and the next one takes it up where it stopped.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from actions.check import Progress, begin, campaigns_to_check, carry_out, lease_of
from actions.check_result import CheckResult
from actions.check_slices import campaign_wide, slices
from actions.desk import Desk, occasion
from records import check as checks
from records import shard as shards
from records.database import in_transaction, reading
from records.lease import Busy, alone

VILLAGES_A_SHARD = 20_000
"""So few shards that starting them costs little, so many that two processes end at about the same time."""


@dataclass(frozen=True, slots=True)
class SharedCheck:
    """A check of a campaign that is under way, and how many shards it has."""

    run_id: int
    campaign_id: int
    shards: int


def share(desk: Desk, campaign_id: int, villages_a_shard: int = VILLAGES_A_SHARD) -> SharedCheck:
    """Join the check of the campaign that is under way, or begin one and cut it into shards.

    One that was left unfinished on an earlier day, or by a process that did not share it, is begun anew.
    Raises Busy while a check goes on that is not shared, BadInput as `check_deadlines`.
    """
    try:
        with alone(desk.engine, lease_of(campaign_id)):
            return _under_way(desk, campaign_id) or _begin(desk, campaign_id, villages_a_shard)
    except Busy:
        joined = _under_way(desk, campaign_id)
        if joined is None:
            raise
        return joined


def list_neglected(desk: Desk, due_since: datetime | None) -> list[int]:
    """The campaigns whose check of today was left unfinished or never begun, and that nobody is at.

    `due_since` says from which instant on there should be one; None: not at all today.
    """
    return [one for one in campaigns_to_check(desk) if _is_neglected(desk, one, due_since)]


def is_free(desk: Desk, check: SharedCheck, number: int) -> bool:
    """Whether nobody is at the shard, at this moment."""
    return _nobody_at(desk, _lease_of_shard(check, number))


def waiting_shards(desk: Desk, check: SharedCheck) -> list[int]:
    """The numbers of the shards that are not done yet."""
    with reading(desk.engine) as connection:
        return [row.number for row in shards.of_run(connection, check.run_id) if row.state == shards.WAITING]


def check_shard(
    desk: Desk, check: SharedCheck, number: int, progress: Progress | None = None
) -> CheckResult | None:
    """Check one shard; None if it is done already. Raises Busy while somebody else is at it."""
    with alone(desk.engine, _lease_of_shard(check, number)):
        with reading(desk.engine) as connection:
            part = shards.waiting(connection, check.run_id, number)
            if part is None:
                return None
            begun = occasion(desk, connection, check.campaign_id)
            before = CheckResult.of(begun.at, part.result)
            inside = list(shards.units(connection, part))

        def note(connection: sa.Connection, so_far: CheckResult) -> None:
            shards.note_slice(connection, check.run_id, number, so_far.counts())

        done = carry_out(desk, begun, slices(desk, begun, inside), note, before, progress)
        in_transaction(desk.engine, lambda connection: shards.finish(connection, check.run_id, number))
        return done


def finish(desk: Desk, check: SharedCheck) -> CheckResult | None:
    """Close a check whose shards are all done, and sum what they did; None while one is not."""

    def work(connection: sa.Connection) -> CheckResult | None:
        run = checks.locked(connection, check.run_id)
        parts = shards.of_run(connection, check.run_id)
        if any(part.state == shards.WAITING for part in parts):
            return None
        total = CheckResult.of(run.at, run.result)
        if run.state == checks.RUNNING:
            for part in parts:
                total.add(CheckResult.of(run.at, part.result))
            checks.finish(connection, check.run_id, total.counts())
        return total

    return in_transaction(desk.engine, work)


def _is_neglected(desk: Desk, campaign_id: int, due_since: datetime | None) -> bool:
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        last = checks.last(connection, campaign_id)
    if last is None or last.at.astimezone(now.book.zone).date() != now.today:
        missing = due_since is not None and due_since <= now.at
    else:
        missing = last.state != checks.DONE
    return missing and _nobody_at(desk, lease_of(campaign_id))


def _nobody_at(desk: Desk, lease: str) -> bool:
    try:
        with alone(desk.engine, lease):
            return True
    except Busy:
        return False


def _lease_of_shard(check: SharedCheck, number: int) -> str:
    return f"{lease_of(check.campaign_id)}/{number}"


def _under_way(desk: Desk, campaign_id: int) -> SharedCheck | None:
    """The shared check of the campaign that was begun today and has not come to its end."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        for row in checks.running(connection, campaign_id):
            parts = shards.of_run(connection, row.id)
            if parts and row.at.astimezone(now.book.zone).date() == now.today:
                return SharedCheck(row.id, campaign_id, len(parts))
    return None


def _begin(desk: Desk, campaign_id: int, villages_a_shard: int) -> SharedCheck:
    run_id, begun, first = begin(desk, campaign_id)

    def note(connection: sa.Connection, so_far: CheckResult) -> None:
        checks.note_slice(connection, run_id, so_far.counts())

    carry_out(desk, begun, ((work, 0) for work in campaign_wide(desk, begun)), note, first)

    def cut(connection: sa.Connection) -> int:
        ranges = shards.cut(connection, campaign_id, villages_a_shard)
        shards.add(connection, run_id, ranges)
        return len(ranges)

    return SharedCheck(run_id, campaign_id, in_transaction(desk.engine, cut))
