"""How does a campaign's plan let people be told, over the channels that this installation has?"""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from notifications.way import Way
from plans.model.notices import NoticeKind
from plans.rules import Rulebook
from records.bundle import Moment, Telling
from records.route import Outlet

URGENCY: tuple[NoticeKind, ...] = (
    "inspection_ordered",
    "escalation",
    "returned",
    "reopened",
    "warning",
    "errand",
    "reminder",
    "issue",
    "word",
)
"""The kinds of notice, the most urgent first: a message is what its most urgent notice is."""

assert set(URGENCY) == set(get_args(NoticeKind)), "every kind of notice has its place"


def telling_of(book: Rulebook, ways: Sequence[Way]) -> Telling:
    """A plan's rules of telling."""
    rules = book.plan.notices
    return Telling(
        quiet=None if rules.quiet_hours is None else rules.quiet_hours.minutes,
        daily_limit=rules.daily_limit,
        loud=tuple(kind for kind in URGENCY if rules.kind(kind).breaks_quiet_hours),
        unlimited=tuple(kind for kind in URGENCY if rules.kind(kind).above_daily_limit),
        urgency=URGENCY,
        outlets={kind: outlets_for(book, kind, ways) for kind in URGENCY},
    )


def outlets_for(book: Rulebook, kind: str, ways: Sequence[Way]) -> list[Outlet]:
    """The channels over which a kind of notice may go, in the installation's order."""
    allowed = book.plan.notices.kind(kind).channels
    return [way.outlet for way in ways if allowed is None or way.name in allowed]


def moment_of(book: Rulebook, at: datetime) -> Moment:
    """An instant in the zone of a plan."""
    local = at.astimezone(book.zone)
    return Moment(at, local.date(), local.hour * 60 + local.minute)
