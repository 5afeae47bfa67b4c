"""What must be remembered that is neither a campaign's nor a person's?"""

import sqlalchemy as sa

from actions.desk import Desk
from records.database import in_transaction, insert_or_update, reading
from records.setting import SETTINGS


def read_setting(desk: Desk, name: str) -> str | None:
    """The value of that name; None if there is none."""
    with reading(desk.engine) as connection:
        value: str | None = connection.execute(
            sa.select(SETTINGS.c.value).where(SETTINGS.c.name == name)
        ).scalar()
        return value


def write_setting(desk: Desk, name: str, value: str) -> None:
    """Remember a value under a name."""
    row = sa.select(sa.literal(name), sa.literal(value))
    in_transaction(
        desk.engine,
        lambda connection: insert_or_update(
            connection, SETTINGS, ("name", "value"), row, ("name",), {"value": "excluded.value"}
        ),
    )
