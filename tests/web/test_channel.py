"""The administrator's pages on delivery, and everybody's own preferences."""

from pathlib import Path

import pytest

from actions.dead_letter import list_dead_letters
from actions.permission import CONSOLE
from actions.preference import read_preferences
from states.roles import Role
from tests.actions.test_dead_letter import given_up
from tests.town import ZHUZHAI, Town, days, mail
from tests.web.conftest import Browser, Open
from web.channel import ON_A_PAGE

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
DEAD = "/administration/dead-letters"
FILE = """
[letters]
type = "file"
folder = "{folder}"
per_minute = 60

[reserve]
type = "file"
folder = "{folder}-reserve"
"""


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two channels are set up; where the letters go."""
    folder, file = tmp_path / "letters", tmp_path / "channels.toml"
    file.write_text(FILE.format(folder=folder), encoding="utf-8")
    monkeypatch.setenv("DUBAN_CHANNELS", str(file))
    return folder


@pytest.fixture
def administrator(campaign: Town, open_browser: Open) -> Browser:
    return open_browser(campaign.desk, actor=campaign.who(Role.ADMINISTRATOR, "410000000000"))


@pytest.fixture
def head(campaign: Town, open_browser: Open) -> Browser:
    return open_browser(campaign.desk, actor=campaign.who(Role.VILLAGE_HEAD, ZHUZHAI))


def test_each_channel_is_shown_with_how_it_does_and_tried(administrator: Browser, letters: Path) -> None:
    page = administrator.see("/administration/channel")
    assert "每分钟 60 条" in page.text
    assert page.text.index("letters") < page.text.index("reserve")
    assert "测试消息已发出" in administrator.pressed("/administration/channel/reserve/test").text
    assert len(list(letters.with_name("letters-reserve").glob("*.eml"))) == 1
    assert not letters.exists()
    assert administrator.press("/administration/channel/pigeon/test").status_code == 404


def test_what_did_not_arrive_is_listed_and_sent_again(
    campaign: Town, administrator: Browser, letters: Path
) -> None:
    assert "多次重发仍不成功的消息会列在这里" in administrator.see(DEAD).text
    given_up(campaign)
    assert "3 条消息" in administrator.see("/administration").text
    page = administrator.see(DEAD)
    for shown in ("4002 village_head", "朱寨社区居民委员会", "550 查无此人", "尝试 1 次"):
        assert shown in page.text
    number = list_dead_letters(campaign.desk)[1].id
    assert f"消息 {number} 已排入发送" in administrator.pressed(f"{DEAD}/{number}/retry").text
    assert "2 条消息已排入发送" in administrator.pressed(f"{DEAD}/retry").text
    assert list_dead_letters(campaign.desk) == []


def test_a_long_list_goes_on_page_by_page(campaign: Town, administrator: Browser) -> None:
    for day in days("2012-04-23", "2012-05-04"):
        campaign.at(day).check()
        given_up(campaign)
    every = [f"/{one.id}/retry" for one in list_dead_letters(campaign.desk)]
    assert ON_A_PAGE < len(every) <= 2 * ON_A_PAGE
    first = administrator.see(DEAD)
    [further] = [link for link in first.links if "before=" in link]
    pages = (first, administrator.see(further))
    assert [[one for one in every if one in page.html] for page in pages] == [
        every[:ON_A_PAGE],
        every[ON_A_PAGE:],
    ]


def test_nobody_else_sends_anything_again_or_chooses_for_others(campaign: Town, head: Browser) -> None:
    given_up(campaign)
    administrator = campaign.who(Role.ADMINISTRATOR, "410000000000").person_id
    place = f"/administration/people/{administrator}/preferences"
    for deed in (f"{DEAD}/retry", f"{DEAD}/1/retry"):
        assert head.press(deed).status_code == 403
    assert head.press(place, **chosen("letters")).status_code == 403
    assert len(list_dead_letters(campaign.desk)) == 3


def chosen(*order: str, **further: str) -> dict[str, object]:
    """The form with these channels in order, and what else is filled in."""
    places = {name: str(order.index(name) + 1) if name in order else "0" for name in ("letters", "reserve")}
    rows = {"channel": list(places), "place": list(places.values()), "address": ["", "b@duban.example"]}
    times = {"quiet": "plan", "quiet_from": "", "quiet_until": "", "digest_at": "", "language": "zh"}
    return {**rows, **times, **further}


def test_everybody_chooses_on_their_own_page(campaign: Town, head: Browser, letters: Path) -> None:
    assert "一个都不选的" in head.see("/account").text
    own = chosen(
        "reserve", "letters", quiet="own", quiet_from="21:00", quiet_until="06:30", digest_at="08:15"
    )
    assert "通知偏好已保存" in head.pressed("/account/preferences", **own).text
    kept = read_preferences(campaign.desk, CONSOLE, HEAD).preferences
    assert kept.channels == (("reserve", "b@duban.example"), ("letters", HEAD))
    page = head.see("/account")
    for value in ("21:00", "06:30", "08:15", HEAD):
        assert f'value="{value}"' in page.html
    head.pressed("/account/preferences", **chosen(quiet="never"))
    assert read_preferences(campaign.desk, CONSOLE, HEAD).preferences.channels == ()


def test_a_form_that_is_not_whole_is_refused(head: Browser, letters: Path) -> None:
    answer = head.press("/account/preferences", **chosen(quiet="own", quiet_from="21:00"))
    assert answer.status_code == 400
    assert "请把起止时间都填上" in answer.text
    short = {**chosen(), "place": ["1"]}
    assert "表单不完整" in head.press("/account/preferences", **short).text


def test_everybody_sends_themselves_a_message(head: Browser, letters: Path) -> None:
    assert "测试消息已发出" in head.pressed("/account/channels/test", name="letters").text
    [letter] = letters.glob("*.eml")
    assert HEAD in letter.read_text(encoding="utf-8")


def test_the_administrator_chooses_for_somebody(
    campaign: Town, administrator: Browser, letters: Path
) -> None:
    number = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI).person_id
    place = f"/administration/people/{number}/preferences"
    assert place in administrator.see(f"/administration/people?q={number}").links
    assert "4002 village_head" in administrator.see(place).text
    assert "通知偏好已保存" in administrator.pressed(place, **chosen("reserve", language="en")).text
    assert read_preferences(campaign.desk, CONSOLE, HEAD).preferences.language == "en"
    assert administrator.get("/administration/people/999999/preferences").status_code == 404


def test_wrong_settings_keep_nobody_from_their_own_page(
    head: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBAN_CHANNELS", "/nowhere/channels.toml")
    assert "一个都不选的" not in head.see("/account").text
