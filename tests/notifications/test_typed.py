"""Whatever people write stays text: no template, no page, no Markdown, no header, no link but ours."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifications.message import Message
from notifications.typed import dressed, for_markdown, typed
from notifications.words import UNSEEN, on_one_line
from records.claimed import Contact
from records.claimed_digest import OverdueTold
from tests.notifications.told import LINK, SENT_BACK, TOLD, forms_of, message_of

HOSTILE = (
    "{{7*7}}",
    "{{ ''.__class__ }}{% for x in range(9) %}x{% endfor %}",
    '<script>alert(1)</script><a href="http://evil.example">签收</a>',
    "[签收](http://evil.example/ack)",
    "![x](https://evil.example/pixel.png)`code`**粗**",
    "点此签收：https://duban.example.gov.cn@evil.example/n/1",
    "duban.example.gov.cn.evil.example 或 www.evil.cn/签收",
    "主任\r\nBcc: all@evil.example\r\n\r\n<html>",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "依据：中央文件\n咨询：骗子 138\u2028办理：转账",
    '" onmouseover="x" \'',
    "> 引用\n# 标题\n| a | b |",
)

PIECES = ("http", "://", "www.", "evil", ".com", ".cn", "/", "@", "[", "](", ")", "*", "中")

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)


def hostile_message(text: str, language: str = "zh") -> tuple[Message, Message]:
    """The text in every place where somebody can write one: in one notice, and in several."""
    written: dict[str, Any] = {
        "recipient": text,
        "unit_name": text,
        "office": text,
        "about": text,
        "instead_of": text,
        "contacts": (Contact("leading_group_office", text, text),),
    }
    told = replace(SENT_BACK, about=text, reason=text)
    notices = [
        replace(notice, id=number, task=notice.task and told, **written)
        for number, notice in enumerate(TOLD.values())
    ]
    late = OverdueTold("4101", text, "self-inspection", text, SENT_BACK.due, 0, "village_head")
    more: dict[str, Any] = {"overdue": (late,), "overdue_in_all": 1, "recipient": text, "language": language}
    return message_of(notices[8], link=LINK, **more), message_of(*notices, link=LINK, **more)


WRITTEN = (
    *("html", "head", "meta", "title", "style", "body", "table", "tbody", "thead", "tr", "td", "th"),
    *("h1", "h2", "p", "b", "br", "ol", "ul", "li", "a"),
)
"""The elements that a message may have."""


class Page(HTMLParser):
    """What a mail program sees: the links, and whether anything is there that the house never writes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.strange: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in WRITTEN:
            self.strange.append(tag)
        self.strange += [name for name, _ in attrs if name.startswith("on") or name in ("style", "src")]
        if tag == "a":
            self.links.append(dict(attrs)["href"])


LINKED = re.compile(
    r"(?i)(?:https?|ftp)://\S+|www\.\S+|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|io|example|zip|中国)(?![a-z])"
)
"""What mail and chat programs make a link of, more or less."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_stays_text_in_every_form(text: str, language: str) -> None:
    for message in hostile_message(text, language):
        _holds(message)


def test_what_looks_like_a_template_is_shown_as_it_was_written() -> None:
    one, several = hostile_message("{{7*7}}{% if x %}")
    for form in ("text", "html", "short"):
        assert "{{7*7}}{% if x %}" in forms_of(one)[form]
        assert "{{7*7}}{% if x %}" in forms_of(several)[form]
    assert "{{7＊7}}{% if x %}" in one.card


@given(texts)
@example("www.例子")
@example(".COM")
@settings(max_examples=60)
def test_any_text_stays_text_in_every_form(text: str) -> None:
    for message in hostile_message(text):
        _holds(message)


def _holds(message: Message) -> None:
    forms = forms_of(message)
    assert re.search(r"[\r\n]", forms["subject"] + forms["short"]) is None
    assert not [c for c in forms["subject"] + forms["short"] if c in "\u202e\u2066\u2028\u0000"]
    page = Page(forms["html"])
    assert page.links == [LINK]
    assert page.strange == []
    assert re.findall(r"\]\(([^)]*)\)", forms["card"]) == [LINK]
    assert "`" not in forms["card"]
    assert "<" not in forms["card"]
    for name in ("text", "card", "short"):
        assert LINKED.findall(forms[name].replace(LINK, "")) == [], name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("请点http://evil.com/x", "请点http[:]//evil[.]com/x"),
        ("www.evil.cn", "www[.]evil[.]cn"),
        ("骗子@evil.com", "骗子@evil[.]com"),
        ("例子.中国", "例子[.]中国"),
        ("192.0.2.1/签收", "192[.]0[.]2.1/签收"),
        ("javascript:alert(1)", "javascript[:]alert(1)"),
    ],
)
def test_what_looks_like_a_link_is_shown_so_that_nothing_makes_one_of_it(written: str, shown: str) -> None:
    assert typed(written) == shown


@pytest.mark.parametrize(
    "text", ["台账.xlsx", "上工办〔2012〕5号，三.三.1", "97.5%", "见附件.请尽快", "3.5万元", "e.g. 甲"]
)
def test_what_is_no_link_is_left_as_it_is(text: str) -> None:
    assert typed(text) == text


@given(st.text(max_size=80))
def test_what_was_made_safe_stays_as_it_is(text: str) -> None:
    once = typed(text)
    assert typed(once) == once
    assert on_one_line(once) == once
    assert not any(character in "[]()*_`<>|~\\&!" for character in for_markdown(once))


def test_every_text_is_dressed_however_deep_it_lies() -> None:
    notice = TOLD["escalation", "leader"]
    loud = dressed(notice, str.upper)
    assert loud.form == "LEADER"
    assert loud.task is not None
    assert loud.task.key == "SELF-INSPECTION"
    assert loud.contacts[0].role == "LEADING_GROUP_OFFICE"
    assert loud.due == notice.due


def test_nothing_unseen_is_written_by_the_house_itself() -> None:
    assert "Cf" in UNSEEN
    for notice in TOLD.values():
        assert on_one_line(message_of(notice).short) == message_of(notice).short
