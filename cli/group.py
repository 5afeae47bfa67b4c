"""`duban group …`: who covers which group or building."""

from typing import Annotated

import typer

from actions import group as groups
from actions.group import KINDS_ZH
from cli.options import AnyUnit, As, At, CampaignId, Json, UnitCode, actor_of, desk_of
from cli.show import print_listed, say
from cli.unit import File

app = typer.Typer(no_args_is_help=True, help="Groups and buildings: none without a name.")


@app.command("set")
def set_(
    context: typer.Context,
    unit: UnitCode,
    file: File,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Set all groups (buildings) of a village from a CSV file (number,name,holder,assistant)."""
    desk = desk_of(context, at, campaign_id)
    rows = groups.read_groups(file)
    alone = groups.set_groups(desk, actor_of(desk, by), unit, rows, campaign_id)
    say(f"{unit} 登记 {len(rows)} 个村民组（楼院），{f'{alone} 个无人包干' if alone else '都有人包干'}。")


@app.command("list")
def list_(
    context: typer.Context,
    unit: AnyUnit = None,
    uncovered: Annotated[bool, typer.Option("--uncovered", help="Only those that nobody covers.")] = False,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List groups and buildings with who covers them."""
    asked = groups.uncovered_groups if uncovered else groups.list_groups
    print_listed(
        asked(desk_of(context), campaign_id, unit),
        as_json,
        ("单位", "组号", "名称", "类别", "包干人", "协办员"),
        lambda one: (
            f"{one.unit} {one.unit_name}",
            one.number,
            one.name,
            KINDS_ZH[one.kind],
            one.holder or "无人包干",
            one.assistant,
        ),
        empty="没有村民组（楼院）。",
    )
