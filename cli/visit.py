"""`duban visit …`: leaders in the villages."""

from typing import Annotated

import typer

from actions import visit as visits
from actions.words import day_zh
from cli.options import (
    AnyUnit,
    As,
    At,
    CampaignId,
    Json,
    On,
    UnitCode,
    actor_of,
    day_or_today,
    desk_of,
    given_day,
)
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Visits to the villages, planned and made.")


@app.command()
def plan(
    context: typer.Context,
    unit: UnitCode,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="When it is to be.")],
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Plan to visit a village."""
    desk = desk_of(context, at, campaign_id)
    day = given_day(on, "--on")
    number = visits.plan_visit(desk, actor_of(desk, by), unit, day, campaign_id)
    say(f"已计划 {day_zh(day)}走访 {unit}（编号 {number}）。")


@app.command()
def record(
    context: typer.Context,
    unit: UnitCode,
    seen: Annotated[str, typer.Option("--seen", help="What was seen.")],
    on: On = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Record a visit with what was seen."""
    desk = desk_of(context, at, campaign_id)
    day = day_or_today(desk, on, campaign_id)
    number = visits.record_visit(desk, actor_of(desk, by), unit, day, seen, campaign_id)
    say(f"走访 {unit} 已登记（编号 {number}）。")


@app.command("list")
def list_(
    context: typer.Context,
    unit: AnyUnit = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List the visits, those to come first."""
    print_listed(
        visits.list_visits(desk_of(context, at, campaign_id), campaign_id, unit),
        as_json,
        ("编号", "单位", "走访人", "计划", "走访", "所见"),
        lambda one: (
            one.id,
            f"{one.unit} {one.unit_name}",
            one.visitor,
            one.planned_on,
            one.visited_on or ("已过计划日期" if one.overdue else None),
            one.seen,
        ),
        empty="还没有走访。",
    )


@app.command()
def coverage(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List how often each village has been visited in the plan's phase."""
    print_listed(
        visits.visit_coverage(desk_of(context), campaign_id, unit),
        as_json,
        ("单位", "已走访", "方案要求", "还差", "已计划"),
        lambda one: (f"{one.unit} {one.unit_name}", one.visits, one.at_least, one.lacking, one.planned),
        empty="方案没有关于走访的规定。",
    )
