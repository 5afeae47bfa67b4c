"""Only the values change: how they are quoted, what stands around them and every line end stay."""

import pytest

from plans.rewrite import Change, Comment, comments, rewritten
from plans.source import Unreadable, load

NEXT = Change("2012-06-10", "2027-06-10")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("due: 2012-06-10   # 2012-06-10\n", "due: 2027-06-10   # 2012-06-10\n"),
        ("due: '2012-06-10'\r\n", "due: '2027-06-10'\r\n"),
        ('{due: "2012-06-10", on: 2012-06-10}', '{due: "2027-06-10", on: 2012-06-10}'),
        ("due: &d 2012-06-10\n", "due: &d 2027-06-10\n"),
        ("due: >-\n  2012-06-10\n# end\n", "due: >-\n  2027-06-10\n# end\n"),
        ("名: 督办 𠀀\ndue: 2012-06-10", "名: 督办 𠀀\ndue: 2027-06-10"),
    ],
)
def test_a_date_is_exchanged_as_it_was_written(text: str, right: str) -> None:
    assert rewritten(text, {("due",): NEXT}) == right


def test_a_date_in_two_places_by_an_anchor_is_exchanged_once() -> None:
    text = "opens: &d 2012-06-10\ndue: *d\n"
    assert rewritten(text, {("opens",): NEXT, ("due",): NEXT}) == "opens: &d 2027-06-10\ndue: *d\n"


def test_a_date_that_is_also_a_text_elsewhere_is_refused() -> None:
    with pytest.raises(Unreadable, match="锚点"):
        rewritten("due: &d 2012-06-10\nsays: *d\n", {("due",): NEXT})


def test_a_value_written_with_escapes_is_refused_and_says_how_to_write_it() -> None:
    with pytest.raises(Unreadable, match="请直接写成 2012-06-10"):
        rewritten('due: "\\x32012-06-10"\n', {("due",): NEXT})


def test_what_does_not_change_may_be_written_in_any_way() -> None:
    text = 'due: "\\x32012-06-10"\n'
    assert rewritten(text, {("due",): Change("2012-06-10", "2012-06-10")}) == text


@pytest.mark.parametrize("key", ["2027", "true", "null"])
def test_a_word_that_yaml_would_take_for_something_else_is_put_in_quotes(key: str) -> None:
    text = rewritten("key: pilot\n", {("key",): Change("pilot", key)})
    assert load(text).data == {"key": key}


def test_comments_are_told_from_number_signs_in_texts() -> None:
    text = "# 甲\na: 'x # y'  # 乙 \nb: p#q\nc: |\n  # 文字\n\n# 丙"
    assert list(comments(text)) == [Comment(1, "# 甲"), Comment(2, "# 乙"), Comment(7, "# 丙")]
