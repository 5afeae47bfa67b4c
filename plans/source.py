"""How does a plan's text become plain data, and on which line did each key stand?

YAML, but only its plain part: no tags, no merge keys, each key once. Dates stay texts, as in JSON,
so that what an editor checks against the published schema is what the reader checks. `yes`, `on`
and `12:30` are texts too; YAML 1.1 would make truth values and minutes of them.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]
"""Where something stands in the data: `("tasks", 3, "due")`."""

MOST_NODES = 20_000
"""More than any plan holds; an alias that multiplies itself (billion laughs) passes it at once."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something in a plan that is wrong, where it stands, and what would be right."""

    path: Path
    message: str
    line: int | None = None


class Unreadable(Exception):
    """The text is not plain YAML."""

    def __init__(self, *misfits: Misfit) -> None:
        super().__init__("；".join(misfit.message for misfit in misfits))
        self.misfits = misfits


@dataclass(frozen=True, slots=True)
class Source:
    """A plan's data and the line of each of its keys and items, counted from 1."""

    data: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it when it is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class PlainLoader(yaml.SafeLoader):
    """YAML 1.2's plain scalars: null, true and false, numbers, and texts."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (PyYAML's own way)


PlainLoader.add_implicit_resolver("null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
PlainLoader.add_implicit_resolver("bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
PlainLoader.add_implicit_resolver("int", re.compile(r"^[-+]?\d{1,15}$"), list("-+0123456789"))
PlainLoader.add_implicit_resolver("float", re.compile(r"^[-+]?\d{1,15}\.\d{1,15}$"), list("-+0123456789"))

PLAIN_TAGS = {"null", "bool", "int", "float", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map",
              "tag:yaml.org,2002:seq"}  # fmt: skip


def decode(raw: bytes) -> str:
    """The text of a file; raises Unreadable unless it is UTF-8 (with or without a byte-order mark)."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(Misfit((), "文件是 UTF-16 编码；请另存为 UTF-8", 1))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(Misfit((), "文件不是 UTF-8 编码（可能是 GBK）；请另存为 UTF-8", line)) from error


def load(text: str) -> Source:
    """The data of a plan's text; raises Unreadable with everything that is wrong as YAML."""
    try:
        node = yaml.compose(text, Loader=PlainLoader)
        if node is None:
            raise Unreadable(Misfit((), "文件是空的；第一行应为 schema_version: 1", 1))
        return _Reading().read(node)
    except yaml.YAMLError as error:
        raise Unreadable(_yaml_misfit(error, text)) from error
    except RecursionError as error:
        raise Unreadable(Misfit((), "嵌套层数过多，不是一份方案；请检查括号和缩进", 1)) from error


def _yaml_misfit(error: yaml.YAMLError, text: str) -> Misfit:
    """What PyYAML says, in words that an official understands."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else text.count("\n", 0, getattr(error, "position", 0)) + 1
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    for pattern, meaning in YAML_FAULTS:
        if pattern in said:
            return Misfit((), meaning, line)
    return Misfit((), f"不是合法的 YAML（{said}）；请检查缩进、冒号后的空格和引号", line)


YAML_FAULTS = (
    ("'\\t'", "这里用了制表符（Tab）；YAML 的缩进只能用空格，请改成空格"),
    ("special characters are not allowed", "含有不可见的控制字符；请删去后重新保存"),
    ("expected a single document", "一个文件里有多份文档（---）；一个文件只写一份方案"),
    ("but found another document", "一个文件里有多份文档（---）；一个文件只写一份方案"),
    ("found undefined alias", "引用了没有定义的锚点（*名称）；请先用 &名称 定义"),
    ("found duplicate anchor", "同名锚点（&名称）定义了两次；请改用不同的名称"),
    ("mapping values are not allowed here", "冒号的位置不对；文字里有冒号时请整段加引号，或检查上一行的缩进"),
    ("could not find expected ':'", "这里缺冒号；应写成“键: 值”，冒号后有一个空格"),
    ("expected <block end>", "缩进与上文不对齐；同一层的键要左对齐"),
    ("expected ',' or", "花括号或方括号里：各项之间用英文逗号；文字含逗号、冒号、问号时请加引号"),
    ("found unexpected end of stream", "引号或括号没有配对"),
    ("found character '%'", "文字不能以 % 开头；请加引号"),
    ("found character '@'", "文字不能以 @ 开头；请加引号"),
    ("found character '`'", "文字不能以 ` 开头；请加引号"),
)


@dataclass
class _Reading:
    """One walk over the nodes of a text."""

    lines: dict[Path, int] = field(default_factory=dict)
    misfits: list[Misfit] = field(default_factory=list)
    count: int = 0
    around: list[int] = field(default_factory=list)

    def read(self, node: yaml.Node) -> Source:
        data = self._value(node, ())
        if self.misfits:
            raise Unreadable(*self.misfits)
        return Source(data, self.lines)

    def _value(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        self.count += 1
        if self.count > MOST_NODES:
            raise Unreadable(
                Misfit(path, f"展开后超过 {MOST_NODES} 项，不是一份方案；请检查锚点（&、*）", line)
            )
        if id(node) in self.around:
            raise Unreadable(Misfit(path, "锚点引用了自己，永远展不完；请去掉这个 *引用", line))
        if node.tag not in PLAIN_TAGS:
            self.misfits.append(
                Misfit(path, f"不支持 YAML 标签 {node.tag}；请只写普通的文字、数字和列表", line)
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path, line)
        self.around.append(id(node))
        value: Any = (
            dict(self._pairs(node, path))
            if isinstance(node, yaml.MappingNode)
            else [self._value(item, (*path, number)) for number, item in enumerate(node.value)]
        )
        self.around.pop()
        return value

    def _pairs(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.misfits.append(Misfit(path, "键只能是文字，不能是列表或映射", line))
                continue
            key = key_node.value
            here = (*path, key)
            if key in first:
                twice = f"{key} 写了两次（第 {first[key]} 行已有）；请只留一处"
                self.misfits.append(Misfit(here, twice, line))
                continue
            first[key] = line
            self.lines[here] = line
            yield key, self._value(value_node, here)

    def _scalar(self, node: yaml.ScalarNode, path: Path, line: int) -> Any:
        if any("\ud800" <= character <= "\udfff" for character in node.value):
            self.misfits.append(Misfit(path, "含有残缺的字符（半个代理对）；请重新输入", line))
        if node.tag == "null":
            return None
        if node.tag == "bool":
            return node.value == "true"
        if node.tag == "int":
            return int(node.value)
        return float(node.value) if node.tag == "float" else node.value
