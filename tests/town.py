"""A subdistrict to test in: 工业路街道, its three communities, everybody in office, a virtual clock.

Reads as one would tell it: `town.at("2012-06-09").submit(ZHUZHAI, "self-inspection")`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from actions import campaign, task
from actions.board import Board, TaskStanding, read_board
from actions.check import check_deadlines
from actions.check_result import CheckResult
from actions.desk import Desk
from actions.notice import NoticeListed, list_notices
from actions.permission import CONSOLE, Actor
from actions.person import find_actor, import_people
from actions.unit import import_units
from plans.model import Plan
from plans.reader import read_plan, shipped_plan
from records.clock import FixedClock
from states.roles import Role

SHANGHAI = ZoneInfo("Asia/Shanghai")

SUBDISTRICT = "410106004000"
GONGYELU = "410106004001"
ZHUZHAI = "410106004002"
TONGHANG = "410106004003"
VILLAGES = (GONGYELU, ZHUZHAI, TONGHANG)

OFFICE_ROLES = (
    Role.LEADING_GROUP_OFFICE,
    Role.LEADING_GROUP,
    Role.LEADING_GROUP_HEAD,
    Role.SUPERVISION_OFFICE,
    Role.DISCIPLINE_COMMITTEE,
)
VILLAGE_ROLES = (Role.VILLAGE_HEAD, Role.ASSISTANT, Role.LINKED_LEADER)

Told = tuple[str, str, int | None, str]
"""(day, kind, rung, role) of a notice."""


def mail(role: Role, unit: str) -> str:
    return f"{role}.{unit}@duban.example"


def people_rows(without: frozenset[Role] = frozenset()) -> list[str]:
    """Everybody in office, as rows of a people file."""
    held = [(unit, role) for unit in VILLAGES for role in VILLAGE_ROLES]
    held += [(SUBDISTRICT, role) for role in OFFICE_ROLES]
    held.append(("410000000000", Role.ADMINISTRATOR))
    return [
        f"{unit},{role},{unit[-4:]} {role},{mail(role, unit)}" for unit, role in held if role not in without
    ]


@dataclass
class Town:
    """The subdistrict at one instant."""

    desk: Desk
    clock: FixedClock

    def at(self, day: str | date, hour: int = 9, minute: int = 0) -> "Town":
        """The town on that day, at that time in Shanghai."""
        on = date.fromisoformat(day) if isinstance(day, str) else day
        self.clock.instant = datetime.combine(on, time(hour, minute), SHANGHAI)
        return self

    @property
    def today(self) -> date:
        return self.clock.instant.astimezone(SHANGHAI).date()

    def who(self, role: Role, unit: str = SUBDISTRICT) -> Actor:
        return find_actor(self.desk, mail(role, unit))

    def issue(self, plan: Plan | None = None, day: str = "2012-04-23") -> int:
        self.at(day)
        read = plan or read_plan(shipped_plan("2012-pension-pilot"))
        return campaign.start(self.desk, self.who(Role.LEADING_GROUP_OFFICE), read, SUBDISTRICT)

    def check(self) -> CheckResult:
        return check_deadlines(self.desk)

    def checked_daily(self, first: str, last: str) -> CheckResult:
        """Let the days from `first` to `last` pass, with a check each morning; what the last one did."""
        result = None
        for day in days(first, last):
            result = self.at(day).check()
        assert result is not None
        return result

    def submit(self, unit: str, key: str) -> date:
        return task.submit(self.desk, self.who(Role.VILLAGE_HEAD, unit), unit, key)

    def verify(self, unit: str, key: str) -> None:
        task.verify(self.desk, self.who(Role.LEADING_GROUP_OFFICE), unit, key)

    def complete(self, unit: str, *keys: str) -> None:
        """Submit and verify tasks, on the spot."""
        for key in keys:
            self.submit(unit, key)
            self.verify(unit, key)

    def board(self) -> Board:
        return read_board(self.desk)

    def phase(self, unit: str) -> str:
        return next(village.phase for village in self.board().units if village.unit == unit)

    def task(self, unit: str, key: str) -> TaskStanding:
        return next(village.tasks[key] for village in self.board().units if village.unit == unit)

    def notices(self, unit: str, key: str | None = None) -> list[NoticeListed]:
        return [one for one in list_notices(self.desk, unit_code=unit) if key is None or one.task == key]

    def told(self, unit: str, key: str, since: str = "2012-01-01") -> list[Told]:
        """What has been queued about a task of a unit, since a day: (day, kind, rung, role)."""
        return [
            (queued.isoformat(), one.kind, one.rung, one.role)
            for one in self.notices(unit, key)
            if (queued := one.queued_at.astimezone(SHANGHAI).date()) >= date.fromisoformat(since)
        ]


def days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += timedelta(days=1)


def found_town(engine: sa.Engine, folder: Path, without: frozenset[Role] = frozenset()) -> Town:
    """The subdistrict in an empty database; roles in `without` are held by nobody."""
    clock = FixedClock(datetime(2012, 4, 20, 9, tzinfo=SHANGHAI))
    desk = Desk(engine, clock)
    with as_file(files("plans") / "demo" / "units-gongyelu.csv") as file:
        import_units(desk, CONSOLE, file)
    people = folder / "people.csv"
    people.write_text("\n".join(["unit_code,role,name,email", *people_rows(without)]), encoding="utf-8")
    import_people(desk, CONSOLE, people)
    return Town(desk, clock)
