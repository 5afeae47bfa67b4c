"""What is said when a key or value of a plan does not have the right form?

Pydantic knows the kind of the fault; what would be right stands in the published schema. Both are
put together into one sentence in Chinese.
"""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from plans.model.parts import ONE_LINE
from plans.schema import json_schema
from plans.source import Misfit, Path

Node = Mapping[str, Any]
"""A piece of the JSON Schema: what may stand at one place of a plan."""


def misfits_of(faults: Iterable[ErrorDetails]) -> list[Misfit]:
    """Faults that Pydantic found, as misfits; what only follows from another fault is left out."""
    faults = list(faults)
    unknown = [fault for fault in faults if fault["type"] == "extra_forbidden"]
    follows = {("missing", (*fault["loc"][:-1], _meant(fault))) for fault in unknown}
    follows |= {("too_short", fault["loc"][:end]) for fault in faults for end in range(len(fault["loc"]))}
    return [_misfit(fault) for fault in faults if (fault["type"], fault["loc"]) not in follows]


def _misfit(fault: ErrorDetails) -> Misfit:
    node = _node(fault["loc"])
    if fault["input"] is None and fault["type"] != "missing":
        return Misfit(fault["loc"], f"没有填写；{_right(node)}")
    return Misfit(fault["loc"], SAYINGS.get(fault["type"], _form)(fault, node))


def _node(path: Path) -> Node:
    """What the schema says about a place; empty where it knows no such place."""
    node = _resolved(json_schema())
    for step in path:
        below = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        node = _resolved(below or {})
    return node


def _resolved(node: Node) -> Node:
    """The node without the detours: references followed, `null` left aside, its own description kept."""
    for choice in node.get("anyOf", ()):
        if choice.get("type") != "null":
            return _resolved({**choice, **{k: v for k, v in node.items() if k == "description"}})
    if "$ref" in node:
        target = json_schema()["$defs"][node["$ref"].rpartition("/")[2]]
        return {**_resolved(target), **{k: v for k, v in node.items() if k == "description"}}
    return node


def _right(node: Node) -> str:
    """What would be right at a place."""
    if node.get("format") == "date":
        return "应写成 2012-06-10 这样的日期"
    if choices := node.get("enum") or ([node["const"]] if "const" in node else []):
        return f"可选：{'、'.join(map(str, choices))}"
    if "oneOf" in node:
        return "应写成 {days: 3} 或 {working_days: 3}"
    if node.get("type") == "object":
        needed = node.get("required") or list(node.get("properties", ()))
        return f"应为一组“键: 值”，须有：{'、'.join(needed)}"
    if node.get("type") == "array":
        return "应为列表：每项一行，以“- ”开头，或写成 [甲, 乙]"
    described = f"（{node['description']}）" if "description" in node else ""
    return TYPES.get(str(node.get("type")), "请对照 duban plan schema 的说明") + described


TYPES = {
    "integer": "应为整数",
    "number": "应为数字",
    "boolean": "应为 true 或 false",
    "string": "应为文字，像数字的文字请加引号",
}


def _form(fault: ErrorDetails, node: Node) -> str:
    return f"{_shown(fault['input'])} 的写法不对；{_right(node)}"


def _pattern(fault: ErrorDetails, node: Node) -> str:
    one_line = fault["ctx"]["pattern"] == ONE_LINE
    right = "一行文字，不能换行，首尾不能有空格" if one_line else node.get("description", "")
    return f"{_shown(fault['input'])} 的写法不对；应为：{right}"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _missing(fault: ErrorDetails, node: Node) -> str:
    return f"缺少 {fault['loc'][-1]}；{_right(node)}"


def _meant(fault: ErrorDetails) -> str | None:
    """The key that an unknown one is likely to stand for."""
    known = _node(fault["loc"][:-1]).get("properties", ())
    return next(iter(get_close_matches(str(fault["loc"][-1]), known, n=1)), None)


def _unknown_key(fault: ErrorDetails, node: Node) -> str:
    key = str(fault["loc"][-1])
    if key == "<<":
        return "不支持合并键 <<；请把各键直接写出来"
    known = "、".join(_node(fault["loc"][:-1]).get("properties", ()))
    meant = _meant(fault)
    return f"没有名为 {key} 的键；" + (f"是不是想写 {meant}？" if meant else f"这里可以写：{known}")


def _choice(fault: ErrorDetails, node: Node) -> str:
    choices = [str(choice) for choice in node.get("enum", [node.get("const")])]
    close = get_close_matches(str(fault["input"]), choices, n=1)
    hint = f"是不是想写 {close[0]}？" if close else ""
    return f"{_shown(fault['input'])} 不在可选值之内；{hint}可选：{'、'.join(choices)}"


def _date(fault: ErrorDetails, node: Node) -> str:
    return f"{_shown(fault['input'])} 不是存在的日期；应写成 2012-06-10 这样的日期"


def _bound(words: str, name: str) -> Callable[[ErrorDetails, Node], str]:
    def say(fault: ErrorDetails, node: Node) -> str:
        described = f"（{node['description']}）" if "description" in node else ""
        return f"{_shown(fault['input'])} 超出范围；应{words} {_number(fault['ctx'][name])}{described}"

    return say


def _number(bound: object) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def _value(fault: ErrorDetails, node: Node) -> str:
    return str(fault["ctx"]["error"])


def _length(words: str, name: str) -> Callable[[ErrorDetails, Node], str]:
    return lambda fault, node: words.format(fault["ctx"][name])


SAYINGS: dict[str, Callable[[ErrorDetails, Node], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _choice,
    "enum": _choice,
    "date_type": _date,
    "date_parsing": _date,
    "date_from_datetime_parsing": _date,
    "date_from_datetime_inexact": _date,
    "greater_than_equal": _bound("不小于", "ge"),
    "less_than_equal": _bound("不大于", "le"),
    "greater_than": _bound("大于", "gt"),
    "string_pattern_mismatch": _pattern,
    "value_error": _value,
    "string_too_long": _length("太长；至多 {} 个字", "max_length"),
    "too_short": _length("太少；至少要有 {} 项", "min_length"),
    "too_long": _length("太多；至多 {} 项", "max_length"),
}
"""What to say for each kind of fault; any other kind is said by `_form`."""
