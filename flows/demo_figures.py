"""Which targets do the demo's villages have, and which figures do they report, week by week?

Every figure follows from the seed and the village's manner: its target is met on the day on which a village
of that manner would have submitted the task. 朱寨社区 jumps on 6 June, and is corrected on the 7th.
"""

import random
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from actions.reading import correct, list_readings, report_all
from actions.report import Given
from actions.target import TargetListed, import_targets, list_targets, split_targets
from flows.behaviour import Manner, course_of
from flows.demo_cast import COUNTY, GONGYELU, SEED, ZHUZHAI, Stage, book, manner
from flows.demo_villages import ENROLMENT
from states.evidence import ACCURACY, CONTACT

IMPORTED_ON, SPLIT_ON = date(2012, 5, 2), date(2012, 5, 4)
FIRST_FRIDAY = date(2012, 5, 4)
JUMPS_ON, CORRECTED_ON = date(2012, 6, 6), date(2012, 6, 7)
WEEKS_OF_ZHUZHAI = {
    date(2012, 5, 4): 4,
    date(2012, 5, 11): 12,
    date(2012, 5, 18): 27,
    date(2012, 5, 25): 46,
    date(2012, 6, 1): 58,
    date(2012, 6, 4): 61,
    JUMPS_ON: 99,
    date(2012, 6, 15): 80,
    date(2012, 6, 22): 91,
    date(2012, 6, 29): 100,
}
"""What 朱寨社区 reports of what is required, in per cent: behind the pace, then all at once."""

REALLY = 71
"""What its receipts show on the 7th, in per cent of what is required."""

EAGERNESS: Mapping[Manner, float] = {"punctual": 0.55, "ordinary": 0.75, "late": 1.0, "silent": 1.5}
"""The power to which the time gone is raised: below 1 a village runs ahead of the pace at first."""

STUCK_AT, A_WEEK_MORE = 0.8, 0.04
"""Where a village stands at the due date that does not finish, and what it adds each week after."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a village comes to its target: the day on which it is met, None if not in time."""

    manner: Manner
    met_on: date | None
    due: date
    begins: date

    def share(self, day: date) -> float:
        """What part of what is required has been reached by a day, 0 to 1."""
        last = self.met_on or self.due
        gone: float = min((day - self.begins) / (last - self.begins), 1.0) ** EAGERNESS[self.manner]
        if self.met_on is not None:
            return gone
        late = max(0, (day - self.due).days) / 7
        return gone * STUCK_AT + min(late * A_WEEK_MORE, 1 - STUCK_AT)

    def reports_on(self, day: date) -> bool:
        """On the day on which it is done, and before that every Friday."""
        if self.met_on is not None and day >= self.met_on:
            return day == self.met_on
        return day >= FIRST_FRIDAY and day.weekday() == FIRST_FRIDAY.weekday()


def play(stage: Stage) -> None:
    """The targets and figures of this day."""
    if stage.day == IMPORTED_ON:
        _import(stage)
    elif stage.day == SPLIT_ON:
        _hand_down(stage)
    if stage.day >= SPLIT_ON:
        _report(stage)
    if stage.day == CORRECTED_ON:
        _correct(stage)


def way_of(code: str) -> Way:
    task = book().tasks[ENROLMENT]
    course = course_of(SEED, code, ENROLMENT, task.opens, task.due, manner(code))
    return Way(manner(code), course.submits_on, task.due, task.opens)


def _import(stage: Stage) -> None:
    """How many are eligible in every village, as the rosters have it."""
    rows = [
        f"{code},{indicator},{people}"
        for code in stage.villages()
        for indicator, people in _eligible(code).items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "targets.csv"
        file.write_text("\n".join(["unit_code,indicator,eligible", *rows]), encoding="utf-8")
        import_targets(stage.desk, stage.office(COUNTY), file)


def _eligible(code: str) -> dict[str, int]:
    draw = random.Random(f"{SEED}:{code}:people")  # noqa: S311 - a demo's dice, not a secret
    people = draw.randint(420, 1890)
    return {
        "coverage": people,
        "renewal": people * 2 // 5 + draw.randint(1, 9),
        CONTACT: people * 2 // 5 + draw.randint(20, 90),
        ACCURACY: people - draw.randint(3, 30),
    }


def _hand_down(stage: Stage) -> None:
    """Each township hands down what the plan demands, by eligible people."""
    of = book().indicators["coverage"]
    targets = [one for one in list_targets(stage.desk) if one.indicator == of.key]
    for office in dict.fromkeys(f"{one.unit[:9]}000" for one in targets):
        eligible = sum(one.eligible for one in targets if one.unit.startswith(office[:9]))
        split_targets(stage.desk, stage.office(office), office, of.key, of.required(eligible, None))


def _report(stage: Stage) -> None:
    """Whoever has something to report does, all their figures at once."""
    figures: dict[str, list[TargetListed]] = {}
    for code in stage.villages():
        if stage.day in WEEKS_OF_ZHUZHAI if code == ZHUZHAI else way_of(code).reports_on(stage.day):
            figures[code] = []
    if not figures:
        return
    for target in list_targets(stage.desk):
        if target.unit in figures and (target.count or 0) < target.required:
            figures[target.unit].append(target)
    for code, targets in figures.items():
        rows = [Given("", code, one.indicator, _count(one, stage.day)) for one in targets]
        if rows:
            report_all(stage.desk, stage.head(code), rows)


def _count(target: TargetListed, day: date) -> int:
    """A figure: never less than what was reported, nor rounder than chance."""
    if target.unit == ZHUZHAI:
        share = WEEKS_OF_ZHUZHAI[day] / 100
        if day == JUMPS_ON and target.indicator in ("coverage", "renewal"):
            share = 1.0
    else:
        share = way_of(target.unit).share(day)
    share = min(share, _at_most(target.unit, target.indicator))
    count = int(target.required * share)
    if count < target.required and count % 10 == 0:
        count += 3
    return min(max(count, target.count or 0), target.eligible)


def _at_most(code: str, indicator: str) -> float:
    """What a village ever reaches: households are missed in most, entries are wrong in the late ones."""
    if indicator == ACCURACY:
        return 0.98 if manner(code) in ("late", "silent") else 1.0
    if indicator != CONTACT or code == GONGYELU:
        return 1.0
    draw = random.Random(f"{SEED}:{code}:contact")  # noqa: S311
    return draw.choice((0.93, 0.95, 0.96, 0.97, 0.98, 0.99, 1.0))


def _correct(stage: Stage) -> None:
    """The office looks at the receipts of 朱寨社区 and takes the jump back."""
    [jump] = [
        one
        for one in list_readings(stage.desk, None, ZHUZHAI)
        if (one.indicator, one.on) == ("coverage", JUMPS_ON) and one.counts
    ]
    really = jump.count * REALLY // 100
    correct(stage.desk, stage.office(ZHUZHAI), jump.id, really, "与缴费凭证核对，未缴费人员不得计入参保。")
