"""How is a village accepted, rejected, made to repeat, or commended (三.三.3)?

The head of the leading group decides, by the score and the targets of the plan. One village or many: they
move through the village's machine, each situation at once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from actions import errand
from actions.assessment import awaiting_decision
from actions.desk import AT_ONCE, LAST_YEAR, Desk, Occasion, acting, batched, find_units
from actions.errand import Given
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.ranking import Place, places
from actions.score_words import points_zh
from actions.sheet import Result, results
from actions.task import Units
from actions.tell import tell_heads
from actions.text import REASON_LENGTH, needed, optional
from actions.village import held_back
from actions.words import TRIGGERS_ZH, day_zh, village_state_zh
from plans.errands import REPAIR
from plans.scoring import honour_rule
from records import assessment as assessments
from records import village as villages
from records.database import in_transaction
from records.history import Event
from records.moves import move_villages
from records.unit import UNITS
from records.village import VILLAGES

Known = Mapping[int, str]
"""Villages by id, with their names."""


def accept(
    desk: Desk, by: Actor, units: Units, reason: str | None = None, campaign_id: int | None = None
) -> int:
    """Accept villages whose published score and targets pass; how many.

    Raises WrongState, naming the first village that cannot be accepted and why.
    """
    why = optional(reason, REASON_LENGTH)

    def work(now: Occasion, chosen: Known) -> None:
        for result in _decided_upon(now, chosen, "accept"):
            if not result.passed:
                raise WrongState(
                    f"{result.name} 不能验收合格：{_falls_short(result)}。"
                    "可以验收不合格并责令返工；确有理由的，由组长调整得分：duban assessment adjust。"
                )
        _move(now, by, chosen, "accept", why)
        _tell(now, chosen, "accepted", "考核验收合格。")

    return _deal(desk, by, units, "village.accept", campaign_id, work)


def reject(desk: Desk, by: Actor, units: Units, reason: str, campaign_id: int | None = None) -> int:
    """Do not accept villages that fall short of the plan, with a reason, once they may no longer appeal.

    How many. Raises WrongState, naming the first village that passes or may still appeal.
    """
    why = needed(reason, "验收不合格", length=REASON_LENGTH)

    def work(now: Occasion, chosen: Known) -> None:
        for result in _decided_upon(now, chosen, "reject"):
            if result.passed:
                raise WrongState(f"{result.name} 得分 {points_zh(result.total)}，指标达标，应当验收合格。")
            if result.appeal_until is not None and now.today <= result.appeal_until:
                raise WrongState(
                    f"{result.name} 的申诉期到{day_zh(result.appeal_until)}为止，期满后才能验收不合格。"
                )
        _move(now, by, chosen, "reject", why)
        _tell(now, chosen, "not_accepted", f"考核验收不合格：{why}。返工要求另行通知。")

    return _deal(desk, by, units, "village.reject", campaign_id, work)


def repeat(desk: Desk, by: Actor, units: Units, what: str, due: date, campaign_id: int | None = None) -> int:
    """Send villages that were not accepted back to the last phase, with what they must repair and by when.

    The repair is a gate: once it is verified the village comes to the assessment again. How many.
    """
    must = needed(what, "返工", "--what 须整改的内容", 300)

    def work(now: Occasion, chosen: Known) -> None:
        _check_due(now, due)
        _check_states(now, chosen, "repeat")
        for number, alike in _by_round(now, chosen).items():
            given = [Given(unit_id, number, must) for unit_id in alike]
            errand.give(now, by.by, REPAIR, given, due, gate=True)
        _move(now, by, chosen, "repeat", f"{must}（{day_zh(due)}前）")

    return _deal(desk, by, units, "village.repeat", campaign_id, work)


def commend(
    desk: Desk, by: Actor, units: Units, reason: str | None = None, campaign_id: int | None = None
) -> int:
    """Commend accepted villages that the plan's rule names, once the ranking is final; how many.

    Raises WrongState, naming the first village that may not be commended and why.
    """
    why = optional(reason, REASON_LENGTH)

    def work(now: Occasion, chosen: Known) -> None:
        if honour_rule(now.book.plan) is None:
            raise WrongState("方案没有规定表彰。")
        placed = {one.result.unit_id: one for one in places(now)}
        for unit_id, name in chosen.items():
            _check_honour(name, placed.get(unit_id))
        _move(now, by, chosen, "commend", why)
        for place in sorted({placed[unit_id].place for unit_id in chosen}):
            alike = {unit_id: name for unit_id, name in chosen.items() if placed[unit_id].place == place}
            _tell(now, alike, "commended", f"考核列第 {place} 名，予以表彰。")

    return _deal(desk, by, units, "village.commend", campaign_id, work)


def _deal(
    desk: Desk,
    by: Actor,
    units: Units,
    deed: str,
    campaign_id: int | None,
    work: Callable[[Occasion, Known], None],
) -> int:
    """Decide on villages, which are locked, in one transaction; how many."""

    def transaction(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        found = find_units(connection, [units] if isinstance(units, str) else units)
        if not found:
            raise BadInput("须写明至少一个村或社区。")
        permit(connection, by, deed, [unit.path for unit in found], on=now.today)
        names = {unit.id: unit.name for unit in found}
        _lock(now, names)
        work(now, names)
        return len(names)

    return in_transaction(desk.engine, transaction)


def _lock(now: Occasion, chosen: Known) -> None:
    known: set[int] = set()
    for some in batched(list(chosen), AT_ONCE):
        mine = (VILLAGES.c.campaign_id == now.campaign_id) & VILLAGES.c.unit_id.in_(some)
        villages.lock(now.connection, mine)
        known |= set(now.connection.execute(sa.select(VILLAGES.c.unit_id).where(mine)).scalars())
    for unit_id, name in chosen.items():
        if unit_id not in known:
            raise NotFound(f"{name} 不在专项工作 {now.campaign_id} 的范围内。")


def _decided_upon(now: Occasion, chosen: Known, trigger: str) -> Sequence[Result]:
    """The results to be decided upon: published, concurred in, with no appeal open."""
    deed = TRIGGERS_ZH[trigger]
    _check_states(now, chosen, trigger)
    found = {one.unit_id: one for one in results(now, VILLAGES.c.unit_id.in_(list(chosen)))}
    for unit_id, name in chosen.items():
        if unit_id not in found:
            raise WrongState(f"{name} 还没有考核，不能{deed}。请先考核：duban assessment run。")
    return [_ready(now, awaiting_decision(now, found[unit_id], deed), deed) for unit_id in chosen]


def _ready(now: Occasion, result: Result, deed: str) -> Result:
    if now.book.plan.assessment.jointly_with is not None and result.concurred is None:
        group = now.book.plan.assessment.jointly_with.zh
        raise WrongState(f"{result.name} 还没有{group}的会同意见，不能{deed}：duban assessment concur。")
    if result.published_at is None:
        raise WrongState(f"{result.name} 的考核结果还没有公布，不能{deed}：duban assessment publish。")
    if result.undecided:
        raise WrongState(
            f"{result.name} 还有 {result.undecided} 件申诉没有答复，不能{deed}：duban appeal list。"
        )
    return result


def _falls_short(result: Result) -> str:
    """What a village lacks, by the plan."""
    lacks = []
    if result.pass_mark is not None and result.total < result.pass_mark:
        lacks.append(f"得分 {points_zh(result.total)}，合格分 {points_zh(result.pass_mark)}")
    if not result.targets_met:
        lacks.append("指标没有全部达标")
    return "；".join(lacks)


def _check_honour(name: str, place: Place | None) -> None:
    if place is None:
        raise WrongState(f"{name} 还没有考核，不能表彰。")
    if place.against is not None:
        raise WrongState(f"{name} 不能表彰：{place.against}。")


def _check_due(now: Occasion, due: date) -> None:
    closes = now.book.plan.assessment.closes
    if due < now.today:
        raise BadInput(f"返工期限 {due} 已经过去。请用今天（{now.today}）或以后的日期。")
    if due.year > LAST_YEAR or (closes is not None and now.today <= closes < due):
        raise BadInput(f"返工期限 {due} 太晚。专项工作 {closes or LAST_YEAR} 收官，请用更早的日期。")


def _check_states(now: Occasion, chosen: Known, trigger: str) -> None:
    """Refuse in words for the first village whose state knows no such decision."""
    machine = now.book.machine
    rows = now.connection.execute(
        sa.select(VILLAGES.c.unit_id, VILLAGES.c.state).where(
            VILLAGES.c.campaign_id == now.campaign_id, VILLAGES.c.unit_id.in_(list(chosen))
        )
    )
    for row in rows:
        if trigger not in machine.triggers_from(row.state):
            state = village_state_zh(now.book, row.state)
            why = held_back(now, row.unit_id)
            raise WrongState(
                f"{chosen[row.unit_id]} 现为“{state}”，不能{TRIGGERS_ZH[trigger]}（{trigger}）"
                f"{f'：{why}' if why else ''}。"
            )


def _move(now: Occasion, by: Actor, chosen: Known, trigger: str, reason: str | None) -> None:
    """Move the villages, asking the machine once for each situation that they share."""
    _check_states(now, chosen, trigger)
    machine, timeline = now.book.machine, now.book.timeline
    for some in batched(list(chosen), AT_ONCE):
        mine = (VILLAGES.c.campaign_id == now.campaign_id) & VILLAGES.c.unit_id.in_(some)
        for situation in villages.situations(now.connection, timeline, mine, now.today):
            after = machine.after(situation, trigger)
            event = Event("village", trigger, after, by.by, now.at, reason, now.book.plan.assessment.clause)
            move_villages(now.connection, mine & villages.sharing(timeline, situation), event)
        villages.wind(now.connection, timeline, mine, now.today)


def _tell(now: Occasion, chosen: Known, state: str, about: str) -> None:
    """Tell the heads of what has been decided, once in each round."""
    for number, alike in _by_round(now, chosen).items():
        tell_heads(now, alike, f"village.{state}.{number}", about)


def _by_round(now: Occasion, chosen: Known) -> dict[int, list[int]]:
    """The villages by the round in which they are: one more than they have repeated."""
    units = sa.select(UNITS.c.id).where(UNITS.c.id.in_(list(chosen)))
    repeated = assessments.rounds(now.connection, now.campaign_id, units)
    rounds: dict[int, list[int]] = {}
    for unit_id in chosen:
        rounds.setdefault(repeated.get(unit_id, 1), []).append(unit_id)
    return rounds
