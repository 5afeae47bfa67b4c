"""`duban board`, `check`, `next`, `history`, `deliver`: where things stand, and what time does."""

from typing import Annotated

import typer

from actions.board import Board, read_board
from actions.check import check_deadlines, count_due
from actions.coming import read_coming
from actions.delivery import count_waiting, deliver_notices
from actions.history import read_history
from actions.words import STATES_ZH, TRIGGERS_ZH
from cli.options import AnyUnit, At, CampaignId, Json, Limit, desk_of
from cli.show import counts_in_words, light_sign, print_json, print_table, progress, say


def register(app: typer.Typer) -> None:
    for command in (board, check, deliver, history):
        app.command()(command)
    app.command("next")(next_)


def board(
    context: typer.Context,
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="Only at or below it.")] = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Show every village: the phase it has earned, the calendar's, and its tasks in lights."""
    shown = read_board(desk_of(context, at, campaign_id), campaign_id, unit)
    if as_json:
        print_json(_board(shown))
        return
    keys = [key for key, task in shown.book.tasks.items() if task.owner_kind == "village"]
    say(f"{shown.at:%Y-%m-%d %H:%M}  日历阶段：{_phase(shown, shown.calendar_phase)}")
    print_table(
        ("", "单位", "阶段", *(shown.book.tasks[key].title.zh for key in keys)),
        [
            (
                light_sign(village.light.code),
                f"{village.unit} {village.name}",
                _phase(shown, village.phase) + ("（滞后）" if village.behind else ""),
                *(light_sign(village.tasks[key].light.code) for key in keys),
            )
            for village in shown.units
        ],
        empty="范围内没有村或社区。",
    )
    for warning in shown.warnings:
        typer.echo(f"提醒：{warning}", err=True)


def check(
    context: typer.Context, at: At = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """Check every deadline that is due: open, remind, escalate, propose inspections."""
    desk = desk_of(context, at, campaign_id)
    with progress("时限检查", count_due(desk, campaign_id)) as advance:
        result = check_deadlines(desk, campaign_id, advance)
    if as_json:
        print_json({"at": result.at, **result.counts(), "warnings": result.warnings})
        return
    say(f"{result.at:%Y-%m-%d %H:%M}  {counts_in_words(result.counts())}")
    for warning in result.warnings:
        typer.echo(f"提醒：{warning}", err=True)


def deliver(context: typer.Context, at: At = None, as_json: Json = False) -> None:
    """Send the queued notices over the configured channel."""
    desk = desk_of(context, at)
    with progress("发送通知", count_waiting(desk)) as advance:
        result = deliver_notices(desk, progress=advance)
    if as_json:
        print_json({"delivered": result.delivered, "failed": result.failed, "dead": result.dead})
        return
    say(f"已送达 {result.delivered} 条，待重试 {result.failed} 条，无法送达 {result.dead} 条。")


def history(
    context: typer.Context,
    unit: AnyUnit = None,
    campaign_id: CampaignId = None,
    limit: Limit = None,
    as_json: Json = False,
) -> None:
    """Show what happened, oldest first, to one unit or in the whole campaign."""
    happened = read_history(desk_of(context), campaign_id, unit, limit=limit)
    if as_json:
        print_json(
            [
                {
                    "at": one.at,
                    "actor": one.actor,
                    "unit": one.unit,
                    "subject": one.subject,
                    "task": one.task,
                    "trigger": one.trigger,
                    "from": one.from_state,
                    "to": one.to_state,
                    "reason": one.reason,
                    "clause": one.clause,
                }
                for one in happened
            ]
        )
        return
    print_table(
        ("时间", "单位", "谁", "事项", "任务", "由", "至", "理由", "条款"),
        [
            (
                one.at,
                one.unit_name,
                one.actor,
                TRIGGERS_ZH.get(one.trigger, one.trigger),
                one.task,
                one.from_state and STATES_ZH.get(one.from_state, one.from_state),
                STATES_ZH.get(one.to_state, one.to_state),
                one.reason,
                one.clause,
            )
            for one in happened
        ],
        empty="还没有记录。",
    )


def next_(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=0, max=400, help="How many days ahead.")] = 7,
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="Only about this unit.")] = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Show which notices will fire next, and to whom, if nobody does anything."""
    coming = read_coming(desk_of(context, at, campaign_id), days, campaign_id, unit)
    if as_json:
        print_json(coming)
        return
    print_table(
        ("日期", "单位", "任务", "类别", "级", "收件人", "时限"),
        [
            (one.on, one.unit_name, one.task, one.form, one.rung, f"{one.recipient}（{one.role}）", one.due)
            for one in coming
        ],
        empty=f"今后 {days} 天没有要发的通知。",
    )


def _board(board: Board) -> dict[str, object]:
    return {
        "at": board.at,
        "campaign": board.campaign_id,
        "calendar_phase": board.calendar_phase,
        "checked_at": board.checked_at,
        "warnings": board.warnings,
        "units": [
            {
                "unit": village.unit,
                "name": village.name,
                "phase": village.phase,
                "calendar_phase": village.calendar_phase,
                "light": village.light.code,
                "tasks": {
                    key: {
                        "state": task.state,
                        "due": task.due,
                        "effective_due": task.effective_due,
                        "light": task.light.code,
                    }
                    for key, task in village.tasks.items()
                },
            }
            for village in board.units
        ],
    }


def _phase(board: Board, state: str) -> str:
    for phase in board.book.plan.phases:
        if phase.key == state:
            return phase.title.zh
    return STATES_ZH.get(state, state)
