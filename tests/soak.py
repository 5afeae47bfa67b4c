"""One campaign of random people, from the issue to its close, with all invariants asked every evening.

`python -m tests.soak 17` plays the campaign of that seed again.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from actions import extension, hold, inspection, task, village
from actions.board import TaskStanding, list_tasks
from actions.campaign import start
from actions.check import check_deadlines
from actions.desk import Desk
from actions.inspection import list_inspections
from actions.notice import acknowledge, list_notices
from actions.open import throwaway_desk
from actions.permission import CONSOLE
from actions.person import import_people, list_people
from actions.reading import correct, list_readings, report
from actions.target import correct_eligible, import_targets, split_targets
from actions.unit import import_units, list_units
from flows.crowd import people_csv, units_csv
from plans.reader import read_plan, shipped_plan
from records.clock import FixedClock
from records.unit import GRASSROOTS
from states.errors import DubanError
from states.extension import UNDECIDED
from states.inspection import INSPECTION
from states.roles import Role
from states.task import OWED, SUBMITTED, VERIFIED
from tests.invariants import broken
from tests.town import SHANGHAI

VILLAGES = 64
DEPARTMENTS = ("civil-affairs", "police")
ISSUED = datetime(2012, 4, 23, 8, tzinfo=SHANGHAI)
DAYS = 84
"""Until the middle of July: the assessment has begun."""

OFF_ON = 0.12
"""How often the machine is off in the morning."""

BUSY_ON = 0.5
"""On what share of the days people do anything."""

Standing = tuple[str, TaskStanding]


@dataclass
class Soak:
    """A campaign in which anybody may do anything that may be done."""

    desk: Desk
    clock: FixedClock
    chance: Random
    villages: list[str]
    done: dict[str, int] = field(default_factory=dict)
    """How often each deed succeeded, and how often anything was refused."""

    def play(self) -> None:
        inspector = self.inspector()
        for number in range(DAYS):
            self.clock.instant = ISSUED + timedelta(days=number)
            if self.chance.random() >= OFF_ON:
                check_deadlines(self.desk)
            if self.chance.random() < BUSY_ON:
                self.set(11)
                self.tasks_are_done()
                self.set(15)
                self.dates_are_changed()
                self.inspections_go_on(inspector)
                self.figures_come_in()
            found = broken(self.desk.engine)
            assert found == [], f"{self.clock.instant:%Y-%m-%d}: {found}"
        self.set(20)
        check_deadlines(self.desk)
        again = check_deadlines(self.desk).counts()
        assert not any(again.values()), f"the second check did something: {again}"

    def set(self, hour: int) -> None:
        day = self.clock.instant.astimezone(SHANGHAI).date()
        self.clock.instant = datetime.combine(day, time(hour), SHANGHAI)

    def tasks_are_done(self) -> None:
        """Sets of units submit, withdraw and are verified; a few are returned, waived and re-opened."""
        desk = self.desk
        standings = [(code, standing) for code, _, standing in list_tasks(desk)]
        today = self.clock.instant.date()

        def near(standing: TaskStanding) -> bool:
            return (standing.effective_due - today).days <= self.chance.randint(-2, 6)

        owed = [one for one in standings if one[1].state in OWED and near(one[1])]
        self.some(owed, 0.3, lambda units, key: task.submit(desk, CONSOLE, units, key))
        handed = [one for one in standings if one[1].state == SUBMITTED]
        self.some(handed[::2], 0.45, lambda units, key: task.verify(desk, CONSOLE, units, key))
        rest = handed[1::2]
        self.some(rest, 0.08, lambda units, key: task.return_task(desk, CONSOLE, units, key, "材料不齐"))
        self.some(rest, 0.02, lambda units, key: task.withdraw(desk, CONSOLE, units, key))
        verified = [one for one in standings if one[1].state == VERIFIED]
        self.some(verified, 0.004, lambda units, key: task.reopen(desk, CONSOLE, units, key, "数字有误"))
        self.some(owed, 0.004, lambda units, key: task.waive(desk, CONSOLE, units, key, "另案处理"))

    def some(
        self, standings: Sequence[Standing], share: float, deed: Callable[[list[str], str], object]
    ) -> None:
        """A share of them do the same, task by task."""
        chosen: dict[str, list[str]] = {}
        for code, standing in standings:
            if self.chance.random() < share:
                chosen.setdefault(standing.key, []).append(code)
        for key, units in chosen.items():
            self.attempt(deed, units, key)

    def dates_are_changed(self) -> None:
        """Holds are put and lifted, notices acknowledged, villages forced, later dates asked for."""
        desk, chance, day = self.desk, self.chance, self.clock.instant.date()
        unit = chance.choice(self.villages)
        until = day + timedelta(days=chance.randint(0, 9))
        if chance.random() < 0.12:
            where = chance.choice((unit, f"{unit[:9]}000", None))
            self.attempt(hold.put, desk, CONSOLE, until, "防汛", unit_code=where)
        for held in hold.list_holds(desk):
            if chance.random() < 0.1:
                self.attempt(hold.lift, desk, CONSOLE, held.id, "汛情解除")
        heard = [one for one in list_notices(desk, unit_code=unit) if one.acknowledged_at is None]
        for one in heard[-3:]:
            self.attempt(acknowledge, desk, CONSOLE, one.id, chance.choice((None, until)))
        if chance.random() < 0.02:
            state = chance.choice(("mobilization", "implementation", "inspection", "assessment"))
            self.attempt(village.force, desk, CONSOLE, unit, state, "特殊情况")
        self.later_dates_are_asked_for(unit)

    def later_dates_are_asked_for(self, unit: str) -> None:
        """Somebody asks for a later date; requests are pre-read, granted, refused, taken back."""
        desk, chance = self.desk, self.chance
        for code, _, standing in list_tasks(desk, unit_code=unit):
            if standing.state in OWED and chance.random() < 0.5:
                wanted = standing.effective_due + timedelta(days=chance.randint(1, 12))
                self.attempt(extension.ask, desk, CONSOLE, code, standing.key, wanted, "停电", "已办过半")
        decisions: tuple[Callable[[int], object], ...] = (
            lambda n: extension.pre_read(desk, CONSOLE, n, chance.random() < 0.5, "属实"),
            lambda n: extension.grant(desk, CONSOLE, n),
            lambda n: extension.refuse(desk, CONSOLE, n, "理由不足"),
            lambda n: extension.take_back(desk, CONSOLE, n),
        )
        for request in extension.list_extensions(desk):
            if request.state in UNDECIDED and chance.random() < 0.4:
                self.attempt(chance.choice(decisions), request.id)

    def inspections_go_on(self, inspector: int) -> None:
        """The supervision office does what may be done next, or proposes one more."""
        desk = self.desk
        deeds: dict[str, Callable[[int], object]] = {
            "order": lambda n: inspection.order(desk, CONSOLE, n, [inspector]),
            "dismiss": lambda n: inspection.dismiss(desk, CONSOLE, n, "情况已查明"),
            "start": lambda n: inspection.start(desk, CONSOLE, n),
            "report": lambda n: inspection.report(desk, CONSOLE, n, "已到现场查看"),
            "close": lambda n: inspection.close(desk, CONSOLE, n),
        }
        for one in list_inspections(desk):
            possible = [name for name in INSPECTION.triggers_from(one.state) if name in deeds]
            if possible and self.chance.random() < 0.3:
                self.attempt(deeds[self.chance.choice(possible)], one.id)

    def figures_come_in(self) -> None:
        """Targets are handed down and split, numbers corrected; villages report, the office corrects."""
        desk, chance = self.desk, self.chance
        day = self.clock.instant.astimezone(SHANGHAI).date()
        unit, key = chance.choice(self.villages), chance.choice(("coverage", "renewal"))
        rows = [f"{code},{key},{chance.randint(90, 200)}," for code in chance.sample(self.villages, 8)]
        if chance.random() < 0.5:
            self.attempt(self.hand_down, rows)
        if chance.random() < 0.1:
            self.attempt(split_targets, desk, CONSOLE, f"{unit[:9]}000", key, chance.randint(500, 2000))
        if chance.random() < 0.2:
            self.attempt(correct_eligible, desk, CONSOLE, unit, key, chance.randint(80, 220), "核对")
        for code in chance.sample(self.villages, 12):
            on = day - timedelta(days=chance.choice((0, 0, 0, 1, 5)))
            count = 2 * (on - ISSUED.date()).days + chance.randint(0, 3)
            self.attempt(report, desk, CONSOLE, code, key, count, on)
        counting = [one for one in list_readings(desk) if one.counts]
        for one in chance.sample(counting, min(len(counting), 2)):
            self.attempt(correct, desk, CONSOLE, one.id, one.count + chance.choice((-9, -1, 1)), "重复统计")

    def hand_down(self, rows: Sequence[str]) -> None:
        with TemporaryDirectory() as folder:
            text = "\n".join(["unit_code,indicator,eligible,target", *rows])
            import_targets(self.desk, CONSOLE, _written(Path(folder) / "targets.csv", text))

    def attempt(self, deed: Callable[..., object], *given: object, **named: object) -> None:
        """Do it, or be refused; nothing else may happen."""
        try:
            deed(*given, **named)
            self.done["done"] = self.done.get("done", 0) + 1
        except DubanError:
            self.done["refused"] = self.done.get("refused", 0) + 1

    def inspector(self) -> int:
        return next(
            person.id
            for person in list_people(self.desk)
            if any(role is Role.SUPERVISION_OFFICE for role, *_ in person.roles)
        )


def soak(seed: int) -> Soak:
    """Play the campaign of a seed; raises AssertionError with what broke, and when."""
    clock = FixedClock(ISSUED)
    with throwaway_desk(clock) as (desk, folder):
        units = _written(folder / "units.csv", units_csv(VILLAGES, DEPARTMENTS))
        import_units(desk, CONSOLE, units)
        listed = list_units(desk)
        import_people(desk, CONSOLE, _written(folder / "people.csv", people_csv(listed)))
        start(desk, CONSOLE, read_plan(shipped_plan("2012-pension-pilot")))
        villages = [code for code, _, kind in listed if kind in GRASSROOTS]
        played = Soak(desk, clock, Random(seed), villages)
        try:
            played.play()
        except Exception as problem:
            problem.add_note(f"seed {seed}, {clock.instant:%Y-%m-%d}: python -m tests.soak {seed}")
            raise
        return played


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def main(seeds: Sequence[Any]) -> None:
    for seed in seeds:
        sys.stdout.write(f"{seed}: {soak(int(seed)).done}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
