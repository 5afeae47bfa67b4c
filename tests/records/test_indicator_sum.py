"""Kept sums of indicators: each unit above knows what those below it come to, and how they came to it."""

import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from actions.campaign import start
from actions.check import check_deadlines
from actions.indicator import Progress, Spread, Standing, Sums, read_progress, read_sums
from actions.permission import CONSOLE
from actions.reading import correct, list_readings, report_all
from actions.report import Given
from actions.target import correct_eligible, list_targets, split_targets
from actions.unit import import_units, list_units
from flows.crowd import units_csv
from plans.reader import read_plan, shipped_plan
from records import figures
from records.database import reading, writing
from records.indicator_sum import STEPS, SUMS, all_kept, recounted_steps, recounted_sums
from records.unit import GRASSROOTS, UNITS
from states.errors import DubanError
from states.progress import together, total
from tests.actions.figures import import_rows, report, targets
from tests.query_plan import plan_of, statements_of
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town

ABOVE = ("410000000000", "410100000000", "410106000000", SUBDISTRICT)
INDICATORS = ("coverage", "renewal", "contact")
FIRST_DAY = date(2012, 4, 22)


def in_may(town: Town) -> None:
    """7 May: every community has 100 people to enrol."""
    town.issue()
    town.at("2012-05-02").check()
    targets(town, coverage=100)
    town.at("2012-05-07")


@pytest.fixture
def may(after: After) -> Town:
    return after(in_may)


def in_two_provinces(town: Town) -> None:
    """24 April: the plan was issued for two provinces, of 3 villages in one township and 24 in three."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "units.csv"
        file.write_text(units_csv(24, ()), encoding="utf-8")
        import_units(town.desk, CONSOLE, file)
    town.at("2012-04-23")
    start(town.desk, CONSOLE, read_plan(shipped_plan("2012-pension-pilot")))
    town.at("2012-04-24")


def kept_and_recounted(town: Town, table: sa.Table) -> tuple[list[Any], list[Any]]:
    recounted = recounted_sums(1) if table is SUMS else recounted_steps(1)
    with reading(town.desk.engine) as connection:
        kept, counted = (
            connection.execute(query).tuples().all() for query in (all_kept(table, 1), recounted)
        )
    return list(kept), list(counted)


def assert_as_recounted(town: Town, after: str = "") -> None:
    for table in (SUMS, STEPS):
        kept, recounted = kept_and_recounted(town, table)
        assert kept == recounted, after


def assert_as_added_up(progress: Progress) -> None:
    """The sums are what one gets from the villages one by one."""
    for one in progress.sums:
        mine = [village for village in progress.villages if village.indicator == one.indicator]
        handed = [village.handed_down for village in mine if village.handed_down is not None]
        assert one.figures == total(village.figures for village in mine)
        assert list(one.readings) == together(village.readings for village in mine)
        assert one.handed_down == (sum(handed) if handed else None)
        reported = sum(village.figures.count is not None for village in mine)
        met = sum(village.figures.met for village in mine)
        assert one.spread == Spread(len(mine), reported, met)


def coverage_of(read: Sums) -> Standing:
    return next(one for one in read.sums if one.indicator.key == "coverage")


def steps(town: Town, unit: str = SUBDISTRICT) -> dict[str, int]:
    query = sa.select(STEPS.c.day, STEPS.c.change).join(UNITS, UNITS.c.id == STEPS.c.unit_id)
    with reading(town.desk.engine) as connection:
        rows = connection.execute(query.where(UNITS.c.code == unit).order_by(STEPS.c.day)).tuples()
        return {str(day)[5:]: change for day, change in rows}


# ── What is kept ──────────────────────────────────────────────────────────────────────


def test_targets_are_summed_for_every_unit_above_the_villages(may: Town) -> None:
    for unit in ABOVE:
        summed = coverage_of(read_sums(may.desk, None, unit))
        assert (summed.figures.count, summed.figures.eligible, summed.figures.required) == (None, 300, 291)
    assert_as_recounted(may)


def test_a_village_is_in_no_sum_of_its_own_and_comes_to_its_own_figures(may: Town) -> None:
    report(may, ZHUZHAI, 40)
    assert steps(may, ZHUZHAI) == {}
    progress = read_progress(may.desk, None, ZHUZHAI)
    [village], [summed] = progress.villages, progress.sums
    assert (summed.figures, summed.readings) == (village.figures, village.readings)


def test_each_day_keeps_by_how_much_the_figures_have_risen(may: Town) -> None:
    report(may, ZHUZHAI, 20, on="2012-05-03")
    report(may, TONGHANG, 7, on="2012-05-03")
    report(may, ZHUZHAI, 40, on="2012-05-07")
    assert steps(may) == {"05-03": 27, "05-07": 20}


def test_what_comes_later_for_an_earlier_day_takes_it_from_the_next(may: Town) -> None:
    report(may, ZHUZHAI, 20, on="2012-05-03")
    report(may, ZHUZHAI, 40, on="2012-05-07")
    report(may, ZHUZHAI, 30, on="2012-05-05")
    assert steps(may) == {"05-03": 20, "05-05": 10, "05-07": 10}
    assert_as_recounted(may)


def test_a_correction_of_an_earlier_day_moves_the_next(may: Town) -> None:
    first = report(may, ZHUZHAI, 20, on="2012-05-03")
    report(may, ZHUZHAI, 40, on="2012-05-07")
    correct(may.desk, CONSOLE, first, 15, "重复统计")
    assert steps(may) == {"05-03": 15, "05-07": 25}
    assert_as_recounted(may)


def test_the_same_figure_again_is_a_day_of_no_change(may: Town) -> None:
    report(may, ZHUZHAI, 20, on="2012-05-03")
    report(may, ZHUZHAI, 20, on="2012-05-07")
    assert steps(may) == {"05-03": 20, "05-07": 0}
    assert [str(day) for day, _ in coverage_of(read_sums(may.desk)).readings] == ["2012-05-03", "2012-05-07"]


def test_a_group_is_in_no_sum(may: Town) -> None:
    before = kept_and_recounted(may, SUMS)
    with writing(may.desk.engine) as connection:
        village = connection.execute(sa.select(UNITS.c.id).where(UNITS.c.code == ZHUZHAI)).scalar_one()
        group = {"campaign_id": 1, "unit_id": village, "group_number": 1, "indicator": "coverage"}
        [number] = figures.add_targets(connection, [{**group, "eligible": 9, "required": 9}])
        figures.change_targets(connection, [{"id": number, "eligible": 8}])
        row = {**group, "on": may.today, "count": 3, "reported_by": "小组", "at": may.clock.instant}
        figures.add_readings(connection, [row])
    assert kept_and_recounted(may, SUMS) == before
    assert steps(may) == {}


def test_what_is_frozen_stays_the_denominator_of_the_sum(campaign: Town) -> None:
    targets(campaign, coverage=100)
    campaign.at("2012-05-01").check()
    assert_as_recounted(campaign, "the freeze")
    correct_eligible(campaign.desk, CONSOLE, ZHUZHAI, "coverage", 120, "迁入")
    found = coverage_of(read_sums(campaign.desk, None, SUBDISTRICT)).figures
    assert (found.frozen_eligible, found.eligible) == (300, 320)
    assert_as_recounted(campaign)


def test_a_campaign_of_two_provinces_is_the_sum_of_both(after: After) -> None:
    town = after(in_two_provinces)
    villages = [code for code, _, kind in list_units(town.desk) if kind in GRASSROOTS]
    targets(town, villages, coverage=10)
    found = coverage_of(read_sums(town.desk))
    assert (found.figures.eligible, found.spread and found.spread.units) == (270, 27)
    assert coverage_of(read_sums(town.desk, None, "990000000000")).figures.eligible == 240


# ── Whatever people do ────────────────────────────────────────────────────────────────


@dataclass
class Play:
    """Random figures of all villages, a few days long; after each deed the sums are recounted."""

    town: Town
    chance: Random
    villages: list[str]
    done: Counter[str] = field(default_factory=Counter)

    def play(self, deeds: int) -> None:
        for deed in (self.targets, self.reports):
            deed()
        for _ in range(deeds):
            deed = self.chance.choice(
                (self.targets, self.split, self.eligible, *2 * (self.reports, self.correct), self.night)
            )
            try:
                deed()
                self.done[deed.__name__] += 1
            except DubanError:
                self.done["refused"] += 1
            assert_as_recounted(self.town, deed.__name__)

    def targets(self) -> None:
        some = self.chance.sample(self.villages, 12)
        key = self.chance.choice(INDICATORS)
        handed = [self.chance.choice(("", "", "40")) if key == "coverage" else "" for _ in some]
        rows = [
            f"{unit},{key},{self.chance.randint(50, 90)},{target}"
            for unit, target in zip(some, handed, strict=True)
        ]
        import_rows(self.town, *rows)

    def split(self) -> None:
        office = self.chance.choice(
            [unit for unit, _, kind in list_units(self.town.desk) if kind == "township"]
        )
        split_targets(self.town.desk, CONSOLE, office, "coverage", self.chance.randint(100, 300))

    def eligible(self) -> None:
        of = self.chance.choice(list_targets(self.town.desk))
        people = self.chance.randint(40, 99)
        correct_eligible(self.town.desk, CONSOLE, of.unit, of.indicator, people, "核对")

    def reports(self) -> None:
        """Some villages report, a few for several days, in any order."""
        of = self.chance.sample(list_targets(self.town.desk), 6)
        known = (self.town.today - FIRST_DAY).days
        rows = []
        for one in of:
            for day in self.chance.sample(range(known + 1), min(known, self.chance.choice((1, 1, 3)))):
                on = FIRST_DAY + timedelta(days=day)
                rows.append(Given("", one.unit, one.indicator, day, on))
        report_all(self.town.desk, CONSOLE, rows)

    def correct(self) -> None:
        one = self.chance.choice([one for one in list_readings(self.town.desk) if one.counts])
        count = max(0, one.count + self.chance.choice((-1, 1)))
        correct(self.town.desk, CONSOLE, one.id, count, "重复统计")

    def night(self) -> None:
        self.town.at(self.town.today + timedelta(days=self.chance.randint(1, 3)))
        check_deadlines(self.town.desk)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_reported_the_sums_are_what_a_recount_gives(after: After, seed: int) -> None:
    town = after(in_two_provinces)
    units = list_units(town.desk)
    played = Play(town, Random(seed), [code for code, _, kind in units if kind in GRASSROOTS])
    played.play(30)
    assert played.done["reports"] + played.done["correct"] > 3, played.done
    assert all(played.done[deed] for deed in ("targets", "eligible", "night")), played.done
    for unit in (None, *(code for code, _, _ in units)):
        assert_as_added_up(read_progress(town.desk, None, unit))


# ── What it costs ─────────────────────────────────────────────────────────────────────


def in_the_midst(town: Town) -> None:
    """20 May: 27 villages of two provinces have reported for eighteen days, and much else is kept."""
    in_two_provinces(town)
    villages = [code for code, _, kind in list_units(town.desk) if kind in GRASSROOTS]
    targets(town, villages, coverage=100)
    town.at("2012-05-20")
    days = [date(2012, 5, day) for day in range(1, 19)]
    rows = [Given("", unit, "coverage", day.day, day) for unit in villages for day in days]
    report_all(town.desk, CONSOLE, rows)
    county = sa.select(UNITS.c.id).where(UNITS.c.code == "990101000000")
    with writing(town.desk.engine) as connection:
        of = {"campaign_id": 1, "unit_id": connection.execute(county).scalar_one()}
        sums = dict.fromkeys([column.name for column in SUMS.c if not column.primary_key], 1)
        many = [{**of, **sums, "indicator": f"another-{number}"} for number in range(500)]
        connection.execute(SUMS.insert(), many)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")


BY_UNIT = {
    "sqlite": re.compile(
        r"SEARCH (indicator_step|indicator_sum|reading|target) USING INDEX \w+ \([^)]*unit_id="
    ),
    "postgresql": re.compile(r"Index Cond: [^']*unit_id ="),
}
FROM_THEM = re.compile(r"FROM (indicator_step|indicator_sum|reading|target)\b")


@pytest.mark.parametrize("unit", [SUBDISTRICT, ZHUZHAI, None])
def test_the_sums_are_looked_up_by_unit_whatever_there_is_below(after: After, unit: str | None) -> None:
    town = after(in_the_midst)
    engine = town.desk.engine
    with statements_of(engine) as seen:
        read_sums(town.desk, None, unit)
    asked = [said for said in seen if FROM_THEM.search(said[0])]
    assert len(asked) == 4
    for said in asked:
        plan = plan_of(engine, said)
        assert BY_UNIT[engine.dialect.name].search(plan), plan
        assert "Seq Scan" not in plan, plan
        assert "SCAN" not in plan, plan


def test_many_villages_take_no_more_statements_than_one(may: Town) -> None:
    def cost(*units: str) -> int:
        with statements_of(may.desk.engine) as seen:
            targets(may, units, renewal=50)
        return len([said for said in seen if "INTO indicator_sum" in said[0]])

    assert cost(GONGYELU) == cost(ZHUZHAI, TONGHANG) == 1
