"""`duban notices …`: who was told what."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from actions.dead_letter import list_dead_letters, retry, retry_all
from actions.desk import zone_of
from actions.errors import BadInput
from actions.notice import NoticeListed, acknowledge, list_notices
from actions.receipt import list_receipts
from actions.words import HELD_ZH, RECEIPTS_ZH, STATES_ZH, day_zh
from cli.options import As, At, CampaignId, Json, Limit, actor_of, day, desk_of
from cli.show import local, print_json, print_table, say

app = typer.Typer(no_args_is_help=True, help="Notices: who was told what.")


@app.command("list")
def list_(
    context: typer.Context,
    campaign_id: CampaignId = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="Only about this unit.")] = None,
    limit: Limit = None,
    as_json: Json = False,
) -> None:
    """List notices, oldest first."""
    desk = desk_of(context)
    zone = zone_of(desk, campaign_id)
    listed = list_notices(desk, campaign_id, unit_code=unit, limit=limit)
    if as_json:
        print_json(
            [
                {
                    "id": one.id,
                    "campaign": one.campaign_id,
                    "unit": one.unit,
                    "task": one.task,
                    "kind": one.kind,
                    "form": one.form,
                    "rule": one.rule,
                    "rung": one.rung,
                    "role": one.role,
                    "recipient": one.recipient,
                    "due": one.due,
                    "queued_at": local(one.queued_at, zone),
                    "state": one.state,
                    "acknowledged_at": local(one.acknowledged_at, zone),
                    "promised_on": one.promised_on,
                    "held_for": one.held_for,
                    "held_until": local(one.held_until, zone),
                    "channel": one.channel,
                }
                for one in listed
            ]
        )
        return
    print_table(
        ("编号", "时间", "单位", "任务", "类别", "级", "收件人", "时限", "状态"),
        [
            (
                one.id,
                local(one.queued_at, zone),
                one.unit_name,
                one.task,
                one.form,
                one.rung,
                f"{one.recipient}（{one.role}）",
                one.due,
                _standing(one, zone),
            )
            for one in listed
        ],
        empty="没有通知。",
    )


def _standing(one: NoticeListed, zone: ZoneInfo) -> str:
    """The state of a notice, and why and until when it waits, or over which channel it came."""
    if one.held_for is not None:
        return f"{STATES_ZH[one.state]}（{HELD_ZH[one.held_for]}，至 {local(one.held_until, zone)}）"
    return STATES_ZH[one.state] + (f"（{one.channel}）" if one.channel else "")


@app.command()
def dead(
    context: typer.Context,
    limit: Limit = None,
    as_json: Json = False,
) -> None:
    """List messages that could not be delivered, newest first."""
    desk = desk_of(context)
    listed = list_dead_letters(desk, limit=limit)
    if as_json:
        print_json(listed)
        return
    zone = zone_of(desk, None)
    print_table(
        ("编号", "时间", "收件人", "通知", "渠道", "次数", "最后一次"),
        [
            (
                one.id,
                local(one.died_at, zone),
                one.recipient,
                "；".join(f"{form} {unit}" for form, unit in one.says) or "均已签收",
                one.channel,
                one.attempts,
                one.detail,
            )
            for one in listed
        ],
        empty="没有无法送达的消息。",
    )


@app.command("retry")
def retry_(
    context: typer.Context,
    message: Annotated[int | None, typer.Argument(metavar="[ID]", help="The message's number.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that could not be delivered.")] = False,
    by: As = None,
    at: At = None,
) -> None:
    """Send again what could not be delivered: one message, or all."""
    if (message is None) is not every:
        raise BadInput("请写明一条消息的编号（duban notices dead 可查），或用 --all 重新发送全部。")
    desk = desk_of(context, at)
    if message is not None:
        retry(desk, actor_of(desk, by), message)
        say(f"消息 {message} 已排入发送。")
        return
    done = retry_all(desk, actor_of(desk, by))
    left = [
        (done.behind, "条的收件人另有消息在途，等发出后再重新发送"),
        (done.unreachable, "条的收件人没有可以到达的渠道，请先补上"),
    ]
    say("；".join([f"{done.queued} 条消息已排入发送", *(f"{n} {why}" for n, why in left if n)]) + "。")


@app.command("ack")
def ack(
    context: typer.Context,
    notice: Annotated[int, typer.Argument(metavar="ID", help="The notice's number.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The day by which it will be dealt with.")
    ] = None,
    by: As = None,
    at: At = None,
) -> None:
    """Acknowledge a notice addressed to you."""
    desk = desk_of(context, at)
    held = acknowledge(desk, actor_of(desk, by), notice, day(until, "--until"))
    say(f"通知 {notice} 已签收。" + (f"督办暂缓至 {day_zh(held)}，之后仍未办结将继续升级。" if held else ""))


@app.command()
def receipts(
    context: typer.Context, at: At = None, campaign_id: CampaignId = None, as_json: Json = False
) -> None:
    """Show who has acknowledged the campaign's issue, and who was late."""
    listed = list_receipts(desk_of(context, at, campaign_id), campaign_id)
    if as_json:
        print_json(listed)
        return
    print_table(
        ("通知", "单位", "收件人", "签收时限", "签收时间", "结果"),
        [
            (
                one.notice_id,
                one.unit_name,
                one.recipient,
                one.due,
                one.acknowledged_at,
                RECEIPTS_ZH[one.receipt],
            )
            for one in listed
        ],
        empty="没有印发对象。",
    )
