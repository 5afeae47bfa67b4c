"""How does each village stand in the assessment: computed score, what people put beside it, place (三.三.3)?

Anybody entitled to a village may see what its score would be today, long before it is assessed.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, find_unit, occasion
from actions.errors import NotFound
from plans.rules import Rulebook
from plans.scoring import score_rule
from records import assessment as assessments
from records.assessment import ADJUSTMENTS, APPEALS, ASSESSMENTS, CONCURRENCES, FIGURES, SCORES
from records.database import reading
from records.evidence import Horizon, Villages, gather
from records.unit import UNITS
from records.village import VILLAGES
from states.appeal import APPEALED, UPHELD
from states.evidence import IndicatorEvidence
from states.score import NOTHING, WHOLE, Score, score


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Points that the head of the leading group has added (or, negative, taken), with the reason."""

    points: Fraction
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Concurred:
    """What the leading group above has said to the score."""

    opinion: str
    reference: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AppealListed:
    """An appeal as lists show it."""

    id: int
    unit: str
    unit_name: str
    round: int
    charge: str
    reason: str
    state: str
    raised_at: datetime
    raised_by: str
    due: date
    answer: str | None
    decided_at: datetime | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """A village's newest assessment, with what people have put beside it.

    `repeated`: the village has had to repeat since, so that it waits to be assessed again.
    """

    unit_id: int
    unit: str
    name: str
    state: str
    assessment_id: int
    version: int
    round: int
    judged_on: date
    assessed_at: datetime
    assessed_by: str
    computed: Fraction
    targets_met: bool
    pass_mark: Fraction | None
    adjusted: Adjusted | None
    concurred: Concurred | None
    published_at: datetime | None
    appeal_until: date | None
    undecided: int
    repeated: bool

    @property
    def total(self) -> Fraction:
        """What counts: the computed score with the adjustment, within 0 and 100."""
        points = self.adjusted.points if self.adjusted else NOTHING
        return min(max(self.computed + points, NOTHING), WHOLE)

    @property
    def passed(self) -> bool:
        return self.targets_met and (self.pass_mark is None or self.total >= self.pass_mark)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A village's score with every item, charge and proof; `result` is None for a preview."""

    book: Rulebook
    unit: str
    name: str
    state: str
    judged_on: date
    score: Score
    result: Result | None
    appeals: tuple[AppealListed, ...]


def preview(desk: Desk, unit_code: str, campaign_id: int | None = None) -> Sheet:
    """What a village's score would be if it were assessed today; raises NotFound. Writes nothing."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        unit, state = _village(now, unit_code)
        units = sa.select(UNITS.c.id).where(UNITS.c.id == unit.id)
        [computed] = compute(now, units, Horizon.now(connection, now.today)).values()
        return Sheet(now.book, unit.code, unit.name, state, now.today, computed.score, None, ())


def read_sheet(desk: Desk, unit_code: str, campaign_id: int | None = None) -> Sheet:
    """A village's newest assessment; raises NotFound where it has not been assessed."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        unit, state = _village(now, unit_code)
        result = result_of(now, unit)
        kept = sa.select(ASSESSMENTS.c.body).where(ASSESSMENTS.c.id == result.assessment_id)
        read = SCORES.validate_python(connection.execute(kept).scalar_one())
        appeals = tuple(appeals_of(now, APPEALS.c.unit_id == unit.id))
        return Sheet(now.book, unit.code, unit.name, state, result.judged_on, read, result, appeals)


@dataclass(frozen=True, slots=True)
class Computed:
    """A score, and the figures that it rests on."""

    score: Score
    figures: tuple[IndicatorEvidence, ...]


def compute(now: Occasion, units: sa.Select[Any], horizon: Horizon) -> dict[int, Computed]:
    """The scores of villages, by unit id, from all that is known up to the horizon; nothing is written."""
    rule = score_rule(now.book.plan)
    struck = struck_charges(now, units)
    known = gather(now.connection, Villages(now.campaign_id, units, now.book.zone), horizon)
    return {
        unit: Computed(score(rule, evidence, frozenset(struck[unit])), evidence.indicators)
        for unit, evidence in known.items()
    }


def draw_up_again(now: Occasion, kept: sa.Row[Any]) -> Computed:
    """The score of a kept assessment, from the history that it was drawn up from; only what has been
    struck since is left out.
    """
    units = sa.select(UNITS.c.id).where(UNITS.c.id == kept.unit_id)
    horizon = Horizon(kept.judged_on, kept.until_history, kept.until_notice)
    known = gather(now.connection, Villages(now.campaign_id, units, now.book.zone), horizon)
    figures = FIGURES.validate_python(kept.figures)
    evidence = replace(known[kept.unit_id], indicators=figures)
    struck = struck_charges(now, units)[kept.unit_id]
    return Computed(score(score_rule(now.book.plan), evidence, frozenset(struck)), figures)


def struck_charges(now: Occasion, units: sa.Select[Any]) -> dict[int, set[str]]:
    """The charges that upheld appeals have struck, by unit id."""
    upheld = sa.select(APPEALS.c.unit_id, APPEALS.c.charge).where(
        APPEALS.c.campaign_id == now.campaign_id, APPEALS.c.unit_id.in_(units), APPEALS.c.state == UPHELD
    )
    found: dict[int, set[str]] = defaultdict(set)
    for row in now.connection.execute(upheld):
        found[row.unit_id].add(row.charge)
    return found


def result_of(now: Occasion, unit: sa.Row[Any]) -> Result:
    """A village's newest assessment; raises NotFound where it has not been assessed."""
    found = results(now, VILLAGES.c.unit_id == unit.id)
    if not found:
        raise NotFound(f"{unit.name} 还没有考核。可以先看预评：duban assessment preview {unit.code}。")
    return found[0]


def results(now: Occasion, chosen: sa.ColumnElement[bool]) -> list[Result]:
    """The newest assessments of the chosen villages, in the order of the units."""
    query = (
        sa.select(ASSESSMENTS, VILLAGES.c.state, UNITS.c.code, UNITS.c.name)
        .join_from(
            ASSESSMENTS,
            VILLAGES,
            (VILLAGES.c.campaign_id == ASSESSMENTS.c.campaign_id)
            & (VILLAGES.c.unit_id == ASSESSMENTS.c.unit_id),
        )
        .join(UNITS, UNITS.c.id == ASSESSMENTS.c.unit_id)
        .where(ASSESSMENTS.c.campaign_id == now.campaign_id, assessments.newest(), chosen)
        .order_by(UNITS.c.path)
    )
    units = sa.select(VILLAGES.c.unit_id).where(VILLAGES.c.campaign_id == now.campaign_id, chosen)
    beside = _Beside.read(now, units)
    return [_result(now, row, beside) for row in now.connection.execute(query)]


def appeals_of(now: Occasion, chosen: sa.ColumnElement[bool]) -> list[AppealListed]:
    """The chosen appeals, oldest first."""
    query = (
        sa.select(APPEALS, UNITS.c.code, UNITS.c.name)
        .join_from(APPEALS, UNITS, UNITS.c.id == APPEALS.c.unit_id)
        .where(APPEALS.c.campaign_id == now.campaign_id, chosen)
        .order_by(APPEALS.c.id)
    )
    return [
        AppealListed(
            id=row.id,
            unit=row.code,
            unit_name=row.name,
            round=row.round,
            charge=row.charge,
            reason=row.reason,
            state=row.state,
            raised_at=row.raised_at.astimezone(now.book.zone),
            raised_by=row.raised_by,
            due=row.due,
            answer=row.answer,
            decided_at=row.decided_at and row.decided_at.astimezone(now.book.zone),
            decided_by=row.decided_by,
        )
        for row in now.connection.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the assessments of some villages, by unit id and round."""

    adjusted: dict[tuple[int, int], Adjusted]
    concurred: dict[tuple[int, int], Concurred]
    undecided: Counter[int]
    rounds: dict[int, int]

    @classmethod
    def read(cls, now: Occasion, units: sa.Select[Any]) -> "_Beside":
        zone = now.book.zone

        def last(table: sa.Table) -> list[sa.Row[Any]]:
            mine = (table.c.campaign_id == now.campaign_id) & table.c.unit_id.in_(units)
            query = sa.select(table).where(mine, assessments.last_of(table))
            return list(now.connection.execute(query))

        raised = sa.select(APPEALS.c.unit_id).where(
            APPEALS.c.campaign_id == now.campaign_id,
            APPEALS.c.unit_id.in_(units),
            APPEALS.c.state == APPEALED,
        )
        return cls(
            {
                (row.unit_id, row.round): Adjusted(
                    Fraction(row.tenths, 10), row.reason, row.adjusted_by, row.adjusted_at.astimezone(zone)
                )
                for row in last(ADJUSTMENTS)
            },
            {
                (row.unit_id, row.round): Concurred(
                    row.opinion, row.reference, row.given_by, row.given_at.astimezone(zone)
                )
                for row in last(CONCURRENCES)
            },
            Counter(now.connection.execute(raised).scalars()),
            assessments.rounds(now.connection, now.campaign_id, units),
        )


def _result(now: Occasion, row: sa.Row[Any], beside: _Beside) -> Result:
    mark = score_rule(now.book.plan).pass_mark
    zone = now.book.zone
    return Result(
        unit_id=row.unit_id,
        unit=row.code,
        name=row.name,
        state=row.state,
        assessment_id=row.id,
        version=row.version,
        round=row.round,
        judged_on=row.judged_on,
        assessed_at=row.assessed_at.astimezone(zone),
        assessed_by=row.assessed_by,
        computed=Fraction(row.tenths, 10),
        targets_met=row.targets_met,
        pass_mark=mark,
        adjusted=beside.adjusted.get((row.unit_id, row.round)),
        concurred=beside.concurred.get((row.unit_id, row.round)),
        published_at=row.published_at and row.published_at.astimezone(zone),
        appeal_until=row.appeal_until,
        undecided=beside.undecided[row.unit_id],
        repeated=beside.rounds.get(row.unit_id, 1) > row.round,
    )


def _village(now: Occasion, unit_code: str) -> tuple[sa.Row[Any], str]:
    """The unit and the state of its campaign; raises NotFound where it has no part in it."""
    unit = find_unit(now.connection, unit_code)
    mine = (VILLAGES.c.campaign_id == now.campaign_id) & (VILLAGES.c.unit_id == unit.id)
    state = now.connection.execute(sa.select(VILLAGES.c.state).where(mine)).scalar()
    if state is None:
        raise NotFound(f"{unit.name} 不在专项工作 {now.campaign_id} 的范围内，没有考核。")
    return unit, state
