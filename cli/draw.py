"""`duban inspection draw …`: lots for the periodic inspection, the burden on villages."""

from typing import Annotated

import typer

from actions import burden as burdens
from actions import draw as draws
from actions.words import day_zh
from cli.options import As, At, CampaignId, Json, UnitCode, actor_of, day, desk_of
from cli.show import print_json, print_table, say

DrawId = Annotated[int, typer.Argument(metavar="DRAW", help="The draw's number.")]


def draw(
    context: typer.Context,
    unit: UnitCode,
    round_day: Annotated[
        str | None,
        typer.Option("--round", metavar="DATE", help="Which round; default: the one that has come last."),
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="The seed; one is made up and recorded without.")
    ] = None,
    strata: Annotated[
        list[str] | None,
        typer.Option("--stratum", help="township or kind, in place of the plan's; may be repeated."),
    ] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Draw the villages of a periodic inspection by lot."""
    desk = desk_of(context, at, campaign_id)
    actor = actor_of(desk, by)
    drawn = draws.draw_lots(desk, actor, unit, day(round_day, "--round"), seed, strata, campaign_id)
    if as_json:
        print_json(drawn)
        return
    one = drawn.draw
    say(
        f"{one.unit_name} {day_zh(one.round)}一轮：{one.pool} 个单位中抽出 {len(one.drawn)} 个，"
        f"种子 {one.seed}。"
    )
    say(f"核对请用 duban inspection check-draw {one.id}。")
    for code, number in drawn.inspections.items():
        say(f"  {code}：督查 {number} 待立项")
    for warning in drawn.warnings:
        say(f"注意：{warning}")


def list_(context: typer.Context, campaign_id: CampaignId = None, as_json: Json = False) -> None:
    """List the draws with their seeds."""
    listed = draws.list_draws(desk_of(context), campaign_id)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "单位", "轮次", "种子", "参加", "抽中", "抽签人", "时间"),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                one.round,
                one.seed,
                one.pool,
                "、".join(one.drawn),
                one.drawn_by,
                one.drawn_at,
            )
            for one in listed
        ],
        empty="还没有抽过签。",
    )


def check_draw(context: typer.Context, draw: DrawId, as_json: Json = False) -> None:
    """Draw again from what was recorded, and say whether it agrees."""
    checked = draws.check_draw(desk_of(context), draw)
    if as_json:
        print_json(
            {
                "draw": checked.draw.id,
                "seed": checked.draw.seed,
                "drawn": checked.draw.drawn,
                "again": checked.again,
                "agrees": checked.agrees,
            }
        )
    elif checked.agrees:
        say(f"抽签 {draw} 按种子 {checked.draw.seed} 重抽，结果一致：{'、'.join(checked.again)}。")
    else:
        say(f"抽签 {draw} 按种子 {checked.draw.seed} 重抽，结果不一致：重抽得 {'、'.join(checked.again)}。")


def burden(
    context: typer.Context,
    month: Annotated[
        str | None, typer.Option("--month", metavar="DATE", help="Any day of the month; default: this one.")
    ] = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Count the inspections that each village bears in a month, against the plan's limit."""
    desk = desk_of(context, at, campaign_id)
    listed = burdens.burden(desk, campaign_id, day(month, "--month"))
    if as_json:
        print_json(
            [
                {
                    "unit": one.unit,
                    "month": one.month,
                    "count": one.count,
                    "limit": one.limit,
                    "over": one.over,
                }
                for one in listed
            ]
        )
        return
    print_table(
        ("单位", "月份", "督查次数", "上限", ""),
        [
            (
                f"{one.unit} {one.unit_name}",
                f"{one.month:%Y-%m}",
                one.count,
                one.limit,
                "超过上限" if one.over else None,
            )
            for one in listed
        ],
        empty="本月没有安排督查。",
    )


def register(app: typer.Typer) -> None:
    """Put the commands beside those of the desk."""
    app.command()(draw)
    app.command("draws")(list_)
    app.command("check-draw")(check_draw)
    app.command()(burden)
