"""At which desk is an action carried out: which database, which clock, which campaign, what instant?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from actions.errors import BadInput, NotFound, WrongState
from plans.rules import Rulebook
from records.campaign import CAMPAIGNS, rules_of
from records.clock import Clock, FixedClock
from records.history import last_instant
from records.unit import UNITS

T = TypeVar("T")

DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")

LARGEST_NUMBER = 2**31 - 1
"""The largest number that a row can have; asked for a larger one the databases fail."""

FIRST_YEAR, LAST_YEAR = 1949, 2199
"""As in plans: whatever lies outside is a slip of the pen."""

CLOCKS_DIFFER_BY = timedelta(minutes=1)
"""Two machines' clocks may differ by this much before it is taken for a mistake."""


@dataclass(frozen=True)
class Desk:
    """A database and a clock. Every action takes one."""

    engine: sa.Engine
    clock: Clock

    def at(self, instant: datetime | None) -> "Desk":
        """The same desk with the clock standing at `instant`; itself if there is none."""
        if instant is None:
            return self
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise BadInput(f"时间 {instant.isoformat()} 不在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。")
        return Desk(self.engine, FixedClock(instant))


@dataclass(frozen=True)
class Occasion:
    """A campaign at one instant: what an action works on. `today` is the day in the campaign's zone."""

    connection: sa.Connection
    campaign_id: int
    root_id: int | None
    issued_on: date
    book: Rulebook
    at: datetime
    closed_at: datetime | None = None

    @property
    def today(self) -> date:
        return self.at.astimezone(self.book.zone).date()


def occasion(desk: Desk, connection: sa.Connection, campaign_id: int | None) -> Occasion:
    """The campaign (the only one, if None) now. Raises BadInput for an instant before its last event."""
    campaign = find_campaign(connection, campaign_id)
    at = _not_before(desk.clock.now(), last_instant(connection, campaign.id), campaign.id)
    book = rules_of(connection, campaign.plan_version_id)
    return Occasion(
        connection, campaign.id, campaign.unit_id, campaign.issued_on, book, at, campaign.closed_at
    )


def acting(desk: Desk, connection: sa.Connection, campaign_id: int | None) -> Occasion:
    """The same for whoever is about to change something in it; raises WrongState once it has been closed."""
    now = occasion(desk, connection, campaign_id)
    still_open(now)
    return now


def still_open(now: Occasion) -> None:
    """Let pass while the campaign runs; raises WrongState once it has been closed (收官)."""
    if now.closed_at is not None:
        when = now.closed_at.astimezone(now.book.zone)
        raise WrongState(
            f"专项工作 {now.campaign_id} 已于 {when:%Y-%m-%d} 收官，不再办理；"
            "结果和历史仍可查看：duban campaign show、duban history。"
        )


def find_campaign(connection: sa.Connection, campaign_id: int | None) -> sa.Row[Any]:
    """The campaign of that id, or the only one that is still open.

    Raises NotFound, or BadInput if several run.
    """
    if campaign_id is not None:
        mine = numbered(CAMPAIGNS.c.id, campaign_id)
        one = connection.execute(sa.select(CAMPAIGNS).where(mine)).one_or_none()
        if one is None:
            raise NotFound(f"没有编号为 {campaign_id} 的专项工作。用 duban campaign show 查看现有的。")
        return one
    closed_last = (CAMPAIGNS.c.closed_at.is_not(None), CAMPAIGNS.c.id)
    several = connection.execute(sa.select(CAMPAIGNS).order_by(*closed_last).limit(2)).all()
    if not several:
        raise NotFound("还没有专项工作。请先用 duban campaign start 印发一个方案。")
    if len(several) > 1 and (several[1].closed_at is None or several[0].closed_at is not None):
        raise BadInput("正在进行的专项工作不止一个，请用 --campaign 指明编号（duban campaign show 可查）。")
    return several[0]


def numbered(column: sa.Column[Any], number: int) -> sa.ColumnElement[bool]:
    """The row of that number, as people and programs write it; none for one that no row can have."""
    return column == number if abs(number) <= LARGEST_NUMBER else sa.false()


def zone_of(desk: Desk, campaign_id: int | None) -> ZoneInfo:
    """The zone in which people speak of instants: the campaign's, or 北京时间 before there is one."""
    with desk.engine.connect() as connection:
        try:
            campaign = find_campaign(connection, campaign_id)
        except (NotFound, BadInput):
            return DEFAULT_ZONE
        return rules_of(connection, campaign.plan_version_id).zone


def find_unit(connection: sa.Connection, code: str) -> sa.Row[Any]:
    """The unit of that code; raises NotFound."""
    unit = connection.execute(sa.select(UNITS).where(UNITS.c.code == code)).one_or_none()
    if unit is None:
        raise NotFound(f"没有代码为 {code} 的单位。请核对 12 位统计代码，或先用 duban units import 导入。")
    return unit


def find_units(connection: sa.Connection, codes: Sequence[str]) -> list[sa.Row[Any]]:
    """The units of these codes; raises NotFound for the first that there is not."""
    if len(codes) == 1:
        return [find_unit(connection, codes[0])]
    found = units_by_code(connection, codes)
    return [found[code] if code in found else find_unit(connection, code) for code in codes]


def units_by_code(connection: sa.Connection, codes: Sequence[str]) -> dict[str, sa.Row[Any]]:
    """The units of these codes, as far as there are any."""
    return {
        unit.code: unit
        for some in batched(codes, AT_ONCE)
        for unit in connection.execute(sa.select(UNITS).where(UNITS.c.code.in_(some)))
    }


AT_ONCE = 5_000
"""How many values one statement is given."""


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items, so many at a time: a statement takes only so many values."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _not_before(at: datetime, last: datetime | None, campaign_id: int) -> datetime:
    if last is None or at >= last:
        return at
    if last - at <= CLOCKS_DIFFER_BY:
        return last
    raise BadInput(
        f"时间 {at.isoformat()} 早于专项工作 {campaign_id} 的最后一条记录 "
        f"{last.astimezone(at.tzinfo).isoformat()}，历史不能改写。请用同一时刻或更晚的时刻。"
    )
