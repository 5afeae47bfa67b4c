"""To which of several rows that are summed does a transaction add, so that none waits for another?

A count of a whole province is touched by whoever acts in it. On PostgreSQL it is kept in a few rows, the
stripes: a transaction adds to one that no other is adding to, and readers sum. On SQLite a writer is alone,
and one row is enough.
"""

import zlib

import sqlalchemy as sa

STRIPES = 8
"""As many transactions add without waiting; a ninth waits for one of them."""

OF_COUNTS = zlib.crc32(b"stripe")


def own_stripe(connection: sa.Connection) -> int:
    """The stripe that is this transaction's until its commit."""
    if connection.dialect.name != "postgresql":
        return 0
    numbers = sa.func.generate_series(0, STRIPES - 1).column_valued("number")
    free = sa.func.pg_try_advisory_xact_lock(sa.literal(_signed(OF_COUNTS)), numbers)
    found = connection.execute(sa.select(numbers).where(free).limit(1)).scalar()
    if found is not None:
        return int(found)
    crowded = sa.func.pg_backend_pid() % STRIPES
    number = int(connection.execute(sa.select(crowded)).scalar_one())
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.literal(_signed(OF_COUNTS)), number)))
    return number


def _signed(number: int) -> int:
    """PostgreSQL's locks with two keys take signed integers of 32 bits."""
    return number - 2**32 if number >= 2**31 else number
