"""What must each unit reach: who hands it down, and of how many people (二, 三.三.1)?

The number of those eligible is frozen when the phase that the plan names is over; corrected later, both
rates are shown and what must be reached stays as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actions import tied
from actions.desk import AT_ONCE, Desk, Occasion, acting, batched, find_campaign, find_unit, units_by_code
from actions.errors import BadInput, BadRows, NotFound
from actions.group_figure import sums_of_groups
from actions.indicator import LARGEST_COUNT, find_indicator, heads
from actions.permission import Actor, permit
from actions.report import found_targets, no_target
from actions.table import read_table
from actions.text import REASON_LENGTH, needed
from actions.words import day_zh
from plans.indicators import Indicator
from records import figures
from records.campaign import rules_of
from records.database import in_transaction, one_at_a_time, reading
from records.history import Event, Said, remember_each
from records.indicator import COUNT, TARGETS, WHOLE_UNIT
from records.unit import UNITS, at_or_below
from records.village import VILLAGES
from states.indicator import split

COLUMNS = ("unit_code", "indicator", "eligible", "target")


@dataclass(frozen=True, slots=True)
class TargetListed:
    """A unit's target in an indicator, with the figure that counts now. All in heads.

    `in_groups` is what its groups have reported together, None where none has: beside the unit's own figure.
    """

    unit: str
    unit_name: str
    indicator: str
    title: str
    eligible: int
    frozen_eligible: int | None
    frozen_on: date | None
    handed_down: int | None
    required: int
    count: int | None
    in_groups: int | None
    reported_on: date | None


@dataclass(frozen=True, slots=True)
class TargetsImported:
    """What an import did: targets that are new, those that it changed, and those that were so already."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a unit shall have as its target; `stored` is what it has."""

    unit: sa.Row[Any]
    indicator: Indicator
    eligible: int
    handed_down: int | None
    stored: sa.Row[Any] | None

    @property
    def values(self) -> dict[str, Any]:
        of = self.eligible
        if self.stored is not None and self.stored.frozen_eligible is not None:
            of = self.stored.frozen_eligible
        required = self.indicator.required(of, self.handed_down)
        return {"eligible": self.eligible, "handed_down": self.handed_down, "required": required}

    @property
    def is_new(self) -> bool:
        return self.stored is None

    @property
    def is_changed(self) -> bool:
        return self.stored is not None and any(
            self.stored._mapping[name] != value for name, value in self.values.items()
        )

    @property
    def words(self) -> str:
        unit = self.indicator.counts_zh
        handed = "" if self.handed_down is None else f"，下达 {self.handed_down} {unit}"
        required = self.values["required"]
        return f"{self.indicator.title_zh}：应办 {self.eligible} {unit}{handed}，须达到 {required} {unit}"


def import_targets(desk: Desk, by: Actor, file: Path, campaign_id: int | None = None) -> TargetsImported:
    """Import targets; without a number in `target` the plan's own rate counts.

    Raises BadRows naming every bad row, and imports nothing. Tasks tied to the indicators follow.
    """
    lines = read_table(file, COLUMNS, optional=("target",))

    def work(connection: sa.Connection) -> TargetsImported:
        one_at_a_time(connection, figures.ADDING_TARGETS)
        now = acting(desk, connection, campaign_id)
        units = units_by_code(connection, [line["unit_code"] for _, line in lines])
        if units:  # where none is known every row is refused as it stands
            permit(connection, by, "target.set", [unit.path for unit in units.values()], on=now.today)
        wanted, problems = _sorted_out(now, lines, units)
        if problems:
            raise BadRows(str(file), problems)
        ids = [unit.id for unit in units.values()]
        before = tied.shown(now, ids)
        done = _write(now, by, wanted)
        tied.follow(now, by.by, ids, before)
        return done

    return in_transaction(desk.engine, work)


def split_targets(
    desk: Desk, by: Actor, unit_code: str, indicator: str, total: int, campaign_id: int | None = None
) -> list[tuple[str, int]]:
    """Hand a head-count down to all villages at or below a unit, by their eligible people (三.三.1).

    Answers (unit code, heads) in the order of the codes. Raises BadInput where a village has no number
    of eligible people yet.
    """

    def work(connection: sa.Connection) -> list[tuple[str, int]]:
        now = acting(desk, connection, campaign_id)
        above = find_unit(connection, unit_code)
        permit(connection, by, "target.set", above.path, on=now.today)
        of = find_indicator(now, indicator)
        _check_handed_down(of, total)
        villages = _villages_below(now, above.path)
        stored = found_targets(now, [unit.id for unit in villages])
        _check_complete(villages, of, stored, above.name)
        targets = [stored[unit.id, of.key] for unit in villages]
        shares = split(total, [_denominator(target) for target in targets])
        ids = [unit.id for unit in villages]
        before = tied.shown(now, ids)
        wanted = [
            Wanted(unit, of, target.eligible, share, target)
            for unit, target, share in zip(villages, targets, shares, strict=True)
        ]
        _write(now, by, wanted)
        tied.follow(now, by.by, ids, before)
        return [(unit.code, share) for unit, share in zip(villages, shares, strict=True)]

    return in_transaction(desk.engine, work)


def correct_eligible(
    desk: Desk,
    by: Actor,
    unit_code: str,
    indicator: str,
    eligible: int,
    reason: str,
    campaign_id: int | None = None,
) -> None:
    """Correct how many are eligible, with a reason.

    Once frozen the frozen number and what must be reached stay; the rate of both numbers is shown.
    """
    why = needed(reason, "更正应办人数", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> None:
        now = acting(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "target.set", unit.path, on=now.today)
        of = find_indicator(now, indicator)
        target = found_targets(now, [unit.id]).get((unit.id, of.key))
        if target is None:
            raise NotFound(no_target(unit.name, of))
        _check_eligible(of, eligible, target)
        if eligible == target.eligible:
            raise BadInput(f"{unit.name}{of.title_zh}的应办{of.counts_zh}数现在就是 {eligible}，无需更正。")
        before = tied.shown(now, [unit.id])
        values = Wanted(unit, of, eligible, target.handed_down, target).values
        figures.change_targets(connection, [{"id": target.id, **values}])
        event = Event("target", "correct_eligible", "corrected", by.by, now.at, None, of.clause)
        words = f"{of.title_zh}的应办{of.counts_zh}数由 {target.eligible} 更正为 {eligible}：{why}"
        remember_each(connection, now.campaign_id, [Said(unit.id, target.id, words)], event)
        tied.follow(now, by.by, [unit.id], before)

    in_transaction(desk.engine, work)


def list_targets(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[TargetListed]:
    """The targets of all units (at or below a unit), in the order of the hierarchy and the plan."""
    with reading(desk.engine) as connection:
        campaign = find_campaign(connection, campaign_id)
        known = rules_of(connection, campaign.plan_version_id).indicators
        path = find_unit(connection, unit_code).path if unit_code else ""
        rows = connection.execute(
            sa.select(TARGETS, COUNT, UNITS.c.code, UNITS.c.name)
            .join_from(TARGETS, UNITS, UNITS.c.id == TARGETS.c.unit_id)
            .where(
                TARGETS.c.campaign_id == campaign.id,
                TARGETS.c.group_number == WHOLE_UNIT,
                at_or_below(path),
            )
            .order_by(UNITS.c.path, TARGETS.c.id)
        ).all()
        sums = sums_of_groups(connection, campaign.id)
        listed = [_listed(known, row, sums.get((row.unit_id, row.indicator))) for row in rows]
        order = list(known)
        return sorted(listed, key=lambda one: (one.unit, order.index(one.indicator)))


def _sorted_out(
    now: Occasion, lines: Sequence[tuple[int, Mapping[str, str]]], units: Mapping[str, sa.Row[Any]]
) -> tuple[list[Wanted], list[str]]:
    """What is wanted, and what is wrong, by line."""
    ids = [unit.id for unit in units.values()]
    villages, stored = _in_campaign(now, ids), found_targets(now, ids)
    wanted: list[Wanted] = []
    problems: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in lines:
        try:
            key = (line["unit_code"], line["indicator"])
            if key in seen:
                raise BadInput(f"{key[0]} 的 {key[1]} 与第 {seen[key]} 行重复。")
            unit = units.get(line["unit_code"])
            if unit is None or unit.id not in villages:
                raise BadInput(f"{line['unit_code'] or '（空）'} 不是本专项工作范围内的村或社区。")
            wanted.append(_wanted(now, line, unit, stored))
            seen[key] = number
        except (BadInput, NotFound) as problem:
            problems.append(f"第 {number} 行：{problem}")
    return wanted, problems


def _wanted(
    now: Occasion, line: Mapping[str, str], unit: sa.Row[Any], stored: Mapping[tuple[int, str], sa.Row[Any]]
) -> Wanted:
    of = find_indicator(now, line["indicator"])
    eligible = heads(line["eligible"], "eligible（应办人数）")
    target = stored.get((unit.id, of.key))
    _check_eligible(of, eligible, target)
    if target is not None and target.frozen_on is not None and eligible != target.eligible:
        raise BadInput(
            f"{unit.name}{of.title_zh}的应办{of.counts_zh}数已于{day_zh(target.frozen_on)}冻结"
            f"为 {target.frozen_eligible}，导入须与现值 {target.eligible} 一致；"
            "确需更正的用 duban target correct 并说明理由。"
        )
    handed_down = heads(line["target"], "target（下达人数）") if line.get("target") else None
    if handed_down is not None:
        _check_handed_down(of, handed_down)
    return Wanted(unit, of, eligible, handed_down, target)


def _check_eligible(of: Indicator, eligible: int, target: sa.Row[Any] | None) -> None:
    if not 0 <= eligible <= LARGEST_COUNT:
        raise BadInput(f"{of.title_zh}的应办{of.counts_zh}数 {eligible} 应为 0 至 {LARGEST_COUNT} 的整数。")
    if target is not None and target.reported is not None and eligible < target.reported:
        raise BadInput(
            f"{of.title_zh}的应办{of.counts_zh}数 {eligible} 少于已上报的 {target.reported} {of.counts_zh}，"
            f"请按不少于 {target.reported} 填写，或先更正数值。"
        )


def _check_handed_down(of: Indicator, total: int) -> None:
    if of.of_all:
        raise BadInput(f"{of.title_zh}须全部达到，不另行下达任务数，target 请留空。")
    if not 0 <= total <= LARGEST_COUNT:
        raise BadInput(f"{of.title_zh}的下达人数 {total} 应为 0 至 {LARGEST_COUNT} 的整数。")


def _check_complete(
    villages: Sequence[sa.Row[Any]], of: Indicator, stored: Mapping[tuple[int, str], object], above: str
) -> None:
    if not villages:
        raise BadInput(f"{above} 及其以下没有本专项工作的村或社区，无从分解。")
    missing = [unit.name for unit in villages if (unit.id, of.key) not in stored]
    if missing:
        named = "、".join(missing[:10]) + ("等" if len(missing) > 10 else "")
        raise BadInput(
            f"{named} {len(missing)} 个单位的{of.title_zh}还没有应办人数，不能按应办人数分解。"
            "请先导入：duban target import。"
        )


def _write(now: Occasion, by: Actor, wanted: Sequence[Wanted]) -> TargetsImported:
    """Write what is new and what is changed, with history."""
    new = [one for one in wanted if one.is_new]
    changed = [one for one in wanted if one.is_changed]
    added = figures.add_targets(
        now.connection,
        [
            {
                "campaign_id": now.campaign_id,
                "unit_id": one.unit.id,
                "group_number": WHOLE_UNIT,
                "indicator": one.indicator.key,
                **one.values,
            }
            for one in new
        ],
    )
    known = [one.stored.id for one in changed if one.stored is not None]
    rows = [{"id": number, **one.values} for number, one in zip(known, changed, strict=True)]
    figures.change_targets(now.connection, rows)
    said = [
        Said(one.unit.id, number, one.words)
        for number, one in zip([*added, *known], [*new, *changed], strict=True)
    ]
    event = Event("target", "set", "set", by.by, now.at, None, _clause(now))
    remember_each(now.connection, now.campaign_id, said, event)
    return TargetsImported(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _clause(now: Occasion) -> str | None:
    handed_down = now.book.plan.handed_down
    return handed_down.clause if handed_down else None


def _in_campaign(now: Occasion, units: Sequence[int]) -> set[int]:
    mine = sa.select(VILLAGES.c.unit_id).where(VILLAGES.c.campaign_id == now.campaign_id)
    return {
        unit
        for some in batched(units, AT_ONCE)
        for unit in now.connection.execute(mine.where(VILLAGES.c.unit_id.in_(some))).scalars()
    }


def _villages_below(now: Occasion, path: str) -> Sequence[sa.Row[Any]]:
    query = (
        sa.select(UNITS)
        .join_from(UNITS, VILLAGES, VILLAGES.c.unit_id == UNITS.c.id)
        .where(VILLAGES.c.campaign_id == now.campaign_id, at_or_below(path))
        .order_by(UNITS.c.path)
    )
    return now.connection.execute(query).all()


def _denominator(target: sa.Row[Any]) -> int:
    frozen: int | None = target.frozen_eligible
    return int(target.eligible) if frozen is None else frozen


def _listed(known: Mapping[str, Indicator], row: sa.Row[Any], in_groups: int | None) -> TargetListed:
    return TargetListed(
        unit=row.code,
        unit_name=row.name,
        indicator=row.indicator,
        title=known[row.indicator].title_zh,
        eligible=row.eligible,
        frozen_eligible=row.frozen_eligible,
        frozen_on=row.frozen_on,
        handed_down=row.handed_down,
        required=row.required,
        count=row.reported,
        in_groups=in_groups,
        reported_on=row.reported_on,
    )
