"""What is queued leaves the house over the channel that has been set up."""

from pathlib import Path

import pytest

from actions.delivery import count_waiting, deliver_notices
from actions.notice import list_notices
from notifications.channels.file import FileChannel
from notifications.settings import WrongSetting
from tests.town import VILLAGES, Town


def test_every_queued_notice_is_sent_once(campaign: Town, tmp_path: Path) -> None:
    channel, sent = FileChannel(tmp_path / "out"), list[int]()
    assert count_waiting(campaign.desk) == len(VILLAGES)
    result = deliver_notices(campaign.desk, channel, sent.append)
    assert (result.delivered, result.failed, result.dead) == (len(VILLAGES), 0, 0)
    assert sum(sent) == len(list((tmp_path / "out").glob("*.eml"))) == len(VILLAGES)
    assert {notice.state for notice in list_notices(campaign.desk)} == {"delivered"}
    assert count_waiting(campaign.desk) == 0
    assert deliver_notices(campaign.desk, channel).delivered == 0


def test_without_a_channel_of_its_own_the_environments_is_used(
    campaign: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_CHANNEL", "file")
    monkeypatch.setenv("DUBAN_OUTBOX", str(tmp_path / "out"))
    assert deliver_notices(campaign.desk).delivered == len(VILLAGES)
    assert len(list((tmp_path / "out").glob("*.eml"))) == len(VILLAGES)


def test_a_wrong_channel_is_refused_and_nothing_is_lost(
    campaign: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_CHANNEL", "pigeon")
    with pytest.raises(WrongSetting, match="pigeon"):
        deliver_notices(campaign.desk)
    assert count_waiting(campaign.desk) == len(VILLAGES)


def test_before_anything_was_issued_there_is_nothing_to_send(town: Town, tmp_path: Path) -> None:
    assert deliver_notices(town.desk, FileChannel(tmp_path)).delivered == 0
