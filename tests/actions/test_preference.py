"""Over which channels, when and in which language somebody wants to be told."""

from datetime import time

import pytest

from actions.channel import list_channels
from actions.delivery import deliver_notices
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.permission import CONSOLE
from actions.preference import NEVER_QUIET, Preferences, read_preferences, set_preferences, try_own_channel
from notifications.channels.protocol import Unreachable
from notifications.way import Way
from states.roles import Role
from tests.actions.test_dead_letter import Line
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town, mail

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
MAIL, SMS, WECOM, FILE = Line("mail"), Line("sms"), Line("wecom"), Line("file")
WAYS = (
    Way("mail", lambda: MAIL, needs="email"),
    Way("sms", lambda: SMS, needs="phone"),
    Way("wecom", lambda: WECOM, needs="own"),
    Way("file", lambda: FILE),
)


def keep(town: Town, wanted: Preferences) -> Preferences:
    """The head of 朱寨社区 sets their preferences; as they are kept."""
    head = town.who(Role.VILLAGE_HEAD, ZHUZHAI)
    set_preferences(town.desk, head, HEAD, wanted, ways=WAYS)
    return read_preferences(town.desk, head, HEAD, ways=WAYS).preferences


def test_whoever_has_chosen_nothing_is_told_as_the_plan_says(campaign: Town) -> None:
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    found = read_preferences(campaign.desk, head, HEAD, ways=WAYS)
    assert found.preferences == Preferences()
    assert (found.person, found.email, found.phone) == (head.name, HEAD, None)
    assert found.installed == (("mail", "email"), ("sms", "phone"), ("wecom", "own"), ("file", "nothing"))


def test_what_is_chosen_is_kept_in_its_order_and_replaces_what_was(campaign: Town) -> None:
    wanted = Preferences(
        channels=(("wecom", "zhu.head"), ("mail", "other@duban.example")),
        quiet=(time(21), time(6, 30)),
        digest_at=time(8, 15),
        language="en",
    )
    assert keep(campaign, wanted) == wanted
    assert keep(campaign, Preferences(quiet=NEVER_QUIET)) == Preferences(quiet=NEVER_QUIET)
    assert keep(campaign, Preferences()) == Preferences()


def test_an_address_that_is_left_out_is_the_person_s_own(campaign: Town) -> None:
    assert keep(campaign, Preferences((("mail", " "), ("file", "")))).channels == (
        ("mail", HEAD),
        ("file", HEAD),
    )
    with pytest.raises(BadInput, match="渠道 sms 需要手机号码（如 13800000000），请填写"):
        keep(campaign, Preferences((("sms", ""),)))


def test_a_telephone_number_is_kept_without_what_is_written_between(campaign: Town) -> None:
    assert keep(campaign, Preferences((("sms", "138 0000-0000"),))).channels == (("sms", "13800000000"),)
    assert keep(campaign, Preferences((("sms", "+49 30 1234567"),))).channels == (("sms", "+49301234567"),)


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (Preferences((("pigeon", "x"),)), "没有名为 pigeon 的通知渠道。可以选用：mail、sms、wecom、file"),
        (Preferences((("file", ""), ("file", ""))), "渠道 file 选了两次"),
        (
            Preferences((("sms", "a@b.example"),)),
            "渠道 sms 需要手机号码（如 13800000000），“a@b.example”不是",
        ),
        (Preferences((("sms", "12345"),)), "渠道 sms 需要手机号码"),
        (Preferences((("mail", "13800000000"),)), "渠道 mail 需要电子邮箱"),
        (Preferences((("wecom", ""),)), "渠道 wecom 需要您在该渠道的账号，请填写"),
        (Preferences((("wecom", "a\x00b"),)), "不能含有控制字符"),
        (Preferences((("wecom", "a" * 255),)), "最多 254 个字符"),
        (Preferences(language="fr"), "语言 fr 应为 zh（中文）或 en（英文）"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    campaign: Town, wanted: Preferences, refusal: str
) -> None:
    before = keep(campaign, Preferences((("file", "x"),), digest_at=time(8)))
    with pytest.raises(BadInput, match=refusal):
        keep(campaign, wanted)
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    assert read_preferences(campaign.desk, head, HEAD, ways=WAYS).preferences == before


def test_the_next_message_goes_where_and_how_it_was_chosen(campaign: Town) -> None:
    keep(campaign, Preferences((("wecom", "zhu.head"),), language="en"))
    wecom, post = Line("wecom"), Line("mail")
    ways = [Way("mail", lambda: post, needs="email"), Way("wecom", lambda: wecom, needs="own")]
    deliver_notices(campaign.desk, ways=ways)
    assert [(one.address, one.language) for one in wecom.carried] == [("zhu.head", "en")]
    assert HEAD not in [one.address for one in post.carried]


def test_the_administrator_sets_those_of_others_and_nobody_else_does(campaign: Town) -> None:
    administrator = campaign.who(Role.ADMINISTRATOR, "410000000000")
    set_preferences(campaign.desk, administrator, HEAD, Preferences(language="en"), ways=WAYS)
    assert read_preferences(campaign.desk, CONSOLE, HEAD, ways=WAYS).preferences.language == "en"
    for other in (
        campaign.who(Role.VILLAGE_HEAD, GONGYELU),
        campaign.who(Role.LEADING_GROUP_OFFICE, SUBDISTRICT),
    ):
        with pytest.raises(NotAllowed, match=r"（preference.set）"):
            set_preferences(campaign.desk, other, HEAD, Preferences(), ways=WAYS)
        with pytest.raises(NotAllowed):
            read_preferences(campaign.desk, other, HEAD, ways=WAYS)
    with pytest.raises(NotFound, match="没有找到人员"):
        read_preferences(campaign.desk, CONSOLE, "nobody@duban.example", ways=WAYS)


def test_a_message_to_oneself_goes_to_the_address_that_was_chosen(campaign: Town) -> None:
    head, wecom = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), Line("wecom")
    ways = [Way("wecom", lambda: wecom, needs="own")]
    with pytest.raises(WrongState, match="您在渠道 wecom 没有可用的地址"):
        try_own_channel(campaign.desk, head, "wecom", ways=ways)
    keep(campaign, Preferences((("wecom", "zhu.head"),)))
    assert try_own_channel(campaign.desk, head, "wecom", ways=ways) == "wecom"
    assert [one.address for one in wecom.carried] == ["zhu.head"]
    with pytest.raises(NotAllowed, match="控制台不是收件人"):
        try_own_channel(campaign.desk, CONSOLE, "wecom", ways=ways)


def test_a_message_to_oneself_keeps_to_the_channel_s_rate(campaign: Town) -> None:
    head, post = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), Line("mail")
    ways = [Way("mail", lambda: post, needs="email", per_minute=1)]
    try_own_channel(campaign.desk, head, "mail", ways=ways)
    with pytest.raises(WrongState, match="暂不能使用，或本分钟的条数已满"):
        try_own_channel(campaign.desk, head, "mail", ways=ways)
    campaign.clock.advance(minutes=1)
    try_own_channel(campaign.desk, head, "mail", ways=ways)
    assert len(post.carried) == 2


def test_nobody_tries_a_channel_that_is_down_but_its_administrator(campaign: Town) -> None:
    head, post = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), Line("mail", Unreachable("连不上"))
    ways = [Way("mail", lambda: post, needs="email")]
    deliver_notices(campaign.desk, ways=ways)
    assert list_channels(campaign.desk, ways=ways)[0].open_until is not None
    with pytest.raises(WrongState, match="暂不能使用"):
        try_own_channel(campaign.desk, head, "mail", ways=ways)
