"""How is what was found given to the village to repair, and how does the inspection follow (三.三.2)?

A finding's repair (整改) is an errand of the village: its reply is submitted, the supervision office
verifies it or sends it back. The inspection moves with its findings' errands, by rule.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from actions import checklist, errand
from actions.desk import Occasion
from actions.errand import Given
from actions.village import RULE
from plans.errands import ANSWER_DISPUTE, RECTIFICATION, SECOND_LOOK
from records import finding as findings
from records import village as villages
from records.finding import FINDINGS, STANDING, Followed, NewFinding
from records.history import By, Event
from records.inspection import INSPECTIONS
from records.moves import move_inspections
from records.task import TASKS
from records.village import VILLAGES
from states.inspection import INSPECTION, InspectionSituation, follows

STEPS = 5
"""More than an inspection can follow at once: repaired, verified, closed."""


def find(now: Occasion, by: By, inspection: sa.Row[Any], found: Sequence[NewFinding]) -> list[int]:
    """Keep what an inspection found, and give its repair to the village by the date of its severity."""
    if not found:
        return []
    rules = checklist.severities(now.book.plan)
    village = (VILLAGES.c.campaign_id == now.campaign_id) & (VILLAGES.c.unit_id == inspection.unit_id)
    villages.lock(now.connection, village)  # it may be about to leave its last phase
    event = Event("finding", "find", STANDING, by, now.at, None, rules.clause)
    numbers = findings.add(now.connection, inspection, now.today, found, event)
    for severity in rules.severities:
        given = [
            Given(inspection.unit_id, number, one.text)
            for number, one in zip(numbers, found, strict=True)
            if one.severity == severity.key
        ]
        due = now.book.calendar.after(now.today, severity.rectified_within.offset)
        errand.give(now, by, RECTIFICATION, given, due)
    return numbers


def follow(now: Occasion, by: By, chosen: sa.ColumnElement[bool]) -> None:
    """Let the inspections follow the repairs of the chosen findings, as far as they lead."""
    for _ in range(STEPS):
        moved = [_followed(now, by, group) for group in findings.repairs(now.connection, chosen)]
        if not any(moved):
            return


def drop(now: Occasion, by: By, chosen: sa.ColumnElement[bool], reason: str) -> None:
    """All that is still to be done about the chosen findings has become pointless."""
    numbers = tuple(now.connection.execute(sa.select(FINDINGS.c.id).where(chosen)).scalars())
    for kind in (RECTIFICATION, ANSWER_DISPUTE, SECOND_LOOK) if numbers else ():
        errand.drop(now, by, kind, numbers, reason)


def _followed(now: Occasion, by: By, group: Followed) -> bool:
    """Whether inspections that share all have moved."""
    trigger = follows(group.state, group.repairs)
    situation = InspectionSituation(group.state, False, group.own, group.other_open)
    if trigger is None or not INSPECTION.allows(situation, trigger):
        return False
    clause = checklist.severities(now.book.plan).clause
    who = RULE if trigger == "close" else by
    event = Event("inspection", trigger, INSPECTION.after(situation, trigger), who, now.at, None, clause)
    move_inspections(now.connection, INSPECTIONS.c.id.in_(group.ids), event, {})
    if trigger == "close":
        _look_again_later(now, by, group.ids)
    return True


def _look_again_later(now: Occasion, by: By, inspections: Sequence[int]) -> None:
    """What was grave enough is looked at a second time (回头看), each finding on its own day."""
    given = sa.exists().where(TASKS.c.kind == SECOND_LOOK, TASKS.c.number == FINDINGS.c.id)
    about = sa.func.substr(sa.literal("回头看：") + FINDINGS.c.text, 1, 300)
    standing = FINDINGS.c.inspection_id.in_(inspections) & FINDINGS.c.struck_at.is_(None)
    for severity in checklist.severities(now.book.plan).severities:
        if severity.revisited_after is None:
            continue
        due = now.book.calendar.after(now.today, severity.revisited_after.offset)
        mine = sa.and_(standing, FINDINGS.c.severity == severity.key, ~given)
        columns = (FINDINGS.c.unit_id, FINDINGS.c.id.label("number"), about.label("about"))
        errand.give_each(now, by, SECOND_LOOK, sa.select(*columns).where(mine), due)
