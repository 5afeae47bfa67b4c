"""Do the parts of a plan fit together: keys that exist, once each, windows that open before they close?

What does not fit cannot run and is refused with its place in the file; what is merely odd is left
to the lint.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, get_args

from plans.model import DeadlineSpec, Part, Plan, WatchSpec
from plans.model.parts import Refers
from plans.source import Misfit, Path
from plans.walk import Placed, fields_of, parts_of
from states.village import AFTERWARDS, BEFORE

WINDOWS = (("from", "to"), ("opens", "due"), ("from", "closes"))
"""Pairs of keys that stand in one part, the first of which must not be later than the second."""

SHOWN = 8
"""How many known keys a message lists at most."""


def misfits(plan: Plan) -> tuple[Misfit, ...]:
    """Everything in the plan that does not fit together."""
    known = {
        "phases": [phase.key for phase in plan.phases],
        "tasks": [task.key for task in plan.tasks],
        "indicators": [indicator.key for indicator in plan.indicators],
        "departments": [department.code for department in plan.departments],
    }
    found: list[Misfit] = []
    for placed in parts_of(plan):
        found += _unknown(placed, known)
        if not isinstance(placed.part, WatchSpec):  # whose keys `_notice_keys` compares
            found += _twice_in_lists(placed)
        found += _closed_before_opened(placed)
    return (*found, *_phases(plan), *_notice_keys(plan), *_departments(plan), *_self_inspection(plan))


def _unknown(placed: Placed, known: dict[str, list[str]]) -> Iterator[Misfit]:
    """Keys that refer to a phase, task or indicator that the plan does not have."""
    for key, info, value in fields_of(placed.part):
        refers = _refers([*info.metadata, info.annotation])
        if refers is None or not value:
            continue
        named = [((*placed.path, key), value)]
        if isinstance(value, tuple):
            named = [((*placed.path, key, number), item) for number, item in enumerate(value)]
        for where, name in named:
            if name not in known[refers.to]:
                yield Misfit(where, f"没有{refers.called} {name}；{_instead(str(name), known[refers.to])}")


def _refers(annotations: Iterable[Any]) -> Refers | None:
    """The mark on a field's type, however deep in it (`tuple[TaskKey, ...]`, `PhaseKey | None`)."""
    for annotation in annotations:
        if isinstance(annotation, Refers):
            return annotation
        inner = _refers((*getattr(annotation, "__metadata__", ()), *get_args(annotation)))
        if inner is not None:
            return inner
    return None


def _instead(name: str, known: list[str]) -> str:
    if close := get_close_matches(name, known, n=1):
        return f"是不是想写 {close[0]}？"
    if not known:
        return "方案里还没有定义"
    return f"现有：{'、'.join(known[:SHOWN])}" + (f" 等 {len(known)} 个" if len(known) > SHOWN else "")


def _twice_in_lists(placed: Placed) -> Iterator[Misfit]:
    """Keys that stand twice in one list."""
    for name, _, value in fields_of(placed.part):
        if isinstance(value, tuple):
            keyed = [
                ((*placed.path, name, number, field), str(getattr(item, field)))
                for number, item in enumerate(value)
                for field in ("key", "code")
                if isinstance(item, Part) and field in type(item).model_fields
            ]
            yield from _twice(keyed, "同一列表")


def _twice(keyed: Iterable[tuple[Path, str]], within: str) -> Iterator[Misfit]:
    first: set[str] = set()
    for path, key in keyed:
        if key in first:
            yield Misfit(path, f"{key} 重复；{within}里每个名称只能用一次，请改名")
        first.add(key)


def _closed_before_opened(placed: Placed) -> Iterator[Misfit]:
    values = {key: value for key, _, value in fields_of(placed.part)}
    for start, end in WINDOWS:
        opened, closed = values.get(start), values.get(end)
        if opened is not None and closed is not None and closed < opened:
            yield Misfit((*placed.path, end), f"{end}（{closed}）早于 {start}（{opened}）；应不早于 {opened}")


def _phases(plan: Plan) -> Iterator[Misfit]:
    """Phases follow one another, and none has the name of a state that every campaign has."""
    for number, (before, after) in enumerate(pairwise(plan.phases), start=1):
        if after.first_day <= before.first_day:
            yield Misfit(
                ("phases", number, "from"),
                f"阶段 {after.key} 自 {after.first_day} 起，不晚于前一阶段 {before.key}；"
                f"阶段须按先后排列，应晚于 {before.first_day}",
            )
    for number, phase in enumerate(plan.phases):
        if phase.key in (*BEFORE, *AFTERWARDS):
            yield Misfit(("phases", number, "key"), f"{phase.key} 是系统固有的状态名；请给阶段另取一个名称")
    if plan.assessment.begins <= plan.phases[-1].first_day:
        last = plan.phases[-1]
        yield Misfit(
            ("assessment", "from"),
            f"考核自 {plan.assessment.begins} 起，不晚于最后阶段 {last.key}；应晚于 {last.first_day}",
        )


def _notice_keys(plan: Plan) -> Iterator[Misfit]:
    """Notices are told apart by these keys, so one may not stand for two rules of a kind of owner."""
    for kind in ("village", "office", "department"):
        spec: DeadlineSpec = getattr(plan.deadlines, kind)
        keyed: list[tuple[Path, str]] = []
        for where, watch in (((), spec), (("verification",), spec.verification)):
            path: Path = ("deadlines", kind, *where)
            keyed += [((*path, "reminders", n, "key"), rule.key) for n, rule in enumerate(watch.reminders)]
            keyed += [((*path, "ladder", n, "key"), rung.key) for n, rung in enumerate(watch.ladder)]
        yield from _twice(keyed, "同一类单位的提醒和督办")


def _departments(plan: Plan) -> Iterator[Misfit]:
    """A plan that lists its departments lists all that owe something."""
    codes = [department.code for department in plan.departments]
    for number, task in enumerate(plan.tasks):
        if codes and task.owner_kind == "department" and task.owner_detail not in codes:
            hint = _instead(task.owner_detail, codes)
            yield Misfit(("tasks", number, "owner"), f"departments 中没有部门 {task.owner_detail}；{hint}")


def _self_inspection(plan: Plan) -> Iterator[Misfit]:
    """The self-inspection is a form of the village's own task."""
    own = plan.inspections.own
    owner = next((task.owner for task in plan.tasks if own and task.key == own.task), "village")
    if owner != "village":
        yield Misfit(("inspections", "self", "task"), "自查须是村（社区）的任务（owner: village）")
