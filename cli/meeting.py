"""`duban meeting …`: meetings, their minutes, and what was agreed."""

from pathlib import Path
from typing import Annotated

import typer

from actions import meeting as meetings
from actions.attendance import read_attendance
from actions.meeting import MeetingListed
from actions.meeting_due import meetings_due
from actions.words import STATES_ZH, day_zh
from cli import attendance
from cli.options import (
    AnyUnit,
    As,
    At,
    CampaignId,
    Json,
    On,
    UnitCode,
    actor_of,
    day_or_today,
    desk_of,
    given_day,
)
from cli.show import print_listed, say

app = typer.Typer(no_args_is_help=True, help="Meetings, minutes, follow-ups.")

MeetingId = Annotated[int, typer.Argument(metavar="ID", help="The meeting's number.")]


@app.command()
def hold(
    context: typer.Context,
    unit: UnitCode,
    title: Annotated[str, typer.Option("--title", help="What the meeting was called.")],
    on: On = None,
    file: Annotated[
        Path | None,
        typer.Option("--attendance", metavar="FILE", help="A CSV file (unit_code,role,name,present)."),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="What sort of meeting it was.")] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
) -> None:
    """Record a meeting of an office or a village; its minutes are owed from now on."""
    desk = desk_of(context, at, campaign_id)
    rows = read_attendance(file) if file else []
    day = day_or_today(desk, on, campaign_id)
    number = meetings.hold_meeting(desk, actor_of(desk, by), unit, day, title, rows, kind, campaign_id)
    say(f"会议已登记（编号 {number}），请按时形成纪要：duban meeting minutes {number}。")


@app.command()
def minutes(
    context: typer.Context,
    meeting: MeetingId,
    text: Annotated[str, typer.Option("--text", help="The minutes.")],
    problem: Annotated[
        list[str] | None, typer.Option("--problem", help="Something that was raised; repeat.")
    ] = None,
    by: As = None,
    at: At = None,
) -> None:
    """Write the minutes of a meeting."""
    desk = desk_of(context, at)
    meetings.write_minutes(desk, actor_of(desk, by), meeting, text, problem or ())
    say(f"会议 {meeting} 的纪要已形成，提出问题 {len(problem or ())} 个。")


@app.command("follow-up")
def follow_up(
    context: typer.Context,
    meeting: MeetingId,
    owner: Annotated[str, typer.Option("--owner", metavar="UNIT", help="Who sees to it.")],
    about: Annotated[str, typer.Option("--about", help="What was agreed.")],
    due: Annotated[str, typer.Option("--due", metavar="DATE", help="By when.")],
    by: As = None,
    at: At = None,
) -> None:
    """Give what was agreed at a meeting to a unit, by a day."""
    desk = desk_of(context, at)
    by_when = given_day(due, "--due")
    key = meetings.follow_up(desk, actor_of(desk, by), meeting, owner, about, by_when)
    say(f"已交办 {owner}（{key}），{day_zh(by_when)}前办结。")


@app.command("list")
def list_(
    context: typer.Context,
    unit: AnyUnit = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List meetings with minutes, problems and follow-ups."""
    listed = meetings.list_meetings(desk_of(context, at, campaign_id), campaign_id, unit)
    columns = ("编号", "单位", "日期", "会议", "到会/缺席", "纪要", "问题", "议定事项")
    print_listed(listed, as_json, columns, _row, empty="还没有会议。")


@app.command()
def due(
    context: typer.Context,
    unit: AnyUnit = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """List when each unit is to meet again, by the plan's interval."""
    listed = meetings_due(desk_of(context, at, campaign_id), campaign_id, unit)
    print_listed(
        listed,
        as_json,
        ("单位", "上次", "下次不晚于", ""),
        lambda one: (
            f"{one.unit} {one.unit_name}",
            one.last,
            one.next_on,
            "已超期" if one.overdue else "",
        ),
        empty="方案没有规定会议间隔。",
    )


@app.command("attendance")
def attendance_(context: typer.Context, meeting: MeetingId, as_json: Json = False) -> None:
    """List who was at a meeting and who was not, village by village."""
    listed = meetings.read_meeting_attendance(desk_of(context), meeting)
    print_listed(listed, as_json, attendance.COLUMNS, attendance.row_of, empty="没有村或社区。")


def _row(one: MeetingListed) -> tuple[object, ...]:
    written = "已形成" if one.minutes is not None else f"{one.minutes_due} 前"
    follow_ups = "；".join(
        f"{item.unit_name} {item.about}（{STATES_ZH[item.state]}{'，逾期' if item.overdue else ''}）"
        for item in one.follow_ups
    )
    counted = f"{one.present}/{one.absent}" if one.present or one.absent else None
    problems = "；".join(one.problems) or None
    named = f"{one.unit} {one.unit_name}"
    return (one.id, named, one.held_on, one.title, counted, written, problems, follow_ups or None)
