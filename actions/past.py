"""How did everything stand on a day that has passed?

Reconstructed from the history for reading alone: whoever acts, acts now. What the history does not say
(who was going to be away, a target before it was changed, the rung that nobody heard) is as it is today or
left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions.desk import CLOCKS_DIFFER_BY, Desk, Occasion, find_campaign, occasion
from actions.errors import BadInput
from actions.words import day_zh
from plans.errands import kind_of
from records import past
from records.campaign import rules_of
from records.history import last_instant
from records.notice import VERIFY
from states.deadline import NEVER, SIDE_OF, Side
from states.task import DONE, PLANNED, SUBMITTED


@dataclass(frozen=True, slots=True)
class TaskThen:
    """A task as it was, with the names that its row has today."""

    id: int
    unit_id: int
    village_campaign_id: int | None
    code: str
    name: str
    key: str
    kind: str
    about: str | None
    phase_number: int
    gate: bool
    state: str
    opens_on: date
    due: date
    effective_due: date
    cycle: int
    rung: int
    verify_by: date | None
    submitted_at: datetime | None
    stands_from: date | None
    stands_until: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class VillageThen:
    """A village as it was, with the names that its row has today."""

    unit_id: int
    state: str
    reopened: bool
    code: str
    name: str
    office: str | None


def then(desk: Desk, connection: sa.Connection, campaign_id: int | None) -> Occasion | None:
    """The campaign at the desk's instant, if something has happened in it since; else None.

    Raises BadInput for an instant before the campaign was issued.
    """
    campaign = find_campaign(connection, campaign_id)
    at, last = desk.clock.now(), last_instant(connection, campaign.id)
    if last is None or at >= last - CLOCKS_DIFFER_BY:
        return None
    book = rules_of(connection, campaign.plan_version_id)
    if at < campaign.issued_at:
        day = day_zh(campaign.issued_at.astimezone(book.zone).date())
        raise BadInput(f"专项工作 {campaign.id} 于{day}印发，此前没有看板。请用印发之后的时刻。")
    return Occasion(connection, campaign.id, campaign.unit_id, campaign.issued_on, book, at)


def seen(desk: Desk, connection: sa.Connection, campaign_id: int | None) -> tuple[Occasion, bool]:
    """The campaign at the desk's instant for whoever only reads, and whether that is past."""
    past_one = then(desk, connection, campaign_id)
    return (occasion(desk, connection, campaign_id), False) if past_one is None else (past_one, True)


def tasks_then(now: Occasion, path: str = "") -> list[TaskThen]:
    """Every task of the campaign at or below a path, as it was."""
    connection, campaign = now.connection, now.campaign_id
    holds = connection.execute(past.holds(campaign, now.at)).all()
    resumed = dict(connection.execute(past.resumptions(campaign, path, now.at)).tuples().all())
    resumed_since = dict(connection.execute(past.resumptions(campaign, path)).tuples().all())
    climbs = {(row.task_id, row.side): row for row in connection.execute(past.climbs(campaign, now.at, path))}
    found = []
    for row in connection.execute(past.tasks(campaign, now.at, path)):
        stretch = _stretch(now, row, holds, resumed.get(row.id))
        shifted = resumed_since.get(row.id) != resumed.get(row.id)
        found.append(_task(now, row, stretch, climbs, shifted=shifted))
    return found


def villages_then(now: Occasion, path: str, tasks: Sequence[TaskThen]) -> list[VillageThen]:
    """Every village of the campaign at or below a path, as it was."""
    pending: dict[int, int] = {}
    for task in tasks:
        if task.gate and task.state not in DONE and task.village_campaign_id is not None:
            first = pending.get(task.village_campaign_id, task.phase_number)
            pending[task.village_campaign_id] = min(first, task.phase_number)
    position = now.book.timeline.position
    rows = now.connection.execute(past.villages(now.campaign_id, now.at, path))
    return [
        VillageThen(
            unit_id=row.unit_id,
            state=row.state,
            reopened=row.id in pending and pending[row.id] < position(row.state),
            code=row.code,
            name=row.name,
            office=row.office,
        )
        for row in rows
    ]


def counts_then(now: Occasion, path: str) -> dict[tuple[int, str], int]:
    """(unit id, indicator) → the figure that counted, of the units at or below a path."""
    rows = now.connection.execute(past.figures(now.campaign_id, now.at, path))
    return {(row.unit_id, row.indicator): row.heads for row in rows}


def checked_then(now: Occasion) -> datetime | None:
    instant: datetime | None = now.connection.execute(past.checked_at(now.campaign_id, now.at)).scalar()
    return instant


def _task(
    now: Occasion,
    row: sa.Row[Any],
    stretch: tuple[date, date] | None,
    climbs: Mapping[tuple[int, str], sa.Row[Any]],
    *,
    shifted: bool,
) -> TaskThen:
    state = row.to_state or PLANNED
    submitted_at = row.handed_at if row.handed == "submit" else None
    submitted_on = submitted_at.astimezone(now.book.zone).date() if submitted_at else None
    if row.to_state is None:
        effective_due, cycle = row.due, 1
    else:  # rows of an older database do not say it
        effective_due, cycle = row.due_then or row.effective_due, row.cycle_then or row.cycle
    return TaskThen(
        id=row.id,
        unit_id=row.unit_id,
        village_campaign_id=row.village_campaign_id,
        code=row.code,
        name=row.name,
        key=row.key,
        kind=row.kind,
        about=row.about,
        phase_number=row.phase_number,
        gate=row.gate,
        state=state,
        opens_on=row.opens_on,
        due=row.due,
        effective_due=effective_due,
        cycle=cycle,
        rung=_rung(now, row, state, climbs),
        verify_by=_verify_by(now, row, submitted_at, submitted_on, shifted=shifted),
        submitted_at=submitted_at,
        stands_from=stretch and stretch[0],
        stands_until=stretch and stretch[1],
        late=state == SUBMITTED and submitted_on is not None and submitted_on > effective_due,
    )


def _stretch(
    now: Occasion, row: sa.Row[Any], holds: Sequence[sa.Row[Any]], resumed: datetime | None
) -> tuple[date, date] | None:
    """From when and until when the clock of a task stood; None if it ran."""
    if row.to_state in DONE:
        return None
    covering = [hold for hold in _covering(row, holds) if resumed is None or resumed < hold.put_at]
    if not covering:
        return None
    moved_on = row.moved_at.astimezone(now.book.zone).date() if row.moved_at else covering[0].first_day
    return max(covering[0].first_day, moved_on), max(hold.last_day for hold in covering)


def _covering(row: sa.Row[Any], holds: Sequence[sa.Row[Any]]) -> Iterator[sa.Row[Any]]:
    for hold in holds:
        if hold.task_id is not None:
            mine = hold.task_id == row.id
        else:
            mine = hold.path is None or row.path.startswith(hold.path)
        begun = row.opens_on if row.number else hold.first_day  # an errand that came later stood with it
        if mine and begun <= hold.last_day:
            yield hold


def _verify_by(
    now: Occasion, row: sa.Row[Any], submitted_at: datetime | None, on: date | None, *, shifted: bool
) -> date | None:
    """By when the office had to verify: as it is today, unless it has been submitted or held since."""
    if submitted_at is None or on is None:
        return None
    if row.submitted_at == submitted_at and not shifted:
        verify_by: date | None = row.verify_by
        return verify_by
    return now.book.calendar.after(on, now.book.task_rules(row.key).verify_within)


def _rung(now: Occasion, row: sa.Row[Any], state: str, climbs: Mapping[tuple[int, str], sa.Row[Any]]) -> int:
    """How far the ladder of the clock that ran (of what is done: the last that ran) had climbed."""
    side = SIDE_OF.get(row.from_state if state in DONE else state, Side.OWING)
    climb = climbs.get((row.id, side.value))
    if climb is None or (row.cycle_id is not None and climb.id < row.cycle_id):
        return NEVER
    key = climb.actor.removeprefix("clock:")
    if side is Side.VERIFICATION:
        key = key.removeprefix(VERIFY)
    ladder = now.book.task_rules(kind_of(row.key)).watch(side).ladder
    return next((number for number, rung in enumerate(ladder) if rung.key == key), NEVER)
