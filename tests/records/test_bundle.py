"""Which notices go together, and which wait: quiet hours, the time of day, the day's limit, substitutes."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from notifications.channels.console import ConsoleChannel
from notifications.telling import moment_of, telling_of
from notifications.way import Way
from records import bundle
from records.absence import ABSENCES
from records.database import reading, writing
from records.notice import NOTICES
from tests.notifications.outbox import SHANGHAI, Outbox, found_outbox, telling
from tests.query_plan import plan_of, statements_of

QUIET = {"quiet_hours": {"from": "20:00", "until": "07:30"}}
WAYS = [Way.over(ConsoleChannel())]


@pytest.fixture
def box(engine: sa.Engine) -> Outbox:
    return found_outbox(engine)


def at(hour: int, minute: int = 0, day: int = 7) -> datetime:
    return datetime(2012, 6, day, hour, minute, tzinfo=SHANGHAI)


def together(box: Outbox, now: datetime) -> None:
    box.clock.instant = now
    with writing(box.engine) as connection:
        rules = telling_of(box.rules, WAYS)
        while bundle.bundle(connection, box.campaign_id, rules, moment_of(box.rules, now)):
            pass


def arrived(box: Outbox) -> None:
    """Everything on its way has arrived."""
    with writing(box.engine) as connection:
        connection.execute(sa.text("UPDATE digest SET state = 'delivered', next_attempt_at = NULL"))
        connection.execute(
            sa.text("UPDATE notice SET state = 'delivered' WHERE digest_id IS NOT NULL AND state = 'queued'")
        )


def held(box: Outbox, notice: int) -> tuple[str | None, datetime | None]:
    row = box.notice(notice)
    return row.held_for, row.next_attempt_at and row.next_attempt_at.astimezone(SHANGHAI)


def test_four_tasks_of_a_village_head_are_one_message(box: Outbox) -> None:
    queued = box.queue(*([box.head] * 4), box.assistant)
    together(box, at(8))
    assert len({box.digest(one).id for one in queued[:4]}) == 1
    assert len(box.digests()) == 2


def test_a_message_is_what_its_most_urgent_notice_is(box: Outbox) -> None:
    box.queue(box.head)
    (urgent,) = box.queue(box.head, form="overdue")
    together(box, at(8))
    assert box.digest(urgent).kind == "escalation"


@pytest.mark.parametrize(("hour", "until"), [(20, at(7, 30, day=8)), (23, at(7, 30, day=8)), (3, at(7, 30))])
def test_at_night_a_reminder_waits_for_the_morning(box: Outbox, hour: int, until: datetime) -> None:
    box.rules = telling(**QUIET)
    (one,) = box.queue(box.head, at=at(0))
    together(box, at(hour))
    assert held(box, one) == ("quiet_hours", until)
    together(box, until)
    assert box.digest(one).made_on == until.date()


@pytest.mark.parametrize("hour", [7, 19])
def test_by_day_nobody_waits(box: Outbox, hour: int) -> None:
    box.rules = telling(**QUIET)
    (one,) = box.queue(box.head, at=at(0))
    together(box, at(hour, 30))
    assert box.digest(one).state == "queued"


def test_an_escalation_may_break_the_quiet_and_takes_the_reminders_not_along(box: Outbox) -> None:
    box.rules = telling(**QUIET, kinds={"escalation": {"breaks_quiet_hours": True}})
    (soft,) = box.queue(box.head, at=at(0))
    (loud,) = box.queue(box.head, form="overdue", at=at(0))
    together(box, at(3))
    assert box.digest(loud).state == "queued"
    assert held(box, soft)[0] == "quiet_hours"


def test_everybody_may_have_quiet_hours_of_their_own_or_none(box: Outbox) -> None:
    box.rules = telling(**QUIET)
    box.prefer(box.head, quiet_from=12 * 60, quiet_until=14 * 60)
    box.prefer(box.assistant, quiet_from=0, quiet_until=0)
    at_noon, at_night = box.queue(box.head, box.assistant, at=at(0))
    together(box, at(3))
    assert len(box.digests()) == 2
    arrived(box)
    (again,) = box.queue(box.head, at=at(13))
    together(box, at(13))
    assert held(box, again) == ("quiet_hours", at(14))
    assert at_noon != at_night


def test_a_message_that_failed_is_not_tried_again_in_the_night(box: Outbox) -> None:
    box.rules = telling(**QUIET)
    (one,) = box.queue(box.head, at=at(19))
    together(box, at(19))
    with writing(box.engine) as connection:
        rules = telling_of(box.rules, WAYS)
        assert bundle.hush(connection, box.campaign_id, rules, moment_of(box.rules, at(19, 59))) == 0
        assert bundle.hush(connection, box.campaign_id, rules, moment_of(box.rules, at(21))) == 1
    assert box.digest(one).next_attempt_at == at(7, 30, day=8)


def test_the_day_s_limit_holds_back_until_tomorrow(box: Outbox) -> None:
    box.rules = telling(daily_limit=1, **QUIET)
    box.queue(box.head, at=at(8))
    together(box, at(8))
    arrived(box)
    (second,) = box.queue(box.head, at=at(15))
    together(box, at(15))
    assert held(box, second) == ("daily_limit", at(0, day=8))
    together(box, at(0, day=8))
    assert held(box, second) == ("quiet_hours", at(7, 30, day=8))
    together(box, at(7, 30, day=8))
    assert box.digest(second).made_on == date(2012, 6, 8)


def test_some_kinds_of_notice_are_above_the_limit(box: Outbox) -> None:
    box.rules = telling(daily_limit=1, kinds={"escalation": {"above_daily_limit": True}})
    box.queue(box.head)
    together(box, at(8))
    arrived(box)
    (urgent,) = box.queue(box.head, form="overdue", at=at(9))
    together(box, at(9))
    assert box.digest(urgent).state == "queued"


def test_who_wants_everything_at_one_time_gets_it_then_and_once(box: Outbox) -> None:
    box.prefer(box.head, digest_at=17 * 60)
    morning, noon = box.queue(box.head, at=at(8))[0], box.queue(box.head, at=at(12))[0]
    together(box, at(8))
    together(box, at(12))
    assert held(box, morning) == held(box, noon) == ("digest_time", at(17))
    together(box, at(17))
    assert box.digest(morning).id == box.digest(noon).id
    arrived(box)
    (evening,) = box.queue(box.head, at=at(18))
    together(box, at(18))
    assert held(box, evening) == ("digest_time", at(17, day=8))


def test_who_goes_away_before_it_is_sent_is_stood_in_for(box: Outbox) -> None:
    (substitute,) = box.more_people(1)
    (one,) = box.queue(box.head)
    with writing(box.engine) as connection:
        connection.execute(
            ABSENCES.insert().values(
                person_id=box.head,
                first_day=date(2012, 6, 7),
                last_day=date(2012, 6, 9),
                substitute_id=substitute,
                reason="培训",
                recorded_by="console",
                recorded_at=at(7),
            )
        )
    together(box, at(8))
    row = box.notice(one)
    assert (row.person_id, row.instead_of_id) == (substitute, box.head)
    assert box.digest(one).person_id == substitute


def test_what_waits_for_the_night_to_end_costs_nothing_till_then(box: Outbox) -> None:
    box.rules = telling(**QUIET)
    box.queue(*([box.head] * 3), at=at(0))
    together(box, at(2))
    with statements_of(box.engine) as seen, reading(box.engine) as connection:
        assert not bundle.anything_to_bundle(connection, at(3))
    assert "ix_notice_unbundled" in plan_of(box.engine, seen[0])


def test_as_many_people_as_there_are_cost_as_many_statements(box: Outbox) -> None:
    counts = []
    for number in (3, 300):
        arrived(box)
        box.queue(*box.more_people(number))
        with statements_of(box.engine) as seen:
            together(box, at(8))
        counts.append(len(seen))
        with writing(box.engine) as connection:
            connection.execute(NOTICES.delete())
            connection.execute(sa.text("DELETE FROM digest"))
            connection.execute(sa.text("DELETE FROM person WHERE name LIKE '组长%'"))
    assert counts[0] == counts[1]
