"""Rates, pace, forecast, and the lights that follow from them (二, 四.一)."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from actions import task
from actions.board import list_tasks, read_totals
from actions.indicator import read_progress
from actions.permission import CONSOLE
from actions.reading import correct, report_all
from actions.report import Given
from plans.errands import kind_of
from plans.reader import parse_plan
from states.lights import Light
from tests.actions.figures import import_rows, report, standing, targets
from tests.plans import PILOT_TEXT
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town

DISTRICT = "410106000000"


def in_may(town: Town) -> None:
    """2 May: every community has 100 people to enrol."""
    town.issue()
    town.at("2012-05-02").check()
    targets(town, coverage=100)


@pytest.fixture
def may(after: After) -> Town:
    return after(in_may)


def enrolment(town: Town, unit: str = ZHUZHAI) -> Light:
    return town.task(unit, "enrolment").light


# ── How far, how far it should be ─────────────────────────────────────────────────────


def test_the_pace_rises_evenly_from_the_tasks_first_day_to_the_targets_date(may: Town) -> None:
    paces = [standing(may.at(f"2012-05-{day:02}")).pace for day in (2, 16, 31)]
    assert paces == [Fraction(97 * 2, 31), Fraction(97 * 16, 31), 97]
    assert standing(may.at("2012-06-05")).pace == 97


def test_points_behind_the_pace(may: Town) -> None:
    report(may.at("2012-05-16"), ZHUZHAI, 40)
    assert standing(may).behind == Fraction(97 * 16, 31) - 40
    assert standing(may, TONGHANG).behind == Fraction(97 * 16, 31)
    report(may, ZHUZHAI, 51)
    assert (standing(may).behind, standing(may).light) == (Fraction(0), Light.GREEN)


def test_what_was_handed_down_sets_the_pace(may: Town) -> None:
    import_rows(may, f"{ZHUZHAI},coverage,100,62")
    assert standing(may.at("2012-05-16")).pace == 32


def test_the_forecast_goes_on_as_in_the_last_fortnight(may: Town) -> None:
    assert standing(may).forecast is None
    report(may.at("2012-05-06"), ZHUZHAI, 20)
    report(may.at("2012-05-11"), ZHUZHAI, 35)
    found = standing(may)
    assert (found.forecast, found.will_meet) == (Fraction(95), False)
    report(may.at("2012-05-12"), ZHUZHAI, 45)
    assert standing(may).will_meet is True


def test_from_the_day_after_its_date_a_target_was_met_in_time_or_not(may: Town) -> None:
    report(may.at("2012-05-20"), ZHUZHAI, 20)
    report(may.at("2012-05-31"), TONGHANG, 97)
    assert (standing(may).met_in_time, standing(may, TONGHANG).met_in_time) == (None, None)
    report(may.at("2012-06-01"), ZHUZHAI, 97)
    late, punctual, silent = standing(may), standing(may, TONGHANG), standing(may, GONGYELU)
    assert [one.met_in_time for one in (late, punctual, silent)] == [False, True, False]
    assert late.figures.met
    assert (late.forecast, late.will_meet) == (None, None)


def test_households_contacted_have_a_rate_and_no_pace(may: Town) -> None:
    targets(may, contact=30)
    report(may, ZHUZHAI, 12, "contact")
    found = standing(may, ZHUZHAI, "contact")
    assert (found.figures.rate, found.figures.required, found.pace, found.light) == (
        Fraction(40),
        30,
        None,
        Light.NONE,
    )


def test_the_figures_of_an_office_are_the_sums_of_its_villages(may: Town) -> None:
    report(may.at("2012-05-04"), ZHUZHAI, 20)
    report(may.at("2012-05-06"), TONGHANG, 30)
    report(may.at("2012-05-08"), ZHUZHAI, 40)
    progress = read_progress(may.desk, None, SUBDISTRICT)
    [office] = progress.sums
    assert (office.figures.count, office.figures.eligible, office.figures.required) == (70, 300, 291)
    assert office.readings == (
        (date(2012, 5, 4), 20),
        (date(2012, 5, 6), 50),
        (date(2012, 5, 8), 70),
    )
    assert [one.unit for one in progress.villages] == list(VILLAGES)
    assert progress.sums[0].figures == read_progress(may.desk).sums[0].figures


def test_a_campaign_without_targets_has_no_progress(campaign: Town) -> None:
    progress = read_progress(campaign.desk)
    assert (progress.indicators, progress.villages, progress.sums) == ((), (), ())


# ── The light of the task that is tied to them ────────────────────────────────────────


@pytest.mark.parametrize(
    ("count", "light"), [(46, Light.GREEN), (45, Light.YELLOW), (36, Light.YELLOW), (35, Light.RED)]
)
def test_the_task_is_yellow_from_five_and_red_from_fifteen_points_behind(
    may: Town, count: int, light: Light
) -> None:
    report(may.at("2012-05-16"), ZHUZHAI, count)  # the pace is 50.06
    assert enrolment(may) is light


def test_nothing_reported_is_as_far_behind_as_nobody(may: Town) -> None:
    assert [enrolment(may.at(f"2012-05-{day:02}")) for day in (2, 3, 6)] == [
        Light.YELLOW,
        Light.YELLOW,
        Light.RED,
    ]


def test_the_worse_of_several_indicators_counts(may: Town) -> None:
    targets(may, renewal=10)
    report(may.at("2012-05-16"), ZHUZHAI, 60)
    report(may, ZHUZHAI, 4, "renewal")
    assert enrolment(may) is Light.YELLOW


def test_the_date_counts_where_it_is_worse(may: Town) -> None:
    report(may.at("2012-05-29"), ZHUZHAI, 96)
    assert standing(may).light is Light.GREEN
    assert enrolment(may) is Light.YELLOW
    assert enrolment(may.at("2012-06-01")) is Light.RED


def test_what_is_done_or_waived_or_not_yet_open_shows_no_pace(may: Town) -> None:
    may.complete(ZHUZHAI, "enrolment")
    task.waive(may.desk, CONSOLE, TONGHANG, "enrolment", "整村搬迁")
    may.at("2012-05-20")
    assert (enrolment(may, ZHUZHAI), enrolment(may, TONGHANG)) == (Light.GREEN, Light.NONE)


def test_before_the_task_opens_it_shows_no_pace(campaign: Town) -> None:
    targets(campaign, coverage=100)
    assert enrolment(campaign.at("2012-05-01")) is Light.NONE


def test_handed_in_by_hand_it_still_shows_that_the_figures_lag(may: Town) -> None:
    may.at("2012-05-20").submit(ZHUZHAI, "enrolment")
    assert enrolment(may) is Light.RED


def test_without_a_rule_of_the_plan_a_pace_has_no_light(town: Town) -> None:
    town.issue(parse_plan(PILOT_TEXT.replace("  pace: {yellow_behind: 5, red_behind: 15}\n", "")))
    town.at("2012-05-02").check()
    targets(town, coverage=100)
    assert enrolment(town.at("2012-05-16")) is Light.GREEN
    assert standing(town).light is Light.NONE


def recount(town: Town, below: set[str]) -> Counter[tuple[str, Light]]:
    return Counter((kind_of(one.key), one.light) for code, _, one in list_tasks(town.desk) if code in below)


def totals(town: Town, unit: str) -> Counter[tuple[str, Light]]:
    return Counter({(one.key, one.light): one.count for one in read_totals(town.desk, None, unit)})


def test_totals_agree_with_the_villages_lights_whatever_their_pace(may: Town) -> None:
    targets(may, (ZHUZHAI, TONGHANG), renewal=10)
    for day in ("2012-05-03", "2012-05-16", "2012-05-29", "2012-06-01"):
        may.at(day)
        assert totals(may, SUBDISTRICT) == recount(may, set(VILLAGES))
    report_all(may.desk, CONSOLE, [Given("", GONGYELU, "coverage", 97), Given("", ZHUZHAI, "coverage", 88)])
    may.submit(TONGHANG, "enrolment")
    number = report(may, TONGHANG, 100)
    assert totals(may, SUBDISTRICT) == recount(may, set(VILLAGES))
    report(may, TONGHANG, 10, "renewal")
    assert totals(may, SUBDISTRICT) == recount(may, set(VILLAGES))
    correct(may.desk, CONSOLE, number, 60, "重复统计")
    assert totals(may, DISTRICT) == recount(may, {*VILLAGES, SUBDISTRICT})
