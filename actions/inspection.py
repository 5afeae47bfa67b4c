"""How is an inspection proposed, ordered, carried out, closed and looked at again (三.三.2)?

The ladder and the lots propose; the supervision office may propose of its own accord, and alone orders.
Whoever is named in the order carries it out. What is found is repaired in `actions/repair.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from actions import checklist, errand, repair
from actions.attachment import Belongs, keep, received
from actions.case import Dealing, Ids, check, clause_of, deal, taken
from actions.checklist import ChecklistAnswer, Found
from actions.desk import Desk, Occasion, acting, find_campaign, find_unit, find_units
from actions.errand import Given
from actions.errors import BadInput, NotFound, WrongState
from actions.order import (
    Ordered,
    ask_for_decisions,
    away,
    name_inspectors,
    order_all,
    tell_inspectors,
    tell_village,
)
from actions.permission import Actor, permit
from actions.text import REASON_LENGTH, needed, optional
from actions.words import KINDS_ZH, STATES_ZH
from plans.errands import CARRY_OUT_INSPECTION, DECIDE_INSPECTION, REPORT_INSPECTION, SECOND_LOOK
from records import inspection as inspections
from records import notice
from records.database import in_transaction, reading, run
from records.finding import FINDINGS, NewFinding
from records.history import Event, remember
from records.inspection import INSPECTIONS, INSPECTORS, REASONS
from records.notice import INSPECTOR, Wording
from records.person import PEOPLE
from records.unit import UNITS, within
from records.village import VILLAGES
from states.inspection import NOTIFIED, ON_SITE, ORDERED, PROPOSED, SPECIAL

TAKES_REASONS = (PROPOSED, ORDERED, NOTIFIED, ON_SITE)
"""States in which another inspection of the village may be merged into one."""


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
    order_number: int | None
    due: date | None
    reported_on: date | None
    report: str | None
    answers: tuple[ChecklistAnswer, ...]


def propose(desk: Desk, by: Actor, unit_code: str, reason: str, campaign_id: int | None = None) -> int:
    """Propose a special inspection of a village; its id, or that of the open one, which the reason joins."""
    why = needed(reason, "提出专项督查", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "inspection.propose", unit.path, on=now.today)
        return _propose(now, by, [unit], why)[0]

    return in_transaction(desk.engine, work)


def order(
    desk: Desk,
    by: Actor,
    inspection_ids: Ids,
    inspectors: Sequence[int],
    due: date | None = None,
    reason: str | None = None,
) -> Ordered:
    """Order proposed inspections, one or many at once, and notify villages and inspectors.

    Without `due` the plan's own period counts. Raises BadInput without inspectors or with a past date.
    """
    why = optional(reason, REASON_LENGTH)
    return deal(desk, by, inspection_ids, "inspection.order", lambda d: order_all(d, inspectors, due, why))


def order_outright(
    desk: Desk,
    by: Actor,
    unit_codes: Sequence[str],
    inspectors: Sequence[int],
    reason: str,
    due: date | None = None,
    campaign_id: int | None = None,
) -> Ordered:
    """Propose special inspections of villages and order them together, in one action."""
    why = needed(reason, "提出专项督查", length=REASON_LENGTH)
    if not unit_codes:
        raise BadInput("须写明至少一个村（社区）的代码。")

    def work(connection: sa.Connection) -> Ordered:
        now = acting(desk, connection, campaign_id)
        units = find_units(connection, list(dict.fromkeys(unit_codes)))
        for deed in ("inspection.propose", "inspection.order"):
            permit(connection, by, deed, [unit.path for unit in units], on=now.today)
        ids = _propose(now, by, units, why)
        return order_all(Dealing(now, by, taken(connection, ids)), inspectors, due, why)

    return in_transaction(desk.engine, work)


def dismiss(desk: Desk, by: Actor, inspection_ids: Ids, reason: str) -> int:
    """Dismiss proposals with a reason; how many. They come back only with a new cycle of a task."""
    why = needed(reason, "不予立项", length=REASON_LENGTH)

    def work(dealing: Dealing) -> int:
        dealing.move("dismiss", {}, why)
        errand.drop(dealing.now, by.by, DECIDE_INSPECTION, dealing.ids, why)
        return len(dealing.ids)

    return deal(desk, by, inspection_ids, "inspection.dismiss", work)


def cancel(desk: Desk, by: Actor, inspection_id: int, reason: str) -> None:
    """Cancel an inspection before anybody is on site; whoever was told of it is told so."""
    why = needed(reason, "撤销督查", length=REASON_LENGTH)

    def work(dealing: Dealing) -> None:
        row = dealing.row
        dealing.move("cancel", {}, why)
        for kind in (DECIDE_INSPECTION, CARRY_OUT_INSPECTION):
            errand.drop(dealing.now, by.by, kind, dealing.ids, why)
        if row.due is not None:
            about = f"对{row.unit_name}的{KINDS_ZH[row.kind]}（督查编号 {row.id}）已撤销：{why}"
            wording = Wording("word", "word", "inspection.cancelled", None, about=about[:1000])
            tell_village(dealing, wording)
            people = _inspectors(dealing)
            notice.queue_for_people(
                dealing.now.connection, dealing.ids, people, INSPECTOR, wording, dealing.when
            )

    deal(desk, by, inspection_id, "inspection.cancel", work)


def merge(desk: Desk, by: Actor, inspection_id: int, into_id: int, reason: str) -> None:
    """Merge a proposal into another inspection of the village, which takes over its reasons."""
    why = needed(reason, "合并督查", length=REASON_LENGTH)
    if inspection_id == into_id:
        raise BadInput("不能把一项督查并入它自己，请写明另一项的编号。")

    def work(dealing: Dealing) -> None:
        merged, into = dealing.rows
        if merged.unit_id != into.unit_id:
            raise BadInput(
                f"督查 {merged.id}（{merged.unit_name}）与督查 {into.id}（{into.unit_name}）"
                "不是同一单位，不能合并。"
            )
        if into.state not in TAKES_REASONS:
            raise WrongState(f"督查 {into.id} 现为{STATES_ZH[into.state]}，已不能并入其他事由。")
        now = dealing.now
        Dealing(now, by, (merged,)).move("merge", {}, why)
        moved = REASONS.update().where(REASONS.c.inspection_id == merged.id)
        run(now.connection, moved.values(inspection_id=into.id))
        _note(Dealing(now, by, (into,)), "join", f"督查 {merged.id} 并入：{why}")
        errand.drop(now, by.by, DECIDE_INSPECTION, (merged.id,), why)

    deal(desk, by, (inspection_id, into_id), "inspection.merge", work)


def replace_inspector(desk: Desk, by: Actor, inspection_id: int, old: int, new: int) -> tuple[str, ...]:
    """Send somebody else in place of an inspector; what whoever decides it should know."""

    def work(dealing: Dealing) -> tuple[str, ...]:
        now, row = dealing.now, dealing.row
        if row.state not in (ORDERED, NOTIFIED, ON_SITE):
            raise WrongState(
                f"督查 {row.id} 现为{STATES_ZH[row.state]}，只有立项之后、报告之前才能更换督查人员。"
            )
        named = _inspectors(dealing)
        if old not in named:
            raise NotFound(f"督查 {row.id} 没有派编号为 {old} 的人员。")
        if new in named:
            raise BadInput(f"编号为 {new} 的人员已在督查 {row.id} 的督查人员之中。")
        leaves = (INSPECTORS.c.inspection_id == row.id) & (INSPECTORS.c.person_id == old)
        run(now.connection, INSPECTORS.delete().where(leaves))
        name_inspectors(dealing, [new])
        people: Any = now.connection.execute(
            sa.select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_([old, new]))
        )
        names: dict[int, str] = dict(people.tuples().all())
        _note(dealing, "replace_inspector", f"{names[old]}换为{names[new]}")
        tell_inspectors(dealing, [new], row.due)
        about = f"对{row.unit_name}的{KINDS_ZH[row.kind]}（督查编号 {row.id}）改由{names[new]}承担。"
        wording = Wording("word", "word", f"inspection.replaced.{new}", None, about=about)
        notice.queue_for_people(now.connection, dealing.ids, [old], INSPECTOR, wording, dealing.when)
        return tuple(away(now, [new], row.due))

    return deal(desk, by, inspection_id, "inspection.order", work)


def start(desk: Desk, by: Actor, inspection_id: int) -> None:
    """The inspectors are on site; from now on a report is owed."""

    def work(dealing: Dealing) -> None:
        now, row = dealing.now, dealing.row
        dealing.move("start", {})
        errand.fulfil(now, by.by, CARRY_OUT_INSPECTION, dealing.ids)
        within = now.book.plan.inspections.special.reported_within
        if within is not None:
            given = [Given(row.unit_id, row.id, f"{row.unit_name}的{KINDS_ZH[row.kind]}")]
            due = now.book.calendar.after(now.today, within.offset)
            errand.give(now, by.by, REPORT_INSPECTION, given, due)

    deal(desk, by, inspection_id, "inspection.start", work)


def report(
    desk: Desk,
    by: Actor,
    inspection_id: int,
    text: str,
    answers: Sequence[ChecklistAnswer] = (),
    findings: Sequence[Found] = (),
) -> tuple[int, ...]:
    """Report what was seen on site, with the checklist and what was found; the findings' numbers.

    With findings their repair is ordered at once, each with the date of its severity; what was
    photographed is kept with each.
    """
    seen = needed(text, "提交督查报告", "--text 内容", REASON_LENGTH)
    pictures = [picture for one in findings for picture in one.pictures]
    if pictures:
        check(desk, by, inspection_id, "inspection.report")  # before many files are looked at

    def work(dealing: Dealing) -> tuple[int, ...]:
        now, plan = dealing.now, dealing.now.book.plan
        result = checklist.result_of(plan, plan.inspections.checklist, answers, findings)
        dealing.move("report", {"report": seen, "reported_on": now.today}, seen)
        checklist.keep(now.connection, dealing.row.id, result.answers)
        numbers = repair.find(now, by.by, dealing.row, result.findings)
        if numbers:
            dealing.move("rectify", {})
        kept = iter(files)
        for number, one in zip(numbers, findings, strict=True):
            mine = Belongs(dealing.row.unit_id, None, number, 1)
            keep(now, by, list(islice(kept, len(one.pictures))), mine)
        errand.fulfil(now, by.by, REPORT_INSPECTION, dealing.ids)
        return tuple(numbers)

    with received(desk, pictures, keeps_location=False) as files:
        return deal(desk, by, inspection_id, "inspection.report", work)


def close(desk: Desk, by: Actor, inspection_id: int) -> None:
    """Close an inspection that found nothing to repair (销号)."""
    deal(desk, by, inspection_id, "inspection.close", lambda d: d.move("close", {}))


def revisit(desk: Desk, by: Actor, inspection_id: int, text: str, repaired: bool = True) -> tuple[int, ...]:
    """Look a second time at what was repaired (回头看); the numbers of what was found again.

    What does not stand repaired is a new finding, as grave as the gravest that the inspection had.
    """
    seen = needed(text, "回头看", "--text 内容", REASON_LENGTH)

    def work(dealing: Dealing) -> tuple[int, ...]:
        now, row = dealing.now, dealing.row
        mine = sa.and_(FINDINGS.c.inspection_id == row.id, FINDINGS.c.struck_at.is_(None))
        had = now.connection.execute(sa.select(FINDINGS.c.id, FINDINGS.c.severity).where(mine)).all()
        if not repaired and not had:
            raise BadInput(f"督查 {row.id} 没有问题可以回头看。发现新的问题，请另行提出专项督查。")
        dealing.move("revisit", {}, seen)
        errand.fulfil(now, by.by, SECOND_LOOK, tuple(one.id for one in had), seen)
        if repaired:
            return ()
        grades = [severity.key for severity in checklist.severities(now.book.plan).severities]
        gravest = max((one.severity for one in had), key=grades.index)
        numbers = repair.find(now, by.by, row, [NewFinding(gravest, seen, None)])
        repair.follow(now, by.by, FINDINGS.c.id.in_(numbers))
        return tuple(numbers)

    return deal(desk, by, inspection_id, "inspection.revisit", work)


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
        answers = checklist.kept(connection)
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
                order_number=row.order_number,
                due=row.due,
                reported_on=row.reported_on,
                report=row.report,
                answers=answers.get(row.id, ()),
            )
            for row in connection.execute(query)
        ]


def count_proposed(desk: Desk, campaign_id: int, unit_code: str | None = None) -> int:
    """How many inspections at or below a unit (all without one) await a decision."""
    with reading(desk.engine) as connection:
        path = find_unit(connection, unit_code).path if unit_code else ""
        mine = (INSPECTIONS.c.campaign_id == campaign_id, INSPECTIONS.c.state == PROPOSED)
        query = sa.select(sa.func.count()).select_from(INSPECTIONS)
        return int(connection.execute(query.where(*mine, within(INSPECTIONS.c.unit_id, path))).scalar_one())


def get_inspection(desk: Desk, inspection_id: int) -> InspectionListed:
    """One inspection; raises NotFound."""
    for listed in list_inspections(desk):
        if listed.id == inspection_id:
            return listed
    raise NotFound(f"没有编号为 {inspection_id} 的督查。用 duban inspection list 查看现有的。")


def _grouped(connection: sa.Connection, query: sa.Select[Any]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for inspection_id, text in connection.execute(query):
        found[inspection_id] = (*found.get(inspection_id, ()), text)
    return found


def _propose(now: Occasion, by: Actor, units: Sequence[sa.Row[Any]], why: str) -> list[int]:
    """Propose special inspections of villages of the campaign; their ids, in the order of the units."""
    wanted = [unit.id for unit in units]
    mine = (VILLAGES.c.campaign_id == now.campaign_id) & VILLAGES.c.unit_id.in_(wanted)
    known = set(now.connection.execute(sa.select(VILLAGES.c.unit_id).where(mine)).scalars())
    for unit in units:
        if unit.id not in known:
            raise NotFound(f"{unit.name} 不在专项工作 {now.campaign_id} 的范围内，不能对其提出督查。")
    event = Event("inspection", "propose", "", by.by, now.at, why, clause_of(now, SPECIAL))
    found = inspections.propose_units(now.connection, now.campaign_id, wanted, SPECIAL, why, event)
    ask_for_decisions(now, by.by)
    return [found[unit] for unit in wanted]


def _inspectors(dealing: Dealing) -> list[int]:
    named = sa.select(INSPECTORS.c.person_id).where(INSPECTORS.c.inspection_id == dealing.row.id)
    return list(dealing.now.connection.execute(named.order_by(INSPECTORS.c.person_id)).scalars())


def _note(dealing: Dealing, trigger: str, reason: str) -> None:
    """Something happened to the inspection that leaves it in its state."""
    now, row = dealing.now, dealing.row
    event = Event("inspection", trigger, row.state, dealing.by.by, now.at, reason, clause_of(now, row.kind))
    mine = inspections.remembered(INSPECTIONS.c.state).where(dealing.mine)
    remember(now.connection, mine, replace(event, reason=reason[:REASON_LENGTH]))
