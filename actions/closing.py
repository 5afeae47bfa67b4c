"""How does a campaign end, and has it reached its goals (二)?

On or after the plan's last day the head of the leading group closes it, once: full coverage is judged,
every clock falls silent, and what was judged is kept for the bulletin (通报).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from actions import errand
from actions.assessment import campaign_path
from actions.desk import Desk, Occasion, acting, find_campaign
from actions.errand import Given
from actions.errors import WrongState
from actions.permission import Actor, permit
from actions.ranking import places
from actions.text import REASON_LENGTH, needed
from actions.words import day_zh
from plans.errands import CLOSE_CAMPAIGN
from plans.model.targets import GoalSpec
from records.assessment import APPEALS
from records.campaign import CAMPAIGNS
from records.database import in_transaction, one_at_a_time, reading, run
from records.evidence import Horizon, Villages, gather
from records.history import By, Event, remember
from records.moves import NO_TASK
from records.task import TASKS
from records.unit import UNITS
from records.village import VILLAGES
from states.appeal import APPEALED
from states.score import NOTHING, to_one_decimal
from states.verdict import Goal, GoalVerdict, judge
from states.village import COMMENDED

CLOSED = "concluded"
NAMED_AT_MOST = 50
"""So many units are named in a verdict; the others are counted."""


@dataclass(frozen=True, slots=True)
class GoalJudged:
    """The verdict on one goal of the plan. `short` and `unmeasured` name some, the counts say how many."""

    key: str
    title: str
    by: date
    reached: bool
    units: int
    short_count: int
    unmeasured_count: int
    uncontacted: int
    short: tuple[str, ...]
    unmeasured: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was judged at the close: the goals, where the villages stood, whom to commend.

    `average` is None where nobody was assessed; `commended` are names, best first.
    """

    goals: tuple[GoalJudged, ...]
    states: dict[str, int]
    assessed: int
    average: float | None
    commended: tuple[str, ...]
    reason: str


VERDICTS: TypeAdapter[Verdict] = TypeAdapter(Verdict)


def close_campaign(desk: Desk, by: Actor, reason: str, campaign_id: int | None = None) -> Verdict:
    """Close a campaign: judge every goal and let all its clocks fall silent. Tasks keep their state.

    Raises NotAllowed, WrongState before the plan's day, while an appeal has no answer, or a second time.
    """
    why = needed(reason, "收官", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> Verdict:
        one_at_a_time(connection, "campaign.close")
        now = acting(desk, connection, campaign_id)
        permit(connection, by, "campaign.close", campaign_path(now), on=now.today)
        _check(now)
        verdict = _judged(now, why)
        errand.fulfil(now, by.by, CLOSE_CAMPAIGN, [now.campaign_id], why)
        _silence(now)
        mine = CAMPAIGNS.c.id == now.campaign_id
        running = sa.literal("running")
        row = sa.select(CAMPAIGNS.c.id, CAMPAIGNS.c.unit_id, CAMPAIGNS.c.id, NO_TASK, running).where(mine)
        clause = now.book.plan.assessment.clause
        remember(connection, row, Event("campaign", "conclude", CLOSED, by.by, now.at, why, clause))
        kept = VERDICTS.dump_python(verdict, mode="json")
        run(connection, CAMPAIGNS.update().where(mine).values(closed_at=now.at, verdict=kept))
        return verdict

    return in_transaction(desk.engine, work)


def read_verdict(desk: Desk, campaign_id: int | None = None) -> tuple[datetime, Verdict] | None:
    """When a campaign was closed, and what was judged; None while it runs."""
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        if campaign.closed_at is None:
            return None
        return campaign.closed_at, VERDICTS.validate_python(campaign.verdict)


def ask_to_close(now: Occasion, by: By) -> int:
    """On the plan's last day the head of the leading group is asked to close the campaign, once.

    How many errands were given. The errand lies at the campaign's unit, or at the widest unit there is.
    """
    closes = now.book.plan.assessment.closes
    if closes is None or now.today < closes or now.closed_at is not None:
        return 0
    asked = (TASKS.c.campaign_id == now.campaign_id) & (TASKS.c.kind == CLOSE_CAMPAIGN)
    if now.connection.execute(sa.select(TASKS.c.id).where(asked)).first():
        return 0
    widest = sa.select(UNITS.c.id).where(UNITS.c.parent_id.is_(None)).order_by(UNITS.c.id).limit(1)
    unit_id = now.root_id or now.connection.execute(widest).scalar_one()
    about = f"{now.book.plan.title.zh}：判定目标是否完成，收官"
    errand.give(now, by, CLOSE_CAMPAIGN, [Given(unit_id, now.campaign_id, about)], closes)
    return 1


def _check(now: Occasion) -> None:
    closes = now.book.plan.assessment.closes or now.book.timeline.assessment_from
    if now.today < closes:
        raise WrongState(f"方案规定{day_zh(closes)}收官，今天还不能收官。")
    waiting = sa.select(sa.func.count()).where(
        APPEALS.c.campaign_id == now.campaign_id, APPEALS.c.state == APPEALED
    )
    if number := now.connection.execute(waiting).scalar_one():
        raise WrongState(f"还有 {number} 件申诉没有答复，答复后才能收官：duban appeal list。")


def _judged(now: Occasion, reason: str) -> Verdict:
    mine = sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.name, VILLAGES.c.state).join_from(
        VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id
    )
    rows = now.connection.execute(
        mine.where(VILLAGES.c.campaign_id == now.campaign_id).order_by(UNITS.c.path)
    ).all()
    units = sa.select(VILLAGES.c.unit_id).where(VILLAGES.c.campaign_id == now.campaign_id)
    villages = Villages(now.campaign_id, units, now.book.zone)
    known = gather(now.connection, villages, Horizon.now(now.connection, now.today))
    figures = {row.code: known[row.id].indicators for row in rows}
    ranked = places(now)
    total = sum((one.result.total for one in ranked), NOTHING)
    return Verdict(
        goals=tuple(_goal(spec, judge(_rule(spec), figures), rows) for spec in now.book.plan.goals),
        states=dict(Counter(row.state for row in rows)),
        assessed=len(ranked),
        average=float(to_one_decimal(total / len(ranked))) if ranked else None,
        commended=tuple(one.result.name for one in ranked if one.result.state == COMMENDED),
        reason=reason,
    )


def _rule(spec: GoalSpec) -> Goal:
    return Goal(spec.key, spec.indicators, spec.uncontacted_households)


def _goal(spec: GoalSpec, verdict: GoalVerdict, rows: Sequence[sa.Row[Any]]) -> GoalJudged:
    names = {row.code: row.name for row in rows}
    return GoalJudged(
        key=spec.key,
        title=spec.title.zh,
        by=spec.by,
        reached=verdict.reached,
        units=verdict.units,
        short_count=len(verdict.short),
        unmeasured_count=len(verdict.unmeasured),
        uncontacted=verdict.uncontacted,
        short=tuple(names[code] for code in verdict.short[:NAMED_AT_MOST]),
        unmeasured=tuple(names[code] for code in verdict.unmeasured[:NAMED_AT_MOST]),
    )


def _silence(now: Occasion) -> None:
    """No clock of the campaign speaks any more."""
    quiet = {"next_on": None, "next_rung_on": None, "stands_from": None, "stands_until": None}
    mine = (TASKS.c.campaign_id == now.campaign_id) & TASKS.c.next_on.is_not(None)
    run(now.connection, TASKS.update().where(mine).values(**quiet))
    waiting = (VILLAGES.c.campaign_id == now.campaign_id) & VILLAGES.c.next_on.is_not(None)
    run(now.connection, VILLAGES.update().where(waiting).values(next_on=None))
