"""A calendar as RFC 5545 wants it, whatever villages and plans are called."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from notifications.calendar import Deadline, as_calendar

SELF = Deadline(
    uid="task-12@0123456789abcdef",
    day=date(2012, 6, 10),
    title="到期：自查自纠（朱寨社区）",
    about=("现行时限2012年6月10日（星期日），办结后请在督办中提交。", "第二行"),
    where="朱寨社区",
    revision=3,
    changed_at=datetime(2012, 6, 1, 1, tzinfo=UTC),
    rings=(date(2012, 6, 7), date(2012, 6, 8)),
    link="https://duban.example/villages/410106004002/tasks/self-inspection?campaign=1",
)


def read(*deadlines: Deadline) -> tuple[bytes, Any]:
    written = as_calendar(deadlines, "Asia/Shanghai", "zh")
    return written, Calendar.from_ical(written)


def with_text(text: str) -> Deadline:
    return Deadline("task-1@x", date(2012, 6, 10), text, (text, text), text, 1, SELF.changed_at)


def test_a_calendar_says_whose_it_is_in_which_zone_and_how_often_to_look_again() -> None:
    written, calendar = read()
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert calendar["METHOD"] == "PUBLISH"
    assert (calendar["X-WR-CALNAME"], calendar["X-WR-TIMEZONE"]) == ("督办时限", "Asia/Shanghai")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in written
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert written.endswith(b"END:VCALENDAR\r\n")


def test_a_deadline_is_an_event_of_a_whole_day_that_takes_none_of_its_time() -> None:
    _, calendar = read(SELF)
    [event] = calendar.walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2012, 6, 10), date(2012, 6, 11))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (SELF.uid, 3, "CONFIRMED")
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == SELF.changed_at
    assert (event["TRANSP"], event["CLASS"]) == ("TRANSPARENT", "PRIVATE")
    assert event["SUMMARY"] == SELF.title
    assert event["DESCRIPTION"] == "\n".join(SELF.about)
    assert event["URL"] == SELF.link


def test_it_rings_at_eight_on_its_days() -> None:
    _, calendar = read(SELF)
    midnight = datetime(2012, 6, 10)  # noqa: DTZ001 - of no zone: an event of a whole day is where its reader is
    rings = [midnight + alarm["TRIGGER"].dt for alarm in calendar.walk("VALARM")]
    assert [ring.isoformat() for ring in rings] == ["2012-06-07T08:00:00", "2012-06-08T08:00:00"]
    assert {alarm["ACTION"] for alarm in calendar.walk("VALARM")} == {"DISPLAY"}
    assert all(alarm["TRIGGER"].dt < timedelta() for alarm in calendar.walk("VALARM"))


def test_no_line_is_longer_than_75_bytes_and_no_character_is_cut_in_two() -> None:
    written, calendar = read(with_text("村" * 400))
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert calendar.walk("VEVENT")[0]["SUMMARY"] == "村" * 400


HOSTILE = '一\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:evil;,\\:"\u2028\u202e\x00\x1b'


def test_no_text_adds_a_line_of_its_own() -> None:
    written, calendar = read(with_text(HOSTILE), SELF)
    assert [event["UID"] for event in calendar.walk("VEVENT")] == ["task-1@x", SELF.uid]
    assert written.count(b"\r\nBEGIN:VEVENT\r\n") == 2
    assert b"\r\nUID:evil" not in written
    assert calendar.walk("VEVENT")[0]["SUMMARY"] == '一 END:VEVENT BEGIN:VEVENT UID:evil;,\\:"'


@given(st.text(max_size=200))
def test_whatever_is_written_is_read_again_as_one_event(text: str) -> None:
    written, calendar = read(with_text(text))
    assert len(calendar.walk("VEVENT")) == 1
    assert len(written.replace(b"\r\n", b"").splitlines()) == 1


def test_the_same_deadlines_are_the_same_bytes() -> None:
    assert read(SELF)[0] == read(SELF)[0]
