"""`duban campaign …`: issue a plan, and see what runs."""

from typing import Annotated

import typer

from actions.campaign import get_campaign, list_campaigns, start
from actions.closing import close_campaign
from cli.options import As, At, CampaignId, Json, Reason, actor_of, desk_of, instant
from cli.plan import PlanFile, load
from cli.show import print_json, print_table, say
from plans.rules import rulebook

app = typer.Typer(no_args_is_help=True, help="Campaigns: runs of a plan.")


@app.command("start")
def start_(
    context: typer.Context,
    plan: PlanFile,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="CODE", help="Only for villages at or below it.")
    ] = None,
    by: As = None,
    at: At = None,
    as_json: Json = False,
) -> None:
    """Issue a campaign on PLAN (a file, or the name of a plan that ships)."""
    read = load(plan)
    desk = desk_of(context)
    if at is not None:
        desk = desk.at(instant(at, rulebook(read).zone))
    campaign = get_campaign(desk, start(desk, actor_of(desk, by), read, unit))
    if as_json:
        print_json(campaign)
        return
    say(
        f"已印发“{campaign.title_zh}”（专项工作 {campaign.id}）："
        f"{campaign.villages} 个村（居），{campaign.tasks} 项任务，"
        f"{campaign.first_day} 起，{campaign.assessment_from} 起考核验收。"
    )


@app.command()
def close(
    context: typer.Context,
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Close a campaign (head of the leading group): judge its goals, silence its clocks."""
    desk = desk_of(context, at, campaign_id)
    verdict = close_campaign(desk, actor_of(desk, by), reason, campaign_id)
    if as_json:
        print_json(verdict)
        return
    for goal in verdict.goals:
        lacking = f"：{goal.short_count} 个未达标，{goal.unmeasured_count} 个没有数值"
        say(f"{goal.title}（{goal.units} 个村、社区）{'已实现' if goal.reached else f'未实现{lacking}'}。")
    say("专项工作已收官，不再催办。")


@app.command()
def show(context: typer.Context, campaign_id: CampaignId = None, as_json: Json = False) -> None:
    """Show the campaigns (one of them with --campaign)."""
    desk = desk_of(context)
    campaigns = list_campaigns(desk) if campaign_id is None else [get_campaign(desk, campaign_id)]
    if as_json:
        print_json(campaigns)
        return
    print_table(
        ("编号", "专项工作", "范围", "印发", "村（居）", "任务", "考核验收", "收官"),
        [
            (
                c.id,
                c.title_zh,
                c.unit_name or "全部",
                c.issued_at,
                c.villages,
                c.tasks,
                c.assessment_from,
                c.closed_at,
            )
            for c in campaigns
        ],
        empty="还没有专项工作。请先用 duban campaign start 印发一个方案。",
    )
