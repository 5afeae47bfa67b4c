"""What must be remembered that is neither a campaign's nor a person's (the demo's clock, say)?"""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.database import insert_new, table_of


class Setting(SQLModel, table=True):
    """A named value."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True, max_length=64)
    value: str = Field(max_length=500)


SETTINGS = table_of(Setting)


def settled(connection: sa.Connection, name: str, value: str) -> str:
    """The value of that name; `value`, which is remembered, where there is none yet."""
    row = sa.select(sa.literal(name), sa.literal(value)).where(sa.true())
    insert_new(connection, SETTINGS, ("name", "value"), row, ("name",))
    return str(connection.execute(sa.select(SETTINGS.c.value).where(SETTINGS.c.name == name)).scalar_one())
