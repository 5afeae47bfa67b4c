"""Which campaigns run, on which version of which plan?"""

import hashlib
import json
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from plans.model import Plan
from plans.rules import Rulebook, rulebook
from records.calendar import calendar_of, last_published
from records.database import table_of
from records.types import Instant


class PlanVersion(SQLModel, table=True):
    """A plan as it was issued; immutable. `digest` is the SHA-256 of its canonical JSON."""

    __tablename__ = "plan_version"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64)
    digest: str = Field(unique=True, max_length=64)
    body: dict[str, Any] = Field(sa_type=JSON)


class Campaign(SQLModel, table=True):
    """One run of a plan. Without `unit_id` it covers every village and community there is."""

    __tablename__ = "campaign"

    id: int | None = Field(default=None, primary_key=True)
    plan_version_id: int = Field(foreign_key="plan_version.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    issued_at: datetime = Field(sa_type=Instant)
    issued_on: date
    """The day of `issued_at` in the plan's zone."""
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    verdict: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """What was judged when it was closed (收官)."""


PLAN_VERSIONS = table_of(PlanVersion)
CAMPAIGNS = table_of(Campaign)


def keep_plan(connection: sa.Connection, plan: Plan) -> int:
    """Keep this version of the plan; its id. The same version is kept once."""
    body = plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    same = sa.select(PLAN_VERSIONS.c.id).where(PLAN_VERSIONS.c.digest == digest)
    known = connection.execute(same).scalar()
    if known is not None:
        return int(known)
    row = PLAN_VERSIONS.insert().values(key=plan.key, digest=digest, body=body)
    return int(connection.execute(row.returning(PLAN_VERSIONS.c.id)).scalar_one())


def rules_of(connection: sa.Connection, plan_version_id: int) -> Rulebook:
    """The rules of a version of a plan, by the years that have been published so far.

    A version never changes, and years are added once a year: both are read once a process.
    """
    one = sa.select(PLAN_VERSIONS.c.digest, last_published()).where(PLAN_VERSIONS.c.id == plan_version_id)
    digest, years = connection.execute(one).one()
    if (digest, years) not in _kept:
        body = connection.execute(
            sa.select(PLAN_VERSIONS.c.body).where(PLAN_VERSIONS.c.digest == digest)
        ).scalar_one()
        _kept[digest, years] = rules_for(connection, Plan.model_validate(body))
    return _kept[digest, years]


def rules_for(connection: sa.Connection, plan: Plan) -> Rulebook:
    """The rules of a plan, by the years that have been published so far."""
    return rulebook(plan, calendar_of(connection, plan.calendar))


_kept: dict[tuple[str, str | None], Rulebook] = {}
