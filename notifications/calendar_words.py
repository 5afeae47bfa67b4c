"""In which words does a calendar speak of a deadline?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from notifications.words import TONGUES, Language, Tongue
from plans.model import Text
from states.task import PLANNED, RETURNED, SUBMITTED


@dataclass(frozen=True)
class Words:
    """What is said in a language. In `said` braces stand for what is put in."""

    language: Language
    tongue: Tongue
    said: dict[str, str]

    @property
    def colon(self) -> str:
        return self.tongue.colon

    def of(self, text: Text) -> str:
        """The plan's own words."""
        return self.tongue.of(text)

    def title(self, task: str, unit: str, *, submitted: bool) -> str:
        """What is due, where."""
        return self.said["submitted_title" if submitted else "title"].format(task=task, unit=unit)

    def state(self, row: Any) -> str:
        """How the task stands."""
        if row.state == SUBMITTED:
            return self.said["submitted"].format(day=self.day(row.submitted_on))
        if row.state == PLANNED:
            return self.said["planned"].format(day=self.day(row.opens_on))
        return self.said["returned" if row.state == RETURNED else "open"].format(
            day=self.day(row.effective_due)
        )

    def decreed(self, due: date) -> str:
        """The date that was decreed, where another counts."""
        return self.said["decreed"].format(day=self.day(due))

    def reaches(self, task: str, unit: str) -> str:
        """That what a village has not done reaches its linked leader."""
        return self.said["reaches"].format(task=task, unit=unit)

    def overdue(self, due: date) -> str:
        """Since when it is overdue."""
        return self.said["overdue"].format(day=self.day(due))

    def day(self, day: date) -> str:
        """With its year: nobody knows when a calendar is read."""
        return self.tongue.day(day, 0)


WORDS: dict[str, Words] = {
    "zh": Words(
        "zh",
        TONGUES["zh"],
        {
            "title": "到期：{task}（{unit}）",
            "submitted_title": "待核验：{task}（{unit}）",
            "submitted": "已于{day}提交，等待核验。",
            "planned": "{day}起可以办理。",
            "open": "现行时限{day}，办结后请在督办中提交。",
            "returned": "已退回，请按现行时限{day}重新提交。",
            "decreed": "文件规定的时限为{day}，现行时限已变更。",
            "reaches": "逾期将报告您：{task}（{unit}）",
            "overdue": "时限{day}已过，仍未办结；当日仍未办结的，将按督办规则报告您。",
        },
    ),
    "en": Words(
        "en",
        TONGUES["en"],
        {
            "title": "Due: {task} ({unit})",
            "submitted_title": "To be verified: {task} ({unit})",
            "submitted": "Submitted on {day}; waits to be verified.",
            "planned": "May be done from {day} on.",
            "open": "Due on {day}. Submit it in duban when it is done.",
            "returned": "Sent back. Submit it again by {day}.",
            "decreed": "Decreed for {day}; another date counts now.",
            "reaches": "Reaches you overdue: {task} ({unit})",
            "overdue": "Was due on {day} and is not done. If it still is not by this day, you are told.",
        },
    ),
}
