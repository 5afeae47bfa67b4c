"""What may stand in a plan's own words for its notices, and what may not?

The words are templates of a very small language: `{{ unit }}`, `{{ task.title }}`, three filters and
`{% if %}`. There are no loops, calls, sums or assignments, so that whatever a plan says is soon said and
not much longer than what it names. What a notice may not know is found here, before anybody is told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jinja2 import Environment, TemplateSyntaxError, nodes

Kind = Literal["text", "number", "flag", "list", "group"]

NAMES: Mapping[str, Kind] = {
    "notice_id": "number",
    "recipient": "text",
    "role": "text",
    "verifies": "flag",
    "unit": "text",
    "office": "text",
    "plan": "text",
    "document": "text",
    "document_title": "text",
    "issuer": "text",
    "clause": "text",
    "clauses": "list",
    "today": "text",
    "deadline": "text",
    "days_left": "number",
    "days_over": "number",
    "told": "text",
    "hold": "text",
    "hold_until": "text",
    "contact": "text",
    "about": "text",
    "instead_of": "text",
    "next": "group",
    "next.on": "text",
    "next.form": "text",
    "next.roles": "text",
    "task": "group",
    "task.title": "text",
    "task.is_done_by": "text",
    "task.evidence": "text",
    "task.due": "text",
    "task.moved": "flag",
    "task.submitted": "text",
    "task.verifiers": "text",
    "task.verify_within": "text",
    "task.reason": "text",
    "task.since": "text",
    "inspection": "group",
    "inspection.id": "number",
    "inspection.kind": "text",
    "inspection.reasons": "list",
    "inspection.reasons_in_all": "number",
    "inspection.inspectors": "text",
    "inspection.decide_by": "text",
    "inspection.report_within": "text",
    "promise": "group",
    "promise.who": "text",
    "promise.by": "text",
}
"""Everything that a plan's words may name, and what it is."""

ALWAYS: Mapping[str, frozenset[str]] = {
    "issue": frozenset(),
    "word": frozenset(),
    **dict.fromkeys(("inspection_village", "inspection_inspector"), frozenset({"inspection"})),
    **dict.fromkeys(
        (
            "reminder",
            "verify",
            "overdue",
            "leader",
            "leader_warning",
            "supervision_letter",
            "inspection_proposed",
            "verification_overdue",
            "returned",
            "reopened",
            "errand",
        ),
        frozenset({"task"}),
    ),
}
"""Every form of a notice, and the groups that it has in any case; the others want an `{% if %}`."""

FILTERS = ("join", "length", "truncate")

LONGEST_JOINT = 10
LONGEST_CUT = 500


@lru_cache(maxsize=512)
def faults(form: str, text: str) -> tuple[str, ...]:
    """What is wrong with a plan's words for a form of notice; empty if nothing is."""
    if form not in ALWAYS:
        return (f"没有名为 {form} 的文书",)
    try:
        environment = Environment(autoescape=True)
        parsed = environment.parse(text)
        found = tuple(dict.fromkeys(_block(parsed.body, ALWAYS[form])))
        if not found:
            environment.compile(parsed)  # what nests too deeply shows only here
        return found
    except TemplateSyntaxError as error:
        return (f"第 {error.lineno} 行写法有误：{error.message}",)
    except (RecursionError, MemoryError, OverflowError, SyntaxError, ValueError):
        return ("写得过于复杂",)


def _block(body: list[nodes.Node], there: frozenset[str]) -> Iterator[str]:
    """The faults of some text, where the groups named in `there` are known to be there."""
    for node in body:
        if isinstance(node, nodes.Output):
            for said in node.nodes:
                yield from _said(said, there)
        elif isinstance(node, nodes.If):
            yield from _choice(node, there)
        else:
            yield f"不能使用 {type(node).__name__}：只能写名称、过滤器和 if"


def _choice(node: nodes.If, there: frozenset[str]) -> Iterator[str]:
    yield from _condition(node.test, there)
    yield from _block(node.body, there | _granted(node.test))
    for other in node.elif_:
        yield from _choice(other, there)
    yield from _block(node.else_, there)


def _granted(test: nodes.Node) -> frozenset[str]:
    """The groups that are there if the condition holds."""
    if isinstance(test, nodes.And):
        return _granted(test.left) | _granted(test.right)
    name = _name(test)
    return frozenset({name}) if name is not None and NAMES.get(name) == "group" else frozenset()


def _condition(node: nodes.Node, there: frozenset[str]) -> Iterator[str]:
    match node:
        case nodes.And():
            yield from _condition(node.left, there)
            yield from _condition(node.right, there | _granted(node.left))
        case nodes.Or():
            yield from _condition(node.left, there)
            yield from _condition(node.right, there)
        case nodes.Not():
            yield from _condition(node.node, there)
        case nodes.Compare():
            for side in (node.expr, *(operand.expr for operand in node.ops)):
                yield from () if isinstance(side, nodes.Const) else _value(side, there).faults
        case nodes.Name() if NAMES.get(node.name) == "group":
            return
        case _:
            yield from _value(node, there).faults


def _said(node: nodes.Node, there: frozenset[str]) -> Iterator[str]:
    """The faults of what is put into the text."""
    if isinstance(node, nodes.TemplateData):
        return
    value = _value(node, there)
    yield from value.faults
    if not value.faults and value.kind not in ("text", "number"):
        yield f"{value.name} 不是文字，不能直接写进通知" + ("，请用 join" if value.kind == "list" else "")


@dataclass(frozen=True, slots=True)
class _Value:
    """What a name stands for, perhaps filtered; or why it stands for nothing."""

    name: str = ""
    kind: Kind = "text"
    faults: tuple[str, ...] = ()


def _value(node: nodes.Node, there: frozenset[str]) -> _Value:
    if isinstance(node, nodes.Filter):
        return _filtered(node, there)
    name = _name(node)
    if name is None:
        return _Value(faults=(f"不能使用 {type(node).__name__}：只能写名称、过滤器和 if",))
    if name not in NAMES:
        return _Value(faults=(f"没有名为 {name} 的内容",))
    group = name.partition(".")[0]
    if "." in name and group not in there:
        return _Value(faults=(f"这种文书不一定有 {group}：请写在 {{% if {group} %}} 之内",))
    return _Value(name, NAMES[name])


def _name(node: nodes.Node) -> str | None:
    """`unit` or `task.title`; None for anything else."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else None


def _filtered(node: nodes.Filter, there: frozenset[str]) -> _Value:
    if node.name not in FILTERS:
        return _Value(faults=(f"没有名为 {node.name} 的过滤器：可用的有 {'、'.join(FILTERS)}",))
    if node.node is None or isinstance(node.node, nodes.Filter):
        return _Value(faults=(f"过滤器 {node.name} 只能用在名称上",))
    value = _value(node.node, there)
    constants = all(isinstance(given, nodes.Const) for given in node.args)
    others = (*node.kwargs, *filter(None, (node.dyn_args, node.dyn_kwargs)))
    given = [one.value for one in node.args if isinstance(one, nodes.Const)]
    fitting, kind = TAKES[node.name]
    if value.faults:
        return value
    if others or not constants or not fitting(value.kind, given):
        return _Value(faults=(f"过滤器 {node.name} 不能这样用",))
    return _Value(value.name, kind)


def _joins(kind: Kind, given: list[object]) -> bool:
    short = all(isinstance(one, str) and len(one) <= LONGEST_JOINT for one in given)
    return kind == "list" and len(given) <= 1 and short


def _counts(kind: Kind, given: list[object]) -> bool:
    return kind in ("list", "text") and not given


def _cuts(kind: Kind, given: list[object]) -> bool:
    """`truncate(40)`, `truncate(40, true)`, `truncate(40, true, "…")`."""
    if kind != "text" or not 1 <= len(given) <= 3:
        return False
    length, whole, end = given[0], (given[1:2] or [True])[0], (given[2:] or ["…"])[0]
    fits = isinstance(length, int) and not isinstance(length, bool) and 5 <= length <= LONGEST_CUT
    return fits and isinstance(whole, bool) and isinstance(end, str) and len(end) <= 3


TAKES: Mapping[str, tuple[Callable[[Kind, list[object]], bool], Kind]] = {
    "join": (_joins, "text"),
    "length": (_counts, "number"),
    "truncate": (_cuts, "text"),
}
"""Whether a filter fits what it is used on and what it is given; and what it makes of it."""
