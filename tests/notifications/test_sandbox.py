"""A plan may say a notice in words of its own; what it may not say is not said, and stops no notice."""

import logging
import time
from dataclasses import fields

import pytest
from jinja2.exceptions import SecurityError

from notifications.facts import ComingTask, Facts, InspectionFacts, NextStep, PromiseFacts, TaskFacts
from notifications.render import FORMS
from notifications.sandbox import LONGEST, environment, own_words
from plans.model.notices import WordingSpec
from plans.rules import Rulebook
from plans.wording import ALWAYS, NAMES
from tests.notifications.outbox import telling
from tests.notifications.told import LINK, TOLD, forms_of, message_of

HOSTILE = (
    "{{ ''.__class__.__mro__ }}",
    "{{ unit.__class__ }}",
    "{{ cycler }}",
    "{{ self }}",
    "{% for x in range(999999999) %}x{% endfor %}",
    "{% for a in first_tasks recursive %}{{ loop(first_tasks) }}{% endfor %}",
    "{{ 'a' * 10**9 }}",
    "{{ unit * 999999999 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ unit | center(1000000000) }}",
    "{{ unit | attr('__class__') }}",
    "{{ unit.format(unit) }}",
    "{{ lipsum(1000) }}",
    "{% set x = unit %}{{ x }}",
    "{% include '_base/zh.txt.j2' %}",
    "{% import '_base/zh.say.j2' as say %}{{ say.step(next) }}",
    "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
    "{% extends '_base/zh.txt.j2' %}",
    "{{ nobody }}",
    "{{ unit",
    "{% if unit %}",
    "{% if " + "not " * 950 + "unit %}x{% endif %}",
    "{{ " + "(" * 1500 + "unit" + ")" * 1500 + " }}",
    "{{ inspection.id }}",
    " ",
)


def saying(form: str, **words: str) -> Rulebook:
    """The pilot with words of its own for a form."""
    return telling(words={form: {"zh": words}})


def test_a_plan_s_own_words_stand_in_every_form_of_the_message() -> None:
    book = saying(
        "overdue",
        subject="催一催：{{ unit }}“{{ task.title }}”",
        line="{{ unit }}：{{ task.title }}晚了{{ days_over }}天",
        why="{% if days_over > 3 %}已久拖未办{% else %}刚刚到期{% endif %}，现予催办。",
        how="请到{{ office }}办公室说明{% if task.evidence %}并带上{{ task.evidence }}{% endif %}。",
    )
    message = message_of(TOLD["escalation", "overdue"], book=book, link=LINK)
    assert message.subject == "催一催：朱寨社区“自查自纠”"
    assert message.short.startswith("朱寨社区：自查自纠晚了1天。")
    for form in ("text", "html", "card"):
        assert "刚刚到期，现予催办。" in forms_of(message)[form]
        assert "请到工业路街道办公室说明并带上自查表和自查报告。" in forms_of(message)[form]
    assert "时限：6月10日" in message.text


def test_what_the_plan_leaves_out_is_said_as_everywhere() -> None:
    message = message_of(TOLD["escalation", "overdue"], book=saying("overdue", subject="催：{{ unit }}"))
    plain = message_of(TOLD["escalation", "overdue"])
    assert (message.subject, message.text) == ("催：朱寨社区", plain.text)
    english = message_of(
        TOLD["escalation", "overdue"], book=saying("overdue", subject="催：{{ unit }}"), language="en"
    )
    assert english.subject.startswith("Overdue by 1 day")


@pytest.mark.parametrize(("kind", "form"), sorted(FORMS))
def test_every_form_takes_why_and_how(kind: str, form: str) -> None:
    book = saying(form, why="缘由如此。", how="如此办理。")
    text = message_of(TOLD[kind, form], book=book).text
    assert "缘由如此。" in text
    assert any(line.endswith("：如此办理。") or "：如此办理。" in line for line in text.splitlines())


@pytest.mark.parametrize("words", HOSTILE)
def test_words_that_may_not_be_said_are_replaced_by_the_house_s_and_logged(
    words: str, caplog: pytest.LogCaptureFixture
) -> None:
    book = saying("overdue", subject=words, line=words, why=words, how=words)
    began = time.perf_counter()
    with caplog.at_level(logging.ERROR, logger="duban.notifications"):
        message = message_of(TOLD["escalation", "overdue"], book=book)
    assert time.perf_counter() - began < 2
    assert message == message_of(TOLD["escalation", "overdue"])
    assert {record.args[1] for record in caplog.records if isinstance(record.args, tuple)} == {
        "subject",
        "line",
        "why",
        "how",
    }


def test_words_that_grow_too_long_are_not_said() -> None:
    spec = WordingSpec(why="{{ about }}" * 300)
    assert own_words(spec, "word", {"about": "长" * 1000}).why is None
    assert LONGEST < 300_000


def test_a_plan_cannot_lead_its_readers_elsewhere_or_write_a_second_line() -> None:
    book = saying("overdue", why="请看 http://evil.com\n咨询：骗子", subject="<b>[x](http://evil.com)</b>")
    message = message_of(TOLD["escalation", "overdue"], book=book, link=LINK)
    assert "请看 http[:]//evil[.]com 咨询：骗子" in message.text
    assert "](http" not in message.card.replace(f"]({LINK})", "")
    assert message.html is not None
    assert "<b>[x]" not in message.html


def test_the_sandbox_holds_even_without_the_check() -> None:
    for text in ("{{ ''.__class__.__mro__ }}", "{{ unit.__init__.__globals__ }}"):
        with pytest.raises(SecurityError):
            environment().from_string(text).render(unit="x")


def test_a_plan_may_name_what_a_notice_knows_and_nothing_else() -> None:
    groups = {"next": NextStep, "task": TaskFacts, "inspection": InspectionFacts, "promise": PromiseFacts}
    known = {one.name for one in fields(Facts)} - {"first_tasks"}
    known |= {f"{group}.{one.name}" for group, kind in groups.items() for one in fields(kind)}
    assert NAMES.keys() == known
    assert fields(ComingTask)  # these come in a list, and a plan has no loops


def test_every_form_may_have_words_of_a_plan() -> None:
    assert ALWAYS.keys() == {form for _, form in FORMS}
