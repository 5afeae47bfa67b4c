"""Which responsibility letters (责任书) are signed, level by level, and which are not (四.一.一)?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, find_unit, occasion
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import Actor, permit
from actions.taking_part import happened, line, new_row, note, offices, path_within, ruled, villages
from actions.words import day_zh
from plans.model.organization import LetterLevel, LettersSpec, Party
from records.database import in_transaction, one_at_a_time, reading
from records.group import GROUPS
from records.letter import LETTERS
from records.unit import GRASSROOTS, UNITS

WHAT = "责任书"
KINDS: dict[Party, tuple[str, ...]] = {
    "county": ("county",),
    "office": ("township",),
    "village": GRASSROOTS,
    "department": ("department",),
}
PARTIES_ZH: dict[Party, str] = {
    "county": "区（县）",
    "office": "办事处",
    "village": "村（社区）",
    "group": "村民组（楼院）",
    "department": "部门",
}


@dataclass(frozen=True, slots=True)
class LetterListed:
    """A letter that is signed or ought to be. `taker` is a unit's code, with `#3` for its third group."""

    level: int
    giver_party: Party
    taker_party: Party
    taker: str
    taker_name: str
    signed_on: date | None
    signed_by: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Parties:
    """Who gives and who takes a letter. `taker_id`: the unit, of a group the village that it belongs to."""

    giver: sa.Row[Any]
    taker_id: int
    group_id: int | None
    name: str

    @property
    def kept(self) -> dict[str, int | None]:
        """As the record keeps them."""
        return {"giver_id": self.giver.id, "taker_id": self.taker_id, "group_id": self.group_id}


def sign_letter(
    desk: Desk,
    by: Actor,
    giver: str,
    taker: str,
    level: int,
    on: date,
    signed_by: Sequence[str],
    campaign_id: int | None = None,
) -> int:
    """Record a letter of a level of the plan (from 1) as signed; its number.

    `taker` is a unit's code, at the level of groups the number of a group of the giver. The office records
    what it gives and takes, a village what it gives. Raises NotAllowed, NotFound, WrongState when it is
    signed already, BadInput for parties that are not of that level.
    """

    def work(connection: sa.Connection) -> int:
        one_at_a_time(connection, "letter")
        now = acting(desk, connection, campaign_id)
        spec = ruled(now.book.plan.responsibility_letters, WHAT)
        rule = _level(spec, level)
        recorder = giver if rule.giver != "county" else taker
        deed = "letter.sign.village" if rule.giver == "village" else "letter.sign.office"
        permit(connection, by, deed, find_unit(connection, recorder).path, on=now.today)
        parties = _parties(now, rule, level, giver, taker)
        _check_unsigned(now, level, parties)
        names = _signatures(rule, signed_by)
        kept = {"level": level, "signed_on": happened(now, on, "签订"), **parties.kept, **_kept(names)}
        number = new_row(now, LETTERS, {**kept, "recorded_by": by.name, "recorded_at": now.at})
        said = f"{parties.giver.name}（{names[0]}）与{parties.name}（{names[1]}）签订"
        note(now, by.by, ("letter", number), parties.taker_id, "sign", "signed", said, spec.clause)
        return number

    return in_transaction(desk.engine, work)


def list_letters(
    desk: Desk,
    campaign_id: int | None = None,
    unit_code: str | None = None,
    *,
    unsigned_only: bool = False,
) -> list[LetterListed]:
    """The letters of every level (taken at or below a unit), signed or not, in the order of the levels."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        letters = letters_within(now, path_within(now, unit_code))
        return [one for one in letters if not unsigned_only or one.signed_on is None]


def letters_within(now: Occasion, path: str) -> list[LetterListed]:
    """The letters taken at or below a path."""
    spec = now.book.plan.responsibility_letters
    if spec is None:
        return []
    signed = {
        (row.level, row.taker_id, row.group_id): row
        for row in now.connection.execute(sa.select(LETTERS).where(LETTERS.c.campaign_id == now.campaign_id))
    }
    return [
        _listed(level, rule, taker, signed.get((level, taker[0], taker[1])))
        for level, rule in enumerate(spec.levels, start=1)
        for taker in _takers(now, rule.taker, path)
    ]


Taker = tuple[int, int | None, str, str]
"""(unit id, group id, code, name) of whoever is to take a letter."""


def _takers(now: Occasion, party: Party, path: str) -> Iterator[Taker]:
    within = UNITS.c.path.startswith(path, autoescape=True)
    if party == "group":
        query = (
            sa.select(GROUPS, UNITS.c.code, UNITS.c.name.label("unit_name"))
            .join_from(GROUPS, UNITS, UNITS.c.id == GROUPS.c.unit_id)
            .where(GROUPS.c.campaign_id == now.campaign_id, within)
            .order_by(UNITS.c.path, GROUPS.c.number)
        )
        for row in now.connection.execute(query):
            yield row.unit_id, row.id, f"{row.code}#{row.number}", f"{row.unit_name}{row.name}"
        return
    if party == "village":
        units = villages(now, path)
    elif party == "department":
        above = offices(now).subquery("above")
        units = sa.select(UNITS).where(
            UNITS.c.kind == "department", UNITS.c.parent_id.in_(sa.select(above.c.id)), within
        )
    else:
        units = offices(now).where(UNITS.c.kind.in_(KINDS[party]), within).order_by(UNITS.c.path)
    for row in now.connection.execute(units):
        yield row.id, None, row.code, row.name


def _listed(level: int, rule: LetterLevel, taker: Taker, signed: sa.Row[Any] | None) -> LetterListed:
    return LetterListed(
        level=level,
        giver_party=rule.giver,
        taker_party=rule.taker,
        taker=taker[2],
        taker_name=taker[3],
        signed_on=signed.signed_on if signed else None,
        signed_by=(signed.signed_by_giver, signed.signed_by_taker) if signed else None,
    )


def _level(spec: LettersSpec, level: int) -> LetterLevel:
    if not 1 <= level <= len(spec.levels):
        known = "；".join(
            f"{number} {PARTIES_ZH[one.giver]}与{PARTIES_ZH[one.taker]}"
            for number, one in enumerate(spec.levels, start=1)
        )
        raise BadInput(f"方案没有第 {level} 级责任书。现有：{known}。")
    return spec.levels[level - 1]


def _parties(now: Occasion, rule: LetterLevel, level: int, giver: str, taker: str) -> Parties:
    gives = find_unit(now.connection, giver)
    named = f"第 {level} 级责任书由{PARTIES_ZH[rule.giver]}与{PARTIES_ZH[rule.taker]}签订"
    if gives.kind not in KINDS.get(rule.giver, ()):
        raise BadInput(f"{named}，{gives.name}不是{PARTIES_ZH[rule.giver]}。")
    if rule.taker == "group":
        return _with_group(now, gives, taker)
    takes = find_unit(now.connection, taker)
    if takes.kind not in KINDS[rule.taker]:
        raise BadInput(f"{named}，{takes.name}不是{PARTIES_ZH[rule.taker]}。")
    if not takes.path.startswith(gives.path) or takes.id == gives.id:
        raise BadInput(f"{takes.name}不在{gives.name}之下，不能由它发给责任书。")
    if all(taker != code for _, _, code, _ in _takers(now, rule.taker, takes.path)):
        raise NotFound(f"{takes.name} 不在专项工作 {now.campaign_id} 的范围内。")
    return Parties(gives, takes.id, None, takes.name)


def _with_group(now: Occasion, gives: sa.Row[Any], taker: str) -> Parties:
    number = taker.rpartition("#")[2]
    groups = sa.select(GROUPS.c.id, GROUPS.c.number, GROUPS.c.name).where(
        GROUPS.c.campaign_id == now.campaign_id, GROUPS.c.unit_id == gives.id
    )
    found = {str(row.number): row for row in now.connection.execute(groups)}
    if number not in found:
        known = "、".join(found) or "无，请先登记村民组（楼院）"
        raise NotFound(f"{gives.name}没有第 {number} 组（楼院）。现有组号：{known}。")
    return Parties(gives, gives.id, found[number].id, f"{gives.name}{found[number].name}")


def _check_unsigned(now: Occasion, level: int, parties: Parties) -> None:
    mine = sa.select(LETTERS.c.signed_on).where(
        LETTERS.c.campaign_id == now.campaign_id,
        LETTERS.c.level == level,
        LETTERS.c.taker_id == parties.taker_id,
        LETTERS.c.group_id.is_not_distinct_from(parties.group_id),
    )
    signed: date | None = now.connection.execute(mine).scalar()
    if signed is not None:
        raise WrongState(f"{parties.name}的责任书（第 {level} 级）已于 {day_zh(signed)}签订，不用再签。")


def _kept(names: tuple[str, str]) -> dict[str, str]:
    return {"signed_by_giver": names[0], "signed_by_taker": names[1]}


def _signatures(rule: LetterLevel, signed_by: Sequence[str]) -> tuple[str, str]:
    who = "、".join(text.zh for text in rule.signed_by)
    if len(signed_by) != 2:
        raise BadInput(f"责任书须双方签字（{who}），现在写了 {len(signed_by)} 人。")
    return line(signed_by[0], "发包方签字人"), line(signed_by[1], "承包方签字人")
