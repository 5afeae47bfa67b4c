"""Does what an inspection reports fit the plan's checklist and severities (三.三)?

Whoever answers the checklist answers it whole; whoever does not reports in words alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from actions.attachment import Offered
from actions.errors import BadInput
from actions.text import REASON_LENGTH, needed, optional
from plans.model import Plan
from plans.model.inspections import ChecklistItem, RectificationSpec, SeveritySpec
from records.finding import NewFinding
from records.inspection import ANSWERS

Answer = Literal["yes", "no", "na"]

ANSWERS_ZH: dict[str, str] = {"yes": "是", "no": "否", "na": "不适用"}


@dataclass(frozen=True, slots=True)
class ChecklistAnswer:
    """The answer to one question of the checklist."""

    item: str
    answer: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found; `item` is the question of the checklist that it answers, if any.

    `pictures`: what was photographed there.
    """

    severity: str
    text: str
    item: str | None = None
    pictures: Sequence[Offered] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A result that fits the plan."""

    answers: tuple[ChecklistAnswer, ...]
    findings: tuple[NewFinding, ...]


def result_of(
    plan: Plan,
    items: Sequence[ChecklistItem],
    answers: Sequence[ChecklistAnswer],
    findings: Sequence[Found],
) -> Result:
    """The result, if it fits; raises BadInput that says what would be right."""
    kept = tuple(_finding(plan, items, found) for found in findings)
    with_finding = {found.item for found in kept}
    return Result(_answers(items, answers, with_finding), kept)


def severities(plan: Plan) -> RectificationSpec:
    """The plan's rules for what is found; raises BadInput where it has none."""
    if plan.inspections.rectification is None:
        raise BadInput("方案没有规定问题等次和整改时限（inspections.rectification），不能登记问题。")
    return plan.inspections.rectification


def severity_of(plan: Plan, key: str) -> SeveritySpec:
    """The grade of that key; raises BadInput."""
    known = severities(plan).severities
    for severity in known:
        if severity.key == key:
            return severity
    listed = "、".join(f"{one.key}（{one.title.zh}）" for one in known)
    raise BadInput(f"方案没有问题等次 {key}。可用：{listed}。")


def keep(connection: sa.Connection, inspection_id: int, answers: Sequence[ChecklistAnswer]) -> None:
    """Keep the answers to a checklist."""
    rows = [
        {"inspection_id": inspection_id, "item": one.item, "answer": one.answer, "note": one.note}
        for one in answers
    ]
    if rows:
        connection.execute(ANSWERS.insert(), rows)


def kept(connection: sa.Connection) -> dict[int, tuple[ChecklistAnswer, ...]]:
    """The answers of every inspection that has any."""
    found: dict[int, tuple[ChecklistAnswer, ...]] = {}
    for row in connection.execute(sa.select(ANSWERS).order_by(ANSWERS.c.inspection_id, ANSWERS.c.item)):
        one = ChecklistAnswer(row.item, row.answer, row.note)
        found[row.inspection_id] = (*found.get(row.inspection_id, ()), one)
    return found


def _finding(plan: Plan, items: Sequence[ChecklistItem], found: Found) -> NewFinding:
    severity = severity_of(plan, found.severity)
    if found.item is not None:
        _item(items, found.item)
    return NewFinding(severity.key, needed(found.text, "登记问题", "等次:内容", REASON_LENGTH), found.item)


def _item(items: Sequence[ChecklistItem], key: str) -> ChecklistItem:
    for item in items:
        if item.key == key:
            return item
    listed = "、".join(item.key for item in items) or "无"
    raise BadInput(f"检查表中没有 {key} 一项。现有：{listed}。")


def _answers(
    items: Sequence[ChecklistItem], answers: Sequence[ChecklistAnswer], with_finding: set[str | None]
) -> tuple[ChecklistAnswer, ...]:
    kept: dict[str, ChecklistAnswer] = {}
    for one in answers:
        item = _item(items, one.item)
        if one.answer not in ANSWERS_ZH:
            raise BadInput(f"“{item.asks.zh}”（{item.key}）只能答 yes、no 或 na，不能答 {one.answer}。")
        if item.key in kept:
            raise BadInput(f"“{item.asks.zh}”（{item.key}）答了两次，请只答一次。")
        note = optional(one.note, REASON_LENGTH)
        if one.answer == "no" and note is None and item.key not in with_finding:
            raise BadInput(f"“{item.asks.zh}”（{item.key}）答“否”的，须写明情况或登记为问题。")
        kept[item.key] = ChecklistAnswer(item.key, one.answer, note)
    if kept and (missing := [item for item in items if item.key not in kept]):
        listed = "、".join(f"{item.asks.zh}（{item.key}）" for item in missing)
        raise BadInput(f"检查表还有 {len(missing)} 项未答：{listed}。")
    return tuple(kept.values())
