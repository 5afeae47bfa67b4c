"""What a village head finds on the telephone through the whole of 2012: message by message, as it is sent.

Through the real check and the real sender, every quarter of an hour that matters, over a channel that keeps
what it is given. One head does everything in time; the other is four days late with everything.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from actions import inspection, task
from actions.board import TaskStanding, read_board
from actions.campaign import start
from actions.check import check_deadlines
from actions.delivery import deliver_notices
from actions.desk import Desk
from actions.errors import NotAllowed, WrongState
from actions.open import throwaway_desk
from actions.permission import CONSOLE
from actions.person import import_people, list_people
from actions.unit import import_units
from notifications.message import Message
from notifications.way import Way
from plans.reader import read_plan, shipped_plan
from records.clock import FixedClock
from states.roles import Role
from states.task import OPEN, RETURNED, SUBMITTED
from tests.town import SHANGHAI, ZHUZHAI, days

DEMO = Path(__file__).parents[1] / "plans" / "demo"
FIRST, LAST = "2012-04-23", "2012-07-31"
ADDRESS = "https://duban.example"
HEAD = "head@zhuzhai.duban.example"

MORNING, FORENOON, AFTERNOON, EVENING = time(8), time(10), time(15), time(21)

LATE_BY = timedelta(days=4)

SIGNED = re.compile(rf"{ADDRESS}/n/\w+")
"""The links of a run; their tickets are made with a secret of its own."""


@dataclass
class Mailbox:
    """A channel that keeps what one person is sent. `messages` come with the instant at which they came."""

    clock: FixedClock
    name: str = "mail"
    messages: list[tuple[datetime, Message]] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if message.address == HEAD:
            self.messages.append((self.clock.now().astimezone(SHANGHAI), message))

    def close(self) -> None:
        """Nothing is open."""


def whole_year(late_by: timedelta | None) -> list[tuple[datetime, Message]]:
    """Everything that the head of 朱寨社区 is sent; None: everything is done two days before it is due."""
    clock = FixedClock(datetime.combine(date(2012, 4, 23), MORNING, SHANGHAI))
    with throwaway_desk(clock) as (desk, _), pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUBAN_ADDRESS", ADDRESS)
        return _play(desk, clock, late_by)


def _play(desk: Desk, clock: FixedClock, late_by: timedelta | None) -> list[tuple[datetime, Message]]:
    mailbox = Mailbox(clock)
    import_units(desk, CONSOLE, DEMO / "units-gongyelu.csv")
    import_people(desk, CONSOLE, DEMO / "people-gongyelu.csv")
    start(desk, CONSOLE, read_plan(shipped_plan("2012-pension-pilot")), "410106004000")
    for day in days(FIRST, LAST):
        for at in (MORNING, FORENOON, AFTERNOON, EVENING):
            clock.instant = datetime.combine(day, at, SHANGHAI)
            _happens(desk, day, at, late_by)
            deliver_notices(desk, ways=[Way("mail", lambda: mailbox, "email")])
    return mailbox.messages


def _happens(desk: Desk, day: date, at: time, late_by: timedelta | None) -> None:
    if at == MORNING:
        check_deadlines(desk)
    if at == FORENOON:
        _submit(desk, day, late_by)
    if at == AFTERNOON:
        _verify(desk)
        if day == date(2012, 6, 19):
            _order(desk)


def _owed(desk: Desk) -> list[TaskStanding]:
    (village,) = read_board(desk, unit_code=ZHUZHAI).units
    return list(village.tasks.values())


def _submit(desk: Desk, day: date, late_by: timedelta | None) -> None:
    """The village does what it owes and what its time has come for."""
    for one in _owed(desk):
        when = one.due - timedelta(days=2) if late_by is None else one.effective_due + late_by
        if late_by is not None and one.key == "self-inspection":
            when = max(when, date(2012, 6, 21))
        if one.state in (OPEN, RETURNED) and when <= day:
            try:
                task.submit(desk, CONSOLE, ZHUZHAI, one.key, "办结")
            except (WrongState, NotAllowed):
                continue  # what shows by itself is not submitted


def _verify(desk: Desk) -> None:
    for one in _owed(desk):
        if one.state == SUBMITTED:
            task.verify(desk, CONSOLE, ZHUZHAI, one.key)


def _order(desk: Desk) -> None:
    for one in inspection.list_inspections(desk):
        if one.unit == ZHUZHAI and one.state == "proposed":
            inspection.order(desk, CONSOLE, one.id, [_inspector(desk)])


def _inspector(desk: Desk) -> int:
    return next(
        one.id for one in list_people(desk) if any(role is Role.SUPERVISION_OFFICE for role, *_ in one.roles)
    )


TITLE = """## The mailbox of a village head

The plan lets people have one message a day, none between 20:00 and 07:30, and what is due for one person goes
together. Below is every message that the head of 朱寨社区 finds in 2012, as plain text, with the day and the
time at which it came; the same message has a form for a chat and one for a short message. The links are
signed, and lead to a page with one large button."""

PUNCTUAL = """### Everything done two days before it is due

{count} messages. Reminders only; what is done before its reminder is never spoken of."""

LATE = """### Everything four days late, and the self-inspection not before it is inspected

{count} messages. What is still overdue stands below what is new, until it is done."""


def section() -> str:
    """The two mailboxes, as Markdown."""
    parts = [TITLE]
    for title, late_by in ((PUNCTUAL, None), (LATE, LATE_BY)):
        messages = whole_year(late_by)
        parts.append(title.format(count=len(messages)))
        parts += [_shown(at, message) for at, message in messages]
    return "\n\n".join(parts)


def _shown(at: datetime, message: Message) -> str:
    text = SIGNED.sub(f"{ADDRESS}/n/…", message.text).strip()
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join([f"**{at:%Y-%m-%d %H:%M}** {message.subject}", "", "```text", *lines, "```"])
