"""How is a large set cut into slices, each small enough for one short transaction?"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from records.database import reading


@dataclass(frozen=True, slots=True)
class UnitRange:
    """Units from `first` to `last`, by id; `count` rows of the set were in it when it was cut."""

    first: int
    last: int
    count: int

    def within(self, table: sa.Table) -> sa.ColumnElement[bool]:
        return table.c.unit_id.between(self.first, self.last)


def unit_ranges(
    engine: sa.Engine, table: sa.Table, chosen: sa.ColumnElement[bool], size: int
) -> Iterator[UnitRange]:
    """The chosen rows, by unit, `size` at a time; each range is looked for when the last is done with.

    No connection stays open between two ranges.
    """
    after = -1
    unit = table.c.unit_id
    while True:
        some = sa.select(unit).where(chosen, unit > after).order_by(unit).limit(size).subquery()
        ends = sa.select(sa.func.min(some.c.unit_id), sa.func.max(some.c.unit_id), sa.func.count())
        with reading(engine) as connection:
            first, last, count = connection.execute(ends.select_from(some)).one()
        if not count:
            return
        yield UnitRange(first, last, count)
        after = last
