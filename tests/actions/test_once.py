"""A request that arrives twice is carried out once, with what was answered, on both kinds of database."""

import threading

import pytest

from actions.comment import comment, list_comments
from actions.once import Answer, Asked, KeyUsedOtherwise, carry_out
from states.errors import DubanError
from states.roles import Role
from tests.town import ZHUZHAI, Town

FIRST = Asked("key", "a" * 64)


def say(town: Town, asked: Asked = FIRST, text: str = "抓紧") -> Answer:
    """The head comments, by a request of this key."""
    head = town.who(Role.LEADING_GROUP_HEAD)

    def work() -> Answer:
        comment(town.desk, head, ZHUZHAI, text)
        return Answer(201, list_comments(town.desk)[0].text)

    return carry_out(town.desk, head, asked, work)


def said(town: Town) -> list[str]:
    return [one.text for one in list_comments(town.desk)]


def test_what_is_done_is_seen_by_what_is_answered_and_not_done_again(town: Town) -> None:
    town.issue()
    assert say(town) == Answer(201, "抓紧")
    assert say(town) == Answer(201, "抓紧", again=True)
    assert said(town) == ["抓紧"]
    with pytest.raises(KeyUsedOtherwise, match="key"):
        say(town, Asked("key", "b" * 64))


def test_a_refusal_takes_everything_back_and_leaves_the_key_free(town: Town) -> None:
    town.issue()
    head = town.who(Role.LEADING_GROUP_HEAD)

    def half() -> Answer:
        comment(town.desk, head, ZHUZHAI, "抓紧")
        raise DubanError("第二步不成")

    with pytest.raises(DubanError):
        carry_out(town.desk, head, FIRST, half)
    assert said(town) == []
    assert say(town) == Answer(201, "抓紧")


def test_of_several_at_once_one_is_carried_out(town: Town) -> None:
    town.issue()
    answers: list[Answer] = []
    asked = Asked("key", "a" * 64, ZHUZHAI)
    threads = [threading.Thread(target=lambda: answers.append(say(town, asked))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.again for one in answers) == [False, True, True, True, True]
    assert said(town) == ["抓紧"]


def test_whoever_edits_waits_for_whoever_is_at_it_and_then_sees_what_they_did(town: Town) -> None:
    town.issue()
    head = town.who(Role.LEADING_GROUP_HEAD)
    seen: list[int] = []

    def edit() -> Answer:
        seen.append(len(said(town)))
        comment(town.desk, head, ZHUZHAI, "抓紧")
        return Answer(200, "")

    asked = Asked(None, "a" * 64, ZHUZHAI)
    threads = [threading.Thread(target=carry_out, args=(town.desk, head, asked, edit)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(seen)) == [0, 1, 2, 3]
