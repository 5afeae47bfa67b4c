"""What would a plan do to a country: who would be told what, and who would turn red (duban simulate)?

The whole campaign, through the same actions and the same check, on a virtual clock and in a database of
its own that is thrown away. All who do the same on the same day are one set. What each unit does follows
from the seed (`behaviour`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from actions import tally
from actions import task as tasks
from actions.campaign import start
from actions.check import check_deadlines
from actions.desk import Desk
from actions.errors import BadInput
from actions.open import throwaway_desk
from actions.permission import CONSOLE
from actions.person import import_people
from actions.reds import list_reds
from actions.tally import Seat, Told, Vacancy
from actions.unit import import_units, list_units
from flows.behaviour import MIXES, VERIFIED_AFTER_DAYS, Behaviour, course_of, manner_of
from flows.crowd import people_csv, units_csv
from plans.model import Plan
from plans.rules import Rulebook, rulebook
from records.clock import FixedClock

MOST_VILLAGES = 1_000_000
HANDFUL = 5
"""Whoever gets more messages than this on one day is pointed out."""

SHOWN_BURDENED = 10
SHOWN_BUSIEST = 5
ASSESSED_FOR = timedelta(days=31)
"""How long a plan runs on after its assessment has begun, if it does not say when it closes."""

CHECKS_AT, SUBMITS_AT, VERIFIES_AT = time(8), time(10), time(15)
PROMPT = (1, 1, 2)
"""After how many days the office verifies where everybody is punctual."""

Progress = Callable[[int], None]
Agenda = dict[date, dict[tuple[str, str], list[str]]]
"""Who does what on a day: (deed, task) → the codes of the units."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is simulated: `units` is a file of units, or how many villages to make up."""

    plan: Plan
    units: Path | int
    behaviour: Behaviour = "mixed"
    seed: int = 1

    @property
    def days(self) -> list[date]:
        """From the day of issue to the end of the assessment."""
        first, closes = self.plan.document.issued_on, self.plan.assessment.closes
        last = max(first, closes or self.plan.assessment.begins + ASSESSED_FOR)
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what was sent to whom, and who turned red."""

    day: date
    told: list[Told]
    turned_red: int

    @property
    def notices(self) -> int:
        return sum(one.count for one in self.told)


@dataclass(frozen=True, slots=True)
class Red:
    """A village that turned red, on which day for the first time, and why: tasks, or `behind`."""

    unit: str
    name: str
    day: date
    why: list[str]


@dataclass(frozen=True, slots=True)
class Burdened:
    """Somebody who got more than a handful of messages on one day."""

    day: date
    seat: Seat
    messages: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """What came of it. `burdened_days` counts (person, day); `climbs` are by rung of the plan."""

    setting: Setting
    villages: int
    by_day: list[Day]
    red: list[Red]
    burdened_days: int
    burdened: list[Burdened]
    climbs: dict[str, int]
    proposed: dict[str, int]
    states: dict[str, int]
    gaps: list[Vacancy]

    @property
    def notices(self) -> Counter[str]:
        """How many notices of each kind."""
        counted = Counter[str]()
        for told in self.told:
            counted[told.kind] += told.count
        return counted

    @property
    def told(self) -> list[Told]:
        """What was sent in all, by kind, form, rung and role."""
        counted = Counter[tuple[str, str, int | None, str]]()
        for day in self.by_day:
            for one in day.told:
                counted[one.kind, one.form, one.rung, one.role] += one.count
        ordered = sorted(counted.items(), key=lambda item: (item[0][0], item[0][2] or 0, *item[0][1::2]))
        return [Told(*what, count) for what, count in ordered]

    @property
    def busiest(self) -> list[Day]:
        """The days with the most messages."""
        sent = [day for day in self.by_day if day.notices]
        return sorted(sent, key=lambda day: (-day.notices, day.day))[:SHOWN_BUSIEST]


def simulate(setting: Setting, progress: Progress | None = None) -> Simulation:
    """Play the campaign through; `progress` is told of each day. Raises BadInput, BadRows for bad units."""
    if isinstance(setting.units, int) and not 1 <= setting.units <= MOST_VILLAGES:
        raise BadInput(f"村（居）数 {setting.units} 不在 1 到 {MOST_VILLAGES} 之间。")
    book = rulebook(setting.plan)
    clock = FixedClock(datetime.combine(setting.days[0], CHECKS_AT, book.zone))
    with throwaway_desk(clock) as (desk, folder):
        populate(desk, folder, setting)
        start(desk, CONSOLE, setting.plan)
        play = Play(desk, clock, book, setting)
        for day in setting.days:
            play.day(day)
            if progress:
                progress(1)
        return play.result()


@dataclass
class Play:
    """A campaign being played, with what has been seen of it so far."""

    desk: Desk
    clock: FixedClock
    book: Rulebook
    setting: Setting
    check: Callable[[Desk], object] = check_deadlines
    days: list[Day] = field(default_factory=list)
    red: dict[str, Red] = field(default_factory=dict)
    burdened_days: int = 0
    worst: list[tuple[int, date, int]] = field(default_factory=list)
    """(messages, day, person) of the heaviest days of anybody."""

    def __post_init__(self) -> None:
        self.agenda = _agenda(self.book, self.setting, tally.owners(self.desk))
        self.names = {code: name for code, name, _ in list_units(self.desk)}
        self.seen = 0

    def day(self, day: date) -> None:
        """The check in the morning, then submissions, then what the offices decide."""
        self.set(day, CHECKS_AT)
        self.check(self.desk)
        turned_red = self.note_reds(day)
        for hour, deeds in ((SUBMITS_AT, ("submit",)), (VERIFIES_AT, ("return", "verify"))):
            self.set(day, hour)
            self.act(day, deeds)
        self.note_notices(day, turned_red)

    def set(self, day: date, hour: time) -> None:
        self.clock.instant = datetime.combine(day, hour, self.book.zone)

    def act(self, day: date, deeds: tuple[str, ...]) -> None:
        """All who do the same are one set."""
        chosen = self.agenda.get(day, {})
        for key in self.book.tasks:
            for deed in deeds:
                if units := chosen.get((deed, key)):
                    _do(self.desk, deed, key, units)

    def note_reds(self, day: date) -> int:
        """Who is red for the first time; how many."""
        new = list_reds(self.desk, besides=self.red)
        self.red |= {code: Red(code, self.names[code], day, why) for code, why in new.items()}
        return len(new)

    def note_notices(self, day: date, turned_red: int) -> None:
        self.days.append(Day(day, tally.told_since(self.desk, self.seen), turned_red))
        people, worst = tally.burdened_since(self.desk, self.seen, HANDFUL, SHOWN_BURDENED)
        self.burdened_days += people
        self.worst += [(messages, day, person) for person, messages in worst]
        self.worst = sorted(self.worst, key=lambda one: (-one[0], *one[1:]))[:SHOWN_BURDENED]
        self.seen = tally.last_notice(self.desk)

    def result(self) -> Simulation:
        seats = tally.seats(self.desk, {person for _, _, person in self.worst})
        states = tally.ends(self.desk)
        return Simulation(
            setting=self.setting,
            villages=sum(states.values()),
            by_day=self.days,
            red=sorted(self.red.values(), key=lambda red: (red.day, red.unit)),
            burdened_days=self.burdened_days,
            burdened=[Burdened(day, seats[person], messages) for messages, day, person in self.worst],
            climbs=tally.climbs(self.desk),
            proposed=tally.proposals(self.desk),
            states=states,
            gaps=tally.vacancies(self.desk),
        )


def populate(desk: Desk, folder: Path, setting: Setting) -> None:
    """The units with everybody in office."""
    if isinstance(setting.units, int):
        details = (task.owner_detail for task in setting.plan.tasks if task.owner_kind == "department")
        units = folder / "units.csv"
        units.write_text(units_csv(setting.units, sorted(set(details))), encoding="utf-8")
    else:
        units = setting.units
    import_units(desk, CONSOLE, units)
    people = folder / "people.csv"
    people.write_text(people_csv(list_units(desk)), encoding="utf-8")
    import_people(desk, CONSOLE, people)


def _agenda(book: Rulebook, setting: Setting, owners: Mapping[str, list[str]]) -> Agenda:
    """What everybody will do, by day: it follows from the seed alone."""
    agenda: Agenda = defaultdict(lambda: defaultdict(list))
    manners = {code: manner_of(setting.seed, code, MIXES[setting.behaviour]) for code in _codes(owners)}
    issued_on = setting.days[0]
    prompt = PROMPT if setting.behaviour == "punctual" else VERIFIED_AFTER_DAYS
    for key, codes in owners.items():
        spec = book.tasks[key]
        for code in codes:
            course = course_of(setting.seed, code, key, spec.opens, spec.due, manners[code], prompt)
            if course.submits_on is None:
                continue
            submitted = max(course.submits_on, issued_on)
            agenda[submitted]["submit", key].append(code)
            decided = book.calendar.on_or_after(submitted + course.verified_after)
            if course.returned_first:
                agenda[decided]["return", key].append(code)
                submitted = decided + course.repaired_after
                agenda[submitted]["submit", key].append(code)
                decided = book.calendar.on_or_after(submitted + course.verified_after)
            agenda[decided]["verify", key].append(code)
    return agenda


def _codes(owners: Mapping[str, list[str]]) -> Iterator[str]:
    yield from dict.fromkeys(code for codes in owners.values() for code in codes)


def _do(desk: Desk, deed: str, key: str, units: list[str]) -> None:
    if deed == "submit":
        tasks.submit(desk, CONSOLE, units, key, "已按要求完成。")
    elif deed == "verify":
        tasks.verify(desk, CONSOLE, units, key)
    else:
        tasks.return_task(desk, CONSOLE, units, key, "材料不齐，请补充后重新提交。")
