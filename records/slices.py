"""How is a large set cut into slices, each small enough for one short transaction?"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from records.database import reading

MOST = 2**31 - 1
"""No id is larger."""


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
    size: int,
    inside: UnitRange = EVERY_UNIT,
) -> Iterator[UnitRange]:
    """The chosen rows of the units `inside`, by unit, `size` at a time.

    Each range is looked for when the last is done with; no connection stays open between two.
    """
    after = inside.first - 1
    unit = table.c.unit_id
    while True:
        rest = sa.select(unit).where(chosen, unit > after, unit <= inside.last)
        some = rest.order_by(unit).limit(size).subquery()
        ends = sa.select(sa.func.min(some.c.unit_id), sa.func.max(some.c.unit_id), sa.func.count())
        with reading(engine) as connection:
            first, last, count = connection.execute(ends.select_from(some)).one()
        if not count:
            return
        yield UnitRange(first, last, count)
        after = last
