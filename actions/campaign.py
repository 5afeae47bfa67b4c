"""How is a campaign issued (印发), and which are running?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, find_unit
from actions.errors import BadInput, NotFound
from actions.permission import EVERYWHERE, Actor, permit
from actions.place import tasks_at, tops_of, villages_at
from plans.model import Plan
from records.campaign import CAMPAIGNS, PLAN_VERSIONS, keep_plan, rules_for, rules_of
from records.database import in_transaction, one_at_a_time, reading
from records.issue import Issue, issue, villages_below
from records.unit import UNITS
from records.village import VILLAGES


@dataclass(frozen=True, slots=True)
class CampaignListed:
    """A campaign as lists show it. `unit` is None when it covers everything there is."""

    id: int
    plan: str
    title_zh: str
    title_en: str
    unit: str | None
    unit_name: str | None
    issued_at: datetime
    first_day: date
    assessment_from: date
    villages: int
    tasks: int
    closed_at: datetime | None


def start(desk: Desk, by: Actor, plan: Plan, unit_code: str | None = None) -> int:
    """Issue a campaign on a plan for the villages below a unit (all without one); its id.

    Raises NotAllowed, NotFound for the unit, BadInput when there is no village or the same plan runs
    for some of them already.
    """

    def work(connection: sa.Connection) -> int:
        one_at_a_time(connection, "campaign.start")
        root_id, root_path = None, ""
        if unit_code is not None:
            unit = find_unit(connection, unit_code)
            root_id, root_path = unit.id, unit.path
        permit(connection, by, "campaign.issue", root_path or EVERYWHERE)
        _check_villages(connection, plan, root_path)
        book = rules_for(connection, plan)
        at = desk.clock.now()
        today = at.astimezone(book.zone).date()
        version = keep_plan(connection, plan)
        return issue(connection, Issue(version, book, root_id, root_path, by.by, at, today))

    return in_transaction(desk.engine, work)


def list_campaigns(desk: Desk) -> list[CampaignListed]:
    """Every campaign, oldest first."""
    with reading(desk.engine) as connection:
        rows = connection.execute(
            sa.select(CAMPAIGNS, UNITS.c.code, UNITS.c.name)
            .outerjoin_from(CAMPAIGNS, UNITS, UNITS.c.id == CAMPAIGNS.c.unit_id)
            .order_by(CAMPAIGNS.c.id)
        ).all()
        return [_listed(connection, row) for row in rows]


def get_campaign(desk: Desk, campaign_id: int) -> CampaignListed:
    """One campaign; raises NotFound."""
    for listed in list_campaigns(desk):
        if listed.id == campaign_id:
            return listed
    raise NotFound(f"没有编号为 {campaign_id} 的专项工作。")


def _listed(connection: sa.Connection, row: sa.Row[Any]) -> CampaignListed:
    book = rules_of(connection, row.plan_version_id)
    tops = [top.id for top in tops_of(connection, row, None)]
    return CampaignListed(
        id=row.id,
        plan=book.plan.key,
        title_zh=book.plan.title.zh,
        title_en=book.plan.title.en,
        unit=row.code,
        unit_name=row.name,
        issued_at=row.issued_at.astimezone(book.zone),
        first_day=book.timeline.first_days[0],
        assessment_from=book.timeline.assessment_from,
        villages=sum(villages_at(connection, row.id, book, tops).values()),
        tasks=tasks_at(connection, row.id, tops),
        closed_at=row.closed_at and row.closed_at.astimezone(book.zone),
    )


def _check_villages(connection: sa.Connection, plan: Plan, root_path: str) -> None:
    below = sa.select(UNITS.c.id).where(villages_below(root_path))
    if connection.execute(below.limit(1)).scalar() is None:
        raise BadInput("该范围内没有村或社区，无从印发。请先用 duban units import 导入单位。")
    same = (
        sa.select(VILLAGES.c.campaign_id)
        .join_from(VILLAGES, CAMPAIGNS, CAMPAIGNS.c.id == VILLAGES.c.campaign_id)
        .join(PLAN_VERSIONS, PLAN_VERSIONS.c.id == CAMPAIGNS.c.plan_version_id)
        .where(
            PLAN_VERSIONS.c.key == plan.key, VILLAGES.c.unit_id.in_(below), CAMPAIGNS.c.closed_at.is_(None)
        )
        .limit(1)
    )
    running = connection.execute(same).scalar()
    if running is not None:
        raise BadInput(f"方案 {plan.key} 已在该范围内的村（居）印发（专项工作 {running}），不能重复印发。")
