"""What has just been done?

A deed ends in a redirect; the next page says once what came of it. It travels in a cookie of a code
and numbers, never of text, so that nobody can put words into duban's mouth.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from actions.words import day_zh

COOKIE = "duban_said"
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Said:
    """A code of `SENTENCES` with its numbers; a day is its ordinal."""

    code: str
    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return ".".join([self.code, *map(str, self.numbers)])

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code](*self.numbers)


def read_said(cookie: str | None) -> Said | None:
    """What the cookie says; None for none, and for one that duban has not written."""
    code, *numbers = (cookie or "").split(".")
    if code not in SENTENCES or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):
        return None
    said = Said(code, tuple(map(int, numbers)))
    try:
        _ = said.sentence
    except (TypeError, ValueError, OverflowError):
        return None
    return said


def stepped(day: int, *counts: int) -> Said:
    """The demo has come to a day; `counts` in the order of `STEPPED_ZH`."""
    return Said("stepped", (day, *counts))


STEPPED_ZH = ("状态变动 {} 项", "发出提醒 {} 条", "督办升级 {} 项", "提请专项督查 {} 项")


def _stepped(day: int, *counts: int) -> str:
    parts = [text.format(n) for text, n in zip(STEPPED_ZH, counts, strict=True) if n]
    return f"已到{day_zh(date.fromordinal(day))}。时限检查：{'，'.join(parts) or '没有到期事项'}。"


def _ordered(inspection: int, due: int) -> str:
    by_when = day_zh(date.fromordinal(due))
    return f"督查 {inspection} 已立项，须于{by_when}前完成；被查单位和督查人员的通知已排入发件箱。"


SENTENCES: dict[str, Callable[..., str]] = {
    "ordered": _ordered,
    "dismissed": lambda inspection: f"督查 {inspection} 不予立项，理由已记入历史。",
    "started": lambda inspection: f"督查 {inspection} 已开始现场检查。",
    "reported": lambda inspection: f"督查 {inspection} 的报告已提交。",
    "closed": lambda inspection: f"督查 {inspection} 已销号。",
    "figure": lambda reading: f"数值已记录（编号 {reading}）。",
    "corrected": lambda reading: f"数值已更正（编号 {reading}），理由已记入历史。",
    "stepped": _stepped,
    "reset": lambda: "演示已回到起点。",
}
