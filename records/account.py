"""With what does a person prove who they are, and what has been opened with it?

Of whatever is carried about (a session's cookie, a one-time link, an access token) only the hash is
kept: whoever reads the database cannot act with it.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from records.database import table_of
from records.types import Instant

HASH_LENGTH = 64
"""Of SHA-256, in hexadecimal digits."""


class Account(SQLModel, table=True):
    """What a person signs in with. `administrator`: of everything, also before there is any unit."""

    __tablename__ = "account"
    __table_args__ = (sa.CheckConstraint("failures >= 0", name="ck_account_failures"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    name: str = Field(unique=True, max_length=64)
    password: str | None = Field(default=None, max_length=200)
    """Argon2id with its salt and costs; None for whoever comes from the office's own sign-on."""
    totp: str | None = Field(default=None, max_length=64)
    totp_step: int = 0
    """The last time step whose code was used: a code that was seen over a shoulder is worth nothing."""
    subject: str | None = Field(default=None, unique=True, max_length=300)
    """Who that is in the single sign-on: issuer and subject."""
    administrator: bool = False
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=Instant)


class SignIn(SQLModel, table=True):
    """One browser in which somebody is signed in."""

    __tablename__ = "sign_in"

    token: str = Field(primary_key=True, max_length=HASH_LENGTH)
    person_id: int = Field(foreign_key="person.id", index=True)
    began_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant, index=True)


class Invitation(SQLModel, table=True):
    """A link with which one person chooses a name and password, once; no person: the first administrator."""

    __tablename__ = "invitation"

    token: str = Field(primary_key=True, max_length=HASH_LENGTH)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    expires_at: datetime = Field(sa_type=Instant)


class AccessToken(SQLModel, table=True):
    """What a program of a person's shows instead of signing in."""

    __tablename__ = "access_token"
    __table_args__ = (sa.CheckConstraint("scope IN ('read', 'write')", name="ck_access_token_scope"),)

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True, max_length=HASH_LENGTH)
    person_id: int = Field(foreign_key="person.id", index=True)
    title: str = Field(max_length=100)
    scope: str = Field(max_length=8)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


ACCOUNTS = table_of(Account)
SIGN_INS = table_of(SignIn)
INVITATIONS = table_of(Invitation)
ACCESS_TOKENS = table_of(AccessToken)
