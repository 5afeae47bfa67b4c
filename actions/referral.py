"""Who is held to account, by which steps, with what outcome (四.五)?

Only those whom the plan names may see a referral; everybody else is told that there is nothing for them
here, whether there is one or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.permission import Actor, held_by, permit
from actions.tell import tell_heads
from actions.text import REASON_LENGTH, needed
from actions.village import path_of
from plans.model.assessment import AccountabilitySpec
from records.database import in_transaction, reading, run
from records.evidence import FALSE_REPORT
from records.finding import FINDINGS
from records.history import Event, remember
from records.indicator import ANOMALIES
from records.moves import NO_TASK
from records.referral import REFERRAL_STEPS, REFERRALS, SOURCES
from records.unit import UNITS
from records.village import VILLAGES
from states.errors import IllegalMove
from states.referral import DECIDES, DISMISSED, FRAUD, OPENED, REFERRAL, UPHELD, Outcome, ReferralSituation
from states.roles import TITLES_ZH

STATES_ZH: Mapping[str, str] = {
    "opened": "已受理",
    "under_way": "办理中",
    "upheld": "查实追责",
    "dismissed": "不予追责",
}

SOURCES_ZH: Mapping[str, str] = {"anomaly": "数据异常", "finding": "督查问题", "complaint": "群众反映"}

SOURCES_KEPT: Mapping[str, sa.Table] = {"anomaly": ANOMALIES, "finding": FINDINGS}
"""Sources that stand in the records, so that only one that there is may be named."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done about a referral."""

    at: datetime
    by: str
    step: str


@dataclass(frozen=True, slots=True)
class ReferralListed:
    """A referral with its steps, for those who may see it."""

    id: int
    unit: str
    unit_name: str
    ground: str
    ground_title: str
    against: str
    source: str
    source_ref: str
    reason: str
    state: str
    opened_at: datetime
    opened_by: str
    steps: tuple[Step, ...]
    measure: str | None
    decided_at: datetime | None
    decided_by: str | None


def open_referral(
    desk: Desk,
    by: Actor,
    unit_code: str,
    ground: str,
    against: str,
    source: str,
    reason: str,
    campaign_id: int | None = None,
) -> int:
    """Refer what happened in a unit of the campaign; the referral's number.

    `ground` is one of the plan's keys, `against` one of the roles that it names (its words, or its number
    from 1), `source` `anomaly:3`, `finding:4` or `complaint:` with words. Raises BadInput for any other.
    """
    why = needed(reason, "提请追责", length=REASON_LENGTH)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        permit(connection, by, "referral.open", unit.path, on=now.today)
        spec = _rules(now)
        mine = (VILLAGES.c.campaign_id == now.campaign_id) & (VILLAGES.c.unit_id == unit.id)
        if connection.execute(sa.select(VILLAGES.c.id).where(mine)).scalar() is None:
            raise NotFound(f"{unit.name} 不在专项工作 {now.campaign_id} 的范围内，不能提请追责。")
        kind, reference = _source(now, source)
        row = {
            "campaign_id": now.campaign_id,
            "unit_id": unit.id,
            "ground": _ground(spec, ground),
            "against": _against(spec, against),
            "source": kind,
            "source_ref": reference,
            "reason": why,
            "state": OPENED,
            "opened_at": now.at,
            "opened_by": by.name,
        }
        added = REFERRALS.insert().values(**row).returning(REFERRALS.c.id)
        number = int(connection.execute(added).scalar_one())
        _remember(now, by, number, "open", OPENED, why, None)
        return number

    return in_transaction(desk.engine, work)


def add_step(desk: Desk, by: Actor, number: int, step: str) -> None:
    """Record what was done about a referral: looked into, heard, proposed. Raises WrongState once decided."""
    done = needed(step, "记录办理情况", "--text 内容", REASON_LENGTH)

    def work(connection: sa.Connection) -> None:
        now, row = _found(desk, connection, by, number, "referral.step")
        after = _after(row, "step")
        _remember(now, by, row.id, "step", after, done, row.state)
        values = {"referral_id": row.id, "taken_at": now.at, "taken_by": by.name, "step": done}
        connection.execute(REFERRAL_STEPS.insert().values(**values))
        run(connection, REFERRALS.update().where(REFERRALS.c.id == row.id).values(state=after))

    in_transaction(desk.engine, work)


def decide_referral(desk: Desk, by: Actor, number: int, outcome: Outcome, measure: str) -> None:
    """Decide a referral: upheld with the measure taken, or dismissed with the reason in its place.

    An upheld fraud is a false report in the village's score, and its head is told so. Raises WrongState
    before the first step and after the decision.
    """
    said = needed(measure, "处理决定", "--measure 处理措施或理由", REASON_LENGTH)
    if outcome not in DECIDES:
        raise BadInput(f"结论 {outcome} 不对，可选：{UPHELD}（查实追责）、{DISMISSED}（不予追责）。")

    def work(connection: sa.Connection) -> None:
        now, row = _found(desk, connection, by, number, "referral.decide")
        after = _after(row, DECIDES[outcome])
        _remember(now, by, row.id, DECIDES[outcome], after, said, row.state)
        changes = {"state": after, "measure": said, "decided_at": now.at, "decided_by": by.name}
        run(connection, REFERRALS.update().where(REFERRALS.c.id == row.id).values(**changes))
        if after == UPHELD and row.ground == FRAUD:
            about = "经查实存在弄虚作假，将在考核中按方案扣分。对扣分有异议的，可在考核结果公布后提出申诉。"
            tell_heads(now, [row.unit_id], f"{FALSE_REPORT}.{row.id}", about)

    in_transaction(desk.engine, work)


def list_referrals(desk: Desk, by: Actor, campaign_id: int | None = None) -> list[ReferralListed]:
    """The referrals that somebody may see, oldest first; raises NotAllowed for whoever may see none."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        seen = _seen_by(now, by)
        query = (
            sa.select(REFERRALS, UNITS.c.code, UNITS.c.name, UNITS.c.path)
            .join_from(REFERRALS, UNITS, UNITS.c.id == REFERRALS.c.unit_id)
            .where(REFERRALS.c.campaign_id == now.campaign_id)
            .order_by(REFERRALS.c.id)
        )
        rows = [row for row in connection.execute(query) if _reaches(seen, row.path)]
        steps = sa.select(REFERRAL_STEPS).where(REFERRAL_STEPS.c.referral_id.in_([row.id for row in rows]))
        taken = list(connection.execute(steps.order_by(REFERRAL_STEPS.c.id)))
        return [_listed(now, row, [one for one in taken if one.referral_id == row.id]) for row in rows]


def read_referral(desk: Desk, by: Actor, number: int, campaign_id: int | None = None) -> ReferralListed:
    """One referral, for those who may see it; raises NotAllowed, NotFound."""
    for listed in list_referrals(desk, by, campaign_id):
        if listed.id == number:
            return listed
    raise NotFound(f"没有编号为 {number} 的追责事项，或者不在可以查看的范围内。")


def _rules(now: Occasion) -> AccountabilitySpec:
    spec = now.book.plan.accountability
    if spec is None:
        raise WrongState("方案没有规定责任追究。")
    return spec


def _found(
    desk: Desk, connection: sa.Connection, by: Actor, number: int, deed: str
) -> tuple[Occasion, sa.Row[Any]]:
    """A referral, locked, for somebody who may do the deed."""
    mine = sa.select(REFERRALS).where(numbered(REFERRALS.c.id, number)).with_for_update()
    row = connection.execute(mine).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {number} 的追责事项，或者不在可以查看的范围内。")
    now = acting(desk, connection, row.campaign_id)
    permit(connection, by, deed, path_of(connection, row.unit_id), on=now.today)
    return now, row


def _after(row: sa.Row[Any], trigger: str) -> str:
    try:
        return REFERRAL.after(ReferralSituation(row.state), trigger)
    except IllegalMove:
        first = (
            "须先记录至少一步办理情况（核实、听取申辩）：duban referral step" if row.state == OPENED else ""
        )
        why = first or "已经作出处理决定，不能再办理"
        raise WrongState(f"追责事项 {row.id} 现为“{STATES_ZH[row.state]}”：{why}。") from None


def _ground(spec: AccountabilitySpec, key: str) -> str:
    known = {ground.key: ground.title.zh for ground in spec.grounds}
    if key not in known:
        possible = "、".join(f"{code}（{title}）" for code, title in known.items())
        raise BadInput(f"方案没有追责情形 {key}。可选：{possible}。")
    return key


def _against(spec: AccountabilitySpec, wanted: str) -> str:
    named = [one.zh for one in spec.against]
    if wanted in named:
        return wanted
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(named):
        return named[int(wanted) - 1]
    possible = "、".join(f"{number} {title}" for number, title in enumerate(named, start=1))
    raise BadInput(f"方案没有追责对象“{wanted}”。可选：{possible}。")


def _source(now: Occasion, source: str) -> tuple[str, str]:
    """The kind of source and its number, or the words of a complaint; raises NotFound for an unknown one."""
    kind, _, reference = source.partition(":")
    reference = needed(reference, "写明来源", "anomaly:编号、finding:编号 或 complaint:内容", 200)
    if kind not in SOURCES:
        raise BadInput(f"来源 {source} 无法识别。请写成 anomaly:编号、finding:编号 或 complaint:内容。")
    if kind != "complaint" and not (reference.isascii() and reference.isdigit()):
        raise BadInput(f"{SOURCES_ZH[kind]}须写编号：{kind}:编号。")
    if kind in SOURCES_KEPT:
        _check_known(now, kind, int(reference))
    return kind, reference


def _check_known(now: Occasion, kind: str, number: int) -> None:
    table = SOURCES_KEPT[kind]
    mine = (table.c.campaign_id == now.campaign_id) & numbered(table.c.id, number)
    if now.connection.execute(sa.select(table.c.id).where(mine)).scalar() is None:
        raise NotFound(
            f"专项工作 {now.campaign_id} 没有编号为 {number} 的{SOURCES_ZH[kind]}，不能作为追责来源。"
            f"用 duban {kind} list 查看现有的。"
        )


def _seen_by(now: Occasion, by: Actor) -> list[str] | None:
    """The paths below which somebody may see referrals; None for the console, which sees all."""
    if by.person_id is None:
        return None
    spec = _rules(now)
    seen = [path for role, path in held_by(now.connection, by, now.today) if role in spec.seen_by]
    if not seen:
        allowed = "、".join(TITLES_ZH[role] for role in spec.seen_by)
        raise NotAllowed(f"{by.name} 无权查看责任追究：只限{allowed}。")
    return seen


def _reaches(seen: list[str] | None, path: str) -> bool:
    return seen is None or any(path.startswith(one) for one in seen)


def _remember(
    now: Occasion, by: Actor, number: int, trigger: str, state: str, reason: str, before: str | None
) -> None:
    columns = (REFERRALS.c.campaign_id, REFERRALS.c.unit_id, REFERRALS.c.id, NO_TASK)
    mine = sa.select(*columns, sa.literal(before, sa.String)).where(REFERRALS.c.id == number)
    event = Event("referral", trigger, state, by.by, now.at, reason, _rules(now).clause)
    remember(now.connection, mine, event)


def _listed(now: Occasion, row: sa.Row[Any], steps: list[sa.Row[Any]]) -> ReferralListed:
    zone = now.book.zone
    titles = {ground.key: ground.title.zh for ground in _rules(now).grounds}
    return ReferralListed(
        id=row.id,
        unit=row.code,
        unit_name=row.name,
        ground=row.ground,
        ground_title=titles.get(row.ground, row.ground),
        against=row.against,
        source=row.source,
        source_ref=row.source_ref,
        reason=row.reason,
        state=row.state,
        opened_at=row.opened_at.astimezone(zone),
        opened_by=row.opened_by,
        steps=tuple(Step(one.taken_at.astimezone(zone), one.taken_by, one.step) for one in steps),
        measure=row.measure,
        decided_at=row.decided_at and row.decided_at.astimezone(zone),
        decided_by=row.decided_by,
    )
