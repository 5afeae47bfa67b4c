"""What fills a template, for whom, and what a provider's codes mean."""

from dataclasses import replace

import pytest

from notifications.channels.protocol import PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.short_message import Answers, Verdict, mobile_number, value_of
from tests.notifications.test_mail import REMINDER

TOLD = replace(
    REMINDER, address="13800000000", short="自查6月10日到期", link="https://duban.example/a/9f2?v=1"
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800000000", "+8613800000000"),
        ("138-0000-0000", "+8613800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("008613800000000", "+8613800000000"),
        ("+85261234567", "+85261234567"),
        ("0085261234567", "+85261234567"),
    ],
)
def test_a_number_is_understood_as_people_write_it(written: str, number: str) -> None:
    assert mobile_number(replace(TOLD, address=written)) == number


@pytest.mark.parametrize("written", ["0371-00000000", "12800000000", "1380000000", "+8601012345678", "主任"])
def test_what_is_no_mobile_number_gets_no_text_message(written: str) -> None:
    with pytest.raises(PermanentFailure, match="手机号码无效"):
        mobile_number(replace(TOLD, address=written))


@pytest.mark.parametrize("nothing", [None, ""])
def test_somebody_without_a_number_is_named(nothing: str | None) -> None:
    with pytest.raises(PermanentFailure, match="朱寨社区 主任 没有手机号码"):
        mobile_number(replace(TOLD, address=nothing))


def test_each_part_of_a_message_may_fill_a_parameter() -> None:
    assert value_of(TOLD, "recipient", None) == "朱寨社区 主任"
    assert value_of(TOLD, "subject", None) == TOLD.subject
    assert value_of(TOLD, "short", None) == "自查6月10日到期"
    assert value_of(TOLD, "link", None) == "https://duban.example/a/9f2?v=1"
    assert value_of(TOLD, "path", None) == "a/9f2?v=1"
    assert value_of(replace(TOLD, link="https://duban.example/a/9f2"), "path", None) == "a/9f2"


def test_words_are_cut_where_the_provider_wants_it_but_an_address_never_is() -> None:
    assert value_of(TOLD, "short", 6) == "自查6月1…"
    assert value_of(TOLD, "short", 9) == "自查6月10日到期"
    assert value_of(TOLD, "path", 6) == "a/9f2?v=1"


def test_a_part_that_the_message_has_not_is_said() -> None:
    with pytest.raises(PermanentFailure, match="没有“path”这一部分"):
        value_of(replace(TOLD, link=None), "path", None)


ANSWERS = Answers("某云", {"Limit": Verdict.NOT_AT_ALL, "Limit.One": Verdict.NEVER})


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Limit", Unreachable),
        ("Limit.Other", Unreachable),
        ("Limit.One", PermanentFailure),
        ("Limit.One.More", PermanentFailure),
        ("Limitless", TemporaryFailure),
        ("New", TemporaryFailure),
    ],
)
def test_the_longest_beginning_of_a_code_decides_and_a_new_one_is_tried_again(
    code: str, kind: type[Exception]
) -> None:
    failure = ANSWERS.failure(code, "too\nmuch")
    assert type(failure) is kind
    assert failure.detail == f"某云：{code} too much"
