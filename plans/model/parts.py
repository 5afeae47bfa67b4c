"""Of what are all parts of a plan made: keys, clauses, titles, days, distances?

Descriptions are in Chinese because those who write plans read them: they stand in the published
schema, where an editor shows them, and in the reader's messages, which say what would be right.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from states.calendar import Offset

PlanKey = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=64),
    Field(description="小写字母、数字和连字符，如 2012-pension-pilot"),
]

Key = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$", max_length=64),
    Field(description="小写字母开头，只含小写字母、数字和连字符，如 self-inspection"),
]

ONE_LINE = r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f\x85\u2028\u2029]*[^\s\x00-\x1f\x7f])?$"
"""Not blank, no space at either end, no line break or control character: it may end up in a subject."""

Clause = Annotated[
    str,
    StringConstraints(pattern=ONE_LINE, max_length=64),
    Field(description="文件条款，如 三.三.1；文件抬头和落款写 文头"),
]

Words = Annotated[str, StringConstraints(pattern=ONE_LINE, max_length=300)]

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)
"""No plan speaks of a day before or after."""

Day = Annotated[
    date,
    Field(ge=FIRST_DAY, le=LAST_DAY, description="日期，如 2012-06-10"),
]

Percent = Annotated[float, Field(ge=0, le=100, description="百分数，0 至 100，不带 % 号，如 97")]

Points = Annotated[float, Field(ge=0, le=100, description="分值，0 至 100")]

Origin = Literal["document", "office"]
"""Whether a date or figure stands in the document, or is the office's own decision where it is silent."""


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a key that must exist in a list of the plan, so that the reader can check it."""

    to: Literal["phases", "tasks", "indicators", "departments"]
    called: str


PhaseKey = Annotated[Key, Refers("phases", "阶段"), Field(description="phases 中某个阶段的 key")]
TaskKey = Annotated[Key, Refers("tasks", "任务"), Field(description="tasks 中某项任务的 key")]
DepartmentCode = Annotated[
    Key, Refers("departments", "部门"), Field(description="departments 中某个部门的 code")
]
IndicatorKey = Annotated[Key, Refers("indicators", "指标"), Field(description="indicators 中某个指标的 key")]


class Part(BaseModel):
    """A part of a plan: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Part):
    """A text in the two languages of the notices."""

    zh: Words = Field(description="中文")
    en: Words = Field(description="英文")


def _one_unit(schema: dict[str, Any]) -> None:
    """What `_names_one_unit` checks, for editors that only know the schema."""
    schema["oneOf"] = [{"required": ["days"]}, {"required": ["working_days"]}]
    for side in schema["properties"].values():
        side.update(side.pop("anyOf")[0])
        side.pop("default", None)


class Distance(Part):
    """A distance in time that names its unit: exactly one of `days` and `working_days`."""

    model_config = ConfigDict(json_schema_extra=_one_unit)

    days: int | None = Field(default=None, ge=0, le=400, description="自然日数")
    working_days: int | None = Field(default=None, ge=0, le=400, description="工作日数，起算当日不计")

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

    @property
    def words(self) -> str:
        """As the messages say it: `3 个工作日`."""
        return f"{self.days} 天" if self.days is not None else f"{self.working_days} 个工作日"


class Timed(Part):
    """A part whose dates or distances may be the office's own decision.

    `wording` is what the document itself says instead of a date (按时, 定期); the lint quotes it.
    """

    dates_from: Origin = Field(
        default="document", description="日期、时限出自文件（document），还是文件未写、由办公室自定（office）"
    )
    wording: Words | None = Field(default=None, description="文件原话，如 按时、定期；文件写了日期的不填")
