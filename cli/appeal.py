"""`duban appeal …`: a village's protest against a deduction, and the answer."""

from typing import Annotated

import typer

from actions import appeal as appeals
from actions.words import STATES_ZH
from cli.options import AnyUnit, As, At, CampaignId, Json, Reason, UnitCode, actor_of, desk_of
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Appeals against deductions, and their answers.")


@app.command("raise")
def raise_(
    context: typer.Context,
    unit: UnitCode,
    charge: Annotated[str, typer.Argument(metavar="CHARGE", help="As `assessment show` names it.")],
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Protest against a deduction of a village's published score."""
    desk = desk_of(context, at, campaign_id)
    number = appeals.appeal(desk, actor_of(desk, by), unit, charge, reason, campaign_id)
    say(f"已对 {charge} 提出申诉（编号 {number}）。")


@app.command()
def decide(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The appeal's number.")],
    upheld: Annotated[bool, typer.Option("--uphold/--refuse", help="Strike the deduction, or leave it.")],
    answer: Annotated[str, typer.Option("--answer", help="What the village is answered.")],
    by: As = None,
    at: At = None,
) -> None:
    """Answer an appeal (head of the leading group); if upheld, score and ranking follow."""
    desk = desk_of(context, at)
    appeals.decide_appeal(desk, actor_of(desk, by), number, upheld=upheld, answer=answer)
    say(f"申诉 {number} {'成立，扣分已撤销' if upheld else '不成立'}，已告知该村（社区）。")


@app.command("list")
def list_(
    context: typer.Context, unit: AnyUnit = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the appeals."""
    listed = appeals.list_appeals(desk_of(context), campaign_id, unit)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "单位", "扣分", "理由", "状态", "答复期限", "答复"),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                one.charge,
                one.reason,
                STATES_ZH[one.state],
                one.due,
                one.answer,
            )
            for one in listed
        ],
        empty="没有申诉。",
    )
