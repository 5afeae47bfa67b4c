"""How are single values of a plan's text replaced, so that everything else stays as it was written?

Comments, order, quotes and line ends belong to whoever wrote the plan. Only the characters of the
values themselves are exchanged, at the places that the YAML parser gives.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from plans.source import Misfit, Path, PlainLoader, Unreadable, load


@dataclass(frozen=True, slots=True)
class Change:
    """What stands at a place, as the value is written, and what shall stand there."""

    was: str
    new: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a plan's text and its line, counted from 1."""

    line: int
    text: str


def rewritten(text: str, changes: Mapping[Path, Change]) -> str:
    """The text, which `load` can read, with the values at those places replaced.

    Raises Unreadable where a value is written in such a way that it cannot be exchanged alone.
    """
    pieces: dict[int, tuple[int, str]] = {}
    shared: dict[int, Change | None] = {}
    for path, node in _scalars(yaml.compose(text, Loader=PlainLoader), ()):
        start, end = node.start_mark.index, node.end_mark.index
        change = changes.get(path)
        if change is not None and change.was == change.new:
            change = None
        if shared.setdefault(start, change) != change:
            raise _unable(path, node, "与别处共用一个锚点（&、*），两处却不能一同改动；请分开写")
        if change is not None:
            pieces[start] = (end, _exchanged(text[start:end], change, path, node))
    for start, (end, piece) in sorted(pieces.items(), reverse=True):
        text = text[:start] + piece + text[end:]
    return text


def comments(text: str) -> Iterator[Comment]:
    """The comments of a text, in their order: whatever stands between the words of the YAML."""
    end = 0
    for token in yaml.scan(text, Loader=PlainLoader):
        for found in re.finditer(r"#[^\r\n]*", text[end : token.start_mark.index]):
            yield Comment(text.count("\n", 0, end + found.start()) + 1, found.group().rstrip())
        end = max(end, token.end_mark.index)


def _scalars(node: yaml.Node | None, path: Path) -> Iterator[tuple[Path, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield path, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _scalars(item, (*path, number))


def _exchanged(piece: str, change: Change, path: Path, node: yaml.ScalarNode) -> str:
    """The piece of text that writes the new value as the old one was written: in quotes, with its anchor."""
    if piece.count(change.was) != 1 or "\\" in piece:
        raise _unable(path, node, f"的写法特殊，无法单独替换；请直接写成 {change.was}")
    bare = node.style is None and type(load(change.new).data) is not type(load(change.was).data)
    return piece.replace(change.was, f'"{change.new}"' if bare else change.new)


def _unable(path: Path, node: yaml.ScalarNode, why: str) -> Unreadable:
    return Unreadable(Misfit(path, f"“{node.value}”{why}", node.start_mark.line + 1))
