"""How does a village protest against a deduction, and what comes of it (四.一.一)?

A charge that is struck makes a new version of the score, from the same history as the one before.
"""

import sqlalchemy as sa

from actions import errand
from actions.assessment import keep_versions
from actions.desk import Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errand import Given
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.score_words import charge_line, points_zh
from actions.sheet import AppealListed, Result, appeals_of, draw_up_again, result_of
from actions.tell import tell_heads
from actions.text import REASON_LENGTH, needed
from actions.village import path_of
from actions.words import STATES_ZH, day_zh
from plans.errands import DECIDE_APPEAL
from plans.model.assessment import AppealsSpec
from records import assessment as assessments
from records.assessment import APPEALS, ASSESSMENTS, SCORES
from records.database import in_transaction, reading, run
from records.evidence import Horizon
from records.history import Event, remember
from records.unit import UNITS
from states.appeal import APPEAL, APPEALED, AppealSituation
from states.errors import IllegalMove
from states.score import Charge, Standing


def appeal(
    desk: Desk, by: Actor, unit_code: str, charge: str, reason: str, campaign_id: int | None = None
) -> int:
    """Protest against a charge (`overdue:training:1`) of the village's published score; the appeal's number.

    Raises WrongState before the score is published, after the time for appeals, or for a charge that has
    been appealed; BadInput for one that takes nothing off.
    """
    why = needed(reason, "申诉", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "appeal.raise", unit.path, on=now.today)
        spec = _rules(now)
        result = _within_time(now, result_of(now, unit))
        charged = _charge(now, result, charge)
        due = now.book.calendar.after(now.today, spec.decided_within.offset)
        row = {
            "campaign_id": now.campaign_id,
            "unit_id": unit.id,
            "assessment_id": result.assessment_id,
            "round": result.round,
            "charge": charge,
            "reason": why,
            "state": APPEALED,
            "raised_at": now.at,
            "raised_by": by.name,
            "due": due,
        }
        [number] = assessments.keep(
            connection, APPEALS, [row], Event("appeal", "appeal", APPEALED, by.by, now.at, why, spec.clause)
        )
        about = f"{unit.name} 对“{charge_line(now.book, charged)}”提出申诉：{why}"
        errand.give(now, by.by, DECIDE_APPEAL, [Given(unit.id, number, about)], due)
        return number

    return in_transaction(desk.engine, work)


def decide_appeal(desk: Desk, by: Actor, number: int, *, upheld: bool, answer: str) -> None:
    """Answer an appeal. If it is upheld the charge is struck, and the score and the ranking follow.

    Raises NotFound, NotAllowed, WrongState when it has been answered.
    """
    said = needed(answer, "答复申诉", "--answer 答复", REASON_LENGTH)

    def work(connection: sa.Connection) -> None:
        row = connection.execute(
            sa.select(APPEALS).where(numbered(APPEALS.c.id, number)).with_for_update()
        ).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {number} 的申诉。用 duban appeal list 查看现有的。")
        now = acting(desk, connection, row.campaign_id)
        permit(connection, by, "appeal.decide", path_of(connection, row.unit_id), on=now.today)
        after = _move(now, by, row, "uphold" if upheld else "turn_down", said)
        changes = {"state": after, "answer": said, "decided_at": now.at, "decided_by": by.name}
        run(connection, APPEALS.update().where(APPEALS.c.id == row.id).values(**changes))
        errand.fulfil(now, by.by, DECIDE_APPEAL, [row.id], said)
        if upheld:
            _draw_up_again(now, by, row)
        _tell(now, row, upheld, said)

    in_transaction(desk.engine, work)


def list_appeals(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[AppealListed]:
    """Every appeal of a campaign (of a village), oldest first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        chosen = APPEALS.c.unit_id == find_unit(connection, unit_code).id if unit_code else sa.true()
        return appeals_of(now, chosen)


def _rules(now: Occasion) -> AppealsSpec:
    spec = now.book.plan.assessment.appeals
    if spec is None:
        raise WrongState("方案没有规定申诉。有异议的请向领导小组办公室反映。")
    return spec


def _within_time(now: Occasion, result: Result) -> Result:
    """The result, while it may be appealed."""
    if result.published_at is None or result.appeal_until is None:
        raise WrongState(f"{result.name} 的考核结果还没有公布，公布后才能申诉。")
    if now.today > result.appeal_until:
        raise WrongState(f"申诉期已于{day_zh(result.appeal_until)}结束，不再受理 {result.name} 的申诉。")
    return result


def _charge(now: Occasion, result: Result, key: str) -> Charge:
    """The charge of that key, which takes something off and has not been appealed in this round."""
    kept = sa.select(ASSESSMENTS.c.body).where(ASSESSMENTS.c.id == result.assessment_id)
    charges = SCORES.validate_python(now.connection.execute(kept).scalar_one()).charges
    open_to_appeal = {charge.key: charge for charge in charges if charge.standing is Standing.TAKEN}
    before = sa.select(APPEALS.c.id, APPEALS.c.state).where(
        APPEALS.c.campaign_id == now.campaign_id,
        APPEALS.c.unit_id == result.unit_id,
        APPEALS.c.round == result.round,
        APPEALS.c.charge == key,
    )
    if known := now.connection.execute(before).one_or_none():
        raise WrongState(f"对 {key} 已经申诉过（编号 {known.id}，{STATES_ZH[known.state]}），不能重复申诉。")
    if key not in open_to_appeal:
        possible = "、".join(open_to_appeal) or "无"
        raise BadInput(f"{result.name} 没有扣分项 {key}，无从申诉。可以申诉的：{possible}。")
    return open_to_appeal[key]


def _move(now: Occasion, by: Actor, row: sa.Row[tuple[object, ...]], trigger: str, said: str) -> str:
    """Move the appeal, as the machine answers, with its history."""
    try:
        after = APPEAL.after(AppealSituation(row.state), trigger)
    except IllegalMove:
        raise WrongState(f"申诉 {row.id} 已经答复（{STATES_ZH[row.state]}），不能再次答复。") from None
    event = Event("appeal", trigger, after, by.by, now.at, said, _rules(now).clause)
    mine = assessments.remembered(APPEALS, APPEALS.c.state).where(APPEALS.c.id == row.id)
    remember(now.connection, mine, event)
    return after


def _draw_up_again(now: Occasion, by: Actor, row: sa.Row[tuple[object, ...]]) -> None:
    """A new version from the history of the newest one, without the charge."""
    unit = now.connection.execute(sa.select(UNITS).where(UNITS.c.id == row.unit_id)).one()
    newest = result_of(now, unit)
    kept = now.connection.execute(
        sa.select(ASSESSMENTS).where(ASSESSMENTS.c.id == newest.assessment_id)
    ).one()
    horizon = Horizon(kept.judged_on, kept.until_history, kept.until_notice)
    computed = {unit.id: draw_up_again(now, kept)}
    why = f"申诉 {row.id} 成立，撤销扣分 {row.charge}"
    event = Event("assessment", "score", "scored", by.by, now.at, why, _rules(now).clause)
    keep_versions(now, by.name, computed, horizon, event, announced=True)


def _tell(now: Occasion, row: sa.Row[tuple[object, ...]], upheld: bool, said: str) -> None:
    unit = now.connection.execute(sa.select(UNITS).where(UNITS.c.id == row.unit_id)).one()
    total = points_zh(result_of(now, unit).total)
    outcome = f"申诉成立，扣分已撤销，得分改为 {total} 分" if upheld else f"申诉不成立，得分仍为 {total} 分"
    tell_heads(now, [unit.id], f"appeal.decided.{row.id}", f"{outcome}。答复：{said}")
