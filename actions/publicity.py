"""Which media has each village used to make the policy known, and which are lacking (四.二.一)?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from actions.desk import Desk, Occasion, acting, occasion
from actions.errors import BadInput
from actions.permission import Actor, permit
from actions.taking_part import (
    happened,
    new_row,
    note,
    path_within,
    ruled,
    village_of,
    villages,
    words,
)
from records.database import in_transaction, reading
from records.publicity import PUBLICITY
from records.unit import UNITS


@dataclass(frozen=True, slots=True)
class PublicityUse:
    """A medium was used on a day; `evidence` shows it."""

    medium: str
    title: str
    used_on: date
    evidence: str


@dataclass(frozen=True, slots=True)
class PublicityListed:
    """A village's publicity: what was done, which media are unused, how many more the plan asks for."""

    unit: str
    unit_name: str
    uses: tuple[PublicityUse, ...]
    unused: tuple[str, ...]
    media: int
    lacking: int


def record_publicity(
    desk: Desk,
    by: Actor,
    unit_code: str,
    medium: str,
    on: date,
    evidence: str,
    campaign_id: int | None = None,
) -> PublicityListed:
    """Record that a village has used a medium of the plan; how its publicity stands now.

    Raises NotAllowed, NotFound, BadInput for a medium that the plan does not name, or without evidence.
    """
    shown = words(evidence, "宣传佐证材料（照片、记录等）")

    def work(connection: sa.Connection) -> PublicityListed:
        now = acting(desk, connection, campaign_id)
        unit = village_of(now, unit_code)
        permit(connection, by, "publicity.record", unit.path, on=now.today)
        spec = ruled(now.book.plan.publicity, "宣传")
        titles = {one.key: one.title.zh for one in spec.media}
        if medium not in titles:
            known = "、".join(f"{key}（{title}）" for key, title in titles.items())
            raise BadInput(f"方案没有宣传形式 {medium}，可选：{known}。")
        values = {"unit_id": unit.id, "medium": medium, "used_on": happened(now, on, "宣传")}
        recorded = {"evidence": shown, "recorded_by": by.name, "recorded_at": now.at}
        number = new_row(now, PUBLICITY, {**values, **recorded})
        said = f"{titles[medium]}：{shown}"
        note(now, by.by, ("publicity", number), unit.id, "publicize", "done", said, spec.clause)
        [listed] = publicity_within(now, unit.path)
        return listed

    return in_transaction(desk.engine, work)


def list_publicity(
    desk: Desk, campaign_id: int | None = None, unit_code: str | None = None
) -> list[PublicityListed]:
    """The publicity of every village (at or below a unit), also where nothing has been done."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        return publicity_within(now, path_within(now, unit_code))


def publicity_within(now: Occasion, path: str) -> list[PublicityListed]:
    """The publicity of the villages at or below a path; nothing where the plan asks for none."""
    spec = now.book.plan.publicity
    if spec is None:
        return []
    titles = {one.key: one.title.zh for one in spec.media}
    uses: dict[int, list[PublicityUse]] = defaultdict(list)
    query = (
        sa.select(PUBLICITY)
        .join_from(PUBLICITY, UNITS, UNITS.c.id == PUBLICITY.c.unit_id)
        .where(PUBLICITY.c.campaign_id == now.campaign_id, UNITS.c.path.startswith(path, autoescape=True))
        .order_by(PUBLICITY.c.used_on, PUBLICITY.c.id)
    )
    for row in now.connection.execute(query):
        uses[row.unit_id].append(PublicityUse(row.medium, titles[row.medium], row.used_on, row.evidence))
    listed = []
    for row in now.connection.execute(villages(now, path)):
        used = {use.medium for use in uses[row.id]}
        unused = tuple(title for key, title in titles.items() if key not in used)
        lacking = max(0, spec.media_at_least - len(used))
        listed.append(PublicityListed(row.code, row.name, tuple(uses[row.id]), unused, len(used), lacking))
    return listed
