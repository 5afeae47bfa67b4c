"""Who may do what (the design's one table)?

A role is held at a unit and reaches everything below it. The administrator's console on the machine
itself may act in any role; it stands in the history as such.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from actions.errors import NotAllowed
from plans.errands import Errand
from plans.model import OwnerKind, TaskSpec
from records.absence import ABSENCES, away_on
from records.account import ACCOUNTS
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

LEADERS = frozenset({Role.LEADING_GROUP, Role.LEADING_GROUP_HEAD, Role.LINKED_LEADER})

OWES: dict[OwnerKind, frozenset[Role]] = {"village": VILLAGE, "office": OFFICE, "department": DEPARTMENT}
"""Who submits and withdraws a task, by the kind of its owner."""

VERIFIES: dict[OwnerKind, frozenset[Role]] = {"village": OFFICE, "office": HEAD, "department": OFFICE}
"""Who verifies, returns, waives and re-opens a task, by the kind of its owner."""

VERIFYING = ("verify", "return", "waive", "reopen")

MAY: dict[str, frozenset[Role]] = {
    "campaign.issue": OFFICE,
    "campaign.close": HEAD,
    "village.force": HEAD,
    "village.comment": frozenset({Role.LEADING_GROUP, Role.LEADING_GROUP_HEAD}),
    **{f"task.{deed}.{kind}": roles for kind, roles in OWES.items() for deed in ("submit", "withdraw")},
    **{f"task.{deed}.{kind}": roles for kind, roles in VERIFIES.items() for deed in VERIFYING},
    # Dates
    "hold.put": OFFICE,
    "hold.lift": OFFICE,
    "extension.ask": VILLAGE,
    "extension.take_back": VILLAGE,
    "extension.pre_read": SUPERVISION,
    "extension.decide": HEAD,
    # Targets and readings
    "target.set": OFFICE,
    "reading.report": VILLAGE,
    "reading.correct": OFFICE,
    # Inspections
    **{
        f"inspection.{deed}": SUPERVISION
        for deed in (
            "propose",
            "order",
            "dismiss",
            "merge",
            "cancel",
            "draw",
            "start",
            "report",
            "close",
            "revisit",
        )
    },
    **{f"rectification.{deed}": SUPERVISION for deed in VERIFYING},
    "finding.dispute": VILLAGE,
    "finding.answer": SUPERVISION,
    "finding.attach": SUPERVISION,
    # Meetings, letters, visits, publicity, inputs, requests, groups
    "meeting.hold.village": VILLAGE,
    "meeting.hold.office": OFFICE,
    "letter.sign.village": VILLAGE,
    "letter.sign.office": OFFICE,
    "visit.plan": LEADERS,
    "visit.record": LEADERS,
    "publicity.record": VILLAGE,
    "input.record.village": VILLAGE,
    "input.record.office": OFFICE,
    "request.ask": VILLAGE,
    "group.set": VILLAGE,
    "work_group.set": VILLAGE,
    # Assessment and accountability
    "assessment.assess": OFFICE,
    "assessment.adjust": HEAD,
    "assessment.concur": HEAD,
    "assessment.publish": HEAD,
    "village.accept": HEAD,
    "village.reject": HEAD,
    "village.repeat": HEAD,
    "village.commend": HEAD,
    "appeal.raise": VILLAGE,
    "appeal.decide": HEAD,
    "referral.open": HEAD | SUPERVISION,
    "referral.step": HEAD,
    "referral.decide": HEAD,
    # Units and people
    "unit.import": ADMINISTRATOR,
    "person.import": ADMINISTRATOR,
    "person.hand_over": ADMINISTRATOR,
    "absence.record": ADMINISTRATOR,
    "account.invite": ADMINISTRATOR,
    "calendar.import": ADMINISTRATOR,
    "channel.test": ADMINISTRATOR,
    "notice.retry": ADMINISTRATOR,
    "preference.set": ADMINISTRATOR,
}
"""Deed → the roles that may do it, each within its own units. What is not named here nobody may do."""

OF_VERIFIERS = {"office": "village", "group_head": "office", "supervision": "rectification"}


def deed_of(spec: TaskSpec | Errand, trigger: str) -> str:
    """The deed of the table that a trigger on a task is."""
    if trigger in VERIFYING and isinstance(spec, Errand):
        verified = OF_VERIFIERS.get(spec.verifier, "")
        if verified == "rectification":
            return f"rectification.{trigger}"
    return f"task.{trigger}.{spec.owner_kind}"


INSPECTORS_MAY = frozenset({"inspection.start", "inspection.report", "finding.attach"})
"""Deeds that the inspectors named in an order may do for that inspection."""

CONSOLE_NAME = "console"

WHOLE = ""
"""The path above all units: what is held there reaches every one, also those that are yet to come."""

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
    unit_paths: str | Sequence[str] | None,
    inspectors: Iterable[int] = (),
    *,
    on: date | None = None,
) -> None:
    """Let pass whoever may do `deed` for the units at these paths; raises NotAllowed otherwise.

    Whoever stands in for somebody away on the day `on` may do what the other may.
    """
    if actor.person_id is None:
        return
    if deed in INSPECTORS_MAY and actor.person_id in inspectors:
        return
    allowed = MAY[deed]
    appointments = held_by(connection, actor, on)
    wanted = _roots(connection) if unit_paths is EVERYWHERE else unit_paths
    if wanted and all(
        any(role in allowed and path_wanted.startswith(path) for role, path in appointments)
        for path_wanted in ([wanted] if isinstance(wanted, str) else wanted)
    ):
        return
    needed = "、".join(sorted(TITLES_ZH[role] for role in allowed))
    elsewhere = any(role in allowed for role, _ in appointments)
    why = "其任职范围不包括该单位" if elsewhere else f"需要的角色：{needed}"
    raise NotAllowed(f"{actor.name} 无权执行此操作（{deed}）：{why}。")


def held_by(connection: sa.Connection, actor: Actor, on: date | None) -> list[tuple[str, str]]:
    """(role, path) of all that somebody holds on a day, for others too; nothing for the console."""
    if actor.person_id is None:
        return []
    held = [(row.role, row.path) for row in connection.execute(_held(actor.person_id, on))]
    mine = sa.select(ACCOUNTS.c.administrator).where(ACCOUNTS.c.person_id == actor.person_id)
    if connection.execute(mine).scalar():
        held.append((Role.ADMINISTRATOR.value, WHOLE))
    return held


def _held(person_id: int, on: date | None) -> sa.Select[tuple[str, str]]:
    """(role, path) of the roles that a person holds, and of those for whom the person stands in."""
    held = sa.select(APPOINTMENTS.c.role, UNITS.c.path).join_from(
        APPOINTMENTS, UNITS, UNITS.c.id == APPOINTMENTS.c.unit_id
    )
    mine = APPOINTMENTS.c.person_id == person_id
    if on is None:
        return held.where(mine)
    away = sa.select(ABSENCES.c.person_id).where(ABSENCES.c.substitute_id == person_id, away_on(on))
    return held.where(mine | APPOINTMENTS.c.person_id.in_(away))


def _roots(connection: sa.Connection) -> list[str]:
    """The paths of the units above which there is none; before there is any, what is above them all."""
    tops = sa.select(UNITS.c.path).where(UNITS.c.parent_id.is_(None))
    return list(connection.execute(tops).scalars()) or [WHOLE]
