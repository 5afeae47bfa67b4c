"""What must be remembered that is neither a campaign's nor a person's (the demo's clock, say)?"""

from sqlmodel import Field, SQLModel

from records.database import table_of


class Setting(SQLModel, table=True):
    """A named value."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True, max_length=64)
    value: str = Field(max_length=500)


SETTINGS = table_of(Setting)
