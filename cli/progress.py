"""`duban progress`: how far every village has come, and whether that is far enough for today."""

from fractions import Fraction
from typing import Any

import typer

from actions.indicator import Standing, read_progress
from cli.options import AnyUnit, At, CampaignId, Json, desk_of
from cli.show import light_sign, print_json, print_table, say
from states.indicator import written


def register(app: typer.Typer) -> None:
    app.command()(progress)


def progress(
    context: typer.Context,
    unit: AnyUnit = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Show rate, pace, points behind and forecast of every village and indicator, and their sums."""
    shown = read_progress(desk_of(context, at, campaign_id), campaign_id, unit)
    if as_json:
        villages, sums = ([_plain(one) for one in some] for some in (shown.villages, shown.sums))
        print_json({"campaign": shown.campaign_id, "today": shown.today, "villages": villages, "sums": sums})
        return
    say(f"{shown.today}  {shown.unit_name}")
    print_table(
        (
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
        ),
        [_row(one) for one in (*shown.villages, *shown.sums)],
        empty="还没有目标任务。",
    )


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
        {True: "能", False: "不能", None: None}[one.will_meet],
    )


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
    }


def _per_cent(rate: Fraction | None) -> str | None:
    return None if rate is None else written(rate)
