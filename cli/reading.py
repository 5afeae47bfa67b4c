"""`duban reading …` and `duban anomaly …`: how far units have come, and what is to be looked into."""

from typing import Annotated

import typer

from actions import reading as readings
from actions.anomaly import list_anomalies
from actions.group_figure import report_group
from actions.words import ANOMALIES_ZH, day_zh
from cli.options import AnyUnit, As, At, CampaignId, Json, Reason, UnitCode, actor_of, day, desk_of
from cli.show import print_json, print_table, say
from cli.target import NUMBERS, File, IndicatorKey

app = typer.Typer(no_args_is_help=True, help="Readings: how far units have come.")
anomalies = typer.Typer(no_args_is_help=True, help="Anomalies: readings that are to be looked into.")

Count = Annotated[int, typer.Argument(metavar="COUNT", help="A head-count, cumulative.")]


@app.command(context_settings=NUMBERS)
def report(
    context: typer.Context,
    unit: UnitCode,
    indicator: IndicatorKey,
    count: Count,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="At the end of which day; default: today.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="Stands in the history.")] = None,
    group: Annotated[
        int | None, typer.Option("--group", help="Of this group or building alone, beside the unit's figure.")
    ] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Report how many a unit has reached; a task that this completes is done."""
    desk = desk_of(context, at, campaign_id)
    who, day_of = actor_of(desk, by), day(on, "--on")
    if group is None:
        number = readings.report(desk, who, unit, indicator, count, day_of, note, campaign_id)
    else:
        number = report_group(desk, who, unit, group, indicator, count, day_of, note, campaign_id)
    of = unit if group is None else f"{unit} 第 {group} 组"
    say(f"已记录 {of} 的 {indicator}：{count} 人（编号 {number}）。")


@app.command("import")
def import_(
    context: typer.Context, file: File, by: As = None, at: At = None, campaign_id: CampaignId = None
) -> None:
    """Import readings from a CSV file (unit_code,indicator,on,count); all rows, or none."""
    desk = desk_of(context, at, campaign_id)
    numbers = readings.import_readings(desk, actor_of(desk, by), file, campaign_id)
    say(f"已记录 {len(numbers)} 个数值。")


@app.command(context_settings=NUMBERS)
def correct(
    context: typer.Context,
    reading: Annotated[int, typer.Argument(metavar="ID", help="The reading's number.")],
    count: Count,
    reason: Reason,
    by: As = None,
    at: At = None,
) -> None:
    """Correct a reading, with a reason; a task that no longer meets its target is opened again."""
    desk = desk_of(context, at)
    number = readings.correct(desk, actor_of(desk, by), reading, count, reason)
    say(f"编号 {reading} 的数值已更正为 {count} 人（编号 {number}）。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the readings (at or below a unit), with corrections and their reasons."""
    listed = readings.list_readings(desk_of(context), campaign_id, unit)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "单位", "指标", "截至", "已办", "填报人", "更正", "说明", ""),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                one.title,
                one.on,
                one.count,
                one.reported_by,
                one.corrects,
                one.reason,
                "" if one.counts else "（已取代）",
            )
            for one in listed
        ],
        empty="还没有上报数值。",
    )


@anomalies.callback()
def group() -> None:
    """Anomalies: readings that are to be looked into."""


@anomalies.command("list")
def list_of_anomalies(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List what in the readings is to be looked into; each proposed a special inspection."""
    listed = list_anomalies(desk_of(context), campaign_id, unit)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "单位", "种类", "日期", "数值", "详情"),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                ANOMALIES_ZH[one.kind],
                day_zh(one.on),
                one.reading,
                one.detail,
            )
            for one in listed
        ],
        empty="没有数值异常。",
    )
