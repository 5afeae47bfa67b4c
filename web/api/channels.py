"""How does a program look after channels, what did not arrive, and how people want to be told?"""

from datetime import datetime, time
from typing import Annotated, Literal

from fastapi import Path
from pydantic import Field, StringConstraints

from actions import preference as preferences
from actions.channel import list_channels, try_channel
from actions.dead_letter import DeadLetter as Letter
from actions.dead_letter import list_dead_letters, retry, retry_all
from actions.errors import NotFound
from web.api.administration import PLACE
from web.api.call import Call, Doing, Editing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import Given, Made, Number, Told
from web.api.route import OWN, Topic
from web.api.words import both

topic = Topic("通知渠道与送达", "Channels and delivery")

CHANNEL = r"^[a-z][a-z0-9-]{0,31}$"

ChannelPath = Annotated[str, Path(pattern=CHANNEL, description=both("渠道名称", "The channel's name"))]
ChannelName = Annotated[str, Field(pattern=CHANNEL, description=both("渠道名称", "A channel's name"))]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=preferences.LONGEST_ADDRESS)]
Needs = Literal["nothing", "email", "phone", "own"]
Clock = Annotated[
    str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description=both("时刻，如 21:30", "As 21:30"))
]


class Channel(Told):
    """A channel that is set up, in order of preference, and how it does."""

    name: str
    type: str = Field(description=both("类型", "Its type, as in docs/channels.md"))
    needs: Needs = Field(description=both("需要的地址", "Which address of a person it can do with"))
    concurrency: int
    per_minute: int | None = Field(description=both("每分钟上限", "Its rate; null: no limit"))
    waiting: int = Field(description=both("等待发出的消息", "Messages that are to go over it"))
    tokens: int | None = Field(description=both("现可发出的条数", "Messages that its rate allows now"))
    trips: int = Field(description=both("连续失败次数", "How often in a row it has been found not to work"))
    open_until: datetime | None = Field(description=both("暂停至", "Nothing is sent over it until then"))
    detail: str = Field(description=both("原因", "Why"))
    last_success: datetime | None


class Tried(Told):
    """The channel that took the message."""

    channel: str


class Carried(Told):
    """What a notice of a message says, and about which unit."""

    form: str
    unit_name: str


class DeadLetter(Told):
    """A message that was given up, the newest first."""

    id: int
    campaign_id: int
    person_id: int
    recipient: str
    kind: str
    channel: str
    attempts: int
    made_at: datetime
    died_at: datetime = Field(description=both("停止发送的时间", "When it was given up"))
    detail: str = Field(description=both("最后一次的结果", "What was said last"))
    notices: list[Carried] = Field(description=both("所载通知（已签收的除外）", "What nobody acknowledged"))


class Retried(Told):
    """How many messages set out again, wait behind another one, and reach nobody."""

    queued: int
    behind: int
    unreachable: int


class Chosen(Given, Told):
    """A channel that is chosen, with the address there; "": one's own e-mail address or number."""

    channel: ChannelName
    address: Address = ""


class Quiet(Given, Told):
    """From and until when nobody disturbs; the same: never quiet."""

    begin: Clock
    until: Clock


class Preferences(Given, Told):
    """How somebody wants to be told, in order of preference; no channels: as the installation has them."""

    channels: list[Chosen] = Field(max_length=32)
    quiet: Quiet | None = Field(
        description=both("免打扰；null 按方案", "Quiet hours; null: as the plan says")
    )
    digest_at: Clock | None = Field(description=both("每日汇总时刻；null 即时", "null: at once"))
    language: Literal["zh", "en"]


@topic.read(
    f"{PLACE}/channels",
    Listed[Channel],
    both("通知渠道", "The channels and how they do"),
    view="administration",
)
def channels(call: Looking, page: WindowHere) -> Rows:
    call.look_anywhere("administration")
    placed = list(enumerate(list_channels(call.desk)))
    rows = page.of(placed, lambda one: (one[0],))
    return Rows([channel for _, channel in rows.items], rows.next)


@topic.deed(
    f"{PLACE}/channel/test",
    Tried,
    both("测试首选渠道", "Send a message to oneself over the first channel"),
    may=("channel.test",),
)
def try_first(call: Doing) -> Tried:
    return Tried(channel=try_channel(call.desk, call.actor))


@topic.deed(
    f"{PLACE}/channels/{{name}}/test",
    Tried,
    both("测试一个渠道", "Send a message to oneself over a channel"),
    may=("channel.test",),
)
def try_one(call: Doing, name: ChannelPath) -> Tried:
    return Tried(channel=try_channel(call.desk, call.actor, name))


@topic.read(
    f"{PLACE}/dead-letters",
    Listed[DeadLetter],
    both("未送达的消息", "Messages that were given up"),
    view="administration",
)
def dead_letters(call: Looking, page: WindowHere) -> Rows:
    call.look_anywhere("administration")
    return page.newest(
        lambda before, size: [
            _letter(one) for one in list_dead_letters(call.desk, limit=size, before=before)
        ],
        lambda one: True,
        lambda one: one.id,
    )


@topic.deed(
    f"{PLACE}/dead-letters/{{number}}/retry",
    Made,
    both("重新发送", "Send a message again"),
    may=("notice.retry",),
)
def retry_one(call: Doing, number: Number) -> Made:
    retry(call.desk, call.actor, number)
    return Made(id=number)


@topic.deed(
    f"{PLACE}/dead-letters/retry",
    Retried,
    both("全部重新发送", "Send all of them again"),
    may=("notice.retry",),
)
def retry_every(call: Doing) -> object:
    return retry_all(call.desk, call.actor)


@topic.read("/account/preferences", Preferences, both("本人的通知偏好", "How one is told"), view=OWN)
def own(call: Looking) -> Preferences:
    return _read(call, _oneself(call))


@topic.deed(
    "/account/preferences",
    Preferences,
    both("设定本人的通知偏好", "Choose how one is told"),
    method="PUT",
    over=own,
)
def choose(call: Editing, body: Preferences) -> None:
    preferences.set_preferences(call.desk, call.actor, _oneself(call), _wanted(body))


@topic.deed(
    "/account/channels/{name}/test", Tried, both("给自己发测试消息", "Send oneself a message over a channel")
)
def try_own(call: Doing, name: ChannelPath) -> Tried:
    return Tried(channel=preferences.try_own_channel(call.desk, call.actor, name))


@topic.read(
    f"{PLACE}/people/{{number}}/preferences",
    Preferences,
    both("某人的通知偏好", "How somebody is told"),
    view="administration",
)
def of_person(call: Looking, number: Number) -> Preferences:
    call.look_anywhere("administration")
    return _read(call, str(number))


@topic.deed(
    f"{PLACE}/people/{{number}}/preferences",
    Preferences,
    both("代为设定通知偏好", "Choose how somebody is told"),
    may=("preference.set",),
    method="PUT",
    over=of_person,
)
def choose_for(call: Editing, number: Number, body: Preferences) -> None:
    call.look_anywhere("administration")
    preferences.set_preferences(call.desk, call.actor, str(number), _wanted(body))


def _oneself(call: Call) -> str:
    if call.actor.person_id is None:
        raise NotFound("控制台不是收件人，没有通知偏好。")
    return str(call.actor.person_id)


def _read(call: Call, person: str) -> Preferences:
    found = preferences.read_preferences(call.desk, call.actor, person).preferences
    quiet = found.quiet and Quiet(begin=f"{found.quiet[0]:%H:%M}", until=f"{found.quiet[1]:%H:%M}")
    return Preferences(
        channels=[Chosen(channel=name, address=address) for name, address in found.channels],
        quiet=quiet,
        digest_at=found.digest_at and f"{found.digest_at:%H:%M}",
        language="en" if found.language == "en" else "zh",
    )


def _wanted(body: Preferences) -> preferences.Preferences:
    quiet = body.quiet
    return preferences.Preferences(
        channels=tuple((one.channel, one.address) for one in body.channels),
        quiet=None if quiet is None else (time.fromisoformat(quiet.begin), time.fromisoformat(quiet.until)),
        digest_at=None if body.digest_at is None else time.fromisoformat(body.digest_at),
        language=body.language,
    )


def _letter(one: Letter) -> DeadLetter:
    said = [Carried(form=form, unit_name=unit) for form, unit in one.says]
    values = {name: getattr(one, name) for name in DeadLetter.model_fields if name != "notices"}
    return DeadLetter(**values, notices=said)
