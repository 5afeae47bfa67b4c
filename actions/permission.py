"""Who may do what (the design's one table)?

A role is held at a unit and reaches everything below it. The administrator's console on the machine
itself may act in any role; it stands in the history as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from actions.errors import NotAllowed
from plans.model import OwnerKind
from records.history import By
from records.person import APPOINTMENTS
from records.unit import UNITS
from states.roles import TITLES_ZH, Role

VILLAGE = frozenset({Role.VILLAGE_HEAD, Role.ASSISTANT})
OFFICE = frozenset({Role.LEADING_GROUP_OFFICE})
HEAD = frozenset({Role.LEADING_GROUP_HEAD})
SUPERVISION = frozenset({Role.SUPERVISION_OFFICE})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
DEPARTMENT = frozenset({Role.DEPARTMENT})

OWES: dict[OwnerKind, frozenset[Role]] = {"village": VILLAGE, "office": OFFICE, "department": DEPARTMENT}
"""Who submits and withdraws a task, by the kind of its owner."""

VERIFIES: dict[OwnerKind, frozenset[Role]] = {"village": OFFICE, "office": HEAD, "department": OFFICE}
"""Who verifies, returns, waives and re-opens a task, by the kind of its owner."""

MAY: dict[str, frozenset[Role]] = {
    "campaign.issue": OFFICE,
    "village.force": HEAD,
    "inspection.propose": SUPERVISION,
    "inspection.order": SUPERVISION,
    "inspection.dismiss": SUPERVISION,
    "inspection.start": SUPERVISION,
    "inspection.report": SUPERVISION,
    "inspection.close": SUPERVISION,
    "unit.import": ADMINISTRATOR,
    "person.import": ADMINISTRATOR,
    **{f"task.{deed}.{kind}": roles for kind, roles in OWES.items() for deed in ("submit", "withdraw")},
    **{
        f"task.{deed}.{kind}": roles
        for kind, roles in VERIFIES.items()
        for deed in ("verify", "return", "waive", "reopen")
    },
}
"""Deed → the roles that may do it, each within its own units. What is not named here nobody may do."""

INSPECTORS_MAY = frozenset({"inspection.start", "inspection.report"})
"""Deeds that the inspectors named in an order may do for that inspection."""

CONSOLE_NAME = "console"

EVERYWHERE = None
"""In place of a unit's path: what concerns all units takes a role that reaches every one of them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, or (without an id) the administrator's console."""

    name: str
    person_id: int | None

    @property
    def by(self) -> By:
        return By(self.name, self.person_id)


CONSOLE = Actor(CONSOLE_NAME, None)


def permit(
    connection: sa.Connection,
    actor: Actor,
    deed: str,
    unit_path: str | None,
    inspectors: Iterable[int] = (),
) -> None:
    """Let pass whoever may do `deed` for the unit at `unit_path`; raises NotAllowed otherwise."""
    if actor.person_id is None:
        return
    if deed in INSPECTORS_MAY and actor.person_id in inspectors:
        return
    allowed = MAY[deed]
    held = (
        sa.select(APPOINTMENTS.c.role, UNITS.c.path)
        .join_from(APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id)
        .where(APPOINTMENTS.c.person_id == actor.person_id)
    )
    appointments = connection.execute(held).all()
    wanted = _roots(connection) if unit_path is EVERYWHERE else [unit_path]
    if wanted and all(
        any(role in allowed and wanted_path.startswith(path) for role, path in appointments)
        for wanted_path in wanted
    ):
        return
    needed = "、".join(sorted(TITLES_ZH[role] for role in allowed))
    elsewhere = any(role in allowed for role, _ in appointments)
    why = "其任职范围不包括该单位" if elsewhere else f"需要的角色：{needed}"
    raise NotAllowed(f"{actor.name} 无权执行此操作（{deed}）：{why}。")


def _roots(connection: sa.Connection) -> list[str]:
    """The paths of the units above which there is none."""
    return list(connection.execute(sa.select(UNITS.c.path).where(UNITS.c.parent_id.is_(None))).scalars())
