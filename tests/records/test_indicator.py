"""What the database itself keeps of targets, readings and anomalies, whoever writes."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from records import figures
from records import indicator as indicators
from records.database import reading, writing
from records.indicator import ANOMALIES, READINGS, TARGETS
from records.unit import UNITS
from tests.town import SHANGHAI, ZHUZHAI, Town

AT = datetime(2012, 5, 7, 9, tzinfo=SHANGHAI)
SEVENTH_OF_MAY = date(2012, 5, 7)

TARGET: dict[str, Any] = {
    "campaign_id": 1,
    "group_number": 0,
    "indicator": "coverage",
    "eligible": 100,
    "required": 97,
}
READING: dict[str, Any] = {
    "campaign_id": 1,
    "group_number": 0,
    "indicator": "coverage",
    "on": SEVENTH_OF_MAY,
    "count": 40,
    "reported_by": "朱寨社区 主任",
    "at": AT,
}
ANOMALY: dict[str, Any] = {
    "campaign_id": 1,
    "indicator": "coverage",
    "kind": "jump",
    "on": SEVENTH_OF_MAY,
    "detail": "升幅过大",
    "recorded_at": AT,
}


@pytest.fixture
def unit(campaign: Town) -> int:
    with reading(campaign.desk.engine) as connection:
        found: int = connection.execute(sa.select(UNITS.c.id).where(UNITS.c.code == ZHUZHAI)).scalar_one()
        return found


def add(town: Town, table: sa.Table, **values: Any) -> int:
    with writing(town.desk.engine) as connection:
        number: int = connection.execute(table.insert().values(**values).returning(table.c.id)).scalar_one()
        return number


@pytest.mark.parametrize(
    "wrong",
    [
        {"eligible": -1},
        {"required": -1},
        {"handed_down": -1},
        {"frozen_on": SEVENTH_OF_MAY},
        {"frozen_eligible": 100},
        {"count": 5},
        {"reading_id": 99},
    ],
)
def test_a_target_that_cannot_be_is_refused(campaign: Town, unit: int, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        add(campaign, TARGETS, **{**TARGET, "unit_id": unit, **wrong})


def test_a_unit_has_one_target_in_an_indicator_and_its_groups_have_their_own(
    campaign: Town, unit: int
) -> None:
    add(campaign, TARGETS, **TARGET, unit_id=unit)
    with pytest.raises(IntegrityError):
        add(campaign, TARGETS, **TARGET, unit_id=unit)
    add(campaign, TARGETS, **{**TARGET, "group_number": 1}, unit_id=unit)


@pytest.mark.parametrize("wrong", [{"count": -1}, {"corrects_id": 1}, {"unit_id": 9999}])
def test_a_reading_that_cannot_be_is_refused(campaign: Town, unit: int, wrong: dict[str, Any]) -> None:
    add(campaign, READINGS, **READING, unit_id=unit)
    with pytest.raises(IntegrityError):
        add(campaign, READINGS, **{**READING, "unit_id": unit, **wrong})


def test_the_last_reading_of_a_day_counts_and_a_groups_is_not_the_units(campaign: Town, unit: int) -> None:
    add(campaign, READINGS, **READING, unit_id=unit)
    last = add(campaign, READINGS, **{**READING, "count": 41}, unit_id=unit)
    add(campaign, READINGS, **{**READING, "group_number": 1}, unit_id=unit)
    earlier = add(campaign, READINGS, **{**READING, "on": date(2012, 5, 6)}, unit_id=unit)
    with reading(campaign.desk.engine) as connection:
        counting = sa.select(READINGS.c.id).where(indicators.counting()).order_by(READINGS.c.id)
        assert connection.execute(counting).scalars().all() == [last, earlier]


def test_an_anomaly_is_recorded_once(campaign: Town, unit: int) -> None:
    number = add(campaign, READINGS, **READING, unit_id=unit)
    rows = [
        {**ANOMALY, "unit_id": unit, "reading_id": number, "kind": kind} for kind in ("jump", "no_activity")
    ]
    with writing(campaign.desk.engine) as connection:
        assert len(indicators.add_anomalies(connection, rows[:1])) == 1
        assert [row.detail for row in indicators.add_anomalies(connection, rows)] == ["升幅过大"]
        assert indicators.add_anomalies(connection, []) == ()
    with pytest.raises(IntegrityError):
        add(campaign, ANOMALIES, **{**ANOMALY, "kind": "odd"}, unit_id=unit, reading_id=number)


def test_many_readings_are_added_together_and_their_numbers_given_in_order(campaign: Town, unit: int) -> None:
    days = [date(2012, 1, 1) + timedelta(days=number) for number in range(2500)]
    common = {"unit_id": unit, "corrects_id": None, "reason": None}
    rows = [{**READING, **common, "on": day, "count": number} for number, day in enumerate(days)]
    with writing(campaign.desk.engine) as connection:
        ids = figures.add_readings(connection, rows)
        stored = sa.select(READINGS.c.id, READINGS.c.on)
        assert dict(connection.execute(stored).tuples().all()) == dict(zip(ids, days, strict=True))
