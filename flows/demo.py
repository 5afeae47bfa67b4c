"""What does `duban serve --demo` show: the 2012 campaign in a whole district, on a virtual clock.

The district's real units, people made up by role, villages that behave by seed (`behaviour`). The
demo has a database of its own; stepping a day runs the real check and the real delivery.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from threading import Lock

from actions import task as tasks
from actions.board import TaskStanding, list_tasks
from actions.campaign import start
from actions.check import CheckResult, check_deadlines
from actions.coming import next_day
from actions.delivery import deliver_notices
from actions.desk import DEFAULT_ZONE, Desk
from actions.open import data_folder, init_database, open_desk
from actions.permission import CONSOLE, Actor
from actions.person import find_actor, import_people
from actions.setting import read_setting, write_setting
from actions.unit import import_units, list_units
from flows.behaviour import Course, Manner, course_of, manner_of
from notifications.channels.file import FileChannel
from plans.reader import read_plan, shipped_plan
from records.clock import FixedClock
from records.unit import GRASSROOTS
from states.errors import DubanError
from states.roles import Role
from states.task import OWED, SUBMITTED

PLAN = "2012-pension-pilot"
SEED = 20120423
ISSUED = datetime(2012, 4, 23, 8, tzinfo=DEFAULT_ZONE)
STANDS_ON = date(2012, 6, 8)
OPENED_AT = "410106004000"
"""工业路街道, whose plan it is."""

SHOWN: dict[str, Manner] = {
    "410106004001": "punctual",
    "410106004002": "silent",
    "410106004003": "ordinary",
}
"""The three communities that the demo opens at: one of each kind."""

SILENT_AT = ("410106004002", "self-inspection")
"""朱寨社区 never self-inspects: its ladder is the one to watch."""

COUNTY = "410106000000"
COLUMNS = ("unit_code", "role", "name", "email")

POSTS: dict[str, tuple[tuple[Role, str, int], ...]] = {
    "county": (
        (Role.ADMINISTRATOR, "系统管理员", 1),
        (Role.LEADING_GROUP_OFFICE, "领导小组办公室主任", 1),
        (Role.LEADING_GROUP_HEAD, "领导小组组长", 1),
    ),
    "township": (
        (Role.LEADING_GROUP_OFFICE, "领导小组办公室主任", 1),
        (Role.LEADING_GROUP_HEAD, "领导小组组长", 1),
        (Role.LEADING_GROUP, "领导小组副组长", 1),
        (Role.SUPERVISION_OFFICE, "督查室主任", 1),
        (Role.SUPERVISION_OFFICE, "督查员", 2),
        (Role.DISCIPLINE_COMMITTEE, "纪工委书记", 1),
    ),
    "village": ((Role.VILLAGE_HEAD, "村主任", 1), (Role.ASSISTANT, "协办员", 1)),
    "community": ((Role.VILLAGE_HEAD, "主任", 1), (Role.ASSISTANT, "协办员", 1)),
    "department": ((Role.DEPARTMENT, "负责人", 1),),
}
"""Who sits where in the demo, by kind of unit: (role, title, number)."""

CHECKS_AT, SUBMITS_AT, VERIFIES_AT, EVENING = time(8), time(10), time(15), time(18)
CLOCK_SETTING = "demo-clock"
VERSION_SETTING = "demo-version"
VERSION = "1"
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

    def reset(self) -> None:
        """Back to where the demo began."""
        with self.one_at_a_time:
            self.desk.engine.dispose()
            _remove(self.home / "demo.sqlite")
            shutil.copyfile(self.home / "pristine.sqlite", self.home / "demo.sqlite")
            shutil.rmtree(self.home / "mail", ignore_errors=True)
            self.clock.instant = _stored_clock(self.desk)

    def play(self, day: date) -> CheckResult:
        """One day: the check in the morning, then submissions, then the office's verifications."""
        self.set(day, CHECKS_AT)
        result = check_deadlines(self.desk)
        deliver_notices(self.desk, self.channel)
        _villages_act(self, day)
        self.set(day, EVENING)
        deliver_notices(self.desk, self.channel)
        write_setting(self.desk, CLOCK_SETTING, self.now().isoformat())
        return result

    def set(self, day: date, hour: time) -> None:
        self.clock.instant = datetime.combine(day, hour, DEFAULT_ZONE)


def open_demo(progress: Progress | None = None, home: Path | None = None) -> Demo:
    """The demo where it was left, or a new one; `progress` is told of each day that is played."""
    home = home or folder()
    home.mkdir(parents=True, exist_ok=True)
    existing = _existing(home)
    if existing is not None:
        return existing
    return _make(home, progress or (lambda _: None))


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


def _make(home: Path, progress: Progress) -> Demo:
    """Make the demo in a file of its own and put it in place when it is whole."""
    draft, demo_file, pristine = (home / name for name in ("making.sqlite", "demo.sqlite", "pristine.sqlite"))
    shutil.rmtree(home / "mail", ignore_errors=True)
    for leftover in (draft, demo_file, pristine):
        _remove(leftover)
    init_database(str(draft))
    demo = _demo(home, draft)
    populate(demo.desk, home)
    for number in range(DAYS_TO_PLAY):
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


def _villages_act(demo: Demo, day: date) -> None:
    """What villages and offices do of themselves on a day, unless somebody has been there first."""
    standings = [(code, task) for code, _, task in list_tasks(demo.desk)]
    demo.set(day, SUBMITS_AT)
    for code, task in standings:
        if task.state in OWED and _submits(code, task, day):
            tasks.submit(demo.desk, _owner(demo.desk, code), code, task.key, "已按要求完成。")
    demo.set(day, VERIFIES_AT)
    for code, task in standings:
        if task.state == SUBMITTED and task.submitted_at is not None:
            _verify(demo.desk, code, task, day)


def _course(code: str, task: TaskStanding) -> Course:
    manner = SHOWN.get(code) or ("punctual" if len(code) > 12 else manner_of(SEED, code))
    if code == SILENT_AT[0] and task.key == SILENT_AT[1]:
        return Course(None, timedelta(1), returned_first=False, repaired_after=timedelta(1))
    return course_of(SEED, code, task.key, task.opens_on, task.due, manner)


def _submits(code: str, task: TaskStanding, day: date) -> bool:
    submits_on = _course(code, task).submits_on
    if submits_on is None:
        return False
    again = timedelta(days=0 if task.cycle == 1 else 8)
    return day >= submits_on + again


def _verify(desk: Desk, code: str, task: TaskStanding, day: date) -> None:
    """The office verifies after its own time, or sends a first submission back."""
    course = _course(code, task)
    submitted = task.submitted_at.astimezone(DEFAULT_ZONE).date() if task.submitted_at else day
    if day < submitted + course.verified_after:
        return
    office = _verifier(desk, code)
    if course.returned_first and task.cycle == 1:
        tasks.return_task(desk, office, code, task.key, "材料不齐，请补充后重新提交。")
    else:
        tasks.verify(desk, office, code, task.key)


def _owner(desk: Desk, code: str) -> Actor:
    role = Role.VILLAGE_HEAD
    if "-" in code:
        role = Role.DEPARTMENT
    elif code.endswith("000"):
        role = Role.LEADING_GROUP_OFFICE
    return find_actor(desk, address(role, code))


def _verifier(desk: Desk, code: str) -> Actor:
    if code.endswith("000"):
        return find_actor(desk, address(Role.LEADING_GROUP_HEAD, code))
    return find_actor(desk, address(Role.LEADING_GROUP_OFFICE, f"{code[:9]}000"))


def address(role: Role, code: str, number: int = 1) -> str:
    """The made-up address of a made-up person; `.example` reaches nobody."""
    which = f"-{number}" if number > 1 else ""
    return f"{role.value.replace('_', '-')}{which}.{code}@duban.example"


def people_csv(units: Iterable[tuple[str, str, str]]) -> str:
    """Who holds which role in the demo, named after what they do, as a people file.

    `units` are (code, name, kind).
    """
    rows = [COLUMNS]
    linked = 0
    for code, name, kind in units:
        short = name.removesuffix("居民委员会").removesuffix("村民委员会").removesuffix("民委员会")
        for role, title, number in POSTS.get(kind, ()):
            rows.append((code, role.value, f"{short} {title}", address(role, code, number)))
        if kind in GRASSROOTS:
            office = f"{code[:9]}000"
            linked += 1
            rows.append(
                (code, Role.LINKED_LEADER.value, f"包联领导（{short}）", linked_address(office, linked))
            )
    return "".join(",".join(row) + "\n" for row in rows)


def linked_address(office: str, number: int) -> str:
    return address(Role.LINKED_LEADER, office, number + 1)


def _stored_clock(desk: Desk) -> datetime:
    return datetime.fromisoformat(read_setting(desk, CLOCK_SETTING) or ISSUED.isoformat())


def _remove(file: Path) -> None:
    """A database file with its write-ahead log."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
