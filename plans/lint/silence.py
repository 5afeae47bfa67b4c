"""Which dates does the document not give, and did the office set them itself?"""

import re
from collections.abc import Iterator
from datetime import date

from plans.lint.registry import Case, Point, rule
from plans.model import Distance
from plans.model.parts import Timed
from plans.walk import Placed, fields_of, parts_of


@rule(
    "L111",
    "warning",
    "文件只有“按时”“定期”之类的话而没有日期，由办公室自定",
    "The document says “on time” or “regularly” without a date, and the office has set one",
)
def worded_without_date(case: Case) -> Iterator[Point]:
    for (clause, wording), decisions in _decisions(case).items():
        if wording:
            yield Point((clause,), f"{clause} 写“{wording}”而没有日期；由办公室自定：{'；'.join(decisions)}")


@rule(
    "L112",
    "warning",
    "文件没有写明时限或数量，由办公室自定",
    "The document is silent about a term or number, and the office has set it",
)
def silent(case: Case) -> Iterator[Point]:
    for (clause, wording), decisions in _decisions(case).items():
        if not wording:
            yield Point((clause,), f"{clause} 没有写明时限或数量；由办公室自定：{'；'.join(decisions)}")


@rule(
    "L113",
    "error",
    "规则缺少它所需要的日期或间隔，无从执行",
    "A rule lacks a date or interval without which it cannot be carried out",
)
def dateless(case: Case) -> Iterator[Point]:
    plan = case.plan
    periodic = plan.inspections.periodic
    if periodic and (periodic.every is None or periodic.first_day is None):
        yield _lacking(periodic.clause, "定期督查", periodic.wording, "inspections.periodic 的 every 和 from")
    if plan.meetings and plan.meetings.every is None:
        yield _lacking(plan.meetings.clause, "定期会议", plan.meetings.wording, "meetings 的 every")
    for subsidy in plan.subsidies:
        if subsidy.on_time and subsidy.paid_by is None:
            yield _lacking(
                subsidy.clause, subsidy.title.zh, subsidy.wording, f"subsidies 中 {subsidy.key} 的 paid_by"
            )


def _lacking(clause: str, name: str, wording: str | None, keys: str) -> Point:
    says = f"（文件写“{wording}”）" if wording else ""
    return Point((clause,), f"{clause}“{name}”{says}没有日期，无从执行；请由办公室定下 {keys}")


def _decisions(case: Case) -> dict[tuple[str, str | None], list[str]]:
    """What the office has set, by the clause that is silent and what it says instead of a date."""
    decisions: dict[tuple[str, str | None], list[str]] = {}
    for placed in parts_of(case.plan):
        part = placed.part
        if isinstance(part, Timed) and (part.dates_from == "office" or part.wording):
            decisions.setdefault((placed.clause, part.wording), []).append(_what_was_set(placed))
    return decisions


def _what_was_set(placed: Placed) -> str:
    """The part's name and its own dates, distances and numbers."""
    values = []
    for key, info, value in fields_of(placed.part):
        called = re.split("[，；]|（[^）]*）$", info.description or key)[0]
        if isinstance(value, date):
            values.append(f"{called} {value}")
        elif isinstance(value, Distance):
            values.append(f"{called} {value.words}")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            values.append(f"{called} {value:g}")
    return f"{placed.name}（{'，'.join(values)}）" if values else placed.name
