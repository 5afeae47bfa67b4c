"""The day ends complete on a cluster, each notice once, whatever dies.

A real Prefect server, real workers and a real PostgreSQL, killed for real.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.campaign import start
from actions.check import check_deadlines
from actions.desk import Desk
from actions.permission import CONSOLE
from actions.person import import_people
from actions.unit import import_units, list_units
from flows.crowd import people_csv, units_csv
from plans.reader import read_plan, shipped_plan
from records.check import CHECK_RUNS
from records.clock import FixedClock
from records.database import open_engine
from records.migrate import prepare
from records.shard import CHECK_SHARDS, DONE
from tests.flows.cluster import Cluster, held_up, somebody_waits, wait_until
from tests.postgres import Server, execute_on_server
from tests.same import differences
from tests.town import SHANGHAI

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]

VILLAGES = 60
VILLAGES_A_SHARD = 15
ISSUED = datetime(2012, 4, 23, 8, tzinfo=SHANGHAI)
ONE_EVENTFUL_MORNING = datetime(2012, 5, 2, 8, tzinfo=SHANGHAI)
"""After the holidays: tasks open, reminders go out, ladders climb."""

TEMPLATE, TWIN = "country", "twin"

IN_THE_FIRST_SHARD = "SELECT id FROM task WHERE unit_id = (SELECT min(unit_id) FROM village_campaign)"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of our own, since it will crash."""
    made = Server()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def twin(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """The country as the embedded engine leaves it after that morning; beside it, one from before."""
    execute_on_server(server, f"CREATE DATABASE {TEMPLATE}")
    found_country(server.url(TEMPLATE), tmp_path_factory.mktemp("country"))
    execute_on_server(server, f"CREATE DATABASE {TWIN} TEMPLATE {TEMPLATE}")
    engine = open_engine(server.url(TWIN))
    check_deadlines(Desk(engine, FixedClock(ONE_EVENTFUL_MORNING)))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def started(server: Server, twin: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(server, tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def cluster(started: Cluster) -> Cluster:
    """The cluster on that morning, before the check."""
    started.restore_workers()
    started.fill(TEMPLATE)
    return started


def found_country(url: str, folder: Path) -> None:
    """A made-up country with the 2012 pilot issued to all of it."""
    engine = open_engine(url)
    prepare(engine, ISSUED)
    desk = Desk(engine, FixedClock(ISSUED))
    plan = read_plan(shipped_plan("2012-pension-pilot"))
    departments = sorted({task.owner_detail for task in plan.tasks if task.owner_kind == "department"})
    units, people = folder / "units.csv", folder / "people.csv"
    units.write_text(units_csv(VILLAGES, departments), encoding="utf-8")
    import_units(desk, CONSOLE, units)
    people.write_text(people_csv(list_units(desk)), encoding="utf-8")
    import_people(desk, CONSOLE, people)
    start(desk, CONSOLE, plan)
    engine.dispose()


def begin_check(cluster: Cluster) -> str:
    return cluster.begin(
        "check-deadlines", at=ONE_EVENTFUL_MORNING.isoformat(), villages_a_shard=VILLAGES_A_SHARD
    )


def assert_the_day_is_complete(cluster: Cluster, twin: sa.Engine) -> None:
    """One check, done, and all that it leaves is what the embedded engine leaves: each notice once."""
    engine = open_engine(cluster.url)
    with engine.connect() as connection:
        states = connection.execute(sa.select(CHECK_RUNS.c.state)).scalars().all()
    assert states == ["done"]
    assert differences(twin, engine) == {}
    engine.dispose()


def shards_done(cluster: Cluster) -> tuple[int, int]:
    """How many shards are done, and of how many."""
    engine = open_engine(cluster.url)
    with engine.connect() as connection:
        states = connection.execute(sa.select(CHECK_SHARDS.c.state)).scalars().all()
    engine.dispose()
    return states.count(DONE), len(states)


def all_are_done(cluster: Cluster) -> bool:
    done, of = shards_done(cluster)
    return done == of > 1


def all_but_one_are_done(cluster: Cluster) -> bool:
    done, of = shards_done(cluster)
    return of > 1 and done == of - 1


def test_a_check_on_the_cluster_does_what_the_embedded_engine_does(cluster: Cluster, twin: sa.Engine) -> None:
    cluster.check(ONE_EVENTFUL_MORNING, villages_a_shard=VILLAGES_A_SHARD)
    assert shards_done(cluster)[1] >= 4
    assert_the_day_is_complete(cluster, twin)


def test_while_one_worker_is_held_up_in_a_shard_the_other_does_all_the_rest(
    cluster: Cluster, twin: sa.Engine
) -> None:
    with held_up(cluster.url, IN_THE_FIRST_SHARD):
        run = begin_check(cluster)
        wait_until(lambda: all_but_one_are_done(cluster), "nobody helps")
        assert cluster.shards_of(run) == set()
    assert cluster.end_of(run) == "COMPLETED", cluster.said()
    assert_the_day_is_complete(cluster, twin)


def test_two_checks_at_once_share_the_shards_and_none_is_run_twice(cluster: Cluster, twin: sa.Engine) -> None:
    with held_up(cluster.url, IN_THE_FIRST_SHARD):
        first = begin_check(cluster)
        wait_until(lambda: somebody_waits(cluster.url), "the first check does not begin")
        second = begin_check(cluster)
        wait_until(lambda: all_but_one_are_done(cluster), "the second check does not help")
        wait_until(lambda: cluster.state_of(second) == "RUNNING", "the second check does not begin")
    assert {cluster.end_of(first), cluster.end_of(second)} == {"COMPLETED"}, cluster.said()
    assert len(cluster.shards_of(first) & cluster.shards_of(second)) == 0
    assert_the_day_is_complete(cluster, twin)


def test_workers_killed_in_mid_shard_are_succeeded_by_another_that_ends_the_day(
    cluster: Cluster, twin: sa.Engine
) -> None:
    with held_up(cluster.url, IN_THE_FIRST_SHARD):
        begin_check(cluster)
        wait_until(lambda: somebody_waits(cluster.url), "the check does not begin")
        cluster.kill_workers()
    cluster.start_worker()
    resumed = cluster.begin("resume-checks", at=ONE_EVENTFUL_MORNING.isoformat())
    assert cluster.end_of(resumed) == "COMPLETED", cluster.said()
    assert_the_day_is_complete(cluster, twin)


def test_a_day_whose_check_never_began_is_made_good(cluster: Cluster, twin: sa.Engine) -> None:
    resumed = cluster.begin("resume-checks", at=ONE_EVENTFUL_MORNING.isoformat())
    assert cluster.end_of(resumed) == "COMPLETED", cluster.said()
    assert_the_day_is_complete(cluster, twin)


def test_while_the_prefect_server_is_gone_the_check_goes_on(cluster: Cluster, twin: sa.Engine) -> None:
    with held_up(cluster.url, IN_THE_FIRST_SHARD):
        run = begin_check(cluster)
        wait_until(lambda: somebody_waits(cluster.url), "the check does not begin")
        cluster.stop_server()
    wait_until(lambda: all_are_done(cluster), "the check does not go on without Prefect")
    cluster.start_server()
    assert cluster.end_of(run) == "COMPLETED", cluster.said()
    assert_the_day_is_complete(cluster, twin)


def test_a_database_that_crashes_in_mid_check_and_comes_back_ends_the_day(
    cluster: Cluster, twin: sa.Engine, server: Server
) -> None:
    with held_up(cluster.url, IN_THE_FIRST_SHARD):
        run = begin_check(cluster)
        wait_until(lambda: somebody_waits(cluster.url), "the check does not begin")
        server.crash()
    server.start()
    assert cluster.end_of(run) == "COMPLETED", cluster.said()
    assert_the_day_is_complete(cluster, twin)
