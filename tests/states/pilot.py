"""The 2012 pilot as values: its phases and its rules of time, as test_pilot holds them to the plan."""

from dataclasses import replace
from datetime import date

from states.anomaly import AnomalyRule
from states.calendar import CHINA, Offset
from states.campaign import Timeline
from states.deadline import NEVER, Reminder, Rung, TaskFacts, TaskRules, Watch
from states.roles import Role
from states.village import Phases

PHASE_KEYS = ("mobilization", "implementation", "inspection")
PHASES = Phases(PHASE_KEYS, frozenset(PHASE_KEYS))
TIMELINE = Timeline(
    PHASES,
    (date(2012, 4, 22), date(2012, 5, 1), date(2012, 6, 1)),
    assessment_from=date(2012, 7, 1),
)

HEAD, ASSISTANT = Role.VILLAGE_HEAD, Role.ASSISTANT
LEADER, GROUP = Role.LINKED_LEADER, Role.LEADING_GROUP
OFFICE, GROUP_HEAD = Role.LEADING_GROUP_OFFICE, Role.LEADING_GROUP_HEAD
SUPERVISION = Role.SUPERVISION_OFFICE
EVERYBODY = frozenset(Role)


def days(count: int) -> Offset:
    return Offset(count, "days")


def working_days(count: int) -> Offset:
    return Offset(count, "working_days")


RULES = TaskRules(
    owing=Watch(
        reminders=(
            Reminder("reminder-7", days(7), (HEAD, ASSISTANT)),
            Reminder("reminder-3", days(3), (HEAD, ASSISTANT)),
            Reminder("reminder-1", days(1), (HEAD, ASSISTANT)),
        ),
        ladder=(
            Rung("head", working_days(1), (HEAD,), "overdue"),
            Rung("linked-leader", working_days(2), (LEADER,), "leader", warned=working_days(1)),
            Rung("supervision-letter", working_days(4), (GROUP,), "supervision_letter"),
            Rung(
                "special-inspection",
                working_days(6),
                (SUPERVISION,),
                "inspection_proposed",
                proposes="special",
            ),
        ),
    ),
    verification=Watch(
        reminders=(Reminder("verify-reminder-1", working_days(1), (OFFICE,)),),
        ladder=(
            Rung("verify-office", working_days(1), (OFFICE,), "verification_overdue"),
            Rung("verify-head", working_days(3), (GROUP_HEAD,), "verification_overdue"),
        ),
    ),
    verify_within=working_days(3),
)
SHORT = working_days(3)
"""The short date of a returned or re-opened task."""

ANOMALIES = AnomalyRule(
    jump_points=30,
    jump_within=days(3),
    corrected_down_by=5,
    same_figure_in=3,
    no_activity_for=days(14),
)
SHARE, EACH_STRATUM_AT_LEAST = 25, 1
YELLOW_BEHIND, RED_BEHIND = 5, 15

ISSUED_ON = date(2012, 4, 23)

SELF_INSPECTION = TaskFacts(
    state="planned",
    opens_on=date(2012, 6, 1),
    effective_due=date(2012, 6, 10),
    verify_by=None,
    rung=NEVER,
    next_rung_on=date(2012, 6, 11),
    next_on=date(2012, 6, 1),
    held=EVERYBODY,
)
"""三.三.1, as it is issued: due on Sunday 10 June 2012."""

VILLAGE_MEETING = replace(
    SELF_INSPECTION,
    opens_on=date(2012, 5, 2),
    effective_due=date(2012, 5, 7),
    next_rung_on=date(2012, 5, 8),
    next_on=date(2012, 5, 2),
)
"""四.三.一, as it is issued: due on Monday 7 May 2012, so that two reminders fall on Friday the 4th."""

CALENDAR = CHINA
