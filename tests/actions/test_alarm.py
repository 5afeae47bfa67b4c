"""The administrators are told, once a day at most, what does not arrive."""

import sqlalchemy as sa

from actions.delivery import deliver_notices
from actions.desk import occasion
from actions.notice import list_notices
from notifications.channels.protocol import Unreachable
from notifications.way import Way
from records.channel import PERSON_CHANNELS
from records.database import in_transaction, writing
from records.notice import When, Wording, queue_for_one
from states.roles import Role
from tests.actions.people import appoint
from tests.actions.test_dead_letter import NOBODY_THERE, Line, given_up, over
from tests.town import SUBDISTRICT, ZHUZHAI, Town, mail

PROVINCE = "410000000000"
ADMINISTRATOR = mail(Role.ADMINISTRATOR, PROVINCE)


def deliver(town: Town, *ways: Way) -> None:
    deliver_notices(town.desk, ways=ways)


def alarms(town: Town) -> list[str]:
    return [one.recipient for one in list_notices(town.desk) if one.rule.startswith("dead-letters.")]


def queue_another(town: Town, role: Role = Role.LEADING_GROUP_OFFICE) -> None:
    """Something further is to be told to the office."""
    person = town.who(role).person_id
    assert person is not None

    def work(connection: sa.Connection) -> int:
        now = occasion(town.desk, connection, None)
        assert now.root_id is not None
        wording = Wording("word", "word", f"told.{now.at:%d%H%M}", None, about="请阅。")
        return queue_for_one(
            now.connection, (now.campaign_id, now.root_id), person, role, wording, When(now.at, now.today)
        )

    assert in_transaction(town.desk.engine, work) == 1


def test_the_administrator_is_told_how_many_and_to_whom(campaign: Town) -> None:
    given_up(campaign)
    line = Line()
    deliver(campaign, *over(line))
    assert [one.address for one in line.carried] == [ADMINISTRATOR]
    assert (
        "3 条通知无法送达：收件人 4001 village_head、4002 village_head、4003 village_head。"
        "请到“管理—未送达”处理。"
    ) in line.carried[0].text.replace("\n", "")


def test_every_administrator_is_told_and_nobody_else(campaign: Town) -> None:
    appoint(campaign, (Role.ADMINISTRATOR, SUBDISTRICT))
    given_up(campaign)
    assert sorted(alarms(campaign)) == ["0000 administrator", "4000 administrator"]


def test_nobody_is_told_while_everything_arrives(campaign: Town) -> None:
    deliver(campaign, *over(Line()))
    assert alarms(campaign) == []


def test_they_are_told_once_a_day_at_most_and_on_the_next_day_only_of_what_is_new(campaign: Town) -> None:
    given_up(campaign)
    deliver(campaign, *over(Line()))
    queue_another(campaign.at("2012-04-23", 11))
    deliver(campaign, *over(Line(fails=NOBODY_THERE)))
    assert len(alarms(campaign)) == 1
    line = Line()
    deliver(campaign.at("2012-04-24"), *over(line))
    assert len(alarms(campaign)) == 2
    deliver(campaign, *over(line))
    assert "1 条通知无法送达：收件人 4000 leading_group_office" in line.carried[-1].text
    deliver(campaign.at("2012-04-25"), *over(Line()))
    assert len(alarms(campaign)) == 2


def test_an_alarm_that_is_given_up_itself_raises_no_other(campaign: Town) -> None:
    refuses = over(Line(fails=NOBODY_THERE))
    given_up(campaign)
    deliver(campaign, *refuses)
    deliver(campaign.at("2012-04-24"), *refuses)
    deliver(campaign.at("2012-04-25"), *refuses)
    assert alarms(campaign) == ["0000 administrator"]


def prefer(town: Town, role: Role, unit: str, *channels: str) -> None:
    person = town.who(role, unit).person_id
    rows = [
        {"person_id": person, "channel": channel, "position": place, "address": f"{channel}:{role}"}
        for place, channel in enumerate(channels)
    ]
    with writing(town.desk.engine) as connection:
        connection.execute(PERSON_CHANNELS.insert(), rows)


def test_a_channel_that_is_down_for_half_an_hour_is_named_over_one_that_works(campaign: Town) -> None:
    prefer(campaign, Role.VILLAGE_HEAD, ZHUZHAI, "wecom")
    prefer(campaign, Role.ADMINISTRATOR, PROVINCE, "wecom", "mail")
    wecom, post = Line("wecom", Unreachable("连不上企业微信")), Line("mail")
    ways = [Way("wecom", lambda: wecom, needs="own"), *over(post)]
    for minute in range(30):
        deliver(campaign.at("2012-04-23", 9, minute), *ways)
    assert alarms(campaign) == []
    for minute in range(30, 45):
        deliver(campaign.at("2012-04-23", 9, minute), *ways)
    assert alarms(campaign) == ["0000 administrator"]
    [told] = [one for one in post.carried if one.address == f"mail:{Role.ADMINISTRATOR}"]
    assert "通知渠道 wecom 已有 30 分钟以上不能使用（连不上企业微信）" in told.text.replace("\n", "")
