"""What does one order do, for one village or many: who is sent, who is told, what is owed by when (三.三.2)?

Whoever is ordered while away, and a village that has to bear more than the plan's limit, are pointed out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from actions import burden, errand
from actions.case import Dealing
from actions.desk import LAST_YEAR, Occasion
from actions.errand import Given
from actions.errors import BadInput, NotFound
from actions.words import KINDS_ZH, day_zh
from plans.errands import CARRY_OUT_INSPECTION, DECIDE_INSPECTION
from records import notice
from records.absence import ABSENCES
from records.draw import DRAWS
from records.history import By
from records.inspection import INSPECTIONS, INSPECTORS, next_order
from records.notice import INSPECTOR, Wording
from records.person import PEOPLE
from records.task import TASKS, of_errand
from states.inspection import PERIODIC, PROPOSED, SENT
from states.roles import Role

VILLAGE = (Role.VILLAGE_HEAD, Role.ASSISTANT)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order: its number, by when it is carried out, and what whoever gave it should know."""

    number: int
    due: date
    inspections: tuple[int, ...]
    warnings: tuple[str, ...]


def order_all(dealing: Dealing, inspectors: Sequence[int], due: date | None, why: str | None) -> Ordered:
    """Order all inspections at once, and notify villages and inspectors in the transaction that orders."""
    if not inspectors:
        raise BadInput("立项须指定至少一名督查人员：--inspector 人员。")
    now, by = dealing.now, dealing.by.by
    by_when = _by_when(dealing, due)
    number = next_order(now.connection, now.campaign_id)
    dealing.move("order", {"due": by_when, "order_number": number}, why)
    name_inspectors(dealing, inspectors)
    dealing.move("notify", {})
    tell_village(dealing, Wording("inspection_ordered", "inspection_village", "inspection.village", by_when))
    tell_inspectors(dealing, inspectors, by_when)
    errand.fulfil(now, by, DECIDE_INSPECTION, dealing.ids)
    given = [Given(row.unit_id, row.id, f"{row.unit_name}的{KINDS_ZH[row.kind]}") for row in dealing.rows]
    errand.give(now, by, CARRY_OUT_INSPECTION, given, by_when)
    warnings = away(now, inspectors, by_when)
    warnings += burden.warnings_of(now, [row.unit_id for row in dealing.rows], by_when)
    return Ordered(number, by_when, dealing.ids, tuple(warnings))


def name_inspectors(dealing: Dealing, people: Sequence[int]) -> None:
    """Name who carries them out; raises NotFound."""
    wanted = sorted(set(people))
    known = sa.select(PEOPLE.c.id).where(PEOPLE.c.id.in_(wanted))
    found = set(dealing.now.connection.execute(known).scalars())
    if missing := [person for person in wanted if person not in found]:
        raise NotFound(f"没有编号为 {missing[0]} 的人员，不能派其督查。")
    rows = [{"inspection_id": one, "person_id": person} for one in dealing.ids for person in wanted]
    dealing.now.connection.execute(INSPECTORS.insert(), rows)


def tell_village(dealing: Dealing, wording: Wording) -> None:
    """Tell heads and assistants of the villages."""
    notice.queue_for_inspections(dealing.now.connection, dealing.mine, VILLAGE, wording, dealing.when)


def tell_inspectors(dealing: Dealing, people: Sequence[int], due: date) -> None:
    """Tell those whom the order names."""
    wording = Wording("inspection_ordered", "inspection_inspector", "inspection.inspector", due)
    notice.queue_for_people(dealing.now.connection, dealing.ids, people, INSPECTOR, wording, dealing.when)


def away(now: Occasion, people: Sequence[int], until: date) -> list[str]:
    """A sentence for each absence of these people between today and `until`."""
    substitute = PEOPLE.alias("substitute")
    query = (
        sa.select(
            PEOPLE.c.name, ABSENCES.c.first_day, ABSENCES.c.last_day, substitute.c.name.label("substitute")
        )
        .join_from(ABSENCES, PEOPLE, PEOPLE.c.id == ABSENCES.c.person_id)
        .outerjoin(substitute, substitute.c.id == ABSENCES.c.substitute_id)
        .where(
            ABSENCES.c.person_id.in_(list(people)),
            ABSENCES.c.first_day <= until,
            ABSENCES.c.last_day >= now.today,
        )
        .order_by(ABSENCES.c.first_day, ABSENCES.c.id)
    )
    return [
        f"{row.name} {day_zh(row.first_day)}至{day_zh(row.last_day)}不在岗，"
        + (f"由{row.substitute}替岗。" if row.substitute else "没有替岗人员，请改派他人。")
        for row in now.connection.execute(query)
    ]


def ask_for_decisions(now: Occasion, by: By, units: sa.Select[tuple[int]] | None = None) -> None:
    """Every proposal that waits for a decision has its due date at the supervision office.

    Only those in `units` are looked at, if they are given.
    """
    within = now.book.plan.inspections.special.decided_within
    if within is None:
        return
    asked = sa.exists(sa.select(TASKS.c.id).where(of_errand(DECIDE_INSPECTION, INSPECTIONS.c.id)))
    waiting = sa.select(
        INSPECTIONS.c.unit_id,
        INSPECTIONS.c.id.label("number"),
        sa.case(KINDS_ZH, value=INSPECTIONS.c.kind).label("about"),
    ).where(
        INSPECTIONS.c.campaign_id == now.campaign_id,
        INSPECTIONS.c.kind.in_(SENT),
        INSPECTIONS.c.state == PROPOSED,
        ~asked,
    )
    if units is not None:
        waiting = waiting.where(INSPECTIONS.c.unit_id.in_(units))
    due = now.book.calendar.after(now.today, within.offset)
    errand.give_each(now, by, DECIDE_INSPECTION, waiting, due, units)


def _by_when(dealing: Dealing, due: date | None) -> date:
    """The order's own date, or the earliest that the plan gives any of them. Raises BadInput."""
    now = dealing.now
    by_when = due or min(_plans_date(dealing, kind) for kind in {row.kind for row in dealing.rows})
    if by_when < now.today:
        raise BadInput(f"完成期限 {by_when} 已经过去。请用今天（{now.today}）或以后的日期。")
    if by_when.year > LAST_YEAR:
        raise BadInput(f"完成期限 {by_when} 太远。请用 {LAST_YEAR} 年以前的日期。")
    return by_when


def _plans_date(dealing: Dealing, kind: str) -> date:
    """What is drawn is carried out within a time of the draw; anything else, of the order."""
    now, rules = dealing.now, dealing.now.book.plan.inspections
    if kind != PERIODIC or rules.periodic is None:
        return now.book.calendar.after(now.today, rules.special.carried_out_within.offset)
    draws = sa.select(INSPECTIONS.c.draw_id).where(dealing.mine)
    first = now.connection.execute(
        sa.select(sa.func.min(DRAWS.c.drawn_at)).where(DRAWS.c.id.in_(draws))
    ).scalar_one()
    drawn_on = first.astimezone(now.book.zone).date()
    return max(now.today, now.book.calendar.after(drawn_on, rules.periodic.carried_out_within.offset))
