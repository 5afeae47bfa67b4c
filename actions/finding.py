"""What has been found, how far is its repair, and what becomes of a dispute (三.三.2)?

The village may dispute a finding (异议) within the plan's time. Nothing stands still meanwhile: a repair
that is not needed after all is waived when the dispute is upheld.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from actions import checklist, errand, repair
from actions.desk import Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errand import Given
from actions.errors import NotFound, WrongState
from actions.order import VILLAGE
from actions.permission import Actor, permit
from actions.text import REASON_LENGTH, needed
from actions.words import day_zh
from plans.errands import ANSWER_DISPUTE, RECTIFICATION
from plans.errands import numbered as numbered_key
from records import finding as findings
from records import notice
from records.database import in_transaction, reading, run
from records.finding import DISPUTES, FINDINGS, STANDING, STRUCK
from records.history import Event
from records.inspection import INSPECTIONS
from records.notice import When, Wording
from records.task import TASKS, of_errand
from records.unit import UNITS
from states.roles import Role
from states.task import DONE, OWED

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FindingListed:
    """A finding as lists show it, with its repair: the state, date and cycle of the village's errand.

    `dispute` is the village's objection, `upheld` None while nobody has answered it.
    """

    id: int
    campaign_id: int
    inspection_id: int
    kind: str
    unit: str
    unit_name: str
    severity: str
    severity_title: str
    item: str | None
    text: str
    found_on: date
    struck: bool
    task: str
    repair: str
    due: date
    cycle: int
    dispute: str | None
    upheld: bool | None
    answer: str | None

    @property
    def open(self) -> bool:
        """Its repair has not yet been seen to be done."""
        return self.repair not in DONE

    def overdue(self, today: date) -> bool:
        """Whether its village owes the repair since a day that has passed."""
        return self.repair in OWED and self.due < today

    @property
    def disputed(self) -> bool:
        """A dispute of it waits for an answer."""
        return self.dispute is not None and self.upheld is None


def list_findings(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[FindingListed]:
    """Every finding of a campaign (of one unit), oldest first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        mine = [FINDINGS.c.campaign_id == now.campaign_id]
        if unit_code is not None:
            mine.append(FINDINGS.c.unit_id == find_unit(connection, unit_code).id)
        return [_listed(now, row) for row in connection.execute(_query().where(*mine))]


def get_finding(desk: Desk, finding_id: int) -> FindingListed:
    """One finding; raises NotFound."""
    with reading(desk.engine) as connection:
        row = _found(connection, finding_id)
        return _listed(occasion(desk, connection, row.campaign_id), row)


def dispute(desk: Desk, by: Actor, finding_id: int, reason: str) -> date:
    """Dispute a finding, once, within the plan's time; by when the supervision office answers.

    Raises NotAllowed, NotFound, WrongState when it is too late, or it was disputed or struck already.
    """
    why = needed(reason, "提出异议", length=REASON_LENGTH)

    def work(now: Occasion, row: sa.Row[Any]) -> date:
        rules, calendar = checklist.severities(now.book.plan), now.book.calendar
        until = calendar.after(row.found_on, rules.disputed_within.offset)
        if row.struck_at is not None:
            raise WrongState(f"问题 {row.id} 已经撤销，不用再提异议。")
        if row.reason is not None:
            raise WrongState(f"问题 {row.id} 已提过异议，不能再提；答复在 duban finding list 中。")
        if row.repair in DONE:
            raise WrongState(f"问题 {row.id} 的整改已经办结，不能再提异议。")
        if now.today > until:
            raise WrongState(f"问题 {row.id} 的异议期至{day_zh(until)}为止，已经过去。请按期整改。")
        values = {"reason": why, "raised_by": by.name, "raised_at": now.at}
        now.connection.execute(DISPUTES.insert().values(finding_id=row.id, **values))
        _remember(now, by, row, "dispute", STANDING, why)
        due = calendar.after(now.today, rules.disputed_within.offset)
        errand.give(
            now, by.by, ANSWER_DISPUTE, [Given(row.unit_id, row.id, f"{row.text[:100]}。异议：{why}")], due
        )
        return due

    return _deal(desk, by, finding_id, "finding.dispute", work)


def answer_dispute(desk: Desk, by: Actor, finding_id: int, upheld: bool, answer: str) -> None:
    """Answer a dispute: upheld, the finding is struck and its repair waived. Both sides are told."""
    said = needed(answer, "答复异议", "--answer 内容", REASON_LENGTH)

    def work(now: Occasion, row: sa.Row[Any]) -> None:
        if row.reason is None:
            raise WrongState(f"问题 {row.id} 没有异议需要答复。")
        if row.answered_at is not None:
            raise WrongState(f"问题 {row.id} 的异议已经答复，不能更改。")
        answered = {"upheld": upheld, "answer": said, "answered_at": now.at}
        mine = DISPUTES.c.finding_id == row.id
        run(now.connection, DISPUTES.update().where(mine).values(**answered))
        if upheld:
            run(now.connection, FINDINGS.update().where(FINDINGS.c.id == row.id).values(struck_at=now.at))
        _remember(now, by, row, "uphold" if upheld else "overrule", STRUCK if upheld else STANDING, said)
        errand.fulfil(now, by.by, ANSWER_DISPUTE, (row.id,), said)
        if upheld:
            repair.drop(now, by.by, FINDINGS.c.id == row.id, f"异议成立：{said}"[:REASON_LENGTH])
            repair.follow(now, by.by, FINDINGS.c.id == row.id)
        _tell(now, row, upheld, said)

    _deal(desk, by, finding_id, "finding.answer", work)


def _deal(desk: Desk, by: Actor, finding_id: int, deed: str, work: Callable[[Occasion, sa.Row[Any]], T]) -> T:
    """Carry out one deed on one finding, which is locked, in one transaction."""

    def transaction(connection: sa.Connection) -> T:
        mine = numbered(FINDINGS.c.id, finding_id)
        connection.execute(sa.select(FINDINGS.c.id).where(mine).with_for_update())
        row = _found(connection, finding_id)
        now = acting(desk, connection, row.campaign_id)
        permit(connection, by, deed, row.path, on=now.today)
        return work(now, row)

    return in_transaction(desk.engine, transaction)


def _found(connection: sa.Connection, finding_id: int) -> sa.Row[Any]:
    row = connection.execute(_query().where(numbered(FINDINGS.c.id, finding_id))).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {finding_id} 的问题。用 duban finding list 查看现有的。")
    return row


def _query() -> sa.Select[Any]:
    """Findings with their units, inspections, repairs and disputes, oldest first."""
    its_repair = of_errand(RECTIFICATION, FINDINGS.c.id)
    return (
        sa.select(
            FINDINGS,
            INSPECTIONS.c.kind,
            UNITS.c.code,
            UNITS.c.name.label("unit_name"),
            UNITS.c.path,
            TASKS.c.state.label("repair"),
            TASKS.c.effective_due,
            TASKS.c.cycle,
            *(DISPUTES.c[name] for name in ("reason", "upheld", "answer", "answered_at")),
        )
        .join_from(FINDINGS, INSPECTIONS, INSPECTIONS.c.id == FINDINGS.c.inspection_id)
        .join(UNITS, UNITS.c.id == FINDINGS.c.unit_id)
        .join(TASKS, its_repair)
        .outerjoin(DISPUTES, DISPUTES.c.finding_id == FINDINGS.c.id)
        .order_by(FINDINGS.c.id)
    )


def _listed(now: Occasion, row: sa.Row[Any]) -> FindingListed:
    titles = {one.key: one.title.zh for one in checklist.severities(now.book.plan).severities}
    return FindingListed(
        id=row.id,
        campaign_id=row.campaign_id,
        inspection_id=row.inspection_id,
        kind=row.kind,
        unit=row.code,
        unit_name=row.unit_name,
        severity=row.severity,
        severity_title=titles[row.severity],
        item=row.item,
        text=row.text,
        found_on=row.found_on,
        struck=row.struck_at is not None,
        task=numbered_key(RECTIFICATION, row.id),
        repair=row.repair,
        due=row.effective_due,
        cycle=row.cycle,
        dispute=row.reason,
        upheld=row.upheld,
        answer=row.answer,
    )


def _remember(now: Occasion, by: Actor, row: sa.Row[Any], trigger: str, state: str, reason: str) -> None:
    clause = checklist.severities(now.book.plan).clause
    event = Event("finding", trigger, state, by.by, now.at, reason, clause)
    findings.remember_of(now.connection, FINDINGS.c.id == row.id, STANDING, event)


def _tell(now: Occasion, row: sa.Row[Any], upheld: bool, said: str) -> None:
    """The village and the supervision office are told how it ended."""
    ends = "成立，该问题已撤销，不再整改" if upheld else "不成立，请按期整改"
    about = f"问题 {row.id}（{row.text[:60]}）的异议{ends}。答复：{said}"[:REASON_LENGTH]
    wording = Wording("word", "word", f"dispute.answered.{row.id}", None, about=about)
    mine = INSPECTIONS.c.id == row.inspection_id
    roles = (*VILLAGE, Role.SUPERVISION_OFFICE)
    notice.queue_for_inspections(now.connection, mine, roles, wording, When(now.at, now.today))
