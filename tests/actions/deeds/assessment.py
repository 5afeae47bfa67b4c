"""Assessment, appeals, referrals, the close (三.三.3, 四.五)."""

from datetime import date

import sqlalchemy as sa

from actions import acceptance, assessment
from actions.appeal import appeal, decide_appeal
from actions.closing import close_campaign
from actions.permission import CONSOLE
from actions.referral import add_step, decide_referral, open_referral
from records.assessment import APPEALS, ASSESSMENTS, SCORES
from records.database import writing
from records.unit import UNITS
from states.evidence import Evidence
from states.score import ScoreRule, score
from tests.actions.deeds import Deed
from tests.town import ZHUZHAI, Town

LATER = date(2012, 7, 20)


def prepare(town: Town) -> None:
    """朱寨社区 has been assessed and has appealed, and something there has been referred."""
    open_referral(town.desk, CONSOLE, ZHUZHAI, "fraud", "1", "complaint:群众来信", "数值不符")
    with writing(town.desk.engine) as connection:
        unit = connection.execute(sa.select(UNITS.c.id).where(UNITS.c.code == ZHUZHAI)).scalar_one()
        at = town.desk.clock.now()
        scored = {
            "campaign_id": 1,
            "unit_id": unit,
            "version": 1,
            "round": 1,
            "judged_on": at.date(),
            "until_history": 0,
            "until_notice": 0,
            "tenths": 900,
            "targets_met": True,
            "struck": [],
            "figures": [],
            "body": SCORES.dump_python(score(ScoreRule(), Evidence(at.date())), mode="json"),
            "assessed_at": at,
            "assessed_by": "office",
        }
        number = connection.execute(ASSESSMENTS.insert().values(**scored).returning(ASSESSMENTS.c.id))
        raised = {
            "campaign_id": 1,
            "unit_id": unit,
            "assessment_id": number.scalar_one(),
            "round": 1,
            "charge": "overdue:training:1",
            "reason": "下雨",
            "state": "appealed",
            "raised_at": at,
            "raised_by": "head",
            "due": LATER,
        }
        connection.execute(APPEALS.insert().values(**raised))


DEEDS: dict[str, Deed] = {
    "assessment.assess": lambda town, by, _: assessment.assess(town.desk, by, ZHUZHAI),
    "assessment.adjust": lambda town, by, _: assessment.adjust(town.desk, by, ZHUZHAI, 1, "特殊情况"),
    "assessment.concur": lambda town, by, _: assessment.concur(town.desk, by, ZHUZHAI, "同意", "3号"),
    "assessment.publish": lambda town, by, _: assessment.publish(town.desk, by),
    "village.accept": lambda town, by, _: acceptance.accept(town.desk, by, ZHUZHAI),
    "village.reject": lambda town, by, _: acceptance.reject(town.desk, by, ZHUZHAI, "得分不够"),
    "village.repeat": lambda town, by, _: acceptance.repeat(town.desk, by, ZHUZHAI, "补做自查", LATER),
    "village.commend": lambda town, by, _: acceptance.commend(town.desk, by, ZHUZHAI),
    "appeal.raise": lambda town, by, _: appeal(town.desk, by, ZHUZHAI, "overdue:training:1", "下雨"),
    "appeal.decide": lambda town, by, _: decide_appeal(town.desk, by, 1, upheld=False, answer="不成立"),
    "campaign.close": lambda town, by, _: close_campaign(town.desk, by, "期满收官"),
    "referral.open": lambda town, by, _: open_referral(
        town.desk, by, ZHUZHAI, "fraud", "1", "complaint:群众来信", "数值不符"
    ),
    "referral.step": lambda town, by, _: add_step(town.desk, by, 1, "已核实"),
    "referral.decide": lambda town, by, _: decide_referral(town.desk, by, 1, "dismissed", "查无实据"),
}
