"""How far have the units one level below come in each indicator, and which of them will miss it (二)?

From the kept sums of these units alone: as cheap for a nation as for a district.
"""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from actions.desk import Desk, find_campaign, occasion
from actions.indicator import EVERYWHERE, Part, Standing, Sums, parts_of, sums_of
from actions.place import below, tops_of
from records.database import reading
from records.unit import UNITS


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit one level below, with its standing in each indicator in which anybody there has a target."""

    unit: str
    name: str
    kind: str
    sums: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class ProgressBelow(Sums):
    """What a unit (or the whole campaign) comes to, and what the units directly below it come to."""

    units: tuple[UnitProgress, ...]


def read_progress_below(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> ProgressBelow:
    """The sums of a unit and of the units directly below it (without one: of the campaign)."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        tops = tops_of(connection, find_campaign(connection, now.campaign_id), unit_code)
        units = below(connection, now.campaign_id, tops, whole=unit_code is None)
        top_ids = {top.id for top in tops}
        these = sa.select(UNITS.c.id).where(UNITS.c.id.in_({*top_ids, *(unit.id for unit in units)}))
        parts: dict[int, list[Part]] = defaultdict(list)
        for part in parts_of(now, these):
            parts[part.unit_id].append(part)
        code, name = (tops[0].code, tops[0].name) if len(tops) == 1 else (None, EVERYWHERE)
        whole = (part for top in top_ids for part in parts[top])
        return ProgressBelow(
            now.campaign_id,
            now.today,
            code,
            name,
            sums_of(now, code or "", name, whole),
            tuple(
                UnitProgress(
                    unit.code, unit.name, unit.kind, sums_of(now, unit.code, unit.name, parts[unit.id])
                )
                for unit in units
            ),
        )


def will_miss(standing: Standing) -> bool:
    """Whether a target will be missed if it goes on like this, or has been missed already."""
    return standing.will_meet is False or standing.met_in_time is False
