"""What is owed, by whom, in which phase, by when (三)?"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from plans.model.parts import Clause, Day, IndicatorKey, Key, Part, PhaseKey, Text, Timed
from states.roles import Role

OwnerKind = Literal["village", "office", "department"]

Owner = Annotated[
    str,
    StringConstraints(
        pattern=r"^(village|office(:(province|city|county|township))?|department:[a-z][a-z-]*)$"
    ),
    Field(
        description="village（村、社区）、office（街道；office:county 等为其他层级）或 department:police 等"
    ),
]
"""Who owes a task: `village`, `office` (each township; `office:county` names another kind of unit), or
`department:police` (the department of that code, where a unit has one)."""


class Phase(Part):
    """A phase (阶段) with its first and last day."""

    key: Key
    title: Text
    clause: Clause
    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="to")


class EvidenceSpec(Text):
    """What shows that a task is done."""

    location: bool = Field(default=False, description="照片须保留拍摄地点（默认上传时去除）")


class TaskSpec(Timed):
    """One thing that each owner owes by a date."""

    key: Key
    title: Text
    clause: Clause
    phase: PhaseKey
    owner: Owner
    opens: Day = Field(description="开始日期")
    due: Day = Field(description="时限（当日仍算按时）")
    gate: bool = Field(default=False, description="关口任务：核验之前，村（社区）不能离开本阶段")
    evidence: tuple[EvidenceSpec, ...] = Field(default=(), description="要求提交的材料")
    indicators: tuple[IndicatorKey, ...] = Field(default=(), description="完成任务所依据的指标")
    attendance: tuple[Role, ...] = Field(default=(), description="须逐人记录到会情况的角色")

    @property
    def owner_kind(self) -> OwnerKind:
        kind = self.owner.partition(":")[0]
        return "village" if kind == "village" else "office" if kind == "office" else "department"

    @property
    def owner_detail(self) -> str:
        """The unit kind of an office (township by default), the code of a department."""
        return self.owner.partition(":")[2] or "township"
