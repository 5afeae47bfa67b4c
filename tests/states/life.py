"""One task of one village, day by day: checked and wound as actions/ and records/ do it for many.

What the database keeps from being told twice (cycle, side, rule) is not told twice here either.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from states.calendar import Offset, WorkingCalendar
from states.deadline import NEVER, SIDE_OF, Gap, Side, Speech, TaskFacts, TaskRules, speak
from states.roles import Role
from states.task import TASK, TaskSituation
from states.winding import Winding, after_new_cycle, after_submission, after_withdrawal, held_until


@dataclass(frozen=True, slots=True)
class Told:
    """A message: a reminder (`rung` is NEVER) or a rung, and the date that it is about."""

    on: date
    cycle: int
    side: Side
    rung: int
    key: str
    about: date

    @property
    def rule(self) -> tuple[int, Side, str]:
        """What the database tells only once."""
        return self.cycle, self.side, self.key


@dataclass
class Life:
    """A task's life. `facts.next_on` counts only while a clock runs and has something to say."""

    rules: TaskRules
    calendar: WorkingCalendar
    issued_on: date
    facts: TaskFacts
    short: Offset
    cycle: int = 1
    next_on: date | None = None
    told: list[Told] = field(default_factory=list)
    superseded: list[tuple[int, Side, str]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    climbed: dict[tuple[int, Side], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.next_on = self.facts.next_on

    @property
    def state(self) -> str:
        return self.facts.state

    def check(self, today: date) -> Speech | None:
        """The daily check: speaks only of what is due."""
        if self.next_on is None or self.next_on > today:
            return None
        return self.hear(today)

    def hear(self, today: date) -> Speech:
        """What the rules say today, due or not, carried out."""
        speech = speak(self.facts, self.rules, today=today, issued_on=self.issued_on, calendar=self.calendar)
        self._note(speech, today)
        if speech.opens:
            self._move("open")
        self._wind(Winding(speech.rung, speech.next_rung_on, speech.next_on), today)
        return speech

    def submit(self, today: date) -> None:
        facts = replace(self.facts, rung=self._climbed(Side.VERIFICATION))
        verify_by, winding = after_submission(
            facts, self.rules, today=today, issued_on=self.issued_on, calendar=self.calendar
        )
        self._move("submit", verify_by=verify_by)
        self._wind(winding, today)

    def withdraw(self, today: date) -> None:
        facts = replace(self.facts, rung=self._climbed(Side.OWING))
        winding = after_withdrawal(
            facts, self.rules, today=today, issued_on=self.issued_on, calendar=self.calendar
        )
        self._move("withdraw")
        self._wind(winding, today)

    def end(self, trigger: str) -> None:
        """Verified or waived: no clock runs."""
        self._move(trigger)
        self.facts = replace(self.facts, next_rung_on=None)
        self.next_on = None

    def begin_cycle(self, trigger: str, today: date) -> None:
        """Returned or re-opened."""
        due, winding = after_new_cycle(
            self.facts, self.rules, self.short, today=today, issued_on=self.issued_on, calendar=self.calendar
        )
        self._move(trigger, effective_due=due)
        self.cycle += 1
        self._wind(winding, today)

    def acknowledge(self, until: date, today: date) -> None:
        winding = held_until(
            self.facts, self.rules, until, today=today, issued_on=self.issued_on, calendar=self.calendar
        )
        self._wind(winding, today)

    def hold(self, roles: frozenset[Role]) -> None:
        """From now on somebody holds these roles, and nobody the others."""
        self.facts = replace(self.facts, held=roles)

    def may(self, trigger: str) -> bool:
        return TASK.allows(TaskSituation(self.state), trigger)

    @property
    def side(self) -> Side | None:
        return SIDE_OF.get(self.state)

    def _climbed(self, side: Side) -> int:
        return self.climbed.get((self.cycle, side), NEVER)

    def _move(self, trigger: str, verify_by: date | None = None, effective_due: date | None = None) -> None:
        self.facts = replace(
            self.facts,
            state=TASK.after(TaskSituation(self.state), trigger),
            verify_by=verify_by,
            effective_due=effective_due or self.facts.effective_due,
        )

    def _wind(self, winding: Winding, today: date) -> None:
        self.next_on = winding.next_on
        self.facts = replace(
            self.facts,
            rung=winding.rung,
            next_rung_on=winding.next_rung_on,
            next_on=winding.next_on or today,
        )

    def _note(self, speech: Speech, today: date) -> None:
        about = self.facts.watched_date
        if speech.reminder is not None:
            self._tell(Told(today, self.cycle, speech.side, NEVER, speech.reminder.key, about))
        if speech.fired is not None:
            self._tell(Told(today, self.cycle, speech.side, speech.rung, speech.fired.key, about))
            self.climbed[(self.cycle, speech.side)] = speech.rung
        self.superseded += [(self.cycle, speech.side, key) for key in speech.superseded]
        self.gaps += speech.gaps

    def _tell(self, told: Told) -> None:
        if told.rule not in {earlier.rule for earlier in self.told}:
            self.told.append(told)
