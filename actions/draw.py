"""How are the villages of a periodic inspection drawn by lot, and how is a draw checked (三.三.2)?

The pool, its strata, the number of lots of each village (by its light) and the seed are kept, so that
anyone can draw again. The drawn villages are proposed, to be ordered together.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from actions import deed as deeds
from actions.board import standings
from actions.case import clause_of
from actions.deed import perform
from actions.desk import Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errors import BadInput, NotFound, WrongState
from actions.order import ask_for_decisions
from actions.permission import Actor, permit
from actions.round import rounds_of
from actions.text import optional
from actions.words import day_zh
from plans.errands import DRAW_LOTS
from plans.model.inspections import PeriodicInspectionSpec, RiskWeights
from records import inspection as inspections
from records.database import in_transaction, one_at_a_time, reading
from records.draw import DRAWS, LOTS
from records.history import Event, remember
from records.inspection import INSPECTIONS, REASONS
from records.moves import NO_TASK
from records.task import TASKS
from records.types import Instant
from records.unit import ANCESTORS, GRASSROOTS, UNITS
from records.village import VILLAGES
from states import lots
from states.inspection import ENDED, PERIODIC, PROPOSED, SPECIAL
from states.lights import Light
from states.lots import Lot
from states.rounds import Round

STRATA_ZH = {"township": "街道（乡镇）", "kind": "村与社区"}
SEED_LENGTH = 64
SEED_BYTES = 8


@dataclass(frozen=True, slots=True)
class DrawListed:
    """A draw with what it went by. `drawn` are the codes of the villages, `pool` how many had a lot."""

    id: int
    unit: str
    unit_name: str
    round: date
    seed: str
    share: float
    drawn_at: datetime
    drawn_by: str
    pool: int
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What has just been drawn: the inspections by village, and what whoever orders them should know."""

    draw: DrawListed
    inspections: dict[str, int]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawChecked:
    """A draw, and what drawing again from what was recorded gives."""

    draw: DrawListed
    again: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return self.again == self.draw.drawn


def draw_lots(
    desk: Desk,
    by: Actor,
    unit_code: str,
    round_day: date | None = None,
    seed: str | None = None,
    strata: Sequence[str] | None = None,
    campaign_id: int | None = None,
) -> Drawn:
    """Draw the villages below a unit for a round (by default, the one that has come last).

    Without `seed` one is made up; without `strata` the plan's count. Raises NotAllowed, NotFound, BadInput
    that says what would be right, WrongState for a second draw; then nothing is written.
    """
    said = optional(seed, SEED_LENGTH) or secrets.token_hex(SEED_BYTES)

    def work(connection: sa.Connection) -> Drawn:
        now = acting(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "inspection.draw", unit.path, on=now.today)
        periodic = _programme(now)
        turn = _round(now, round_day)
        one_at_a_time(connection, f"draw:{now.campaign_id}:{turn.day}")
        pool = _pool(now, unit, _strata(periodic, strata), periodic.risk_weights)
        _refuse_second(now, unit, turn, pool)
        drawn = lots.draw(pool.values(), periodic.share, periodic.each_stratum_at_least, said)
        if not drawn:
            raise BadInput("所有单位按灯色的签数都是 0，无从抽签。请调整 inspections.periodic.risk_weights。")
        number = _record(now, by, unit, turn, periodic, said, pool, frozenset(drawn))
        filed = _propose(now, by, turn, number)
        _done(now, by, unit, turn)
        return Drawn(_one(now, number), filed, _warnings(now, number))

    return in_transaction(desk.engine, work)


def list_draws(desk: Desk, campaign_id: int | None = None) -> list[DrawListed]:
    """Every draw of a campaign, oldest first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return _listed(now, DRAWS.c.campaign_id == now.campaign_id)


def check_draw(desk: Desk, draw_id: int) -> DrawChecked:
    """Draw again from the recorded pool with the recorded seed. Raises NotFound."""
    with reading(desk.engine) as connection:
        row = connection.execute(sa.select(DRAWS).where(numbered(DRAWS.c.id, draw_id))).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {draw_id} 的抽签。用 duban inspection draws 查看现有的。")
        now = occasion(desk, connection, row.campaign_id)
        kept = connection.execute(sa.select(LOTS).where(LOTS.c.draw_id == draw_id))
        pool = [Lot(lot.code, lot.stratum, lot.weight) for lot in kept]
        return DrawChecked(
            _one(now, draw_id), lots.draw(pool, row.share, row.each_stratum_at_least, row.seed)
        )


def _programme(now: Occasion) -> PeriodicInspectionSpec:
    periodic = now.book.plan.inspections.periodic
    if periodic is None or not rounds_of(now.book):
        raise BadInput("方案没有规定定期督查的轮次（inspections.periodic 的 from、every、to），不能抽签。")
    return periodic


def _round(now: Occasion, day: date | None) -> Round:
    """The round of that day, or the one that has come last; raises BadInput that names those there are."""
    known = rounds_of(now.book)
    listed = "、".join(day_zh(one.day) for one in known)
    begun = [one for one in known if one.day <= now.today]
    if not begun:
        raise BadInput(f"第一轮定期督查{day_zh(known[0].day)}才开始，还不能抽签。")
    if day is None:
        return begun[-1]
    for one in known:
        if one.day == day:
            if one not in begun:
                raise BadInput(f"第 {one.number} 轮定期督查{day_zh(day)}才开始，还不能抽签。")
            return one
    raise BadInput(f"方案没有 {day} 这一轮。各轮为：{listed}。")


def _strata(periodic: PeriodicInspectionSpec, strata: Sequence[str] | None) -> tuple[str, ...]:
    """By what the pool is divided. Raises BadInput without any, or for one that there is not."""
    wanted = tuple(dict.fromkeys(periodic.strata if strata is None else strata))
    listed = "、".join(f"{key}（{title}）" for key, title in STRATA_ZH.items())
    if not wanted:
        raise BadInput(f"抽签须至少写明一种分层：{listed}。")
    for one in wanted:
        if one not in STRATA_ZH:
            raise BadInput(f"没有“{one}”这种分层。可用：{listed}。")
    return wanted


def _pool(now: Occasion, unit: sa.Row[Any], strata: Sequence[str], weights: RiskWeights) -> dict[int, Lot]:
    """The lot of each village of the campaign below the unit. Raises BadInput where one has no stratum."""
    if unit.kind in GRASSROOTS:
        raise BadInput(f"{unit.name} 是村（社区），请在街道（乡镇）或以上单位抽签。")
    lights = {one.unit: one.light for one in standings(now, unit.path)}
    by_light = {Light.YELLOW: weights.yellow, Light.RED: weights.red}
    above = UNITS.alias("above")
    office = (
        sa.select(ANCESTORS.c.unit_id, above.c.code)
        .join_from(ANCESTORS, above, above.c.id == ANCESTORS.c.ancestor_id)
        .where(above.c.kind == "township")
        .subquery("office")
    )
    query = (
        sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.name, UNITS.c.kind, office.c.code.label("township"))
        .join_from(VILLAGES, UNITS, UNITS.c.id == VILLAGES.c.unit_id)
        .outerjoin(office, office.c.unit_id == UNITS.c.id)
        .where(VILLAGES.c.campaign_id == now.campaign_id, UNITS.c.path.startswith(unit.path, autoescape=True))
        .order_by(UNITS.c.path)
    )
    pool: dict[int, Lot] = {}
    for row in now.connection.execute(query):
        parts = [getattr(row, name) for name in strata]
        if None in parts:
            raise BadInput(
                f"{row.name}（{row.code}）没有上级街道（乡镇），无法按 township 分层。"
                "请先在单位表中写明其上级，或只按 kind 分层。"
            )
        pool[row.id] = Lot(row.code, "/".join(parts), by_light.get(lights[row.code], weights.green))
    if not pool:
        raise BadInput(f"{unit.name} 以下没有参加专项工作 {now.campaign_id} 的村（社区），无从抽签。")
    return pool


def _refuse_second(now: Occasion, unit: sa.Row[Any], turn: Round, pool: dict[int, Lot]) -> None:
    path = sa.select(UNITS.c.id).where(UNITS.c.path.startswith(unit.path, autoescape=True))
    before = (
        sa.select(DRAWS.c.id, DRAWS.c.drawn_at)
        .join_from(DRAWS, LOTS, LOTS.c.draw_id == DRAWS.c.id)
        .where(DRAWS.c.campaign_id == now.campaign_id, DRAWS.c.round == turn.day, LOTS.c.unit_id.in_(path))
        .order_by(DRAWS.c.id)
        .limit(1)
    )
    known = now.connection.execute(before).one_or_none()
    if known is not None:
        drawn_on = day_zh(known.drawn_at.astimezone(now.book.zone).date())
        raise WrongState(
            f"{unit.name} 第 {turn.number} 轮（{day_zh(turn.day)}）已于{drawn_on}抽签（编号 {known.id}），"
            f"不能再抽。核对请用 duban inspection check-draw {known.id}。"
        )


def _record(
    now: Occasion,
    by: Actor,
    unit: sa.Row[Any],
    turn: Round,
    periodic: PeriodicInspectionSpec,
    seed: str,
    pool: dict[int, Lot],
    drawn: frozenset[str],
) -> int:
    """Keep all that the draw went by; its number."""
    row = DRAWS.insert().values(
        campaign_id=now.campaign_id,
        unit_id=unit.id,
        round=turn.day,
        seed=seed,
        share=periodic.share,
        each_stratum_at_least=periodic.each_stratum_at_least,
        drawn_at=now.at,
        drawn_by=by.name,
    )
    number = int(now.connection.execute(row.returning(DRAWS.c.id)).scalar_one())
    rows = [
        {
            "draw_id": number,
            "unit_id": unit_id,
            "code": lot.unit,
            "stratum": lot.stratum,
            "weight": lot.weight,
            "drawn": lot.unit in drawn,
        }
        for unit_id, lot in pool.items()
    ]
    now.connection.execute(LOTS.insert(), rows)
    reason = f"第 {turn.number} 轮，{len(pool)} 个单位中抽 {len(drawn)} 个，种子 {seed}"
    event = Event("draw", "draw", "drawn", by.by, now.at, reason, clause_of(now, PERIODIC))
    columns = (DRAWS.c.campaign_id, DRAWS.c.unit_id, DRAWS.c.id, NO_TASK, sa.literal(None, sa.String))
    remember(now.connection, sa.select(*columns).where(DRAWS.c.id == number), event)
    return number


def _propose(now: Occasion, by: Actor, turn: Round, number: int) -> dict[str, int]:
    """Each drawn village has a periodic inspection, to be ordered; their numbers by code."""
    why = f"第 {turn.number} 轮定期督查（{day_zh(turn.day)}）抽签抽中"
    constants = (sa.literal(PERIODIC), sa.literal(PROPOSED), sa.literal(now.at, Instant), sa.literal(number))
    nothing = (sa.literal(None, sa.Date), sa.literal(None, sa.String))
    rows = (
        sa.select(sa.literal(now.campaign_id), LOTS.c.unit_id, *constants, *nothing)
        .where(LOTS.c.draw_id == number, LOTS.c.drawn)
        .order_by(LOTS.c.code)
    )
    mine = INSPECTIONS.c.draw_id == number
    event = Event("inspection", "draw", PROPOSED, by.by, now.at, why, clause_of(now, PERIODIC))
    inspections.file(now.connection, rows, event, mine)
    given = sa.select(INSPECTIONS.c.id, sa.literal(now.at, Instant), sa.literal(why)).where(mine)
    now.connection.execute(REASONS.insert().from_select(["inspection_id", "given_at", "reason"], given))
    ask_for_decisions(now, by.by)
    of_units = sa.select(UNITS.c.code, INSPECTIONS.c.id).join_from(
        INSPECTIONS, UNITS, UNITS.c.id == INSPECTIONS.c.unit_id
    )
    found: Any = now.connection.execute(of_units.where(mine).order_by(INSPECTIONS.c.id))
    return dict(found.tuples().all())


def _done(now: Occasion, by: Actor, unit: sa.Row[Any], turn: Round) -> None:
    """The townships whose lots have been drawn owe the draw no more."""
    below = sa.select(UNITS.c.id).where(UNITS.c.path.startswith(unit.path, autoescape=True))
    mine = deeds.errands(now, DRAW_LOTS, (turn.number,)) & TASKS.c.unit_id.in_(below)
    perform(now, by.by, mine, DRAW_LOTS, "fulfil", None, deeds.finish)


def _warnings(now: Occasion, number: int) -> tuple[str, ...]:
    """Drawn villages that have an open special inspection: the two may be merged."""
    special = INSPECTIONS.alias("special")
    same = sa.and_(
        special.c.campaign_id == INSPECTIONS.c.campaign_id,
        special.c.unit_id == INSPECTIONS.c.unit_id,
        special.c.kind == SPECIAL,
        special.c.state.not_in(ENDED),
    )
    query = (
        sa.select(UNITS.c.name, INSPECTIONS.c.id, special.c.id.label("special"))
        .join_from(INSPECTIONS, special, same)
        .join(UNITS, UNITS.c.id == INSPECTIONS.c.unit_id)
        .where(INSPECTIONS.c.draw_id == number)
        .order_by(UNITS.c.path)
    )
    return tuple(
        f"{row.name}正在接受专项督查（{row.special}），可与本次定期督查（{row.id}）合并办理："
        f"duban inspection merge {row.id} {row.special}。"
        for row in now.connection.execute(query)
    )


def _one(now: Occasion, number: int) -> DrawListed:
    return _listed(now, DRAWS.c.id == number)[0]


def _listed(now: Occasion, chosen: sa.ColumnElement[bool]) -> list[DrawListed]:
    pools: dict[int, list[sa.Row[Any]]] = {}
    some = sa.select(DRAWS.c.id).where(chosen)
    query = sa.select(LOTS.c.draw_id, LOTS.c.code, LOTS.c.drawn).where(LOTS.c.draw_id.in_(some))
    for lot in now.connection.execute(query.order_by(LOTS.c.code)):
        pools.setdefault(lot.draw_id, []).append(lot)
    rows = (
        sa.select(DRAWS, UNITS.c.code, UNITS.c.name)
        .join_from(DRAWS, UNITS, UNITS.c.id == DRAWS.c.unit_id)
        .where(chosen)
        .order_by(DRAWS.c.id)
    )
    return [
        DrawListed(
            id=row.id,
            unit=row.code,
            unit_name=row.name,
            round=row.round,
            seed=row.seed,
            share=row.share,
            drawn_at=row.drawn_at.astimezone(now.book.zone),
            drawn_by=row.drawn_by,
            pool=len(pools[row.id]),
            drawn=tuple(lot.code for lot in pools[row.id] if lot.drawn),
        )
        for row in now.connection.execute(rows)
    ]
