"""How is a meeting recorded, with minutes, problems and follow-ups (四.一.三)?

The minutes are owed within the plan's days; what was agreed becomes an errand of whoever is to see to
it, with a date and a ladder.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from actions import attendance as attendances
from actions.attendance import (
    AT_MEETINGS,
    Attendance,
    Attended,
    attendance_of,
    check_rows,
    expected_at,
)
from actions.desk import LAST_YEAR, Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errand import Given, fulfil, give
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.taking_part import (
    happened,
    host_of,
    line,
    new_row,
    note,
    path_within,
    ruled,
    words,
)
from actions.text import optional
from actions.words import day_zh
from plans.errands import (
    FOLLOW_UP_DEPARTMENT,
    FOLLOW_UP_OFFICE,
    FOLLOW_UP_VILLAGE,
    MINUTES_OFFICE,
    MINUTES_VILLAGE,
)
from plans.errands import numbered as named
from plans.model.organization import MeetingsSpec
from records.attendance import ATTENDANCE
from records.database import in_transaction, reading, run
from records.meeting import FOLLOW_UPS, MEETINGS, PROBLEMS
from records.task import TASKS
from records.unit import GRASSROOTS, UNITS
from states.roles import Role
from states.task import OWED

WHAT = "定期会议"
MINUTES_LENGTH = 20_000
LONGEST_DAYS = 400
MINUTES = {"village": MINUTES_VILLAGE, "office": MINUTES_OFFICE}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something agreed at a meeting: who sees to it, by when, and how it stands."""

    id: int
    unit: str
    unit_name: str
    about: str
    task: str
    state: str
    due: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class MeetingListed:
    """A meeting as lists show it. `minutes_due` is None once they are written."""

    id: int
    unit: str
    unit_name: str
    held_on: date
    title: str
    kind: str | None
    minutes: str | None
    minutes_due: date | None
    problems: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]
    present: int
    absent: int


def hold_meeting(
    desk: Desk,
    by: Actor,
    unit_code: str,
    on: date,
    title: str,
    attendance: Sequence[Attended] = (),
    kind: str | None = None,
    campaign_id: int | None = None,
) -> int:
    """Record a meeting of an office or a village; its number. Its minutes are owed from now on.

    `attendance` is of the heads and assistants, village by village. Raises NotAllowed, NotFound, BadInput
    for a day that has not come, or an attendance that cannot be.
    """
    heading, sort = line(title, "会议名称", 200), optional(kind, 100)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        unit, party = host_of(now, unit_code)
        permit(connection, by, f"meeting.hold.{party}", unit.path, on=now.today)
        spec = ruled(now.book.plan.meetings, WHAT)
        if party not in spec.of:
            raise BadInput(f"方案没有要求{unit.name}这一级召开{WHAT}。")
        values = {"unit_id": unit.id, "held_on": happened(now, on, "会议"), "title": heading, "kind": sort}
        number = new_row(now, MEETINGS, {**values, "recorded_by": by.name, "recorded_at": now.at})
        if attendance:
            units = check_rows(now, unit, attendance, AT_MEETINGS)
            attendances.insert(now, attendance, units, {"meeting_id": number, "task_id": None})
        note(now, by.by, ("meeting", number), unit.id, "hold_meeting", "held", heading, spec.clause)
        due = now.book.calendar.after(on, spec.minutes_within.offset)
        give(now, by.by, MINUTES[party], [Given(unit.id, number, f"{day_zh(on)}{heading}")], due)
        return number

    return in_transaction(desk.engine, work)


def write_minutes(desk: Desk, by: Actor, meeting_id: int, text: str, problems: Sequence[str] = ()) -> None:
    """Write the minutes of a meeting, with the problems that were raised: what was owed is done.

    Raises NotAllowed, NotFound, WrongState where they are written already, BadInput without a text.
    """
    minutes = words(text, "会议纪要", MINUTES_LENGTH)
    raised = [words(problem, "会上提出的问题") for problem in problems]

    def work(connection: sa.Connection) -> None:
        now, meeting, spec = _held(desk, connection, by, meeting_id)
        if meeting.minutes is not None:
            raise WrongState(
                f"会议 {meeting_id}（{meeting.title}）的纪要已经形成，不能重写。可另记一次会议。"
            )
        values = {"minutes": minutes, "minutes_at": now.at}
        run(connection, MEETINGS.update().where(MEETINGS.c.id == meeting_id).values(**values))
        if raised:
            rows = [{"meeting_id": meeting_id, "text": problem} for problem in raised]
            connection.execute(PROBLEMS.insert(), rows)
        subject = ("meeting", meeting_id)
        note(now, by.by, subject, meeting.unit_id, "minutes", "minuted", minutes, spec.clause)
        fulfil(now, by.by, MINUTES[_party(meeting.kind_of_unit)], [meeting_id], "会议纪要已形成")

    in_transaction(desk.engine, work)


def follow_up(desk: Desk, by: Actor, meeting_id: int, owner: str, about: str, due: date) -> str:
    """Give what was agreed at a meeting to a unit, by a day; the key of the errand.

    The owner is the unit that met or one below it (a village, its departments). Raises NotAllowed,
    NotFound, BadInput for another unit or a day that has passed.
    """
    what = line(about, "议定事项", 300)

    def work(connection: sa.Connection) -> str:
        now, meeting, spec = _held(desk, connection, by, meeting_id)
        unit = find_unit(connection, owner)
        if not unit.path.startswith(meeting.path):
            raise BadInput(
                f"{unit.name}不在{meeting.unit_name}之下，会议不能交办给它。请由共同的上级开会议定。"
            )
        if unit.kind != "department":
            host_of(now, owner)
        _check_due(now, due)
        values = {"meeting_id": meeting_id, "unit_id": unit.id, "about": what}
        row = FOLLOW_UPS.insert().values(**values).returning(FOLLOW_UPS.c.id)
        number = int(connection.execute(row).scalar_one())
        kind = _errand_of(unit.kind)
        subject = ("meeting", meeting_id)
        note(now, by.by, subject, meeting.unit_id, "follow_up", "held", f"{unit.name}：{what}", spec.clause)
        give(now, by.by, kind, [Given(unit.id, number, what)], due)
        return named(kind, number)

    return in_transaction(desk.engine, work)


def expected(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[tuple[str, str, Role, str, int]]:
    """(unit code, unit name, role, name, person id) of whoever an office's meeting ought to see."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return expected_at(now, path_within(now, unit_code))


def list_meetings(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[MeetingListed]:
    """The meetings of every office and village (at or below a unit), the last one first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return meetings_within(now, path_within(now, unit_code))


def meetings_within(now: Occasion, path: str) -> list[MeetingListed]:
    """The meetings at or below a path, the last one first."""
    query = (
        sa.select(MEETINGS, UNITS.c.code, UNITS.c.name, TASKS.c.effective_due)
        .join_from(MEETINGS, UNITS, UNITS.c.id == MEETINGS.c.unit_id)
        .outerjoin(TASKS, _owed(MEETINGS.c.id, MEETINGS.c.campaign_id, tuple(MINUTES.values())))
        .where(MEETINGS.c.campaign_id == now.campaign_id, UNITS.c.path.startswith(path, autoescape=True))
        .order_by(MEETINGS.c.held_on.desc(), MEETINGS.c.id.desc())
    )
    rows = now.connection.execute(query).all()
    problems, followed, counted = _problems(now), _follow_ups(now), _counted(now)
    return [
        MeetingListed(
            id=row.id,
            unit=row.code,
            unit_name=row.name,
            held_on=row.held_on,
            title=row.title,
            kind=row.kind,
            minutes=row.minutes,
            minutes_due=row.effective_due if row.minutes is None else None,
            problems=tuple(problems[row.id]),
            follow_ups=tuple(followed[row.id]),
            present=counted.get((row.id, True), 0),
            absent=counted.get((row.id, False), 0),
        )
        for row in rows
    ]


def follow_ups_within(now: Occasion, path: str) -> list[FollowUp]:
    """What any meeting has given to the units at or below a path, the oldest first."""
    mine = _agreed(now).where(UNITS.c.path.startswith(path, autoescape=True))
    return [_follow_up(now, row) for row in now.connection.execute(mine)]


def read_meeting_attendance(desk: Desk, meeting_id: int) -> list[Attendance]:
    """Who was at a meeting, village by village; whoever holds the role and is not named, was not."""
    with reading(desk.engine) as connection:
        meeting = _meeting(connection, meeting_id)
        now = occasion(desk, connection, meeting.campaign_id)
        return attendance_of(now, meeting.path, AT_MEETINGS, ATTENDANCE.c.meeting_id == meeting_id)


def _meeting(connection: sa.Connection, meeting_id: int, *, lock: bool = False) -> sa.Row[Any]:
    query = (
        sa.select(MEETINGS, UNITS.c.path, UNITS.c.name.label("unit_name"), UNITS.c.kind.label("kind_of_unit"))
        .join_from(MEETINGS, UNITS, UNITS.c.id == MEETINGS.c.unit_id)
        .where(numbered(MEETINGS.c.id, meeting_id))
    )
    meeting = connection.execute(query.with_for_update(of=MEETINGS) if lock else query).one_or_none()
    if meeting is None:
        raise NotFound(f"没有编号为 {meeting_id} 的会议。用 duban meeting list 查看现有的。")
    return meeting


def _held(
    desk: Desk, connection: sa.Connection, by: Actor, meeting_id: int
) -> tuple[Occasion, sa.Row[Any], MeetingsSpec]:
    """A meeting with which somebody deals who may hold one there."""
    meeting = _meeting(connection, meeting_id, lock=True)
    now = acting(desk, connection, meeting.campaign_id)
    permit(connection, by, f"meeting.hold.{_party(meeting.kind_of_unit)}", meeting.path, on=now.today)
    return now, meeting, ruled(now.book.plan.meetings, WHAT)


def _party(kind: str) -> str:
    return "village" if kind in GRASSROOTS else "office"


def _errand_of(kind: str) -> str:
    """The kind of errand that a follow-up is, by the kind of unit that owes it."""
    if kind in GRASSROOTS:
        return FOLLOW_UP_VILLAGE
    return FOLLOW_UP_DEPARTMENT if kind == "department" else FOLLOW_UP_OFFICE


def _check_due(now: Occasion, due: date) -> None:
    if due < now.today:
        raise BadInput(f"办理时限 {day_zh(due)}已经过去。请定今天（{day_zh(now.today)}）或以后的日期。")
    if due.year > LAST_YEAR or due > now.today + timedelta(days=LONGEST_DAYS):
        raise BadInput(f"办理时限 {due} 太远，请定 {LONGEST_DAYS} 天以内的日期。")


def _owed(
    number: sa.ColumnElement[Any], campaign_id: sa.ColumnElement[Any], kinds: Sequence[str]
) -> sa.ColumnElement[bool]:
    """The errand of one of the kinds for what has this number."""
    return sa.and_(TASKS.c.campaign_id == campaign_id, TASKS.c.kind.in_(kinds), TASKS.c.number == number)


def _problems(now: Occasion) -> Mapping[int, list[str]]:
    query = sa.select(PROBLEMS).join_from(PROBLEMS, MEETINGS, MEETINGS.c.id == PROBLEMS.c.meeting_id)
    found: dict[int, list[str]] = defaultdict(list)
    mine = MEETINGS.c.campaign_id == now.campaign_id
    for row in now.connection.execute(query.where(mine).order_by(PROBLEMS.c.id)):
        found[row.meeting_id].append(row.text)
    return found


def _follow_ups(now: Occasion) -> Mapping[int, list[FollowUp]]:
    """The follow-ups of each meeting."""
    found: dict[int, list[FollowUp]] = defaultdict(list)
    for row in now.connection.execute(_agreed(now)):
        found[row.meeting_id].append(_follow_up(now, row))
    return found


def _agreed(now: Occasion) -> sa.Select[Any]:
    """What was agreed at any meeting, with who sees to it and how it stands."""
    kinds = (FOLLOW_UP_VILLAGE, FOLLOW_UP_OFFICE, FOLLOW_UP_DEPARTMENT)
    return (
        sa.select(FOLLOW_UPS, UNITS.c.code, UNITS.c.name, TASKS.c.key, TASKS.c.state, TASKS.c.effective_due)
        .join_from(FOLLOW_UPS, MEETINGS, MEETINGS.c.id == FOLLOW_UPS.c.meeting_id)
        .join(UNITS, UNITS.c.id == FOLLOW_UPS.c.unit_id)
        .join(TASKS, _owed(FOLLOW_UPS.c.id, MEETINGS.c.campaign_id, kinds))
        .where(MEETINGS.c.campaign_id == now.campaign_id)
        .order_by(FOLLOW_UPS.c.id)
    )


def _follow_up(now: Occasion, row: sa.Row[Any]) -> FollowUp:
    return FollowUp(
        id=row.id,
        unit=row.code,
        unit_name=row.name,
        about=row.about,
        task=row.key,
        state=row.state,
        due=row.effective_due,
        overdue=row.state in OWED and row.effective_due < now.today,
    )


def _counted(now: Occasion) -> Mapping[tuple[int, bool], int]:
    """How many were at each meeting, and how many were not."""
    query = (
        sa.select(ATTENDANCE.c.meeting_id, ATTENDANCE.c.present, sa.func.count())
        .join_from(ATTENDANCE, MEETINGS, MEETINGS.c.id == ATTENDANCE.c.meeting_id)
        .where(MEETINGS.c.campaign_id == now.campaign_id)
        .group_by(ATTENDANCE.c.meeting_id, ATTENDANCE.c.present)
    )
    return {(row[0], bool(row[1])): row[2] for row in now.connection.execute(query)}
