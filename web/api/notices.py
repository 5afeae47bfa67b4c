"""What has been sent to whom, and how is it acknowledged by program (签收)?"""

from datetime import date, datetime

from pydantic import Field

from actions.notice import acknowledge as take
from actions.notice import list_notices
from actions.receipt import list_receipts
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, Day, Given, Number, Told, UnitAsked
from web.api.route import OWN, Topic
from web.api.words import both

topic = Topic("通知", "Notices")


class Notice(Told):
    """One message to one person, the newest first."""

    id: int
    campaign_id: int
    unit: str
    unit_name: str
    task: str | None
    kind: str
    form: str
    rule: str
    rung: int | None
    role: str
    recipient: str
    person_id: int
    due: date | None
    queued_at: datetime
    state: str
    acknowledged_at: datetime | None
    promised_on: date | None
    last_attempt: str | None
    held_for: str | None = Field(
        description=both("暂缓的原因", "Why it waits: quiet_hours, daily_limit or digest_time")
    )
    held_until: datetime | None = Field(description=both("暂缓至", "Not sent before"))
    channel: str | None = Field(description=both("送达的渠道", "The channel over which it arrived"))


class Promise(Given):
    """By when it will be done, if that is promised."""

    until: Day | None = None


class Held(Told):
    """Until when the ladder waits."""

    held_until: date | None = Field(
        description=both("暂缓升级至", "Until when the ladder waits; null: it does not")
    )


class Receipt(Told):
    """Whether an addressee has acknowledged the issue."""

    notice_id: int
    unit: str
    unit_name: str
    role: str
    recipient: str
    due: date | None
    acknowledged_at: datetime | None
    receipt: str = Field(description=both("签收情况", "in_time, waiting, late or missing"))


@topic.read("/campaigns/{campaign}/notices", Listed[Notice], both("通知", "All notices"), view="outbox")
def listed(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("outbox", unit)
    return page.newest(
        lambda before, size: list_notices(
            call.desk, campaign, unit_code=unit, newest_first=True, limit=size, before=before
        ),
        lambda one: seen(one.unit),
        lambda one: one.id,
    )


@topic.read("/notices/mine", Listed[Notice], both("发给我的通知", "Notices to oneself"), view=OWN)
def mine(call: Looking, page: WindowHere) -> Rows:
    return page.newest(
        lambda before, size: list_notices(
            call.desk, newest_first=True, limit=size, before=before, person_id=call.actor.person_id
        ),
        lambda one: True,
        lambda one: one.id,
    )


@topic.deed("/notices/{number}/acknowledge", Held, both("签收", "Acknowledge a notice to oneself"))
def acknowledge(call: Doing, number: Number, body: Promise) -> Held:
    return Held(held_until=take(call.desk, call.actor, number, body.until))


@topic.read(
    "/campaigns/{campaign}/receipts",
    Listed[Receipt],
    both("印发签收", "Who has acknowledged the issue"),
    view="receipts",
)
def receipts(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("receipts", unit)
    found = [one for one in list_receipts(call.desk, campaign) if seen(one.unit)]
    return page.of(found, lambda one: (one.notice_id,))
