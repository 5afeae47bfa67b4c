"""A part of a page is drawn once for as long as nothing happens, and again at once when something does."""

from threading import Thread

from actions.change import last_change
from actions.check import check_deadlines
from tests.town import ZHUZHAI, Town
from web.kept import Kept
from web.language import CHINESE, ENGLISH, speak


def test_what_has_been_drawn_is_drawn_again_only_under_another_mark() -> None:
    kept = Kept()
    drawn: list[int] = []

    def draw() -> str:
        drawn.append(len(drawn))
        return f"第 {len(drawn)} 次"

    assert [kept.get("board", mark, draw) for mark in (1, 1, 2, 2, 1)] == [
        "第 1 次",
        "第 1 次",
        "第 2 次",
        "第 2 次",
        "第 3 次",
    ]
    assert kept.get("progress", 1, draw) == "第 4 次"


def test_the_least_used_go_when_there_is_no_room() -> None:
    kept = Kept(most_bytes=10)
    for what in ("a", "b", "a", "c"):
        kept.get(what, 1, lambda: "12345")
    assert list(kept.drawings) == [("zh", "a"), ("zh", "c")]


def test_what_is_larger_than_all_room_is_still_shown() -> None:
    kept = Kept(most_bytes=1)
    assert kept.get("a", 1, lambda: "12345") == "12345"


def test_each_language_is_drawn_for_itself() -> None:
    kept = Kept()
    assert kept.get("board", 1, lambda: "看板") == "看板"
    speak(ENGLISH)
    assert kept.get("board", 1, lambda: "Board") == "Board"
    speak(CHINESE)
    assert kept.get("board", 1, lambda: "又画一次") == "看板"


def test_many_who_come_at_once_wait_for_one_drawing() -> None:
    kept = Kept()
    drawn: list[int] = []

    def draw() -> str:
        drawn.append(1)
        return "x" * 1000

    threads = [Thread(target=kept.get, args=("board", 1, draw)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 1


def test_a_campaigns_mark_stays_until_something_happens(june: Town) -> None:
    before = last_change(june.desk, 1)
    assert last_change(june.desk, 1) == before
    june.submit(ZHUZHAI, "training")
    submitted = last_change(june.desk, 1)
    assert submitted != before
    june.verify(ZHUZHAI, "training")
    verified = last_change(june.desk, 1)
    assert verified != submitted
    june.clock.advance(days=3)
    check_deadlines(june.desk)
    assert last_change(june.desk, 1) != verified
