"""Which forms have arrived already, and what came of them?

A form that was sent over a bad connection may arrive twice. It carries a key; who sent it and the key are
kept in the transaction of the deed, with what the deed answered.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.database import insert_rows, run, table_of
from records.types import Instant

KEPT = timedelta(days=30)
"""Longer than a telephone is without a connection."""


class SubmittedForm(SQLModel, table=True):
    """A form that was accepted. `who` is `console`, or `person:` and the number; `about` what it did."""

    __tablename__ = "submitted_form"

    who: str = Field(primary_key=True, max_length=32)
    form_key: str = Field(primary_key=True, max_length=64)
    about: str = Field(max_length=200)
    result: str = Field(max_length=1000)
    at: datetime = Field(sa_type=Instant)


FORMS = table_of(SubmittedForm)


def claim(connection: sa.Connection, who: str, key: str, about: str, at: datetime) -> bool:
    """Whether this form is new. Another that brings the same key waits until this one is committed."""
    run(connection, FORMS.delete().where(FORMS.c.who == who, FORMS.c.at < at - KEPT))
    row = {"who": who, "form_key": key, "about": about, "result": "", "at": at}
    return bool(insert_rows(connection, FORMS, [row], [FORMS.c.form_key], keys=("who", "form_key")))


def result_of(connection: sa.Connection, who: str, key: str) -> tuple[str, str] | None:
    """What a form that has arrived was about, and what came of it."""
    query = sa.select(FORMS.c.about, FORMS.c.result).where(_mine(who, key))
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.about, row.result)


def keep_result(connection: sa.Connection, who: str, key: str, result: str) -> None:
    """What came of a form that was claimed."""
    run(connection, FORMS.update().where(_mine(who, key)).values(result=result))


def _mine(who: str, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(FORMS.c.who == who, FORMS.c.form_key == key)
