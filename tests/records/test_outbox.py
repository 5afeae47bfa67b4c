"""The outbox: who gets which notices to send, in which order, and what is recorded of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from actions import inspection, task
from records import outbox
from records.claimed import Claimed, read_claimed
from records.database import in_transaction, reading, writing
from records.outbox import Outcome
from records.person import PEOPLE
from states.roles import Role
from tests.notifications.outbox import SEVENTH_OF_JUNE, Outbox, found_outbox, ids, later
from tests.query_plan import plan_of, statements_of
from tests.shelf import After
from tests.town import GONGYELU, ZHUZHAI, Town

LEASE = timedelta(minutes=5)


@pytest.fixture
def box(engine: sa.Engine) -> Outbox:
    return found_outbox(engine)


def claim(box: Outbox, at: datetime = SEVENTH_OF_JUNE, limit: int = 100) -> dict[int, int]:
    with writing(box.engine) as connection:
        return outbox.claim(connection, at, limit=limit, lease=LEASE)


def take_back(box: Outbox, at: datetime, attempts: int = 6) -> int:
    with writing(box.engine) as connection:
        return outbox.take_back(connection, at, attempts=attempts)


def record(box: Outbox, *outcomes: Outcome) -> None:
    with writing(box.engine) as connection:
        outbox.record(connection, outcomes)


def read(box: Outbox, claims: dict[int, int]) -> list[Claimed]:
    with reading(box.engine) as connection:
        return read_claimed(connection, claims)


def outcome(notice_id: int, result: outbox.Result, **changes: object) -> Outcome:
    values: dict[str, object] = {"attempt": 1, "at": SEVENTH_OF_JUNE, "channel": "smtp", "detail": ""}
    return Outcome(notice_id=notice_id, result=result, **{**values, **changes})  # type: ignore[arg-type]


def test_the_oldest_notices_that_are_due_are_claimed_and_held_until_the_lease_ends(box: Outbox) -> None:
    first, second, third = box.queue(box.head, box.assistant, box.head)
    assert list(claim(box, limit=2).items()) == [(first, 1), (second, 1)]
    held = box.notice(first)
    assert (held.state, held.attempts, held.next_attempt_at) == ("sending", 1, SEVENTH_OF_JUNE + LEASE)
    assert box.notice(third).state == "queued"


def test_what_is_not_yet_due_stays_where_it_is(box: Outbox) -> None:
    box.queue(box.head, at=later(hours=1))
    with reading(box.engine) as connection:
        assert not outbox.anything_due(connection, SEVENTH_OF_JUNE)
        assert outbox.anything_due(connection, later(hours=1))
    assert claim(box) == {}


def test_a_later_notice_waits_while_an_earlier_one_to_the_same_person_is_being_sent(box: Outbox) -> None:
    first, second, to_another = box.queue(box.head, box.head, box.assistant)
    assert claim(box, limit=1) == {first: 1}
    assert claim(box) == {to_another: 1}
    record(box, outcome(first, "delivered"))
    assert claim(box) == {second: 1}


def test_a_later_notice_waits_while_an_earlier_one_waits_for_its_next_attempt(box: Outbox) -> None:
    first, second = box.queue(box.head, box.head)
    claim(box, limit=1)
    record(box, outcome(first, "failed", retry_at=later(minutes=1)))
    assert claim(box) == {}
    assert claim(box, later(minutes=1)) == {first: 2, second: 1}


def test_a_dead_notice_holds_up_nobody(box: Outbox) -> None:
    first, second = box.queue(box.head, box.head)
    claim(box, limit=1)
    record(box, outcome(first, "dead", detail="没有邮箱地址"))
    assert claim(box) == {second: 1}


@pytest.mark.parametrize(
    ("result", "retry_at", "state", "left"),
    [
        ("delivered", None, "delivered", [("delivered", "")]),
        ("failed", later(minutes=1), "queued", [("failed", "")]),
        ("dead", None, "dead", [("dead", "")]),
    ],
)
def test_what_became_of_an_attempt_decides_the_state_and_leaves_a_delivery(
    box: Outbox, result: outbox.Result, retry_at: datetime | None, state: str, left: list[tuple[str, str]]
) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(one, result, retry_at=retry_at))
    row = box.notice(one)
    assert (row.state, row.attempts, row.next_attempt_at) == (state, 1, retry_at)
    assert box.attempts(one) == left


def test_a_notice_that_is_put_back_has_not_been_tried(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(one, "put_back", retry_at=later(minutes=1)))
    row = box.notice(one)
    assert (row.state, row.attempts, row.next_attempt_at) == ("queued", 0, later(minutes=1))
    assert box.attempts(one) == []


def test_an_acknowledgement_is_never_overwritten_but_the_delivery_is_remembered(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    box.acknowledge(one)
    record(box, outcome(one, "delivered"))
    assert box.notice(one).state == "acknowledged"
    assert box.attempts(one) == [("delivered", "")]


def test_what_was_acknowledged_after_it_was_claimed_is_not_sent(box: Outbox) -> None:
    first, second = box.queue(box.head, box.assistant)
    claims = claim(box)
    box.acknowledge(first)
    assert ids(read(box, claims)) == [second]


def test_what_a_dead_sender_held_is_queued_again_when_its_lease_has_run_out(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    assert take_back(box, later(minutes=4)) == 0
    assert claim(box, later(minutes=4)) == {}
    assert take_back(box, later(minutes=5)) == 0
    assert claim(box, later(minutes=5)) == {one: 2}
    assert box.attempts(one) == [("failed", outbox.LOST_DETAIL)]


def test_a_notice_that_killed_every_sender_is_given_up(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    assert take_back(box, later(minutes=5), attempts=2) == 0
    claim(box, later(minutes=5))
    assert take_back(box, later(minutes=10), attempts=2) == 1
    assert box.notice(one).state == "dead"
    assert [result for result, _ in box.attempts(one)] == ["failed", "dead"]


def test_a_sender_that_lost_its_lease_does_not_speak_for_the_next_one(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    take_back(box, later(minutes=5))
    claim(box, later(minutes=5))
    record(box, outcome(one, "dead", attempt=1))
    assert box.notice(one).state == "sending"
    record(box, outcome(one, "delivered", attempt=2))
    assert box.notice(one).state == "delivered"


def test_long_answers_of_a_server_are_cut(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(one, "dead", detail="长" * 900))
    assert box.attempts(one) == [("dead", "长" * 500)]


def test_many_senders_at_once_share_the_notices_and_never_split_a_person(box: Outbox) -> None:
    people = [box.head, box.assistant, *more_people(box, 6)]
    queued = box.queue(*(people * 5))
    senders = 4
    ready = Barrier(senders)

    def one_claim(_: int) -> dict[int, int]:
        ready.wait()
        return in_transaction(box.engine, lambda c: outbox.claim(c, SEVENTH_OF_JUNE, limit=11, lease=LEASE))

    with ThreadPoolExecutor(senders) as pool:
        taken = list(pool.map(one_claim, range(senders)))
    assert sum(map(len, taken)) == len(set().union(*taken)) > 0
    person_of = {one: people[number % len(people)] for number, one in enumerate(queued)}
    holders = [{person_of[one] for one in claims} for claims in taken]
    assert sum(map(len, holders)) == len(set().union(*holders))


def more_people(box: Outbox, count: int) -> list[int]:
    rows = [{"name": f"组长{number}", "language": "zh"} for number in range(count)]
    with writing(box.engine) as connection:
        connection.execute(PEOPLE.insert(), rows)
        newest = sa.select(PEOPLE.c.id).order_by(PEOPLE.c.id.desc()).limit(count)
        return sorted(connection.execute(newest).scalars())


def test_a_quiet_outbox_costs_a_look_at_its_index(box: Outbox) -> None:
    with statements_of(box.engine) as seen, reading(box.engine) as connection:
        outbox.anything_due(connection, SEVENTH_OF_JUNE)
    (said,) = seen
    assert "ix_notice_outbox" in plan_of(box.engine, said)


def on_18_june(town: Town) -> None:
    """朱寨社区 has done nothing, 工业路社区 was sent back."""
    town.issue()
    town.at("2012-06-05").check()
    town.at("2012-06-09").submit(GONGYELU, "self-inspection")
    office = town.who(Role.LEADING_GROUP_OFFICE)
    town.at("2012-06-11")
    task.return_task(town.desk, office, GONGYELU, "self-inspection", "自查表缺第3页")
    for day in ("2012-06-11", "2012-06-12", "2012-06-14", "2012-06-18"):
        town.at(day).check()


@pytest.fixture
def june(after: After) -> Town:
    return after(on_18_june)


def take_all(town: Town) -> list[Claimed]:
    """Every notice that is queued, as a sender gets them."""
    with writing(town.desk.engine) as connection:
        claims = outbox.claim(connection, town.clock.now(), limit=10_000, lease=LEASE)
        return read_claimed(connection, claims)


def claimed_of(town: Town, unit: str, form: str) -> Claimed:
    """The newest notice of a form about a unit's self-inspection."""
    about = [one for one in take_all(town) if one.unit == unit and one.form == form]
    return [one for one in about if one.task is None or one.task.key == "self-inspection"][-1]


def test_a_claimed_notice_brings_everything_that_it_says(june: Town) -> None:
    one = claimed_of(june, ZHUZHAI, "inspection_proposed")
    assert (one.role, one.rung, one.due) == ("supervision_office", 3, date(2012, 6, 10))
    assert (one.unit_kind, one.office) == ("community", "工业路街道")
    assert one.email == "supervision_office.410106004000@duban.example"
    assert one.told == (0, 1, 2)
    assert one.task is not None
    assert (one.task.state, one.task.effective_due) == ("open", date(2012, 6, 10))
    assert one.inspection is not None
    assert any("自查自纠" in reason for reason in one.inspection.reasons)
    asked = {contact.role: contact.name for contact in one.contacts}
    assert asked == {
        "leading_group_office": "4000 leading_group_office",
        "leading_group_head": "4000 leading_group_head",
    }


def test_a_notice_of_a_return_brings_the_reason(june: Town) -> None:
    one = claimed_of(june, GONGYELU, "returned")
    assert one.task is not None
    assert (one.task.state, one.task.cycle, one.cycle) == ("returned", 2, 2)
    assert one.task.reason == "自查表缺第3页"


def test_rungs_of_the_office_and_of_the_village_are_not_mixed_up(june: Town) -> None:
    june.submit(ZHUZHAI, "self-inspection")
    june.checked_daily("2012-06-19", "2012-06-27")
    late = claimed_of(june, ZHUZHAI, "verification_overdue")
    assert (late.role, late.told) == ("leading_group_head", (0,))


def test_the_notice_of_an_order_brings_the_inspectors_in_the_order_of_their_names(june: Town) -> None:
    office = june.who(Role.SUPERVISION_OFFICE)
    proposed = next(one for one in inspection.list_inspections(june.desk) if one.unit == ZHUZHAI)
    named = [june.who(Role.SUPERVISION_OFFICE).person_id, june.who(Role.LEADING_GROUP).person_id]
    inspection.order(june.desk, office, proposed.id, [one for one in named if one is not None])
    one = claimed_of(june, ZHUZHAI, "inspection_village")
    assert one.inspection is not None
    assert (one.inspection.state, one.inspection.due) == ("notified", one.due)
    assert sorted(one.inspection.inspectors) == ["4000 leading_group", "4000 supervision_office"]


def test_a_batch_of_any_size_is_read_with_one_statement(june: Town) -> None:
    engine = june.desk.engine
    with writing(engine) as connection:
        claims = outbox.claim(connection, june.clock.now(), limit=10_000, lease=LEASE)
    assert len(claims) > 50
    with reading(engine) as connection, statements_of(engine) as seen:
        assert len(read_claimed(connection, claims)) == len(claims)
    assert len(seen) == 1
