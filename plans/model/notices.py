"""How may people be told: over which channels, when not, how often a day, in which words?

The document does not speak of it, so that all of it is the office's own decision.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from plans.model.parts import Clause, Distance, Part, Timed

NoticeKind = Literal[
    "issue",
    "reminder",
    "escalation",
    "returned",
    "reopened",
    "warning",
    "errand",
    "word",
    "inspection_ordered",
]
"""What a notice is; each has one form or several."""

ChannelName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=32),
    Field(description="渠道名称，如 mail、sms、wecom"),
]


TimeOfDay = Annotated[
    str,
    StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    Field(description='一天中的时刻，须加引号，如 "20:00"'),
]

Wording = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class QuietHours(Part):
    """Nobody is told from a time of the day until another, perhaps of the next day."""

    begin: TimeOfDay = Field(alias="from", description='自几点起不打扰，如 "20:00"')
    until: TimeOfDay = Field(description='至几点，如 "07:30"')

    @property
    def minutes(self) -> tuple[int, int]:
        """From when until when, in minutes since midnight."""
        return _minutes(self.begin), _minutes(self.until)


class KindSpec(Part):
    """What one kind of notice may do."""

    channels: tuple[ChannelName, ...] | None = Field(
        default=None, min_length=1, description="只能用这些渠道；不写则各渠道都可以"
    )
    breaks_quiet_hours: bool = Field(default=False, description="可以在免打扰时段发送")
    above_daily_limit: bool = Field(default=False, description="不受每日条数限制")


class WordingSpec(Part):
    """A plan's own words for a form of notice; what is left out is said as everywhere."""

    subject: Wording | None = Field(default=None, description="标题")
    line: Wording | None = Field(default=None, description="一行话，用于短信、卡片和多条合并的消息")
    why: Wording | None = Field(default=None, description="正文中的事由")
    how: Wording | None = Field(default=None, description="正文中的办理要求")


class NoticesSpec(Timed):
    """How notices travel. Without this part of the plan: any channel, no quiet hours, no limit."""

    clause: Clause = "四.一"
    quiet_hours: QuietHours | None = Field(default=None, description="免打扰时段，个人可以另行设定")
    daily_limit: int | None = Field(default=None, ge=1, le=100, description="每人每日最多几条消息")
    fall_back_after: int = Field(default=2, ge=1, le=20, description="同一渠道失败几次后换下一个渠道")
    attempts: int = Field(default=6, ge=1, le=50, description="一共尝试几次，仍不成的交管理员处理")
    link_valid: Distance = Field(default_factory=lambda: Distance(days=30), description="签收链接的有效期")
    kinds: dict[NoticeKind, KindSpec] = Field(default_factory=dict, description="各类通知可用的渠道和例外")
    words: dict[str, dict[Literal["zh", "en"], WordingSpec]] = Field(
        default_factory=dict, description="本方案自己的措辞：文书名 → 语言 → 措辞"
    )

    def kind(self, kind: str) -> KindSpec:
        """What a kind of notice may do."""
        return next((spec for name, spec in self.kinds.items() if name == kind), KindSpec())


def _minutes(written: str) -> int:
    hours, minutes = written.split(":")
    return int(hours) * 60 + int(minutes)
