"""Can this installation do its work, and if not, what is to be done?"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy.exc import DBAPIError

from actions.board import last_check, list_gaps
from actions.calendar import read_calendar
from actions.campaign import list_campaigns
from actions.desk import DEFAULT_ZONE, Desk
from actions.health import read_health
from actions.open import open_desk
from notifications.settings import ways_from_environment
from states.errors import DubanError

Severity = Literal["ok", "warning", "error"]

CHECKED_EVERY = timedelta(hours=26)
"""A daily check that is older than this has been missed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined."""

    subject: str
    severity: Severity
    message: str


def examine(address: str | None) -> list[Finding]:
    """Everything that can be wrong with an installation, one finding each."""
    findings = [Finding("Python", "ok", sys.version.split()[0]), _channel()]
    try:
        desk = open_desk(address)
    except DubanError as refusal:
        return [*findings, Finding("数据库", "error", str(refusal))]
    except DBAPIError as problem:
        return [*findings, Finding("数据库", "error", f"无法使用：{problem.orig}。请检查地址与权限")]
    shown = desk.engine.url.render_as_string(hide_password=True)
    findings.append(Finding("数据库", "ok", f"{shown}，版本相符"))
    for look in (_calendar, _campaigns, _jobs, _outbox):
        findings += look(desk)
    desk.engine.dispose()
    return findings


def _channel() -> Finding:
    try:
        return Finding("通知渠道", "ok", "、".join(way.name for way in ways_from_environment()))
    except DubanError as refusal:
        return Finding("通知渠道", "error", str(refusal))


def _calendar(desk: Desk) -> Iterator[Finding]:
    today = desk.clock.now().date()
    calendar = read_calendar(desk)
    severity: Severity = "ok" if calendar.known(today + timedelta(days=30)) else "warning"
    advice = "" if severity == "ok" else "；请在“管理”页面导入新一年的放假安排，或升级 chinesecalendar"
    yield Finding("工作日历", severity, f"已公布到 {calendar.known_until}{advice}")


def _campaigns(desk: Desk) -> Iterator[Finding]:
    campaigns = list_campaigns(desk)
    if not campaigns:
        yield Finding("专项工作", "warning", "还没有。请用 duban campaign start 印发一个方案")
    for campaign in campaigns:
        name = f"专项工作 {campaign.id}"
        try:
            checked = last_check(desk, campaign.id)
            gaps = len(list_gaps(desk, campaign.id))
        except DubanError as refusal:
            yield Finding(name, "error", str(refusal))
            continue
        late = checked is None or desk.clock.now() - checked > CHECKED_EVERY
        when = f"最近一次时限检查 {checked:%Y-%m-%d %H:%M}" if checked else "还没有做过时限检查"
        advice = "；请运行 duban serve，或每天运行 duban check" if late else ""
        yield Finding(name, "warning" if late else "ok", when + advice)
        if gaps:
            yield Finding(name, "warning", f"有 {gaps} 处角色空缺，提醒无人可发；看板上列出")


def _jobs(desk: Desk) -> Iterator[Finding]:
    for run in read_health(desk).jobs:
        if run.state == "failed":
            last = (run.error or "").strip().splitlines()[-1:]
            yield Finding(f"作业 {run.job}", "error", f"最近一次失败：{''.join(last)}")
        else:
            yield Finding(
                f"作业 {run.job}",
                "ok",
                f"{run.started_at.astimezone(DEFAULT_ZONE):%Y-%m-%d %H:%M} {run.summary}",
            )


def _outbox(desk: Desk) -> Iterator[Finding]:
    outbox = read_health(desk).outbox
    dead = outbox.get("dead", 0)
    counted = "、".join(f"{state} {number}" for state, number in sorted(outbox.items())) or "空"
    yield Finding("发件箱", "warning" if dead else "ok", counted + ("；有无法送达的通知" if dead else ""))
