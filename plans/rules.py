"""How do the plan's words become the values that `states` reasons with?

A `Rulebook` is made once for each version of a plan and kept; reading it costs a look-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from plans.model import OwnerKind, Plan, TaskSpec, WatchSpec
from states.calendar import CALENDARS, WorkingCalendar
from states.campaign import Timeline
from states.deadline import Reminder, Rung, TaskRules, Watch
from states.lights import LightRule
from states.machine import StateMachine
from states.village import Phases, village_machine


@dataclass(frozen=True, eq=False)
class Rulebook:
    """A plan, ready to be asked."""

    plan: Plan
    zone: ZoneInfo
    calendar: WorkingCalendar
    timeline: Timeline
    machine: StateMachine
    lights: LightRule
    tasks: Mapping[str, TaskSpec]
    by_owner: Mapping[OwnerKind, TaskRules]

    def task_rules(self, task_key: str) -> TaskRules:
        """What the clock may say about a task of the plan; raises KeyError."""
        return self.by_owner[self.tasks[task_key].owner_kind]

    def phase_number(self, task_key: str) -> int:
        """The position of the task's phase, from 0."""
        return self.timeline.position(self.tasks[task_key].phase)


def rulebook(plan: Plan) -> Rulebook:
    """Everything that follows from a plan alone."""
    calendar = CALENDARS[plan.calendar]
    gated = frozenset(task.phase for task in plan.tasks if task.gate and task.owner_kind == "village")
    phases = Phases(tuple(phase.key for phase in plan.phases), gated)
    return Rulebook(
        plan=plan,
        zone=ZoneInfo(plan.zone),
        calendar=calendar,
        timeline=Timeline(phases, tuple(phase.first_day for phase in plan.phases), plan.assessment.begins),
        machine=village_machine(phases),
        lights=LightRule(plan.lights.yellow_within.offset, calendar),
        tasks={task.key: task for task in plan.tasks},
        by_owner={kind: _task_rules(plan, kind) for kind in ("village", "office", "department")},
    )


def _task_rules(plan: Plan, kind: OwnerKind) -> TaskRules:
    deadlines = plan.deadlines
    spec = {"village": deadlines.village, "office": deadlines.office, "department": deadlines.department}[
        kind
    ]
    return TaskRules(_watch(spec), _watch(spec.verification), spec.verification.within.offset)


def _watch(spec: WatchSpec) -> Watch:
    return Watch(
        tuple(Reminder(r.key, r.before.offset, r.to) for r in spec.reminders),
        tuple(Rung(r.key, r.after.offset, r.to, r.form, r.proposes) for r in spec.ladder),
    )
