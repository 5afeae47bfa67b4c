"""What the units below each unit come to in an indicator: sums, and changes day by day.

Filled from the targets and readings that there are, those of groups left out.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

HEADS = ("eligible", "denominator", "required", "handed_down", "reached")

FILL_SUMS = """
INSERT INTO indicator_sum (campaign_id, unit_id, indicator, stripe, units, reported, met, frozen, handed,
                           eligible, denominator, required, handed_down, reached)
SELECT target.campaign_id, unit_ancestor.ancestor_id, target.indicator, 0, count(*),
       count(target.count),
       sum(CASE WHEN target.count >= target.required THEN 1 ELSE 0 END),
       count(target.frozen_on),
       count(target.handed_down),
       sum(target.eligible),
       sum(coalesce(target.frozen_eligible, target.eligible)),
       sum(target.required),
       coalesce(sum(target.handed_down), 0),
       coalesce(sum(target.count), 0)
FROM target JOIN unit_ancestor ON unit_ancestor.unit_id = target.unit_id
WHERE target.group_number = 0
GROUP BY target.campaign_id, unit_ancestor.ancestor_id, target.indicator
"""

FILL_STEPS = """
INSERT INTO indicator_step (campaign_id, unit_id, indicator, day, stripe, change)
SELECT step.campaign_id, unit_ancestor.ancestor_id, step.indicator, step.day, 0, sum(step.change)
FROM (
  SELECT campaign_id, unit_id, indicator, "on" AS day,
         count - coalesce(lag(count) OVER (
           PARTITION BY campaign_id, unit_id, indicator ORDER BY "on"), 0) AS change
  FROM reading
  WHERE id IN (
    SELECT max(id) FROM reading WHERE group_number = 0 GROUP BY campaign_id, unit_id, indicator, "on")
) AS step JOIN unit_ancestor ON unit_ancestor.unit_id = step.unit_id
GROUP BY step.campaign_id, unit_ancestor.ancestor_id, step.indicator, step.day
"""


def upgrade() -> None:
    op.create_table(
        "indicator_sum",
        *_of_unit(),
        sa.Column("stripe", sa.Integer(), nullable=False),
        *(_number(name, sa.Integer()) for name in ("units", "reported", "met", "frozen", "handed")),
        *(_number(name, sa.BigInteger()) for name in HEADS),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("campaign_id", "unit_id", "indicator", "stripe"),
    )
    op.create_table(
        "indicator_step",
        *_of_unit(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stripe", sa.Integer(), nullable=False),
        _number("change", sa.BigInteger()),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("campaign_id", "unit_id", "indicator", "day", "stripe"),
    )
    op.execute(FILL_SUMS)
    op.execute(FILL_STEPS)


def _of_unit() -> tuple[sa.Column[Any], ...]:
    return (
        _number("campaign_id", sa.Integer()),
        _number("unit_id", sa.Integer()),
        sa.Column("indicator", sa.String(length=64), nullable=False),
    )


def _number(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
