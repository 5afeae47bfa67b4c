"""What do the demo's offices do of themselves: each does what its errands ask, by the day on which it is due?

The supervision office draws lots, orders, inspects and reports; the head answers requests, disputes and
appeals. What lies at 工业路街道 waits a little, so that a visitor may decide first.
"""

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta

from actions import appeal, closing, draw, extension, finding, inspection, meeting
from actions.board import TaskStanding
from actions.checklist import ChecklistAnswer, Found
from actions.errors import WrongState
from actions.inspection import InspectionListed
from actions.person import find_people
from flows.demo_cast import COUNTY, OPENED_AT, SEED, ZHUZHAI, Stage, address, book, manner, office_of
from flows.demo_villages import Owed
from plans import errands
from plans.errands import kind_of, number_of
from states.inspection import PERIODIC
from states.roles import Role
from states.task import OWED

DRAWING = ("410106001000", "410106003000", OPENED_AT, "410106005000")
"""Townships that draw in every round; the others forget it, and climb."""

DRAWN_FOUND: Mapping[date, tuple[str, ...]] = {
    date(2012, 5, 7): ("minor",),
    date(2012, 5, 21): ("serious",),
    date(2012, 6, 4): ("grave", "minor"),
}
"""What the rounds of 工业路街道 find: each grade once, the last two still to be repaired on 8 June."""

FINDS: Mapping[str, tuple[str, ...]] = {
    "punctual": (),
    "ordinary": ("minor",),
    "late": ("serious",),
    "silent": ("grave",),
}

FINDINGS = {
    "minor": Found("minor", "宣传栏内容未更新，缴费标准仍为上年。", "publicity-seen"),
    "serious": Found("serious", "抽查十户，两户未列入花名册。", "roster-checked"),
    "grave": Found("grave", "上报参保数多于缴费凭证，差额说不清楚。", "figures-proved"),
}

WAITS_FOR_VISITOR = timedelta(days=3)
FOR_VISITORS = frozenset(
    {errands.DECIDE_INSPECTION, errands.PRE_READ_EXTENSION, errands.DECIDE_EXTENSION, errands.ANSWER_DISPUTE}
)
DAYS_AFTER = {
    errands.DRAW_LOTS: 0,
    errands.CARRY_OUT_INSPECTION: 1,
    errands.REPORT_INSPECTION: 1,
    errands.DECIDE_APPEAL: 2,
}
"""Errands that are not put off until they are due, with the days after which they are done."""

LOTS_FROM = {f"{OPENED_AT}-1": "上工办-1", f"{OPENED_AT}-2": "上工办-4", f"{OPENED_AT}-3": "上工办-3"}
"""Seeds that draw each of the three communities once."""

DISMISSED_IN = 5
"""Every fifth proposal of the ladder is dismissed."""


def act(stage: Stage, owed: Owed) -> None:
    """What offices do on this day; nothing on a day off."""
    if not book().calendar.is_working_day(stage.day):
        return
    for code, task in owed:
        deed = DEEDS.get(kind_of(task.key))
        if deed is not None and task.state in OWED and stage.day >= _acts_on(code, task):
            with suppress(WrongState):  # somebody has been there first
                deed(stage, code, number_of(task.key))


def _acts_on(code: str, task: TaskStanding) -> date:
    kind = kind_of(task.key)
    if kind in FOR_VISITORS and code.startswith(OPENED_AT[:9]):
        return task.due + WAITS_FOR_VISITOR
    return task.opens_on + timedelta(days=DAYS_AFTER[kind]) if kind in DAYS_AFTER else task.due


def _draw(stage: Stage, code: str, number: int) -> None:
    """Lots are drawn, and one order sends the inspectors to all who were drawn."""
    if code not in DRAWING:
        return
    turn = f"{code}-{number}"
    drawn = draw.draw_lots(stage.desk, stage.supervision(code), code, seed=LOTS_FROM.get(turn, turn))
    _order(stage, code, *drawn.inspections.values())


def _decide(stage: Stage, code: str, number: int) -> None:
    if number % DISMISSED_IN == 0 and code != ZHUZHAI:
        inspection.dismiss(
            stage.desk, stage.supervision(code), number, "已电话核实，任务正在补办，暂不立项。"
        )
    else:
        _order(stage, code, number)


def _order(stage: Stage, code: str, *numbers: int) -> None:
    inspector = address(Role.SUPERVISION_OFFICE, office_of(code), 2)
    people = find_people(stage.desk, [inspector])
    inspection.order(stage.desk, stage.supervision(code), numbers, people)


def _start(stage: Stage, code: str, number: int) -> None:
    inspection.start(stage.desk, stage.supervision(code), number)


def _report(stage: Stage, code: str, number: int) -> None:
    """The checklist with what was found; where nothing was, it is closed."""
    by, found = stage.supervision(code), _found(inspection.get_inspection(stage.desk, number))
    wrong = {one.item for one in found}
    answers = [
        ChecklistAnswer(item.key, "no" if item.key in wrong else "yes")
        for item in book().plan.inspections.checklist
    ]
    text = "现场查看台账、宣传栏，入户十家。" + ("发现问题，限期整改。" if found else "未发现问题。")
    inspection.report(stage.desk, by, number, text, answers, found)
    if not found:
        inspection.close(stage.desk, by, number)


def _found(one: InspectionListed) -> list[Found]:
    proposed = one.proposed_at.astimezone(book().zone).date()
    grades = FINDS[manner(one.unit)]
    if one.kind == PERIODIC and one.unit.startswith(OPENED_AT[:9]):
        grades = next((found for day, found in DRAWN_FOUND.items() if 0 <= (proposed - day).days < 7), grades)
    elif not grades and random.Random(f"{SEED}:{one.unit}:{one.id}").random() < 0.5:  # noqa: S311
        grades = ("minor",)
    return [FINDINGS[grade] for grade in grades]


def _look_again(stage: Stage, code: str, number: int) -> None:
    looked_at = finding.get_finding(stage.desk, number).inspection_id
    inspection.revisit(stage.desk, stage.supervision(code), looked_at, "回头看，整改到位，未见反弹。")


def _answer_dispute(stage: Stage, code: str, number: int) -> None:
    said = "照片拍摄于检查之后，检查当日确未更新，异议不成立。"
    finding.answer_dispute(stage.desk, stage.supervision(code), number, upheld=False, answer=said)


def _pre_read(stage: Stage, code: str, number: int) -> None:
    favours = code != ZHUZHAI
    said = "理由属实，已有安排，建议同意。" if favours else "自查不需外部条件，理由不足。"
    extension.pre_read(stage.desk, stage.supervision(code), number, favours, said)


def _decide_extension(stage: Stage, code: str, number: int) -> None:
    [asked] = [one for one in extension.list_extensions(stage.desk) if one.id == number]
    if asked.favours:
        extension.grant(stage.desk, stage.group_head(code), number, answer="同意，不得再延。")
    else:
        extension.refuse(stage.desk, stage.group_head(code), number, "理由不足，请按期完成。")


def _write_minutes(stage: Stage, code: str, number: int) -> None:
    village = len(code) == len(COUNTY) and not code.endswith("000")
    by = stage.head(code) if village else stage.office(code)
    problems = (
        ("外出务工人员联系不上。",) if village else ("个别社区进度落后于序时进度。", "补办身份证等候时间长。")
    )
    meeting.write_minutes(stage.desk, by, number, "通报进度，研究问题，明确下一步分工和时限。", problems)


def _decide_appeal(stage: Stage, code: str, number: int) -> None:
    said = "记录和通知齐全，扣分有据，维持原扣分。"
    appeal.decide_appeal(stage.desk, stage.group_head(code), number, upheld=False, answer=said)


def _close(stage: Stage, code: str, number: int) -> None:
    closing.close_campaign(stage.desk, stage.group_head(code), "试点工作各阶段任务结束，按方案收官。")


DEEDS: Mapping[str, Callable[[Stage, str, int], None]] = {
    errands.DRAW_LOTS: _draw,
    errands.DECIDE_INSPECTION: _decide,
    errands.CARRY_OUT_INSPECTION: _start,
    errands.REPORT_INSPECTION: _report,
    errands.SECOND_LOOK: _look_again,
    errands.ANSWER_DISPUTE: _answer_dispute,
    errands.PRE_READ_EXTENSION: _pre_read,
    errands.DECIDE_EXTENSION: _decide_extension,
    errands.MINUTES_VILLAGE: _write_minutes,
    errands.MINUTES_OFFICE: _write_minutes,
    errands.DECIDE_APPEAL: _decide_appeal,
    errands.CLOSE_CAMPAIGN: _close,
}
"""Kind of errand → what its owner does: (stage, unit's code, number)."""
