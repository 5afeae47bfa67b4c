"""How far is the periodic programme: which rounds there are, what was drawn, what came of it (三.三.2)?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, occasion
from actions.draw import DrawListed, list_draws
from actions.round import rounds_of
from records.database import reading
from records.draw import LOTS
from records.inspection import INSPECTIONS
from records.unit import UNITS
from states.inspection import REPORTED_OR_LATER
from states.rounds import Round


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratum of a draw: its villages, the lots that they had together, how many were drawn."""

    name: str
    pool: int
    lots: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Visited:
    """A village that was drawn: the lots that it had, and how far its inspection is."""

    unit: str
    unit_name: str
    stratum: str
    lots: int
    inspection: int
    state: str


@dataclass(frozen=True, slots=True)
class DrawShown:
    """A draw with its strata and what came of it."""

    draw: DrawListed
    strata: tuple[Stratum, ...]
    visited: tuple[Visited, ...]

    @property
    def reported(self) -> int:
        """How many of the drawn villages have been inspected."""
        return sum(one.state in REPORTED_OR_LATER for one in self.visited)


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round of the plan with its draws, one for each office."""

    round: Round
    draws: tuple[DrawShown, ...]


def read_programme(desk: Desk, campaign_id: int, seen: Callable[[str], bool]) -> list[RoundShown]:
    """Every round of the plan, in order, with the draws at the units that are seen."""
    draws = [one for one in list_draws(desk, campaign_id) if seen(one.unit)]
    numbers = [one.id for one in draws]
    with reading(desk.engine) as connection:
        rounds = rounds_of(occasion(desk, connection, campaign_id).book)
        strata, visited = _strata(connection, numbers), _visited(connection, numbers)
    shown = [DrawShown(one, tuple(strata.get(one.id, ())), tuple(visited.get(one.id, ()))) for one in draws]
    return [RoundShown(turn, tuple(one for one in shown if one.draw.round == turn.day)) for turn in rounds]


def _strata(connection: sa.Connection, draws: Sequence[int]) -> dict[int, list[Stratum]]:
    sums = (
        sa.func.count().label("pool"),
        sa.func.sum(LOTS.c.weight).label("lots"),
        sa.func.sum(sa.case((LOTS.c.drawn, 1), else_=0)).label("drawn"),
    )
    query = (
        sa.select(LOTS.c.draw_id, LOTS.c.stratum, *sums)
        .where(LOTS.c.draw_id.in_(draws))
        .group_by(LOTS.c.draw_id, LOTS.c.stratum)
        .order_by(LOTS.c.draw_id, LOTS.c.stratum)
    )
    found: dict[int, list[Stratum]] = {}
    for row in connection.execute(query):
        one = Stratum(row.stratum, row.pool, int(row.lots), int(row.drawn))
        found.setdefault(row.draw_id, []).append(one)
    return found


def _visited(connection: sa.Connection, draws: Sequence[int]) -> dict[int, list[Visited]]:
    lot = (LOTS.c.draw_id == INSPECTIONS.c.draw_id) & (LOTS.c.unit_id == INSPECTIONS.c.unit_id)
    columns: tuple[Any, ...] = (
        INSPECTIONS.c.draw_id,
        UNITS.c.code,
        UNITS.c.name,
        LOTS.c.stratum,
        LOTS.c.weight,
        INSPECTIONS.c.id,
        INSPECTIONS.c.state,
    )
    query = (
        sa.select(*columns)
        .join_from(INSPECTIONS, LOTS, lot)
        .join(UNITS, UNITS.c.id == INSPECTIONS.c.unit_id)
        .where(INSPECTIONS.c.draw_id.in_(draws))
        .order_by(INSPECTIONS.c.draw_id, UNITS.c.path)
    )
    found: dict[int, list[Visited]] = {}
    for draw_id, *rest in connection.execute(query):
        found.setdefault(draw_id, []).append(Visited(*rest))
    return found
