"""How is a special inspection proposed, ordered, carried out and closed (三.三.2)?

The ladder proposes; the supervision office may propose of its own accord, and alone orders.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from actions.desk import LAST_YEAR, Desk, Occasion, find_campaign, find_unit, numbered, occasion
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.text import REASON_LENGTH, needed, optional
from actions.village import path_of
from actions.words import STATES_ZH, TRIGGERS_ZH
from records import inspection as inspections
from records.database import in_transaction, reading
from records.history import Event
from records.inspection import INSPECTIONS, INSPECTORS, REASONS
from records.moves import move_inspections
from records.notice import INSPECTOR, When, Wording, queue_for_holders, queue_for_people
from records.person import PEOPLE
from records.unit import UNITS
from records.village import VILLAGES
from states.errors import IllegalMove
from states.inspection import INSPECTION, SPECIAL, InspectionSituation
from states.roles import Role

T = TypeVar("T")

DEEDS = ("order", "dismiss", "start", "report", "close")
"""What people may do with an inspection; findings and their repair are not theirs yet."""


@dataclass(frozen=True, slots=True)
class InspectionListed:
    """An inspection as the desk shows it."""

    id: int
    campaign_id: int
    unit: str
    unit_name: str
    kind: str
    state: str
    reasons: tuple[str, ...]
    inspectors: tuple[str, ...]
    proposed_at: datetime
    due: date | None
    report: str | None


@dataclass(frozen=True, slots=True)
class Dealing:
    """Somebody deals with one inspection, which is locked."""

    now: Occasion
    by: Actor
    row: sa.Row[Any]
    unit_name: str

    def move(self, trigger: str, changes: Mapping[str, Any], reason: str | None = None) -> None:
        """Move the inspection, as the machine answers; raises WrongState in the words of the desk."""
        state = self.now.connection.execute(
            sa.select(INSPECTIONS.c.state).where(INSPECTIONS.c.id == self.row.id)
        ).scalar_one()
        try:
            after = INSPECTION.after(InspectionSituation(state), trigger)
        except IllegalMove:
            possible = (
                "、".join(TRIGGERS_ZH[t] for t in INSPECTION.triggers_from(state) if t in DEEDS) or "无"
            )
            raise WrongState(
                f"对{self.unit_name}的专项督查（{self.row.id}）现为{STATES_ZH[state]}（{state}），"
                f"不能{TRIGGERS_ZH[trigger]}（{trigger}）。现在可以：{possible}。"
            ) from None
        clause = self.now.book.plan.inspections.special.clause
        event = Event("inspection", trigger, after, self.by.by, self.now.at, reason, clause)
        move_inspections(self.now.connection, INSPECTIONS.c.id == self.row.id, event, changes)


def propose(desk: Desk, by: Actor, unit_code: str, reason: str, campaign_id: int | None = None) -> int:
    """Propose a special inspection of a village; its id, or that of the open one, which the reason joins."""
    why = needed(reason, "提出专项督查", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> int:
        now = occasion(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "inspection.propose", unit.path, on=now.today)
        mine = (VILLAGES.c.campaign_id == now.campaign_id) & (VILLAGES.c.unit_id == unit.id)
        if connection.execute(sa.select(VILLAGES.c.id).where(mine)).scalar() is None:
            raise NotFound(f"{unit.name} 不在专项工作 {now.campaign_id} 的范围内，不能对其提出督查。")
        clause = now.book.plan.inspections.special.clause
        event = Event("inspection", "propose", "", by.by, now.at, why, clause)
        return inspections.propose_one(connection, now.campaign_id, unit.id, SPECIAL, why, event)

    return in_transaction(desk.engine, work)


def order(
    desk: Desk,
    by: Actor,
    inspection_id: int,
    inspectors: Sequence[int],
    due: date | None = None,
    reason: str | None = None,
) -> date:
    """Order a proposed inspection and notify village and inspectors; by when it is to be carried out.

    Without `due` the plan's own period counts. Raises BadInput without inspectors or with a past date.
    """
    why = optional(reason, REASON_LENGTH)
    if not inspectors:
        raise BadInput("立项须指定至少一名督查人员：--inspector 人员。")

    def work(dealing: Dealing) -> date:
        now = dealing.now
        within = now.book.plan.inspections.special.carried_out_within.offset
        by_when = due or now.book.calendar.after(now.today, within)
        if by_when < now.today:
            raise BadInput(f"完成期限 {by_when} 已经过去。请用今天（{now.today}）或以后的日期。")
        if by_when.year > LAST_YEAR:
            raise BadInput(f"完成期限 {by_when} 太远。请用 {LAST_YEAR} 年以前的日期。")
        dealing.move("order", {"due": by_when}, why)
        _name_inspectors(now.connection, inspection_id, inspectors)
        dealing.move("notify", {})
        _notify(dealing, inspectors, by_when)
        return by_when

    return _deal(desk, by, inspection_id, "inspection.order", work)


def dismiss(desk: Desk, by: Actor, inspection_id: int, reason: str) -> None:
    """Dismiss a proposal with a reason; it comes back only with a new cycle of a task."""
    why = needed(reason, "不予立项", length=REASON_LENGTH)
    _deal(desk, by, inspection_id, "inspection.dismiss", lambda d: d.move("dismiss", {}, why))


def start(desk: Desk, by: Actor, inspection_id: int) -> None:
    """The inspectors are on site."""
    _deal(desk, by, inspection_id, "inspection.start", lambda d: d.move("start", {}))


def report(desk: Desk, by: Actor, inspection_id: int, text: str) -> None:
    """Report what was seen on site."""
    seen = needed(text, "提交督查报告", "--text 内容", REASON_LENGTH)
    _deal(desk, by, inspection_id, "inspection.report", lambda d: d.move("report", {"report": seen}, seen))


def close(desk: Desk, by: Actor, inspection_id: int) -> None:
    """Close an inspection that found nothing to repair (销号)."""
    _deal(desk, by, inspection_id, "inspection.close", lambda d: d.move("close", {}))


def list_inspections(desk: Desk, campaign_id: int | None = None) -> list[InspectionListed]:
    """Every inspection (of a campaign), oldest first. Raises NotFound for an unknown campaign."""
    query = (
        sa.select(INSPECTIONS, UNITS.c.code, UNITS.c.name)
        .join_from(INSPECTIONS, UNITS, UNITS.c.id == INSPECTIONS.c.unit_id)
        .order_by(INSPECTIONS.c.id)
    )
    with reading(desk.engine) as connection:
        if campaign_id is not None:
            query = query.where(INSPECTIONS.c.campaign_id == find_campaign(connection, campaign_id).id)
        reasons = _grouped(
            connection, sa.select(REASONS.c.inspection_id, REASONS.c.reason).order_by(REASONS.c.id)
        )
        named = sa.select(INSPECTORS.c.inspection_id, PEOPLE.c.name).join_from(
            INSPECTORS, PEOPLE, PEOPLE.c.id == INSPECTORS.c.person_id
        )
        inspectors = _grouped(connection, named.order_by(PEOPLE.c.id))
        return [
            InspectionListed(
                id=row.id,
                campaign_id=row.campaign_id,
                unit=row.code,
                unit_name=row.name,
                kind=row.kind,
                state=row.state,
                reasons=reasons.get(row.id, ()),
                inspectors=inspectors.get(row.id, ()),
                proposed_at=row.proposed_at,
                due=row.due,
                report=row.report,
            )
            for row in connection.execute(query)
        ]


def _grouped(connection: sa.Connection, query: sa.Select[Any]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for inspection_id, text in connection.execute(query):
        found[inspection_id] = (*found.get(inspection_id, ()), text)
    return found


def _deal(desk: Desk, by: Actor, inspection_id: int, deed: str, work: Callable[[Dealing], T]) -> T:
    """Carry out one deed on one inspection, in one transaction."""

    def transaction(connection: sa.Connection) -> T:
        mine = sa.select(INSPECTIONS).where(numbered(INSPECTIONS.c.id, inspection_id)).with_for_update()
        row = connection.execute(mine).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {inspection_id} 的督查。用 duban inspection list 查看现有的。")
        now = occasion(desk, connection, row.campaign_id)
        named = connection.execute(
            sa.select(INSPECTORS.c.person_id).where(INSPECTORS.c.inspection_id == inspection_id)
        ).scalars()
        permit(connection, by, deed, path_of(connection, row.unit_id), tuple(named), on=now.today)
        unit_name = connection.execute(sa.select(UNITS.c.name).where(UNITS.c.id == row.unit_id)).scalar_one()
        return work(Dealing(now, by, row, unit_name))

    return in_transaction(desk.engine, transaction)


def _name_inspectors(connection: sa.Connection, inspection_id: int, people: Sequence[int]) -> None:
    wanted = sorted(set(people))
    known = set(connection.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.id.in_(wanted))).scalars())
    if missing := [person for person in wanted if person not in known]:
        raise NotFound(f"没有编号为 {missing[0]} 的人员，不能派其督查。")
    connection.execute(
        INSPECTORS.insert(), [{"inspection_id": inspection_id, "person_id": person} for person in wanted]
    )


def _notify(dealing: Dealing, inspectors: Sequence[int], due: date) -> None:
    """The order reaches the village and the inspectors in the transaction that gives it."""
    now, row = dealing.now, dealing.row
    village = sa.select(INSPECTIONS.c.campaign_id, INSPECTIONS.c.unit_id).where(INSPECTIONS.c.id == row.id)
    kind = "inspection_ordered"
    queue_for_holders(
        now.connection,
        village.subquery("units"),
        (Role.VILLAGE_HEAD, Role.ASSISTANT),
        Wording(kind, "inspection_village", "inspection.village", due),
        When(now.at, now.today),
        inspection_id=row.id,
    )
    wording = Wording(kind, "inspection_inspector", "inspection.inspector", due)
    queue_for_people(now.connection, row.id, inspectors, INSPECTOR, wording, When(now.at, now.today))
