"""Which e-mails have come back, and what became of each?

A mail is remembered by the hash of its name and of the message that it answers, so that the same mail taken
in twice is known again.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.database import insert_rows, run, table_of
from records.types import Instant

KEPT = timedelta(days=400)
DETAIL_LENGTH = 500

OUTCOMES = ("acknowledged", "refused", "machine", "stranger", "unreadable", "too_large")


class ReplyMail(SQLModel, table=True):
    """A mail that came in. `digest_id`: the message that it answers, as far as that is known."""

    __tablename__ = "reply_mail"
    __table_args__ = (sa.CheckConstraint(f"outcome IN {OUTCOMES}", name="ck_reply_mail_outcome"),)

    key: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(sa_type=Instant, index=True)
    digest_id: int | None = Field(default=None, foreign_key="digest.id")
    outcome: str = Field(max_length=16)
    detail: str = Field(default="", max_length=DETAIL_LENGTH)


REPLY_MAILS = table_of(ReplyMail)


def remember_reply(
    connection: sa.Connection, key: str, at: datetime, digest_id: int | None, outcome: str, detail: str
) -> bool:
    """Remember a mail; False if it is known already. Whoever else takes it in waits for the commit."""
    row = {"key": key, "at": at, "digest_id": digest_id, "outcome": outcome, "detail": detail[:DETAIL_LENGTH]}
    return bool(insert_rows(connection, REPLY_MAILS, [row], [REPLY_MAILS.c.key], keys=("key",)))


def amend_reply(connection: sa.Connection, key: str, outcome: str, detail: str) -> None:
    """What became of a mail, after all."""
    mine = REPLY_MAILS.update().where(REPLY_MAILS.c.key == key)
    run(connection, mine.values(outcome=outcome, detail=detail[:DETAIL_LENGTH]))


def forget_replies(connection: sa.Connection, at: datetime) -> int:
    """Forget the mails that came long ago; how many. Their links have ended as well."""
    return run(connection, REPLY_MAILS.delete().where(REPLY_MAILS.c.at < at - KEPT))
