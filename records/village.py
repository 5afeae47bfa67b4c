"""Where does each village's campaign stand?"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from records.database import lock_rows, run, table_of
from records.task import TASKS, is_pending_gate, is_unrepaired
from states.campaign import Timeline
from states.village import Situation


class VillageCampaign(SQLModel, table=True):
    """One village's (or community's) part of a campaign: what the machine moves.

    `next_on` is the next day on which the calendar alone could move it; None if it cannot.
    """

    __tablename__ = "village_campaign"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", name="uq_village_campaign"),
        Index(
            "ix_village_campaign_due",
            "campaign_id",
            "next_on",
            "unit_id",
            sqlite_where=text("next_on IS NOT NULL"),
            postgresql_where=text("next_on IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    unit_id: int = Field(foreign_key="unit.id")
    state: str = Field(max_length=64)
    next_on: date | None = None


VILLAGES = table_of(VillageCampaign)


def lock(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> None:
    """Keep the chosen villages from being moved by anyone else until the commit."""
    lock_rows(connection, sa.select(VILLAGES.c.id).where(chosen).order_by(VILLAGES.c.id))


def due_on(campaign_id: int, day: date) -> sa.ColumnElement[bool]:
    """The villages of a campaign that the calendar alone may move on that day."""
    return (VILLAGES.c.campaign_id == campaign_id) & (VILLAGES.c.next_on == day)


def days_due(connection: sa.Connection, campaign_id: int, today: date) -> list[date]:
    """The days by today on which there are such; on a quiet day, one look at an index."""
    mine = (VILLAGES.c.campaign_id == campaign_id) & (VILLAGES.c.next_on <= today)
    days = sa.select(VILLAGES.c.next_on).where(mine).distinct().order_by(VILLAGES.c.next_on)
    return list(connection.execute(days).scalars())


def gates_pending(timeline: Timeline) -> sa.ColumnElement[bool]:
    """A gate of the village's phase, or of an earlier one, is neither verified nor waived."""
    return _pending(TASKS.c.phase_number <= position(timeline))


def earlier_gates_pending(timeline: Timeline) -> sa.ColumnElement[bool]:
    """A gate of a phase that the village has left is pending: it was re-opened."""
    return _pending(TASKS.c.phase_number < position(timeline))


def _pending(phases: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    mine = TASKS.c.village_campaign_id == VILLAGES.c.id
    return sa.exists(sa.select(TASKS.c.id).where(mine, is_pending_gate(), phases))


def findings_open() -> sa.ColumnElement[bool]:
    """An inspection of the village found something that has not been seen to be repaired."""
    mine = TASKS.c.village_campaign_id == VILLAGES.c.id
    return sa.exists(sa.select(TASKS.c.id).where(mine, is_unrepaired()))


def position(timeline: Timeline) -> sa.ColumnElement[int]:
    """How far the village is along the plan's phases, as `Timeline.position` has it."""
    phases = timeline.phases.keys
    known = {state: timeline.position(state) for state in ("preparing", *phases)}
    return sa.case(known, value=VILLAGES.c.state, else_=len(phases))


def situations(
    connection: sa.Connection, timeline: Timeline, chosen: sa.ColumnElement[bool], today: date
) -> list[Situation]:
    """The distinct situations of the chosen villages; the calendar's facts are `today`'s."""
    facts = (VILLAGES.c.state, gates_pending(timeline).label("gates"), findings_open().label("findings"))
    rows = connection.execute(sa.select(*facts).where(chosen).group_by("state", "gates", "findings"))
    return [
        Situation(
            state=row.state,
            begun=timeline.begun(today),
            gates_pending=bool(row.gates),
            next_phase_begun=timeline.next_phase_begun(row.state, today),
            findings_open=bool(row.findings),
            assessment_begun=timeline.assessment_begun(today),
        )
        for row in rows
    ]


def sharing(timeline: Timeline, situation: Situation) -> sa.ColumnElement[bool]:
    """The villages that are in this situation."""
    gates, findings = gates_pending(timeline), findings_open()
    return sa.and_(
        VILLAGES.c.state == situation.state,
        gates if situation.gates_pending else ~gates,
        findings if situation.findings_open else ~findings,
    )


def wind(connection: sa.Connection, timeline: Timeline, chosen: sa.ColumnElement[bool], today: date) -> None:
    """Note for the chosen villages the next day on which the calendar alone could move them."""
    days = {state: timeline.next_move_on(state, today) for state in ("preparing", *timeline.phases.keys)}
    known = {state: sa.literal(day, sa.Date) for state, day in days.items() if day is not None}
    coming = sa.case(known, value=VILLAGES.c.state) if known else sa.null()
    run(connection, VILLAGES.update().where(chosen).values(next_on=coming))
