"""What could not be delivered waits for the administrator, who sends it again (未送达)."""

from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from actions.dead_letter import Retried, list_dead_letters, retry, retry_all
from actions.delivery import deliver_notices
from actions.errors import NotAllowed, NotFound, WrongState
from actions.history import read_history
from actions.notice import acknowledge
from actions.permission import CONSOLE
from notifications.channels.protocol import PermanentFailure
from notifications.message import Message
from notifications.way import Way
from records.database import reading, writing
from records.digest import DIGESTS
from records.person import PEOPLE
from states.roles import Role
from tests.town import VILLAGES, ZHUZHAI, Town

NOBODY_THERE = PermanentFailure("550 查无此人")


@dataclass
class Line:
    """A channel that refuses everything for good while `fails` is set."""

    name: str = "mail"
    fails: Exception | None = None
    carried: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.fails is not None:
            raise self.fails
        self.carried.append(message)

    def close(self) -> None:
        self.carried.sort(key=lambda one: one.digest_id)


def over(line: Line) -> list[Way]:
    return [Way(line.name, lambda: line, needs="email")]


def given_up(town: Town) -> Town:
    """The three heads could not be told of the issue."""
    deliver_notices(town.desk, ways=over(Line(fails=NOBODY_THERE)))
    return town


def digest(town: Town, number: int) -> sa.Row[tuple[object, ...]]:
    with reading(town.desk.engine) as connection:
        return connection.execute(sa.select(DIGESTS).where(DIGESTS.c.id == number)).one()


def test_the_list_says_what_to_whom_over_which_channel_and_why_not(campaign: Town) -> None:
    given_up(campaign)
    listed = list_dead_letters(campaign.desk)
    assert [one.recipient for one in listed] == [f"{unit[-4:]} village_head" for unit in reversed(VILLAGES)]
    assert {(one.channel, one.attempts, one.detail) for one in listed} == {("mail", 1, "550 查无此人")}
    assert listed[1].says == (("issue", "朱寨社区居民委员会"),)
    assert listed[0].died_at == campaign.clock.now()


def test_the_list_goes_on_before_the_last_one_shown(campaign: Town) -> None:
    given_up(campaign)
    first, second, third = (one.id for one in list_dead_letters(campaign.desk))
    assert first > second > third
    assert [one.id for one in list_dead_letters(campaign.desk, limit=1)] == [first]
    assert [one.id for one in list_dead_letters(campaign.desk, limit=1, before=first)] == [second]


def test_one_that_was_given_up_is_sent_again_from_the_beginning(campaign: Town) -> None:
    given_up(campaign)
    number = list_dead_letters(campaign.desk)[1].id
    administrator = campaign.who(Role.ADMINISTRATOR, "410000000000")
    retry(campaign.desk, administrator, number, ways=over(Line("sms")))
    row = digest(campaign, number)
    assert (row.state, row.channel, row.failures, row.attempts) == ("queued", "sms", 0, 0)
    assert row.next_attempt_at == campaign.clock.now()
    line = Line("sms")
    assert deliver_notices(campaign.desk, ways=over(line)).delivered >= 1
    assert number in {one.digest_id for one in line.carried}
    assert [one.state for one in campaign.notices(ZHUZHAI)] == ["delivered"]


def test_it_stands_in_the_history_of_each_notice_with_whoever_did_it(campaign: Town) -> None:
    given_up(campaign)
    administrator = campaign.who(Role.ADMINISTRATOR, "410000000000")
    retry(campaign.desk, administrator, list_dead_letters(campaign.desk)[1].id, ways=over(Line()))
    [said] = [one for one in read_history(campaign.desk) if one.trigger == "retry"]
    assert (said.subject, said.unit, said.from_state, said.to_state) == ("notice", ZHUZHAI, "dead", "queued")
    assert said.actor == administrator.name


def test_what_was_acknowledged_meanwhile_is_not_sent_again(campaign: Town) -> None:
    given_up(campaign)
    [notice] = campaign.notices(ZHUZHAI)
    acknowledge(campaign.desk, campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), notice.id)
    number = list_dead_letters(campaign.desk)[1].id
    assert list_dead_letters(campaign.desk)[1].says == ()
    retry(campaign.desk, CONSOLE, number, ways=over(Line()))
    line = Line()
    deliver_notices(campaign.desk, ways=over(line))
    assert number not in {one.digest_id for one in line.carried}
    assert digest(campaign, number).state == "withdrawn"


def test_what_was_not_given_up_is_not_sent_again(campaign: Town) -> None:
    deliver_notices(campaign.desk, ways=over(Line()))
    with pytest.raises(WrongState, match="不在“未送达”之列"):
        retry(campaign.desk, CONSOLE, newest(campaign), ways=over(Line()))
    with pytest.raises(NotFound, match="没有编号为 0 的消息"):
        retry(campaign.desk, CONSOLE, 0, ways=over(Line()))


def test_nobody_is_sent_a_second_message_while_one_is_on_its_way(campaign: Town) -> None:
    given_up(campaign)
    [dead] = [one for one in list_dead_letters(campaign.desk) if one.says[0][1].startswith("朱寨")]
    on_its_way(campaign, dead.person_id)
    with pytest.raises(WrongState, match="已有另一条消息正在发给 4002 village_head"):
        retry(campaign.desk, CONSOLE, dead.id, ways=over(Line()))
    assert retry_all(campaign.desk, CONSOLE, ways=over(Line())) == Retried(queued=2, behind=1, unreachable=0)
    assert digest(campaign, dead.id).state == "dead"


def newest(town: Town) -> int:
    with reading(town.desk.engine) as connection:
        return int(connection.execute(sa.select(sa.func.max(DIGESTS.c.id))).scalar_one())


def on_its_way(town: Town, person_id: int, state: str = "queued") -> int:
    """Another message to somebody."""
    like = dict(digest(town, newest(town))._mapping)
    another = {**like, "id": like["id"] + 1, "person_id": person_id, "state": state}
    with writing(town.desk.engine) as connection:
        connection.execute(DIGESTS.insert().values(another))
    return newest(town)


def test_of_several_to_one_person_the_oldest_sets_out_first(campaign: Town) -> None:
    given_up(campaign)
    dead = list_dead_letters(campaign.desk)[-1]
    later = on_its_way(campaign, dead.person_id, state="dead")
    assert retry_all(campaign.desk, CONSOLE, ways=over(Line())) == Retried(queued=3, behind=1, unreachable=0)
    assert (digest(campaign, dead.id).state, digest(campaign, later).state) == ("queued", "dead")


def test_whom_no_channel_reaches_is_named_and_the_others_set_out(campaign: Town) -> None:
    given_up(campaign)
    dead = list_dead_letters(campaign.desk)[-1]
    with writing(campaign.desk.engine) as connection:
        connection.execute(PEOPLE.update().where(PEOPLE.c.id == dead.person_id).values(email=None))
    with pytest.raises(WrongState, match=f"没有可以到达 {dead.recipient} 的渠道"):
        retry(campaign.desk, CONSOLE, dead.id, ways=over(Line()))
    with pytest.raises(WrongState, match=f"没有可以到达 {dead.recipient} 的渠道"):
        retry(campaign.desk, CONSOLE, dead.id, ways=[])
    assert retry_all(campaign.desk, CONSOLE, ways=over(Line())) == Retried(queued=2, behind=0, unreachable=1)


def test_where_nothing_was_given_up_there_is_nothing_to_do(campaign: Town) -> None:
    assert retry_all(campaign.desk, CONSOLE, ways=over(Line())) == Retried(0, 0, 0)


def test_only_the_administrator_has_all_sent_again(campaign: Town) -> None:
    given_up(campaign)
    with pytest.raises(NotAllowed, match=r"（notice.retry）"):
        retry_all(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE), ways=over(Line()))
    assert len(list_dead_letters(campaign.desk)) == len(VILLAGES)
