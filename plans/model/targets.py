"""What must be reached, by when, and how is it measured (二, 三.三.1)?"""

from typing import Literal

from pydantic import Field

from plans.model.parts import Clause, Day, IndicatorKey, Key, Part, Percent, PhaseKey, TaskKey, Text, Timed


class TargetSpec(Timed):
    """The rate that the plan demands of every unit, and by when; `clause` is where the date stands."""

    at_least: Percent = Field(description="不低于，百分数，如 97")
    by: Day = Field(description="达到目标的时限")
    clause: Clause


class IndicatorSpec(Part):
    """A rate: those who did it, of those who should."""

    key: Key
    title: Text
    clause: Clause
    counts: Text = Field(description="分子：已办人数的口径")
    of: Text = Field(description="分母：应办人数的口径")
    target: TargetSpec | None = Field(default=None, description="目标值与时限")
    frozen_after: PhaseKey | None = Field(default=None, description="分母在哪个阶段结束时冻结")


class GoalSpec(Part):
    """What the whole campaign must have reached when it is closed (全覆盖)."""

    key: Key
    title: Text
    clause: Clause
    by: Day
    indicators: tuple[IndicatorKey, ...] = Field(default=(), description="须全部达到目标值的指标")
    uncontacted_households: int | None = Field(default=None, ge=0, description="至多多少户未入户宣传")
    judged_at: Literal["close"] = Field(
        default="close", description="收官（close）时统一判定；没有写收官之日的，到期判定"
    )


class HandedDownSpec(Timed):
    """Targets as head-counts, handed down level by level, shown beside the plan's own rate."""

    clause: Clause
    levels: tuple[Literal["province", "city", "county", "township"], ...] = Field(
        min_length=1, description="下达任务的层级"
    )
    split_by: Literal["eligible"] = Field(default="eligible", description="按应参保人数分解")
    task: TaskKey | None = Field(default=None, description="下达目标任务的任务")
