"""`duban notices …`: who was told what."""

import sys
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.exc import DBAPIError

from actions.dead_letter import list_dead_letters, retry, retry_all
from actions.desk import zone_of
from actions.errors import BadInput
from actions.notice import NoticeListed, acknowledge, list_notices
from actions.notice_preview import preview
from actions.receipt import list_receipts
from actions.reply import OUTCOMES_ZH, receive_reply
from actions.words import HELD_ZH, RECEIPTS_ZH, STATES_ZH, day_zh
from cli.options import As, At, CampaignId, Json, Limit, UnitCode, actor_of, day, desk_of
from cli.show import local, print_json, print_table, say
from notifications.reply import LARGEST
from states.errors import DubanError

TRY_AGAIN_LATER = 75
"""What a mail server takes as “not now” from a program to which it pipes a mail (EX_TEMPFAIL)."""

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


EXAMPLE = "https://duban.example.cn"
"""Where the links of a preview seem to lead."""

ORIGINS_ZH = {"sent": "最近一次发出", "coming": "将要发出", "together": "几件事合为一条消息"}


@app.command("preview")
def preview_(
    context: typer.Context,
    unit: UnitCode,
    form: Annotated[str | None, typer.Option("--form", metavar="FORM", help="Only this form.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="LANGUAGE", help="zh or en; default: the recipient's.")
    ] = None,
    by: As = None,
    at: At = None,
    campaign_id: CampaignId = None,
    as_json: Json = False,
) -> None:
    """Show the notices about a unit in every form of message; nothing is stored or sent."""
    desk = desk_of(context, at, campaign_id)
    shown = preview(desk, actor_of(desk, by), unit, form, language, base=EXAMPLE, campaign_id=campaign_id)
    if as_json:
        print_json(shown)
        return
    for one in shown:
        say(f"══ {one.form}（{ORIGINS_ZH[one.origin]}，{day_zh(one.on)}，{one.message.recipient}）")
        say(f"── 邮件：{one.message.subject}\n{one.message.text}")
        say(f"── 卡片\n{one.message.card}")
        say(f"── 短信（{one.length} 字，{one.segments} 条）\n{one.message.short}\n")
    if not shown:
        say("这个单位还没有可以预览的通知。")


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


@app.command()
def receive(context: typer.Context, at: At = None, as_json: Json = False) -> None:
    """Take in a reply, piped by a mail server: whoever answers a message acknowledges it."""
    mail = sys.stdin.buffer.read(LARGEST + 1)
    try:
        taken = receive_reply(desk_of(context, at), mail)
    except (DubanError, DBAPIError) as problem:
        typer.echo(f"这封邮件现在不能收下，请稍后再投：{' '.join(str(problem).split())}", err=True)
        raise typer.Exit(TRY_AGAIN_LATER) from None
    if as_json:
        print_json({"outcome": taken.outcome, "detail": taken.detail})
        return
    say(f"{OUTCOMES_ZH[taken.outcome]}：{taken.detail}")
