"""Random calendars, rules and tasks for the laws of time."""

from datetime import date, timedelta

from hypothesis import strategies as st

from states.calendar import CHINA, WEEKDAYS, Offset, Unit, WorkingCalendar
from states.campaign import Timeline
from states.deadline import NEVER, Reminder, Rung, TaskFacts, TaskRules, Watch
from states.roles import Role
from states.village import Phases

dates = st.dates(date(2011, 12, 1), date(2013, 1, 31)) | st.dates(date(2026, 11, 1), date(2027, 3, 31))
"""Around the pilot's year, and across the end of the last published one."""


def calendar_open_on(weekdays: frozenset[int], closed: frozenset[date]) -> WorkingCalendar:
    """A calendar of some weekdays (0 is Monday) with holidays of its own."""
    return WorkingCalendar(
        lambda day: day.weekday() in weekdays and day not in closed,
        known_from=date(2011, 1, 1),
        known_until=date(2027, 12, 31),
    )


calendars = st.sampled_from((CHINA, WEEKDAYS)) | st.builds(
    calendar_open_on,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(dates, max_size=12),
)

UNITS: tuple[Unit, ...] = ("days", "working_days")
units = st.sampled_from(UNITS)
offsets: st.SearchStrategy[Offset] = st.builds(Offset, st.integers(0, 12), units)

ROLES = (Role.VILLAGE_HEAD, Role.LINKED_LEADER, Role.LEADING_GROUP)
recipients = st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True).map(tuple)
roles_held = st.frozensets(st.sampled_from(ROLES))


@st.composite
def ladders(draw: st.DrawFn, least: int) -> tuple[Rung, ...]:
    """A ladder as plans may write it: one unit, each rung later than the one before it."""
    unit = draw(units)
    afters = sorted(draw(st.sets(st.integers(1, 12), min_size=least, max_size=5)))
    return tuple(
        Rung(
            key=f"rung-{number}",
            after=Offset(after, unit),
            to=draw(recipients),
            form="overdue",
            proposes=draw(st.sampled_from((None, None, "special"))),
        )
        for number, after in enumerate(afters)
    )


@st.composite
def watches(draw: st.DrawFn, least: int = 0) -> Watch:
    befores = draw(st.lists(offsets, min_size=least, max_size=4))
    reminders = tuple(
        Reminder(f"reminder-{number}", before, draw(recipients)) for number, before in enumerate(befores)
    )
    return Watch(reminders, draw(ladders(least)))


rules: st.SearchStrategy[TaskRules] = st.builds(
    TaskRules, owing=watches(), verification=watches(), verify_within=offsets
)
climbing_rules: st.SearchStrategy[TaskRules] = st.builds(
    TaskRules, owing=watches(least=3), verification=watches(least=2), verify_within=offsets
)
"""Rules under which there is always something to climb."""


@st.composite
def issued_tasks(draw: st.DrawFn, task_rules: TaskRules, calendar: WorkingCalendar) -> tuple[TaskFacts, date]:
    """A task as it is issued, and the day of issue: before its window, in it, or after its date."""
    opens_on = draw(dates)
    due = opens_on + timedelta(days=draw(st.integers(0, 25)))
    issued_on = opens_on + timedelta(days=draw(st.integers(-10, 30)))
    first_rung_on = task_rules.owing.first_rung_on(due, calendar)
    held = draw(roles_held)
    return TaskFacts("planned", opens_on, due, None, NEVER, first_rung_on, opens_on, held), issued_on


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """One to five phases, some of them without a gate."""
    number = draw(st.integers(1, 5))
    keys = tuple(f"phase-{n}" for n in range(number))
    first_days = [draw(st.dates(date(2012, 1, 1), date(2012, 12, 31)))]
    for length in draw(st.lists(st.integers(1, 60), min_size=number, max_size=number)):
        first_days.append(first_days[-1] + timedelta(days=length))
    gated = draw(st.frozensets(st.sampled_from(keys)))
    return Timeline(Phases(keys, gated), tuple(first_days[:-1]), first_days[-1])
