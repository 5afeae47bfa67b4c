"""`duban publicity …`: by which media the policy is made known."""

from typing import Annotated

import typer

from actions import publicity as publicities
from cli.options import AnyUnit, As, At, CampaignId, Json, On, UnitCode, actor_of, day_or_today, desk_of
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Publicity by medium, with evidence.")


@app.command()
def record(
    context: typer.Context,
    unit: UnitCode,
    medium: Annotated[str, typer.Argument(metavar="MEDIUM", help="The plan's key of the medium.")],
    evidence: Annotated[str, typer.Option("--evidence", help="What shows it.")],
    on: On = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Record that a village has used a medium."""
    desk = desk_of(context, at, campaign_id)
    day = day_or_today(desk, on, campaign_id)
    done = publicities.record_publicity(desk, actor_of(desk, by), unit, medium, day, evidence, campaign_id)
    lacking = f"，还差 {done.lacking} 种" if done.lacking else "，已够方案要求的种数"
    say(f"{unit} 已用 {done.media} 种宣传形式{lacking}。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List each village's publicity with what it lacks."""
    print_listed(
        publicities.list_publicity(desk_of(context), campaign_id, unit),
        as_json,
        ("单位", "已用", "还差", "形式", "未用"),
        lambda one: (
            f"{one.unit} {one.unit_name}",
            one.media,
            one.lacking,
            "、".join(dict.fromkeys(use.title for use in one.uses)) or None,
            "、".join(one.unused) or None,
        ),
        empty="方案没有关于宣传的规定。",
    )
