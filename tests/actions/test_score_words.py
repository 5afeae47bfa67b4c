"""A score in words: what each item rests on, why something is taken off, with which proof."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from actions.score_words import charge_line, item_lines, item_title, points_zh, proof_line
from plans.reader import read_plan, shipped_plan
from plans.rules import rulebook
from states.evidence import IndicatorEvidence, NoticeEvidence
from states.offence import Offence
from states.roles import Role
from states.score import Charge, FindingLine, Item, Outcome, Standing, TaskLine

BOOK = rulebook(read_plan(shipped_plan("2012-pension-pilot")))
TEN = Fraction(10)
LATE = Offence(
    per="overdue_task",
    name="self-inspection:1",
    on=date(2012, 6, 11),
    history_ids=(41, 57),
    warning=NoticeEvidence(7, date(2012, 6, 8), "reminder", -1, "reminder", Role.VILLAGE_HEAD),
    task="self-inspection",
    cycle=1,
    due=date(2012, 6, 10),
    done_on=date(2012, 6, 18),
)


def charge(offence: Offence, deduction: str, standing: Standing = Standing.TAKEN, points: int = 1) -> Charge:
    full = Fraction(points)
    taken = full if standing is Standing.TAKEN else Fraction(0)
    return Charge(f"{deduction}:{offence.name}", deduction, full, taken, standing, offence)


@pytest.mark.parametrize(
    ("points", "signed", "said"),
    [
        (Fraction(195, 2), False, "97.5"),
        (Fraction(8), False, "8"),
        (Fraction(3), True, "+3"),
        (Fraction(-5, 4), True, "-1.25"),
    ],
)
def test_points_are_written_as_people_read_them(points: Fraction, signed: bool, said: str) -> None:
    assert points_zh(points, signed=signed) == said


def test_an_item_of_tasks_says_of_each_how_it_ended() -> None:
    tasks = (
        TaskLine("training", Outcome.LATE, (3,), 1, date(2012, 4, 24), date(2012, 4, 26)),
        TaskLine("survey", Outcome.WAIVED, ()),
    )
    item = Item("punctuality", TEN, TEN, "tasks", tasks=tasks)
    assert item_title(BOOK, item) == "各阶段任务按时完成"
    late, waived = item_lines(BOOK, item)
    assert late.endswith("：逾期完成，时限 4月24日（星期二），4月26日（星期四）提交")
    assert waived.endswith("：已免除")
    assert item_lines(BOOK, Item("punctuality", TEN, TEN, "tasks")) == ["没有列入的任务"]


def test_an_item_of_inspections_names_each_finding_with_what_it_costs() -> None:
    rectification = BOOK.plan.inspections.rectification
    assert rectification is not None
    severity = rectification.severities[0]
    line = FindingLine(4, 12, severity.key, Fraction(1, 10), (70,))
    item = Item("inspections", TEN, Fraction(9), "inspections", findings=(line,))
    assert item_lines(BOOK, item) == [f"督查 4 问题 12（{severity.title.zh}），扣本项 10%"]
    assert item_lines(BOOK, Item("inspections", TEN, TEN, "inspections")) == ["督查没有发现问题"]


def test_an_item_of_a_figure_says_which_reading_counted() -> None:
    figure = IndicatorEvidence("coverage", 570, 582, 600, 31)
    said = item_lines(BOOK, Item("coverage", TEN, TEN, "indicator", figure=figure))
    assert said == ["完成 570，应达 582，基数 600（数值 31）"]
    assert item_lines(BOOK, Item("coverage", TEN, TEN, "indicator")) == ["没有上报过数值"]


def test_a_deduction_names_the_task_its_date_and_when_it_was_done() -> None:
    said = charge_line(BOOK, charge(LATE, "overdue"))
    assert said.startswith("任务逾期：“")
    assert said.endswith("”6月10日（星期日）到期，6月18日（星期一）完成，扣 1 分")


def test_what_is_still_not_done_in_a_later_round_says_so() -> None:
    again = replace(LATE, cycle=2, done_on=None)
    assert "（第 2 轮）6月10日（星期日）到期，仍未完成" in charge_line(BOOK, charge(again, "overdue"))


@pytest.mark.parametrize(
    ("standing", "said"),
    [(Standing.NO_NOTICE, "不扣分（事前没有通知，不扣）"), (Standing.STRUCK, "不扣分（申诉成立，已撤销）")],
)
def test_what_is_not_taken_off_says_why(standing: Standing, said: str) -> None:
    assert charge_line(BOOK, charge(LATE, "overdue", standing)).endswith(said)


def test_a_letter_an_inspection_and_a_finding_are_named_by_their_own_facts() -> None:
    day = date(2012, 6, 14)
    letter = Offence("supervision_letter", "9", day, (60,), None, task="self-inspection")
    special = Offence("special_inspection", "4", day, (61,), None)
    finding = Offence("finding", "12", day, (62,), None, due=date(2012, 6, 20))
    repaired = Offence("finding", "13", day, (63,), None, due=date(2012, 6, 20), done_on=date(2012, 6, 25))
    assert "6月14日（星期四）因“" in charge_line(BOOK, charge(letter, "letter"))
    assert "专项督查 4 于6月14日（星期四）查实问题" in charge_line(BOOK, charge(special, "special"))
    rectification = next(d.key for d in BOOK.plan.assessment.deductions if d.per == "finding")
    assert "问题 12 应于6月20日（星期三）前整改，仍未整改" in charge_line(
        BOOK, charge(finding, rectification)
    )
    assert "前整改，6月25日（星期一）整改" in charge_line(BOOK, charge(repaired, rectification))


def test_the_proof_names_the_rows_of_history_and_the_notice_before() -> None:
    assert proof_line(LATE) == "依据历史记录 41、57；此前通知 7（6月8日（星期五），村（居）负责人）"
    bare = Offence("finding", "12", date(2012, 6, 14), (), None)
    assert proof_line(bare) == "依据历史记录 无；事前没有通知"
