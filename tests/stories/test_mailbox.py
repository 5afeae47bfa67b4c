"""What a village head finds on the telephone in 2012: never too much, and each message enough by itself.

The messages stand in docs/walkthrough.md, which is written by the real sender; another test holds that it is
what the sender writes today.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "walkthrough.md"
MESSAGE = re.compile(r"\*\*(\d{4}-\d\d-\d\d \d\d:\d\d)\*\* (.+)\n\n```text\n(.*?)\n```", re.DOTALL)
MAILBOXES = ("### Everything done two days before", "### Everything four days late")


def mailbox(title: str) -> list[tuple[datetime, str, str]]:
    """When each message came, its subject, its text."""
    part = PAGE.read_text(encoding="utf-8").split(title)[1].split("### ")[0]
    return [(datetime.fromisoformat(at), subject, text) for at, subject, text in MESSAGE.findall(part)]


def all_messages() -> Iterator[tuple[datetime, str, str]]:
    for title in MAILBOXES:
        yield from mailbox(title)


@pytest.mark.parametrize("title", MAILBOXES)
def test_nobody_gets_more_than_one_message_a_day(title: str) -> None:
    days = Counter(at.date() for at, _, _ in mailbox(title))
    assert len(days) > 10
    assert set(days.values()) == {1}


def test_a_late_village_hears_more_than_a_punctual_one_and_both_hear_of_the_self_inspection() -> None:
    punctual, late = map(mailbox, MAILBOXES)
    assert len(punctual) < len(late)
    assert all(any("自查自纠" in text for _, _, text in box) for box in (punctual, late))


def test_none_comes_at_night() -> None:
    assert all(7 <= at.hour < 20 for at, _, _ in all_messages())


def test_only_the_late_one_is_chased() -> None:
    punctual, late = map(mailbox, MAILBOXES)
    assert not any("逾期1天" in text or "催办：" in text for _, _, text in punctual)
    assert any("专项督查" in subject for _, subject, _ in late)


def test_each_says_who_what_by_when_what_to_tap_and_whom_to_ask() -> None:
    for _, subject, text in all_messages():
        assert text.startswith("朱寨社区 主任："), subject
        assert "朱寨社区居民委员会" in subject
        assert re.search(r"\d+月\d+日（星期.）", text), subject
        assert "https://duban.example/n/…" in text, subject
        assert re.search(r"咨询：.+", text), subject
        assert re.search(r"依据：上工办〔2012〕5号", text), subject


def test_each_fits_a_telephone() -> None:
    assert max(len(text.splitlines()) for _, _, text in all_messages()) <= 24
