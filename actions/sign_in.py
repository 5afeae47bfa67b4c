"""Who is at the other end: how does somebody sign in, stay signed in, and leave?

All instants here are the machine's own: a desk whose clock is moved by hand (the demo's) must not end
or prolong anybody's session. Of a token only the hash is stored.
"""

import hashlib
import logging
import secrets
from datetime import datetime

import pyotp
import sqlalchemy as sa
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from actions.desk import Desk
from actions.errors import NotAllowed
from actions.permission import Actor
from records.account import ACCOUNTS, SIGN_INS
from records.clock import SystemClock
from records.database import in_transaction, lock_rows, reading
from records.person import PEOPLE
from states.lockout import locked_for
from states.session import ABSOLUTE, IDLE, SEEN_AGAIN_AFTER, is_alive

log = logging.getLogger("duban.sign_in")

PASSWORDS = PasswordHash((Argon2Hasher(),))
"""Argon2id with the library's costs (RFC 9106, second recommendation)."""

NOBODYS = PASSWORDS.hash(secrets.token_urlsafe())
"""Compared with when there is no such account, so that the answer takes as long."""

CODE_SECONDS = 30
CODES_AROUND = (-1, 0, 1)
"""A telephone's clock may be half a minute off (RFC 6238, 5.2)."""

REFUSAL = (
    "用户名、密码或验证码不对，或该账号因连续输错暂停登录（最长一小时）。"
    "请核对后再试；忘记密码的，请系统管理员重发登录链接。"
)


class SignInRefused(NotAllowed):
    """The name, password or code is wrong, or the account waits; it never says which."""


def at_the_door(desk: Desk) -> Desk:
    """The same database by the machine's own clock."""
    return Desk(desk.engine, SystemClock())


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(desk: Desk, name: str, password: str, code: str = "") -> str:
    """Open a session; its token, which nobody sees again. Raises SignInRefused."""
    now = desk.clock.now()
    account = _account(desk, name)
    known = account.password if account is not None and account.password else NOBODYS
    right = PASSWORDS.verify(password, known) and account is not None and account.password is not None
    if account is None:
        log.warning("sign-in refused: no account %r", name)
        raise SignInRefused(REFUSAL)

    def work(connection: sa.Connection) -> str | None:
        mine = ACCOUNTS.c.person_id == account.person_id
        lock_rows(connection, sa.select(ACCOUNTS.c.person_id).where(mine))
        row = connection.execute(sa.select(ACCOUNTS).where(mine)).one()
        if row.locked_until is not None and now < row.locked_until:
            return None
        step = _step_of(row, code, now)
        if not right or row.password != account.password or step is None:
            failures = row.failures + 1
            until = now + locked_for(failures)
            connection.execute(ACCOUNTS.update().where(mine).values(failures=failures, locked_until=until))
            return None
        connection.execute(
            ACCOUNTS.update().where(mine).values(failures=0, locked_until=None, totp_step=step)
        )
        return _open(connection, row.person_id, now)

    token = in_transaction(desk.engine, work)
    if token is None:
        log.warning("sign-in refused: %r", name)
        raise SignInRefused(REFUSAL)
    log.info("signed in: %r", name)
    return token


def sign_in_by_subject(desk: Desk, subject: str) -> str:
    """Open a session for whoever the single sign-on vouches for. Raises SignInRefused for a stranger."""

    def work(connection: sa.Connection) -> str | None:
        found = sa.select(ACCOUNTS.c.person_id).where(ACCOUNTS.c.subject == subject)
        person_id = connection.execute(found).scalar()
        return None if person_id is None else _open(connection, person_id, desk.clock.now())

    token = in_transaction(desk.engine, work)
    if token is None:
        log.warning("sign-in refused: nobody is %r in the single sign-on", subject)
        raise SignInRefused("单点登录已通过，但本系统没有与之对应的账号。请系统管理员绑定。")
    return token


def who(desk: Desk, token: str) -> Actor | None:
    """Whose session a token is; None where it is nobody's any more."""
    now, mine = desk.clock.now(), SIGN_INS.c.token == digest(token)
    query = sa.select(SIGN_INS, PEOPLE.c.name).join_from(
        SIGN_INS, PEOPLE, PEOPLE.c.id == SIGN_INS.c.person_id
    )
    with reading(desk.engine) as connection:
        row = connection.execute(query.where(mine)).one_or_none()
    if row is None or not is_alive(row.began_at, row.seen_at, now):
        return None
    if now - row.seen_at >= SEEN_AGAIN_AFTER:
        seen = SIGN_INS.update().where(mine).values(seen_at=now)
        in_transaction(desk.engine, lambda connection: connection.execute(seen))
    return Actor(row.name, row.person_id)


def sign_out(desk: Desk, token: str) -> None:
    """End a session; one that is none is left alone."""
    gone = SIGN_INS.delete().where(SIGN_INS.c.token == digest(token))
    in_transaction(desk.engine, lambda connection: connection.execute(gone))


def sign_out_everywhere(connection: sa.Connection, person_id: int) -> None:
    """End all sessions of a person: the password has changed, or the account is closed."""
    connection.execute(SIGN_INS.delete().where(SIGN_INS.c.person_id == person_id))


def _account(desk: Desk, name: str) -> sa.Row[tuple[object, ...]] | None:
    with reading(desk.engine) as connection:
        mine = ACCOUNTS.c.name == name.strip().casefold()
        return connection.execute(sa.select(ACCOUNTS).where(mine)).one_or_none()


def _open(connection: sa.Connection, person_id: int, now: datetime) -> str:
    """A new token for every sign-in, so that one that was known before is worth nothing."""
    expired = (SIGN_INS.c.began_at <= now - ABSOLUTE) | (SIGN_INS.c.seen_at <= now - IDLE)
    connection.execute(SIGN_INS.delete().where(expired))
    token = secrets.token_urlsafe(32)
    row = {"token": digest(token), "person_id": person_id, "began_at": now, "seen_at": now}
    connection.execute(SIGN_INS.insert().values(row))
    return token


def _step_of(account: sa.Row[tuple[object, ...]], code: str, now: datetime) -> int | None:
    """The time step of a code that is right and new; where no code is asked for, the last one; else None."""
    if account.totp is None:
        return int(account.totp_step)
    return matching_step(account.totp, code, now, after=account.totp_step)


def matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The time step after `after` whose code this is; None if there is none (RFC 6238)."""
    made, current = pyotp.TOTP(secret), int(now.timestamp()) // CODE_SECONDS
    for step in (current + around for around in CODES_AROUND):
        if step > after and secrets.compare_digest(made.generate_otp(step).encode(), code.strip().encode()):
            return step
    return None
