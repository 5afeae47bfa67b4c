"""What may a program see of its person's own account, and how does it end tokens?

Passwords, second steps and new tokens are for the person alone: a token that was lost opens nothing more.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Literal

from pydantic import Field

from actions.access_token import list_tokens, revoke_token
from actions.account import read_account
from actions.calendar_feed import own_feed, revoke_feed
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import Made, Number, Told
from web.api.route import OWN, Topic
from web.api.words import both

topic = Topic("本人账号", "One's own account")


class OwnAccount(Told):
    """One's own account; `name` is null for whoever has none."""

    name: str | None
    totp: bool = Field(description=both("已启用验证码", "Whether a second step is asked for"))
    single_sign_on: bool = Field(description=both("已绑定统一认证", "Whether single sign-on leads here"))
    administrator: bool


class Token(Told):
    """A token that holds; what it looks like is not kept."""

    id: int
    title: str
    scope: Literal["read", "write"]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    own: bool = Field(description=both("即本次使用的令牌", "Whether it is the one that asks"))


@topic.read("/account", OwnAccount, both("本人账号", "One's own account"), view=OWN)
def account(call: Looking) -> OwnAccount:
    found = read_account(call.door, call.actor)
    if found is None:
        return OwnAccount(name=None, totp=False, single_sign_on=False, administrator=False)
    return OwnAccount(
        name=found.name,
        totp=found.totp,
        single_sign_on=found.subject is not None,
        administrator=found.administrator,
    )


@topic.read("/account/tokens", Listed[Token], both("本人的访问令牌", "One's own tokens"), view=OWN)
def tokens(call: Looking, page: WindowHere) -> Rows:
    found = [
        Token.model_validate({**asdict(one), "own": one.id == call.bearer.token_id})
        for one in list_tokens(call.door, call.actor)
    ]
    return page.of(found, lambda one: (one.id,))


@topic.deed(
    "/account/tokens/{number}/revoke", Made, both("撤销本人的访问令牌", "End one of one's own tokens")
)
def revoke(call: Doing, number: Number) -> Made:
    revoke_token(call.door, call.actor, number)
    return Made(id=number)


class OwnCalendar(Told):
    """The address at which one's own telephone reads deadlines; what it looks like is not kept."""

    made_at: datetime | None = Field(
        description=both("建立时间；没有则为空", "When it was made; null: there is none")
    )
    read_at: datetime | None = Field(description=both("最近读取", "When a calendar last read it"))


@topic.read("/account/calendar", OwnCalendar, both("本人的日历订阅", "One's own calendar address"), view=OWN)
def calendar(call: Looking) -> OwnCalendar:
    found = own_feed(call.desk, call.actor)
    return OwnCalendar(made_at=found and found.made_at, read_at=found and found.read_at)


@topic.deed(
    "/account/calendar/revoke", OwnCalendar, both("停用本人的日历订阅", "End one's own calendar address")
)
def end_calendar(call: Doing) -> OwnCalendar:
    revoke_feed(call.desk, call.actor)
    return OwnCalendar(made_at=None, read_at=None)
