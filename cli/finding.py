"""`duban finding …`: what inspections found, its repair, and disputes of it."""

from typing import Annotated

import typer

from actions import finding as findings
from actions.words import STATES_ZH, day_zh
from cli.options import AnyUnit, As, At, CampaignId, Json, Reason, actor_of, desk_of
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Findings: what inspections found, and its repair.")

FindingId = Annotated[int, typer.Argument(metavar="ID", help="The finding's number.")]


@app.command("list")
def list_(
    context: typer.Context,
    unit: AnyUnit = None,
    campaign_id: CampaignId = None,
    at: At = None,
    as_json: Json = False,
) -> None:
    """List what was found, with the state and date of its repair."""
    listed = findings.list_findings(desk_of(context, at, campaign_id), campaign_id, unit)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "单位", "督查", "等次", "问题", "整改", "时限", "异议"),
        [
            (
                one.id,
                f"{one.unit} {one.unit_name}",
                one.inspection_id,
                one.severity_title,
                one.text,
                "已撤销" if one.struck else STATES_ZH[one.repair],
                one.due,
                _dispute(one),
            )
            for one in listed
        ],
        empty="没有发现问题。",
    )


@app.command()
def dispute(context: typer.Context, finding: FindingId, reason: Reason, by: As = None, at: At = None) -> None:
    """Dispute a finding, within the plan's time; its repair goes on meanwhile."""
    desk = desk_of(context, at)
    due = findings.dispute(desk, actor_of(desk, by), finding, reason)
    say(f"已对问题 {finding} 提出异议，督查室须在 {day_zh(due)}前答复；答复之前整改时限照旧。")


@app.command()
def answer(
    context: typer.Context,
    finding: FindingId,
    text: Annotated[str, typer.Option("--answer", help="The answer; stands in the history.")],
    upheld: Annotated[bool, typer.Option("--uphold/--refuse", help="Strike the finding, or let it stand.")],
    by: As = None,
    at: At = None,
) -> None:
    """Answer a dispute: the finding is struck, or stands."""
    desk = desk_of(context, at)
    findings.answer_dispute(desk, actor_of(desk, by), finding, upheld, text)
    say(f"问题 {finding} 的异议{'成立，问题已撤销' if upheld else '不成立，请按期整改'}。")


def _dispute(one: findings.FindingListed) -> str | None:
    if one.dispute is None:
        return None
    return "待答复" if one.disputed else ("成立" if one.upheld else "不成立")
