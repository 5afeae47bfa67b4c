"""A village head submits and withdraws, the office verifies and returns, days pass: what always holds?"""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from states.calendar import Offset, WorkingCalendar
from states.deadline import NEVER, Side, TaskRules
from states.roles import Role
from states.task import DONE, TASK
from tests.states.life import Life, Told
from tests.states.strategies import calendars, climbing_rules, issued_tasks, offsets, roles_held


class TaskLife(RuleBasedStateMachine):
    """One task under random rules, random people and a machine that is often off."""

    @initialize(data=st.data(), task_rules=climbing_rules, calendar=calendars, short=offsets)
    def is_issued(
        self, data: st.DataObject, task_rules: TaskRules, calendar: WorkingCalendar, short: Offset
    ) -> None:
        facts, issued_on = data.draw(issued_tasks(task_rules, calendar))
        self.life = Life(task_rules, calendar, issued_on, facts, short)
        self.today = max(issued_on, facts.opens_on)
        self.promised: dict[tuple[int, Side], date] = {}

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(days=st.integers(1, 9))
    def days_pass_with_a_check_each_morning(self, days: int) -> None:
        for _ in range(days):
            self.today += timedelta(days=1)
            self.the_clock_checks()

    @rule()
    def the_clock_checks(self) -> None:
        before = len(self.life.told)
        side = self.life.side
        self.life.check(self.today)
        assert self.life.next_on is None or self.life.next_on > self.today
        for told in self.life.told[before:]:
            assert (told.on, told.cycle, told.side) == (self.today, self.life.cycle, side)
            self.is_told_as_promised(told)

    def is_told_as_promised(self, told: Told) -> None:
        held = self.promised.get((told.cycle, told.side))
        assert told.rung == NEVER or held is None or told.on > held

    @precondition(lambda self: self.life.may("submit"))
    @rule()
    def the_head_submits(self) -> None:
        self.life.submit(self.today)
        self.promised.pop((self.life.cycle, Side.VERIFICATION), None)

    @precondition(lambda self: self.life.may("withdraw"))
    @rule()
    def the_head_withdraws(self) -> None:
        self.life.withdraw(self.today)
        self.promised.pop((self.life.cycle, Side.OWING), None)

    @precondition(lambda self: self.life.may("verify"))
    @rule()
    def the_office_verifies(self) -> None:
        self.life.end("verify")

    @precondition(lambda self: self.life.may("waive"))
    @rule(out_of_thirty=st.integers(1, 30))
    def the_office_rarely_waives(self, out_of_thirty: int) -> None:
        if out_of_thirty == 17:
            self.life.end("waive")

    @precondition(lambda self: self.life.may("return"))
    @rule()
    def the_office_returns(self) -> None:
        self.begins_a_cycle("return")

    @precondition(lambda self: self.life.may("reopen"))
    @rule()
    def the_office_reopens(self) -> None:
        self.begins_a_cycle("reopen")

    def begins_a_cycle(self, trigger: str) -> None:
        had = self.life.facts.effective_due
        self.life.begin_cycle(trigger, self.today)
        due = self.life.facts.effective_due
        assert due == max(had, self.life.calendar.after(self.today, self.life.short))
        assert (self.life.facts.rung, self.life.side) == (NEVER, Side.OWING)

    @precondition(lambda self: (self.life.cycle, self.life.side) in self.life.climbed)
    @rule(days=st.integers(0, 9))
    def somebody_acknowledges(self, days: int) -> None:
        side = self.life.side
        assert side is not None
        until = self.today + timedelta(days=days)
        before = self.life.facts.next_rung_on
        self.life.acknowledge(until, self.today)
        after = self.life.facts.next_rung_on
        assert (after is None) == (before is None)
        assert before is None or after is None or after >= before
        self.promised[(self.life.cycle, side)] = until

    @rule(held=roles_held)
    def people_come_and_go(self, held: frozenset[Role]) -> None:
        self.life.hold(held)

    @invariant()
    def is_in_a_declared_state(self) -> None:
        assert self.life.state in TASK.states

    @invariant()
    def is_silent_when_it_is_done(self) -> None:
        if self.life.state in DONE:
            assert self.life.next_on is None

    @invariant()
    def each_side_is_told_at_most_one_thing_a_day(self) -> None:
        days = [(told.cycle, told.side, told.on) for told in self.life.told]
        assert len(days) == len(set(days))

    @invariant()
    def rungs_fire_in_order_each_at_most_once_in_a_cycle(self) -> None:
        for of in {(told.cycle, told.side) for told in self.life.told}:
            fired = [t.rung for t in self.life.told if (t.cycle, t.side) == of and t.rung != NEVER]
            assert fired == sorted(set(fired))

    @invariant()
    def reminders_come_by_their_date_and_rungs_after_it_on_a_working_day(self) -> None:
        for told in self.life.told:
            if told.rung == NEVER:
                assert told.on <= told.about
            else:
                assert told.on > told.about
                assert self.life.calendar.is_working_day(told.on)

    def teardown(self) -> None:
        """Left alone, every clock runs down."""
        if hasattr(self, "life"):
            for _ in range(400):
                self.today += timedelta(days=1)
                self.the_clock_checks()
            assert self.life.next_on is None


TestTaskLife = TaskLife.TestCase
TestTaskLife.settings = settings(max_examples=100, stateful_step_count=50)
