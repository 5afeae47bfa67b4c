"""How are people reached, and does each channel work at present?"""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant


class ChannelState(SQLModel, table=True):
    """A channel as its senders have found it, shared by all of them.

    `tokens` are the messages that its rate allowed at `counted_at`. After a failure of the channel itself
    nothing is sent over it until `open_until` (the circuit breaker); `trips` counts how often in a row it
    has failed, `detail` is what was said last.
    """

    __tablename__ = "channel_state"

    channel: str = Field(primary_key=True, max_length=32)
    tokens: float
    counted_at: datetime = Field(sa_type=Instant)
    trips: int = 0
    open_until: datetime | None = Field(default=None, sa_type=Instant)
    detail: str = Field(default="", max_length=500)


class PersonChannel(SQLModel, table=True):
    """A channel over which a person wants to be told, in order of `position`, and their address there."""

    __tablename__ = "person_channel"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    channel: str = Field(primary_key=True, max_length=32)
    position: int
    address: str = Field(max_length=254)


class Preference(SQLModel, table=True):
    """When a person wants to be told; no row: as the plan says. All in minutes since midnight.

    Quiet from `quiet_from` until `quiet_until` (the same: never quiet). `digest_at`: everything of a day
    in one message at that time.
    """

    __tablename__ = "preference"
    __table_args__ = (
        CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="ck_preference_quiet_from"),
        CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="ck_preference_quiet_until"),
        CheckConstraint("digest_at BETWEEN 0 AND 1439", name="ck_preference_digest_at"),
    )

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest_at: int | None = None


CHANNEL_STATES = table_of(ChannelState)
PERSON_CHANNELS = table_of(PersonChannel)
PREFERENCES = table_of(Preference)
