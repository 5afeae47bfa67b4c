"""`duban comment …`: what the leading group says of a village."""

from typing import Annotated

import typer

from actions import comment as comments
from cli.options import AnyUnit, As, At, CampaignId, Json, UnitCode, actor_of, desk_of
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Comments of the leading group on a village.")


@app.command()
def add(
    context: typer.Context,
    unit: UnitCode,
    text: Annotated[str, typer.Option("--text", help="The comment; stands in the history.")],
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Comment on a village."""
    desk = desk_of(context, at, campaign_id)
    comments.comment(desk, actor_of(desk, by), unit, text, campaign_id)
    say(f"对 {unit} 的意见已记入历史。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the comments, the last one first."""
    print_listed(
        comments.list_comments(desk_of(context), campaign_id, unit),
        as_json,
        ("时间", "单位", "意见人", "意见"),
        lambda one: (one.at, one.unit_name, one.by, one.text),
        empty="没有意见。",
    )
