"""Has this very request been carried out before, and is what it changes still what its sender saw?

A program whose connection broke cannot know whether its request arrived. It gives the request a key and
sends it again: what was done is not done twice, and the first answer is given once more. Refusals are not
kept: nothing was done, and the same request may be right tomorrow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from actions.desk import Desk
from actions.permission import Actor
from actions.sign_in import at_the_door
from records import task as tasks
from records import village as villages
from records.database import in_transaction, joined, one_at_a_time
from records.idempotency import REQUESTS_DONE
from records.task import TASKS
from records.unit import UNITS
from records.village import VILLAGES
from states.errors import DubanError

KEPT = timedelta(days=7)
"""How long an answer is kept to be given again."""


class KeyUsedOtherwise(DubanError):
    """The key was given to another request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. `again`: it had been carried out before."""

    status: int
    body: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to do something. `key`: its sender's name for it, None where it has none.

    `fingerprint` tells requests apart. `unit`: the code of the unit whose affairs must stand still from
    the moment that they are looked at, None where nothing is looked at beforehand.
    """

    key: str | None
    fingerprint: str
    unit: str | None = None


def carry_out(desk: Desk, by: Actor, asked: Asked, work: Callable[[], Answer]) -> Answer:
    """What `work` answers, with all that it writes in one transaction; or what it answered before.

    Raises KeyUsedOtherwise for a key that was given to another request.
    """

    def transaction(connection: sa.Connection) -> Answer:
        before = _before(connection, by, asked)
        if before is not None:
            return before
        if asked.unit is not None:
            _hold_still(connection, asked.unit)
        with joined(connection):
            answer = work()
        _keep(desk, connection, by, asked, answer)
        return answer

    if asked.key is None and asked.unit is None:
        return work()
    return in_transaction(desk.engine, transaction)


def _before(connection: sa.Connection, by: Actor, asked: Asked) -> Answer | None:
    if asked.key is None:
        return None
    one_at_a_time(connection, f"request:{by.person_id}:{asked.key}")
    row = connection.execute(sa.select(REQUESTS_DONE).where(_mine(by, asked.key))).one_or_none()
    if row is None:
        return None
    if row.fingerprint != asked.fingerprint:
        raise KeyUsedOtherwise(
            f"幂等键 {asked.key} 已用于另一项请求，本次没有办理。"
            "重发原请求请保持内容不变，新的请求请换一个键。"
        )
    return Answer(row.status, row.body, again=True)


def _keep(desk: Desk, connection: sa.Connection, by: Actor, asked: Asked, answer: Answer) -> None:
    """Keep an answer, and forget those of the same person that nobody will ask for any more."""
    if asked.key is None:
        return
    now = at_the_door(desk).clock.now()
    mine = REQUESTS_DONE.c.person_id == by.person_id
    connection.execute(REQUESTS_DONE.delete().where(mine, REQUESTS_DONE.c.at < now - KEPT))
    row = {"fingerprint": asked.fingerprint, "status": answer.status, "body": answer.body, "at": now}
    connection.execute(REQUESTS_DONE.insert().values(person_id=by.person_id, key=asked.key, **row))


def _mine(by: Actor, key: str) -> sa.ColumnElement[bool]:
    return (REQUESTS_DONE.c.person_id == by.person_id) & (REQUESTS_DONE.c.key == key)


def _hold_still(connection: sa.Connection, unit: str) -> None:
    """Let nobody else change what the unit owes or has set until the commit; villages before tasks."""
    wanted = sa.select(UNITS.c.id).where(UNITS.c.code == unit)
    villages.lock(connection, VILLAGES.c.unit_id.in_(wanted))
    tasks.lock(connection, TASKS.c.unit_id.in_(wanted))
