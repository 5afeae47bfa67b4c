"""`duban input …`: people, material and money put in."""

from typing import Annotated

import typer

from actions import inputs
from actions.errors import BadInput
from actions.inputs import KINDS_ZH, InputListed, fen_of, yuan_of
from cli.options import AnyUnit, As, At, CampaignId, Json, On, UnitCode, actor_of, day_or_today, desk_of
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Inputs: people, material, money.")


@app.command()
def record(
    context: typer.Context,
    unit: UnitCode,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="people, material or money.")],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="How many; of money, yuan.")],
    what: Annotated[str, typer.Option("--what", help="What was put in.")],
    on: On = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Record what an office or a village has put in."""
    desk = desk_of(context, at, campaign_id)
    number = fen_of(amount) if kind == "money" else _number(amount)
    day = day_or_today(desk, on, campaign_id)
    inputs.record_input(desk, actor_of(desk, by), unit, kind, day, what, number, campaign_id)
    shown = f"{yuan_of(number)} 元" if kind == "money" else amount
    say(f"{unit} 的投入已登记：{KINDS_ZH[kind]} {what} {shown}。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List what was put in."""
    listed = inputs.list_inputs(desk_of(context), campaign_id, unit)
    columns = ("编号", "单位", "日期", "类别", "内容", "数量")
    print_listed(listed, as_json, columns, _row, empty="还没有投入记录。")


@app.command()
def totals(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List what each unit has put in altogether."""
    print_listed(
        inputs.input_totals(desk_of(context), campaign_id, unit),
        as_json,
        ("单位", "人力", "物力", "财力（元）"),
        lambda one: (f"{one.unit or ''} {one.unit_name}".strip(), one.people, one.material, yuan_of(one.fen)),
        empty="还没有投入记录。",
    )


def _row(one: InputListed) -> tuple[object, ...]:
    amount = one.number if one.fen is None else f"{yuan_of(one.fen)} 元"
    return (one.id, f"{one.unit} {one.unit_name}", one.given_on, KINDS_ZH[one.kind], one.what, amount)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise BadInput(f"数量 {text} 应为正整数。")
    return int(text)
