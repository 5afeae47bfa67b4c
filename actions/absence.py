"""Who is away, who stands in, and which deadlines fall into it (四.一)?

A deadline that meets somebody who is away, and for whom nobody stands in, is pointed out beforehand.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from actions.desk import DEFAULT_ZONE, LAST_YEAR, Desk, Occasion, numbered, occasion
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor
from actions.person import find_person, permit_about
from actions.taking_part import words
from actions.text import REASON_LENGTH
from actions.words import day_zh
from records.absence import ABSENCES, away_between
from records.campaign import CAMPAIGNS
from records.database import in_transaction, one_at_a_time, reading, run
from records.notice import When, Wording, queue_for_holders
from records.person import APPOINTMENTS, PEOPLE, SEATS
from records.task import TASKS
from records.unit import UNITS, at_or_below
from states.calendar import ONE_DAY
from states.deadline import SIDE_OF, Side
from states.roles import Role
from states.task import DONE

AHEAD_DAYS = 7
LONGEST_DAYS = 400

What = Literal["due", "rung", "verify"]

WHAT_ZH: dict[str, str] = {"due": "到期", "rung": "督办到本级", "verify": "核验到期"}


@dataclass(frozen=True, slots=True)
class DeadlineMet:
    """A day that concerns somebody who will be away: a task is due, is to be verified, or climbs to them."""

    on: date
    unit: str
    unit_name: str
    task: str
    what: What
    role: str


@dataclass(frozen=True, slots=True)
class AbsenceListed:
    """An absence as lists show it. `last_day` is the last day on which the person is really away."""

    id: int
    person_id: int
    person: str
    first_day: date
    last_day: date
    substitute: str | None
    reason: str
    recorded_by: str
    meets: tuple[DeadlineMet, ...]


def record_absence(
    desk: Desk,
    by: Actor,
    person: str,
    first: date,
    last: date,
    reason: str,
    substitute: str | None = None,
) -> AbsenceListed:
    """Record that somebody is away from `first` to the end of `last`; with the deadlines that this meets.

    By an administrator, or by the person. Where nobody stands in, the leading group's office is told of
    them. Raises NotAllowed, NotFound, BadInput for days or a substitute that cannot be.
    """
    why = words(reason, "不在岗的原因", REASON_LENGTH)

    def work(connection: sa.Connection) -> AbsenceListed:
        one_at_a_time(connection, "absence")
        name, person_id = find_person(connection, person)
        today = today_of(desk, connection)
        permit_about(connection, by, "absence.record", person_id, today)
        _check_days(today, first, last)
        _check_free(connection, name, person_id, first, last)
        other = None if substitute is None else find_person(connection, substitute)
        _check_substitute(connection, (name, person_id), other, first, last)
        who = {"person_id": person_id, "substitute_id": other[1] if other else None}
        when = {"first_day": first, "last_day": last, "recorded_at": desk.clock.now()}
        row = ABSENCES.insert().values(**who, **when, reason=why, recorded_by=by.name)
        number = int(connection.execute(row.returning(ABSENCES.c.id)).scalar_one())
        [absence] = _listed(desk, connection, ABSENCES.c.id == number, today)
        if other is None:
            _point_out(desk, connection, absence)
        return absence

    return in_transaction(desk.engine, work)


def end_absence(desk: Desk, by: Actor, number: int) -> None:
    """The person is back from today on, or does not go away at all. Raises WrongState when it is over."""

    def work(connection: sa.Connection) -> None:
        row = connection.execute(
            sa.select(ABSENCES).where(numbered(ABSENCES.c.id, number)).with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {number} 的不在岗登记。用 duban absence list 查看现有的。")
        today = today_of(desk, connection)
        permit_about(connection, by, "absence.record", row.person_id, today)
        if row.back_on is not None or row.last_day < today:
            raise WrongState(f"编号为 {number} 的不在岗登记已经结束，不用再销假。")
        back = {"back_on": max(today, row.first_day), "ended_by": by.name, "ended_at": desk.clock.now()}
        run(connection, ABSENCES.update().where(ABSENCES.c.id == number).values(**back))

    in_transaction(desk.engine, work)


def list_absences(desk: Desk, campaign_id: int | None = None) -> list[AbsenceListed]:
    """Everybody who is away now or will be, with the deadlines (of a campaign) that this meets."""
    with reading(desk.engine) as connection:
        today = today_of(desk, connection)
        coming = away_between(today, date(LAST_YEAR, 12, 31))
        return _listed(desk, connection, coming, today, campaign_id)


def absences_that_meet_a_deadline(
    desk: Desk, campaign_id: int | None = None, days: int = AHEAD_DAYS
) -> list[AbsenceListed]:
    """Absences in which nobody stands in and a deadline of the next `days` days falls."""
    with reading(desk.engine) as connection:
        return _uncovered(occasion(desk, connection, campaign_id), days)


def absence_warnings(now: Occasion, path: str = "", days: int = AHEAD_DAYS) -> list[str]:
    """What a reader of the board must know of who is away; of units at or below `path`."""
    warnings = []
    for one in _uncovered(now, days, path):
        first = one.meets[0]
        warnings.append(
            f"{one.person} {day_zh(one.first_day)}至{day_zh(one.last_day)}不在岗，无人替岗，"
            f"其间有 {len(one.meets)} 项时限，最近的是{day_zh(first.on)}{first.unit_name}的“"
            f"{now.book.spec(first.task).title.zh}”（{WHAT_ZH[first.what]}）。请安排替岗。"
        )
    return warnings


def today_of(desk: Desk, connection: sa.Connection) -> date:
    """The day at the desk, in the zone of the first campaign, or 北京时间 before there is one."""
    several = occasions(desk, connection)
    return several[0].today if several else desk.clock.now().astimezone(DEFAULT_ZONE).date()


def occasions(desk: Desk, connection: sa.Connection) -> list[Occasion]:
    """Every campaign now: people belong to none of them."""
    ids = connection.execute(sa.select(CAMPAIGNS.c.id).order_by(CAMPAIGNS.c.id)).scalars().all()
    return [occasion(desk, connection, one) for one in ids]


def _check_days(today: date, first: date, last: date) -> None:
    if last < first:
        raise BadInput(f"不在岗的最后一天（{day_zh(last)}）早于第一天（{day_zh(first)}），请对调或改正。")
    if first < today:
        raise BadInput(f"{day_zh(first)}已经过去。请从今天（{day_zh(today)}）或以后的日期起登记。")
    if (last - first).days >= LONGEST_DAYS:
        raise BadInput(f"一次最多登记 {LONGEST_DAYS} 天；长期离任请办理移交（duban people hand-over）。")


def _check_free(connection: sa.Connection, name: str, person_id: int, first: date, last: date) -> None:
    """A person's absences never overlap; nor is somebody away who stands in for another."""
    other = PEOPLE.alias("other")
    mine = (ABSENCES.c.person_id == person_id) | (ABSENCES.c.substitute_id == person_id)
    clash = connection.execute(
        sa.select(ABSENCES, other.c.name)
        .join_from(ABSENCES, other, other.c.id == ABSENCES.c.person_id)
        .where(mine, away_between(first, last))
        .order_by(ABSENCES.c.first_day)
        .limit(1)
    ).one_or_none()
    if clash is None:
        return
    span = f"{day_zh(clash.first_day)}至{day_zh(clash.last_day)}"
    if clash.person_id == person_id:
        raise BadInput(f"{name} {span}已登记不在岗（编号 {clash.id}），不能重叠。请先销假或改用其他日期。")
    raise BadInput(
        f"{name} {span}替 {clash.name} 在岗（编号 {clash.id}）。请先为 {clash.name} 另行安排替岗。"
    )


def _check_substitute(
    connection: sa.Connection,
    person: tuple[str, int],
    other: tuple[str, int] | None,
    first: date,
    last: date,
) -> None:
    if other is None:
        return
    name, number = other
    if number == person[1]:
        raise BadInput(f"{name} 不能替自己在岗。请另指一位这几天在岗的人员，或不填替岗人。")
    away = sa.select(ABSENCES).where(ABSENCES.c.person_id == number, away_between(first, last)).limit(1)
    clash = connection.execute(away).one_or_none()
    if clash is not None:
        raise BadInput(
            f"{name} {day_zh(clash.first_day)}至{day_zh(clash.last_day)}自己也不在岗，不能替 {person[0]}。"
            "请另指一位这几天在岗的人员。"
        )


def _listed(
    desk: Desk,
    connection: sa.Connection,
    chosen: sa.ColumnElement[bool],
    today: date,
    campaign_id: int | None = None,
) -> list[AbsenceListed]:
    asked = None if campaign_id is None else occasion(desk, connection, campaign_id)
    several = [asked] if asked else occasions(desk, connection)
    met: dict[int, list[DeadlineMet]] = defaultdict(list)
    for now in several:
        for number, deadlines in _met(now, chosen, date(LAST_YEAR, 12, 31)).items():
            met[number] += deadlines
    return _rows(connection, chosen, met)


def _rows(
    connection: sa.Connection, chosen: sa.ColumnElement[bool], met: Mapping[int, Sequence[DeadlineMet]]
) -> list[AbsenceListed]:
    substitute = PEOPLE.alias("substitute")
    query = (
        sa.select(ABSENCES, PEOPLE.c.name, substitute.c.name.label("substitute"))
        .join_from(ABSENCES, PEOPLE, PEOPLE.c.id == ABSENCES.c.person_id)
        .outerjoin(substitute, substitute.c.id == ABSENCES.c.substitute_id)
        .where(chosen)
        .order_by(ABSENCES.c.first_day, ABSENCES.c.id)
    )
    return [
        AbsenceListed(
            id=row.id,
            person_id=row.person_id,
            person=row.name,
            first_day=row.first_day,
            last_day=_last_day(row),
            substitute=row.substitute,
            reason=row.reason,
            recorded_by=row.recorded_by,
            meets=tuple(sorted(met.get(row.id, ()), key=lambda one: (one.on, one.unit, one.task))),
        )
        for row in connection.execute(query)
    ]


def _last_day(row: sa.Row[Any]) -> date:
    """The last day on which somebody is away who may have come back before."""
    last: date = row.last_day
    return last if row.back_on is None else min(last, row.back_on - ONE_DAY)


def _uncovered(now: Occasion, days: int, path: str = "") -> list[AbsenceListed]:
    until = now.today + timedelta(days=days)
    alone = ABSENCES.c.substitute_id.is_(None) & away_between(now.today, until)
    if now.connection.execute(sa.select(ABSENCES.c.id).where(alone).limit(1)).scalar() is None:
        return []
    met = _met(now, alone, until, path)
    return [one for one in _rows(now.connection, alone, met) if one.meets]


def _met(
    now: Occasion, absences: sa.ColumnElement[bool], until: date, path: str = ""
) -> dict[int, list[DeadlineMet]]:
    """The deadlines from today until `until` that the absences meet, by the absence's number."""
    until_then = sa.case((ABSENCES.c.last_day < until, ABSENCES.c.last_day), else_=sa.literal(until, sa.Date))
    dates = (TASKS.c.effective_due, TASKS.c.verify_by, TASKS.c.next_rung_on)
    falls = (one.between(now.today, until_then) for one in dates[:2])
    seat = (SEATS.c.at_unit_id == APPOINTMENTS.c.unit_id) & (SEATS.c.role == APPOINTMENTS.c.role)
    columns = (TASKS.c.key, TASKS.c.state, TASKS.c.rung, *dates, UNITS.c.code, UNITS.c.name)
    away = (ABSENCES.c.id, ABSENCES.c.first_day, ABSENCES.c.last_day, ABSENCES.c.back_on)
    query = (
        sa.select(*away, APPOINTMENTS.c.role, *columns)
        .join_from(ABSENCES, APPOINTMENTS, APPOINTMENTS.c.person_id == ABSENCES.c.person_id)
        .join(SEATS, seat)
        .join(TASKS, TASKS.c.unit_id == SEATS.c.unit_id)
        .join(UNITS, UNITS.c.id == TASKS.c.unit_id)
        .where(
            absences,
            TASKS.c.campaign_id == now.campaign_id,
            TASKS.c.state.not_in(DONE),
            sa.or_(*falls, TASKS.c.next_rung_on <= until_then),  # the rungs after it may fall later
            at_or_below(path),
        )
    )
    met: dict[int, list[DeadlineMet]] = defaultdict(list)
    for row in now.connection.execute(query):
        first, last = max(now.today, row.first_day), min(until, _last_day(row))
        for day, what, roles in _days(now, row):
            if first <= day <= last and row.role in roles:
                met[row.id].append(DeadlineMet(day, row.code, row.name, row.key, what, row.role))
    return met


def _days(now: Occasion, row: sa.Row[Any]) -> Iterator[tuple[date, What, frozenset[Role]]]:
    """The days that a task holds for people, as far as they are known, with the roles concerned."""
    side = SIDE_OF[row.state]
    watch = now.book.task_rules(row.key).watch(side)
    reminded = {role for reminder in watch.reminders for role in reminder.to}
    first = frozenset(reminded or (watch.ladder[0].to if watch.ladder else ()))
    if side is Side.VERIFICATION and row.verify_by is not None:
        yield row.verify_by, "verify", first
    elif side is Side.OWING:
        yield row.effective_due, "due", first
    day, number = row.next_rung_on, row.rung + 1
    while day is not None and number < len(watch.ladder):
        yield day, "rung", frozenset(watch.ladder[number].to)
        day, number = watch.rung_after(number, day, now.book.calendar), number + 1


def _point_out(desk: Desk, connection: sa.Connection, absence: AbsenceListed) -> None:
    """Tell the leading group's office, once for each campaign, what falls into an absence (四.一)."""
    chosen = ABSENCES.c.id == absence.id
    for now in occasions(desk, connection):
        meets = sorted(_met(now, chosen, date(LAST_YEAR, 12, 31)).get(absence.id, []), key=lambda one: one.on)
        if not meets:
            continue
        shown = "；".join(
            f"{day_zh(one.on)}{one.unit_name}“{now.book.spec(one.task).title.zh}”{WHAT_ZH[one.what]}"
            for one in meets[:5]
        )
        about = (
            f"{absence.person} {day_zh(absence.first_day)}至{day_zh(absence.last_day)}不在岗，没有替岗人，"
            f"其间有 {len(meets)} 项时限：{shown}{'等' if len(meets) > 5 else ''}。请安排替岗。"
        )
        wording = Wording("word", "word", f"absence.{absence.id}", meets[0].on, about=about[:1000])
        unit = sa.select(sa.literal(now.campaign_id).label("campaign_id"), UNITS.c.id.label("unit_id"))
        units = unit.where(UNITS.c.code == meets[0].unit).subquery("units")
        when = When(now.at, now.today)
        queue_for_holders(connection, units, (Role.LEADING_GROUP_OFFICE,), wording, when)
