"""What has happened, in order, for a program that follows it?"""

from datetime import datetime

from actions.history import read_history
from web.api.call import Looking
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, Told, UnitAsked
from web.api.route import Topic
from web.api.words import both

topic = Topic("历史", "History")


class Happened(Told):
    """One move: of what, from where to where, by whom, why, after which clause."""

    id: int
    at: datetime
    actor: str
    unit: str | None
    unit_name: str | None
    subject: str
    task: str | None
    trigger: str
    from_state: str | None
    to_state: str
    reason: str | None
    clause: str | None


@topic.read(
    "/campaigns/{campaign}/history",
    Listed[Happened],
    both("历史", "The history, newest first"),
    view="history",
)
def history(call: Looking, campaign: CampaignId, page: WindowHere, unit: UnitAsked = None) -> Rows:
    seen = call.seen("history", unit)
    everything = seen("")
    return page.newest(
        lambda before, size: read_history(
            call.desk, campaign, unit, newest_first=True, limit=size, before=before
        ),
        lambda one: everything or (one.unit is not None and seen(one.unit)),
        lambda one: one.id,
    )
