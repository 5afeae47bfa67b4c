"""`duban hold …`: stopping the clock for a task, a unit with all below it, or the campaign."""

from typing import Annotated

import typer

from actions import hold as holds
from actions.words import day_zh
from cli.options import As, At, CampaignId, Json, Reason, actor_of, day, desk_of
from cli.show import print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Holds: the clock stands, and says until when.")


@app.command("list")
def list_(
    context: typer.Context, at: At = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List the holds."""
    listed = holds.list_holds(desk_of(context, at, campaign_id), campaign_id)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("编号", "范围", "任务", "自", "至", "解除", "理由", "经办"),
        [
            (
                one.id,
                one.unit_name or "全部",
                one.task or "全部任务",
                one.first_day,
                one.last_day,
                one.lifted_at,
                one.reason,
                one.put_by,
            )
            for one in listed
        ],
        empty="没有暂停。",
    )


@app.command()
def put(
    context: typer.Context,
    reason: Reason,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day that it stands.")],
    unit: Annotated[
        str | None, typer.Argument(metavar="[UNIT]", help="A unit with all below it; the campaign without.")
    ] = None,
    task: Annotated[str | None, typer.Argument(metavar="[TASK]", help="Only this task of the unit.")] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Stop the clock from today until the end of a day."""
    desk = desk_of(context, at, campaign_id)
    last = day(until, "--until")
    assert last is not None, "the option is required"
    number = holds.put(
        desk, actor_of(desk, by), last, reason, unit_code=unit, key=task, campaign_id=campaign_id
    )
    say(f"已暂停计时（编号 {number}），至{day_zh(last)}；其后各时限按暂停的工作日顺延。")


@app.command()
def lift(
    context: typer.Context,
    hold: Annotated[int, typer.Argument(metavar="ID", help="The hold's number.")],
    reason: Reason,
    by: As = None,
    at: At = None,
) -> None:
    """End a hold today, before its time."""
    desk = desk_of(context, at)
    holds.lift(desk, actor_of(desk, by), hold, reason)
    say(f"暂停 {hold} 已解除，自今日起恢复计时。")
