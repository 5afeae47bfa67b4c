"""`duban measures …`: what each unit sets itself to do."""

from typing import Annotated

import typer

from actions import measures
from actions.words import day_zh
from cli.options import AnyUnit, As, At, CampaignId, Json, UnitCode, actor_of, desk_of
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Measures that each unit draws up for itself.")


@app.command()
def record(
    context: typer.Context,
    unit: UnitCode,
    text: Annotated[str, typer.Option("--text", help="The measures.")],
    submit: Annotated[bool, typer.Option("--submit", help="Submit the plan's task with them.")] = False,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Keep a village's measures; earlier ones stay on record."""
    desk = desk_of(context, at, campaign_id)
    verify_by = measures.record_measures(
        desk, actor_of(desk, by), unit, text, submit=submit, campaign_id=campaign_id
    )
    say(f"{unit} 的工作措施已登记。")
    if verify_by is not None:
        say(f"任务已提交，须在 {day_zh(verify_by)}前核验。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the measures of every unit as they stand."""
    print_listed(
        measures.list_measures(desk_of(context), campaign_id, unit),
        as_json,
        ("单位", "登记人", "登记时间", "措施"),
        lambda one: (f"{one.unit} {one.unit_name}", one.recorded_by, one.recorded_at, one.text),
        empty="还没有工作措施。",
    )
