"""`duban village …`: what the head of the leading group decides about one village."""

from typing import Annotated

import typer

from actions import acceptance
from actions.village import force
from actions.words import day_zh
from cli.options import (
    As,
    At,
    CampaignId,
    OptionalReason,
    Reason,
    UnitCode,
    UnitCodes,
    actor_of,
    desk_of,
    given_day,
)
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


@app.command()
def accept(
    context: typer.Context,
    units: UnitCodes,
    reason: OptionalReason = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Accept villages that pass by score and targets (head of the leading group)."""
    desk = desk_of(context, at, campaign_id)
    count = acceptance.accept(desk, actor_of(desk, by), units, reason, campaign_id)
    say(f"{count} 个村（社区）验收合格。")


@app.command()
def reject(
    context: typer.Context,
    units: UnitCodes,
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Do not accept villages that fall short, with a reason (head of the leading group)."""
    desk = desk_of(context, at, campaign_id)
    count = acceptance.reject(desk, actor_of(desk, by), units, reason, campaign_id)
    say(f"{count} 个村（社区）验收不合格，可以责令返工：duban village repeat。")


@app.command()
def repeat(
    context: typer.Context,
    units: UnitCodes,
    what: Annotated[str, typer.Option("--what", help="What must be repaired.")],
    due: Annotated[str, typer.Option("--due", metavar="DATE", help="By when.")],
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Send villages that were not accepted back, with what to repair and by when."""
    desk = desk_of(context, at, campaign_id)
    by_when = given_day(due, "--due")
    count = acceptance.repeat(desk, actor_of(desk, by), units, what, by_when, campaign_id)
    say(f"{count} 个村（社区）返工，{day_zh(by_when)}前完成。")


@app.command()
def commend(
    context: typer.Context,
    units: UnitCodes,
    reason: OptionalReason = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Commend villages that the plan's rule names, once the ranking is final."""
    desk = desk_of(context, at, campaign_id)
    count = acceptance.commend(desk, actor_of(desk, by), units, reason, campaign_id)
    say(f"{count} 个村（社区）予以表彰。")
