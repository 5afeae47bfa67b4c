"""Whether every word of the pages can be said in English, and every word is one that can be translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from tests.messages import (
    FILE,
    HOUSE,
    IN_CONTEXT,
    MANY,
    ONE,
    PAGES,
    TABLES,
    called,
    in_tables,
    messages,
    updated,
    written,
)
from web.administration import HOLIDAY
from web.locale_form import PATTERNS
from web.plan_words import DECREED
from web.words import CHINESE_CHARACTER, DEED, ROLE, STATE, SUBJECT

PLACEHOLDER = re.compile(r"%\((\w+)\)s|(%%)|(%)")

REFUSALS = frozenset({"BadInput", "NotFound", "SignInRefused", "WrongState", "heads"})
"""What the rules say against a deed stays Chinese: it names the case, as actions and states do."""


NOT_SAID = frozenset(
    {
        *(STATE, DEED, SUBJECT, ROLE, DECREED),
        CHINESE_CHARACTER.pattern,
        HOLIDAY,
        *(pattern for forms in PATTERNS.values() for pattern in forms.values()),
        *("：", "，", "、"),
    }
)
"""Contexts of the catalogue, forms of dates, and marks that are read, not written."""


def entries() -> list[Entry]:
    with FILE.open("rb") as file:
        return [entry for entry in read_po(file, locale="en") if entry.id]


def said_in_english() -> Iterator[tuple[str, str]]:
    """(Chinese, English); a message about a number of things once for each of its forms."""
    for entry in entries():
        if isinstance(entry.id, str):
            yield entry.id, str(entry.string)
        else:
            yield from ((entry.id[0], form) for form in entry.string or ())


def test_the_catalogue_is_up_to_date_with_the_pages() -> None:
    assert FILE.read_bytes() == written(updated()), "run `make messages`"


def test_every_message_has_its_english() -> None:
    assert len(entries()) > 700
    assert [zh for zh, en in said_in_english() if not en.strip()] == []
    assert [entry.id for entry in entries() if entry.fuzzy] == []


def test_no_english_holds_a_chinese_character() -> None:
    assert [en for _, en in said_in_english() if CHINESE_CHARACTER.search(en)] == []


def test_english_fills_in_what_chinese_fills_in() -> None:
    different = [
        (zh, en)
        for zh, en in said_in_english()
        if sorted(PLACEHOLDER.findall(zh)) != sorted(PLACEHOLDER.findall(en))
    ]
    assert different == []


def test_english_tells_one_from_many() -> None:
    for entry in entries():
        if not isinstance(entry.id, str):
            assert len(entry.string or ()) == 2, entry.id
    with FILE.open("rb") as file:
        assert read_po(file, locale="en").num_plurals == 2


def test_a_message_does_not_say_one_thing_in_two_places_of_the_catalogue() -> None:
    keys = [(entry.context, entry.id) for entry in entries()]
    assert len(keys) == len(set(keys)) == len(messages())


@pytest.mark.parametrize("file", sorted(PAGES.glob("*.j2")), ids=lambda file: file.name)
def test_no_template_says_a_word_that_cannot_be_translated(file: Path) -> None:
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    assert list(bare(reader.parse(file.read_text("utf-8")))) == []


def bare(node: nodes.Node) -> Iterator[str]:
    """The Chinese texts in a template that are handed to no translation."""
    if isinstance(node, nodes.TemplateData) and CHINESE_CHARACTER.search(node.data):
        yield f"{node.lineno}: {node.data.strip()}"
    elif (
        isinstance(node, nodes.Const) and isinstance(node.value, str) and CHINESE_CHARACTER.search(node.value)
    ):
        yield f"{node.lineno}: {node.value}"
    wrapped = (
        isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in WRAPPERS
    )
    for child in node.iter_child_nodes():
        if not (wrapped and isinstance(child, nodes.Const)):
            yield from bare(child)


WRAPPERS = ONE | MANY | IN_CONTEXT


def test_a_bare_word_is_found_wherever_it_stands() -> None:
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    text = (
        "<p title=\"{{ _('甲') }}\">乙{{ f('丙', _('丁', x='戊')) }}{% trans %}己{% endtrans %}"
        "{% if a == '庚' %}{% endif %}</p>"
    )
    assert [one.split(": ")[1] for one in bare(reader.parse(text))] == ['">乙', "丙", "戊", "庚"]


def test_no_module_of_the_pages_says_a_word_that_cannot_be_translated() -> None:
    """Outside of its tables and refusals."""
    known = {message.text for _, message in in_tables()} | NOT_SAID
    found = []
    for file in sorted((HOUSE / "web").glob("*.py")):
        for line, text in loose(ast.parse(file.read_text("utf-8"))):
            if text not in known:
                found.append(f"{file.name}:{line} {text}")
    assert found == []


def loose(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The Chinese constants that are neither translated, nor a refusal, nor a docstring."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Call) and called(child) in WRAPPERS | REFUSALS | {"Language"}:
            continue
        if (
            isinstance(child, ast.Constant)
            and isinstance(child.value, str)
            and CHINESE_CHARACTER.search(child.value)
        ):
            yield child.lineno, child.value
        yield from loose(child)


def test_every_table_that_is_gathered_is_chinese() -> None:
    assert all(CHINESE_CHARACTER.search(message.text) for _, message in in_tables())
    assert len(TABLES) == len({(module, name) for module, name, _ in TABLES})
