"""A plan for another year: distances are kept, month ends stay month ends, words are the document's own."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.model import Plan
from plans.reader import PlanError, parse_plan
from plans.rebase import CannotRebase, Rebased, Shift, rebase
from plans.walk import fields_of, parts_of
from tests.plans import FOUR_PHASES, PILOT, PILOT_TEXT, changed
from tests.plans.test_rules import ONE_PHASE

FOUR_TEXT = FOUR_PHASES.read_text("utf-8")
FIRST_DAY = date(2012, 4, 22)
NEXT = date(2027, 4, 22)
ONE_DAY = timedelta(days=1)
STARTS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def days_of(plan: Plan) -> Iterator[date]:
    """Every date of a plan, in the order of its parts."""
    for placed in parts_of(plan):
        yield from (value for _, _, value in fields_of(placed.part) if isinstance(value, date))


def is_month_end(day: date) -> bool:
    return (day + ONE_DAY).day == 1


@pytest.fixture(scope="module")
def pilot_in_2027() -> Rebased:
    return rebase(PILOT_TEXT, NEXT)


def test_every_date_keeps_its_day_and_month_where_the_start_does(pilot_in_2027: Rebased) -> None:
    moved = list(days_of(parse_plan(pilot_in_2027.text)))
    assert moved == [day.replace(year=2027) for day in days_of(PILOT)]
    assert not re.search(r": 2012(-\d\d-\d\d)?\b", pilot_in_2027.text)


def test_only_dates_years_and_the_key_are_other_than_before(pilot_in_2027: Rebased) -> None:
    for old, new in zip(PILOT_TEXT.splitlines(), pilot_in_2027.text.splitlines(), strict=True):
        assert new in (old, old.replace(": 2012", ": 2027"))


def test_the_month_ends_are_listed_with_what_they_were(pilot_in_2027: Rebased) -> None:
    first = pilot_in_2027.month_ends[0]
    assert (first.key, first.was, first.date) == ("phases[0].to", date(2012, 4, 30), date(2027, 4, 30))


def test_what_falls_on_a_weekend_is_listed_by_key(pilot_in_2027: Rebased) -> None:
    listed = {(off.key, off.date, off.name) for off in pilot_in_2027.days_off}
    assert ("tasks[0].due", date(2027, 4, 24), "星期六") in listed
    assert "tasks[9].due" not in {key for key, _, _ in listed}  # 10 June 2027 is a Thursday


def test_a_year_without_published_holidays_is_said_to_be_unknown(pilot_in_2027: Rebased) -> None:
    assert not pilot_in_2027.calendar_known
    in_2026 = rebase(PILOT_TEXT, date(2026, 4, 22))
    assert in_2026.calendar_known
    assert {off.name for off in in_2026.days_off if off.date == date(2026, 5, 1)} == {"劳动节"}


def test_the_documents_own_words_stay_and_are_reported(pilot_in_2027: Rebased) -> None:
    by_hand = {words.key: words.text for words in pilot_in_2027.check_by_hand}
    assert by_hand["document.number"] == "上工办〔2012〕5号"
    assert by_hand["subsidies[0].wording"] == "2012年按时缴费"
    assert by_hand["stated_periods[0].says"].startswith("从2012年3月下旬")
    assert "第 1 行注释" in by_hand["schema_version"]
    assert "tasks[10].opens" not in by_hand  # a comment without a year, beside a date that kept its day


def test_where_months_move_words_that_name_one_are_reported_too() -> None:
    by_hand = {words.key: words.text for words in rebase(PILOT_TEXT, date(2027, 4, 20)).check_by_hand}
    assert "大会 25 日召开" in by_hand["tasks[10].opens"]


def test_years_in_chinese_numerals_are_found() -> None:
    text = changed(("wording: 定期督查", "wording: 二〇一二年定期督查"))
    assert "inspections.periodic.wording" in {words.key for words in rebase(text, NEXT).check_by_hand}


def test_the_documents_number_is_reported_even_without_a_year() -> None:
    text = changed(("number: 上工办〔2012〕5号", "number: 上工办 5号"))
    assert "document.number" in {words.key for words in rebase(text, NEXT).check_by_hand}


def test_the_year_in_the_key_moves_wherever_it_stands() -> None:
    assert rebase(PILOT_TEXT, NEXT).key == "2027-pension-pilot"
    assert rebase(FOUR_TEXT, date(2028, 11, 3)).key == "winter-heating-safety-2028"
    two_years = FOUR_TEXT.replace("safety-2025", "2025-2026-20251")
    assert rebase(two_years, date(2027, 11, 3)).key == "winter-heating-2027-2028-20251"


def test_a_key_without_a_year_stays_and_is_reported() -> None:
    moved = rebase(ONE_PHASE, date(2025, 3, 4))
    assert moved.key == "clean-courtyards"
    assert [words.key for words in moved.check_by_hand] == ["key", "document.number"]


def test_a_key_may_be_given() -> None:
    moved = rebase(PILOT_TEXT, NEXT, key="second-pilot")
    assert parse_plan(moved.text).key == moved.key == "second-pilot"
    assert rebase(PILOT_TEXT, NEXT, key="2027").key == "2027"


@pytest.mark.parametrize("key", ["", "Pilot", "a: b", "a\nb", "x" * 65])
def test_a_key_that_no_plan_may_have_is_refused(key: str) -> None:
    with pytest.raises(CannotRebase, match="--key"):
        rebase(PILOT_TEXT, NEXT, key=key)


def test_29_february_is_a_month_end_like_any_other() -> None:
    leap = ONE_PHASE.replace("2024-03-01", "2024-02-29")
    assert "issued_on: 2025-02-28" in rebase(leap, date(2025, 3, 4)).text
    assert rebase(rebase(leap, date(2025, 3, 4)).text, date(2024, 3, 4)).text == leap


def test_a_start_at_the_end_of_february_stays_there_in_a_leap_year() -> None:
    shift = Shift(date(2012, 2, 29), date(2027, 2, 28))
    assert (shift.moved(date(2012, 2, 29)), shift.moved(date(2012, 3, 10))) == (shift.new, date(2027, 3, 10))


def test_the_first_day_is_the_one_that_was_asked_for_even_if_it_was_a_month_end() -> None:
    text = ONE_PHASE.replace("2024-03-04", "2024-02-29").replace("2024-03-29", "2024-03-31")
    moved = rebase(text, date(2025, 3, 3))
    assert parse_plan(moved.text).phases[0].first_day == date(2025, 3, 3)
    assert {end.key for end in moved.month_ends} == {"phases[0].to", "tasks[0].due"}


def test_another_day_of_the_year_keeps_distances_and_finds_the_nearest_month_end() -> None:
    shift = Shift(FIRST_DAY, date(2027, 3, 25))  # 28 days earlier in the year
    assert shift.moved(date(2012, 5, 7)) == date(2027, 4, 9)
    assert shift.moved(date(2012, 5, 31)) == date(2027, 4, 30)
    assert Shift(date(2012, 3, 1), date(2012, 4, 16)).moved(date(2012, 3, 31)) == date(2012, 5, 31)


def test_of_two_month_ends_equally_near_the_later_is_taken() -> None:
    shift = Shift(date(2012, 3, 1), date(2012, 3, 16))
    assert shift.moved(date(2012, 3, 31)) == date(2012, 4, 30)


@pytest.mark.parametrize("year", [2013, 2027, 2028, 2100, 1999])
@pytest.mark.parametrize("text", [PILOT_TEXT, FOUR_TEXT, ONE_PHASE])
def test_there_and_back_is_the_same_to_the_letter(text: str, year: int) -> None:
    first_day = parse_plan(text).phases[0].first_day
    there = rebase(text, first_day.replace(year=year))
    assert there.text != text
    assert rebase(there.text, first_day, key=parse_plan(text).key).text == text


def test_the_same_start_changes_nothing_and_leaves_nothing_to_check() -> None:
    same = rebase(PILOT_TEXT, FIRST_DAY)
    assert same.text == PILOT_TEXT
    assert (same.check_by_hand, same.lint) == ((), ())


def test_a_window_that_would_turn_over_is_refused_with_its_key_and_a_start_that_works() -> None:
    with pytest.raises(CannotRebase) as refused:
        rebase(PILOT_TEXT, date(2027, 4, 28))
    assert "tasks[3].due" in str(refused.value)
    assert "2027-04-22" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_gate_that_would_open_after_its_phase_is_refused() -> None:
    survey = "    opens: 2012-04-25\n    due: 2012-04-30\n    gate: true"
    late = changed((survey, survey.replace("04-30", "05-02")))
    assert rebase(late, NEXT).lint == ()
    with pytest.raises(CannotRebase, match=r"三\.一\.3.*2027-05-01"):
        rebase(late, date(2027, 4, 28))


def test_phases_that_come_to_overlap_are_reported() -> None:
    codes = {finding.code for finding in rebase(PILOT_TEXT, date(2027, 4, 20)).lint}
    assert "L107" in codes
    assert rebase(PILOT_TEXT, NEXT).lint == ()


@pytest.mark.parametrize("start", [date(1949, 9, 30), date(2200, 1, 1), date(1, 1, 1), date.max])
def test_a_start_beyond_reason_is_refused(start: date) -> None:
    with pytest.raises(CannotRebase, match="1949-10-01 至 2199-12-31"):
        rebase(PILOT_TEXT, start)


def test_a_plan_whose_last_dates_would_lie_beyond_2199_is_refused() -> None:
    with pytest.raises(CannotRebase, match="2199-12-31"):
        rebase(FOUR_TEXT, date(2199, 11, 3))


def test_what_is_no_plan_is_refused_by_the_reader() -> None:
    with pytest.raises(PlanError):
        rebase(changed(("due: 2012-06-10", "due: 2012-06-31")), NEXT)


def test_a_date_that_is_also_the_text_of_another_place_is_refused() -> None:
    text = changed(("issued_on: ", "issued_on: &day "), ("source: 办事处财政资金", "source: *day"))
    with pytest.raises(CannotRebase, match=r"subsidies\[0\]\.source.*锚点"):
        rebase(text, NEXT)


def test_windows_line_ends_stay() -> None:
    text = PILOT_TEXT.replace("\n", "\r\n")
    assert rebase(text, NEXT).text == rebase(PILOT_TEXT, NEXT).text.replace("\n", "\r\n")


def rebased_or_refused(text: str, start: date) -> Rebased | str:
    try:
        return rebase(text, start)
    except CannotRebase as refused:
        return str(refused)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from([ONE_PHASE, FOUR_TEXT, PILOT_TEXT]), STARTS)
def test_from_any_day_it_is_a_plan_with_the_old_distances_or_refused_in_words(text: str, start: date) -> None:
    old = parse_plan(text)
    shift = Shift(old.phases[0].first_day, start)
    moved = rebased_or_refused(text, start)
    if isinstance(moved, str):
        assert re.match(rf"方案不能改为自 {start} 起：[a-z_]+(\[\d+\])?\.[a-z]+：", moved)
        assert not shift.keeps_days
        return
    new = parse_plan(moved.text)
    for was, now in zip(days_of(old), days_of(new), strict=True):
        if was == shift.old:
            assert now == start
        elif is_month_end(was):
            assert is_month_end(now)
        elif shift.keeps_days:
            assert (now.month, now.day, now.year - was.year) == (was.month, was.day, shift.years)
        else:
            assert now - start == was - shift.old
    assert all(before.first_day < after.first_day for before, after in pairwise(new.phases))


@given(STARTS, STARTS, st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_month_end_goes_to_the_nearest_one(old: date, new: date, day: date) -> None:
    shift, month_end = Shift(old, new), day.replace(day=1) - ONE_DAY
    moved = shift.moved(month_end)
    if month_end == old:
        assert moved == new
    else:
        assert is_month_end(moved)
        assert shift.keeps_days or abs(moved - (month_end + (new - old))) <= timedelta(days=15)
