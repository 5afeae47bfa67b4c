"""A person's deadlines in the calendar of their telephone: their own, up to date, as long as they want."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlalchemy.exc import IntegrityError

from actions.absence import record_absence
from actions.calendar_feed import make_feed, own_feed, read_feed, revoke_feed
from actions.errors import NotAllowed, NotFound
from actions.extension import ask, grant, pre_read
from actions.hand_over import NewPerson, hand_over
from actions.permission import CONSOLE
from records.calendar_feed import CALENDAR_FEEDS
from records.database import reading, writing
from states.roles import Role
from tests.actions.messages import reachable
from tests.shelf import After, issued
from tests.town import GONGYELU, SHANGHAI, SUBDISTRICT, ZHUZHAI, Town, mail

SELF = "self-inspection"


def until_june(town: Town) -> None:
    """Friday, 8 June 2012, checked every day since the beginning of the month."""
    town.issue()
    town.checked_daily("2012-06-01", "2012-06-08")


def overdue(town: Town) -> None:
    """Monday, 11 June: the self-inspection is overdue."""
    until_june(town)
    town.at("2012-06-11").check()


def feed_of(town: Town, role: Role = Role.VILLAGE_HEAD, unit: str = ZHUZHAI) -> str:
    return make_feed(town.desk, town.who(role, unit))


def events(town: Town, token: str) -> dict[str, Any]:
    """The events of a calendar by their titles."""
    calendar: Any = Calendar.from_ical(read_feed(town.desk, token).body)
    found = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def of_self(found: dict[str, Any]) -> Any:
    return next(event for title, event in found.items() if "自查" in title)


def test_a_head_sees_what_the_own_village_owes_and_nothing_of_another(after: After) -> None:
    town = after(issued)
    found = events(town, feed_of(town))
    assert {str(event["LOCATION"]) for event in found.values()} == {"朱寨社区居民委员会"}
    event = of_self(found)
    assert event["DTSTART"].dt == date(2012, 6, 10)
    assert str(event["DESCRIPTION"]) == "2012年6月1日（星期五）起可以办理。"
    assert len(found) == len(next(one for one in town.board().units if one.unit == ZHUZHAI).tasks)


def test_the_assistant_sees_the_same_and_the_office_its_own(after: After) -> None:
    town = after(issued)
    head, assistant = feed_of(town), feed_of(town, Role.ASSISTANT)
    assert events(town, head).keys() == events(town, assistant).keys()
    office = events(town, feed_of(town, Role.LEADING_GROUP_OFFICE, SUBDISTRICT))
    assert office
    assert all("工业路街道" in title for title in office)
    for role in (Role.LEADING_GROUP, Role.DISCIPLINE_COMMITTEE):
        assert events(town, feed_of(town, role, SUBDISTRICT)) == {}


def test_it_rings_on_the_last_two_of_the_plans_reminders_never_on_a_day_off(after: After) -> None:
    """10 June is a Sunday: one day before is a Saturday, so that it is told of on Friday."""
    town = after(issued)
    event = of_self(events(town, feed_of(town)))
    midnight = datetime(2012, 6, 10)  # noqa: DTZ001 - an event of a whole day is where its reader is
    rings = {midnight + alarm["TRIGGER"].dt for alarm in event.walk("VALARM")}
    assert {ring.isoformat() for ring in rings} == {"2012-06-07T08:00:00", "2012-06-08T08:00:00"}


def test_what_is_submitted_rings_no_more_and_what_is_done_is_gone(after: After) -> None:
    town = after(until_june)
    token = feed_of(town)
    before = of_self(events(town, token))
    assert "办结后请在督办中提交" in before["DESCRIPTION"]
    town.submit(ZHUZHAI, SELF)
    submitted = of_self(events(town, token))
    assert str(submitted["SUMMARY"]).startswith("待核验：")
    assert submitted.walk("VALARM") == []
    assert submitted["UID"] == before["UID"]
    assert submitted["SEQUENCE"] > before["SEQUENCE"]
    assert submitted["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    town.verify(ZHUZHAI, SELF)
    assert all("自查" not in title for title in events(town, token))


def test_a_later_date_moves_the_event_and_the_decreed_one_is_named(after: After) -> None:
    town = after(until_june)
    token = feed_of(town)
    before = of_self(events(town, token))
    head = town.who(Role.VILLAGE_HEAD, ZHUZHAI)
    asked = ask(town.desk, head, ZHUZHAI, SELF, date(2012, 6, 15), "人手不足", "已查一半")
    pre_read(town.desk, town.who(Role.SUPERVISION_OFFICE), asked, True, "情况属实")
    grant(town.desk, town.who(Role.LEADING_GROUP_HEAD), asked)
    moved = of_self(events(town, token))
    assert moved["UID"] == before["UID"]
    assert moved["DTSTART"].dt == date(2012, 6, 15)
    assert "文件规定的时限为2012年6月10日（星期日）" in moved["DESCRIPTION"]
    assert moved["SEQUENCE"] > before["SEQUENCE"]


def test_a_linked_leader_sees_only_what_is_overdue_on_the_day_that_it_reaches_them(after: After) -> None:
    friday = after(until_june)
    assert all("自查" not in title for title in events(friday, feed_of(friday, Role.LINKED_LEADER)))
    monday = after(overdue)
    event = of_self(events(monday, feed_of(monday, Role.LINKED_LEADER)))
    assert event["DTSTART"].dt == date(2012, 6, 12)
    assert str(event["SUMMARY"]).startswith("逾期将报告您：")
    monday.at("2012-06-12").check()
    assert all("自查" not in title for title in events(monday, feed_of(monday, Role.LINKED_LEADER)))


def test_whoever_stands_in_sees_what_the_other_owes(after: After) -> None:
    town = after(until_june)
    substitute = mail(Role.VILLAGE_HEAD, GONGYELU)
    days = date(2012, 6, 8), date(2012, 6, 12)
    record_absence(town.desk, CONSOLE, mail(Role.VILLAGE_HEAD, ZHUZHAI), *days, "出差", substitute)
    places = {str(e["LOCATION"]) for e in events(town, feed_of(town, unit=GONGYELU)).values()}
    assert len(places) == 2


def test_whoever_has_handed_the_office_over_sees_it_no_more(after: After) -> None:
    town = after(until_june)
    token = feed_of(town)
    assert events(town, token)
    li = NewPerson("李新", "li@duban.example", "0371-1234567")
    hand_over(town.desk, CONSOLE, mail(Role.VILLAGE_HEAD, ZHUZHAI), li, Role.VILLAGE_HEAD, ZHUZHAI, "换届")
    assert events(town, token) == {}


def test_an_english_reader_is_told_in_english(after: After) -> None:
    town = after(issued)
    head = town.who(Role.VILLAGE_HEAD, ZHUZHAI)
    with writing(town.desk.engine) as connection:
        change = sa.text("UPDATE person SET language = 'en' WHERE id = :id")
        connection.execute(change, {"id": head.person_id})
    assert all(title.startswith("Due: ") for title in events(town, make_feed(town.desk, head)))


def test_the_calendar_stays_the_same_until_something_happens(after: After) -> None:
    town = after(until_june)
    token = feed_of(town)
    first = read_feed(town.desk, token)
    town.clock.advance(hours=3)
    assert read_feed(town.desk, token) == first
    town.submit(ZHUZHAI, SELF)
    assert read_feed(town.desk, token).mark != first.mark


def test_an_event_leads_to_the_page_of_its_task(after: After) -> None:
    town = after(issued)
    token = feed_of(town)
    with reachable():
        event = of_self(events(town, token))
    assert event["URL"] == f"https://duban.example/villages/{ZHUZHAI}/tasks/{SELF}?campaign=1"
    assert "URL" not in of_self(events(town, token))


# ── The address ───────────────────────────────────────────────────────────────────────


def test_an_address_that_never_was_and_one_that_has_ended_look_alike(after: After) -> None:
    town = after(issued)
    head, token = town.who(Role.VILLAGE_HEAD, ZHUZHAI), feed_of(town)
    revoke_feed(town.desk, head)
    assert own_feed(town.desk, head) is None
    refusals = set()
    for address in (token, token[:-1], "", "x" * 1000, "签"):
        with pytest.raises(NotFound) as refused:
            read_feed(town.desk, address)
        refusals.add(str(refused.value))
    assert len(refusals) == 1
    with pytest.raises(NotFound):
        revoke_feed(town.desk, head)


def test_a_new_address_ends_the_one_before(after: After) -> None:
    town = after(issued)
    first, second = feed_of(town), feed_of(town)
    with pytest.raises(NotFound):
        read_feed(town.desk, first)
    assert read_feed(town.desk, second).body


def test_nobody_ends_the_address_of_another(after: After) -> None:
    town = after(issued)
    token = feed_of(town)
    with pytest.raises(NotFound):
        revoke_feed(town.desk, town.who(Role.ASSISTANT, ZHUZHAI))
    assert read_feed(town.desk, token).body


def test_the_address_itself_is_neither_kept_nor_logged(
    after: After, caplog: pytest.LogCaptureFixture
) -> None:
    town = after(issued)
    with caplog.at_level(logging.DEBUG):
        token = feed_of(town)
        read_feed(town.desk, token)
    assert token not in caplog.text
    with reading(town.desk.engine) as connection:
        assert token not in str(connection.execute(sa.select(CALENDAR_FEEDS)).all())


def test_a_person_has_one_address_held_by_the_database(after: After) -> None:
    town = after(issued)
    feed_of(town)
    row = {
        "token": "0" * 64,
        "person_id": town.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id,
        "made_at": town.clock.instant,
    }
    with pytest.raises(IntegrityError), writing(town.desk.engine) as connection:
        connection.execute(CALENDAR_FEEDS.insert().values(row))


def test_one_sees_when_the_address_was_made_and_last_read(after: After) -> None:
    town = after(issued)
    head, token = town.who(Role.VILLAGE_HEAD, ZHUZHAI), feed_of(town)
    made = own_feed(town.desk, head)
    assert made is not None
    assert (made.made_at, made.read_at) == (datetime(2012, 4, 23, 9, tzinfo=SHANGHAI), None)
    town.clock.advance(days=1)
    read_feed(town.desk, token)
    seen = own_feed(town.desk, head)
    assert seen is not None
    assert seen.read_at == made.made_at + timedelta(days=1)


def test_the_console_has_no_deadlines_of_its_own(after: After) -> None:
    with pytest.raises(NotAllowed):
        make_feed(after(issued).desk, CONSOLE)


def test_before_there_is_a_campaign_the_calendar_is_empty(town: Town) -> None:
    assert events(town, feed_of(town)) == {}
