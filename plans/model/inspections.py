"""Which inspections does the plan provide for, and how are findings repaired (三.三.1, 三.三.2)?"""

from typing import Literal

from pydantic import Field

from plans.model.parts import Clause, Day, Distance, Key, Part, Percent, Points, TaskKey, Text, Timed
from states.roles import Role


class ChecklistItem(Part):
    """One question of a checklist; answered with yes, no, or does not apply."""

    key: Key
    clause: Clause
    asks: Text = Field(description="检查内容")


class SelfInspectionSpec(Part):
    """The self-inspection (自查): the form of a task of the village."""

    clause: Clause
    task: TaskKey
    checklist: tuple[ChecklistItem, ...] = Field(min_length=1, description="自查表")


class RiskWeights(Part):
    """How many lots a village of each light has in the draw."""

    green: int = Field(ge=0, le=100, description="绿灯")
    yellow: int = Field(ge=0, le=100, description="黄灯")
    red: int = Field(ge=0, le=100, description="红灯")


class PeriodicInspectionSpec(Timed):
    """The periodic inspections (定期督查): how often, how many villages, drawn how.

    The seed of each draw is recorded, so that it can be drawn again and checked.
    """

    clause: Clause
    every: Distance | None = Field(default=None, description="每轮间隔")
    first_day: Day | None = Field(default=None, alias="from", description="第一轮")
    last_day: Day | None = Field(default=None, alias="to", description="最后一轮不晚于")
    share: Percent = Field(gt=0, description="每轮抽查的单位占比")
    strata: tuple[Literal["kind", "township"], ...] = Field(
        min_length=1, description="分层：kind 村与社区分开，township 各街道（乡镇）分开"
    )
    each_stratum_at_least: int = Field(default=1, ge=0, description="每层最少抽取数")
    draw: Literal["lots"] = Field(default="lots", description="抽签，随机种子存档备查")
    risk_weights: RiskWeights = Field(description="各灯色的签数")
    carried_out_within: Distance = Field(description="抽定后的检查时限")


class SpecialInspectionSpec(Timed):
    """Special inspections (专项督查): the supervision office's own due dates.

    A proposal is `decided_within`, an order `carried_out_within`, its result `reported_within`.
    """

    clause: Clause
    carried_out_within: Distance = Field(description="下达后的实施时限")
    decided_within: Distance | None = Field(default=None, description="提请后的立项时限")
    reported_within: Distance | None = Field(default=None, description="检查后的报告时限")


class SeveritySpec(Part):
    """A grade of finding, and how long its repair may take."""

    key: Key
    title: Text
    rectified_within: Distance = Field(description="整改时限")
    revisited_after: Distance | None = Field(default=None, description="销号后多久回头看；不写则不回头看")


class RectificationSpec(Timed):
    """How findings are repaired (整改), verified, disputed and looked at again."""

    clause: Clause
    severities: tuple[SeveritySpec, ...] = Field(min_length=1, description="问题等次，由轻到重")
    verified_within: Distance = Field(description="整改回复后的复核时限")
    disputed_within: Distance = Field(description="对问题提出异议的时限")
    verified_by: Role = Field(description="由谁复核")


class BurdenSpec(Timed):
    """How many inspections a village may be asked to bear; above it duban warns."""

    clause: Clause
    per_village_and_month: int = Field(ge=1, le=31, description="每村（社区）每月次数上限")


class JumpSpec(Part):
    """A rate that rises by `points` or more within a time."""

    points: Points = Field(description="升幅，百分点")
    within: Distance = Field(description="在多长时间内")


class AnomaliesSpec(Timed):
    """What in the readings makes people look twice (四.五); each proposes a special inspection."""

    clause: Clause
    jump: JumpSpec | None = Field(default=None, description="数值骤升")
    corrected_down_by: Points | None = Field(default=None, description="更正下调百分点")
    same_figure_in: int | None = Field(default=None, ge=2, description="同日报同一整数的单位数")
    no_activity_for: Distance | None = Field(default=None, description="有数值而无办理记录")


class InspectionsSpec(Part):
    """The inspection programme (三.三)."""

    own: SelfInspectionSpec | None = Field(default=None, alias="self", description="自查")
    periodic: PeriodicInspectionSpec | None = Field(default=None, description="定期督查")
    special: SpecialInspectionSpec = Field(description="专项督查")
    checklist: tuple[ChecklistItem, ...] = Field(default=(), description="现场检查表")
    rectification: RectificationSpec | None = Field(default=None, description="整改")
    burden: BurdenSpec | None = Field(default=None, description="督查负担上限")
    anomalies: AnomaliesSpec | None = Field(default=None, description="异常数值")
