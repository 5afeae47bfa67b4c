"""The outbox: who gets which notices to send, in which order, and what is recorded of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from actions import inspection, task
from notifications.channels.console import ConsoleChannel
from notifications.telling import moment_of, telling_of
from notifications.way import Way
from records import bundle, outbox
from records.claimed import Claimed, read_claimed
from records.database import in_transaction, reading, run, writing
from records.notice import NOTICES
from records.outbox import Lost, Outcome
from states.roles import Role
from tests.notifications.outbox import SEVENTH_OF_JUNE, Outbox, found_outbox, later
from tests.query_plan import plan_of, statements_of
from tests.shelf import After
from tests.town import GONGYELU, ZHUZHAI, Town

LEASE = timedelta(minutes=5)


@pytest.fixture
def box(engine: sa.Engine) -> Outbox:
    return found_outbox(engine)


def together(box: Outbox, at: datetime = SEVENTH_OF_JUNE) -> None:
    """Put what is due into messages."""
    telling, moment = telling_of(box.rules, [Way.over(ConsoleChannel())]), moment_of(box.rules, at)
    with writing(box.engine) as connection:
        while bundle.bundle(connection, box.campaign_id, telling, moment):
            pass


def claim(box: Outbox, at: datetime = SEVENTH_OF_JUNE, limit: int = 100) -> dict[int, int]:
    """Take the messages that are due, each by its first notice."""
    together(box, at)
    with writing(box.engine) as connection:
        claims = outbox.claim(connection, "console", at, limit=limit, lease=LEASE)
        first = sa.select(NOTICES.c.digest_id, sa.func.min(NOTICES.c.id)).group_by(NOTICES.c.digest_id)
        of = dict(connection.execute(first.where(NOTICES.c.digest_id.in_(claims))).tuples().all())
        return {of[one]: attempt for one, attempt in claims.items()}


def lost(box: Outbox, at: datetime) -> list[Lost]:
    with writing(box.engine) as connection:
        return outbox.lost(connection, at, limit=100)


def record(box: Outbox, *outcomes: Outcome) -> None:
    with writing(box.engine) as connection:
        outbox.record(connection, outcomes)


def outcome(box: Outbox, notice_id: int, result: outbox.Result, **changes: object) -> Outcome:
    """What became of the first attempt of the message that carries a notice."""
    values: dict[str, object] = {"attempt": 1, "at": SEVENTH_OF_JUNE, "channel": "console", "detail": ""}
    digest_id = box.digest(notice_id).id
    return Outcome(digest_id=digest_id, result=result, **{**values, **changes})  # type: ignore[arg-type]


def test_the_oldest_messages_that_are_due_are_claimed_and_held_until_the_lease_ends(box: Outbox) -> None:
    first, second, third = box.queue(box.head, box.assistant, *box.more_people(1))
    assert list(claim(box, limit=2).items()) == [(first, 1), (second, 1)]
    held = box.digest(first)
    assert (held.state, held.attempts, held.next_attempt_at) == ("sending", 1, SEVENTH_OF_JUNE + LEASE)
    assert [box.notice(one).state for one in (first, second, third)] == ["sending", "sending", "queued"]


def test_what_is_not_yet_due_stays_where_it_is(box: Outbox) -> None:
    box.queue(box.head, at=later(hours=1))
    assert claim(box) == {}
    with reading(box.engine) as connection:
        assert not bundle.anything_to_bundle(connection, SEVENTH_OF_JUNE)
        assert bundle.anything_to_bundle(connection, later(hours=1))


def test_a_later_notice_waits_while_a_message_to_the_same_person_is_on_its_way(box: Outbox) -> None:
    first, to_another = box.queue(box.head, box.assistant)
    assert claim(box, limit=1) == {first: 1}
    (second,) = box.queue(box.head)
    assert claim(box) == {to_another: 1}
    record(box, outcome(box, first, "delivered"))
    assert claim(box) == {second: 1}


def test_a_later_notice_waits_while_an_earlier_message_waits_for_its_next_attempt(box: Outbox) -> None:
    (first,) = box.queue(box.head)
    claim(box)
    record(box, outcome(box, first, "failed", retry_at=later(minutes=1)))
    box.queue(box.head)
    assert claim(box) == {}
    assert claim(box, later(minutes=1)) == {first: 2}


def test_a_dead_message_holds_up_nobody(box: Outbox) -> None:
    (first,) = box.queue(box.head)
    claim(box)
    record(box, outcome(box, first, "dead", detail="没有邮箱地址"))
    (second,) = box.queue(box.head)
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
    first, second = box.queue(box.head, box.head)
    claim(box)
    record(box, outcome(box, first, result, retry_at=retry_at))
    row = box.digest(first)
    assert (row.state, row.attempts, row.next_attempt_at) == (state, 1, retry_at)
    assert box.states() == {first: state, second: state}
    assert box.attempts(first) == left


def test_a_message_that_is_put_back_has_not_been_tried(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(box, one, "put_back", retry_at=later(minutes=1)))
    row = box.digest(one)
    assert (row.state, row.attempts, row.next_attempt_at) == ("queued", 0, later(minutes=1))
    assert box.attempts(one) == []


def test_a_channel_that_failed_leaves_a_delivery_but_no_attempt(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(box, one, "put_back", detail="连不上", retry_at=later(minutes=1), failures=1))
    row = box.digest(one)
    assert (row.attempts, row.failures) == (0, 1)
    assert box.attempts(one) == [("failed", "连不上")]


def test_a_message_goes_on_over_another_channel(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(box, one, "failed", retry_at=SEVENTH_OF_JUNE, channel_next="sms"))
    assert (box.digest(one).channel, box.digest(one).failures) == ("sms", 0)


def test_an_acknowledgement_is_never_overwritten_but_the_delivery_is_remembered(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    box.acknowledge(one)
    record(box, outcome(box, one, "delivered"))
    assert box.notice(one).state == "acknowledged"
    assert box.attempts(one) == [("delivered", "")]


def test_what_a_dead_sender_held_is_told_when_its_lease_has_run_out(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    assert lost(box, later(minutes=4)) == []
    assert claim(box, later(minutes=4)) == {}
    (found,) = lost(box, later(minutes=5))
    assert (found.id, found.attempt) == (box.digest(one).id, 1)


def test_a_sender_that_lost_its_lease_does_not_speak_for_the_next_one(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(box, one, "failed", retry_at=later(minutes=5), detail=outbox.LOST_DETAIL))
    claim(box, later(minutes=5))
    record(box, outcome(box, one, "dead", attempt=1))
    assert box.digest(one).state == box.notice(one).state == "sending"
    record(box, outcome(box, one, "delivered", attempt=2))
    assert box.digest(one).state == box.notice(one).state == "delivered"


def test_long_answers_of_a_server_are_cut(box: Outbox) -> None:
    (one,) = box.queue(box.head)
    claim(box)
    record(box, outcome(box, one, "dead", detail="长" * 900))
    assert box.attempts(one) == [("dead", "长" * 500)]


def test_many_senders_at_once_share_the_messages(box: Outbox) -> None:
    people = [box.head, box.assistant, *box.more_people(30)]
    box.queue(*(people * 3))
    senders = 4
    ready = Barrier(senders)
    telling, moment = (
        telling_of(box.rules, [Way.over(ConsoleChannel())]),
        moment_of(box.rules, SEVENTH_OF_JUNE),
    )

    def one_claim(connection: sa.Connection) -> dict[int, int]:
        outbox.one_at_a_time(connection)
        bundle.bundle(connection, box.campaign_id, telling, moment)
        return outbox.claim(connection, "console", SEVENTH_OF_JUNE, limit=11, lease=LEASE)

    def claim_at_once(_: int) -> dict[int, int]:
        ready.wait()
        return in_transaction(box.engine, one_claim)

    with ThreadPoolExecutor(senders) as pool:
        taken = list(pool.map(claim_at_once, range(senders)))
    assert sum(map(len, taken)) == len(set().union(*taken)) == len(people)
    assert len({row.person_id for row in box.digests()}) == len(people)


def test_a_quiet_outbox_costs_a_look_at_its_indices(box: Outbox) -> None:
    with statements_of(box.engine) as seen, reading(box.engine) as connection:
        bundle.anything_to_bundle(connection, SEVENTH_OF_JUNE)
        outbox.anything_due(connection, SEVENTH_OF_JUNE)
    unbundled, on_its_way = seen
    assert "ix_notice_unbundled" in plan_of(box.engine, unbundled)
    assert "ix_digest_outbox" in plan_of(box.engine, on_its_way)


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
        run(connection, NOTICES.update().where(NOTICES.c.state == "queued").values(state="sending"))
        return read_claimed(connection, sa.true())


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


def test_notices_of_any_number_are_read_with_one_statement(june: Town) -> None:
    many = len(take_all(june))
    assert many > 50
    with reading(june.desk.engine) as connection, statements_of(june.desk.engine) as seen:
        assert len(read_claimed(connection, sa.true())) == many
    assert len(seen) == 1
