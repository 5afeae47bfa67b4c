"""How is a large set cut into slices, each small enough for one short transaction?"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from records.database import reading

MOST = 2**31 - 1
"""No id is larger."""

SECONDS_A_SLICE = 0.04
"""For so long others may have to wait while a slice is written."""

FIRST_SLICE, SMALLEST_SLICE, LARGEST_SLICE = 500, 250, 4_000
"""What every slice costs, however small, would otherwise make them smaller and smaller on a busy machine."""


@dataclass(slots=True)
class SliceSize:
    """How many rows the next slice has: as many as fit into its time, by what the last one took.

    One row of a sweep costs a fifth of what it costs in another, and machines differ as much.
    """

    rows: int = FIRST_SLICE

    def learn(self, rows: int, seconds: float) -> None:
        """A slice has taken so long; one that was not full says nothing."""
        if rows >= self.rows:
            fits = int(rows * SECONDS_A_SLICE / seconds)
            self.rows = max(SMALLEST_SLICE, min(fits, 2 * self.rows, LARGEST_SLICE))


@dataclass(frozen=True, slots=True)
class UnitRange:
    """Units from `first` to `last`, by id; `count` rows of the set were in it when it was cut."""

    first: int
    last: int
    count: int

    def within(self, table: sa.Table) -> sa.ColumnElement[bool]:
        return table.c.unit_id.between(self.first, self.last)


EVERY_UNIT = UnitRange(0, MOST, 0)


def unit_ranges(
    engine: sa.Engine,
    table: sa.Table,
    chosen: sa.ColumnElement[bool],
    size: SliceSize,
    inside: UnitRange = EVERY_UNIT,
) -> Iterator[UnitRange]:
    """The chosen rows of the units `inside`, by unit, as many at a time as `size` says by then.

    Each range is looked for when the last is done with; no connection stays open between two.
    """
    after = inside.first - 1
    unit = table.c.unit_id
    while True:
        rest = sa.select(unit).where(chosen, unit > after, unit <= inside.last)
        some = rest.order_by(unit).limit(size.rows).subquery()
        ends = sa.select(sa.func.min(some.c.unit_id), sa.func.max(some.c.unit_id), sa.func.count())
        with reading(engine) as connection:
            first, last, count = connection.execute(ends.select_from(some)).one()
        if not count:
            return
        yield UnitRange(first, last, count)
        after = last
