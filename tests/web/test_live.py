"""Pages that look again by themselves: who is told that something has changed, and until when."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town
from tests.web.conftest import Browser, Open, SteppedTown
from web import live as clock
from web.live import Live, Rhythm, mark_of

WITHIN = 2.0
"""Seconds within which a change is told."""


async def told(events: AsyncGenerator[str, None]) -> dict[str, Any]:
    """The next thing that is said to a listener."""
    said = await asyncio.wait_for(anext(events), WITHIN)
    assert said.startswith("data: ")
    read: dict[str, Any] = json.loads(said.removeprefix("data: "))
    return read


def campaign_of(town: Town) -> int:
    return town.board().campaign_id


def test_whoever_listens_is_told_the_mark_at_once_and_again_when_something_happens(june: Town) -> None:
    async def story() -> None:
        events = Live(june.desk).listen(campaign_of(june))
        before = await told(events)
        assert before["mark"] == mark_of(june.desk, campaign_of(june))
        june.submit(ZHUZHAI, "self-inspection")
        after = await told(events)
        assert after["mark"] == mark_of(june.desk, campaign_of(june)) != before["mark"]

    asyncio.run(story())


def test_as_long_as_nothing_happens_only_the_heart_beats(june: Town) -> None:
    async def story() -> None:
        events = Live(june.desk, rhythm=Rhythm(beats_every=0.05)).listen(campaign_of(june))
        await told(events)
        for _ in range(3):
            assert await anext(events) == ":\n\n"

    asyncio.run(story())


def test_all_who_listen_are_told_by_one_who_looks(june: Town) -> None:
    async def story() -> None:
        live = Live(june.desk)
        everybody = [live.listen(campaign_of(june)) for _ in range(20)]
        assert [(await told(events))["mark"] for events in everybody] == [
            mark_of(june.desk, campaign_of(june))
        ] * 20
        looking = live.looking
        june.submit(GONGYELU, "self-inspection")
        heard = await asyncio.gather(*(told(events) for events in everybody))
        assert {one["mark"] for one in heard} == {mark_of(june.desk, campaign_of(june))}
        assert {one["spread"] for one in heard} == {20 * clock.A_LISTENER_TAKES}
        assert live.looking is looking

    asyncio.run(story())


def test_when_nobody_listens_any_more_nobody_looks(june: Town) -> None:
    async def story() -> None:
        live = Live(june.desk, rhythm=Rhythm(looks_every=0.01))
        events = live.listen(campaign_of(june))
        await told(events)
        assert live.looking is not None
        await events.aclose()
        await asyncio.wait_for(live.looking, WITHIN)
        assert live.watched == {}
        await told(live.listen(campaign_of(june)))

    asyncio.run(story())


def test_when_the_server_stops_it_lets_go_whoever_listens(june: Town) -> None:
    async def story() -> None:
        live = Live(june.desk)
        events = live.listen(campaign_of(june))
        await told(events)
        live.close()
        assert [said async for said in events] == []

    asyncio.run(story())


def test_a_listener_comes_through_the_door_again_after_a_while(june: Town) -> None:
    async def story() -> None:
        events = Live(june.desk, rhythm=Rhythm(holds_for=-1.0)).listen(campaign_of(june))
        assert len([said async for said in events]) == 1

    asyncio.run(story())


def test_the_board_says_as_of_when_it_was_read_and_where_to_listen(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk)
    script = next(one for one in browser.see("/").all("script") if "data-live" in one)
    assert script["data-live"] == "/live"
    assert script["data-mark"] == mark_of(june.desk, campaign_of(june))
    assert browser.get(script["src"]).headers["content-type"].startswith("text/javascript")
    answer = browser.get("/live")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert json.loads(answer.text.removeprefix("data: "))["mark"] == script["data-mark"]


@pytest.mark.parametrize("path", ["/?at=2012-06-01", f"/villages/{ZHUZHAI}", "/plan"])
def test_what_does_not_change_or_is_filled_in_does_not_look_again(
    june: Town, open_browser: Open, path: str
) -> None:
    assert not [one for one in open_browser(june.desk).see(path).all("script") if "data-live" in one]


def test_a_look_of_a_page_by_itself_does_not_swallow_what_is_said_once(
    campaign: Town, browser: Browser
) -> None:
    asked = browser.press("/dates/holds", unit=SUBDISTRICT, until="2012-04-30", reason="防汛", back="/dates")
    assert asked.status_code == 303
    assert "已暂停计时" not in browser.get("/", **{"X-Looks-Again": "1"}).text
    assert "已暂停计时" in browser.get("/dates").text
    assert "已暂停计时" not in browser.get("/dates").text


def test_in_the_demo_an_open_page_holds_up_nobody(june: Town, open_browser: Open) -> None:
    browser = open_browser(june.desk, demo=SteppedTown(june, june.clock.instant))
    assert browser.get("/live").status_code == 200
    browser.pressed("/demo/step")


def test_a_village_is_told_nothing_of_the_others(june: Town, open_browser: Open) -> None:
    head = open_browser(june.desk, actor=june.who(Role.VILLAGE_HEAD, ZHUZHAI))
    assert head.get("/live").status_code == 403
