"""A digest as the channels get it, and when."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from notifications.message import Message
from records.clock import FixedClock

MORNING = datetime(2012, 6, 11, 0, 0, 5, tzinfo=UTC)

OVERDUE = Message(
    message_id="digest-12-0123456789abcdef",
    digest_id=12,
    recipient="朱寨社区 主任",
    address=None,
    language="zh",
    subject="【催办】朱寨社区“自查自纠”已逾期",
    text="朱寨社区 主任：\n\n“自查自纠”应于6月10日完成。\n",
    written_at=datetime(2012, 6, 11, 8, tzinfo=ZoneInfo("Asia/Shanghai")),
    card="**【催办】朱寨社区“自查自纠”已逾期**\n- 应于6月10日完成\n- 请今日上报",
    short="朱寨社区“自查自纠”已逾期",
    link="https://duban.example/a/12-abc",
)


def morning() -> FixedClock:
    return FixedClock(MORNING)
