"""How is a score put into words: what an item rests on, why a deduction was made, with which proof?

In Chinese, unless a `Voice` of another language is given: then each sentence goes through its catalogue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from actions.words import day_zh
from plans.model import Text
from plans.model.assessment import DeductionSpec, WeightSpec
from plans.rules import Rulebook
from states.evidence import IndicatorEvidence, NoticeEvidence
from states.offence import Offence
from states.roles import TITLES_ZH, Role
from states.score import Charge, FindingLine, Item, Outcome, Standing, TaskLine

OUTCOMES_ZH = {
    Outcome.IN_TIME: "按时",
    Outcome.LATE: "逾期完成",
    Outcome.NOT_DONE: "逾期未完成",
    Outcome.NOT_YET_DUE: "未到期",
    Outcome.WAIVED: "已免除",
}

STANDINGS_ZH = {
    Standing.TAKEN: "扣分",
    Standing.NO_NOTICE: "事前没有通知，不扣",
    Standing.STRUCK: "申诉成立，已撤销",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """A language: what it says for a Chinese sentence with `%(name)s` in it, for a text, a day and a role."""

    say: Callable[..., str]
    text: Callable[[Text], str]
    day: Callable[[date], str]
    role: Callable[[Role], str]


CHINESE = Voice(
    lambda message, **values: message % values, lambda text: text.zh, day_zh, TITLES_ZH.__getitem__
)


def points_zh(points: Fraction, *, signed: bool = False) -> str:
    """Points as people read them, to two decimals at most: 97.5, 8, -1.25; `signed`: +3."""
    text = f"{float(points):+.2f}" if signed else f"{float(points):.2f}"
    return text.rstrip("0").rstrip(".")


def item_title(book: Rulebook, item: Item, voice: Voice = CHINESE) -> str:
    return voice.text(_weight(book, item.key).title)


def item_lines(book: Rulebook, item: Item, voice: Voice = CHINESE) -> list[str]:
    """What an item rests on, a line for each fact."""
    if item.measures == "tasks":
        return [_task_line(book, line, voice) for line in item.tasks] or [voice.say("没有列入的任务")]
    if item.measures == "inspections":
        return [_finding_line(book, line, voice) for line in item.findings] or [voice.say("督查没有发现问题")]
    return [_figure_line(item.figure, voice)]


def charge_title(book: Rulebook, charge: Charge, voice: Voice = CHINESE) -> str:
    return voice.text(_deduction(book, charge.deduction).title)


def charge_line(book: Rulebook, charge: Charge, voice: Voice = CHINESE) -> str:
    """Why a deduction is made (or not), with its proof and the notice that preceded it."""
    if charge.standing is Standing.TAKEN:
        taken = voice.say("扣 %(points)s 分", points=points_zh(charge.points))
    else:
        taken = voice.say("不扣分（%(why)s）", why=voice.say(STANDINGS_ZH[charge.standing]))
    return voice.say(
        "%(title)s：%(offence)s，%(taken)s",
        title=charge_title(book, charge, voice),
        offence=_offence_line(book, charge.offence, voice),
        taken=taken,
    )


def proof_line(offence: Offence, voice: Voice = CHINESE) -> str:
    """The history rows that prove an offence, and the notice before it."""
    rows = voice.say("、").join(map(str, offence.history_ids)) or voice.say("无")
    return voice.say(
        "依据历史记录 %(rows)s；%(warning)s", rows=rows, warning=_warning_line(offence.warning, voice)
    )


def _offence_line(book: Rulebook, offence: Offence, voice: Voice) -> str:
    what = "" if offence.task is None else f"“{_task_title(book, offence.task, voice)}”"
    on, name = voice.day(offence.on), offence.name
    if offence.per == "overdue_task" and offence.due is not None:
        return _overdue_line(offence, what, voice.day(offence.due), voice)
    if offence.per == "supervision_letter":
        return voice.say("%(on)s因%(what)s被发督办通知单", on=on, what=what)
    if offence.per == "special_inspection":
        return voice.say("专项督查 %(name)s 于%(on)s查实问题", name=name, on=on)
    if offence.per == "finding" and offence.due is not None:
        due = voice.day(offence.due)
        if offence.done_on is None:
            return voice.say("问题 %(name)s 应于%(due)s前整改，仍未整改", name=name, due=due)
        done = voice.day(offence.done_on)
        return voice.say("问题 %(name)s 应于%(due)s前整改，%(done)s整改", name=name, due=due, done=done)
    return voice.say("%(on)s查实", on=on)


def _overdue_line(offence: Offence, what: str, due: str, voice: Voice) -> str:
    if offence.cycle and offence.cycle > 1:
        what += voice.say("（第 %(cycle)s 轮）", cycle=offence.cycle)
    if offence.done_on is None:
        return voice.say("%(what)s%(due)s到期，仍未完成", what=what, due=due)
    return voice.say("%(what)s%(due)s到期，%(done)s完成", what=what, due=due, done=voice.day(offence.done_on))


def _warning_line(warning: NoticeEvidence | None, voice: Voice) -> str:
    if warning is None:
        return voice.say("事前没有通知")
    return voice.say(
        "此前通知 %(notice)s（%(on)s，%(role)s）",
        notice=warning.notice_id,
        on=voice.day(warning.on),
        role=voice.role(warning.role),
    )


def _task_line(book: Rulebook, line: TaskLine, voice: Voice) -> str:
    return voice.say(
        "%(task)s：%(outcome)s%(due)s%(done)s",
        task=_task_title(book, line.task, voice),
        outcome=voice.say(OUTCOMES_ZH[line.outcome]),
        due=voice.say("，时限 %(day)s", day=voice.day(line.due)) if line.due else "",
        done=voice.say("，%(day)s提交", day=voice.day(line.done_on)) if line.done_on else "",
    )


def _finding_line(book: Rulebook, line: FindingLine, voice: Voice) -> str:
    rectification = book.plan.inspections.rectification
    severities = rectification.severities if rectification else ()
    title = next((voice.text(s.title) for s in severities if s.key == line.severity), line.severity)
    return voice.say(
        "督查 %(inspection)s 问题 %(finding)s（%(severity)s），扣本项 %(share)s%%",
        inspection=line.inspection_id,
        finding=line.finding_id,
        severity=title,
        share=points_zh(line.costs * 100),
    )


def _figure_line(figure: IndicatorEvidence | None, voice: Voice) -> str:
    if figure is None or figure.count is None:
        return voice.say("没有上报过数值")
    reading = voice.say("（数值 %(reading)s）", reading=figure.reading_id) if figure.reading_id else ""
    return voice.say(
        "完成 %(count)s，应达 %(required)s，基数 %(eligible)s%(reading)s",
        count=figure.count,
        required=figure.required,
        eligible=figure.eligible,
        reading=reading,
    )


def _task_title(book: Rulebook, key: str, voice: Voice) -> str:
    try:
        return voice.text(book.spec(key).title)
    except KeyError:
        return key


def _weight(book: Rulebook, key: str) -> WeightSpec:
    return next(spec for spec in book.plan.assessment.weights if spec.key == key)


def _deduction(book: Rulebook, key: str) -> DeductionSpec:
    return next(spec for spec in book.plan.assessment.deductions if spec.key == key)
