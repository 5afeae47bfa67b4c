"""How are dates watched: reminders before, the ladder after, verification, lights (三, 四.一)?"""

from typing import Literal

from pydantic import Field, model_validator

from plans.model.parts import Clause, Distance, Key, Part, Points, Timed
from states.roles import Role


class ReminderSpec(Part):
    """A notice before a date (提醒)."""

    key: Key
    before: Distance = Field(description="时限之前多久")
    to: tuple[Role, ...] = Field(min_length=1, description="提醒谁（角色）")


class RungSpec(Part):
    """One rung of the ladder (级) after a date; `form` names the wording of the notice."""

    key: Key
    after: Distance = Field(description="时限之后多久")
    to: tuple[Role, ...] = Field(description="告知谁（角色）")
    form: Literal[
        "overdue", "leader", "supervision_letter", "inspection_proposed", "verification_overdue"
    ] = Field(description="文书：催办、告知领导、督办通知单、拟立项专项督查、核验逾期")
    proposes: Literal["special"] | None = Field(default=None, description="提请立项的督查")


class WatchSpec(Part):
    """How a date is watched. All rungs of a ladder count in one unit and rise strictly."""

    reminders: tuple[ReminderSpec, ...] = Field(default=(), description="提醒")
    ladder: tuple[RungSpec, ...] = Field(default=(), description="督办阶梯，自第 0 级起")

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
    """The duty to verify `within` a distance of the submission, of those who hold a role of `by`."""

    by: tuple[Role, ...] = Field(default=(), description="由谁核验（角色）")
    within: Distance = Field(description="核验时限，自提交之日起算")


class DeadlineSpec(WatchSpec):
    """The rules of one kind of owner: the watch over its due dates and over their verification."""

    verification: VerificationSpec = Field(description="核验")


def _overdue(role: Role, key: str) -> WatchSpec:
    """A ladder for what an office of the leading group owes of itself: its own people, then the head."""
    wait, longer = Distance(working_days=1), Distance(working_days=3)
    head = Role.LEADING_GROUP_HEAD if role is not Role.LEADING_GROUP_HEAD else Role.LEADING_GROUP
    return WatchSpec(
        ladder=(
            RungSpec(key=key, after=wait, to=(role,), form="overdue"),
            RungSpec(key=f"{key}-above", after=longer, to=(head,), form="leader"),
        )
    )


class DeadlinesSpec(Timed):
    """The rules of time by kind of owner (三, 四.一).

    `supervision` and `group_head` watch over what the supervision office and the head of the leading
    group owe themselves: decisions, orders, reports.
    """

    clause: Clause
    village: DeadlineSpec = Field(description="村（社区）的任务")
    office: DeadlineSpec = Field(description="办事处自己的任务")
    department: DeadlineSpec = Field(description="部门的任务")
    supervision: WatchSpec = Field(
        default=_overdue(Role.SUPERVISION_OFFICE, "supervision-overdue"), description="督查室自身的时限"
    )
    group_head: WatchSpec = Field(
        default=_overdue(Role.LEADING_GROUP_HEAD, "group-head-overdue"), description="领导小组组长自身的时限"
    )


class AcknowledgementSpec(Timed):
    """How long an acknowledgement holds the ladder."""

    clause: Clause = "四.一"
    holds: Distance = Field(description="签收后暂停催办")


class NewCycleSpec(Timed):
    """The short date of a task that was returned or re-opened."""

    clause: Clause = "四.一"
    due_within: Distance = Field(description="退回或重新打开后再给")


class PaceSpec(Part):
    """Points behind the pace (序时进度) from which a task tied to an indicator turns."""

    yellow_behind: Points = Field(description="落后多少个百分点亮黄灯")
    red_behind: Points = Field(description="落后多少个百分点亮红灯")


class LightSpec(Timed):
    """The plan's own rule for lights: yellow from `yellow_within` before the date."""

    clause: Clause = "四.一"
    yellow_within: Distance = Field(description="亮黄灯提前")
    pace: PaceSpec | None = Field(default=None, description="按序时进度亮灯")


class ExtensionsSpec(Timed):
    """Who asks for a later date, who reads and decides; never past the assessment day."""

    clause: Clause
    asked_by: tuple[Role, ...] = Field(min_length=1, description="由谁申请（角色）")
    pre_read_by: Role = Field(description="由谁预审")
    pre_read_within: Distance = Field(description="预审时限")
    decided_by: Role = Field(description="由谁批准")
    decided_within: Distance = Field(description="批复时限")
    latest: Literal["assessment"] = Field(default="assessment", description="最迟延至考核验收之日")
    at_most: int = Field(default=1, ge=0, le=9, description="批准次数上限")
