"""The very small language in which a plan may word its notices."""

import pytest

from plans.wording import ALWAYS, faults


@pytest.mark.parametrize(
    "text",
    [
        "请办理。",
        "{{ unit }}“{{ task.title }}”{{ deadline }}到期",
        "{% if days_left > 0 %}还有{{ days_left }}天{% elif days_left == 0 %}今天{% else %}已过{% endif %}",
        "{% if next %}{{ next.on }}{{ next.roles }}{% endif %}",
        "{% if next and next.form == 'leader' %}报告{{ next.roles }}{% endif %}",
        "{% if not task.moved or verifies %}原定{{ task.due }}{% endif %}",
        "{{ about | truncate(40) }}{{ about | truncate(40, true) }}{{ about | truncate(40, true, '…') }}",
        "{{ clauses | join('、') }}{{ clauses | length }}",
        "{% if promise %}{{ promise.who }}承诺{{ promise.by }}{% endif %}",
        "{# 说明 #}{% raw %}{{ }}{% endraw %}",
    ],
)
def test_names_filters_and_if_may_be_used(text: str) -> None:
    assert faults("overdue", text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ ''.__class__ }}", "Getattr"),
        ("{{ unit.__class__ }}", "没有名为 unit.__class__ 的内容"),
        ("{{ task.title.upper }}", "Getattr"),
        ("{{ cycler }}", "没有名为 cycler 的内容"),
        ("{{ first_tasks }}", "没有名为 first_tasks 的内容"),
        ("{{ unit() }}", "Call"),
        ("{{ unit[0] }}", "Getitem"),
        ("{{ 'a' * 10**9 }}", "Mul"),
        ("{{ unit ~ unit }}", "Concat"),
        ("{{ 'a' if unit else 'b' }}", "CondExpr"),
        ("{{ [unit] }}", "List"),
        ("{% for x in clauses %}{% endfor %}", "For"),
        ("{% set x = 1 %}", "Assign"),
        ("{% include 'x' %}", "Include"),
        ("{% macro x() %}{% endmacro %}", "Macro"),
        ("{% filter upper %}x{% endfilter %}", "FilterBlock"),
        ("{% if days_over + 1 > 2 %}x{% endif %}", "Add"),
        ("{{ unit | upper }}", "没有名为 upper 的过滤器"),
        ("{{ unit | truncate(9) | truncate(9) }}", "只能用在名称上"),
        ("{{ 'x' | truncate(9) }}", "Const"),
        ("{{ unit | truncate }}", "不能这样用"),
        ("{{ unit | truncate(1000000000) }}", "不能这样用"),
        ("{{ unit | truncate(true) }}", "不能这样用"),
        ("{{ unit | truncate(9, true, 'xxxxxxxxx') }}", "不能这样用"),
        ("{{ unit | truncate(length=9) }}", "不能这样用"),
        ("{{ unit | truncate(*clauses) }}", "不能这样用"),
        ("{{ clauses | join('xxxxxxxxxxxxxxxxxxx') }}", "不能这样用"),
        ("{{ clauses | join(unit) }}", "不能这样用"),
        ("{{ unit | join }}", "不能这样用"),
        ("{{ clauses }}", "请用 join"),
        ("{{ task }}", "不能直接写进通知"),
        ("{{ verifies }}", "不能直接写进通知"),
        ("{{ next.on }}", "请写在 {% if next %} 之内"),
        ("{% if next %}{% else %}{{ next.on }}{% endif %}", "请写在 {% if next %} 之内"),
        ("{% if next or unit %}{{ next.on }}{% endif %}", "请写在 {% if next %} 之内"),
        ("{% if not next %}{{ next.on }}{% endif %}", "请写在 {% if next %} 之内"),
        ("{{ unit", "写法有误"),
        ("{% if unit %}", "写法有误"),
        ("{{ unit | no_such }}", "没有名为 no_such 的过滤器"),
        ("{{ " + "(" * 1500 + "unit" + ")" * 1500 + " }}", "过于复杂"),
        ("{% if " + "not " * 950 + "unit %}x{% endif %}", "过于复杂"),
    ],
)
def test_nothing_else_may(text: str, said: str) -> None:
    assert said in "；".join(faults("overdue", text))


def test_a_form_that_has_no_task_says_nothing_of_one() -> None:
    assert faults("issue", "{{ task.title }}")
    assert not faults("issue", "{% if task %}{{ task.title }}{% endif %}")
    assert not faults("inspection_village", "{{ inspection.id }}")
    assert faults("inspection_proposed", "{{ inspection.id }}")


def test_an_unknown_form_is_found() -> None:
    assert faults("praise", "好") == ("没有名为 praise 的文书",)
    assert "praise" not in ALWAYS
