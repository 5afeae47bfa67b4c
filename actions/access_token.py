"""With what does a program act for a person (personal access tokens)?

A token may do what its person may, or only look; it ends by itself. It is shown once and never again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from actions.desk import Desk, numbered
from actions.errors import BadInput, NotAllowed, NotFound
from actions.permission import Actor
from actions.sign_in import digest
from records.account import ACCESS_TOKENS
from records.database import in_transaction, reading
from records.person import PEOPLE
from states.session import SEEN_AGAIN_AFTER

READ, WRITE = "read", "write"
PREFIX = "duban_"
"""So that a token that was left lying about is known for one."""

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class TokenListed:
    """One of a person's tokens; the token itself is not kept."""

    id: int
    title: str
    scope: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever shows a token: for whom it acts, and whether it may change anything."""

    actor: Actor
    token_id: int
    may_write: bool


def create_token(desk: Desk, by: Actor, title: str, scope: str, days: int) -> str:
    """A new token of one's own. Raises NotAllowed for whoever is no person, BadInput."""
    if by.person_id is None:
        raise NotAllowed("本机控制台不需要访问令牌；请以人员身份登录后创建。")
    if scope not in (READ, WRITE) or not 1 <= days <= LONGEST_DAYS or not title.strip():
        raise BadInput(f"请写明用途，权限选 read 或 write，有效期 1 至 {LONGEST_DAYS} 天。")
    token, now = PREFIX + secrets.token_urlsafe(32), desk.clock.now()
    row = {
        "token": digest(token),
        "person_id": by.person_id,
        "title": title.strip(),
        "scope": scope,
        "created_at": now,
        "expires_at": now + timedelta(days=days),
    }
    in_transaction(desk.engine, lambda connection: connection.execute(ACCESS_TOKENS.insert().values(row)))
    return token


def list_tokens(desk: Desk, by: Actor) -> list[TokenListed]:
    """One's own tokens that still hold, the newest first."""
    holds = ACCESS_TOKENS.c.revoked_at.is_(None) & (ACCESS_TOKENS.c.expires_at > desk.clock.now())
    mine = ACCESS_TOKENS.c.person_id == by.person_id
    with reading(desk.engine) as connection:
        rows = connection.execute(
            sa.select(ACCESS_TOKENS).where(mine, holds).order_by(ACCESS_TOKENS.c.id.desc())
        )
        return [
            TokenListed(row.id, row.title, row.scope, row.created_at, row.expires_at, row.used_at)
            for row in rows
        ]


def revoke_token(desk: Desk, by: Actor, number: int) -> None:
    """End a token of one's own. Raises NotFound."""
    mine = numbered(ACCESS_TOKENS.c.id, number) & (ACCESS_TOKENS.c.person_id == by.person_id)
    change = ACCESS_TOKENS.update().where(mine).values(revoked_at=desk.clock.now())
    if not in_transaction(desk.engine, lambda connection: connection.execute(change).rowcount):
        raise NotFound(f"您没有编号为 {number} 的访问令牌。")


def bearer(desk: Desk, token: str) -> Bearer | None:
    """Who shows a token; None for one that holds no more."""
    now = desk.clock.now()
    query = sa.select(ACCESS_TOKENS, PEOPLE.c.name).join_from(
        ACCESS_TOKENS, PEOPLE, PEOPLE.c.id == ACCESS_TOKENS.c.person_id
    )
    with reading(desk.engine) as connection:
        row = connection.execute(query.where(ACCESS_TOKENS.c.token == digest(token))).one_or_none()
    if row is None or row.revoked_at is not None or not row.created_at <= now < row.expires_at:
        return None
    if row.used_at is None or now - row.used_at >= SEEN_AGAIN_AFTER:
        used = ACCESS_TOKENS.update().where(ACCESS_TOKENS.c.id == row.id).values(used_at=now)
        in_transaction(desk.engine, lambda connection: connection.execute(used))
    return Bearer(Actor(row.name, row.person_id), row.id, row.scope == WRITE)
