"""Who may run this job now? One at a time, and a dead owner never blocks the next (embedded)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from records.types import Instant


class Lease(SQLModel, table=True):
    """A named permission to run, held by `owner` until `until` or until its process is gone."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=100)
    owner: str = Field(max_length=200)
    until: datetime = Field(sa_type=Instant)
