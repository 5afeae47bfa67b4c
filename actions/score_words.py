"""How is a score put into words: what an item rests on, why a deduction was made, with which proof?"""

from fractions import Fraction

from actions.words import day_zh
from plans.model.assessment import DeductionSpec, WeightSpec
from plans.rules import Rulebook
from states.evidence import IndicatorEvidence, NoticeEvidence
from states.offence import Offence
from states.roles import TITLES_ZH
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


def points_zh(points: Fraction, *, signed: bool = False) -> str:
    """Points as people read them, to two decimals at most: 97.5, 8, -1.25; `signed`: +3."""
    text = f"{float(points):+.2f}" if signed else f"{float(points):.2f}"
    return text.rstrip("0").rstrip(".")


def item_title(book: Rulebook, item: Item) -> str:
    return _weight(book, item.key).title.zh


def item_lines(book: Rulebook, item: Item) -> list[str]:
    """What an item rests on, a line for each fact."""
    if item.measures == "tasks":
        return [_task_line(book, line) for line in item.tasks] or ["没有列入的任务"]
    if item.measures == "inspections":
        return [_finding_line(book, line) for line in item.findings] or ["督查没有发现问题"]
    return [_figure_line(item.figure)]


def charge_title(book: Rulebook, charge: Charge) -> str:
    return _deduction(book, charge.deduction).title.zh


def charge_line(book: Rulebook, charge: Charge) -> str:
    """Why a deduction is made (or not), with its proof and the notice that preceded it."""
    taken = f"扣 {points_zh(charge.points)} 分" if charge.standing is Standing.TAKEN else "不扣分"
    note = "" if charge.standing is Standing.TAKEN else f"（{STANDINGS_ZH[charge.standing]}）"
    return f"{charge_title(book, charge)}：{_offence_line(book, charge.offence)}，{taken}{note}"


def proof_line(offence: Offence) -> str:
    """The history rows that prove an offence, and the notice before it."""
    rows = "、".join(map(str, offence.history_ids)) or "无"
    return f"依据历史记录 {rows}；{_warning_line(offence.warning)}"


def _offence_line(book: Rulebook, offence: Offence) -> str:
    what = "" if offence.task is None else f"“{_task_title(book, offence.task)}”"
    if offence.per == "overdue_task" and offence.due is not None:
        done = f"{day_zh(offence.done_on)}完成" if offence.done_on else "仍未完成"
        cycle = f"（第 {offence.cycle} 轮）" if offence.cycle and offence.cycle > 1 else ""
        return f"{what}{cycle}{day_zh(offence.due)}到期，{done}"
    if offence.per == "supervision_letter":
        return f"{day_zh(offence.on)}因{what}被发督办通知单"
    if offence.per == "special_inspection":
        return f"专项督查 {offence.name} 于{day_zh(offence.on)}查实问题"
    if offence.per == "finding" and offence.due is not None:
        done = f"{day_zh(offence.done_on)}整改" if offence.done_on else "仍未整改"
        return f"问题 {offence.name} 应于{day_zh(offence.due)}前整改，{done}"
    return f"{day_zh(offence.on)}查实"


def _warning_line(warning: NoticeEvidence | None) -> str:
    if warning is None:
        return "事前没有通知"
    return f"此前通知 {warning.notice_id}（{day_zh(warning.on)}，{TITLES_ZH[warning.role]}）"


def _task_line(book: Rulebook, line: TaskLine) -> str:
    due = f"，时限 {day_zh(line.due)}" if line.due else ""
    done = f"，{day_zh(line.done_on)}提交" if line.done_on else ""
    return f"{_task_title(book, line.task)}：{OUTCOMES_ZH[line.outcome]}{due}{done}"


def _finding_line(book: Rulebook, line: FindingLine) -> str:
    rectification = book.plan.inspections.rectification
    severities = rectification.severities if rectification else ()
    title = next((s.title.zh for s in severities if s.key == line.severity), line.severity)
    return (
        f"督查 {line.inspection_id} 问题 {line.finding_id}（{title}），扣本项 {points_zh(line.costs * 100)}%"
    )


def _figure_line(figure: IndicatorEvidence | None) -> str:
    if figure is None or figure.count is None:
        return "没有上报过数值"
    reading = f"（数值 {figure.reading_id}）" if figure.reading_id else ""
    return f"完成 {figure.count}，应达 {figure.required}，基数 {figure.eligible}{reading}"


def _task_title(book: Rulebook, key: str) -> str:
    try:
        return book.spec(key).title.zh
    except KeyError:
        return key


def _weight(book: Rulebook, key: str) -> WeightSpec:
    return next(spec for spec in book.plan.assessment.weights if spec.key == key)


def _deduction(book: Rulebook, key: str) -> DeductionSpec:
    return next(spec for spec in book.plan.assessment.deductions if spec.key == key)
