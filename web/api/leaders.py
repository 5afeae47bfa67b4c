"""How does a leader follow the villages linked to them, by program (四.一)?

Visits are planned and recorded with those of everybody (meetings.py), an absence with people.py.
"""

from pydantic import Field

from actions.leader import AHEAD_DAYS, Linked, read_leader
from web.api.assessment import Card, card_told
from web.api.board import Coming, Task, Village
from web.api.call import Looking
from web.api.meetings import Covered, Visit
from web.api.notices import Notice
from web.api.parts import CampaignId, Told
from web.api.people import Absence
from web.api.route import Topic
from web.api.words import both

topic = Topic("包村领导", "Leaders")


class LinkedTold(Told):
    """A village linked to the leader, with what it owes, the most urgent first."""

    village: Village
    owed: list[Task]


class Mine(Told):
    """What concerns whoever asks as a leader; also for those for whom they stand in."""

    villages: list[LinkedTold]
    card: Card | None = Field(
        description=both("本人的成绩单；null 为没有联系村", "One's own scorecard; null: linked to none")
    )
    reaching: list[Coming] = Field(
        description=both(
            f"今后 {AHEAD_DAYS} 天内将督办到本人的", f"What will climb to the leader in {AHEAD_DAYS} days"
        )
    )
    notices: list[Notice] = Field(description=both("待签收的通知", "Notices that wait to be acknowledged"))
    visits: list[Visit]
    visit_coverage: list[Covered]
    absences: list[Absence]


@topic.read(
    "/campaigns/{campaign}/leaders/mine",
    Mine,
    both("本人联系的村（社区）", "The villages linked to oneself"),
    view="leaders",
)
def mine(call: Looking, campaign: CampaignId) -> Mine:
    call.look_anywhere("leaders")
    read = read_leader(call.desk, call.powers, campaign)
    return Mine(
        villages=[_linked(one) for one in read.linked],
        card=card_told(read.card) if read.card else None,
        reaching=[Coming.model_validate(one) for one in read.reaching],
        notices=[Notice.model_validate(one) for one in read.notices],
        visits=[Visit.model_validate(one) for one in read.visits],
        visit_coverage=[Covered.model_validate(one) for one in read.covered],
        absences=[Absence.model_validate(one) for one in read.away],
    )


def _linked(one: Linked) -> LinkedTold:
    return LinkedTold(
        village=Village.model_validate(one.village), owed=[Task.model_validate(task) for task in one.owed]
    )
