"""A link acknowledges one message of one person, once, while it holds; looking at it does nothing."""

import logging
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from actions import acknowledge_link
from actions.acknowledge_link import (
    BY_LINK,
    LinkRefused,
    acknowledge_by_link,
    expires,
    read_ticket,
    signer,
)
from actions.errors import BadInput, WrongState
from actions.hand_over import NewPerson, hand_over
from actions.history import read_history
from actions.notice import acknowledge, list_notices
from actions.permission import CONSOLE
from notifications.link import Signer
from notifications.settings import WrongSetting
from records.database import reading, writing
from records.digest import DIGESTS
from records.history import HISTORY
from records.setting import SETTINGS
from states.roles import Role
from tests.actions.messages import reachable, sent_to, token_in
from tests.shelf import After
from tests.town import GONGYELU, SHANGHAI, ZHUZHAI, Town, mail

SELF = "self-inspection"
HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)


def overdue(town: Town) -> None:
    """The self-inspection was due on Sunday, 10 June; its first rung has fired on Monday. Nobody has done
    anything before either, and nothing has gone out yet."""
    town.issue()
    town.checked_daily("2012-06-04", "2012-06-08")
    town.at("2012-06-11").check()


@pytest.fixture
def monday(after: After) -> Town:
    return after(overdue)


@pytest.fixture
def token(monday: Town) -> str:
    """Of the link to the head of 朱寨社区 on Monday."""
    return token_in(sent_to(monday, Role.VILLAGE_HEAD, ZHUZHAI))


def rows(town: Town) -> int:
    with reading(town.desk.engine) as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(HISTORY)).scalar_one())


def refusal(town: Town, token: str) -> str:
    """Why a link is refused, to look at and to acknowledge; nothing is written."""
    before = rows(town)
    with pytest.raises(LinkRefused) as looking:
        read_ticket(town.desk, token)
    with pytest.raises(LinkRefused) as doing:
        acknowledge_by_link(town.desk, token)
    assert looking.value.why == doing.value.why
    assert rows(town) == before
    return doing.value.why


def head_waits(town: Town) -> int:
    """How many notices that have gone out to the head wait for an acknowledgement."""
    mine = list_notices(
        town.desk, person_id=town.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id, unacknowledged=True
    )
    return len([one for one in mine if one.state == "delivered" and one.due == date(2012, 6, 10)])


def test_a_link_shows_what_it_would_acknowledge_and_until_when_that_holds_the_ladder(
    monday: Town, token: str
) -> None:
    shown = read_ticket(monday.desk, token)
    assert shown.recipient == "4002 village_head"
    [rung] = [one for one in shown.waiting if one.task == SELF and one.rung == 0]
    assert (rung.unit, rung.form, rung.due, rung.of_village) == (ZHUZHAI, "overdue", date(2012, 6, 10), True)
    assert rung.until == date(2012, 6, 14)
    assert shown.expires == datetime(2012, 7, 12, tzinfo=SHANGHAI)


def test_whoever_looks_however_often_acknowledges_nothing(monday: Town, token: str) -> None:
    before, waiting = rows(monday), head_waits(monday)
    for _ in range(10):
        assert read_ticket(monday.desk, token).waiting
    assert (rows(monday), head_waits(monday)) == (before, waiting)
    assert waiting


def test_one_tap_acknowledges_all_that_the_message_says_and_the_ladder_stands(
    monday: Town, token: str
) -> None:
    waiting = read_ticket(monday.desk, token).waiting
    done = acknowledge_by_link(monday.desk, token)
    assert (done.count, done.held_until) == (len(waiting), date(2012, 6, 14))
    shown = read_ticket(monday.desk, token)
    assert shown.waiting == ()
    assert {one.acknowledged_at for one in shown.notices} == {monday.clock.instant}
    [rung] = [one for one in shown.notices if one.task == SELF and one.rung == 0]
    assert rung.until == date(2012, 6, 14)
    monday.checked_daily("2012-06-12", "2012-06-14")
    assert all(role != "linked_leader" for *_, role in monday.told(ZHUZHAI, SELF, since="2012-06-13"))


def test_the_history_says_that_it_was_by_the_link_and_what_was_promised(monday: Town, token: str) -> None:
    acknowledge_by_link(monday.desk, token, date(2012, 6, 12))
    said = [
        (one.actor, one.reason)
        for one in read_history(monday.desk, unit_code=ZHUZHAI)
        if one.subject == "notice" and one.trigger == "acknowledge"
    ]
    assert set(said) == {("4002 village_head", f"{BY_LINK}；承诺 6月12日（星期二） 前办结")}


def test_a_second_tap_is_refused_in_words(monday: Town, token: str) -> None:
    acknowledge_by_link(monday.desk, token)
    before = rows(monday)
    monday.at("2012-06-11", 10)
    with pytest.raises(WrongState, match=r"已于 2012-06-11 09:00 签收，不必再签"):
        acknowledge_by_link(monday.desk, token)
    assert rows(monday) == before


def test_what_was_acknowledged_on_the_pages_is_left_as_it_is(monday: Town, token: str) -> None:
    first, *rest = read_ticket(monday.desk, token).waiting
    acknowledge(monday.desk, monday.who(Role.VILLAGE_HEAD, ZHUZHAI), first.id, date(2012, 6, 11))
    monday.at("2012-06-11", 10)
    assert acknowledge_by_link(monday.desk, token).count == len(rest)
    kept = next(one for one in read_ticket(monday.desk, token).notices if one.id == first.id)
    assert (kept.acknowledged_at, kept.promised_on) == (
        datetime(2012, 6, 11, 9, tzinfo=SHANGHAI),
        date(2012, 6, 11),
    )


def test_a_promise_in_the_past_is_refused_and_nothing_is_acknowledged(monday: Town, token: str) -> None:
    with pytest.raises(BadInput, match="已经过去"):
        acknowledge_by_link(monday.desk, token, date(2012, 6, 10))
    assert read_ticket(monday.desk, token).waiting


def test_a_link_ends_with_the_last_day_that_the_plan_grants(monday: Town, token: str) -> None:
    monday.at("2012-07-11", 23, 59)
    assert read_ticket(monday.desk, token).waiting
    monday.at("2012-07-12", 0)
    assert refusal(monday, token) == "expired"


def test_a_changed_link_is_refused_and_logged_without_the_link(
    monday: Town, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    other = "a" if token[0] != "a" else "b"
    with caplog.at_level(logging.WARNING, "duban.notifications"):
        assert refusal(monday, other + token[1:]) == "forged"
        assert refusal(monday, "x") == "forged"
    assert "a link was refused: forged" in caplog.text
    assert token[1:] not in caplog.text


def test_the_link_of_another_installation_is_refused(monday: Town, token: str) -> None:
    assert read_ticket(monday.desk, token).waiting
    change = SETTINGS.update().where(SETTINGS.c.name == acknowledge_link.SECRET).values(value="00" * 32)
    with writing(monday.desk.engine) as connection:
        connection.execute(change)
    assert refusal(monday, token) == "forged"


def test_a_ticket_for_another_persons_message_is_refused(monday: Town, token: str) -> None:
    assert token
    ours = signer(monday.desk)
    with reading(monday.desk.engine) as connection:
        theirs = connection.execute(
            sa.select(DIGESTS.c.id).where(
                DIGESTS.c.person_id == monday.who(Role.VILLAGE_HEAD, GONGYELU).person_id
            )
        ).scalars()
        ids = list(theirs)
    head = monday.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id or 0
    end = datetime(2012, 7, 12, tzinfo=SHANGHAI)
    for digest in (*ids, 99_999, 2**32 - 1):
        link = Signer(ours.secret, "https://duban.example").link(digest, head, end)
        assert link is not None
        assert refusal(monday, link.rpartition("/")[2]) == "elsewhere"
    assert ids


def test_whoever_has_handed_the_office_over_acknowledges_nothing_any_more(monday: Town, token: str) -> None:
    monday.at("2012-06-11", 10)
    successor = NewPerson("李新", "li@duban.example", "0371-1234567")
    hand_over(monday.desk, CONSOLE, HEAD, successor, Role.VILLAGE_HEAD, ZHUZHAI, "换届")
    assert refusal(monday, token) == "handed_over"


def test_the_secret_is_made_once_and_is_another_in_each_database(monday: Town, after: After) -> None:
    with reachable():
        first = signer(monday.desk)
        assert signer(monday.desk).secret == first.secret
        assert len(first.secret) == acknowledge_link.SECRET_BYTES
        assert signer(after(overdue).desk).secret != first.secret


def test_without_an_address_messages_carry_no_link(monday: Town) -> None:
    assert acknowledge_link.links(monday.desk).__name__ == "no_links"


def test_a_wrong_address_is_said_before_anything_is_sent(
    monday: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_ADDRESS", "duban.example")
    with pytest.raises(WrongSetting, match="DUBAN_ADDRESS"):
        acknowledge_link.links(monday.desk)


def test_a_message_has_the_same_link_each_time_it_is_sent(monday: Town, token: str) -> None:
    book = read_ticket(monday.desk, token).book
    morning, evening = (datetime(2012, 6, 11, hour, tzinfo=SHANGHAI) for hour in (0, 23))
    assert expires(book, morning) == expires(book, evening) == datetime(2012, 7, 12, tzinfo=SHANGHAI)
