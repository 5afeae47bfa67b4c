"""How are villages assessed, adjusted, concurred in and announced (三.三.3)?

The office has the score computed; the head of the leading group may put points beside it, with a reason;
the group above gives its opinion; then it is published, and the time for appeals runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from actions.desk import AT_ONCE, Desk, Occasion, acting, batched, find_unit, find_units
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.permission import EVERYWHERE, Actor, held_by, permit
from actions.ranking import places
from actions.score_words import points_zh
from actions.sheet import Computed, Result, compute, result_of, results, struck_charges
from actions.task import Units
from actions.tell import tell_heads
from actions.text import REASON_LENGTH, needed, optional
from actions.village import held_back, path_of
from actions.words import day_zh, village_state_zh
from records import assessment as assessments
from records import village as villages
from records.assessment import ADJUSTMENTS, ASSESSMENTS, CONCURRENCES, FIGURES, SCORES
from records.database import in_transaction, run
from records.evidence import Horizon
from records.history import Event, remember
from records.person import APPOINTMENTS
from records.unit import UNITS
from records.village import VILLAGES
from states.roles import Role
from states.village import ASSESSMENT

ABOVE_TOWNSHIPS = ("province", "city", "county")
"""The kinds of unit whose leading group stands above a township's."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """How many villages have got a new version, whose score is as it was, and who cannot be assessed yet."""

    assessed: int
    unchanged: int
    waiting: int
    decided: int


@dataclass(frozen=True, slots=True)
class Published:
    """How many results were announced, and the last day for appeals (None where the plan has none)."""

    villages: int
    appeal_until: date | None


def assess(desk: Desk, by: Actor, unit_code: str | None = None, campaign_id: int | None = None) -> Assessed:
    """Compute and keep the scores of the villages at or below a unit (all without one) that await it.

    A score that has not changed gets no new version. Raises NotAllowed, NotFound, WrongState before the
    assessment's first day or for a single village that cannot be assessed.
    """

    def work(connection: sa.Connection) -> Assessed:
        now = acting(desk, connection, campaign_id)
        path = find_unit(connection, unit_code).path if unit_code else campaign_path(now)
        permit(connection, by, "assessment.assess", path, on=now.today)
        first_day = now.book.timeline.assessment_from
        if not now.book.timeline.assessment_begun(now.today):
            raise WrongState(
                f"考核验收自{day_zh(first_day)}开始，今天还不能考核。可以先看预评：duban assessment preview。"
            )
        below = sa.select(UNITS.c.id).where(UNITS.c.path.startswith(path or "", autoescape=True))
        mine = (VILLAGES.c.campaign_id == now.campaign_id) & VILLAGES.c.unit_id.in_(below)
        villages.lock(connection, mine)
        rows = connection.execute(sa.select(VILLAGES.c.unit_id, VILLAGES.c.state).where(mine)).all()
        return _assess_those(now, by, rows)

    return in_transaction(desk.engine, work)


def adjust(
    desk: Desk,
    by: Actor,
    unit_code: str,
    points: Fraction | int,
    reason: str,
    campaign_id: int | None = None,
) -> Fraction:
    """Put points (negative: off) beside a village's computed score, with a reason; what it comes to.

    The last adjustment of a round counts; 0 takes it back. The computed score stays as it is. Raises
    BadInput without a reason, or for more than a decimal or than 100 points.
    """
    why = needed(reason, "人工调整得分", length=REASON_LENGTH)
    tenths = Fraction(points) * 10
    if tenths.denominator != 1 or abs(tenths) > 1000:
        raise BadInput(
            f"调整的分值 {points_zh(Fraction(points))} 不对：须在 -100 至 100 之间，最多一位小数。"
        )

    def work(connection: sa.Connection) -> Fraction:
        now = acting(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "assessment.adjust", unit.path, on=now.today)
        result = awaiting_decision(now, result_of(now, unit), "调整得分")
        row = {
            **_of(now, result),
            "tenths": int(tenths),
            "reason": why,
            "adjusted_at": now.at,
            "adjusted_by": by.name,
        }
        said = f"{points_zh(Fraction(points), signed=True)} 分：{why}"
        event = Event("assessment", "adjust", "adjusted", by.by, now.at, said, _clause(now))
        [number] = assessments.keep(connection, ADJUSTMENTS, [row], event)
        total = result_of(now, unit).total
        about = f"领导小组组长调整了贵单位的考核得分（{said}），现为 {points_zh(total)} 分。"
        tell_heads(now, [unit.id], f"assessment.adjusted.{number}", about)
        return total

    return in_transaction(desk.engine, work)


def concur(
    desk: Desk,
    by: Actor,
    units: Units | None,
    opinion: str,
    reference: str | None = None,
    campaign_id: int | None = None,
) -> int:
    """Record what the leading group above says to the scores of villages (None: of all that await it).

    It is given by a head of a leading group seated above the township; where nobody is, the head of the
    leading group records the written opinion with its number. How many it was given for.
    """
    said = needed(opinion, "会同考核", "--opinion 意见", REASON_LENGTH)
    number = optional(reference, 200)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        chosen = [] if units is None else find_units(connection, [units] if isinstance(units, str) else units)
        paths = [unit.path for unit in chosen] if chosen else campaign_path(now)
        permit(connection, by, "assessment.concur", paths, on=now.today)
        if now.book.plan.assessment.jointly_with is None:
            raise WrongState("方案没有规定会同考核，不需要上级领导小组的意见。")
        awaiting = _awaiting_opinion(now, [unit.id for unit in chosen])
        _check_seat(now, by, awaiting, number)
        row = {"opinion": said, "reference": number, "given_at": now.at, "given_by": by.name}
        event = Event("assessment", "concur", "concurred", by.by, now.at, said, _clause(now))
        rows = [{**_of(now, result), **row} for result in awaiting]
        return len(assessments.keep(connection, CONCURRENCES, rows, event))

    return in_transaction(desk.engine, work)


def publish(desk: Desk, by: Actor, campaign_id: int | None = None) -> Published:
    """Announce all results that have not been announced: every head hears score, place and how to appeal.

    From then on the time for appeals runs. Raises WrongState when there is nothing to announce.
    """

    def work(connection: sa.Connection) -> Published:
        now = acting(desk, connection, campaign_id)
        permit(connection, by, "assessment.publish", campaign_path(now), on=now.today)
        fresh = [one for one in results(now, sa.true()) if one.published_at is None and not one.repeated]
        if not fresh:
            raise WrongState("没有尚未公布的考核结果。请先由领导小组办公室考核：duban assessment run。")
        until = _appeal_until(now)
        numbers = [one.assessment_id for one in fresh]
        for some in batched(numbers, AT_ONCE):
            mine = ASSESSMENTS.c.id.in_(some)
            event = Event("assessment", "publish", "published", by.by, now.at, None, _clause(now))
            remember(connection, assessments.remembered(ASSESSMENTS, sa.literal("scored")).where(mine), event)
            run(connection, ASSESSMENTS.update().where(mine).values(published_at=now.at, appeal_until=until))
        _announce(now, {one.unit_id for one in fresh}, until)
        return Published(len(fresh), until)

    return in_transaction(desk.engine, work)


def awaiting_decision(now: Occasion, result: Result, deed: str) -> Result:
    """The result, if it is still to be decided upon; else raises WrongState. `deed` is what was asked."""
    if result.repeated:
        raise WrongState(f"{result.name} 正在返工，须重新考核后才能{deed}：duban assessment run。")
    if result.state != ASSESSMENT:
        raise WrongState(f"{result.name} 现为“{village_state_zh(now.book, result.state)}”，不能{deed}。")
    return result


def keep_versions(
    now: Occasion, by: str, scores: Mapping[int, Computed], horizon: Horizon, event: Event, *, announced: bool
) -> None:
    """Keep a new version for each village; `announced`: it stands announced as the one before was."""
    units = sa.select(UNITS.c.id).where(UNITS.c.id.in_(list(scores)))
    struck = struck_charges(now, units)
    rounds = assessments.rounds(now.connection, now.campaign_id, units)
    before = {one.unit_id: one for one in results(now, VILLAGES.c.unit_id.in_(list(scores)))}
    rows = [
        {
            "campaign_id": now.campaign_id,
            "unit_id": unit,
            "version": before[unit].version + 1 if unit in before else 1,
            "round": rounds.get(unit, 1),
            "judged_on": horizon.judged_on,
            "until_history": horizon.history_id,
            "until_notice": horizon.notice_id,
            "tenths": int(computed.score.total * 10),
            "targets_met": computed.score.targets_met,
            "struck": sorted(struck[unit]),
            "figures": FIGURES.dump_python(computed.figures, mode="json"),
            "body": SCORES.dump_python(computed.score, mode="json"),
            "assessed_at": now.at,
            "assessed_by": by,
            "published_at": before[unit].published_at if announced else None,
            "appeal_until": before[unit].appeal_until if announced else None,
        }
        for unit, computed in scores.items()
    ]
    assessments.keep(now.connection, ASSESSMENTS, rows, event)


def campaign_path(now: Occasion) -> str | None:
    """The path of the campaign's unit; None (everywhere) where it covers all there is."""
    return EVERYWHERE if now.root_id is None else path_of(now.connection, now.root_id)


def _assess_those(now: Occasion, by: Actor, rows: Sequence[sa.Row[Any]]) -> Assessed:
    """Assess those of the villages that await it."""
    if not rows:
        raise NotFound(f"该范围内没有专项工作 {now.campaign_id} 的村或社区。")
    ready = [row.unit_id for row in rows if row.state == ASSESSMENT]
    decided = sum(row.state in now.book.machine.states[-3:] for row in rows)
    if not ready and len(rows) == 1:
        _refuse(now, rows[0])
    done = unchanged = 0
    for some in batched(ready, AT_ONCE):
        fresh = _assess_some(now, by, some)
        done += fresh
        unchanged += len(some) - fresh
    return Assessed(done, unchanged, len(rows) - len(ready) - decided, decided)


def _assess_some(now: Occasion, by: Actor, unit_ids: Sequence[int]) -> int:
    """Compute the scores of these villages, and keep those that are new or have changed; how many."""
    units = sa.select(UNITS.c.id).where(UNITS.c.id.in_(unit_ids))
    horizon = Horizon.now(now.connection, now.today)
    computed = compute(now, units, horizon)
    before = {one.unit_id: one for one in results(now, VILLAGES.c.unit_id.in_(unit_ids))}
    numbers = [one.assessment_id for one in before.values() if not one.repeated]
    kept = sa.select(ASSESSMENTS.c.unit_id, ASSESSMENTS.c.body).where(ASSESSMENTS.c.id.in_(numbers))
    known = {row.unit_id: SCORES.validate_python(row.body) for row in now.connection.execute(kept)}
    changed = {unit: found for unit, found in computed.items() if known.get(unit) != found.score}
    event = Event("assessment", "score", "scored", by.by, now.at, None, _clause(now))
    keep_versions(now, by.name, changed, horizon, event, announced=False)
    return len(changed)


def _refuse(now: Occasion, row: sa.Row[Any]) -> None:
    name = now.connection.execute(sa.select(UNITS.c.name).where(UNITS.c.id == row.unit_id)).scalar_one()
    state = village_state_zh(now.book, row.state)
    why = held_back(now, row.unit_id)
    raise WrongState(f"{name} 现为“{state}”，不能考核{f'：{why}' if why else ''}。")


def _awaiting_opinion(now: Occasion, unit_ids: Sequence[int]) -> list[Result]:
    """The results that an opinion is asked for: of the chosen villages, or of all that have none yet."""
    if not unit_ids:
        known = results(now, VILLAGES.c.state == ASSESSMENT)
        awaiting = [one for one in known if one.concurred is None and not one.repeated]
        if not awaiting:
            raise WrongState("没有等待会同意见的考核结果。请先考核：duban assessment run。")
        return awaiting
    found = {one.unit_id: one for one in results(now, VILLAGES.c.unit_id.in_(unit_ids))}
    for unit_id in unit_ids:
        if unit_id not in found:
            name = now.connection.execute(sa.select(UNITS.c.name).where(UNITS.c.id == unit_id)).scalar_one()
            raise NotFound(f"{name} 还没有考核，无从会同。请先考核：duban assessment run。")
    return [awaiting_decision(now, found[unit_id], "会同考核") for unit_id in unit_ids]


def _check_seat(now: Occasion, by: Actor, awaiting: Sequence[Result], reference: str | None) -> None:
    """Whoever is seated above gives the opinion in person; a written one needs its number."""
    above = _groups_above(now)
    mine = {path for role, path in held_by(now.connection, by, now.today) if role == Role.LEADING_GROUP_HEAD}
    paths = sa.select(UNITS.c.id, UNITS.c.path).where(UNITS.c.id.in_([one.unit_id for one in awaiting]))
    known = {row.id: row.path for row in now.connection.execute(paths)}
    for one in awaiting:
        seated = {path for path in above if known[one.unit_id].startswith(path)}
        if seated and by.person_id is not None and not seated & mine:
            raise NotAllowed(f"{one.name} 的会同意见须由上级领导小组组长提出，{by.name} 不是。")
        if not seated and reference is None:
            raise BadInput("上级领导小组没有人员在册，由组长代录其书面意见时须写明文号：--reference 文号。")


def _groups_above(now: Occasion) -> set[str]:
    """The paths of the units above townships in which somebody heads a leading group."""
    heads = (
        sa.select(UNITS.c.path)
        .join_from(APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id)
        .where(APPOINTMENTS.c.role == Role.LEADING_GROUP_HEAD.value, UNITS.c.kind.in_(ABOVE_TOWNSHIPS))
    )
    return set(now.connection.execute(heads).scalars())


def _announce(now: Occasion, fresh: set[int], until: date | None) -> None:
    """Whoever has the same score and place hears the same."""
    ranked = places(now)
    appeal = f"对扣分有异议的，可在{day_zh(until)}前（含当日）通过督办系统提出申诉。" if until else ""
    alike: dict[tuple[Fraction, int, int], list[int]] = {}
    for one in ranked:
        if one.result.unit_id in fresh:
            said = (one.result.total, one.place, one.result.version)
            alike.setdefault(said, []).append(one.result.unit_id)
    for (total, place, version), unit_ids in alike.items():
        ranks = f"在 {len(ranked)} 个已考核的村（社区）中列第 {place} 名"
        about = f"考核得分 {points_zh(total)} 分，{ranks}。{appeal}"
        tell_heads(now, unit_ids, f"assessment.published.{version}", about, until)


def _appeal_until(now: Occasion) -> date | None:
    appeals = now.book.plan.assessment.appeals
    return now.book.calendar.after(now.today, appeals.within.offset) if appeals else None


def _of(now: Occasion, result: Result) -> dict[str, Any]:
    """What every row beside an assessment says of it."""
    return {"campaign_id": now.campaign_id, "unit_id": result.unit_id, "round": result.round}


def _clause(now: Occasion) -> str:
    return now.book.plan.assessment.clause
