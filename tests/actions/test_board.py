"""How the villages stand on the board: lights, phases beside the calendar's, totals (三)."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions import task
from actions.board import list_gaps, list_tasks, read_board, read_totals
from actions.errors import NotFound
from actions.permission import CONSOLE
from actions.village import force
from plans.errands import kind_of
from records.database import reading
from records.rollup import ROLLUPS, counts, recounted
from states.calendar import CHINA
from states.lights import Light
from states.roles import Role
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town, found_town

SELF = "self-inspection"
DISTRICT = "410106000000"


def early_june(town: Town) -> None:
    """On 1 June everything is open; 朱寨社区 owes only its self-inspection."""
    town.issue()
    town.at("2012-05-02").check()
    keys = [key for key in town.board().units[1].tasks if key != SELF]
    for key in keys:
        task.waive(town.desk, CONSOLE, ZHUZHAI, key, "另案处理")
    town.at("2012-06-01").check()


@pytest.fixture
def june(after: After) -> Town:
    return after(early_june)


def light(town: Town, unit: str = ZHUZHAI) -> Light:
    return next(village.light for village in town.board().units if village.unit == unit)


# ── The light of a task ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2012-06-06", Light.GREEN),
        ("2012-06-07", Light.YELLOW),
        ("2012-06-10", Light.YELLOW),
        ("2012-06-11", Light.RED),
    ],
)
def test_an_open_task_is_yellow_from_three_days_before_and_red_from_the_day_after(
    june: Town, day: str, expected: Light
) -> None:
    assert june.at(day, 23, 59).task(ZHUZHAI, SELF).light is expected
    assert light(june) is expected


def test_a_task_submitted_in_time_is_green_and_stays_so(june: Town) -> None:
    june.at("2012-06-10", 20).submit(ZHUZHAI, SELF)
    assert june.at("2012-06-29").task(ZHUZHAI, SELF).light is Light.GREEN


def test_a_task_submitted_late_is_yellow_until_it_is_verified(june: Town) -> None:
    june.at("2012-06-11").submit(ZHUZHAI, SELF)
    assert june.task(ZHUZHAI, SELF).light is Light.YELLOW
    june.verify(ZHUZHAI, SELF)
    assert june.task(ZHUZHAI, SELF).light is Light.GREEN


def test_a_planned_or_waived_task_has_no_light(campaign: Town) -> None:
    assert campaign.task(ZHUZHAI, SELF).light is Light.NONE
    task.waive(campaign.desk, CONSOLE, ZHUZHAI, SELF, "另案处理")
    assert campaign.at("2012-06-20").task(ZHUZHAI, SELF).light is Light.NONE


def test_a_returned_tasks_light_follows_its_new_date_and_the_decreed_one_stays(june: Town) -> None:
    june.at("2012-06-11").submit(ZHUZHAI, SELF)
    task.return_task(june.desk, CONSOLE, ZHUZHAI, SELF, "自查表不全")
    standing = june.at("2012-06-14").task(ZHUZHAI, SELF)
    assert (standing.due, standing.effective_due) == (date(2012, 6, 10), date(2012, 6, 14))
    assert standing.light is Light.YELLOW
    assert june.at("2012-06-15").task(ZHUZHAI, SELF).light is Light.RED


# ── The light of a village ────────────────────────────────────────────────────────────


def test_before_anything_is_open_a_village_has_no_light(campaign: Town) -> None:
    assert {unit.light for unit in campaign.board().units} == {Light.NONE}


def test_a_village_shows_its_worst_task(campaign: Town) -> None:
    campaign.at("2012-04-23").check()
    assert (light(campaign), campaign.task(ZHUZHAI, "work-group").light) == (Light.YELLOW, Light.GREEN)


def test_a_village_behind_the_calendar_is_red_though_nothing_is_overdue(campaign: Town) -> None:
    campaign.at("2012-04-25").check()
    for key in ("training", "work-group", "responsibility-letter", "survey"):
        campaign.submit(ZHUZHAI, key)
    before = next(unit for unit in campaign.at("2012-04-30").board().units if unit.unit == ZHUZHAI)
    after = next(unit for unit in campaign.at("2012-05-01").board().units if unit.unit == ZHUZHAI)
    assert (before.phase, before.calendar_phase, before.behind) == ("mobilization", "mobilization", False)
    assert (after.phase, after.calendar_phase, after.behind) == ("mobilization", "implementation", True)
    assert max(one.light for one in after.tasks.values()) is Light.YELLOW
    assert after.light is Light.RED


def test_from_1_july_on_every_village_should_be_in_the_assessment(june: Town) -> None:
    june.at("2012-06-30").complete(ZHUZHAI, SELF)
    assert (june.board().calendar_phase, light(june)) == ("inspection", Light.GREEN)
    assert (june.at("2012-07-01").board().calendar_phase, light(june)) == ("assessment", Light.RED)
    june.check()
    assert light(june) is Light.GREEN


def test_a_village_past_the_phases_is_never_behind(june: Town) -> None:
    task.waive(june.desk, CONSOLE, ZHUZHAI, SELF, "另案处理")
    for state in ("accepted", "not_accepted", "commended"):
        force(june.desk, CONSOLE, ZHUZHAI, state, "特殊情况")
        assert not june.at(june.today + timedelta(days=60)).board().units[1].behind


# ── The board ─────────────────────────────────────────────────────────────────────────


def test_the_board_lists_every_village_with_its_office_at_its_instant(june: Town) -> None:
    board = june.at("2012-06-08", 15, 30).board()
    assert [(unit.unit, unit.office) for unit in board.units] == [(unit, "工业路街道") for unit in VILLAGES]
    assert board.at.isoformat() == "2012-06-08T15:30:00+08:00"
    assert board.checked_at is not None
    assert board.checked_at.isoformat() == "2012-06-01T09:00:00+08:00"
    assert (board.count(Light.RED), board.count(Light.YELLOW)) == (2, 1)


def test_before_the_first_check_the_board_says_so(campaign: Town) -> None:
    assert campaign.board().checked_at is None


def test_the_board_may_be_narrowed_to_a_unit_and_what_is_below_it(june: Town) -> None:
    assert [unit.unit for unit in read_board(june.desk, 1, ZHUZHAI).units] == [ZHUZHAI]
    assert len(read_board(june.desk, unit_code=DISTRICT).units) == 3
    with pytest.raises(NotFound, match="没有代码为 999 的单位"):
        read_board(june.desk, unit_code="999")


def test_past_the_published_holidays_the_board_says_that_it_only_knows_weekends(campaign: Town) -> None:
    assert campaign.board().warnings == []
    campaign.at(CHINA.known_until + timedelta(days=1))
    [warning] = campaign.board().warnings
    assert warning.startswith(f"{CHINA.known_until.year} 年以后的放假安排尚未公布")


def test_tasks_are_listed_for_villages_and_offices_alike(june: Town) -> None:
    listed = list_tasks(june.desk)
    assert Counter(code for code, _, _ in listed) == {SUBDISTRICT: 2, **dict.fromkeys(VILLAGES, 10)}
    assert [one.key for _, _, one in list_tasks(june.desk, 1, ZHUZHAI)][-1] == SELF
    with pytest.raises(NotFound):
        list_tasks(june.desk, 1, "999")


def test_a_role_that_nobody_holds_is_shown_as_a_gap_where_it_was_to_be_told(
    engine: sa.Engine, tmp_path: Path
) -> None:
    town = found_town(engine, tmp_path, without=frozenset({Role.ASSISTANT, Role.VILLAGE_HEAD}))
    town.issue()
    town.at("2012-04-23").check()
    of_villages = {(code, key, role) for code, _, key, role in list_gaps(town.desk) if code in VILLAGES}
    reminded = {(unit, "training", role) for unit in VILLAGES for role in ("assistant", "village_head")}
    assert reminded <= of_villages


# ── Totals ────────────────────────────────────────────────────────────────────────────


def recount(town: Town, unit: str) -> Counter[tuple[str, Light]]:
    """The lights of all tasks below a unit, one by one."""
    below = set(VILLAGES) if unit in (SUBDISTRICT, DISTRICT) else set()
    if unit == DISTRICT:
        below.add(SUBDISTRICT)
    return Counter((kind_of(one.key), one.light) for code, _, one in list_tasks(town.desk) if code in below)


def test_totals_from_the_kept_rollups_equal_a_recount(june: Town) -> None:
    june.at("2012-06-04").complete(GONGYELU, "training")
    june.submit(TONGHANG, "training")
    june.at("2012-06-12").submit(GONGYELU, SELF)
    june.submit(TONGHANG, "survey")
    task.return_task(june.desk, CONSOLE, TONGHANG, "survey", "缺花名册")
    june.check()
    for day in ("2012-06-12", "2012-06-18"):
        june.at(day)
        for unit in (SUBDISTRICT, DISTRICT, ZHUZHAI):
            totals = {(t.key, t.light): t.count for t in read_totals(june.desk, 1, unit)}
            assert totals == recount(june, unit)


def test_totals_stand_in_the_plans_order_and_then_from_none_to_red(june: Town) -> None:
    totals = read_totals(june.at("2012-06-12").desk, None, SUBDISTRICT)
    keys = list(dict.fromkeys(total.key for total in totals))
    assert keys == list(june.board().units[0].tasks)
    assert [total.light for total in totals if total.key == "training"] == [Light.NONE, Light.RED]


def test_the_rollups_are_what_counting_the_tasks_would_give(june: Town) -> None:
    kept = sa.select(counts(ROLLUPS.c.campaign_id == 1))
    with reading(june.desk.engine) as connection:
        assert set(connection.execute(kept).tuples()) == set(connection.execute(recounted(1)).tuples())
