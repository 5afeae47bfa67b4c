"""Which notices that are due go into one message now, and which wait?

Set-wise, for some thousands of people at a time. A notice waits for the end of its person's quiet hours,
for the time of day at which the person wants everything at once, for tomorrow when the day's number of
messages has been reached, and for the message that is still on its way to the same person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from records.absence import ABSENCES, away_on
from records.campaign import CAMPAIGNS
from records.channel import PREFERENCES
from records.database import run
from records.digest import DELIVERIES, DIGESTS
from records.notice import INSPECTION_KEY, NOTICES, TASK_KEY
from records.route import Outlet, first_of
from records.types import Instant
from states.digest import DEAD, OUTSTANDING, QUEUED, WITHDRAWN
from states.notice import DEAD as NOTICE_DEAD
from states.notice import QUEUED as NOTICE_QUEUED

PEOPLE_AT_ONCE = 2_000

UNBUNDLED = sa.text("notice.state = 'queued' AND notice.digest_id IS NULL")
"""The condition of the partial index, word for word, so that both databases use it."""

NOWHERE = "-"
"""Stands for the channel where there is none that reaches a person."""

NO_CHANNEL = "没有可以到达收件人的渠道。请为其补上邮箱、电话，或设定通知渠道"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as a campaign's zone has it: the day, and the minutes since midnight."""

    at: datetime
    today: date
    minute: int

    def next(self, minute: int) -> datetime:
        """The next instant at which the clock shows these minutes since midnight."""
        ahead = (minute - self.minute) % (24 * 60) or 24 * 60
        return (self.at + timedelta(minutes=ahead)).replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Telling:
    """How a campaign's plan lets people be told.

    `quiet` are the minutes since midnight from and until which nobody is disturbed. `urgency` names the
    kinds, the most urgent first. `outlets` are the channels over which a kind may go.
    """

    quiet: tuple[int, int] | None
    daily_limit: int | None
    loud: tuple[str, ...]
    unlimited: tuple[str, ...]
    urgency: tuple[str, ...]
    outlets: Mapping[str, Sequence[Outlet]]


def campaigns_due(connection: sa.Connection, at: datetime) -> dict[int, int]:
    """The campaigns of which something is due to be said, each with its version of a plan."""
    notices = sa.select(NOTICES.c.campaign_id).where(_due(at), _free())
    again = sa.and_(DIGESTS.c.state == QUEUED, DIGESTS.c.next_attempt_at <= at)
    digests = sa.select(DIGESTS.c.campaign_id).where(again)
    return _versions(connection, sa.or_(CAMPAIGNS.c.id.in_(notices), CAMPAIGNS.c.id.in_(digests)))


def campaigns_waiting(connection: sa.Connection, channel: str, at: datetime) -> dict[int, int]:
    """The campaigns of which messages wait for a channel, each with its version of a plan."""
    waiting = sa.select(DIGESTS.c.campaign_id).where(
        DIGESTS.c.channel == channel, DIGESTS.c.state == QUEUED, DIGESTS.c.next_attempt_at <= at
    )
    return _versions(connection, CAMPAIGNS.c.id.in_(waiting))


def _versions(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> dict[int, int]:
    found = sa.select(CAMPAIGNS.c.id, CAMPAIGNS.c.plan_version_id).where(chosen)
    return dict(connection.execute(found).tuples().all())


def anything_to_bundle(connection: sa.Connection, at: datetime) -> bool:
    """Whether a notice is due that could be put into a message."""
    return bool(connection.execute(sa.select(sa.exists().where(_due(at), _free()))).scalar())


def bundle(connection: sa.Connection, campaign_id: int, telling: Telling, moment: Moment) -> int:
    """Deal with what is due for some people of a campaign; how many people. 0: nothing is due any more."""
    ours = NOTICES.c.campaign_id == campaign_id
    some = sa.select(NOTICES.c.person_id).where(_due(moment.at), _free(), ours)
    oldest = some.order_by(NOTICES.c.next_attempt_at, NOTICES.c.id).limit(PEOPLE_AT_ONCE)
    people = list(dict.fromkeys(connection.execute(oldest).scalars()))
    if not people:
        return 0
    mine = sa.and_(NOTICES.c.person_id.in_(people), ours, _due(moment.at))
    _let_substitutes_stand_in(connection, mine, moment)
    _keep_quiet(connection, mine, telling, moment)
    _keep_to_the_time_of_day(connection, people, mine, telling, moment)
    _keep_to_the_limit(connection, mine, telling, moment)
    _put_together(connection, campaign_id, mine, telling, moment)
    return len(people)


def _due(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(UNBUNDLED, NOTICES.c.next_attempt_at <= at)


def _free() -> sa.ColumnElement[bool]:
    """Nothing is on its way to the person: what is sent later must not arrive sooner."""
    on_its_way = sa.exists().where(
        DIGESTS.c.person_id == NOTICES.c.person_id, DIGESTS.c.state.in_(OUTSTANDING)
    )
    return ~on_its_way


def _let_substitutes_stand_in(
    connection: sa.Connection, mine: sa.ColumnElement[bool], moment: Moment
) -> None:
    """Whoever has gone away since the notice was queued is not told, but who stands in."""
    away = sa.and_(ABSENCES.c.person_id == NOTICES.c.person_id, away_on(moment.today))
    substitute = sa.select(ABSENCES.c.substitute_id).where(away).limit(1).scalar_subquery()
    twin = NOTICES.alias("twin")
    same = dict.fromkeys(("campaign_id", "unit_id", "cycle", *TASK_KEY[:-1], *INSPECTION_KEY[:-1]))
    told = sa.exists().where(
        twin.c.person_id == substitute, *(twin.c[name].is_not_distinct_from(NOTICES.c[name]) for name in same)
    )
    theirs = sa.and_(mine, NOTICES.c.instead_of_id.is_(None), sa.exists().where(away), ~told)
    passed_on = NOTICES.update().where(theirs)
    run(connection, passed_on.values(instead_of_id=NOTICES.c.person_id, person_id=substitute))


def hush(connection: sa.Connection, campaign_id: int, telling: Telling, moment: Moment) -> int:
    """Messages that are due again in somebody's quiet hours wait for their end; how many."""
    again = sa.and_(
        DIGESTS.c.campaign_id == campaign_id,
        DIGESTS.c.state == QUEUED,
        DIGESTS.c.next_attempt_at <= moment.at,
        DIGESTS.c.kind.not_in(telling.loud),
    )
    return sum(
        run(connection, DIGESTS.update().where(again, theirs).values(next_attempt_at=until))
        for theirs, until in _quiet_now(connection, DIGESTS, again, telling, moment)
    )


def _keep_quiet(
    connection: sa.Connection, mine: sa.ColumnElement[bool], telling: Telling, moment: Moment
) -> None:
    softly = sa.and_(mine, NOTICES.c.kind.not_in(telling.loud))
    for theirs, until in _quiet_now(connection, NOTICES, softly, telling, moment):
        _hold(connection, sa.and_(softly, theirs), until, "quiet_hours")


def _quiet_now(
    connection: sa.Connection,
    table: sa.Table,
    chosen: sa.ColumnElement[bool],
    telling: Telling,
    moment: Moment,
) -> list[tuple[sa.ColumnElement[bool], datetime]]:
    """The people of chosen rows who are not to be disturbed now, by the end of their quiet hours."""
    begin, until = telling.quiet or (0, 0)
    own = (
        sa.func.coalesce(PREFERENCES.c.quiet_from, begin),
        sa.func.coalesce(PREFERENCES.c.quiet_until, until),
    )
    people = sa.select(table.c.person_id).where(chosen)
    pairs = sa.select(*own).distinct().where(PREFERENCES.c.person_id.in_(people))
    found = {(begin, until), *((row[0], row[1]) for row in connection.execute(pairs))}
    return [
        (_whose_quiet_is(table, own, pair, by_plan=pair == (begin, until)), moment.next(pair[1]))
        for pair in sorted(found)
        if _within(pair, moment.minute)
    ]


def _whose_quiet_is(
    table: sa.Table, own: tuple[sa.ColumnElement[int], ...], pair: tuple[int, int], *, by_plan: bool
) -> sa.ColumnElement[bool]:
    mine = PREFERENCES.c.person_id == table.c.person_id
    same = sa.and_(mine, own[0] == pair[0], own[1] == pair[1])
    return sa.or_(sa.exists().where(same), ~sa.exists().where(mine)) if by_plan else sa.exists().where(same)


def _within(quiet: tuple[int, int], minute: int) -> bool:
    """Whether a time of day lies in quiet hours, which may go over midnight."""
    begin, until = quiet
    return begin <= minute < until if begin <= until else minute >= begin or minute < until


def _keep_to_the_time_of_day(
    connection: sa.Connection,
    people: Sequence[int],
    mine: sa.ColumnElement[bool],
    telling: Telling,
    moment: Moment,
) -> None:
    """Who wants everything of a day at one time gets it then: not before, and not a second time."""
    wanted = sa.select(PREFERENCES.c.digest_at).distinct()
    times = wanted.where(PREFERENCES.c.person_id.in_(people), PREFERENCES.c.digest_at.is_not(None))
    for minute in sorted(connection.execute(times).scalars()):
        theirs = sa.exists().where(
            PREFERENCES.c.person_id == NOTICES.c.person_id, PREFERENCES.c.digest_at == minute
        )
        softly = sa.and_(mine, NOTICES.c.kind.not_in(telling.loud), theirs)
        if moment.minute >= minute:
            softly &= _messages_today(moment) > 0
        _hold(connection, softly, moment.next(minute), "digest_time")


def _keep_to_the_limit(
    connection: sa.Connection, mine: sa.ColumnElement[bool], telling: Telling, moment: Moment
) -> None:
    if telling.daily_limit is not None:
        full = _messages_today(moment) >= telling.daily_limit
        over = sa.and_(mine, NOTICES.c.kind.not_in(telling.unlimited), full)
        _hold(connection, over, moment.next(0), "daily_limit")


def _messages_today(moment: Moment) -> sa.ColumnElement[int]:
    today = sa.and_(DIGESTS.c.made_on == moment.today, DIGESTS.c.state != WITHDRAWN)
    theirs = sa.select(sa.func.count()).select_from(DIGESTS)
    return theirs.where(DIGESTS.c.person_id == NOTICES.c.person_id, today).scalar_subquery()


def _hold(connection: sa.Connection, chosen: sa.ColumnElement[bool], until: datetime, reason: str) -> None:
    run(connection, NOTICES.update().where(chosen).values(next_attempt_at=until, held_for=reason))


def _put_together(
    connection: sa.Connection,
    campaign_id: int,
    mine: sa.ColumnElement[bool],
    telling: Telling,
    moment: Moment,
) -> None:
    rank = sa.case(
        {kind: number for number, kind in enumerate(telling.urgency)}, value=NOTICES.c.kind, else_=99
    )
    lead = sa.select(NOTICES.c.person_id, sa.func.min(rank).label("rank")).where(mine, _free())
    lead = lead.group_by(NOTICES.c.person_id).order_by(NOTICES.c.person_id)
    leading = lead.subquery("leading")
    kind = sa.case(dict(enumerate(telling.urgency)), value=leading.c.rank, else_="word")
    names = ("campaign_id", "person_id", "kind", "made_at", "made_on", "state", "channel", "next_attempt_at")
    rows = sa.select(
        sa.literal(campaign_id),
        leading.c.person_id,
        kind,
        sa.literal(moment.at, Instant),
        sa.literal(moment.today, sa.Date),
        sa.literal(QUEUED),
        sa.literal(""),
        sa.literal(moment.at, Instant),
    )
    run(
        connection,
        DIGESTS.insert().from_select(
            [*names, "failures", "attempts"], rows.add_columns(sa.literal(0), sa.literal(0))
        ),
    )
    new = sa.and_(DIGESTS.c.state == QUEUED, DIGESTS.c.channel == "", DIGESTS.c.campaign_id == campaign_id)
    carried = sa.select(DIGESTS.c.id).where(DIGESTS.c.person_id == NOTICES.c.person_id, new).scalar_subquery()
    run(connection, NOTICES.update().where(mine, _newly_carried(new)).values(digest_id=carried))
    for kinds, outlets in alike(telling):
        theirs = sa.and_(new, DIGESTS.c.kind.in_(kinds))
        channel = sa.func.coalesce(
            first_of(outlets, DIGESTS.c.person_id), outlets[0].name if outlets else NOWHERE
        )
        run(connection, DIGESTS.update().where(theirs).values(channel=channel))
    _bury(connection, campaign_id, moment)


def _newly_carried(new: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(DIGESTS.c.person_id == NOTICES.c.person_id, new)


def alike(telling: Telling) -> Iterator[tuple[list[str], Sequence[Outlet]]]:
    """The kinds that may go over the same channels, together."""
    by_names: dict[tuple[str, ...], list[str]] = {}
    for kind in telling.urgency:
        by_names.setdefault(tuple(outlet.name for outlet in telling.outlets[kind]), []).append(kind)
    for kinds in by_names.values():
        yield kinds, telling.outlets[kinds[0]]


def _bury(connection: sa.Connection, campaign_id: int, moment: Moment) -> None:
    """What no channel may carry waits for the administrator, and says so."""
    lost = sa.and_(
        DIGESTS.c.campaign_id == campaign_id, DIGESTS.c.state == QUEUED, DIGESTS.c.channel == NOWHERE
    )
    ids = sa.select(DIGESTS.c.id).where(lost)
    columns = ("digest_id", "at", "channel", "outcome", "detail")
    said = (sa.literal(moment.at, Instant), sa.literal(NOWHERE), sa.literal("dead"), sa.literal(NO_CHANNEL))
    run(connection, DELIVERIES.insert().from_select(columns, sa.select(DIGESTS.c.id, *said).where(lost)))
    carried = sa.and_(NOTICES.c.digest_id.in_(ids), NOTICES.c.state == NOTICE_QUEUED)
    run(connection, NOTICES.update().where(carried).values(state=NOTICE_DEAD))
    run(connection, DIGESTS.update().where(lost).values(state=DEAD, next_attempt_at=None))
