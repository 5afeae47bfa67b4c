"""`duban referral …`: who is held to account; shown only to those whom the plan names."""

from typing import Annotated

import typer

from actions import referral as referrals
from actions.referral import SOURCES_ZH, STATES_ZH
from cli.options import As, At, CampaignId, Json, Reason, UnitCode, actor_of, desk_of
from cli.show import print_json, print_table, say
from states.referral import DISMISSED, UPHELD

app = typer.Typer(no_args_is_help=True, help="Accountability: seen only by those whom the plan names.")

Number = Annotated[int, typer.Argument(metavar="ID", help="The referral's number.")]


@app.command("open")
def open_(
    context: typer.Context,
    unit: UnitCode,
    ground: Annotated[str, typer.Option("--ground", metavar="KEY", help="One of the plan's grounds.")],
    against: Annotated[
        str, typer.Option("--against", metavar="ROLE", help="One of the plan's roles, by words or number.")
    ],
    source: Annotated[str, typer.Option("--source", help="anomaly:ID, finding:ID, or complaint:WORDS.")],
    reason: Reason,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Refer what happened in a unit, against a role that the plan names."""
    desk = desk_of(context, at, campaign_id)
    actor = actor_of(desk, by)
    number = referrals.open_referral(desk, actor, unit, ground, against, source, reason, campaign_id)
    say(f"追责事项已受理（编号 {number}）。")


@app.command()
def step(
    context: typer.Context,
    number: Number,
    text: Annotated[str, typer.Option("--text", help="What was done.")],
    by: As = None,
    at: At = None,
) -> None:
    """Record a step: looked into, heard, proposed."""
    desk = desk_of(context, at)
    referrals.add_step(desk, actor_of(desk, by), number, text)
    say(f"追责事项 {number} 的办理情况已记录。")


@app.command()
def decide(
    context: typer.Context,
    number: Number,
    upheld: Annotated[bool, typer.Option("--uphold/--dismiss", help="Established, or not.")],
    measure: Annotated[str, typer.Option("--measure", help="What is imposed, or why nothing is.")],
    by: As = None,
    at: At = None,
) -> None:
    """Decide a referral (head of the leading group)."""
    desk = desk_of(context, at)
    outcome = UPHELD if upheld else DISMISSED
    referrals.decide_referral(desk, actor_of(desk, by), number, outcome, measure)
    say(f"追责事项 {number} 已决定：{STATES_ZH[outcome]}。")


@app.command("list")
def list_(
    context: typer.Context,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List the referrals that whoever asks may see."""
    desk = desk_of(context, at, campaign_id)
    listed = referrals.list_referrals(desk, actor_of(desk, by), campaign_id)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "单位", "情形", "对象", "来源", "状态", "办理", "处理"),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                one.ground_title,
                one.against,
                f"{SOURCES_ZH[one.source]} {one.source_ref}",
                STATES_ZH[one.state],
                "；".join(taken.step for taken in one.steps) or None,
                one.measure,
            )
            for one in listed
        ],
        empty="没有追责事项。",
    )
