"""What must never be so of people, letters, visits and inputs, the database itself refuses."""

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from records.absence import ABSENCES
from records.attendance import ATTENDANCE
from records.database import writing
from records.group import GROUPS
from records.hand_over import HAND_OVERS
from records.inputs import INPUTS
from records.letter import LETTERS
from records.visit import VISITS
from tests.town import SHANGHAI, Town

DAY = date(2012, 4, 26)
AT = datetime(2012, 4, 26, 9, tzinfo=SHANGHAI)
OF = {"campaign_id": 1, "unit_id": 1}
RECORDED: dict[str, Any] = {"recorded_by": "甲", "recorded_at": AT}

AWAY = {"person_id": 1, "first_day": DAY, "last_day": DAY, "reason": "学习", **RECORDED}
HANDED = {"unit_id": 1, "role": "assistant", "reason": "换届", "done_by": "甲", "done_at": AT}
GROUP = {**OF, "number": 1, "name": "一号院", "kind": "building"}
MONEY = {**OF, "kind": "money", "given_on": DAY, "what": "宣传费", "number": None, "fen": 1, **RECORDED}
VISIT = {**OF, "visitor": "甲", "recorded_at": AT, "planned_on": None, "visited_on": None, "seen": None}
WAS_THERE = {"unit_id": 1, "role": "assistant", "name": "甲", "present": True}
LETTER = {
    "campaign_id": 1,
    "level": 2,
    "giver_id": 1,
    "taker_id": 2,
    "signed_on": DAY,
    "signed_by_giver": "甲",
    "signed_by_taker": "乙",
    **RECORDED,
}

BAD: dict[str, tuple[sa.Table, dict[str, Any]]] = {
    "an absence that ends before it begins": (ABSENCES, {**AWAY, "last_day": date(2012, 4, 25)}),
    "a substitute for oneself": (ABSENCES, {**AWAY, "substitute_id": 1}),
    "an office handed over to oneself": (HAND_OVERS, {**HANDED, "from_id": 1, "to_id": 1}),
    "a kind of group": (GROUPS, {**GROUP, "kind": "street"}),
    "a group without a number": (GROUPS, {**GROUP, "number": 0}),
    "money by number": (INPUTS, {**MONEY, "number": 3, "fen": None}),
    "people in fen": (INPUTS, {**MONEY, "kind": "people"}),
    "money that is taken": (INPUTS, {**MONEY, "fen": -1}),
    "a visit of no day": (VISITS, VISIT),
    "a visit of which nothing was seen": (VISITS, {**VISIT, "visited_on": DAY}),
    "attendance at nothing": (ATTENDANCE, {**WAS_THERE, "meeting_id": None, "task_id": None}),
    "a letter of no level": (LETTERS, {**LETTER, "level": 0}),
}


def insert(town: Town, table: sa.Table, values: dict[str, Any]) -> None:
    with writing(town.desk.engine) as connection:
        connection.execute(table.insert().values(**values))


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_is_refused(campaign: Town, what: str) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)check"):
        insert(campaign, *BAD[what])


def test_a_letter_is_there_once_for_each_taker(campaign: Town) -> None:
    insert(campaign, LETTERS, LETTER)
    insert(campaign, LETTERS, {**LETTER, "taker_id": 3})
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        insert(campaign, LETTERS, {**LETTER, "signed_by_taker": "丙"})


def test_a_group_is_there_once_for_each_number(campaign: Town) -> None:
    insert(campaign, GROUPS, GROUP)
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        insert(campaign, GROUPS, {**GROUP, "name": "又一号院"})
