"""What in the readings is to be looked into (四.五)?

Looked at in the transaction that brings a reading. An anomaly proves nothing: each new one proposes a
special inspection, and its words stand among the reasons.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from actions.desk import AT_ONCE, Desk, Occasion, batched, find_campaign, find_unit
from actions.order import ask_for_decisions
from actions.report import Taken
from actions.village import RULE
from actions.words import day_zh
from records import indicator as indicators
from records.campaign import rules_of
from records.database import reading
from records.history import HISTORY, Event, Said, remember_each
from records.indicator import ANOMALIES, READINGS
from records.inspection import propose_for_reasons
from records.notice import When, Wording, queue_for_holders
from records.unit import UNITS, within
from states import anomaly as rules
from states.inspection import SPECIAL
from states.pace import Reading
from states.roles import Role

JUMP, CORRECTED_DOWN, SAME_FIGURE, NO_ACTIVITY = indicators.ANOMALIES_OF

NO_WORK = ("reading", "target", "anomaly")
"""Subjects of the history that do not show that anything was done in a village."""


@dataclass(frozen=True, slots=True)
class AnomalyListed:
    """Something in the readings that is to be looked into."""

    id: int
    unit: str
    unit_name: str
    indicator: str
    title: str
    kind: str
    on: date
    reading: int
    detail: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """An anomaly that may be new."""

    unit_id: int
    indicator: str
    kind: str
    on: date
    reading_id: int
    detail: str


def look_at_reports(now: Occasion, reports: Sequence[Taken], ids: Sequence[int]) -> None:
    """Look at readings that have just been written under these numbers."""
    numbered = list(zip(reports, ids, strict=True))
    _record(now, [*_jumps(now, numbered), *_without_activity(now, numbered), *_same_figures(now, reports)])


def look_at_correction(now: Occasion, one: Taken, old: int, reading_id: int) -> None:
    """Look at a correction that has just been written."""
    found = []
    if rules.corrected_down(old, one.count, one.denominator, now.book.anomalies):
        points = now.book.anomalies.corrected_down_by
        of = one.indicator
        detail = (
            f"{of.title_zh}{day_zh(one.on)}的数值由 {old} 更正为 {one.count} {of.counts_zh}，"
            f"下调不少于 {points:g} 个百分点"
        )
        found = [_found(one, CORRECTED_DOWN, reading_id, detail)]
    _record(now, [*found, *_same_figures(now, [one])])


def list_anomalies(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[AnomalyListed]:
    """Every anomaly (at or below a unit), oldest first."""
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        book = rules_of(connection, campaign.plan_version_id)
        path = find_unit(connection, unit_code).path if unit_code else ""
        rows = connection.execute(
            sa.select(ANOMALIES, UNITS.c.code, UNITS.c.name)
            .join_from(ANOMALIES, UNITS, UNITS.c.id == ANOMALIES.c.unit_id)
            .where(ANOMALIES.c.campaign_id == campaign.id, within(ANOMALIES.c.unit_id, path))
            .order_by(ANOMALIES.c.id)
        )
        return [
            AnomalyListed(
                id=row.id,
                unit=row.code,
                unit_name=row.name,
                indicator=row.indicator,
                title=book.indicators[row.indicator].title_zh,
                kind=row.kind,
                on=row.on,
                reading=row.reading_id,
                detail=row.detail,
                recorded_at=row.recorded_at.astimezone(book.zone),
            )
            for row in rows
        ]


def _found(one: Taken, kind: str, reading_id: int, detail: str) -> Found:
    return Found(one.target.unit_id, one.indicator.key, kind, one.on, reading_id, detail)


def _jumps(now: Occasion, reports: Sequence[tuple[Taken, int]]) -> Iterable[Found]:
    rule, calendar = now.book.anomalies, now.book.calendar
    if rule.jump_within is None or not reports:
        return
    first = min(calendar.before(one.on, rule.jump_within) for one, _ in reports)
    earlier = _readings_since(now, first, sorted({one.target.unit_id for one, _ in reports}))
    for one, number in reports:
        before = [r for r in earlier[one.target.unit_id, one.indicator.key] if r[0] < one.on]
        if rules.jumped(before, (one.on, one.count), one.denominator, rule, calendar):
            detail = (
                f"{one.indicator.title_zh}{day_zh(one.on)}报 {one.count} {one.indicator.counts_zh}，"
                f"短期内升幅不少于 {rule.jump_points:g} 个百分点"
            )
            yield _found(one, JUMP, number, detail)


def _without_activity(now: Occasion, reports: Sequence[tuple[Taken, int]]) -> Iterable[Found]:
    rule, calendar = now.book.anomalies, now.book.calendar
    if rule.no_activity_for is None:
        return
    active = _last_activity(now, sorted({one.target.unit_id for one, _ in reports if one.rose}))
    for one, number in reports:
        began = max(one.indicator.begins, now.issued_on)
        last = max(active.get(one.target.unit_id, began), began)
        if rules.without_activity(last, one.on, rose=one.rose, rule=rule, calendar=calendar):
            detail = (
                f"{one.indicator.title_zh}{day_zh(one.on)}报 {one.count} {one.indicator.counts_zh}，"
                f"而{day_zh(last)}以后没有任何办理记录"
            )
            yield _found(one, NO_ACTIVITY, number, detail)


def _same_figures(now: Occasion, reports: Sequence[Taken]) -> Iterable[Found]:
    """The units of one office that stand at the same round figure on one day."""
    rule = now.book.anomalies
    figures = {(one.indicator.key, one.on, one.count) for one in reports if rules.is_round(one.count)}
    if rule.same_figure_in is None or not figures:
        return
    for key, on in sorted({(key, on) for key, on, _ in figures}):
        counts = sorted(count for one, day, count in figures if (one, day) == (key, on))
        offices: dict[tuple[int | None, int], list[sa.Row[tuple[int, int, int, int | None]]]] = defaultdict(
            list
        )
        for row in now.connection.execute(_standing_at(now, key, on, counts)):
            offices[row.parent_id, row.heads].append(row)
        for (_, count), rows in offices.items():
            if rules.same_figure(len(rows), rule):
                of = now.book.indicators[key]
                detail = (
                    f"{of.title_zh}{day_zh(on)}与同一街道（乡镇）共 {len(rows)} 个单位"
                    f"同报整数 {count} {of.counts_zh}"
                )
                yield from (Found(row.unit_id, key, SAME_FIGURE, on, row.id, detail) for row in rows)


def _standing_at(
    now: Occasion, indicator: str, on: date, counts: Sequence[int]
) -> sa.Select[tuple[int, int, int, int | None]]:
    columns = (READINGS.c.id, READINGS.c.unit_id, READINGS.c.count.label("heads"), UNITS.c.parent_id)
    return (
        sa.select(*columns)
        .join_from(READINGS, UNITS, UNITS.c.id == READINGS.c.unit_id)
        .where(
            READINGS.c.campaign_id == now.campaign_id,
            READINGS.c.indicator == indicator,
            READINGS.c.on == on,
            READINGS.c.count.in_(counts),
            indicators.counting(),
        )
        .order_by(READINGS.c.unit_id)
    )


def _readings_since(
    now: Occasion, first: date, units: Sequence[int]
) -> Mapping[tuple[int, str], list[Reading]]:
    columns = (READINGS.c.unit_id, READINGS.c.indicator, READINGS.c.on, READINGS.c.count.label("heads"))
    mine = sa.and_(READINGS.c.campaign_id == now.campaign_id, READINGS.c.on >= first, indicators.counting())
    found: dict[tuple[int, str], list[Reading]] = defaultdict(list)
    for some in batched(units, AT_ONCE):
        for row in now.connection.execute(sa.select(*columns).where(mine, READINGS.c.unit_id.in_(some))):
            found[row.unit_id, row.indicator].append((row.on, row.heads))
    return found


def _last_activity(now: Occasion, units: Sequence[int]) -> dict[int, date]:
    """The day on which somebody last did anything for these units but report."""
    by_people = sa.and_(HISTORY.c.actor != RULE.actor, ~HISTORY.c.actor.startswith("clock"))
    last = sa.func.max(HISTORY.c.at).label("last")
    query = sa.select(HISTORY.c.unit_id, sa.type_coerce(last, HISTORY.c.at.type).label("last")).where(
        HISTORY.c.campaign_id == now.campaign_id, HISTORY.c.subject.not_in(NO_WORK), by_people
    )
    return {
        row.unit_id: row.last.astimezone(now.book.zone).date()
        for some in batched(units, AT_ONCE)
        for row in now.connection.execute(
            query.where(HISTORY.c.unit_id.in_(some)).group_by(HISTORY.c.unit_id)
        )
    }


def _record(now: Occasion, found: Sequence[Found]) -> None:
    """Record what is new, and propose an inspection of each village for it."""
    if not found:
        return
    rows = [
        {
            "campaign_id": now.campaign_id,
            "unit_id": one.unit_id,
            "indicator": one.indicator,
            "kind": one.kind,
            "on": one.on,
            "reading_id": one.reading_id,
            "detail": one.detail,
            "recorded_at": now.at,
        }
        for one in found
    ]
    new = indicators.add_anomalies(now.connection, rows)
    if not new:
        return
    spec = now.book.plan.inspections
    clause = spec.anomalies.clause if spec.anomalies else None
    said = [Said(row.unit_id, row.id, row.detail) for row in new]
    remember_each(
        now.connection, now.campaign_id, said, Event("anomaly", "find", "found", RULE, now.at, None, clause)
    )
    reasons = [Said(row.unit_id, 0, f"数值异常：{row.detail}") for row in new]
    proposal = Event("inspection", "propose", "", RULE, now.at, None, spec.special.clause)
    propose_for_reasons(now.connection, now.campaign_id, SPECIAL, reasons, proposal)
    ask_for_decisions(now, RULE)
    _tell_supervision(now, sorted({row.unit_id for row in new}), max(row.id for row in new))


def _tell_supervision(now: Occasion, units: Sequence[int], last: int) -> None:
    """The supervision office hears at once that villages have been put on its desk; `last` says for what."""
    within = now.book.plan.inspections.special.decided_within
    due = now.book.calendar.after(now.today, within.offset) if within else None
    about = "上报数值异常，已提请专项督查。请查看事由，决定是否立项。"
    wording = Wording("word", "word", f"anomaly.{last}", due, about=about)
    mine = sa.select(sa.literal(now.campaign_id).label("campaign_id"), UNITS.c.id.label("unit_id"))
    villages = mine.where(UNITS.c.id.in_(units)).subquery("villages")
    queue_for_holders(now.connection, villages, (Role.SUPERVISION_OFFICE,), wording, When(now.at, now.today))
