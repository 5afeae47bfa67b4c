"""How does a light look, besides its colour?

Colour alone is no sign: each light has a letter or shape of its own, and each task a few words.
"""

from dataclasses import dataclass
from datetime import date

from actions.board import TaskStanding
from states.lights import Light
from states.task import PLANNED, SUBMITTED, VERIFIED, WAIVED
from web.language import gettext, marked, say, say_many

SIGNS: dict[Light, str] = {Light.NONE: "–", Light.GREEN: "✓", Light.YELLOW: "!", Light.RED: "×"}

NAMES_ZH: dict[Light, str] = {
    Light.NONE: "未计时",
    Light.GREEN: "正常",
    Light.YELLOW: "临期",
    Light.RED: "逾期",
}

RUNNING = "○"
"""The sign of a task that is under way with time left: green, but not done."""

EXCUSED = marked("免")

AT_REST: dict[str, str] = {PLANNED: "未开始", VERIFIED: "已核验", WAIVED: "已免除"}
"""States in which no date runs."""


@dataclass(frozen=True, slots=True)
class Lamp:
    """A task's light as a page shows it. `quiet`: nothing about it needs anybody's attention."""

    light: Light
    sign: str
    short: str
    words: str
    done: bool
    quiet: bool


def lamp_of(task: TaskStanding, today: date) -> Lamp:
    """A task's light with its sign, in two lengths of words."""
    sign, short, words = _in_words(task, (task.effective_due - today).days)
    return Lamp(
        light=task.light,
        sign=sign,
        short=short,
        words=words,
        done=task.state in (VERIFIED, WAIVED),
        quiet=task.light in (Light.NONE, Light.GREEN),
    )


def _in_words(task: TaskStanding, days_left: int) -> tuple[str, str, str]:
    """Its sign, and what stands beside it, short and in full."""
    sign = SIGNS[task.light]
    if task.state in AT_REST:
        return gettext(EXCUSED) if task.state == WAIVED else sign, "", gettext(AT_REST[task.state])
    if task.lags:
        return sign, gettext("落后"), _lagging(task, days_left)
    if task.state == SUBMITTED:
        late = task.light is Light.YELLOW
        return (
            sign,
            gettext("迟交") if late else gettext("待核"),
            gettext("逾期提交，待核验") if late else gettext("已提交，待核验"),
        )
    if days_left < 0:
        return sign, say("逾%(days)s天", days=-days_left), say_many("已逾期 %(num)s 天", -days_left)
    if days_left == 0:
        return sign, gettext("今天"), gettext("今天到期")
    running = RUNNING if task.light is Light.GREEN else sign
    return running, say("余%(days)s天", days=days_left), say_many("还有 %(num)s 天到期", days_left)


def _lagging(task: TaskStanding, days_left: int) -> str:
    if task.state == SUBMITTED:
        return gettext("已提交，但落后于序时进度")
    return say_many("还有 %(num)s 天到期，落后于序时进度", days_left)
