"""Who stands where, who may be commended, and how do the linked leaders' villages stand (三.三.3, 四.一)?"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, find_unit, occasion
from actions.score_words import points_zh
from actions.sheet import Result, results
from actions.words import day_zh, village_state_zh
from plans.scoring import group_honour_rule, honour_rule
from records.assessment import ASSESSMENTS, newest
from records.database import reading
from records.evidence import groups_that_met
from records.group import GROUPS
from records.person import APPOINTMENTS, PEOPLE, SEATS
from records.unit import UNITS, within
from records.village import VILLAGES, findings_open
from states.ranking import (
    HonourFacts,
    HonourRule,
    Ranked,
    Scorecard,
    VillageValues,
    commended,
    commended_groups,
    rank,
    scorecard,
)
from states.roles import Role
from states.score import Standing
from states.village import ACCEPTED, COMMENDED


@dataclass(frozen=True, slots=True)
class Place:
    """A village's place, from 1; equal scores share one. `against` says why it cannot be commended."""

    place: int
    result: Result
    against: str | None

    @property
    def may_be_commended(self) -> bool:
        return self.against is None


@dataclass(frozen=True, slots=True)
class LeaderCard:
    """What the villages linked to a leader come to. `linked` counts those not yet assessed too."""

    person_id: int
    linked: int
    card: Scorecard


def ranking(desk: Desk, campaign_id: int | None = None) -> list[Place]:
    """All villages that have been assessed, best first."""
    with reading(desk.engine) as connection:
        return places(occasion(desk, connection, campaign_id))


@dataclass(frozen=True, slots=True)
class Scored:
    """A village's score, with its place among those that are ranked with it."""

    unit: str
    name: str
    score: Fraction
    place: int


def ranking_within(desk: Desk, campaign_id: int | None, unit_code: str | None) -> list[Scored]:
    """The assessed villages at or below a unit (all without one), best first, ranked among themselves."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        path = find_unit(connection, unit_code).path if unit_code else ""
        found = {one.unit: one for one in results(now, within(VILLAGES.c.unit_id, path))}
        ranked = rank({unit: one.total for unit, one in found.items()})
        return [Scored(one.unit, found[one.unit].name, one.score, one.place) for one in ranked]


def places(now: Occasion) -> list[Place]:
    """The ranking, with who may be commended."""
    found = {one.unit: one for one in results(now, sa.true())}
    ranked = rank({unit: one.total for unit, one in found.items()})
    rule = honour_rule(now.book.plan)
    if rule is None:
        return [Place(one.place, found[one.unit], "方案没有规定表彰") for one in ranked]
    open_findings = _with_open_findings(now)
    facts = {
        unit: HonourFacts(one.targets_met, one.unit_id not in open_findings)
        for unit, one in found.items()
        if one.state in (ACCEPTED, COMMENDED)
    }
    chosen = set(commended(ranked, rule, facts))
    against = _Against(now, rule, facts, _unsettled(now, list(found.values())))
    return [
        Place(one.place, found[one.unit], against.said(one, found[one.unit], one.unit in chosen))
        for one in ranked
    ]


@dataclass(frozen=True, slots=True)
class _Against:
    """Why a village is not to be commended, in words."""

    now: Occasion
    rule: HonourRule
    facts: dict[str, HonourFacts]
    unsettled: str | None

    def said(self, one: Ranked, result: Result, chosen: bool) -> str | None:
        if result.state == COMMENDED:
            return "已经表彰"
        if result.state != ACCEPTED:
            return f"现为“{village_state_zh(self.now.book, result.state)}”，验收合格后才能表彰"
        if one.score < self.rule.score_at_least:
            return f"得分 {points_zh(one.score)}，低于表彰所需的 {points_zh(self.rule.score_at_least)} 分"
        if self.rule.targets_met and not self.facts[one.unit].targets_met:
            return "指标没有全部达标"
        if self.rule.findings_closed and not self.facts[one.unit].findings_closed:
            return "督查发现的问题尚未销号"
        if not chosen:
            share = points_zh(self.rule.share_at_most)
            return f"列第 {one.place} 名，超出表彰比例（至多 {share}%；同分者同进退）"
        return self.unsettled


def _unsettled(now: Occasion, known: list[Result]) -> str | None:
    """Why the ranking is not final: somebody may still appeal, or waits for an answer."""
    if undecided := sum(one.undecided for one in known):
        return f"还有 {undecided} 件申诉没有答复，名次未定"
    last = max((one.appeal_until for one in known if one.appeal_until), default=None)
    if last is not None and now.today <= last:
        return f"申诉期到{day_zh(last)}为止，名次未定"
    return None


def _with_open_findings(now: Occasion) -> set[int]:
    mine = sa.select(VILLAGES.c.unit_id).where(VILLAGES.c.campaign_id == now.campaign_id, findings_open())
    return set(now.connection.execute(mine).scalars())


# ── Groups ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """A group or building with targets of its own; `name` is its number where it has none."""

    unit: str
    unit_name: str
    number: int
    name: str
    may_be_commended: bool


def groups(desk: Desk, campaign_id: int | None = None) -> list[GroupPlace]:
    """The groups that have figures of their own, with those that the plan commends (四.一.五)."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        rule = group_honour_rule(now.book.plan)
        met = groups_that_met(connection, now.campaign_id)
        units = {unit for unit, _ in met}
        codes = {
            row.id: row for row in connection.execute(sa.select(UNITS).where(UNITS.c.id.in_(units))).all()
        }
        named = sa.select(GROUPS).where(GROUPS.c.campaign_id == now.campaign_id, GROUPS.c.unit_id.in_(units))
        names = {(row.unit_id, row.number): row.name for row in connection.execute(named)}
        chosen = commended_groups(rule, {f"{u}:{n}": known for (u, n), known in met.items()}) if rule else ()
        return [
            GroupPlace(
                unit=codes[unit].code,
                unit_name=codes[unit].name,
                number=number,
                name=names.get((unit, number), f"第 {number} 组"),
                may_be_commended=f"{unit}:{number}" in chosen,
            )
            for unit, number in sorted(met, key=lambda one: (codes[one[0]].code, one[1]))
        ]


# ── Linked leaders ────────────────────────────────────────────────────────────────────


def scorecards(desk: Desk, campaign_id: int | None = None) -> list[LeaderCard]:
    """How the villages of each linked leader stand, of those that have been assessed (四.一)."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        known = {one.unit_id: one for one in results(now, sa.true())}
        charged = _charged(now)
        linked: dict[tuple[int, str], list[int]] = defaultdict(list)
        for row in connection.execute(_links(now)):
            linked[row.id, row.name].append(row.unit_id)
        return [
            LeaderCard(
                person_id,
                len(units),
                scorecard(name, (_values(known[unit], charged[unit]) for unit in units if unit in known)),
            )
            for (person_id, name), units in linked.items()
        ]


def _links(now: Occasion) -> sa.Select[Any]:
    """(person, village) for each village of the campaign and each leader linked to it."""
    seat = (SEATS.c.unit_id == VILLAGES.c.unit_id) & (SEATS.c.role == Role.LINKED_LEADER.value)
    held = (APPOINTMENTS.c.unit_id == SEATS.c.at_unit_id) & (APPOINTMENTS.c.role == SEATS.c.role)
    return (
        sa.select(PEOPLE.c.id, PEOPLE.c.name, VILLAGES.c.unit_id)
        .join_from(VILLAGES, SEATS, seat)
        .join(APPOINTMENTS, held)
        .join(PEOPLE, PEOPLE.c.id == APPOINTMENTS.c.person_id)
        .where(VILLAGES.c.campaign_id == now.campaign_id)
        .order_by(PEOPLE.c.id, VILLAGES.c.unit_id)
    )


def _charged(now: Occasion) -> dict[int, Counter[str]]:
    """How many offences of each sort count against each village, in its newest assessment."""
    kept = sa.select(ASSESSMENTS.c.unit_id, ASSESSMENTS.c.body["charges"]).where(
        ASSESSMENTS.c.campaign_id == now.campaign_id, newest()
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for unit_id, charges in now.connection.execute(kept):
        taken = (charge for charge in charges if charge["standing"] == Standing.TAKEN)
        found[unit_id].update(str(charge["offence"]["per"]) for charge in taken)
    return found


def _values(one: Result, charged: Counter[str]) -> VillageValues:
    return VillageValues(
        unit=one.unit,
        score=Fraction(one.total),
        accepted=one.state in (ACCEPTED, COMMENDED),
        overdue=charged["overdue_task"],
        letters=charged["supervision_letter"],
        special_inspections=charged["special_inspection"],
    )
