"""How is a task submitted, withdrawn, verified, returned, waived, re-opened (三.一–三.三)?

One function a deed, for one unit or for many at once, each in one transaction; what happens to the
tasks is in `actions/deed.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from actions import deed as deeds
from actions import repair, self_inspection
from actions.deed import Deed, perform
from actions.desk import AT_ONCE, Desk, Occasion, acting, batched, find_units, occasion
from actions.errors import NotFound, WrongState
from actions.permission import Actor, deed_of, permit
from actions.text import needed, optional
from notifications.facts import verifiers_of
from plans.errands import RECTIFICATION, Errand, kind_of, number_of
from records.database import in_transaction, reading
from records.finding import FINDINGS
from records.task import TASKS
from states.roles import TITLES_ZH

T = TypeVar("T")

Units = str | Sequence[str]
"""A unit's code, or the codes of several that do the same."""


def submit(
    desk: Desk, by: Actor, units: Units, key: str, note: str | None = None, campaign_id: int | None = None
) -> date:
    """Submit a task; the day by which the office must verify it.

    The unit's clock stands as of now, and its escalation is resolved.
    """
    return _do(desk, by, units, key, "submit", optional(note), campaign_id, deeds.submit)


def withdraw(
    desk: Desk, by: Actor, units: Units, key: str, reason: str | None = None, campaign_id: int | None = None
) -> None:
    """Take a submission back before it is verified: the unit's clock runs on in the same cycle."""
    _do(desk, by, units, key, "withdraw", optional(reason), campaign_id, deeds.withdraw)


def verify(
    desk: Desk, by: Actor, units: Units, key: str, reason: str | None = None, campaign_id: int | None = None
) -> None:
    """Verify a submitted task. If it was the last gate of a phase, the village moves on."""
    _do(desk, by, units, key, "verify", optional(reason), campaign_id, deeds.finish)


def verify_several(
    desk: Desk,
    by: Actor,
    chosen: Mapping[str, Sequence[str]],
    reason: str | None = None,
    campaign_id: int | None = None,
) -> None:
    """Verify submissions of several tasks at once: all of them, or none if one is refused.

    `chosen` are the units of each task.
    """
    why = optional(reason)

    def work(connection: sa.Connection) -> None:
        now = acting(desk, connection, campaign_id)
        for key, units in chosen.items():
            carry_out(now, by, find_units(connection, units), key, "verify", why, deeds.finish)

    in_transaction(desk.engine, work)


def return_task(
    desk: Desk, by: Actor, units: Units, key: str, reason: str, campaign_id: int | None = None
) -> date:
    """Send a submission back (退回) with a reason: a new cycle begins; its short date."""
    return _do(desk, by, units, key, "return", needed(reason, "退回"), campaign_id, deeds.begin_cycle)


def waive(desk: Desk, by: Actor, units: Units, key: str, reason: str, campaign_id: int | None = None) -> None:
    """Release a unit from a task, with a reason. A waived gate is open."""
    _do(desk, by, units, key, "waive", needed(reason, "免除"), campaign_id, deeds.waive)


def reopen(
    desk: Desk, by: Actor, units: Units, key: str, reason: str, campaign_id: int | None = None
) -> date:
    """Open a verified task again, with a reason: a new cycle begins; its short date.

    The village stays in its phase, but cannot leave it before the task is verified again.
    """
    return _do(desk, by, units, key, "reopen", needed(reason, "重新打开"), campaign_id, deeds.begin_cycle)


def evidence_asked(desk: Desk, key: str, campaign_id: int | None = None) -> tuple[str, ...]:
    """What the plan asks to be shown with a submission; shown to whoever submits."""
    with reading(desk.engine) as connection:
        spec = occasion(desk, connection, campaign_id).book.spec(key)
        return tuple(evidence.zh for evidence in spec.evidence)


def is_by_hand(spec: deeds.Spec) -> bool:
    """Whether somebody submits and verifies it; else what was to be done shows by itself that it is."""
    return not (isinstance(spec, Errand) and spec.verifier == "nobody")


def verifiers_zh(desk: Desk, key: str, campaign_id: int | None = None) -> str:
    """Who has to verify a submission of that task, as it is said to whoever submits."""
    with reading(desk.engine) as connection:
        book = occasion(desk, connection, campaign_id).book
        return "、".join(TITLES_ZH[role] for role in verifiers_of(book, book.spec(key)))


def find_spec(now: Occasion, key: str) -> deeds.Spec:
    """The task of the plan, or the kind of an errand, of that key; raises NotFound."""
    try:
        return now.book.spec(key)
    except KeyError:
        raise NotFound(f"方案中没有任务 {key}。现有任务：{', '.join(now.book.tasks)}。") from None


def _do(
    desk: Desk,
    by: Actor,
    units: Units,
    key: str,
    trigger: str,
    reason: str | None,
    campaign_id: int | None,
    work: Callable[[Deed], T],
) -> T:
    """Carry out a deed on one task of the units, in one transaction; what it answers for the last group."""

    def transaction(connection: sa.Connection) -> T:
        now = acting(desk, connection, campaign_id)
        found = find_units(connection, [units] if isinstance(units, str) else units)
        return carry_out(now, by, found, key, trigger, reason, work)

    return in_transaction(desk.engine, transaction)


def carry_out(
    now: Occasion,
    by: Actor,
    units: Sequence[sa.Row[Any]],
    key: str,
    trigger: str,
    reason: str | None,
    work: Callable[[Deed], T],
) -> T:
    """The same within a transaction that does more; what it answers for the last group."""
    spec = find_spec(now, key)
    _check_hand(spec, trigger)
    permit(now.connection, by, deed_of(spec, trigger), [unit.path for unit in units], on=now.today)
    answers: list[T] = []
    for some in batched([unit.id for unit in units], AT_ONCE):
        mine = sa.and_(TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id.in_(some), TASKS.c.key == key)
        done = perform(now, by.by, mine, key, trigger, reason, work)
        if done:
            _let_inspections_follow(now, by, key, trigger, some)
        answers += done
    if not answers:
        raise NotFound(f"{units[0].name} 没有任务 {key}（{spec.title.zh}）。")
    return answers[-1]


def _let_inspections_follow(now: Occasion, by: Actor, key: str, trigger: str, units: Sequence[int]) -> None:
    """An inspection moves with the repairs of what it found; a self-inspection with its task."""
    if kind_of(key) == RECTIFICATION:
        repair.follow(now, by.by, FINDINGS.c.id == number_of(key))
    else:
        self_inspection.follow(now, by.by, key, trigger, units)


def _check_hand(spec: deeds.Spec, trigger: str) -> None:
    """What shows by itself that it is done is not submitted or verified by hand."""
    if not is_by_hand(spec):
        raise WrongState(
            f"“{spec.title.zh}”在相应事项办理后自动办结，不用单独提交、核验或免除（{trigger}）。"
        )
