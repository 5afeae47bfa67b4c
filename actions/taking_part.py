"""Which unit of a campaign is meant, what does its plan say of the matter, and when did it happen?

What the use cases of the organization (meetings, letters, visits, …) have in common.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from actions import deed as deeds
from actions.deed import perform
from actions.desk import Occasion, find_unit
from actions.errors import BadInput, NotFound
from actions.permission import Actor, deed_of, permit
from actions.text import optional
from actions.words import day_zh
from plans.model.organization import Party
from records import village as villages_kept
from records.campaign import CAMPAIGNS
from records.history import By, Event, remember
from records.moves import NO_TASK
from records.task import TASKS
from records.unit import ANCESTORS, GRASSROOTS, UNITS
from records.village import VILLAGES

T = TypeVar("T")

EARLIEST_YEAR = 1949


def village_of(now: Occasion, code: str) -> sa.Row[Any]:
    """A village of the campaign, with its `village_campaign_id` and `state`; raises NotFound."""
    mine = (VILLAGES.c.unit_id == UNITS.c.id) & (VILLAGES.c.campaign_id == now.campaign_id)
    query = (
        sa.select(UNITS, VILLAGES.c.id.label("village_campaign_id"), VILLAGES.c.state)
        .join_from(UNITS, VILLAGES, mine)
        .where(UNITS.c.code == code)
    )
    village = now.connection.execute(query).one_or_none()
    if village is None:
        name = find_unit(now.connection, code).name
        raise NotFound(f"{name}（{code}）不是本专项工作范围内的村或社区。")
    return village


def lock_village(now: Occasion, village: sa.Row[Any]) -> None:
    """Let nobody else set the same things of a village until the commit."""
    villages_kept.lock(now.connection, VILLAGES.c.id == village.village_campaign_id)


def host_of(now: Occasion, code: str) -> tuple[sa.Row[Any], Party]:
    """A village of the campaign, or an office with villages of the campaign below it; raises NotFound."""
    unit = find_unit(now.connection, code)
    if unit.kind in GRASSROOTS:
        return village_of(now, code), "village"
    above = now.connection.execute(offices(now).where(UNITS.c.id == unit.id)).one_or_none()
    if above is None:
        raise NotFound(f"{unit.name}（{code}）不是本专项工作的街道、乡镇，也不是其中的村或社区。")
    return unit, "office"


def offices(now: Occasion) -> sa.Select[Any]:
    """(id, code, name, path, kind) of every unit with villages of the campaign below it."""
    above = (
        sa.select(ANCESTORS.c.ancestor_id)
        .join_from(ANCESTORS, VILLAGES, VILLAGES.c.unit_id == ANCESTORS.c.unit_id)
        .where(VILLAGES.c.campaign_id == now.campaign_id)
    )
    columns = (UNITS.c.id, UNITS.c.code, UNITS.c.name, UNITS.c.path, UNITS.c.kind)
    return sa.select(*columns).where(UNITS.c.id.in_(above))


def villages(now: Occasion, path: str = "") -> sa.Select[Any]:
    """(id, code, name, path) of the villages of the campaign at or below a path, in order."""
    return (
        sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.name, UNITS.c.path)
        .join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
        .where(VILLAGES.c.campaign_id == now.campaign_id, UNITS.c.path.startswith(path, autoescape=True))
        .order_by(UNITS.c.path)
    )


def path_within(now: Occasion, unit_code: str | None) -> str:
    """The path of the unit that a list is asked for; of everything without one. Raises NotFound."""
    return find_unit(now.connection, unit_code).path if unit_code else ""


def ruled(section: T | None, what: str) -> T:
    """What the plan says of a matter; raises BadInput where it is silent."""
    if section is None:
        raise BadInput(f"本方案没有关于{what}的规定，不能登记。请先在方案中写明。")
    return section


def happened(now: Occasion, day: date, what: str) -> date:
    """A day that is past or today's; raises BadInput for a later one."""
    if day > now.today:
        raise BadInput(f"{what}日期 {day_zh(day)}还没有到。请填今天（{day_zh(now.today)}）或以前的日期。")
    if day.year < EARLIEST_YEAR:
        raise BadInput(f"{what}日期 {day} 太早，请核对年份。")
    return day


def words(text: str | None, what: str, length: int = 1000) -> str:
    """A text that a record cannot do without; raises BadInput when it is missing or may not be kept."""
    cleaned = optional(text, length)
    if cleaned is None:
        raise BadInput(f"请写明{what}。")
    return cleaned


def line(text: str | None, what: str, length: int = 100) -> str:
    """The same on one line: a name or a title."""
    return " ".join(words(text, what, length).split())


def note(
    now: Occasion,
    by: By,
    subject: tuple[str, int],
    unit_id: int,
    trigger: str,
    state: str,
    reason: str | None,
    clause: str | None,
) -> None:
    """A row of history for one thing: `subject` is its kind and number."""
    kind, number = subject
    one: sa.Select[Any] = sa.select(
        sa.literal(now.campaign_id),
        sa.literal(unit_id),
        sa.literal(number),
        NO_TASK,
        sa.literal(None, sa.String),
    ).where(CAMPAIGNS.c.id == now.campaign_id)
    shown = reason if reason is None else reason[:1000]
    remember(now.connection, one, Event(kind, trigger, state, by, now.at, shown, clause))


def new_row(now: Occasion, table: sa.Table, values: dict[str, Any]) -> int:
    """Add a row of this campaign; its number."""
    row = table.insert().values(campaign_id=now.campaign_id, **values)
    return int(now.connection.execute(row.returning(table.c.id)).scalar_one())


def submit_with(now: Occasion, by: Actor, unit: sa.Row[Any], key: str, evidence: str) -> date:
    """Submit a task of the plan with what has just been recorded; by when it must be verified."""
    permit(now.connection, by, deed_of(now.book.spec(key), "submit"), unit.path, on=now.today)
    mine = sa.and_(TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id == unit.id, TASKS.c.key == key)
    answers = perform(now, by.by, mine, key, "submit", evidence[:1000], deeds.submit)
    if not answers:
        raise NotFound(f"{unit.name} 没有任务 {key}。")
    return answers[0]


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names in a sentence, the first of them where they are many."""
    shown = "、".join(names[:most])
    return shown if len(names) <= most else f"{shown}等 {len(names)} 个"
