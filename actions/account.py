"""How does somebody come to an account, and look after it?

There is no default password: the administrator hands out a link that works once; behind it each chooses
a name and a password. The very first link is printed by `duban serve`.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from actions.desk import Desk
from actions.errors import BadInput, NotAllowed, NotFound
from actions.permission import EVERYWHERE, Actor, permit
from actions.person import check_contact, find_person
from actions.sign_in import PASSWORDS, digest, matching_step, sign_out_everywhere
from records.account import ACCOUNTS, INVITATIONS
from records.database import in_transaction, reading
from records.person import PEOPLE

LINK_HOLDS = timedelta(days=7)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200
NAME = re.compile(r"[^\s:/\\<>\"']{2,64}")
ISSUER = "督办 duban"

USED_UP = "这个链接已经用过、已过期或不完整。请系统管理员重发。"


@dataclass(frozen=True, slots=True)
class AccountListed:
    """A person's account as the administrator sees it; `name` None: invited at most, not yet chosen."""

    person_id: int
    person: str
    name: str | None
    totp: bool
    subject: str | None
    administrator: bool
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Invited:
    """For whom a link is: a name, or None for the first administrator, who has yet to say it."""

    person_id: int | None
    person: str | None
    name: str | None


def invite_administrator(desk: Desk) -> str | None:
    """The token of a link for the first administrator, which ends an earlier one; None if there is one."""

    def work(connection: sa.Connection) -> str | None:
        there = sa.select(ACCOUNTS.c.person_id).where(ACCOUNTS.c.administrator)
        if connection.execute(there.limit(1)).scalar() is not None:
            return None
        return _invite(connection, None, desk.clock.now())

    return in_transaction(desk.engine, work)


def invite(desk: Desk, by: Actor, person: str) -> str:
    """The token of a link with which a person chooses a password, also anew; an earlier link ends.

    Raises NotAllowed, NotFound.
    """

    def work(connection: sa.Connection) -> str:
        permit(connection, by, "account.invite", EVERYWHERE)
        return _invite(connection, find_person(connection, person)[1], desk.clock.now())

    return in_transaction(desk.engine, work)


def read_invitation(desk: Desk, token: str) -> Invited:
    """For whom a link is. Raises NotFound for one that is used up."""
    with reading(desk.engine) as connection:
        return _invited(connection, token, desk.clock.now())


def accept_invitation(desk: Desk, token: str, name: str, password: str, person: str = "") -> None:
    """Choose a name and password; `person` is how the first administrator is called.

    Raises NotFound for a link that is used up, BadInput.
    """
    chosen, hashed = _checked_name(name), _hashed(password, name)

    def work(connection: sa.Connection) -> None:
        invited = _invited(connection, token, desk.clock.now())
        connection.execute(INVITATIONS.delete().where(INVITATIONS.c.token == digest(token)))
        person_id = invited.person_id or _add_administrator(connection, person.strip())
        values = {
            "name": chosen,
            "password": hashed,
            "failures": 0,
            "locked_until": None,
            "totp": None,
            "totp_step": 0,
        }
        mine = ACCOUNTS.c.person_id == person_id
        if connection.execute(ACCOUNTS.update().where(mine).values(values)).rowcount == 0:
            first = invited.person_id is None
            new = {**values, "person_id": person_id, "administrator": first}
            connection.execute(ACCOUNTS.insert().values(new))
        sign_out_everywhere(connection, person_id)

    _unless_taken(desk, work, chosen)


def change_password(desk: Desk, by: Actor, old: str, new: str) -> None:
    """Choose another password; every session ends. Raises NotAllowed, BadInput."""
    account = _own(desk, by)
    if account.password is None or not PASSWORDS.verify(old, account.password):
        raise BadInput("原密码不对，密码没有更改。")
    hashed = _hashed(new, account.name)

    def work(connection: sa.Connection) -> None:
        mine = ACCOUNTS.c.person_id == account.person_id
        connection.execute(ACCOUNTS.update().where(mine).values(password=hashed))
        sign_out_everywhere(connection, account.person_id)

    in_transaction(desk.engine, work)


def new_totp(desk: Desk, by: Actor) -> tuple[str, str]:
    """(secret, otpauth address) for an authenticator app; nothing is stored yet."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=_own(desk, by).name, issuer_name=ISSUER)


def confirm_totp(desk: Desk, by: Actor, secret: str, code: str) -> None:
    """From now on a code is asked for, once one has been shown to be right. Raises BadInput."""
    account = _own(desk, by)
    if re.fullmatch(r"[A-Z2-7]{32}", secret) is None:
        raise BadInput("密钥不完整，请重新开始设置。")
    step = matching_step(secret, code, desk.clock.now(), after=0)
    if step is None:
        raise BadInput("验证码不对，没有启用。请确认手机时间准确，再输入当前的六位数字。")
    _set(desk, account.person_id, totp=secret, totp_step=step)


def drop_totp(desk: Desk, by: Actor, password: str) -> None:
    """No code is asked for any more. Raises BadInput for a wrong password."""
    account = _own(desk, by)
    if account.password is None or not PASSWORDS.verify(password, account.password):
        raise BadInput("密码不对，验证码仍然启用。")
    _set(desk, account.person_id, totp=None)


def bind_subject(desk: Desk, by: Actor, person: str, subject: str | None) -> None:
    """Say who a person is in the single sign-on: issuer and subject.

    Raises NotAllowed, NotFound, BadInput for a subject that is somebody else.
    """

    def work(connection: sa.Connection) -> None:
        permit(connection, by, "account.invite", EVERYWHERE)
        _, person_id = find_person(connection, person)
        mine = ACCOUNTS.c.person_id == person_id
        if connection.execute(ACCOUNTS.update().where(mine).values(subject=subject)).rowcount == 0:
            row = {"person_id": person_id, "name": f"sso:{person_id}", "subject": subject}
            connection.execute(
                ACCOUNTS.insert().values({**row, "totp_step": 0, "administrator": False, "failures": 0})
            )

    _unless_taken(desk, work, subject or "")


def list_accounts(desk: Desk, by: Actor) -> list[AccountListed]:
    """Everybody who has an account. Raises NotAllowed."""
    with reading(desk.engine) as connection:
        permit(connection, by, "account.invite", EVERYWHERE)
        query = sa.select(ACCOUNTS, PEOPLE.c.name.label("person")).join_from(
            ACCOUNTS, PEOPLE, PEOPLE.c.id == ACCOUNTS.c.person_id
        )
        return [
            AccountListed(
                row.person_id,
                row.person,
                row.name,
                row.totp is not None,
                row.subject,
                row.administrator,
                row.locked_until,
            )
            for row in connection.execute(query.order_by(ACCOUNTS.c.name))
        ]


def read_account(desk: Desk, by: Actor) -> AccountListed | None:
    """One's own account; None for whoever has none (the console)."""
    if by.person_id is None:
        return None
    with reading(desk.engine) as connection:
        mine = sa.select(ACCOUNTS).where(ACCOUNTS.c.person_id == by.person_id)
        row = connection.execute(mine).one_or_none()
    if row is None:
        return None
    has_totp = row.totp is not None
    return AccountListed(
        row.person_id, by.name, row.name, has_totp, row.subject, row.administrator, row.locked_until
    )


def _invite(connection: sa.Connection, person_id: int | None, now: datetime) -> str:
    same = INVITATIONS.c.person_id.is_(None) if person_id is None else INVITATIONS.c.person_id == person_id
    connection.execute(INVITATIONS.delete().where(same | (INVITATIONS.c.expires_at <= now)))
    token = secrets.token_urlsafe(32)
    row = {"token": digest(token), "person_id": person_id, "expires_at": now + LINK_HOLDS}
    connection.execute(INVITATIONS.insert().values(row))
    return token


def _invited(connection: sa.Connection, token: str, now: datetime) -> Invited:
    query = (
        sa.select(INVITATIONS.c.person_id, PEOPLE.c.name.label("person"), ACCOUNTS.c.name)
        .outerjoin_from(INVITATIONS, PEOPLE, PEOPLE.c.id == INVITATIONS.c.person_id)
        .outerjoin(ACCOUNTS, ACCOUNTS.c.person_id == INVITATIONS.c.person_id)
        .where(INVITATIONS.c.token == digest(token), INVITATIONS.c.expires_at > now)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(USED_UP)
    return Invited(row.person_id, row.person, row.name)


def _add_administrator(connection: sa.Connection, person: str) -> int:
    check_contact(person, None, None)
    row = PEOPLE.insert().values(name=person, language="zh").returning(PEOPLE.c.id)
    return int(connection.execute(row).scalar_one())


def _unless_taken(desk: Desk, work: Callable[[sa.Connection], None], name: str) -> None:
    try:
        in_transaction(desk.engine, work)
    except IntegrityError:
        raise BadInput(f"“{name}”已有人使用，请换一个。") from None


def _own(desk: Desk, by: Actor) -> sa.Row[tuple[object, ...]]:
    with reading(desk.engine) as connection:
        mine = sa.select(ACCOUNTS).where(ACCOUNTS.c.person_id == by.person_id)
        row = connection.execute(mine).one_or_none()
    if row is None:
        raise NotAllowed(f"{by.name} 没有登录账号，不能更改密码和验证码。")
    return row


def _set(desk: Desk, person_id: int, **values: object) -> None:
    change = ACCOUNTS.update().where(ACCOUNTS.c.person_id == person_id).values(**values)
    in_transaction(desk.engine, lambda connection: connection.execute(change))


def _checked_name(name: str) -> str:
    chosen = name.strip().casefold()
    if NAME.fullmatch(chosen) is None or not chosen.isprintable():
        raise BadInput("用户名应为 2 至 64 个字，不含空格、引号、冒号和 / \\ < >。")
    return chosen


def _hashed(password: str, name: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput(f"密码应为 {SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符。")
    if len(set(password)) < 5 or name.strip().casefold() in password.casefold():
        raise BadInput("密码过于简单：不要包含用户名，也不要只重复几个字符。")
    return PASSWORDS.hash(password)
