"""How does a village ask for a later date, and who decides (延期申请)?

Asked with reason and progress, pre-read by the supervision office, decided by the head of the leading
group. What is granted is a new date and a new cycle; until then nothing stands still.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from actions import deed as deeds
from actions.deed import perform
from actions.desk import Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errand import Given, drop, fulfil, give
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.task import find_spec
from actions.text import REASON_LENGTH, needed, optional
from actions.village import path_of
from actions.words import STATES_ZH, day_zh
from plans.errands import DECIDE_EXTENSION, PRE_READ_EXTENSION
from plans.model.deadlines import ExtensionsSpec
from records import notice
from records.database import in_transaction, reading, run
from records.extension import EXTENSIONS, remembered
from records.history import Event, remember
from records.notice import When, Wording
from records.task import TASKS
from records.unit import UNITS
from states.errors import IllegalMove
from states.extension import ASKED, EXTENSION, GRANTED, UNDECIDED, ExtensionSituation
from states.task import OWED, PLANNED

T = TypeVar("T")

MAY_ASK = (PLANNED, *OWED)
"""States of a task in which a later date may be asked for."""


@dataclass(frozen=True, slots=True)
class ExtensionListed:
    """A request as lists show it."""

    id: int
    unit: str
    unit_name: str
    task: str
    state: str
    reason: str
    progress: str
    wanted: date
    asked_by: str
    asked_at: datetime
    opinion: str | None
    favours: bool | None
    granted: date | None
    answer: str | None


def ask(
    desk: Desk,
    by: Actor,
    unit_code: str,
    key: str,
    wanted: date,
    reason: str,
    progress: str,
    campaign_id: int | None = None,
) -> int:
    """Ask for a later date of a task, with the reason and how far the work has come; the request's number.

    Raises NotAllowed, NotFound, WrongState where nothing is owed or a request is undecided, BadInput for a
    date that is not later, lies past the assessment day, or without reason or progress.
    """
    why = needed(reason, "申请延期", length=REASON_LENGTH)
    done = needed(progress, "申请延期", "--progress 进展", REASON_LENGTH)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        spec = _spec(now)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "extension.ask", unit.path, on=now.today)
        title = find_spec(now, key).title.zh
        mine = sa.and_(TASKS.c.campaign_id == now.campaign_id, TASKS.c.unit_id == unit.id, TASKS.c.key == key)
        task = connection.execute(sa.select(TASKS).where(mine).with_for_update()).one_or_none()
        if task is None:
            raise NotFound(f"{unit.name} 没有任务 {key}（{title}）。")
        named = f"{unit.name}的“{title}”"
        _check_task(now, spec, task, named)
        _check_date(now, task, wanted, named)
        row = EXTENSIONS.insert().values(
            campaign_id=now.campaign_id,
            unit_id=unit.id,
            task_id=task.id,
            state=ASKED,
            asked_at=now.at,
            asked_by=by.name,
            reason=why,
            progress=done,
            wanted=wanted,
        )
        number = int(connection.execute(row.returning(EXTENSIONS.c.id)).scalar_one())
        event = Event(
            "extension", "ask", ASKED, by.by, now.at, f"{why}（申请延至{day_zh(wanted)}）", spec.clause
        )
        remember(connection, remembered(sa.literal(None, sa.String)).where(EXTENSIONS.c.id == number), event)
        about = f"{title}，申请由{day_zh(task.effective_due)}延至{day_zh(wanted)}"
        due = now.book.calendar.after(now.today, spec.pre_read_within.offset)
        give(now, by.by, PRE_READ_EXTENSION, [Given(unit.id, number, about)], due)
        return number

    return in_transaction(desk.engine, work)


def take_back(desk: Desk, by: Actor, number: int, reason: str | None = None) -> None:
    """Take a request back before it is decided."""
    why = optional(reason, REASON_LENGTH)

    def work(asking: Asking) -> None:
        asking.move("take_back", why, {})
        asking.drop_errands("申请已撤回")

    _deal(desk, by, number, "extension.take_back", work)


def pre_read(desk: Desk, by: Actor, number: int, favours: bool, opinion: str) -> None:
    """The supervision office says what it thinks of a request; it then lies before the head."""
    says = needed(opinion, "预审", "--opinion 意见", REASON_LENGTH)

    def work(asking: Asking) -> None:
        now, spec = asking.now, _spec(asking.now)
        asking.move(
            "pre_read", f"{'同意' if favours else '不同意'}：{says}", {"opinion": says, "favours": favours}
        )
        fulfil(now, by.by, PRE_READ_EXTENSION, [number])
        due = now.book.calendar.after(now.today, spec.decided_within.offset)
        give(now, by.by, DECIDE_EXTENSION, [Given(asking.row.unit_id, number, asking.about)], due)

    _deal(desk, by, number, "extension.pre_read", work)


def grant(desk: Desk, by: Actor, number: int, until: date | None = None, answer: str | None = None) -> date:
    """Grant a request: the date asked for, or another later one; the date that counts now.

    A new cycle begins and the escalation is resolved. Raises WrongState when the plan's number of
    extensions is used up, or before it has been pre-read in time; BadInput for a date that cannot be.
    """
    says = optional(answer, REASON_LENGTH)

    def work(asking: Asking) -> date:
        now, row = asking.now, asking.row
        due = until or row.wanted
        task = now.connection.execute(sa.select(TASKS).where(TASKS.c.id == row.task_id)).one()
        _check_date(now, task, due, asking.named)
        asking.move("grant", says, {"granted": due, "answer": says, "decided_at": now.at})
        asking.finish_errands()
        why = f"延期申请 {number} 获批，延至{day_zh(due)}"
        mine = TASKS.c.id == row.task_id
        perform(now, by.by, mine, task.key, "extend", why, lambda deed: deeds.redate(deed, due))
        asking.tell(
            f"{asking.named}延期申请已获批准，时限由{day_zh(task.effective_due)}延至{day_zh(due)}。", due
        )
        return due

    return _deal(desk, by, number, "extension.decide", work)


def refuse(desk: Desk, by: Actor, number: int, answer: str) -> None:
    """Refuse a request, with the reason: the date stays."""
    says = needed(answer, "不予批准", length=REASON_LENGTH)

    def work(asking: Asking) -> None:
        asking.move("refuse", says, {"answer": says, "decided_at": asking.now.at})
        asking.finish_errands()
        mine = TASKS.c.id == asking.row.task_id
        due = asking.now.connection.execute(sa.select(TASKS.c.effective_due).where(mine)).scalar_one()
        asking.tell(f"{asking.named}延期申请未获批准：{says}时限仍为{day_zh(due)}。", due)

    _deal(desk, by, number, "extension.decide", work)


def list_extensions(desk: Desk, campaign_id: int | None = None) -> list[ExtensionListed]:
    """Every request of a campaign, oldest first."""
    query = (
        sa.select(EXTENSIONS, TASKS.c.key, UNITS.c.code, UNITS.c.name)
        .join_from(EXTENSIONS, TASKS, TASKS.c.id == EXTENSIONS.c.task_id)
        .join(UNITS, UNITS.c.id == EXTENSIONS.c.unit_id)
        .order_by(EXTENSIONS.c.id)
    )
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return [
            ExtensionListed(
                id=row.id,
                unit=row.code,
                unit_name=row.name,
                task=row.key,
                state=row.state,
                reason=row.reason,
                progress=row.progress,
                wanted=row.wanted,
                asked_by=row.asked_by,
                asked_at=row.asked_at.astimezone(now.book.zone),
                opinion=row.opinion,
                favours=row.favours,
                granted=row.granted,
                answer=row.answer,
            )
            for row in connection.execute(query.where(EXTENSIONS.c.campaign_id == now.campaign_id))
        ]


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody deals with one request, which is locked. `named` is the village's task in words."""

    now: Occasion
    by: Actor
    row: sa.Row[Any]
    named: str

    @property
    def about(self) -> str:
        return f"{self.named}，申请延至{day_zh(self.row.wanted)}"

    def move(self, trigger: str, reason: str | None, changes: dict[str, Any]) -> None:
        """Move the request, as the machine answers; raises WrongState in words."""
        within = _spec(self.now).pre_read_within.offset
        asked_on = self.row.asked_at.astimezone(self.now.book.zone).date()
        read_by = self.now.book.calendar.after(asked_on, within)
        situation = ExtensionSituation(self.row.state, pre_reading_overdue=self.now.today > read_by)
        try:
            after = EXTENSION.after(situation, trigger)
        except IllegalMove:
            raise WrongState(self._refusal(trigger, read_by)) from None
        mine = EXTENSIONS.c.id == self.row.id
        event = Event("extension", trigger, after, self.by.by, self.now.at, reason, _spec(self.now).clause)
        remember(self.now.connection, remembered().where(mine), event)
        run(self.now.connection, EXTENSIONS.update().where(mine).values(state=after, **changes))

    def finish_errands(self) -> None:
        """What the office owed for this request has been done, or is no longer wanted."""
        drop(self.now, self.by.by, PRE_READ_EXTENSION, [self.row.id], "组长已直接批复")
        fulfil(self.now, self.by.by, DECIDE_EXTENSION, [self.row.id])

    def drop_errands(self, reason: str) -> None:
        for kind in (PRE_READ_EXTENSION, DECIDE_EXTENSION):
            drop(self.now, self.by.by, kind, [self.row.id], reason)

    def tell(self, words: str, due: date) -> None:
        """Tell whoever asked (and the others who owe the task) what was decided."""
        mine = TASKS.c.id == self.row.task_id
        key = self.now.connection.execute(sa.select(TASKS.c.key).where(mine)).scalar_one()
        wording = Wording("word", "word", f"extension.decided.{self.row.id}", due, about=words)
        roles = deeds.owners(self.now, self.now.book.spec(key))
        notice.queue_for_tasks(self.now.connection, mine, roles, wording, When(self.now.at, self.now.today))

    def _refusal(self, trigger: str, read_by: date) -> str:
        state = STATES_ZH[self.row.state]
        if self.row.state == ASKED and trigger in ("grant", "refuse"):
            return (
                f"延期申请 {self.row.id}（{self.named}）还没有预审，督查室须在{day_zh(read_by)}前提出意见；"
                "过期未预审的，组长可直接批复。"
            )
        return f"延期申请 {self.row.id}（{self.named}）现为{state}，不能再办理。"


def _deal(desk: Desk, by: Actor, number: int, deed: str, work: Callable[[Asking], T]) -> T:
    """Carry out one deed on one request, in one transaction."""

    def transaction(connection: sa.Connection) -> T:
        mine = sa.select(EXTENSIONS).where(numbered(EXTENSIONS.c.id, number)).with_for_update()
        row = connection.execute(mine).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {number} 的延期申请。用 duban extension list 查看现有的。")
        now = acting(desk, connection, row.campaign_id)
        permit(connection, by, deed, path_of(connection, row.unit_id), on=now.today)
        key = connection.execute(sa.select(TASKS.c.key).where(TASKS.c.id == row.task_id)).scalar_one()
        unit = connection.execute(sa.select(UNITS.c.name).where(UNITS.c.id == row.unit_id)).scalar_one()
        return work(Asking(now, by, row, f"{unit}的“{now.book.spec(key).title.zh}”"))

    return in_transaction(desk.engine, transaction)


def _spec(now: Occasion) -> ExtensionsSpec:
    spec = now.book.plan.extensions
    if spec is None:
        raise WrongState("本方案没有延期申请的规定，时限不能延长。确有困难的，请由领导小组办公室暂停计时。")
    return spec


def _check_task(now: Occasion, spec: ExtensionsSpec, task: sa.Row[Any], named: str) -> None:
    if task.state not in MAY_ASK:
        raise WrongState(f"{named}现为{STATES_ZH[task.state]}，没有可以延长的时限。")
    mine = EXTENSIONS.c.task_id == task.id
    states = list(now.connection.execute(sa.select(EXTENSIONS.c.state).where(mine)).scalars())
    if any(state in UNDECIDED for state in states):
        raise WrongState(f"{named}已有一份延期申请待批复，不能重复申请。")
    if states.count(GRANTED) >= spec.at_most:
        raise WrongState(
            f"{named}已获准延期 {states.count(GRANTED)} 次，按方案最多 {spec.at_most} 次，不能再申请。"
        )


def _check_date(now: Occasion, task: sa.Row[Any], wanted: date, named: str) -> None:
    """A later date than counts now, that has not passed, and no later than the assessment day."""
    latest = now.book.timeline.assessment_from
    if wanted > latest:
        raise BadInput(f"{named}不能延至 {wanted}：最迟到考核验收之日（{latest}）。请改用不晚于该日的日期。")
    if wanted <= task.effective_due:
        raise BadInput(
            f"{named}现行时限是 {task.effective_due}，申请的日期 {wanted} 并不更晚。请写更晚的日期。"
        )
    if wanted < now.today:
        raise BadInput(f"日期 {wanted} 已经过去。请用今天（{now.today}）或以后的日期。")
