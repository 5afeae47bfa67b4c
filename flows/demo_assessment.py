"""How do the demo's offices assess, announce, accept and commend in July, if nobody does it before them?

By the week: assessed on Monday, concurred in on Tuesday, announced on Wednesday, accepted on Thursday,
rejected and made to repeat on Friday; whoever may be is commended as soon as the ranking is final.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta

from actions import acceptance, assessment
from actions.appeal import appeal, list_appeals
from actions.errors import WrongState
from actions.ranking import Place, ranking
from actions.sheet import read_sheet
from flows.demo_cast import COUNTY, ZHUZHAI, Stage, book
from states.village import ASSESSMENT, NOT_ACCEPTED

REPAIRED_WITHIN = timedelta(days=7)
APPEALS_ON = date(2012, 7, 5)
"""朱寨社区 protests against its first deduction, if it has been assessed by then."""


def play(stage: Stage) -> None:
    """What the leading group does about the assessment on this day."""
    timeline, day = book().timeline, stage.day
    if not timeline.assessment_begun(day) or not book().calendar.is_working_day(day):
        return
    with suppress(WrongState):  # nothing is left to do: somebody has been there first
        WEEK[stage.day.weekday()](stage)
    if day >= APPEALS_ON:
        with suppress(WrongState):
            _appeal(stage)
    _commend(stage)


def _assess(stage: Stage) -> None:
    assessment.assess(stage.desk, stage.office(COUNTY))


def _concur(stage: Stage) -> None:
    assessment.concur(stage.desk, stage.group_head(COUNTY), None, "同意考核结果。")


def _publish(stage: Stage) -> None:
    assessment.publish(stage.desk, stage.group_head(COUNTY))


def _accept(stage: Stage) -> None:
    passed = [one.result.unit for one in _decidable(stage) if one.result.passed]
    if passed:
        acceptance.accept(stage.desk, stage.group_head(COUNTY), passed)


def _reject(stage: Stage) -> None:
    """Whoever falls short and may no longer appeal; they repair within a week, if there is one left."""
    head, closes = stage.group_head(COUNTY), book().plan.assessment.closes
    failed = [
        one.result.unit
        for one in _decidable(stage)
        if not one.result.passed and (one.result.appeal_until or stage.day) < stage.day
    ]
    if failed:
        acceptance.reject(stage.desk, head, failed, "得分或指标未达到方案要求。")
    rejected = [one.result.unit for one in ranking(stage.desk) if one.result.state == NOT_ACCEPTED]
    due = stage.day + REPAIRED_WITHIN
    if rejected and closes is not None and due < closes:
        acceptance.repeat(stage.desk, head, rejected, "补齐差额，逐户核对，重新自查。", due)


def _decidable(stage: Stage) -> list[Place]:
    """Assessed, announced, concurred in, and no appeal waits."""
    return [
        one
        for one in ranking(stage.desk)
        if one.result.state == ASSESSMENT
        and not one.result.repeated
        and one.result.published_at is not None
        and one.result.concurred is not None
        and not one.result.undecided
    ]


def _commend(stage: Stage) -> None:
    best = [one.result.unit for one in ranking(stage.desk) if one.may_be_commended]
    if best:
        acceptance.commend(stage.desk, stage.group_head(COUNTY), best)


def _appeal(stage: Stage) -> None:
    announced = {one.result.unit for one in ranking(stage.desk) if one.result.published_at is not None}
    if ZHUZHAI not in announced or list_appeals(stage.desk, None, ZHUZHAI):
        return
    charges = [one for one in read_sheet(stage.desk, ZHUZHAI).score.charges if one.points]
    if charges:
        appeal(stage.desk, stage.head(ZHUZHAI), ZHUZHAI, charges[0].key, "当日系统无法登录，非社区原因。")


WEEK: Sequence[Callable[[Stage], None]] = (_assess, _concur, _publish, _accept, _reject)
"""What is done from Monday to Friday."""
