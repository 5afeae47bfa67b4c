"""`duban village …`: what the head of the leading group decides about one village."""

from typing import Annotated

import typer

from actions.village import force
from cli.options import As, At, CampaignId, Reason, UnitCode, actor_of, desk_of
from cli.show import say

app = typer.Typer(no_args_is_help=True, help="Villages: what is decided about one of them.")


@app.callback()
def village() -> None:
    """Villages: what is decided about one of them."""


@app.command("force")
def force_(
    context: typer.Context,
    unit: UnitCode,
    state: Annotated[str, typer.Argument(metavar="STATE", help="A phase or state of the plan.")],
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Put a village into any state (head of the leading group), with a reason."""
    desk = desk_of(context, at, campaign_id)
    force(desk, actor_of(desk, by), unit, state, reason, campaign_id)
    say(f"{unit} 已调整为 {state}。")
