"""Which rounds of the periodic inspection does the plan provide for, and who draws when (三.三.2)?

When the day of a round has come, each township with villages owes the drawing of its lots.
"""

from datetime import date

import sqlalchemy as sa

from actions import errand
from actions.desk import Occasion
from plans.errands import DRAW_LOTS
from plans.rules import Rulebook
from records.draw import DRAWS, LOTS
from records.history import CLOCK
from records.task import TASKS
from records.unit import ANCESTORS, UNITS
from records.village import VILLAGES
from states.rounds import Round, rounds, under_way


def rounds_of(book: Rulebook) -> tuple[Round, ...]:
    """The plan's rounds, in order; none where it has no programme."""
    periodic = book.plan.inspections.periodic
    if periodic is None or periodic.first_day is None:
        return ()
    last = periodic.last_day or book.timeline.assessment_from
    every = None if periodic.every is None else periodic.every.offset
    return rounds(periodic.first_day, last, every, book.calendar)


def round_to_ask_for(now: Occasion) -> Round | None:
    """The round that has come and whose lots nobody has been asked to draw yet; one look at an index."""
    current = under_way(rounds_of(now.book), now.today, now.issued_on)
    if current is None:
        return None
    asked = sa.select(TASKS.c.id).where(
        TASKS.c.kind == DRAW_LOTS,
        TASKS.c.number == current.number,
        sa.literal_column("task.number > 0"),
        TASKS.c.campaign_id == now.campaign_id,
    )
    return None if now.connection.execute(asked.limit(1)).scalar() is not None else current


def ask_for_draws(now: Occasion, current: Round) -> int:
    """Every township with villages whose lots are not drawn owes the draw of this round; how many."""
    above = (ANCESTORS.c.unit_id == VILLAGES.c.unit_id) & (VILLAGES.c.campaign_id == now.campaign_id)
    with_villages = sa.select(ANCESTORS.c.ancestor_id).join_from(ANCESTORS, VILLAGES, above)
    drawn = (
        sa.exists()
        .where(
            DRAWS.c.campaign_id == now.campaign_id,
            DRAWS.c.round == current.day,
            LOTS.c.draw_id == DRAWS.c.id,
            ANCESTORS.c.unit_id == LOTS.c.unit_id,
            ANCESTORS.c.ancestor_id == UNITS.c.id,
        )
        .correlate(UNITS)
    )
    columns = (
        UNITS.c.id.label("unit_id"),
        sa.literal(current.number).label("number"),
        sa.literal(f"第 {current.number} 轮").label("about"),
    )
    townships = sa.select(*columns).where(UNITS.c.kind == "township", UNITS.c.id.in_(with_villages), ~drawn)
    return errand.give_each(now, CLOCK, DRAW_LOTS, townships, _due(now, current))


def _due(now: Occasion, current: Round) -> date:
    """Lots are drawn as soon as a proposal has to be decided on, else by the time of the visits."""
    inspections = now.book.plan.inspections
    within = inspections.special.decided_within
    if within is None and inspections.periodic is not None:
        within = inspections.periodic.carried_out_within
    return current.told_on if within is None else now.book.calendar.after(current.told_on, within.offset)
