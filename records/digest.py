"""In which messages do notices travel, and what became of each attempt?

A digest is the one message that carries what a person is to be told at one time. A person has at most
one that has not yet arrived, held by the database: so that what is sent to a person is sent in order.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant
from states.digest import DIGEST

ON_ITS_WAY = text("state IN ('queued', 'sending')")


class Digest(SQLModel, table=True):
    """One message to one person, over one channel. `kind` is that of its most urgent notice.

    `failures` are those on the present channel, `attempts` those on all. `made_on` is the day in the
    campaign's zone. While queued it is not sent before `next_attempt_at`; while it is being sent, that
    is when the sender's lease ends.
    """

    __tablename__ = "digest"
    __table_args__ = (
        CheckConstraint(f"state IN {DIGEST.states}", name="ck_digest_state"),
        Index(
            "uq_digest_on_its_way",
            "person_id",
            unique=True,
            sqlite_where=ON_ITS_WAY,
            postgresql_where=ON_ITS_WAY,
        ),
        Index(
            "ix_digest_outbox",
            "next_attempt_at",
            "channel",
            sqlite_where=ON_ITS_WAY,
            postgresql_where=ON_ITS_WAY,
        ),
        Index("ix_digest_person", "person_id", "made_on"),
        Index(
            "ix_digest_dead",
            "made_at",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    person_id: int = Field(foreign_key="person.id")
    kind: str = Field(max_length=32)
    made_at: datetime = Field(sa_type=Instant)
    made_on: date
    state: str = Field(default="queued", max_length=16)
    channel: str = Field(max_length=32)
    failures: int = 0
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=Instant)


class Delivery(SQLModel, table=True):
    """One attempt to get a digest to its person. `outcome`: delivered, failed or dead."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("outcome IN ('delivered', 'failed', 'dead')", name="ck_delivery_outcome"),
    )

    id: int | None = Field(default=None, primary_key=True)
    digest_id: int = Field(foreign_key="digest.id", index=True)
    at: datetime = Field(sa_type=Instant)
    channel: str = Field(max_length=32)
    outcome: str = Field(max_length=16)
    detail: str = Field(default="", max_length=500)


DIGESTS = table_of(Digest)
DELIVERIES = table_of(Delivery)
