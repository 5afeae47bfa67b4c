"""How is a village assessed, honoured, heard and held to account (三.三.3, 四.一.五, 四.五)?"""

from typing import Literal

from pydantic import Field, model_validator

from plans.model.parts import (
    Clause,
    Day,
    Distance,
    IndicatorKey,
    Key,
    Part,
    Percent,
    PhaseKey,
    Points,
    TaskKey,
    Text,
    Timed,
)
from states.roles import Role


class WeightSpec(Part):
    """One item of the score; all weights together are 100."""

    key: Key
    title: Text
    clause: Clause
    weight: Points = Field(description="分值；各项合计 100")
    measures: Literal["indicator", "tasks", "inspections", "contact", "accuracy"] = Field(
        description="依据：指标、任务按时、督查问题、入户覆盖、信息准确率"
    )
    indicator: IndicatorKey | None = Field(default=None, description="measures 为 indicator 时填写")
    tasks: tuple[TaskKey, ...] = Field(default=(), description="measures 为 tasks 时填写")

    @model_validator(mode="after")
    def _says_of_what(self) -> "WeightSpec":
        if (self.measures == "indicator") != (self.indicator is not None):
            raise ValueError("measures 为 indicator 时须写 indicator（指标的 key），其他情况不写")
        if (self.measures == "tasks") != bool(self.tasks):
            raise ValueError("measures 为 tasks 时须写 tasks（任务的 key 列表），其他情况不写")
        return self


class DeductionSpec(Part):
    """Points taken off for something that history shows, after the notice that went before it."""

    key: Key
    title: Text
    clause: Clause
    per: Literal["overdue_task", "supervision_letter", "special_inspection", "finding", "false_report"] = (
        Field(description="每发生一次：逾期任务、督办通知单、专项督查、逾期未改的问题、虚报")
    )
    points: Points = Field(description="每次扣分")
    at_most: Points = Field(description="累计至多扣分")


class AppealsSpec(Timed):
    """The protest against a deduction (申诉)."""

    clause: Clause
    within: Distance = Field(description="公布后的申诉时限")
    decided_by: Role
    decided_within: Distance = Field(description="答复时限")


class AssessmentSpec(Timed):
    """The assessment (考核验收): from when, by whom, by which weights.

    `listed_in_phase` is the phase under which the document mentions it, whatever its date.
    """

    clause: Clause
    begins: Day = Field(alias="from", description="考核验收开始之日")
    closes: Day | None = Field(default=None, description="收官之日：全部工作到此判定")
    listed_in_phase: PhaseKey | None = Field(default=None, description="文件把考核写在哪个阶段里")
    jointly_with: Text | None = Field(default=None, description="会同考核的上级领导小组")
    pass_mark: Points | None = Field(default=None, description="合格分")
    weights: tuple[WeightSpec, ...] = Field(default=(), description="评分项目")
    deductions: tuple[DeductionSpec, ...] = Field(default=(), description="扣分项目")
    appeals: AppealsSpec | None = Field(default=None, description="申诉")


class VillageHonourSpec(Part):
    """Which villages and communities are commended (先进村、社区)."""

    clause: Clause
    share_at_most: Percent = Field(description="表彰单位占比上限")
    score_at_least: Points
    targets_met: bool = Field(default=True, description="须全部指标达标")
    findings_closed: bool = Field(default=True, description="须无未销号的问题")


class GroupHonourSpec(Part):
    """Which groups (村民组, 楼院) are commended: those that reach these targets."""

    clause: Clause
    indicators: tuple[IndicatorKey, ...] = Field(min_length=1, description="须达标的指标")


class CommendationSpec(Timed):
    """Who is commended, announced in a bulletin (通报); equal scores share a rank."""

    clause: Clause
    villages: VillageHonourSpec
    groups: GroupHonourSpec | None = Field(default=None, description="先进村民组、楼院")
    ties: Literal["share_rank"] = Field(default="share_rank", description="同分并列")


class GroundSpec(Part):
    """A ground on which somebody is held to account."""

    key: Key
    title: Text


class AccountabilitySpec(Timed):
    """Referrals against named roles (责任追究), with steps and outcome, seen only by those entitled."""

    clause: Clause
    grounds: tuple[GroundSpec, ...] = Field(min_length=1, description="追责情形")
    against: tuple[Text, ...] = Field(min_length=1, description="追责对象")
    decided_by: Role
    seen_by: tuple[Role, ...] = Field(min_length=1, description="谁可以看到")
