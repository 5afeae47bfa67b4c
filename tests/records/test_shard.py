"""Shards are cut by count, hold whole townships, and hold everybody once."""

from random import Random

import pytest
import sqlalchemy as sa

from records import shard
from records.campaign import CAMPAIGNS, PLAN_VERSIONS
from records.clock import SystemClock
from records.database import reading, writing
from records.shard import PathRange
from records.unit import UNITS, NewUnit, add
from records.village import VILLAGES

TOWNSHIPS, VILLAGES_EACH = 6, 5


@pytest.fixture(params=["in order", "at random"])
def country(request: pytest.FixtureRequest, engine: sa.Engine) -> sa.Engine:
    """Six townships with five villages each, all in one campaign; entered in their order, or not."""
    townships = [NewUnit(f"41000{number}", "乡", "township", "41") for number in range(TOWNSHIPS)]
    villages = [
        NewUnit(f"{above.code}{number:03}", "村", "village", above.code)
        for above in townships
        for number in range(VILLAGES_EACH)
    ]
    if request.param == "at random":
        Random(3).shuffle(townships)
        Random(5).shuffle(villages)
    with writing(engine) as connection:
        add(connection, [NewUnit("41", "省", "province", None), *townships, *villages])
        plan = {"id": 1, "key": "p", "digest": "d", "body": {}}
        connection.execute(PLAN_VERSIONS.insert().values(plan))
        at = SystemClock().now()
        campaign = {"id": 1, "plan_version_id": 1, "issued_at": at, "issued_on": at.date()}
        connection.execute(CAMPAIGNS.insert().values(campaign))
        whole = sa.select(sa.literal(1), UNITS.c.id, sa.literal("preparing")).where(UNITS.c.kind == "village")
        connection.execute(VILLAGES.insert().from_select(["campaign_id", "unit_id", "state"], whole))
    return engine


def cut(engine: sa.Engine, size: int) -> list[PathRange]:
    with reading(engine) as connection:
        return shard.cut(connection, 1, size)


def codes_of(engine: sa.Engine, part: PathRange) -> list[str]:
    """The codes of a shard's units, found by their runs of ids."""
    with reading(engine) as connection:
        runs = list(shard.units(connection, part))
        found = [
            connection.execute(sa.select(UNITS.c.code).where(UNITS.c.id.between(run.first, run.last)))
            for run in runs
        ]
        codes = [code for rows in found for code in rows.scalars()]
    assert len(codes) == sum(run.count for run in runs)
    return codes


@pytest.mark.parametrize("size", [1, 4, 5, 7, 12, 29, 30, 1000])
def test_together_the_shards_hold_every_unit_once(country: sa.Engine, size: int) -> None:
    codes = [code for part in cut(country, size) for code in codes_of(country, part)]
    assert len(codes) == len(set(codes)) == 1 + TOWNSHIPS * (1 + VILLAGES_EACH)


@pytest.mark.parametrize("size", [1, 5, 7, 12])
def test_a_township_and_its_villages_are_in_one_shard(country: sa.Engine, size: int) -> None:
    for part in cut(country, size):
        codes = codes_of(country, part)
        offices = {code for code in codes if len(code) == 6}
        assert {code[:6] for code in codes if len(code) == 9} == offices


def test_shards_are_cut_by_count(country: sa.Engine) -> None:
    villages = [
        sum(len(code) == 9 for code in codes_of(country, part)) for part in cut(country, 2 * VILLAGES_EACH)
    ]
    assert villages == [2 * VILLAGES_EACH] * 3


def test_a_small_campaign_is_one_shard(country: sa.Engine) -> None:
    assert cut(country, TOWNSHIPS * VILLAGES_EACH) == [PathRange("", None)]


def test_units_that_were_entered_in_order_are_few_runs(engine: sa.Engine, country: sa.Engine) -> None:
    with reading(country) as connection:
        assert len(list(shard.units(connection, PathRange("", None)))) == 1


def test_a_shard_is_waiting_until_it_is_finished(country: sa.Engine) -> None:
    from records import check

    with writing(country) as connection:
        run_id = check.begin(connection, 1, SystemClock().now(), {})
        shard.add(connection, run_id, [PathRange("", "41/"), PathRange("41/", None)])
        shard.note_slice(connection, run_id, 2, {"moves": {"task.open": 5}})
        found = shard.waiting(connection, run_id, 2)
        assert found == PathRange("41/", None, {"moves": {"task.open": 5}})
        shard.finish(connection, run_id, 2)
        assert shard.waiting(connection, run_id, 2) is None
        assert [(row.number, row.state) for row in shard.of_run(connection, run_id)] == [
            (1, "waiting"),
            (2, "done"),
        ]
