"""`duban absence …`: who is away, and who stands in."""

from typing import Annotated

import typer

from actions import absence as absences
from actions.absence import WHAT_ZH, AbsenceListed
from actions.words import day_zh
from cli.options import As, At, CampaignId, Json, Reason, actor_of, desk_of, given_day
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Absences, substitutes, and the deadlines that they meet.")


@app.command()
def record(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who is away: e-mail or id.")],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day away.")],
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day away.")],
    reason: Reason,
    substitute: Annotated[
        str | None, typer.Option("--substitute", metavar="PERSON", help="Who stands in: e-mail or id.")
    ] = None,
    by: As = None,
    at: At = None,
) -> None:
    """Record that somebody is away; shows the deadlines that this meets."""
    desk = desk_of(context, at)
    days = given_day(first, "--from"), given_day(last, "--to")
    done = absences.record_absence(desk, actor_of(desk, by), person, *days, reason, substitute)
    stands_in = f"由 {done.substitute} 替岗" if done.substitute else "无人替岗，已告知领导小组办公室有关时限"
    say(f"已登记（编号 {done.id}）：{done.person} {day_zh(done.first_day)}至{day_zh(done.last_day)}不在岗。")
    if done.meets:
        say(f"其间有 {len(done.meets)} 项时限，{stands_in}：")
    for one in done.meets:
        say(f"  {day_zh(one.on)} {one.unit_name} {one.task} {WHAT_ZH[one.what]}")


@app.command()
def end(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The absence's number.")],
    by: As = None,
    at: At = None,
) -> None:
    """The person is back, or does not go away at all."""
    desk = desk_of(context, at)
    absences.end_absence(desk, actor_of(desk, by), number)
    say(f"编号为 {number} 的不在岗登记已结束。")


@app.command("list")
def list_(
    context: typer.Context, at: At = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """List who is away or will be, with the deadlines that this meets."""
    listed = absences.list_absences(desk_of(context, at, campaign_id), campaign_id)
    columns = ("编号", "人员", "自", "至", "替岗", "其间时限", "原因")
    print_listed(listed, as_json, columns, _row, empty="没有人不在岗。")


def _row(one: AbsenceListed) -> tuple[object, ...]:
    met = f"{len(one.meets)} 项，最近 {one.meets[0].on}" if one.meets else None
    alone = "无人替岗" if one.meets else None
    return (one.id, one.person, one.first_day, one.last_day, one.substitute or alone, met, one.reason)
