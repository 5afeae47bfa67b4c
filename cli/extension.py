"""`duban extension …`: asking for a later date, and deciding on it."""

from typing import Annotated

import typer

from actions import extension as extensions
from actions.words import STATES_ZH, day_zh
from cli.options import (
    As,
    At,
    CampaignId,
    Json,
    OptionalReason,
    Reason,
    TaskKey,
    UnitCode,
    actor_of,
    day,
    desk_of,
)
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Extensions: a later date is asked for and decided.")

Number = Annotated[int, typer.Argument(metavar="ID", help="The request's number.")]


@app.command("list")
def list_(
    context: typer.Context, at: At = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the requests."""
    listed = extensions.list_extensions(desk_of(context, at, campaign_id), campaign_id)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "单位", "任务", "状态", "申请延至", "批准至", "理由", "进展", "预审意见"),
        [
            (
                one.id,
                one.unit_name,
                one.task,
                STATES_ZH[one.state],
                one.wanted,
                one.granted,
                one.reason,
                one.progress,
                one.opinion,
            )
            for one in listed
        ],
        empty="没有延期申请。",
    )


@app.command()
def ask(
    context: typer.Context,
    unit: UnitCode,
    task: TaskKey,
    reason: Reason,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The date that is asked for.")],
    progress: Annotated[str, typer.Option("--progress", help="How far the work has come.")],
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Ask for a later date of a task."""
    desk = desk_of(context, at, campaign_id)
    wanted = day(until, "--until")
    assert wanted is not None, "the option is required"
    number = extensions.ask(desk, actor_of(desk, by), unit, task, wanted, reason, progress, campaign_id)
    say(f"延期申请已提交（编号 {number}），批复之前时限不变。")


@app.command("take-back")
def take_back(
    context: typer.Context, request: Number, reason: OptionalReason = None, by: As = None, at: At = None
) -> None:
    """Take a request back before it is decided."""
    desk = desk_of(context, at)
    extensions.take_back(desk, actor_of(desk, by), request, reason)
    say(f"延期申请 {request} 已撤回。")


@app.command("pre-read")
def pre_read(
    context: typer.Context,
    request: Number,
    opinion: Annotated[str, typer.Option("--opinion", help="What the supervision office says to it.")],
    favours: Annotated[bool, typer.Option("--favour/--oppose", help="For or against.")] = True,
    by: As = None,
    at: At = None,
) -> None:
    """Say what the supervision office thinks of a request; it then lies before the head."""
    desk = desk_of(context, at)
    extensions.pre_read(desk, actor_of(desk, by), request, favours, opinion)
    say(f"延期申请 {request} 已预审，请领导小组组长批复。")


@app.command()
def grant(
    context: typer.Context,
    request: Number,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Another date than the one asked for.")
    ] = None,
    reason: OptionalReason = None,
    by: As = None,
    at: At = None,
) -> None:
    """Grant a request: a new date counts, and a new cycle begins."""
    desk = desk_of(context, at)
    due = extensions.grant(desk, actor_of(desk, by), request, day(until, "--until"), reason)
    say(f"延期申请 {request} 已批准，现行时限是 {day_zh(due)}。")


@app.command()
def refuse(context: typer.Context, request: Number, reason: Reason, by: As = None, at: At = None) -> None:
    """Refuse a request: the date stays."""
    desk = desk_of(context, at)
    extensions.refuse(desk, actor_of(desk, by), request, reason)
    say(f"延期申请 {request} 未获批准，时限不变。")
