"""Which channels there are, how they do, and whether one works (通知渠道)."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from actions.channel import list_channels, try_channel
from actions.delivery import deliver_notices
from actions.errors import NotFound, WrongState
from actions.notice import list_notices
from actions.permission import CONSOLE
from notifications.channels.console import ConsoleChannel
from notifications.channels.file import NOBODY, FileChannel
from notifications.channels.protocol import Unreachable
from notifications.way import Way
from states.roles import Role
from tests.actions.test_dead_letter import Line, over
from tests.town import VILLAGES, Town, mail

ADMINISTRATOR = mail(Role.ADMINISTRATOR, "410000000000")


def test_a_trial_goes_to_whoever_asks_and_leaves_no_notice(campaign: Town, tmp_path: Path) -> None:
    before = len(list_notices(campaign.desk))
    administrator = campaign.who(Role.ADMINISTRATOR, "410000000000")
    ways = [Way.over(FileChannel(tmp_path, NOBODY))]
    assert try_channel(campaign.desk, administrator, ways=ways) == "file"
    [sent] = tmp_path.rglob("*.eml")
    assert ADMINISTRATOR in sent.read_text(encoding="utf-8")
    assert len(list_notices(campaign.desk)) == before


def test_a_channel_that_does_not_work_says_why(campaign: Town) -> None:
    closed = StringIO()
    closed.close()
    with pytest.raises(WrongState, match="通知渠道 console 没有发出测试消息：无法写到终端"):
        try_channel(campaign.desk, CONSOLE, ways=[Way.over(ConsoleChannel(closed))])


def test_one_of_several_is_tried_by_its_name(campaign: Town) -> None:
    lines = Line("mail"), Line("wecom")
    ways = [way for line in lines for way in over(line)]
    administrator = campaign.who(Role.ADMINISTRATOR, "410000000000")
    assert try_channel(campaign.desk, administrator, "wecom", ways=ways) == "wecom"
    assert [len(line.carried) for line in lines] == [0, 1]
    [message] = lines[1].carried
    assert message.address == ADMINISTRATOR
    assert (message.short, message.card) == ("督办：通知渠道测试", message.text.strip())
    with pytest.raises(NotFound, match="没有名为 pigeon 的通知渠道。已设置的渠道：mail、wecom"):
        try_channel(campaign.desk, administrator, "pigeon", ways=ways)


def test_a_channel_that_is_down_shows_until_when_why_and_how_many_wait(campaign: Town) -> None:
    line = Line(fails=Unreachable("连不上 127.0.0.1"))
    before = campaign.clock.now()
    deliver_notices(campaign.desk, ways=over(line))
    [channel] = list_channels(campaign.desk, ways=over(line))
    assert (channel.name, channel.needs, channel.waiting) == ("mail", "email", len(VILLAGES))
    assert (channel.trips, channel.detail, channel.last_success) == (1, "连不上 127.0.0.1", None)
    assert channel.open_until is not None
    assert before < channel.open_until < before + timedelta(minutes=2)


def test_a_trial_that_goes_closes_the_circuit(campaign: Town) -> None:
    line = Line(fails=Unreachable("连不上 127.0.0.1"))
    deliver_notices(campaign.desk, ways=over(line))
    line.fails = None
    try_channel(campaign.desk, CONSOLE, ways=over(line))
    [channel] = list_channels(campaign.desk, ways=over(line))
    assert (channel.trips, channel.open_until, channel.detail) == (0, None, "")


def test_a_rate_shows_what_it_still_allows_and_the_last_success_when_that_was(campaign: Town) -> None:
    line = Line()
    way = Way("mail", lambda: line, needs="email", per_minute=20)
    [fresh] = list_channels(campaign.desk, ways=[way])
    assert (fresh.per_minute, fresh.tokens, fresh.last_success) == (20, 20, None)
    deliver_notices(campaign.desk, ways=[way])
    [used] = list_channels(campaign.desk, ways=[way])
    assert (used.tokens, used.waiting) == (20 - len(VILLAGES), 0)
    assert used.last_success == campaign.clock.now()


def test_the_channels_of_the_environment_are_listed_in_their_order(
    campaign: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "channels.toml"
    outbox = tmp_path / "out"
    file.write_text(
        f'[letters]\ntype = "file"\nfolder = "{outbox}"\n[console]\ntype = "console"\n', encoding="utf-8"
    )
    monkeypatch.setenv("DUBAN_CHANNELS", str(file))
    assert [one.name for one in list_channels(campaign.desk)] == ["letters", "console"]
    assert deliver_notices(campaign.desk).delivered == len(VILLAGES)
    assert len(list(outbox.glob("*.eml"))) == len(VILLAGES)
