"""Which requests of programs have been carried out, and what was answered to them?

Written in the transaction that carries the request out, so that either both are kept or neither.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant

KEY_LENGTH = 255
FINGERPRINT_LENGTH = 64
"""Of SHA-256, in hexadecimal digits."""


class IdempotentRequest(SQLModel, table=True):
    """One request under the key that its sender has given to it. `body` is what was answered."""

    __tablename__ = "idempotent_request"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=KEY_LENGTH)
    fingerprint: str = Field(max_length=FINGERPRINT_LENGTH)
    status: int
    body: str = Field(sa_type=sa.Text)
    at: datetime = Field(sa_type=Instant)


REQUESTS_DONE = table_of(IdempotentRequest)
