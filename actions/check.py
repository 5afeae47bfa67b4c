"""What does one deadline check do (三, 四.一)?

It works in slices, one transaction each; what a killed check has not done the next one finds still due.
The slices are those of `check_slices.py`; `shared_check.py` shares them out among several processes.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import sqlalchemy as sa

from actions.board import calendar_warnings
from actions.check_result import CheckResult
from actions.check_slices import Work, campaign_wide, slices
from actions.closing import ask_to_close
from actions.desk import Desk, Occasion, occasion
from records import check as checks
from records import deadline as deadlines
from records.campaign import CAMPAIGNS
from records.database import empty_log, in_transaction, reading
from records.history import CLOCK
from records.lease import alone

log = logging.getLogger("duban.check")

SLICES_A_LOG = 10
"""So many slices change a page that is written into its place once."""

Progress = Callable[[int], None]

Note = Callable[[sa.Connection, CheckResult], None]
"""Writes down what has been done so far, in the transaction of the slice that did the last of it."""


def check_deadlines(
    desk: Desk, campaign_id: int | None = None, progress: Progress | None = None
) -> CheckResult:
    """Check everything that is due at the desk's instant, in one campaign or (None) in all.

    `progress` is told the number of tasks of each slice that has committed. Raises Busy when another
    check of the same campaign is under way, BadInput for an instant before a campaign's last event; the
    other campaigns are checked all the same before that is raised.
    """
    total = CheckResult(desk.clock.now())
    failures: list[Exception] = []
    for one in _campaigns(desk, campaign_id):
        try:
            with alone(desk.engine, lease_of(one)):
                total.add(_check_campaign(desk, one, progress))
        except Exception as failure:
            log.warning("campaign %d was not checked: %s", one, failure)
            failures.append(failure)
    if failures:
        raise failures[0]
    return total


def count_due(desk: Desk, campaign_id: int | None = None) -> int:
    """How many tasks a check would speak of now; for progress bars."""
    with reading(desk.engine) as connection:
        several = [occasion(desk, connection, one) for one in _campaigns(desk, campaign_id)]
        return sum(
            deadlines.count_due(connection, now.campaign_id, now.today, now.book.rules) for now in several
        )


def _campaigns(desk: Desk, campaign_id: int | None) -> list[int]:
    if campaign_id is None:
        return campaigns_to_check(desk)
    with reading(desk.engine) as connection:
        return [occasion(desk, connection, campaign_id).campaign_id]


def campaigns_to_check(desk: Desk) -> list[int]:
    """The numbers of all campaigns; in a closed one nothing is due."""
    with reading(desk.engine) as connection:
        return list(connection.execute(sa.select(CAMPAIGNS.c.id).order_by(CAMPAIGNS.c.id)).scalars())


def _check_campaign(desk: Desk, campaign_id: int, progress: Progress | None) -> CheckResult:
    """One check of one campaign, slice after slice; the caller holds the lease."""
    run_id, begun, first = begin(desk, campaign_id)

    def note(connection: sa.Connection, so_far: CheckResult) -> None:
        checks.note_slice(connection, run_id, so_far.counts())

    total = carry_out(desk, begun, ((work, 0) for work in campaign_wide(desk, begun)), note, first)
    total = carry_out(desk, begun, slices(desk, begun), note, total, progress)
    in_transaction(desk.engine, lambda connection: checks.finish(connection, run_id, total.counts()))
    return total


def lease_of(campaign_id: int) -> str:
    """The name under which a check of a campaign is alone; its shards lie below."""
    return f"check-deadlines/{campaign_id}"


def begin(desk: Desk, campaign_id: int) -> tuple[int, Occasion, CheckResult]:
    """Begin a check: its number, the occasion that all its slices share, and what has been done so far."""

    def work(connection: sa.Connection) -> tuple[int, Occasion, CheckResult]:
        now = occasion(desk, connection, campaign_id)
        given = +Counter({"errand.give": ask_to_close(now, CLOCK)})
        first = CheckResult(now.at, moves=given, warnings=calendar_warnings(now))
        return checks.begin(connection, campaign_id, now.at, first.counts()), now, first

    return in_transaction(desk.engine, work)


def carry_out(
    desk: Desk,
    begun: Occasion,
    works: Iterable[tuple[Work, int]],
    note: Note,
    before: CheckResult,
    progress: Progress | None = None,
) -> CheckResult:
    """Carry out slices, one transaction each; what has been done with what was done `before`."""
    total = CheckResult(begun.at)
    total.add(before)

    def in_one_transaction(work: Work) -> CheckResult:
        def transaction(connection: sa.Connection) -> CheckResult:
            so_far = CheckResult(begun.at)
            so_far.add(total)
            so_far.add(work(replace(begun, connection=connection)))
            note(connection, so_far)
            return so_far

        return in_transaction(desk.engine, transaction)

    for number, (work, size) in enumerate(works, start=1):
        total = in_one_transaction(work)
        if progress is not None:
            progress(size)
        if number % SLICES_A_LOG == 0:
            empty_log(desk.engine)
    return total
