"""`duban progress`: how far every village has come, and whether that is far enough for today."""

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Annotated, Any

import typer

from actions.indicator import Standing, Sums, read_progress, read_sums
from cli.options import AnyUnit, At, CampaignId, Json, desk_of
from cli.show import light_sign, print_json, print_table, say
from states.indicator import written


def register(app: typer.Typer) -> None:
    app.command()(progress)


SumsOnly = Annotated[bool, typer.Option("--sums", help="Show the sums alone, without the villages.")]

COLUMNS = (
    "",
    "单位",
    "指标",
    "已办",
    "须达到",
    "应办",
    "完成率",
    "现应办",
    "序时",
    "落后",
    "预计",
    "能否达标",
)


def progress(
    context: typer.Context,
    unit: AnyUnit = None,
    sums: SumsOnly = False,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Show rate, pace, points behind and forecast of every village and indicator, and their sums."""
    desk = desk_of(context, at, campaign_id)
    if sums:
        _show(read_sums(desk, campaign_id, unit), None, as_json)
        return
    read = read_progress(desk, campaign_id, unit)
    _show(read, read.villages, as_json)


def _show(read: Sums, villages: Sequence[Standing] | None, as_json: bool) -> None:
    if as_json:
        listed = {} if villages is None else {"villages": [_plain(one) for one in villages]}
        summed = [_plain_sum(one) for one in read.sums]
        print_json({"campaign": read.campaign_id, "today": read.today, **listed, "sums": summed})
        return
    say(f"{read.today}  {read.unit_name}")
    print_table(COLUMNS, [_row(one) for one in (*(villages or ()), *read.sums)], empty="还没有目标任务。")


def _row(one: Standing) -> tuple[object, ...]:
    figures = one.figures
    moved = figures.denominator != figures.eligible
    return (
        light_sign(one.light.code),
        f"{one.unit} {one.unit_name}".strip(),
        one.indicator.title_zh,
        figures.count,
        figures.required,
        figures.denominator,
        _per_cent(figures.rate),
        f"{figures.eligible}（{_per_cent(figures.rate_of_current)}）" if moved else None,
        _per_cent(one.pace),
        _per_cent(one.behind) if one.behind else None,
        _per_cent(one.forecast),
        _meets(one),
    )


def _meets(one: Standing) -> str | None:
    """Whether it will meet its target, or did when the day came."""
    if one.met_in_time is not None:
        return "截止时已达标" if one.met_in_time else "截止时未达标"
    return {True: "能", False: "不能", None: None}[one.will_meet]


def _plain_sum(one: Standing) -> dict[str, Any]:
    """The same of several units together, with how many they are."""
    return {**_plain(one), "units": None if one.spread is None else asdict(one.spread)}


def _plain(one: Standing) -> dict[str, Any]:
    figures = one.figures
    return {
        "unit": one.unit or None,
        "name": one.unit_name,
        "indicator": one.indicator.key,
        "count": figures.count,
        "eligible": figures.eligible,
        "frozen_eligible": figures.frozen_eligible,
        "handed_down": one.handed_down,
        "required": figures.required,
        "met": figures.met,
        "rate": _per_cent(figures.rate),
        "rate_of_current": _per_cent(figures.rate_of_current),
        "reported_on": one.reported_on,
        "pace": _per_cent(one.pace),
        "behind": _per_cent(one.behind),
        "light": one.light.code,
        "forecast": _per_cent(one.forecast),
        "will_meet": one.will_meet,
        "met_in_time": one.met_in_time,
    }


def _per_cent(rate: Fraction | None) -> str | None:
    return None if rate is None else written(rate)
