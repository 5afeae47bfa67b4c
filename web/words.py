"""How are days, roles, tasks and deeds called on a page, in the language of the request?

The names are Chinese in their tables; what English says for them stands in the catalogue, or in the plan.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from actions.score_words import Voice
from actions.words import KINDS_ZH, STATES_ZH, TRIGGERS_ZH
from plans.model import TaskSpec, Text
from plans.rules import Rulebook
from plans.walk import parts_of
from states.calendar import Offset
from states.indicator import written
from states.roles import TITLES_ZH, Role
from web.language import CHINESE, gettext, pgettext, say, say_many, speaking
from web.locale_form import day_in, instant_in, number_in

CHINESE_CHARACTER = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")

FORMS_ZH: dict[str, str] = {
    "issue": "印发通知",
    "reminder": "到期提醒",
    "verify": "核验提醒",
    "returned": "退回通知",
    "reopened": "重新办理通知",
    "overdue": "逾期催办",
    "leader": "报告领导",
    "supervision_letter": "督办通知单",
    "inspection_proposed": "提请专项督查",
    "verification_overdue": "核验逾期通报",
    "leader_warning": "报告前预告",
    "errand": "交办通知",
    "word": "告知",
    "inspection_village": "督查通知",
    "inspection_inspector": "督查任务",
}
"""The wordings of notices, by the name of their templates."""

SUBJECTS_ZH: dict[str, str] = {
    "campaign": "专项工作",
    "village": "阶段",
    "task": "任务",
    "escalation": "督办",
    "inspection": "督查",
    "notice": "通知",
    "hold": "暂停",
    "extension": "延期",
    "target": "目标任务",
    "reading": "数值",
    "anomaly": "数值异常",
    "meeting": "会议",
    "letter": "责任书",
    "visit": "走访",
    "input": "投入",
    "publicity": "宣传",
    "request": "部门申请",
    "group": "工作小组和包干",
    "finding": "问题",
    "draw": "抽签",
    "assessment": "考核",
    "appeal": "申诉",
}

ACTORS_ZH: dict[str, str] = {"clock": "时限检查", "rule": "规则", "console": "本机控制台"}

INSPECTOR_ZH = "督查人员"

OWNERS_ZH = {"village": "各村（社区）", "office": "办事处"}


BUILT_IN_ZH = ("入户覆盖率", "信息准确率", "人", "户", "条")
"""The indicators that every campaign has, and what indicators count."""

STATE = "状态"
DEED = "历史"
SUBJECT = "对象"
ROLE = "职务"
"""Contexts of the catalogue: states, deeds in the history, their subjects and roles share words with buttons
and headings, and English says them otherwise."""


def day_of(day: date) -> str:
    """6月10日."""
    return day_in(day, "day")


def day_and_weekday(day: date) -> str:
    """6月10日 周日."""
    return day_in(day, "weekday")


def short_day(day: date) -> str:
    """6/10, in a drawing."""
    return day_in(day, "short")


def whole_day(day: date) -> str:
    """2012年6月8日 星期五."""
    return day_in(day, "whole")


def instant_of(instant: datetime) -> str:
    """6月8日 18:00, in the instant's own zone."""
    return instant_in(instant)


def text_of(text: Text) -> str:
    """The plan's own words."""
    return text.zh if speaking() is CHINESE else text.en


def day_and_full_weekday(day: date) -> str:
    """6月8日（星期五）."""
    return day_in(day, "full")


@pass_context
def told(context: Context, text: str | Text) -> str:
    """A name in the language of the page: one of the plan's, or one of ours; any other as it stands."""
    scene = context.get("scene")
    return told_of(scene.book if scene else None, text)


def told_of(book: Rulebook | None, text: str | Text) -> str:
    """The same, of a known plan."""
    if isinstance(text, Text):
        return text_of(text)
    if speaking() is CHINESE:
        return text
    planned = _english(book).get(text) if book else None
    return planned or gettext(text)


def quoted(text: str) -> str:
    """What somebody wrote, or duban wrote into the history: as it is, and marked as Chinese where it is."""
    if speaking() is CHINESE or not CHINESE_CHARACTER.search(text):
        return text
    return Markup('<span lang="{}">{}</span>').format(CHINESE.tag, text)


@lru_cache(maxsize=64)
def _english(book: Rulebook) -> Mapping[str, str]:
    """Every text of a plan and of the errands in English, by its Chinese."""
    parts = [placed.part for placed in parts_of(book.plan)]
    texts = [errand.title for errand in book.errands.values()]
    texts += [part for part in parts if isinstance(part, Text)]
    return {text.zh: text.en for text in reversed(texts)}


def listed(names: Iterable[str]) -> str:
    """Names one after the other, each escaped."""
    return Markup(gettext("、")).join(names)  # noqa: S704  (from the catalogue)


def state_of(state: str) -> str:
    named = STATES_ZH.get(state)
    return state if named is None else pgettext(STATE, named)


def kind_of(kind: str) -> str:
    """What an inspection of that kind is called."""
    return gettext(KINDS_ZH[kind])


UNIT_KINDS_ZH: dict[str, str] = {
    "province": "省",
    "city": "市",
    "county": "县（区）",
    "township": "街道（乡镇）",
    "village": "村",
    "community": "社区",
    "department": "部门",
}


def kind_of_unit(kind: str) -> str:
    """What a unit of that kind is called."""
    return gettext(UNIT_KINDS_ZH[kind])


def stratum_of(names: Mapping[str, str], stratum: str) -> str:
    """A stratum of a draw: the names of its units, what units of its kind are called."""
    parts = (
        names.get(one) or (kind_of_unit(one) if one in UNIT_KINDS_ZH else one) for one in stratum.split("/")
    )
    return " ".join(parts)


def role_of(role: str) -> str:
    """A role's title; an inspector is named by an order, not by an appointment."""
    return pgettext(ROLE, TITLES_ZH[Role(role)] if role in set(Role) else INSPECTOR_ZH)


VOICE = Voice(say, text_of, day_and_full_weekday, role_of)
"""What actions say of a score, in the language of the request."""


def roles_of(roles: Iterable[str]) -> str:
    return gettext("、").join(role_of(role) for role in roles)


def titles_of(named: str) -> str:
    """Several roles whose titles were named in one line."""
    return gettext("、").join(pgettext(ROLE, title) for title in named.split("、"))


def form_of(form: str) -> str:
    return gettext(FORMS_ZH.get(form, form))


def trigger_of(trigger: str) -> str:
    named = TRIGGERS_ZH.get(trigger)
    return trigger if named is None else pgettext(DEED, named)


def subject_of(subject: str) -> str:
    named = SUBJECTS_ZH.get(subject)
    return subject if named is None else pgettext(SUBJECT, named)


def actor_of(actor: str) -> str:
    """Who acted: a person's name as it was, or what acts by itself."""
    named = ACTORS_ZH.get(actor.partition(":")[0])
    return actor if named is None else gettext(named)


def offset_of(offset: Offset) -> str:
    if offset.unit == "days":
        return say_many("%(num)s 天", offset.count)
    return say_many("%(num)s 个工作日", offset.count)


def number_of(number: int) -> str:
    """A head-count, with the marks of the locale."""
    return number_in(number)


def yuan_of(fen: int) -> str:
    """An amount in fen, in yuan: 1,200.50."""
    return number_in(Decimal(fen) / 100, "money")


def per_cent_of(rate: Fraction | None) -> str:
    """96.9%, cut off and not rounded; a dash where there is no rate."""
    return "—" if rate is None else f"{number_in(Decimal(written(rate)), 'rate')}%"


def points_of(distance: Fraction) -> str:
    """11.2 个百分点: how far two rates are apart."""
    return say("%(points)s 个百分点", points=number_in(Decimal(written(distance)), "rate"))


def size_of(count: int) -> str:
    """1.4 MB, 320 KB: how large a file is."""
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, count // 1024)} KB"


def schedule_of(cron: str) -> str:
    """When a job runs, of a crontab entry: every so many minutes, or once a day; any other as written."""
    minute, hour, *days = cron.split()
    if days != ["*", "*", "*"]:
        return cron
    if minute == hour == "*":
        return gettext("每分钟")
    if minute.startswith("*/") and hour == "*":
        return say_many("每 %(num)s 分钟", int(minute.removeprefix("*/")))
    if not (minute.isdigit() and hour.isdigit()):
        return cron
    return say("每天 %(time)s", time=f"{hour:0>2}:{minute:0>2}")


def phase_of(book: Rulebook, state: str) -> str:
    """A village's state: the plan's own name of a phase, or duban's of what comes before and after."""
    return next((text_of(phase.title) for phase in book.plan.phases if phase.key == state), state_of(state))


def task_of(book: Rulebook, key: str) -> str:
    """A task, or an errand, by its title; a key that is neither stands for itself."""
    try:
        return text_of(book.spec(key).title)
    except KeyError:
        return key


def titled(book: Rulebook, text: str) -> str:
    """A refusal of the rules with the titles of the tasks in place of their keys."""
    known = "|".join(re.escape(key) for key in sorted(book.rules, key=len, reverse=True))
    return re.sub(
        rf"(?<![\w-])(?:{known})(?:#[0-9]+)?(?![\w-])", lambda key: f"“{task_of(book, key[0])}”", text
    ).replace("”, “", "”“")


def reason_of(book: Rulebook, actor: str, reason: str) -> str:
    """Why something happened; where a rung of the ladder gives the reason, by the name of its notice."""
    _, _, rule = actor.partition("clock:")
    key = rule.removeprefix("verify.")
    if not key or not reason.endswith(key):
        return reason
    deadlines = book.plan.deadlines
    watches = (deadlines.village, deadlines.office, deadlines.department)
    rungs = (rung for watch in watches for rung in (*watch.ladder, *watch.verification.ladder))
    form = next((rung.form for rung in rungs if rung.key == key), None)
    return reason.removesuffix(key) + form_of(form) if form else reason


def vacancy_of(book: Rulebook, role: str) -> str:
    """What is missing where nobody holds a role: the role, or a whole department."""
    kind, _, code = role.partition(":")
    if kind != "department" or not code:
        return role_of(role)
    titles = {department.code: text_of(department.title) for department in book.plan.departments}
    return say("%(department)s（未设）", department=titles.get(code, code))


def owner_of(book: Rulebook, task: TaskSpec) -> str:
    """Who owes a task of the plan."""
    if task.owner_kind != "department":
        return gettext(OWNERS_ZH[task.owner_kind])
    titles = {department.code: text_of(department.title) for department in book.plan.departments}
    return titles.get(task.owner_detail, task.owner_detail)
