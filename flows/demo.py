"""What does `duban serve --demo` show: the 2012 campaign in a whole district, on a virtual clock.

The district's real units, people made up by role, villages that behave by seed (`behaviour`): see
`demo_cast`, `demo_villages`, `demo_figures`, `demo_story`, `demo_offices`, `demo_assessment`. The demo
has a database of its own; stepping a day runs the real check, the real actions and the real delivery.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock

from actions.board import list_tasks
from actions.campaign import list_campaigns, start
from actions.check import check_deadlines
from actions.check_result import CheckResult
from actions.coming import next_day
from actions.delivery import deliver_notices
from actions.desk import DEFAULT_ZONE, Desk
from actions.open import data_folder, init_database, open_desk
from actions.permission import CONSOLE
from actions.person import find_actor, import_people
from actions.setting import read_setting, write_setting
from actions.unit import import_units, list_units
from flows import demo_assessment, demo_figures, demo_offices, demo_story, demo_villages
from flows.demo_cast import COUNTY, ISSUED, OPENED_AT, PLAN, STANDS_ON, Stage, address, cast, people_csv
from notifications.channels.file import FileChannel
from plans.reader import read_plan, shipped_plan
from records.clock import FixedClock
from states.errors import DubanError
from states.roles import Role

CHECKS_AT, SUBMITS_AT, VERIFIES_AT, EVENING = time(8), time(10), time(15), time(18)
CLOCK_SETTING = "demo-clock"
VERSION_SETTING = "demo-version"
VERSION = "2"
"""Raised whenever what the demo shows changes, so that an older one is made anew."""

FARTHEST_JUMP = timedelta(days=120)

Progress = Callable[[int], None]
DAYS_TO_PLAY = (STANDS_ON - ISSUED.date()).days + 1


def folder() -> Path:
    """Where the demo keeps its own database and mail."""
    return data_folder() / "demo"


@dataclass
class Demo:
    """The demo at work. Its desk's clock stands still until somebody steps."""

    desk: Desk
    clock: FixedClock
    channel: FileChannel
    home: Path
    opened_at: str = OPENED_AT
    one_at_a_time: Lock = field(default_factory=Lock)
    """Two impatient clicks are two steps, one after the other."""

    def now(self) -> datetime:
        return self.clock.now()

    def step(self, days: int = 1) -> CheckResult:
        """Let so many days pass: check, delivery, and what the villages do of themselves."""
        total = CheckResult(self.now())
        with self.one_at_a_time:
            for _ in range(days):
                total.add(self.play(self.now().date() + timedelta(days=1)))
        total.at = self.now()
        return total

    def jump(self) -> CheckResult:
        """Step to the next day on which anything is due; a day at least."""
        today = self.now().date()
        coming = next_day(self.desk, today + timedelta(days=1))
        target = min(max(coming or today, today + timedelta(days=1)), today + FARTHEST_JUMP)
        return self.step((target - today).days)

    def cast(self) -> list[tuple[str, str | None]]:
        """As whom a visitor may look: (title, address), the console (None) last."""
        return [*cast(list_units(self.desk)), ("本机控制台（可办理一切，供试用）", None)]

    def reset(self) -> None:
        """Back to where the demo began."""
        with self.one_at_a_time:
            self.desk.engine.dispose()
            _remove(self.home / "demo.sqlite")
            shutil.copyfile(self.home / "pristine.sqlite", self.home / "demo.sqlite")
            shutil.rmtree(self.home / "mail", ignore_errors=True)
            self.clock.instant = _stored_clock(self.desk)

    def play(self, day: date) -> CheckResult:
        """One day: the check in the morning, then what villages do, then what the offices decide."""
        self.set(day, CHECKS_AT)
        result = check_deadlines(self.desk)
        deliver_notices(self.desk, self.channel)
        self.let_people_act(day)
        self.set(day, EVENING)
        deliver_notices(self.desk, self.channel)
        write_setting(self.desk, CLOCK_SETTING, self.now().isoformat())
        return result

    def let_people_act(self, day: date) -> None:
        """What villages and offices do of themselves on a day, unless somebody has been there first."""
        if list_campaigns(self.desk)[-1].closed_at is not None:
            return
        stage = Stage(self.desk, day)
        owed = [(code, task) for code, _, task in list_tasks(self.desk)]
        self.set(day, SUBMITS_AT)
        demo_villages.submit(stage, owed)
        demo_figures.play(stage)
        demo_story.play(stage)
        self.set(day, VERIFIES_AT)
        demo_villages.verify(stage, owed)
        demo_offices.act(stage, owed)
        demo_assessment.play(stage)

    def set(self, day: date, hour: time) -> None:
        self.clock.instant = datetime.combine(day, hour, DEFAULT_ZONE)


def open_demo(progress: Progress | None = None, home: Path | None = None, days: int = DAYS_TO_PLAY) -> Demo:
    """The demo where it was left, or a new one of so many days; `progress` is told of each that is played."""
    home = home or folder()
    home.mkdir(parents=True, exist_ok=True)
    existing = _existing(home)
    if existing is not None:
        return existing
    return _make(home, progress or (lambda _: None), days)


def is_made() -> bool:
    """Whether there is a demo that can be opened without making it first."""
    return _existing(folder()) is not None


def _existing(home: Path) -> Demo | None:
    file = home / "demo.sqlite"
    if not file.exists() or not (home / "pristine.sqlite").exists():
        return None
    try:
        desk = open_desk(str(file))
        if read_setting(desk, VERSION_SETTING) != VERSION:
            return None
        return _demo(home, file)
    except DubanError:  # of another version: a demo is made anew rather than migrated
        return None


def _demo(home: Path, file: Path) -> Demo:
    clock = FixedClock(ISSUED)
    desk = open_desk(str(file), clock)
    if read_setting(desk, CLOCK_SETTING):
        clock.instant = _stored_clock(desk)
    return Demo(desk, clock, FileChannel(home / "mail"), home)


def _make(home: Path, progress: Progress, days: int) -> Demo:
    """Make the demo in a file of its own and put it in place when it is whole."""
    draft, demo_file, pristine = (home / name for name in ("making.sqlite", "demo.sqlite", "pristine.sqlite"))
    shutil.rmtree(home / "mail", ignore_errors=True)
    for leftover in (draft, demo_file, pristine):
        _remove(leftover)
    init_database(str(draft))
    demo = _demo(home, draft)
    populate(demo.desk, home)
    for number in range(days):
        demo.play(ISSUED.date() + timedelta(days=number))
        progress(1)
    write_setting(demo.desk, VERSION_SETTING, VERSION)
    demo.desk.engine.dispose()  # closing the last connection folds the write-ahead log into the file
    shutil.copyfile(draft, pristine)
    draft.replace(demo_file)
    return _demo(home, demo_file)


def populate(desk: Desk, home: Path) -> None:
    """The district with its departments, made-up people, and the campaign issued to all of it."""
    for name in ("units-shangjie.csv", "departments.csv"):
        with as_file(files("plans") / "demo" / name) as file:
            import_units(desk, CONSOLE, file)
    people = home / "people.csv"
    people.write_text(people_csv(list_units(desk)), encoding="utf-8")
    import_people(desk, CONSOLE, people)
    office = find_actor(desk, address(Role.LEADING_GROUP_OFFICE, COUNTY))
    start(desk, office, read_plan(shipped_plan(PLAN)), COUNTY)


def _stored_clock(desk: Desk) -> datetime:
    return datetime.fromisoformat(read_setting(desk, CLOCK_SETTING) or ISSUED.isoformat())


def _remove(file: Path) -> None:
    """A database file with its write-ahead log."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
