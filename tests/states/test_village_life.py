"""Gates are verified and re-opened, findings come and go, days pass: where may a village be?"""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from states.campaign import Timeline
from states.village import AFTERWARDS, ASSESSMENT, Situation, forced, settled, village_machine
from tests.states.strategies import timelines

DECISIONS = ("accept", "reject", "repeat", "commend")


class VillageLife(RuleBasedStateMachine):
    """One village in a random plan. The clock looks at it only on the days that the timeline names."""

    @initialize(timeline=timelines(), early=st.integers(0, 40))
    def takes_part(self, timeline: Timeline, early: int) -> None:
        self.timeline = timeline
        self.machine = village_machine(timeline.phases)
        self.today = timeline.first_days[0] - timedelta(days=early)
        self.state = "preparing"
        self.pending = set(timeline.phases.gated)
        self.findings = False
        self.decided = False
        self.settles()

    def situation(self) -> Situation:
        position = self.timeline.position(self.state)
        return Situation(
            self.state,
            begun=self.timeline.begun(self.today),
            gates_pending=any(self.timeline.position(phase) <= position for phase in self.pending),
            next_phase_begun=self.timeline.next_phase_begun(self.state, self.today),
            findings_open=self.findings,
            assessment_begun=self.timeline.assessment_begun(self.today),
        )

    def settles(self) -> None:
        while (step := settled(self.machine, self.situation())) is not None:
            self.moves_by_rule(*step)
        self.decided = False
        self.next_on = self.timeline.next_move_on(self.state, self.today)

    def moves_by_rule(self, trigger: str, after: Situation) -> None:
        """Only forward, only with its gates done, and where nothing is owed only on the day."""
        before, self.state = self.state, after.state
        assert self.timeline.position(self.state) == self.timeline.position(before) + 1
        if before in self.timeline.phases.keys:
            assert not after.gates_pending
            gateless = before not in self.timeline.phases.gated
            if gateless and trigger == "advance":
                assert self.today >= self.timeline.first_days[self.timeline.position(self.state)]
        if self.state == ASSESSMENT:
            assert self.today >= self.timeline.assessment_from
            assert not self.findings

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.today += timedelta(days=1)
            if self.next_on is not None and self.next_on <= self.today:
                self.settles()

    @rule(days=st.integers(1, 90))
    def the_machine_is_off(self, days: int) -> None:
        self.today += timedelta(days=days)
        if self.next_on is not None and self.next_on <= self.today:
            self.settles()

    @precondition(lambda self: self.pending)
    @rule(data=st.data())
    def the_last_gate_of_a_phase_is_verified(self, data: st.DataObject) -> None:
        self.pending.remove(data.draw(st.sampled_from(sorted(self.pending))))
        self.settles()

    @precondition(lambda self: self.timeline.phases.gated)
    @rule(data=st.data())
    def a_gate_is_re_opened(self, data: st.DataObject) -> None:
        self.pending.add(data.draw(st.sampled_from(sorted(self.timeline.phases.gated))))

    @rule()
    def something_is_found(self) -> None:
        self.findings = True

    @rule()
    def what_was_found_is_repaired(self) -> None:
        self.findings = False
        self.settles()

    @precondition(lambda self: self.state in AFTERWARDS)
    @rule(trigger=st.sampled_from(DECISIONS))
    def the_head_of_the_group_decides(self, trigger: str) -> None:
        if self.machine.allows(self.situation(), trigger):
            self.is_put_into(self.machine.after(self.situation(), trigger))

    @rule(data=st.data(), out_of_twenty=st.integers(1, 20))
    def the_head_of_the_group_rarely_forces(self, data: st.DataObject, out_of_twenty: int) -> None:
        others = [state for state in self.machine.states if state != self.state]
        if out_of_twenty == 11:
            self.is_put_into(forced(self.machine, self.situation(), data.draw(st.sampled_from(others))))

    def is_put_into(self, state: str) -> None:
        """By decision: the rules have their say when a fact changes or the next day comes."""
        self.state = state
        self.decided = True
        self.next_on = self.timeline.next_move_on(state, self.today)

    @invariant()
    def is_in_a_declared_state(self) -> None:
        assert self.state in self.machine.states

    @invariant()
    def no_day_is_missed_on_which_a_rule_would_move_it(self) -> None:
        assert self.decided or settled(self.machine, self.situation()) is None


TestVillageLife = VillageLife.TestCase
TestVillageLife.settings = settings(max_examples=100, stateful_step_count=40)
