"""Whatever the plan says and whatever day the checks run: what may a village never suffer?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from states.calendar import ONE_DAY, Offset, WorkingCalendar
from states.deadline import NEVER, Gap, Side, TaskFacts, TaskRules
from states.roles import Role
from states.winding import held_until
from tests.states.life import Life, Told
from tests.states.strategies import calendars, dates, issued_tasks, roles_held, rules

A_SEASON = 120
"""Days after which every ladder of these tests has ended, but for calendars of one day a week."""


@dataclass(frozen=True)
class Case:
    """A task as it is issued, under some rules and some calendar."""

    rules: TaskRules
    calendar: WorkingCalendar
    issued_on: date
    facts: TaskFacts

    def life(self) -> Life:
        return Life(self.rules, self.calendar, self.issued_on, self.facts, short=Offset(3, "working_days"))

    @property
    def season(self) -> list[date]:
        """Every day from the issue on."""
        return [self.issued_on + timedelta(days=n) for n in range(A_SEASON)]

    def checked_on(self, days: list[date]) -> Life:
        life = self.life()
        for day in days:
            life.check(day)
        return life


@st.composite
def cases(draw: st.DrawFn) -> Case:
    task_rules, calendar = draw(rules), draw(calendars)
    facts, issued_on = draw(issued_tasks(task_rules, calendar))
    return Case(task_rules, calendar, issued_on, facts)


some_days = st.sets(st.integers(0, A_SEASON - 1), max_size=25)


def days_of_checks(case: Case, numbers: set[int]) -> list[date]:
    """A machine that is off on most days."""
    return [case.season[number] for number in sorted(numbers)]


def rungs(life: Life) -> list[Told]:
    return [told for told in life.told if told.rung != NEVER]


def reminders(life: Life) -> list[Told]:
    return [told for told in life.told if told.rung == NEVER]


@given(cases(), some_days)
def test_at_most_one_message_a_day(case: Case, numbers: set[int]) -> None:
    life = case.checked_on(days_of_checks(case, numbers))
    days = [told.on for told in life.told]
    assert days == sorted(set(days))


@given(cases(), some_days)
def test_reminders_come_by_the_date_and_rungs_after_it_on_working_days(case: Case, numbers: set[int]) -> None:
    life = case.checked_on(days_of_checks(case, numbers))
    assert all(told.on <= told.about for told in reminders(life))
    assert all(told.on > told.about for told in rungs(life))
    assert all(case.calendar.is_working_day(told.on) for told in rungs(life))


@given(cases(), some_days)
def test_rungs_fire_in_order_each_at_most_once(case: Case, numbers: set[int]) -> None:
    fired = [told.rung for told in rungs(case.checked_on(days_of_checks(case, numbers)))]
    assert fired == sorted(set(fired))


@given(cases())
def test_checked_daily_nothing_is_superseded_and_no_reminder_goes_out_on_a_day_off(case: Case) -> None:
    assume(case.issued_on <= case.facts.opens_on)
    life = case.checked_on(case.season)
    assert life.superseded == []
    assert all(case.calendar.is_working_day(told.on) for told in reminders(life))


@given(cases())
def test_every_reminder_falls_on_its_day_or_on_none(case: Case) -> None:
    first_day = max(case.issued_on, case.facts.opens_on)
    due = case.facts.effective_due
    falls = {case.calendar.told_before(due, reminder.before) for reminder in case.rules.owing.reminders}
    expected = sorted(day for day in falls if day >= first_day)
    assert [told.on for told in reminders(case.checked_on(case.season))] == expected


@given(cases())
def test_the_next_word_is_always_later_than_today(case: Case) -> None:
    life = case.life()
    for day in case.season:
        speech = life.check(day)
        assert speech is None or speech.next_on is None or speech.next_on > day


@given(cases())
def test_the_clock_has_something_to_say_on_every_day_that_it_named(case: Case) -> None:
    life = case.life()
    for day in case.season:
        due = life.next_on == day
        speech = life.check(day)
        if due and day >= case.issued_on:
            assert speech is not None
            assert speech.opens or speech.reminder or speech.fired or speech.gaps


@given(cases())
def test_a_clock_that_is_asked_every_day_says_what_it_says_on_its_own_days(case: Case) -> None:
    asked_daily = case.life()
    for day in case.season:
        if asked_daily.next_on is not None:
            asked_daily.hear(day)
    checked = case.checked_on(case.season)
    assert asked_daily.told == checked.told
    assert asked_daily.gaps == checked.gaps
    assert asked_daily.facts == checked.facts


@given(cases())
def test_between_its_days_the_clock_neither_speaks_nor_changes_its_mind(case: Case) -> None:
    life = case.life()
    for day in case.season:
        before, next_on = life.facts, life.next_on
        if next_on is not None and day < next_on:
            speech = life.hear(day)
            assert (speech.opens, speech.reminder, speech.fired) == (False, None, None)
            assert (speech.gaps, speech.superseded) == ((), ())
            assert (life.facts, life.next_on) == (before, next_on)
        life.check(day)


@given(cases(), some_days)
def test_what_downtime_swallows_is_superseded_and_never_also_sent(case: Case, numbers: set[int]) -> None:
    days = days_of_checks(case, numbers)
    life = case.checked_on(days)
    assume(life.state != "planned")
    told_daily = {told.key for told in reminders(case.checked_on(case.season)) if told.on <= days[-1]}
    sent, superseded = [told.key for told in reminders(life)], [key for _, _, key in life.superseded]
    assert sorted(sent + superseded) == sorted(told_daily)


@given(cases(), some_days)
def test_downtime_never_hastens_a_rung(case: Case, numbers: set[int]) -> None:
    daily = {told.rung: told.on for told in rungs(case.checked_on(case.season))}
    for told in rungs(case.checked_on(days_of_checks(case, numbers))):
        assert told.rung not in daily or told.on >= daily[told.rung]


@given(cases(), st.integers(0, A_SEASON - 1))
def test_after_any_downtime_the_first_check_sends_at_most_one_message(case: Case, number: int) -> None:
    life = case.checked_on([case.season[number]])
    assert len(life.told) <= 1
    assert all(told.rung == NEVER or told == rungs(life)[0] for told in life.told)


@given(cases(), some_days)
def test_rungs_keep_their_distances_from_the_one_before(case: Case, numbers: set[int]) -> None:
    life = case.checked_on(days_of_checks(case, numbers))
    ladder, calendar = case.rules.owing.ladder, case.calendar
    for one, following in pairwise(rungs(life)):
        between = ladder[one.rung + 1].after.count - ladder[one.rung].after.count
        earliest = calendar.told_after(one.on, Offset(between, ladder[0].after.unit))
        assert following.on >= earliest


@given(cases())
def test_checked_daily_a_ladder_held_by_all_climbs_on_the_days_that_the_plan_gives(case: Case) -> None:
    ladder, calendar = case.rules.owing.ladder, case.calendar
    assume(case.issued_on <= case.facts.effective_due)
    everybody = frozenset(role for rung in ladder for role in rung.to)
    in_working_days = [rung for rung in ladder if rung.after.unit == "working_days"]
    case = replace(case, facts=replace(case.facts, held=everybody))
    climbed = [told.on for told in rungs(case.checked_on(case.season))]
    expected = [calendar.told_after(case.facts.effective_due, rung.after) for rung in in_working_days]
    assert not in_working_days or climbed == [day for day in expected if day <= case.season[-1]]


@given(cases())
def test_a_rung_fires_if_and_only_if_somebody_hears_it_or_it_proposes_an_inspection(case: Case) -> None:
    life = case.checked_on(case.season)
    held, ladder = case.facts.held, case.rules.owing.ladder
    fired = {told.rung for told in rungs(life)}
    passed = range(max(fired, default=NEVER) + 1)
    assert fired == {n for n in passed if held & set(ladder[n].to) or ladder[n].proposes}
    missing = {gap for gap in life.gaps if gap.rung in passed}
    assert missing == {Gap(n, role) for n in passed if not held & set(ladder[n].to) for role in ladder[n].to}


@given(cases())
def test_every_rung_is_either_fired_or_a_gap_in_the_end(case: Case) -> None:
    life = case.checked_on([*case.season, *(case.season[-1] + timedelta(days=n) for n in range(1, 200))])
    answered = {told.rung for told in rungs(life)} | {gap.rung for gap in life.gaps if gap.rung != NEVER}
    assert answered == set(range(len(case.rules.owing.ladder)))
    assert life.next_on is None


@given(cases(), st.integers(0, A_SEASON - 1), st.integers(0, 30))
def test_an_acknowledgement_never_hastens_a_rung_and_is_kept_to_its_end(
    case: Case, number: int, held_for: int
) -> None:
    today = case.season[number]
    life = case.checked_on(case.season[: number + 1])
    until = today + timedelta(days=held_for)
    winding = held_until(
        life.facts, case.rules, until, today=today, issued_on=case.issued_on, calendar=case.calendar
    )
    before = life.facts.next_rung_on
    if before is None or winding.next_rung_on is None:
        assert before == winding.next_rung_on
    else:
        assert winding.next_rung_on >= before
        assert winding.next_rung_on > until
    assert winding.rung == life.facts.rung


@given(cases(), dates, roles_held)
def test_a_new_holder_or_a_strange_day_never_makes_a_rung_fire_twice(
    case: Case, day: date, held: frozenset[Role]
) -> None:
    life = case.checked_on(case.season[:40])
    life.hold(held)
    for n in range(60):
        life.check(max(day, case.season[39] + ONE_DAY) + timedelta(days=n))
    fired = [told.rung for told in rungs(life)]
    assert fired == sorted(set(fired))
    assert {told.side for told in life.told} <= {Side.OWING}
