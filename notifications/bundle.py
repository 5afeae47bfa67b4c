"""What of a digest is still worth saying, and in which part of it?

Of several notices about the same the newest speaks for all; what is settled meanwhile is left out, as
long as anything else remains. Linked leaders read a table of what is late, members of the leading group
a bulletin; everything else is a line each.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from records.claimed import Claimed
from records.notice import VERIFY
from states.deadline import SIDE_OF, Side
from states.roles import Role

Part = Literal["lines", "table", "bulletin"]

LATE_FORMS = frozenset({"leader", "leader_warning", "supervision_letter"})
"""The forms that tell somebody above a unit that it is late."""

BULLETIN_READERS = frozenset({Role.LEADING_GROUP, Role.LEADING_GROUP_HEAD})

FEWEST_ROWS = 2
"""Fewer are no table: they are said as lines."""


def worth_saying(notices: Sequence[Claimed]) -> tuple[Claimed, ...]:
    """The notices that a digest says, the most urgent first; at least one."""
    merged: dict[tuple[object, ...], Claimed] = {}
    for notice in sorted(notices, key=_age):
        merged[_subject(notice)] = notice
    open_ones = [notice for notice in merged.values() if not is_settled(notice)]
    return tuple(sorted(open_ones, key=_urgency)) or (max(merged.values(), key=_age),)


def is_settled(notice: Claimed) -> bool:
    """Whether what the notice asks for has been done meanwhile, or counts no more."""
    if notice.task is None or notice.form == "word":
        return False
    if notice.form == "inspection_proposed" and notice.inspection is not None:
        return False  # whatever the village does now, the proposal wants a decision
    return notice.task.cycle != notice.cycle or SIDE_OF.get(notice.task.state) is not side_of(notice)


def side_of(notice: Claimed) -> Side:
    return Side.VERIFICATION if notice.rule.startswith(VERIFY) else Side.OWING


def parts_of(notices: Iterable[Claimed]) -> dict[Part, list[Claimed]]:
    """The notices by the part in which each stands, in their order."""
    parts: dict[Part, list[Claimed]] = {"lines": [], "table": [], "bulletin": []}
    for notice in notices:
        parts[_part(notice)].append(notice)
    few = [one for part in ("table", "bulletin") if len(parts[part]) < FEWEST_ROWS for one in parts[part]]
    if few:
        parts = {name: [one for one in held if one not in few] for name, held in parts.items()}
        parts["lines"] = sorted([*parts["lines"], *few], key=_urgency)
    return parts


def _part(notice: Claimed) -> Part:
    if notice.form not in LATE_FORMS or side_of(notice) is Side.VERIFICATION:
        return "lines"
    if notice.role == Role.LINKED_LEADER:
        return "table"
    return "bulletin" if notice.role in BULLETIN_READERS else "lines"


def _subject(notice: Claimed) -> tuple[object, ...]:
    """What a notice is about: only one of those that are about the same is said."""
    if notice.form == "word":
        return ("word", notice.id)
    if notice.task is not None:
        return (notice.unit, notice.task.key, side_of(notice))
    if notice.inspection is not None:
        return (notice.unit, notice.inspection.id, notice.form)
    return (notice.unit, notice.rule)


def _age(notice: Claimed) -> tuple[int, int, object, int]:
    """The order in which notices about the same were called for, the last to be heard at the end."""
    return notice.cycle, notice.rung, notice.queued_at, notice.id


def _urgency(notice: Claimed) -> tuple[date, int]:
    due = notice.task.effective_due if notice.task is not None else notice.due
    return due or date.max, notice.id
