"""Which people, material and money has each unit put in (四.一.四)?

Money is kept in fen and shown in yuan with two places.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from actions.desk import LARGEST_NUMBER, Desk, Occasion, acting, occasion
from actions.errors import BadInput
from actions.permission import Actor, permit
from actions.taking_part import happened, host_of, line, new_row, note, path_within, ruled
from records.database import in_transaction, reading
from records.inputs import INPUTS
from records.unit import UNITS

Kind = Literal["people", "material", "money"]

TOTAL_ZH = "合计"

KINDS_ZH: dict[str, str] = {"people": "人力", "material": "物力", "money": "财力"}
MOST_FEN = 10**13
"""A hundred thousand million yuan: more is a slip of the pen."""

YUAN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class InputListed:
    """Something that a unit has put in: `number` of people or things, or money in fen."""

    id: int
    unit: str
    unit_name: str
    kind: str
    given_on: date
    what: str
    number: int | None
    fen: int | None
    recorded_by: str


@dataclass(frozen=True, slots=True)
class InputTotal:
    """What a unit has put in altogether; `unit` None: all of them."""

    unit: str | None
    unit_name: str
    people: int
    material: int
    fen: int


def fen_of(yuan: str) -> int:
    """An amount in yuan, as people write it (1200 or 1,200.50), in fen. Raises BadInput."""
    plain = yuan.strip().replace(",", "").replace("，", "")
    if not YUAN.fullmatch(plain):
        raise BadInput(f"金额 {yuan} 无法识别。请以元为单位，最多两位小数，如 1200 或 1200.50。")
    whole, _, rest = plain.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)


def yuan_of(fen: int) -> str:
    """An amount in fen, in yuan with two places: 1,200.50."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def record_input(
    desk: Desk,
    by: Actor,
    unit_code: str,
    kind: str,
    on: date,
    what: str,
    amount: int,
    campaign_id: int | None = None,
) -> int:
    """Record what an office or a village has put in; its number.

    `amount` is how many people or things, of money fen. Raises NotAllowed, NotFound, BadInput.
    """
    name = line(what, "投入的内容", 300)

    def work(connection: sa.Connection) -> int:
        now = acting(desk, connection, campaign_id)
        unit, party = host_of(now, unit_code)
        permit(connection, by, f"input.record.{party}", unit.path, on=now.today)
        spec = ruled(now.book.plan.inputs, "人力、物力、财力投入")
        if party not in spec.of:
            raise BadInput(f"方案没有要求{unit.name}这一级登记投入。")
        if kind not in spec.kinds:
            known = "、".join(f"{one}（{KINDS_ZH[one]}）" for one in spec.kinds)
            raise BadInput(f"没有投入类别 {kind}，可选：{known}。")
        _check_amount(kind, amount)
        money = kind == "money"
        values = {"number": None if money else amount, "fen": amount if money else None}
        given = {"unit_id": unit.id, "kind": kind, "given_on": happened(now, on, "投入"), "what": name}
        recorded = {"recorded_by": by.name, "recorded_at": now.at}
        number = new_row(now, INPUTS, {**given, **values, **recorded})
        said = f"{KINDS_ZH[kind]}：{name} {yuan_of(amount) + ' 元' if money else amount}"
        note(now, by.by, ("input", number), unit.id, "put_in", "recorded", said, spec.clause)
        return number

    return in_transaction(desk.engine, work)


def list_inputs(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[InputListed]:
    """What every unit (at or below one) has put in, the last first."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return inputs_within(now, path_within(now, unit_code))


def input_totals(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[InputTotal]:
    """What each unit has put in altogether, and (last) all of them."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return totals_within(now, path_within(now, unit_code))


def inputs_within(now: Occasion, path: str) -> list[InputListed]:
    query = _of_units(now, path, sa.select(INPUTS, UNITS.c.code, UNITS.c.name)).order_by(
        INPUTS.c.given_on.desc(), INPUTS.c.id.desc()
    )
    return [
        InputListed(
            id=row.id,
            unit=row.code,
            unit_name=row.name,
            kind=row.kind,
            given_on=row.given_on,
            what=row.what,
            number=row.number,
            fen=row.fen,
            recorded_by=row.recorded_by,
        )
        for row in now.connection.execute(query)
    ]


def totals_within(now: Occasion, path: str) -> list[InputTotal]:
    """The totals of the units at or below a path, and (last) of all; nothing where nothing was put in."""
    amount = sa.func.sum(sa.func.coalesce(INPUTS.c.fen, INPUTS.c.number)).label("amount")
    columns = (UNITS.c.code, UNITS.c.name, UNITS.c.path, INPUTS.c.kind)
    query = _of_units(now, path, sa.select(*columns, amount)).group_by(*columns).order_by(UNITS.c.path)
    units: dict[str, tuple[str, Counter[str]]] = {}
    whole: Counter[str] = Counter()
    for row in now.connection.execute(query):
        units.setdefault(row.code, (row.name, Counter()))[1][row.kind] += int(row.amount)
        whole[row.kind] += int(row.amount)
    listed = [_total(code, name, sums) for code, (name, sums) in units.items()]
    return [*listed, _total(None, TOTAL_ZH, whole)] if listed else []


def _of_units(now: Occasion, path: str, query: sa.Select[Any]) -> sa.Select[Any]:
    return (
        query.select_from(INPUTS)
        .join(UNITS, UNITS.c.id == INPUTS.c.unit_id)
        .where(INPUTS.c.campaign_id == now.campaign_id, UNITS.c.path.startswith(path, autoescape=True))
    )


def _total(code: str | None, name: str, sums: Counter[str]) -> InputTotal:
    return InputTotal(code, name, sums["people"], sums["material"], sums["money"])


def _check_amount(kind: str, amount: int) -> None:
    most = MOST_FEN if kind == "money" else LARGEST_NUMBER
    if not 0 < amount <= most:
        raise BadInput(f"{KINDS_ZH[kind]}的数量应大于 0 且不超过 {most}，而不是 {amount}。")
