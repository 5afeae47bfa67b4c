"""How are days, roles, tasks and deeds called on a page?"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from actions.words import KINDS_ZH, STATES_ZH, TRIGGERS_ZH, WEEKDAYS_ZH
from plans.errands import number_of
from plans.model import TaskSpec
from plans.rules import Rulebook
from states.calendar import Offset
from states.indicator import written
from states.roles import TITLES_ZH, Role

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


def day_of(day: date) -> str:
    """6月10日."""
    return f"{day.month}月{day.day}日"


def day_and_weekday(day: date) -> str:
    """6月10日 周日."""
    return f"{day_of(day)} 周{WEEKDAYS_ZH[day.weekday()]}"


def whole_day(day: date) -> str:
    """2012年6月8日 星期五."""
    return f"{day.year}年{day_of(day)} 星期{WEEKDAYS_ZH[day.weekday()]}"


def instant_of(instant: datetime) -> str:
    """6月8日 18:00, in the instant's own zone."""
    return f"{day_of(instant)} {instant:%H:%M}"


def state_of(state: str) -> str:
    return STATES_ZH.get(state, state)


def kind_of(kind: str) -> str:
    """What an inspection of that kind is called."""
    return KINDS_ZH[kind]


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
    return UNIT_KINDS_ZH[kind]


def role_of(role: str) -> str:
    """A role's title; an inspector is named by an order, not by an appointment."""
    return TITLES_ZH[Role(role)] if role in set(Role) else INSPECTOR_ZH


def roles_of(roles: Iterable[str]) -> str:
    return "、".join(role_of(role) for role in roles)


def form_of(form: str) -> str:
    return FORMS_ZH.get(form, form)


def trigger_of(trigger: str) -> str:
    return TRIGGERS_ZH.get(trigger, trigger)


def subject_of(subject: str) -> str:
    return SUBJECTS_ZH.get(subject, subject)


def actor_of(actor: str) -> str:
    """Who acted: a person's name as it was, or what acts by itself."""
    return ACTORS_ZH.get(actor.partition(":")[0], actor)


def offset_of(offset: Offset) -> str:
    return f"{offset.count} 天" if offset.unit == "days" else f"{offset.count} 个工作日"


def per_cent_of(rate: Fraction | None) -> str:
    """96.9%, cut off and not rounded; a dash where there is no rate."""
    return "—" if rate is None else f"{written(rate)}%"


def points_of(distance: Fraction) -> str:
    """11.2 个百分点: how far two rates are apart."""
    return f"{written(distance)} 个百分点"


def size_of(count: int) -> str:
    """1.4 MB, 320 KB: how large a file is."""
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, count // 1024)} KB"


def schedule_of(cron: str) -> str:
    """When a job runs, of a crontab entry: every minute, or once a day; any other as it is written."""
    minute, hour, *days = cron.split()
    if days != ["*", "*", "*"]:
        return cron
    if minute == hour == "*":
        return "每分钟"
    return f"每天 {hour:0>2}:{minute:0>2}" if minute.isdigit() and hour.isdigit() else cron


def phase_of(book: Rulebook, state: str) -> str:
    """A village's state: the plan's own name of a phase, or duban's of what comes before and after."""
    return next((phase.title.zh for phase in book.plan.phases if phase.key == state), state_of(state))


def task_of(book: Rulebook, key: str) -> str:
    """A task, or an errand, by its title; a key that is neither stands for itself."""
    try:
        return book.spec(key).title.zh
    except KeyError:
        return key
    """A task or an errand by its title; a key that the plan does not have stands for itself."""
    kind, _, number = key.partition("#")
    if kind in book.errands:
        return f"{book.errands[kind].title.zh}（{number}）"
    return book.tasks[key].title.zh if key in book.tasks else key
    """A task by its title, an errand with its number; a key that there is not stands for itself."""
    try:
        title = book.spec(key).title.zh
    except KeyError:
        return key
    return f"{title}（{number}）" if (number := number_of(key)) else title


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
    titles = {department.code: department.title.zh for department in book.plan.departments}
    return f"{titles.get(code, code)}（未设）"


def owner_of(book: Rulebook, task: TaskSpec) -> str:
    """Who owes a task of the plan."""
    if task.owner_kind != "department":
        return OWNERS_ZH[task.owner_kind]
    titles = {department.code: department.title.zh for department in book.plan.departments}
    return titles.get(task.owner_detail, task.owner_detail)
