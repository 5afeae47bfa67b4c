"""How will the notices about a village read, in every form of message, before anybody gets them?

Each form that has been sent is shown as it was last sent; one that has not, as the rules would send it
next. The words are the real ones, with the unit's own data; nothing is stored, and nothing is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

import sqlalchemy as sa

from actions.coming import Coming, read_coming
from actions.desk import Desk, Occasion, find_unit, occasion
from actions.errors import BadInput, NotFound
from actions.permission import Actor
from actions.sight import look, powers_of
from notifications.message import Message
from notifications.render import FORMS, render
from notifications.segments import segments
from notifications.words import LANGUAGES
from plans.rules import Rulebook
from records.claimed import Claimed, TaskTold, read_told
from records.claimed_digest import ClaimedDigest
from records.database import reading
from records.notice import NOTICES
from records.task import TASKS
from records.unit import UNITS

Origin = Literal["sent", "coming", "together"]

Shown = tuple[Origin, tuple[Claimed, ...]]

TOGETHER = "digest"
"""Stands for a form: what the notices of one person read like in one message."""

AHEAD_DAYS = 120
"""How far the rules are asked for what has never been sent."""

TICKET_LENGTH = 40
"""Of what stands at the end of a real link; the short message is counted with it."""

NOTHING_SENT = 0
"""The number of a notice or message that is only shown."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """A form of notice in words, as it was `sent` last, as it is `coming`, or several of a person `together`.

    `on` is the day of the message, `length` and `segments` are those of its short form.
    """

    kind: str
    form: str
    origin: Origin
    on: date
    message: Message
    length: int
    segments: int


def preview(
    desk: Desk,
    by: Actor,
    unit_code: str,
    form: str | None = None,
    language: str | None = None,
    *,
    base: str,
    campaign_id: int | None = None,
) -> list[Previewed]:
    """The notices about a unit, a form each; in its recipient's language unless another is asked for.

    `base` is the address of the pages, for a link like the real one. Raises NotAllowed, NotFound for the
    unit, BadInput for a form or language that there is not.
    """
    _check(form, language)
    look(desk, powers_of(desk, by), "wording", unit_code)
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        last = _last_of_each_form(now, unit_code)
        coming = _coming(now, read_coming(desk, AHEAD_DAYS, now.campaign_id, unit_code), last)
    shown: list[Shown] = [("sent", (one,)) for one in last]
    shown += [("coming", (one,)) for one in coming]
    shown += _together([*last, *coming])
    return [
        _previewed(origin, notices, now.book, language, base)
        for origin, notices in shown
        if form is None or form == _form(origin, notices)
    ]


def _check(form: str | None, language: str | None) -> None:
    forms = sorted({name for _, name in FORMS} | {TOGETHER})
    if form is not None and form not in forms:
        raise BadInput(f"没有名为 {form} 的文书。可用的有：{'、'.join(forms)}。")
    if language is not None and language not in LANGUAGES:
        raise BadInput(f"没有语言 {language}。可用的有：{'、'.join(LANGUAGES)}。")


def _last_of_each_form(now: Occasion, unit_code: str) -> list[Claimed]:
    """The newest notice of each form about the unit, in the order in which they were queued."""
    newest = (
        sa.select(sa.func.max(NOTICES.c.id))
        .join_from(NOTICES, UNITS, UNITS.c.id == NOTICES.c.unit_id)
        .where(UNITS.c.code == unit_code, NOTICES.c.campaign_id == now.campaign_id)
        .group_by(NOTICES.c.kind, NOTICES.c.form)
    )
    return read_told(now.connection, NOTICES.c.id.in_(newest))


def _coming(now: Occasion, foreseen: Iterable[Coming], last: list[Claimed]) -> list[Claimed]:
    """What the rules will send next of the forms that have never been sent, in words the same as then.

    What stands around a notice (the office, whom to ask) is that of one that has been sent.
    """
    if not last:
        return []
    sent, first = {one.form for one in last}, dict[str, Coming]()
    for one in foreseen:
        if one.form not in sent:
            first.setdefault(one.form, one)
    tasks = _tasks(now, last[0].unit)
    return [
        _as_if_sent(one, last[0], now.book, tasks[one.task]) for one in first.values() if one.task in tasks
    ]


def _tasks(now: Occasion, unit_code: str) -> dict[str, TaskTold]:
    columns = ("key", "state", "cycle", "due", "effective_due", "submitted_on", "verify_by", "about")
    unit = find_unit(now.connection, unit_code)
    mine = sa.select(*(TASKS.c[name] for name in columns)).where(
        TASKS.c.unit_id == unit.id, TASKS.c.campaign_id == now.campaign_id
    )
    rows = now.connection.execute(mine).mappings()
    return {row["key"]: TaskTold(**row, reason=None) for row in rows}


def _as_if_sent(one: Coming, like: Claimed, book: Rulebook, task: TaskTold) -> Claimed:
    rung = -1 if one.rung is None else one.rung
    return replace(
        like,
        id=NOTHING_SENT,
        kind=one.kind,
        form=one.form,
        rule=one.rule,
        rung=rung,
        role=one.role,
        cycle=task.cycle,
        due=one.due,
        queued_at=datetime.combine(one.on, time(8), book.zone),
        person_id=NOTHING_SENT,
        recipient=one.recipient,
        told=tuple(range(max(rung, 0))),
        contacts=tuple(contact for contact in like.contacts if contact.name != one.recipient),
        task=task,
        inspection=None,
        about=None,
        instead_of=None,
        promises=(),
    )


def _together(notices: list[Claimed]) -> list[Shown]:
    """All notices of whoever has most of them, as one message; nothing where nobody has two."""
    by_person: dict[str, list[Claimed]] = {}
    for one in notices:
        by_person.setdefault(one.recipient, []).append(one)
    most = max(by_person.values(), key=len, default=[])
    return [("together", tuple(most))] if len(most) > 1 else []


def _form(origin: Origin, notices: tuple[Claimed, ...]) -> str:
    return TOGETHER if origin == "together" else notices[0].form


def _previewed(
    origin: Origin, notices: tuple[Claimed, ...], book: Rulebook, language: str | None, base: str
) -> Previewed:
    first = notices[0]
    digest = ClaimedDigest(
        id=NOTHING_SENT,
        attempt=0,
        failures=0,
        channel="preview",
        address=None,
        made_at=max(one.queued_at for one in notices),
        plan_version_id=first.plan_version_id,
        person_id=first.person_id,
        recipient=first.recipient,
        language=language or first.language,
        notices=notices,
    )
    message = render(digest, book, link=f"{base.rstrip('/')}/n/{'x' * TICKET_LENGTH}")
    return Previewed(
        kind=first.kind,
        form=_form(origin, notices),
        origin=origin,
        on=message.written_at.date(),
        message=message,
        length=len(message.short),
        segments=segments(message.short),
    )


def find_preview(previewed: list[Previewed], form: str) -> Previewed:
    """The one of a form; raises NotFound."""
    for one in previewed:
        if one.form == form:
            return one
    raise NotFound(f"这个单位还没有 {form} 这种通知可以预览。")
