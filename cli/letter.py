"""`duban letter …`: responsibility letters, level by level."""

from typing import Annotated

import typer

from actions import letter as letters
from actions.letter import PARTIES_ZH
from cli.options import AnyUnit, As, At, CampaignId, Json, On, actor_of, day_or_today, desk_of
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Responsibility letters and their signing.")


@app.command()
def sign(
    context: typer.Context,
    giver: Annotated[str, typer.Argument(metavar="GIVER", help="The code of the unit that gives it.")],
    taker: Annotated[
        str, typer.Argument(metavar="TAKER", help="The code of the unit, or the number of the group.")
    ],
    level: Annotated[int, typer.Option("--level", min=1, max=99, help="The plan's level, from 1.")],
    signed_by: Annotated[
        list[str], typer.Option("--signed-by", metavar="NAME", help="Giver's signer, then taker's.")
    ],
    on: On = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Record a letter as signed by both."""
    desk = desk_of(context, at, campaign_id)
    day = day_or_today(desk, on, campaign_id)
    number = letters.sign_letter(desk, actor_of(desk, by), giver, taker, level, day, signed_by, campaign_id)
    say(f"第 {level} 级责任书已登记签订（编号 {number}）。")


@app.command("list")
def list_(
    context: typer.Context,
    unit: AnyUnit = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Only those that are not signed.")] = False,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List the letters of every level, signed or not."""
    listed = letters.list_letters(desk_of(context), campaign_id, unit, unsigned_only=unsigned)
    print_listed(
        listed,
        as_json,
        ("级", "层级", "承包方", "签订日期", "签字人"),
        lambda one: (
            one.level,
            f"{PARTIES_ZH[one.giver_party]}与{PARTIES_ZH[one.taker_party]}",
            f"{one.taker} {one.taker_name}",
            one.signed_on or "未签订",
            "、".join(one.signed_by) if one.signed_by else None,
        ),
        empty="没有要签订的责任书。",
    )
