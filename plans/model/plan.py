"""What does an implementation plan (实施方案) consist of, as a whole?"""

from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from plans.model.assessment import AccountabilitySpec, AssessmentSpec, CommendationSpec
from plans.model.deadlines import (
    AcknowledgementSpec,
    DeadlinesSpec,
    ExtensionsSpec,
    LightSpec,
    NewCycleSpec,
)
from plans.model.departments import DepartmentSpec
from plans.model.document import DocumentSpec, IssueSpec, StatedPeriod
from plans.model.enrolment import EnrolmentSpec, FundSupervisionSpec, SubsidySpec
from plans.model.inspections import InspectionsSpec
from plans.model.notices import NoticesSpec
from plans.model.organization import (
    DutiesSpec,
    InputsSpec,
    LettersSpec,
    LinkedLeadersSpec,
    MeasuresSpec,
    MeetingsSpec,
    PublicitySpec,
    VisitsSpec,
    WorkGroupSpec,
)
from plans.model.parts import Part, PlanKey, Text
from plans.model.targets import GoalSpec, HandedDownSpec, IndicatorSpec
from plans.model.tasks import Phase, TaskSpec


class Plan(Part):
    """A whole plan. How its parts fit together is checked by the reader; what is odd, by the lint."""

    schema_version: Literal[1] = Field(description="格式版本，现为 1")
    key: PlanKey
    title: Text
    document: DocumentSpec
    zone: str = Field(default="Asia/Shanghai", description="时区，如 Asia/Shanghai")
    calendar: Literal["china", "weekdays"] = Field(
        default="china", description="工作日历：china 按国务院放假安排，weekdays 只认周末"
    )
    stated_periods: tuple[StatedPeriod, ...] = Field(default=(), description="文件顺带写到的起止时间")
    issue: IssueSpec = Field(description="印发与签收")
    phases: tuple[Phase, ...] = Field(min_length=1, description="阶段，按先后")
    indicators: tuple[IndicatorSpec, ...] = Field(default=(), description="指标")
    goals: tuple[GoalSpec, ...] = Field(default=(), description="总目标")
    handed_down: HandedDownSpec | None = Field(default=None, description="逐级下达的目标任务")
    tasks: tuple[TaskSpec, ...] = Field(min_length=1, description="任务")
    deadlines: DeadlinesSpec = Field(description="提醒、督办阶梯与核验")
    acknowledgement: AcknowledgementSpec = Field(description="签收")
    notices: NoticesSpec = Field(default_factory=NoticesSpec, description="通知怎样送达")
    new_cycle: NewCycleSpec = Field(description="新一轮的短时限")
    lights: LightSpec = Field(description="红黄绿灯")
    extensions: ExtensionsSpec | None = Field(default=None, description="延期申请")
    inspections: InspectionsSpec = Field(description="督查")
    assessment: AssessmentSpec = Field(description="考核验收")
    commendation: CommendationSpec | None = Field(default=None, description="表彰")
    accountability: AccountabilitySpec | None = Field(default=None, description="责任追究")
    work_group: WorkGroupSpec | None = Field(default=None, description="村（社区）工作小组")
    linked_leaders: LinkedLeadersSpec | None = Field(default=None, description="包村（社区）领导")
    responsibility_letters: LettersSpec | None = Field(default=None, description="责任书")
    measures: MeasuresSpec | None = Field(default=None, description="工作措施")
    duties: DutiesSpec | None = Field(default=None, description="包干责任")
    meetings: MeetingsSpec | None = Field(default=None, description="定期会议")
    visits: VisitsSpec | None = Field(default=None, description="走访指导")
    inputs: InputsSpec | None = Field(default=None, description="投入")
    publicity: PublicitySpec | None = Field(default=None, description="宣传")
    enrolment: EnrolmentSpec | None = Field(default=None, description="花名册与参保流程")
    subsidies: tuple[SubsidySpec, ...] = Field(default=(), description="补助")
    fund_supervision: FundSupervisionSpec | None = Field(default=None, description="资金监督")
    departments: tuple[DepartmentSpec, ...] = Field(default=(), description="部门")

    @field_validator("zone")
    @classmethod
    def _exists(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"没有时区 {zone}；请写 Asia/Shanghai 这样的名称") from error
        return zone

    def task(self, key: str) -> TaskSpec:
        """The task of that key; raises KeyError."""
        for task in self.tasks:
            if task.key == key:
                return task
        raise KeyError(key)
