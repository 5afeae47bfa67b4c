"""`duban campaign …`: issue a plan, and see what runs."""

from typing import Annotated

import typer

from actions.campaign import get_campaign, list_campaigns, start
from cli.options import As, At, CampaignId, Json, actor_of, desk_of, instant
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
