"""How do the plan's words become the values that `states` reasons with?

A `Rulebook` is made once for each version of a plan and kept; reading it costs a look-up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from plans.errands import Errand, Verifier, errands_of, kind_of
from plans.indicators import Indicator, anomaly_rule, indicators_of, tied_tasks
from plans.model import Plan, TaskSpec, WatchSpec
from states.anomaly import AnomalyRule
from states.calendar import CALENDARS, Offset, WorkingCalendar
from states.campaign import Timeline
from states.deadline import Reminder, Rung, TaskRules, Watch
from states.lights import LightRule
from states.machine import StateMachine
from states.roles import Role
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
    """The plan's own tasks, in its order."""
    errands: Mapping[str, Errand]
    """The kinds of errand that may come besides."""
    rules: Mapping[str, TaskRules]
    """By the key of a task of the plan, or the kind of an errand."""
    indicators: Mapping[str, Indicator]
    """The plan's own and those that every campaign has."""
    tied: Mapping[str, tuple[str, ...]]
    """Tasks that are done when their indicators meet their targets."""
    anomalies: AnomalyRule

    def spec(self, task_key: str) -> TaskSpec | Errand:
        """A task of the plan, or the kind of an errand (`errand.rectification#12`); raises KeyError."""
        kind = kind_of(task_key)
        return self.tasks[kind] if kind in self.tasks else self.errands[kind]

    def task_rules(self, task_key: str) -> TaskRules:
        """What the clock may say about a task of the plan, or an errand; raises KeyError."""
        return self.rules[kind_of(task_key)]

    def phase_number(self, task_key: str) -> int:
        """The position of the task's phase, from 0."""
        return self.timeline.position(self.tasks[task_key].phase)


def rulebook(plan: Plan, calendar: WorkingCalendar | None = None) -> Rulebook:
    """Everything that follows from a plan and its calendar: as it comes, or with the years added since."""
    calendar = calendar or CALENDARS[plan.calendar]
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
        errands=errands_of(plan),
        rules=_rules(plan),
        indicators=indicators_of(plan),
        tied=tied_tasks(plan),
        anomalies=anomaly_rule(plan),
    )


def verifier_of(spec: TaskSpec | Errand) -> Verifier:
    """Who verifies a task (三): the office its villages' and departments', the head the office's own."""
    if isinstance(spec, Errand):
        return spec.verifier
    return "group_head" if spec.owner_kind == "office" else "office"


def _rules(plan: Plan) -> dict[str, TaskRules]:
    specs: list[TaskSpec | Errand] = [*plan.tasks, *errands_of(plan).values()]
    return {spec.key: _task_rules(plan, spec) for spec in specs}


def _task_rules(plan: Plan, spec: TaskSpec | Errand) -> TaskRules:
    deadlines, verifier = plan.deadlines, verifier_of(spec)
    if spec.owner_kind in ("supervision", "group_head"):
        watch = deadlines.supervision if spec.owner_kind == "supervision" else deadlines.group_head
        return TaskRules(_watch(plan, watch), Watch(), Offset(0, "days"))
    owner = {"village": deadlines.village, "office": deadlines.office, "department": deadlines.department}
    own = owner[spec.owner_kind]
    if verifier == "nobody":
        return TaskRules(_watch(plan, own), Watch(), Offset(0, "days"))
    if verifier == "supervision" and plan.inspections.rectification is not None:
        within = plan.inspections.rectification.verified_within.offset
        return TaskRules(_watch(plan, own), _watch(plan, deadlines.supervision), within)
    return TaskRules(_watch(plan, own), _watch(plan, own.verification), own.verification.within.offset)


def _watch(plan: Plan, spec: WatchSpec) -> Watch:
    leaders = plan.linked_leaders

    def warned(to: tuple[Role, ...]) -> Offset | None:
        """Linked leaders hear of a village before it reaches them (四.一)."""
        return leaders.warned_before.offset if leaders and leaders.role in to else None

    return Watch(
        tuple(Reminder(r.key, r.before.offset, r.to) for r in spec.reminders),
        tuple(Rung(r.key, r.after.offset, r.to, r.form, r.proposes, warned(r.to)) for r in spec.ladder),
    )
