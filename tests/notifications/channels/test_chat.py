"""A digest in a chat: nothing of importance is cut off, and nobody calls a group but the office."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.chat import fitting, harmless, in_markdown, in_plain_text, mobile, user_id
from notifications.channels.http import as_json
from notifications.channels.protocol import PermanentFailure
from tests.notifications.channels.digest import OVERDUE


def test_a_card_is_followed_by_its_link_and_number() -> None:
    assert in_markdown(OVERDUE, 4096) == (
        f"{OVERDUE.card}\n\n[打开并签收](https://duban.example/a/12-abc)\n\n编号 12"
    )


def test_a_link_that_stands_in_the_card_is_not_repeated() -> None:
    card = f"{OVERDUE.card}\n[签收]({OVERDUE.link})"
    assert in_markdown(replace(OVERDUE, card=card), 4096) == f"{card}\n\n编号 12"


def test_without_a_link_there_is_none() -> None:
    assert in_markdown(replace(OVERDUE, link=None), 4096) == f"{OVERDUE.card}\n\n编号 12"


def test_the_subject_stands_above_what_does_not_name_it() -> None:
    assert in_plain_text(OVERDUE, 2048).startswith(f"{OVERDUE.subject}\n\n朱寨社区 主任：\n\n")


def test_in_english() -> None:
    text = in_plain_text(replace(OVERDUE, language="en"), 2048)
    assert text.endswith("\n\nOpen and acknowledge：https://duban.example/a/12-abc\n\nNo. 12")


@given(st.text(), st.integers(min_value=200, max_value=5000))
def test_however_long_a_card_is_the_link_and_number_are_there(written: str, most: int) -> None:
    for form in (in_markdown, in_plain_text):
        text = form(replace(OVERDUE, card=written * 50, text=written * 50), most)
        assert len(text.encode("utf-8", "replace")) <= most
        assert str(OVERDUE.link) in text
        assert "编号 12" in text


@given(st.text(max_size=400), st.integers(min_value=150, max_value=1000))
def test_a_document_is_made_to_fit(written: str, most: int) -> None:
    document = fitting(lambda room: {"text": written.encode("utf-8", "replace")[: max(room, 0)].hex()}, most)
    assert len(as_json(document)) <= most


@pytest.mark.parametrize("call", ["<@all>", "<at id=all></at>", "<AT user_id='all'>", "< at id=all>"])
def test_a_village_cannot_call_the_whole_group(call: str) -> None:
    text = in_markdown(replace(OVERDUE, card=f"{OVERDUE.card}\n{call}"), 4096)
    assert call not in text
    assert harmless(call)[0] == "＜"


def test_other_marks_stay_as_they_are() -> None:
    assert harmless('<font color="warning">逾期</font> 5 < 7') == '<font color="warning">逾期</font> 5 < 7'


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("13900000000", "13900000000"),
        ("+86 139-0000-0000", "13900000000"),
        ("8613900000000", "13900000000"),
        ("0371-68110000", None),
        ("zhuzhai", None),
    ],
)
def test_mobile_numbers(address: str, number: str | None) -> None:
    assert mobile(address) == number


@pytest.mark.parametrize("address", ["zhuzhai", "Zhu.Zhai-1@cun", "ou_0123456789abcdef"])
def test_user_ids(address: str) -> None:
    assert user_id(OVERDUE, address) == address


@pytest.mark.parametrize("address", ["@all", "all", "ALL", "a|b", "a b", "", "朱寨", "x></at><at id=all"])
def test_what_would_call_others_is_no_user_id(address: str) -> None:
    with pytest.raises(PermanentFailure, match=r"朱寨社区 主任 的地址 .* 不是用户 id"):
        user_id(OVERDUE, address)
