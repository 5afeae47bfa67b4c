"""Only plain YAML is read: each key once, no tags, nothing that unfolds without end."""

import pytest

from plans.source import Unreadable, load
from tests.plans import PILOT_TEXT, changed, line_of, problems_of


def refusal_of(text: str) -> tuple[int | None, str]:
    with pytest.raises(Unreadable) as refused:
        load(text)
    misfit = refused.value.misfits[0]
    return misfit.line, misfit.message


def test_dates_and_words_like_yes_stay_texts() -> None:
    data = load("due: 2012-06-10\nanswer: yes\nswitch: on\ntime: 12:30\ncode: 0x1F\n").data
    assert data == {"due": "2012-06-10", "answer": "yes", "switch": "on", "time": "12:30", "code": "0x1F"}


def test_numbers_truth_values_and_nothing_are_read_as_such() -> None:
    data = load("a: 97\nb: -3\nc: 98.5\nd: true\ne: false\nf: null\ng: ~\nh:\n").data
    assert data == {"a": 97, "b": -3, "c": 98.5, "d": True, "e": False, "f": None, "g": None, "h": None}


def test_quoted_numbers_are_texts() -> None:
    assert load("a: '97'\n").data == {"a": "97"}


def test_a_number_of_a_hundred_digits_is_no_number() -> None:
    assert load(f"a: {'9' * 100}\n").data == {"a": "9" * 100}


def test_every_key_and_item_knows_its_line() -> None:
    source = load("a:\n  - b: 1\n    c: 2\n  - d\n")
    assert source.line_of(("a", 0, "c")) == 3
    assert source.line_of(("a", 1)) == 4


def test_what_is_missing_stands_on_the_line_of_what_is_around_it() -> None:
    source = load("x: 1\na:\n  b: 1\n")
    assert source.line_of(("a", "missing", "deeper")) == 2


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\n\n"])
def test_an_empty_text_is_no_plan(text: str) -> None:
    assert problems_of(text or "\n")[0].line == 1


@pytest.mark.parametrize("text", ["just words\n", "- a\n- b\n", "42\n"])
def test_a_text_that_is_no_mapping_is_no_plan(text: str) -> None:
    assert "键: 值" in problems_of(text)[0].message


def test_a_key_that_stands_twice_names_both_lines() -> None:
    assert refusal_of("a: 1\nb: 2\na: 3\n") == (3, "a 写了两次（第 1 行已有）；请只留一处")
    assert "写了两次" in refusal_of("{a: 1, a: 2}\n")[1]


def test_a_key_that_stands_twice_deep_in_a_plan_is_found() -> None:
    text = changed(("    gate: true\n", "    gate: true\n    gate: false\n"))
    (problem,) = problems_of(text)
    assert (problem.key, problem.line) == ("tasks[0].gate", line_of(text, "gate: false"))


def test_a_tab_is_refused_where_it_stands() -> None:
    line, message = refusal_of("a:\n\tb: 1\n")
    assert line == 2
    assert "制表符" in message


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a: [1, 2\n", "括号"),
        ('a: "x\n', "引号"),
        ("a: b: c\n", "冒号"),
        ("a: {b: c d: e}\n", "逗号"),
        ("a:\n  b: 1\n c: 2\n", "对齐"),
        ("a: %x\n", "引号"),
        ("a: @x\n", "引号"),
        ("a: *nothing\n", "锚点"),
        ("a: 1\n---\nb: 2\n", "一份方案"),
        ("a: \x07\n", "控制字符"),
        ("a: b\n- c\n", "对齐"),
        ("a: !!python/object:os.system {}\n", "标签"),
        ("a: !!binary aGk=\n", "标签"),
        ("? [1, 2]\n: 3\n", "键只能是文字"),
        ('a: "\\ud800"\n', "残缺"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_in_words(text: str, meaning: str) -> None:
    assert meaning in refusal_of(text)[1]


def test_a_control_character_is_found_on_its_line() -> None:
    assert refusal_of("a: 1\nb: 2\nc: \x00\n")[0] == 3


def test_an_anchor_may_be_used_again() -> None:
    assert load("a: &x {days: 3}\nb: *x\n").data == {"a": {"days": 3}, "b": {"days": 3}}


def test_an_anchor_within_itself_is_refused() -> None:
    assert "锚点引用了自己" in refusal_of("a: &x [1, *x]\n")[1]


def test_a_billion_laughs_are_refused_at_once() -> None:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "展开后超过" in refusal_of("\n".join(lines) + "\n")[1]


def test_brackets_without_end_are_refused() -> None:
    assert "嵌套" in refusal_of("[" * 3000 + "]" * 3000 + "\n")[1]


def test_a_merge_key_is_not_followed() -> None:
    text = PILOT_TEXT.replace("holds: {working_days: 3}", "<<: {holds: {working_days: 3}}")
    assert any("不支持合并键" in problem.message for problem in problems_of(text))
