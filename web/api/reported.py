"""What does a program say of a checklist and of what was found?"""

from typing import Literal

from pydantic import Field

from actions.checklist import ChecklistAnswer, Found
from web.api.parts import Given, Line, Sentence
from web.api.words import both


class AnswerGiven(Given):
    """An answer to a question of a checklist."""

    item: Line = Field(description=both("检查项代码", "The question's key"))
    answer: Literal["yes", "no", "na"] = Field(
        description=both("是、否、不适用", "yes, no or not applicable")
    )
    note: Sentence | None = None


class FoundGiven(Given):
    """Something that was found."""

    severity: Line = Field(description=both("严重程度代码", "The severity's key"))
    text: Sentence


def answers_of(given: list[AnswerGiven]) -> list[ChecklistAnswer]:
    return [ChecklistAnswer(one.item, one.answer, one.note) for one in given]


def found_of(given: list[FoundGiven]) -> list[Found]:
    return [Found(one.severity, one.text) for one in given]
