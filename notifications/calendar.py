"""How do somebody's deadlines look to the calendar of a telephone (RFC 5545)?

Each is an event of a whole day: telephones show no VTODO of a calendar that they only read. What is done is
not there any more. The library folds and escapes; it is imported when the first calendar is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from notifications.words import Language, on_one_line

if TYPE_CHECKING:
    from icalendar import Alarm, Event

REFRESH = timedelta(hours=1)
RINGS_AT = time(8)

NAMES: dict[Language, str] = {"zh": "督办时限", "en": "duban deadlines"}
PRODUCT = "-//duban//duban//ZH"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something is due, or reaches somebody.

    `uid` is the same as long as it is the same thing, `revision` grows with each change. It rings at 8
    o'clock on each of the days `rings`.
    """

    uid: str
    day: date
    title: str
    about: tuple[str, ...]
    where: str
    revision: int
    changed_at: datetime
    rings: tuple[date, ...] = ()
    link: str | None = None


def as_calendar(deadlines: Iterable[Deadline], zone: str, language: Language) -> bytes:
    """The deadlines as a calendar to subscribe to; the same ones are the same bytes."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        made.add(name, NAMES[language])
    made.add("x-wr-timezone", zone)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for one in deadlines:
        made.add_component(_event(one))
    return bytes(made.to_ical())


def _event(one: Deadline) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.revision)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", on_one_line(one.title))
    event.add("description", "\n".join(on_one_line(line) for line in one.about))
    event.add("location", on_one_line(one.where))
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # it takes no time of the day
    if one.link is not None:
        event.add("url", one.link)
    for day in one.rings:
        event.add_component(_alarm(one, day))
    return event


def _alarm(one: Deadline, day: date) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", on_one_line(one.title))
    alarm.add("trigger", datetime.combine(day, RINGS_AT) - datetime.combine(one.day, time()))
    return alarm
