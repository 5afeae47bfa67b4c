"""What does an implementation plan (实施方案) consist of, as data?

Each part names the clause of the document that it comes from. Rates are numbers in per cent, dates
ISO dates, roles their codes, offsets name their unit (`{days: 3}`, `{working_days: 2}`). A plan is
immutable: a campaign keeps the version that it was issued with. One module for each topic; the
names that other layers use are given on here.
"""

from plans.model.deadlines import (
    DeadlineSpec,
    DeadlinesSpec,
    ReminderSpec,
    RungSpec,
    VerificationSpec,
    WatchSpec,
)
from plans.model.document import DocumentSpec, IssueSpec, StatedPeriod
from plans.model.parts import Clause, Distance, Key, Origin, Part, Text
from plans.model.plan import Plan
from plans.model.targets import GoalSpec, IndicatorSpec, TargetSpec
from plans.model.tasks import EvidenceSpec, Owner, OwnerKind, Phase, TaskSpec

__all__ = [
    "Clause",
    "DeadlineSpec",
    "DeadlinesSpec",
    "Distance",
    "DocumentSpec",
    "EvidenceSpec",
    "GoalSpec",
    "IndicatorSpec",
    "IssueSpec",
    "Key",
    "Origin",
    "Owner",
    "OwnerKind",
    "Part",
    "Phase",
    "Plan",
    "ReminderSpec",
    "RungSpec",
    "StatedPeriod",
    "TargetSpec",
    "TaskSpec",
    "Text",
    "VerificationSpec",
    "WatchSpec",
]
