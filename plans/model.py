"""What does an implementation plan (实施方案) consist of, as data?

Each part names the clause of the document that it comes from. Rates are numbers in per cent, dates
ISO dates, roles their codes, offsets name their unit (`{days: 3}`, `{working_days: 2}`). A plan is
immutable: a campaign keeps the version that it was issued with.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from states.calendar import Offset
from states.roles import Role

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$", max_length=64)]
Clause = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Origin = Literal["document", "office"]
"""Whether a date or figure stands in the document, or is the office's own decision where it is silent."""


class Part(BaseModel):
    """A part of a plan: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Part):
    """A title in the two languages of the notices."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Distance(Part):
    """A distance in time that names its unit: exactly one of `days` and `working_days`."""

    days: int | None = Field(default=None, ge=0, le=400)
    working_days: int | None = Field(default=None, ge=0, le=400)

    @model_validator(mode="after")
    def _names_one_unit(self) -> "Distance":
        if (self.days is None) == (self.working_days is None):
            raise ValueError("请只写一个单位：{days: 3} 或 {working_days: 3}")
        return self

    @property
    def offset(self) -> Offset:
        if self.days is not None:
            return Offset(self.days, "days")
        return Offset(self.working_days or 0, "working_days")


class Phase(Part):
    """A phase (阶段) with its first and last day."""

    key: Key
    title: Text
    clause: Clause
    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")


Owner = Annotated[str, StringConstraints(pattern=r"^(village|office(:[a-z]+)?|department:[a-z][a-z-]*)$")]
"""Who owes a task: `village`, `office` (each township; `office:county` names another kind of unit), or
`department:police` (the department of that code, where a unit has one)."""

OwnerKind = Literal["village", "office", "department"]


class TaskSpec(Part):
    """One thing that each owner owes by a date."""

    key: Key
    title: Text
    clause: Clause
    phase: Key
    owner: Owner
    opens: date
    due: date
    dates_from: Origin = "document"
    gate: bool = False
    evidence: tuple[Text, ...] = ()
    indicators: tuple[Key, ...] = ()

    @property
    def owner_kind(self) -> OwnerKind:
        kind = self.owner.partition(":")[0]
        return "village" if kind == "village" else "office" if kind == "office" else "department"

    @property
    def owner_detail(self) -> str:
        """The unit kind of an office (township by default), the code of a department."""
        return self.owner.partition(":")[2] or "township"


class ReminderSpec(Part):
    """A notice before a date (提醒)."""

    key: Key
    before: Distance
    to: tuple[Role, ...] = Field(min_length=1)


class RungSpec(Part):
    """One rung of the ladder (级) after a date; `form` names the wording of the notice."""

    key: Key
    after: Distance
    to: tuple[Role, ...]
    form: Literal["overdue", "leader", "supervision_letter", "inspection_proposed", "verification_overdue"]
    proposes: Literal["special"] | None = None


class WatchSpec(Part):
    """How a date is watched. All rungs of a ladder count in one unit and rise strictly."""

    reminders: tuple[ReminderSpec, ...] = ()
    ladder: tuple[RungSpec, ...] = ()

    @model_validator(mode="after")
    def _climbs(self) -> "WatchSpec":
        afters = [rung.after.offset for rung in self.ladder]
        if len({after.unit for after in afters}) > 1:
            raise ValueError("同一督办阶梯各级须用同一单位（days 或 working_days），否则级间距离无从计算")
        counts = [after.count for after in afters]
        if counts != sorted(set(counts)) or 0 in counts:
            raise ValueError("督办阶梯各级的 after 须从 1 起逐级递增")
        return self


class VerificationSpec(WatchSpec):
    """The office's own duty: to verify `within` a distance of the submission."""

    within: Distance


class DeadlineSpec(WatchSpec):
    """The rules of one kind of owner: the watch over its due dates and over their verification."""

    verification: VerificationSpec


class DeadlinesSpec(Part):
    """The rules of time by kind of owner (三, 四.一)."""

    clause: Clause
    village: DeadlineSpec
    office: DeadlineSpec
    department: DeadlineSpec


class IssueSpec(Part):
    """The notice of issue (印发) that each addressee acknowledges (签收)."""

    clause: Clause
    to: tuple[Role, ...] = Field(min_length=1)
    acknowledge_within: Distance


class AcknowledgementSpec(Part):
    """How long an acknowledgement holds the ladder."""

    holds: Distance


class NewCycleSpec(Part):
    """The short date of a task that was returned or re-opened."""

    due_within: Distance


class LightSpec(Part):
    """The plan's own rule for lights: yellow from `yellow_within` before the date."""

    yellow_within: Distance


class SpecialInspectionSpec(Part):
    """Special inspections (专项督查): by when an order is to be carried out."""

    clause: Clause
    carried_out_within: Distance


class InspectionsSpec(Part):
    """The inspection programme (三.三.2)."""

    special: SpecialInspectionSpec


class AssessmentSpec(Part):
    """The assessment (考核验收): from when."""

    clause: Clause
    begins: date = Field(alias="from")


class DocumentSpec(Part):
    """The document that the plan is read from."""

    number: str
    title: Text
    issuer: str
    issued_on: date


class Plan(Part):
    """A whole plan. Keys that refer to each other are checked here; what is merely odd, by the lint."""

    key: Key
    title: Text
    document: DocumentSpec
    zone: str = "Asia/Shanghai"
    calendar: Literal["china", "weekdays"] = "china"
    issue: IssueSpec
    phases: tuple[Phase, ...] = Field(min_length=1)
    assessment: AssessmentSpec
    tasks: tuple[TaskSpec, ...] = Field(min_length=1)
    deadlines: DeadlinesSpec
    acknowledgement: AcknowledgementSpec
    new_cycle: NewCycleSpec
    lights: LightSpec
    inspections: InspectionsSpec

    def task(self, key: str) -> TaskSpec:
        """The task of that key; raises KeyError."""
        return next(task for task in self.tasks if task.key == key)
