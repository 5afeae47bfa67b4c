"""How are days, distances, roles and lists written, in Chinese and in English?

What is said about them stands in templates/notices; here is only how single things are named.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plans.model import Text
from records.notice import INSPECTOR
from states.calendar import Offset
from states.roles import TITLES_EN, TITLES_ZH, Role

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that nobody sees and that may turn a text into another one."""


def on_one_line(text: str) -> str:
    """The text without line breaks, control characters and marks that turn the direction of writing."""
    return " ".join("".join(" " if unicodedata.category(c) in UNSEEN else c for c in text).split())


@dataclass(frozen=True)
class Tongue:
    """How one language names things. `day` writes the year only when it is not the reader's own."""

    language: Language
    day: Callable[[date, int], str]
    distance: Callable[[Offset], str]
    listed: Callable[[Iterable[str]], str]
    titles: Mapping[str, str]
    article: str
    semicolon: str
    colon: str

    def role(self, code: str) -> str:
        """A role as it stands in a sentence; a code that has no title stands for itself."""
        return f"{self.article}{self.titles.get(code, code)}"

    def roles(self, codes: Iterable[str]) -> str:
        return self.listed(self.role(code) for code in codes)

    def of(self, text: Text) -> str:
        """The plan's own words, in this language."""
        return text.zh if self.language == "zh" else text.en


def _day_zh(day: date, year: int) -> str:
    written = "" if day.year == year else f"{day.year}年"
    return f"{written}{day.month}月{day.day}日（星期{WEEKDAYS_ZH[day.weekday()]}）"


def _day_en(day: date, year: int) -> str:
    written = "" if day.year == year else f" {day.year}"
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}{written}"


def _distance_zh(offset: Offset) -> str:
    return f"{offset.count}天" if offset.unit == "days" else f"{offset.count}个工作日"


def _distance_en(offset: Offset) -> str:
    name = "day" if offset.unit == "days" else "working day"
    return f"{offset.count} {name}{'' if offset.count == 1 else 's'}"


def _listed_en(items: Iterable[str]) -> str:
    *rest, last = [*items] or [""]
    return f"{', '.join(rest)} and {last}" if rest else last


def _titles(roles: Mapping[Role, str], inspector: str) -> dict[str, str]:
    return {**{role.value: title for role, title in roles.items()}, INSPECTOR: inspector}


TONGUES: dict[str, Tongue] = {
    "zh": Tongue("zh", _day_zh, _distance_zh, "、".join, _titles(TITLES_ZH, "督查人员"), "", "；", "："),
    "en": Tongue(
        "en", _day_en, _distance_en, _listed_en, _titles(TITLES_EN, "inspector"), "the ", "; ", ": "
    ),
}
