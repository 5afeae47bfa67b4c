"""The invariants notice what is broken: a house in order has nothing to say, a damaged one names it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from actions.hold import put
from actions.permission import CONSOLE
from records.database import in_transaction
from records.escalation import ESCALATIONS
from records.history import HISTORY
from records.indicator_sum import STEPS
from records.notice import NOTICES
from records.rollup import ROLLUPS
from records.task import TASKS
from records.village import VILLAGES
from tests.actions.figures import report, target
from tests.invariants import INVARIANTS, broken, page, sentence
from tests.shelf import After
from tests.town import GONGYELU, SHANGHAI, ZHUZHAI, Town

DONE = TASKS.c.state == "verified"
LONG_AGO = datetime(2012, 4, 1, tzinfo=SHANGHAI)
SUNDAY = datetime(2012, 6, 17, 8, tzinfo=SHANGHAI)

DAMAGE: dict[str, sa.Executable] = {
    "names its state": VILLAGES.update().values(state="assessment"),
    "in which the last one ended": HISTORY.update()
    .where(HISTORY.c.trigger == "verify")
    .values(from_state="open"),
    "no row is older": HISTORY.update().where(HISTORY.c.trigger == "verify").values(at=LONG_AGO),
    "without a gap": TASKS.update().values(cycle=3),
    "before there is one it is the decreed": TASKS.update().values(effective_due=date(2013, 1, 1)),
    "No clock runs": TASKS.update().where(DONE).values(next_rung_on=date(2012, 7, 1)),
    "since when and until when": TASKS.update().where(~DONE).values(stands_until=date(2012, 7, 1)),
    "by when it must be verified": TASKS.update().where(TASKS.c.state == "submitted").values(verify_by=None),
    "before its first day": TASKS.update()
    .where(TASKS.c.state == "submitted")
    .values(opens_on=date(2012, 6, 20), due=date(2012, 6, 20), effective_due=date(2012, 6, 20)),
    "nothing more to answer for": ESCALATIONS.update().values(state="raised"),
    "none of them twice": HISTORY.update()
    .where(HISTORY.c.subject == "escalation", HISTORY.c.actor.startswith("clock:"))
    .values(actor="clock:head"),
    "does not have": NOTICES.update().where(NOTICES.c.kind == "escalation").values(rung=NOTICES.c.rung + 7),
    "is told on a working day": NOTICES.update()
    .where(NOTICES.c.kind == "escalation")
    .values(queued_at=SUNDAY),
    "a recount of the tasks": ROLLUPS.update().values(count=ROLLUPS.c["count"] + 1),
    "a recount of targets and readings": STEPS.update().values(change=STEPS.c.change + 1),
}


def in_june(town: Town) -> None:
    """On 18 June one village has done some of its tasks, another has only reported a figure; everything has
    been escalated."""
    town.issue()
    for day in ("2012-04-24", "2012-04-26", "2012-05-02", "2012-06-04", "2012-06-11"):
        town.at(day).check()
    town.complete(GONGYELU, "training", "survey")
    town.submit(GONGYELU, "self-inspection")
    target(town, ZHUZHAI, renewal=50)
    report(town, ZHUZHAI, 5, "renewal")
    for day in ("2012-06-12", "2012-06-14", "2012-06-18"):
        town.at(day).check()


@pytest.fixture
def june(after: After) -> Town:
    return after(in_june)


def damage(town: Town, statement: sa.Executable) -> list[str]:
    in_transaction(town.desk.engine, lambda connection: connection.execute(statement))
    return broken(town.desk.engine)


def test_a_house_in_order_has_nothing_to_say(june: Town) -> None:
    assert broken(june.desk.engine) == []
    put(june.desk, CONSOLE, june.today + timedelta(days=5), "防汛", unit_code=ZHUZHAI)
    assert broken(june.desk.engine) == []


@pytest.mark.parametrize("said", DAMAGE)
def test_what_is_damaged_is_named(june: Town, said: str) -> None:
    assert any(said in one for one in damage(june, DAMAGE[said]))


def test_a_notice_from_the_middle_of_a_hold_is_noticed(june: Town) -> None:
    put(june.desk, CONSOLE, june.today + timedelta(days=5), "防汛", unit_code=ZHUZHAI)
    june.at(june.today + timedelta(days=1))
    late: Any = NOTICES.update().where(NOTICES.c.kind == "escalation").values(queued_at=june.clock.instant)
    assert any("while a hold covers it" in one for one in damage(june, late))


def test_a_gate_left_behind_is_noticed(june: Town) -> None:
    further = VILLAGES.update().where(VILLAGES.c.state == "mobilization").values(state="inspection")
    assert any("left no gate behind" in one for one in damage(june, further))


def test_each_has_a_sentence_of_its_own_on_the_page() -> None:
    sentences = [sentence(one) for one in INVARIANTS]
    assert len(set(sentences)) == len(sentences)
    assert all(said.endswith(".") and said in page() for said in sentences)
