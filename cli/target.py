"""`duban target …`: what units must reach."""

from pathlib import Path
from typing import Annotated

import typer

from actions import target as targets
from actions.group_figure import set_group_target
from cli.options import AnyUnit, As, At, CampaignId, Json, Reason, UnitCode, actor_of, desk_of
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Targets: what units must reach in an indicator.")

IndicatorKey = Annotated[str, typer.Argument(metavar="INDICATOR", help="The plan's key of the indicator.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file.")]

NUMBERS = {"ignore_unknown_options": True}
"""So that a negative number is refused in the words of the trade, not as an option that there is not."""


@app.command("import")
def import_(
    context: typer.Context, file: File, by: As = None, at: At = None, campaign_id: CampaignId = None
) -> None:
    """Import targets from a CSV file (unit_code,indicator,eligible,target); no target: the plan's rate."""
    desk = desk_of(context, at, campaign_id)
    done = targets.import_targets(desk, actor_of(desk, by), file, campaign_id)
    say(f"新增 {done.added} 项目标任务，变更 {done.changed} 项，未变 {done.unchanged} 项。")


@app.command(context_settings=NUMBERS)
def split(
    context: typer.Context,
    unit: UnitCode,
    indicator: IndicatorKey,
    total: Annotated[int, typer.Argument(metavar="TOTAL", help="The head-count handed down to the unit.")],
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Hand a head-count down to all villages below a unit, by their eligible people."""
    desk = desk_of(context, at, campaign_id)
    shares = targets.split_targets(desk, actor_of(desk, by), unit, indicator, total, campaign_id)
    print_table(("单位", "下达人数"), shares, empty="没有单位。")
    say(f"已将 {indicator} 的 {total} 人分解到 {len(shares)} 个单位。")


@app.command(context_settings=NUMBERS)
def correct(
    context: typer.Context,
    unit: UnitCode,
    indicator: IndicatorKey,
    eligible: Annotated[int, typer.Argument(metavar="ELIGIBLE", help="How many people are eligible.")],
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Correct how many people are eligible, with a reason; what is frozen stays and is shown beside."""
    desk = desk_of(context, at, campaign_id)
    targets.correct_eligible(desk, actor_of(desk, by), unit, indicator, eligible, reason, campaign_id)
    say(f"{unit} 的 {indicator} 应办人数已更正为 {eligible}。")


@app.command("set-group", context_settings=NUMBERS)
def set_group(
    context: typer.Context,
    unit: UnitCode,
    group: Annotated[int, typer.Argument(metavar="GROUP", help="The number of the group or building.")],
    indicator: IndicatorKey,
    eligible: Annotated[int, typer.Option("--eligible", help="How many people of it are eligible.")],
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Set how many people are eligible in a group or building; the plan's rate counts."""
    desk = desk_of(context, at, campaign_id)
    required = set_group_target(desk, actor_of(desk, by), unit, group, indicator, eligible, campaign_id)
    say(f"{unit} 第 {group} 组的 {indicator}：应办 {eligible} 人，须达到 {required} 人。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the targets (at or below a unit)."""
    listed = targets.list_targets(desk_of(context), campaign_id, unit)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("单位", "指标", "应办", "冻结应办", "下达", "须达到", "已办", "各组合计", "截至"),
        [
            (
                f"{one.unit} {one.unit_name}",
                one.title,
                one.eligible,
                one.frozen_eligible,
                one.handed_down,
                one.required,
                one.count,
                one.in_groups,
                one.reported_on,
            )
            for one in listed
        ],
        empty="还没有目标任务。",
    )
