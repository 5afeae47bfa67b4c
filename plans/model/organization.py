"""Who carries the campaign in the villages, and what holds them together (三.二, 四.一, 四.二)?"""

from typing import Literal

from pydantic import Field

from plans.model.parts import Clause, Distance, Key, Part, PhaseKey, TaskKey, Text, Timed
from states.roles import Role

Party = Literal["county", "office", "village", "group", "department"]


class WorkGroupSpec(Part):
    """The work group that each village forms; its head answers first."""

    clause: Clause
    task: TaskKey
    head: Role = Field(description="组长，第一责任人")
    members_at_least: int = Field(ge=1, le=50, description="最少人数")


class LinkedLeadersSpec(Timed):
    """Leaders who answer for villages (包村、包社区), tied to the yearly appraisal."""

    clause: Clause
    role: Role
    warned_before: Distance = Field(description="升级到本级之前预先告知")
    appraised: bool = Field(default=True, description="与年度目标考核挂钩")


class LetterLevel(Part):
    """One level of responsibility letters."""

    giver: Party = Field(description="发包方")
    taker: Party = Field(description="承包方")
    signed_by: tuple[Text, ...] = Field(min_length=2, max_length=2, description="双方签字人")


class LettersSpec(Part):
    """Responsibility letters (责任书), level by level; the signing is tracked by a task."""

    clause: Clause
    task: TaskKey
    levels: tuple[LetterLevel, ...] = Field(min_length=1, description="逐级签订")


class DutySpec(Part):
    """Who covers what (包干): no group and no building without a name."""

    clause: Clause
    unit_kind: Literal["village", "community"] = Field(description="村或社区")
    holder: Text = Field(description="谁包")
    covers: Literal["group", "building"] = Field(description="包什么：group 村民组，building 楼院")


class DutiesSpec(Part):
    """The duties, and the task that collects them."""

    task: TaskKey
    assigned: tuple[DutySpec, ...] = Field(min_length=1, description="各类单位的包干办法")


class MeetingsSpec(Timed):
    """Regular meetings (定期会议) with minutes and follow-up tasks."""

    clause: Clause
    of: tuple[Party, ...] = Field(min_length=1, description="哪一级召开")
    every: Distance | None = Field(default=None, description="会议间隔")
    minutes_within: Distance = Field(description="会后形成纪要的时限")


class VisitsSpec(Timed):
    """Visits by the leading group to guide the villages (深入村、社区)."""

    clause: Clause
    by: tuple[Role, ...] = Field(min_length=1, description="由谁走访（角色）")
    phase: PhaseKey
    each_village_at_least: int = Field(ge=1, le=50, description="每村（社区）最少次数")


class InputsSpec(Part):
    """People, material and money put in, recorded per unit (人力、物力、财力)."""

    clause: Clause
    kinds: tuple[Literal["people", "material", "money"], ...] = Field(
        min_length=1, description="人力、物力、财力"
    )
    of: tuple[Party, ...] = Field(min_length=1, description="哪一级投入")


class MediumSpec(Part):
    """A medium of publicity, evidenced on its own."""

    key: Key
    title: Text


class PublicitySpec(Timed):
    """Publicity (宣传) by medium, and the household contact that leaves nobody out."""

    clause: Clause
    task: TaskKey
    media: tuple[MediumSpec, ...] = Field(min_length=1, description="宣传形式")
    media_at_least: int = Field(ge=1, description="每村（社区）最少形式数")
    contact_clause: Clause = Field(description="不漏组、不漏户、不漏人的条款")
    missed_households_at_most: int = Field(ge=0, description="遗漏户数上限")


class MeasuresSpec(Part):
    """The measures (工作措施) that each unit draws up for itself."""

    clause: Clause
    task: TaskKey
