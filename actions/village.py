"""How does a village's campaign move, by rule and by force (三)?

A village moves by rule in the transaction that changes a fact: a verified gate, a waiver, a day that
has come. The same `settle` moves one village or a whole slice of a check.
"""

from collections import Counter

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, find_unit
from actions.errors import NotFound
from actions.permission import Actor, permit
from actions.text import needed
from records import village as villages
from records.database import in_transaction
from records.history import By, Event
from records.moves import move_villages
from records.task import TASKS
from records.unit import UNITS
from records.village import VILLAGES
from states.errors import IllegalMove
from states.task import DONE
from states.village import Situation, forced, settled

RULE = By("rule")
"""Who moves a village when a person's deed has made a rule true."""

FACTS_ZH = {
    "not_begun": "方案的第一天还没有到",
    "not_next_phase_begun": "下一阶段的第一天还没有到",
    "not_assessment_begun": "考核验收还没有开始",
    "findings_open": "督查发现的问题还没有整改到位",
}


def settle(now: Occasion, chosen: sa.ColumnElement[bool], by: By = RULE) -> Counter[str]:
    """Move the chosen villages as far as their situations allow; how many moves, by trigger.

    The machine is asked once for each situation. Each round moves every situation one step; there
    are never more rounds than states.
    """
    book, moved = now.book, Counter[str]()
    villages.lock(now.connection, chosen)
    for _ in book.machine.states:
        steps = 0
        for situation in villages.situations(now.connection, book.timeline, chosen, now.today):
            step = settled(book.machine, situation)
            if step is None:
                continue
            trigger, after = step
            event = Event("village", trigger, after.state, by, now.at, None, _clause(now, after.state))
            sharing = sa.and_(chosen, villages.sharing(book.timeline, situation))
            count = move_villages(now.connection, sharing, event)
            moved[f"village.{trigger}"] += count
            steps += count
        if not steps:
            break
    villages.wind(now.connection, book.timeline, chosen, now.today)
    return moved


def force(
    desk: Desk, by: Actor, unit_code: str, state: str, reason: str, campaign_id: int | None = None
) -> None:
    """Put a village into any state, by decision of the head of the leading group, with a reason.

    It stays there until a gate changes or a day of the calendar comes: the decision is not undone by
    the next check. Raises NotAllowed, NotFound, BadInput without a reason, IllegalMove for an unknown
    or the same state.
    """
    why = needed(reason, "强制调整")

    def work(connection: sa.Connection) -> None:
        now = acting(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "village.force", unit.path, on=now.today)
        mine = (VILLAGES.c.campaign_id == now.campaign_id) & (VILLAGES.c.unit_id == unit.id)
        situation = situation_of(now, mine, unit.name)
        to_state = forced(now.book.machine, situation, state)
        event = Event("village", "force", to_state, by.by, now.at, why, None)
        move_villages(connection, mine, event)
        villages.wind(connection, now.book.timeline, mine, now.today)

    in_transaction(desk.engine, work)


def situation_of(now: Occasion, mine: sa.ColumnElement[bool], name: str) -> Situation:
    """The situation of one village, locked; raises NotFound when it has no part in the campaign."""
    villages.lock(now.connection, mine)
    found = villages.situations(now.connection, now.book.timeline, mine, now.today)
    if not found:
        raise NotFound(f"{name} 不在专项工作 {now.campaign_id} 的范围内。")
    return found[0]


def held_back(now: Occasion, unit_id: int) -> str | None:
    """What keeps a village from its next phase, in words that name the tasks; None if nothing does."""
    mine = (VILLAGES.c.campaign_id == now.campaign_id) & (VILLAGES.c.unit_id == unit_id)
    situation = villages.situations(now.connection, now.book.timeline, mine, now.today)[0]
    machine = now.book.machine
    for trigger in ("begin", "advance", "assess"):
        if trigger in machine.triggers_from(situation.state):
            try:
                machine.after(situation, trigger)
            except IllegalMove as refusal:
                return "；".join(_in_words(now, unit_id, situation, fact) for fact in refusal.missing)
    return None


def _in_words(now: Occasion, unit_id: int, situation: Situation, fact: str) -> str:
    if fact != "gates_pending":
        return FACTS_ZH[fact]
    keys = pending_gates(now, unit_id, situation.state)
    return f"还有 {len(keys)} 项关口任务未核验：{', '.join(keys)}"


def pending_gates(now: Occasion, unit_id: int, state: str) -> list[str]:
    """The gates of the village's phase and the earlier ones that are not verified, in the plan's order."""
    pending = sa.select(TASKS.c.key).where(
        TASKS.c.campaign_id == now.campaign_id,
        TASKS.c.unit_id == unit_id,
        TASKS.c.gate,
        TASKS.c.state.not_in(DONE),
        TASKS.c.phase_number <= now.book.timeline.position(state),
    )
    keys = set(now.connection.execute(pending).scalars())
    return [key for key in now.book.tasks if key in keys]


def _clause(now: Occasion, state: str) -> str | None:
    """The clause of the phase that is entered."""
    for phase in now.book.plan.phases:
        if phase.key == state:
            return phase.clause
    return now.book.plan.assessment.clause


def path_of(connection: sa.Connection, unit_id: int) -> str:
    """The path of a unit, for the question who may act on it."""
    return str(connection.execute(sa.select(UNITS.c.path).where(UNITS.c.id == unit_id)).scalar_one())
