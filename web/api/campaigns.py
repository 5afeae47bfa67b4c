"""Which campaigns are there, and how did they end?"""

from datetime import date, datetime

from pydantic import Field

from actions.campaign import get_campaign, list_campaigns
from actions.closing import close_campaign, read_verdict
from actions.errors import NotFound
from web.api.call import Doing, Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, Reasoned, Told
from web.api.route import Topic
from web.api.words import both

topic = Topic("专项工作", "Campaigns")


class Campaign(Told):
    """One run of a plan."""

    id: int
    plan: str = Field(description=both("方案代码", "The plan's key"))
    title_zh: str
    title_en: str
    unit: str | None = Field(description=both("印发单位；null 为全部", "For the units below it; null: all"))
    unit_name: str | None
    issued_at: datetime = Field(description=both("印发时间", "When it was issued"))
    first_day: date
    assessment_from: date = Field(description=both("考核验收之日", "The day of the assessment"))
    villages: int
    tasks: int
    closed_at: datetime | None = Field(description=both("收官时间", "When it was closed"))


class Goal(Told):
    """A goal of the plan, judged."""

    key: str
    title: str
    by: date
    reached: bool
    units: int
    short_count: int = Field(description=both("未达标单位数", "Units that fell short"))
    unmeasured_count: int = Field(description=both("没有数值的单位数", "Units without a figure"))
    uncontacted: int = Field(description=both("未联系户数", "Households not contacted"))
    short: list[str]
    unmeasured: list[str]


class VerdictTold(Told):
    """What was judged when a campaign was closed."""

    goals: list[Goal]
    states: dict[str, int] = Field(description=both("各状态的村数", "Villages by state"))
    assessed: int
    average: float | None
    commended: list[str]
    reason: str


@topic.read("/campaigns", Listed[Campaign], both("全部专项工作", "All campaigns"), view="plan")
def campaigns(call: Looking, page: WindowHere) -> Rows:
    call.look_anywhere("plan")
    return page.of(list_campaigns(call.desk), lambda one: (one.id,))


@topic.read("/campaigns/{campaign}", Campaign, both("一项专项工作", "One campaign"), view="plan")
def one(call: Looking, campaign: CampaignId) -> object:
    call.look_anywhere("plan")
    return get_campaign(call.desk, campaign)


@topic.read(
    "/campaigns/{campaign}/verdict", VerdictTold, both("收官结论", "What the close judged"), view="assessment"
)
def verdict(call: Looking, campaign: CampaignId) -> object:
    call.look_anywhere("assessment")
    found = read_verdict(call.desk, campaign)
    if found is None:
        raise NotFound(f"专项工作 {campaign} 尚未收官。")
    return found[1]


@topic.deed(
    "/campaigns/{campaign}/close", VerdictTold, both("收官", "Close the campaign"), may=("campaign.close",)
)
def close(call: Doing, campaign: CampaignId, body: Reasoned) -> object:
    return close_campaign(call.desk, call.actor, body.reason, campaign)
