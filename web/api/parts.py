"""Of what are requests and answers made: codes, numbers, days, texts, lights?"""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from actions.desk import FIRST_YEAR, LARGEST_NUMBER, LAST_YEAR
from states.lights import Light
from states.roles import Role
from web.api.words import both
from web.sight import CODE

VILLAGE = r"^[0-9]{12}$"

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description=both("编号", "Its number"))]
CampaignId = Annotated[
    int, Path(ge=1, le=LARGEST_NUMBER, description=both("专项工作编号", "The campaign's number"))
]
VillageCode = Annotated[
    str, Path(pattern=VILLAGE, description=both("村（社区）的 12 位代码", "The village's 12-digit code"))
]
UnitPath = Annotated[str, Path(pattern=rf"^{CODE}$", description=both("单位代码", "The unit's code"))]
TASK = r"^[a-z][a-z0-9_.-]{0,48}(#[0-9]{1,10})?$"
TaskKey = Annotated[
    str,
    Path(
        pattern=TASK,
        description=both("任务代码", "The task's key in the plan"),
    ),
]
UnitAsked = Annotated[
    str | None,
    Query(
        alias="unit",
        pattern=rf"^{CODE}$",
        description=both("只看该单位及其下级", "Only this unit and those below it"),
    ),
]

WordsAsked = Annotated[
    str, Query(max_length=100, description=both("名称、代码或编号", "A name, a code, a number"))
]


def _of_our_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a day between {FIRST_YEAR} and {LAST_YEAR}")
    return day


Day = Annotated[date, AfterValidator(_of_our_time)]
Heads = Annotated[int, Field(ge=0, le=100_000_000)]
Id = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
Unit = Annotated[str, Field(pattern=rf"^{CODE}$", description=both("单位代码", "A unit's code"))]
TaskName = Annotated[str, Field(pattern=TASK, description=both("任务代码", "A task's key in the plan"))]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


def _name_of(light: object) -> object:
    return light.code if isinstance(light, Light) else light


LightName = Annotated[Literal["none", "green", "yellow", "red"], BeforeValidator(_name_of)]


def _plain(number: object) -> object:
    return round(float(number), 4) if isinstance(number, Fraction) else number


Figure = Annotated[float, BeforeValidator(_plain)]
"""A rate in per cent or a number of points, which inside are exact fractions."""

RoleName = Role


class Given(BaseModel):
    """What a program sends: nothing besides what is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What is answered, read from what the actions answer."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Reasoned(Given):
    """Why something is done."""

    reason: Sentence = Field(description=both("理由", "The reason"))


class PerhapsReasoned(Given):
    """Why something is done, if anything is to be said."""

    reason: Sentence | None = Field(default=None, description=both("说明", "What is to be said of it"))


class Made(Told):
    """The number of what has just been recorded."""

    id: int = Field(description=both("编号", "Its number"))


class Counted(Told):
    """How many were concerned."""

    count: int = Field(description=both("涉及的数量", "How many"))


class Due(Told):
    """The day that counts from now on; none where there is none."""

    due: date | None = Field(description=both("日期", "The day; null where there is none"))
