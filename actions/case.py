"""How does somebody deal with one inspection, or with several at once (三.三.2)?

They are locked, the machine is asked once for each situation among them, and each of those follows whole,
with its history. One is no special case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, numbered
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.words import KINDS_ZH, STATES_ZH, TRIGGERS_ZH
from records.absence import ABSENCES, away_on
from records.database import in_transaction, reading
from records.finding import has_standing, other_open
from records.history import By, Event
from records.inspection import INSPECTIONS, INSPECTORS
from records.moves import move_inspections
from records.notice import When
from records.unit import UNITS
from states.errors import IllegalMove
from states.inspection import INSPECTION, PERIODIC, SELF, InspectionSituation

T = TypeVar("T")

DEEDS = ("order", "dismiss", "merge", "cancel", "start", "report", "close", "revisit")
"""What people may do with an inspection; how it follows the repairs is not theirs."""

Ids = int | Sequence[int]


@dataclass(frozen=True, slots=True)
class Dealing:
    """Somebody deals with inspections of one campaign, which are locked; `rows` name them and their units."""

    now: Occasion
    by: Actor
    rows: tuple[sa.Row[Any], ...]

    @property
    def row(self) -> sa.Row[Any]:
        return self.rows[0]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(row.id for row in self.rows)

    @property
    def mine(self) -> sa.ColumnElement[bool]:
        return INSPECTIONS.c.id.in_(self.ids)

    @property
    def when(self) -> When:
        return When(self.now.at, self.now.today)

    def move(self, trigger: str, changes: Mapping[str, Any], reason: str | None = None) -> None:
        """Move the inspections, as the machine answers; raises WrongState in the words of the desk."""
        move(self.now, self.by.by, self.rows, trigger, changes, reason)


def move(
    now: Occasion,
    by: By,
    rows: Sequence[sa.Row[Any]],
    trigger: str,
    changes: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    """Move inspections (rows with id and unit_name); raises WrongState for the first that may not."""
    named = {row.id: row.unit_name for row in rows}
    for kind, situation, ids in _situations(now.connection, tuple(named)):
        try:
            after = INSPECTION.after(situation, trigger)
        except IllegalMove:
            raise WrongState(_refusal(named[ids[0]], ids[0], kind, situation.state, trigger)) from None
        event = Event("inspection", trigger, after, by, now.at, reason, clause_of(now, kind))
        move_inspections(now.connection, INSPECTIONS.c.id.in_(ids), event, changes)


def clause_of(now: Occasion, kind: str) -> str:
    """The clause of the plan that an inspection of a kind rests on."""
    inspections = now.book.plan.inspections
    if kind == PERIODIC and inspections.periodic is not None:
        return inspections.periodic.clause
    if kind == SELF and inspections.own is not None:
        return inspections.own.clause
    return inspections.special.clause


def deal(desk: Desk, by: Actor, inspections: Ids, deed: str, work: Callable[[Dealing], T]) -> T:
    """Carry out one deed on one inspection, or on several of one campaign, in one transaction."""
    wanted = [inspections] if isinstance(inspections, int) else list(dict.fromkeys(inspections))
    if not wanted:
        raise BadInput("须写明至少一项督查的编号（duban inspection list 可查）。")

    def transaction(connection: sa.Connection) -> T:
        rows = taken(connection, wanted)
        if len({row.campaign_id for row in rows}) > 1:
            raise BadInput("这些督查不属于同一专项工作，请分别办理。")
        now = acting(desk, connection, rows[0].campaign_id)
        named = named_in(now, rows[0].id) if len(rows) == 1 else ()
        permit(connection, by, deed, [row.path for row in rows], named, on=now.today)
        return work(Dealing(now, by, rows))

    return in_transaction(desk.engine, transaction)


def check(desk: Desk, by: Actor, inspection_id: int, deed: str) -> None:
    """Raise NotAllowed for whoever may not do a deed on an inspection, NotFound for none."""
    with reading(desk.engine) as connection:
        row = _found(connection, [inspection_id])[0]
        now = acting(desk, connection, row.campaign_id)
        permit(connection, by, deed, row.path, named_in(now, row.id), on=now.today)


def taken(connection: sa.Connection, wanted: Sequence[int]) -> tuple[sa.Row[Any], ...]:
    """The inspections of these numbers with their units, locked, in this order; raises NotFound."""
    some = sa.or_(*(numbered(INSPECTIONS.c.id, number) for number in wanted))
    locked = sa.select(INSPECTIONS.c.id).where(some).order_by(INSPECTIONS.c.id).with_for_update()
    connection.execute(locked).all()
    return _found(connection, wanted)


def _found(connection: sa.Connection, wanted: Sequence[int]) -> tuple[sa.Row[Any], ...]:
    some = sa.or_(*(numbered(INSPECTIONS.c.id, number) for number in wanted))
    columns = (*INSPECTIONS.c, UNITS.c.code, UNITS.c.name.label("unit_name"), UNITS.c.path)
    query = sa.select(*columns).join_from(INSPECTIONS, UNITS, UNITS.c.id == INSPECTIONS.c.unit_id)
    found = {row.id: row for row in connection.execute(query.where(some))}
    for number in wanted:
        if number not in found:
            raise NotFound(f"没有编号为 {number} 的督查。用 duban inspection list 查看现有的。")
    return tuple(found[number] for number in wanted)


def named_in(now: Occasion, inspection_id: int) -> tuple[int, ...]:
    """The inspectors whom the order names, and whoever stands in for one of them today."""
    mine = INSPECTORS.c.inspection_id == inspection_id
    people = sa.select(INSPECTORS.c.person_id).where(mine)
    standing_in = sa.select(ABSENCES.c.substitute_id).where(
        ABSENCES.c.person_id.in_(people), away_on(now.today)
    )
    return tuple(now.connection.execute(sa.union(people, standing_in)).scalars())


def _situations(
    connection: sa.Connection, ids: Sequence[int]
) -> list[tuple[str, InspectionSituation, list[int]]]:
    """The kinds and situations that occur among inspections, with those that share them."""
    facts = (INSPECTIONS.c.kind, INSPECTIONS.c.state, has_standing(), other_open())
    query = sa.select(INSPECTIONS.c.id, *facts).where(INSPECTIONS.c.id.in_(ids)).order_by(INSPECTIONS.c.id)
    groups: dict[tuple[str, InspectionSituation], list[int]] = {}
    for number, kind, state, standing, other in connection.execute(query):
        situation = InspectionSituation(state, not standing, kind == SELF, bool(other))
        groups.setdefault((kind, situation), []).append(number)
    return [(kind, situation, numbers) for (kind, situation), numbers in groups.items()]


def _refusal(name: str, number: int, kind: str, state: str, trigger: str) -> str:
    possible = "、".join(TRIGGERS_ZH[t] for t in INSPECTION.triggers_from(state) if t in DEEDS) or "无"
    return (
        f"对{name}的{KINDS_ZH[kind]}（{number}）现为{STATES_ZH[state]}（{state}），"
        f"不能{TRIGGERS_ZH[trigger]}（{trigger}）。现在可以：{possible}。"
    )
