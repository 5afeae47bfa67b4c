"""A new database is made, an older one brought up after a copy, a newer or foreign one refused."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from records import schema
from records.database import DatabaseRefused, open_engine
from records.indicator_sum import STEPS, SUMS, all_kept, recounted_steps, recounted_sums
from records.migrate import HEAD, REVISIONS, VERSION, Standing, prepare, require_current, standing, upgrade
from records.setting import SETTINGS
from tests.postgres import Server, execute_on_server
from tests.town import SHANGHAI

AT = datetime(2012, 4, 23, 8, tzinfo=SHANGHAI)


OLD_CAMPAIGN = (
    "INSERT INTO unit (id, code, name, kind, path, roles_held)"
    " VALUES (1, '410106004002', '朱寨社区', 'community', '410106004002/', 0)",
    "INSERT INTO person (id, name, language) VALUES (1, '主任', 'zh')",
    "INSERT INTO plan_version (id, key, digest, body) VALUES (1, 'p', 'd', '{}')",
    "INSERT INTO campaign (id, plan_version_id, issued_at, issued_on)"
    " VALUES (1, 1, '2012-04-23 00:00:00', '2012-04-23')",
    "INSERT INTO task (id, campaign_id, unit_id, key, phase_number, gate, state, opens_on, due,"
    " effective_due, cycle, rung, next_on)"
    " VALUES (1, 1, 1, 'self-inspection', 2, true, 'open', '2012-06-01', '2012-06-10',"
    " '2012-06-10', 1, -1, '2012-06-03')",
    "INSERT INTO history (id, campaign_id, unit_id, at, actor, subject, subject_id, task_key, trigger,"
    " to_state)"
    " VALUES (1, 1, 1, '2012-06-01 00:00:00', 'clock', 'task', 1, 'self-inspection', 'open', 'open')",
    "INSERT INTO notice (id, campaign_id, unit_id, task_id, cycle, kind, rule, rung, role, person_id, form,"
    " queued_at, state, attempts) VALUES (1, 1, 1, 1, 1, 'reminder', 'reminder-7', -1, 'village_head', 1,"
    " 'reminder', '2012-06-01 00:00:00', 'delivered', 1)",
)
"""A campaign of one village, as revision 0002 kept it."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'new.sqlite'}"
    else:
        server: Server = request.getfixturevalue("postgres")
        name = f"duban_empty_{uuid4().hex[:12]}"
        execute_on_server(server, f"CREATE DATABASE {name}")
        address = server.url(name)
    engine = open_engine(address)
    yield engine
    engine.dispose()


def test_a_new_database_is_made_current_without_a_copy(empty: sa.Engine) -> None:
    assert standing(empty) is Standing.EMPTY
    assert prepare(empty, AT) is None
    assert standing(empty) is Standing.CURRENT
    require_current(empty)


def test_the_migrations_make_exactly_the_tables_that_the_models_declare(empty: sa.Engine) -> None:
    assert schema.__all__
    prepare(empty, AT)
    with empty.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_an_older_database_is_brought_up_with_its_data_after_a_copy(empty: sa.Engine) -> None:
    upgrade(empty, REVISIONS[0])
    with empty.begin() as connection:
        connection.execute(SETTINGS.insert().values(name="kept", value="留下的"))
    assert standing(empty) is Standing.OLDER
    with pytest.raises(DatabaseRefused, match="较旧版本"):
        require_current(empty)
    copy = prepare(empty, AT)
    assert standing(empty) is Standing.CURRENT
    with empty.connect() as connection:
        assert connection.execute(sa.select(SETTINGS.c.value)).scalar() == "留下的"
    address = f"sqlite:///{copy}" if isinstance(copy, Path) else empty.url.set(database=copy)
    beside = open_engine(sa.engine.make_url(address).render_as_string(hide_password=False))
    assert standing(beside) is Standing.OLDER
    with beside.connect() as connection:
        assert connection.execute(sa.select(SETTINGS.c.value)).scalar() == "留下的"
    beside.dispose()


def test_a_campaign_of_an_older_version_keeps_its_tasks_and_its_history(empty: sa.Engine) -> None:
    upgrade(empty, "0002")
    with empty.begin() as connection:
        for statement in OLD_CAMPAIGN:
            connection.exec_driver_sql(statement)
    prepare(empty, AT)
    with empty.connect() as connection:
        task = connection.execute(sa.text("SELECT key, kind, number, stands_from FROM task")).one()
        assert tuple(task) == ("self-inspection", "self-inspection", 0, None)
        row = connection.execute(sa.text("SELECT trigger, effective_due, cycle FROM history")).one()
        assert tuple(row) == ("open", None, None)
        notice = connection.execute(sa.text("SELECT rule, instead_of_id FROM notice")).one()
        assert tuple(notice) == ("reminder-7", None)


OLD_FIGURES = (
    *OLD_CAMPAIGN[1:4],
    *(
        "INSERT INTO unit (id, code, name, kind, parent_id, path, roles_held)"
        f" VALUES ({number}, 'u{number}', '单位', '{kind}', {parent}, 'u{number}/', 0)"
        for number, kind, parent in (
            (1, "county", "NULL"),
            (2, "township", 1),
            (3, "village", 2),
            (4, "village", 2),
        )
    ),
    "INSERT INTO unit_ancestor (unit_id, ancestor_id, distance)"
    " VALUES (2, 1, 1), (3, 2, 1), (3, 1, 2), (4, 2, 1), (4, 1, 2)",
    'INSERT INTO reading (id, campaign_id, unit_id, group_number, indicator, "on", count, reported_by, at)'
    " VALUES (1, 1, 3, 0, 'coverage', '2012-05-02', 10, '主任', '2012-05-02 00:00:00'),"
    " (2, 1, 3, 0, 'coverage', '2012-05-04', 30, '主任', '2012-05-04 00:00:00'),"
    " (3, 1, 3, 0, 'coverage', '2012-05-02', 20, '主任', '2012-05-05 00:00:00'),"
    " (4, 1, 3, 1, 'coverage', '2012-05-03', 7, '组长', '2012-05-05 00:00:00'),"
    " (5, 1, 4, 0, 'coverage', '2012-05-04', 5, '主任', '2012-05-05 00:00:00')",
    "INSERT INTO target (id, campaign_id, unit_id, group_number, indicator, eligible, handed_down, required,"
    " frozen_eligible, frozen_on, count, reported_on, reading_id)"
    " VALUES (1, 1, 3, 0, 'coverage', 40, 30, 30, 35, '2012-05-01', 30, '2012-05-04', 2),"
    " (2, 1, 4, 0, 'coverage', 60, NULL, 58, NULL, NULL, 5, '2012-05-04', 5),"
    " (3, 1, 3, 1, 'coverage', 9, NULL, 9, NULL, NULL, 7, '2012-05-03', 4),"
    " (4, 1, 4, 0, 'renewal', 20, NULL, 20, NULL, NULL, NULL, NULL, NULL)",
)
"""Two villages of a township with figures of their own and of a group, as revision 0008 kept them."""


def test_the_sums_of_an_older_version_are_counted_from_its_figures(empty: sa.Engine) -> None:
    upgrade(empty, "0008")
    with empty.begin() as connection:
        for statement in OLD_FIGURES:
            connection.exec_driver_sql(statement)
    prepare(empty, AT)
    with empty.connect() as connection:
        sums = connection.execute(all_kept(SUMS, 1)).tuples().all()
        steps = connection.execute(all_kept(STEPS, 1)).tuples().all()
        assert sums == connection.execute(recounted_sums(1)).tuples().all()
        assert steps == connection.execute(recounted_steps(1)).tuples().all()
    coverage, renewal = (2, 2, 1, 1, 1, 100, 95, 88, 30, 35), (1, 0, 0, 0, 0, 20, 20, 20, 0, 0)
    assert [tuple(row[3:]) for row in sums] == [coverage, renewal] * 2
    assert [(str(row[3]), row[4]) for row in steps] == [("2012-05-02", 20), ("2012-05-04", 15)] * 2


def test_the_migrations_keep_every_check_of_the_models(empty: sa.Engine) -> None:
    """Alembic does not compare them, and SQLite makes a table anew to change one."""
    prepare(empty, AT)
    inspector = sa.inspect(empty)
    for table in SQLModel.metadata.tables.values():
        declared = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        assert {check["name"] for check in inspector.get_check_constraints(table.name)} == declared


def test_a_database_from_a_newer_version_is_refused_untouched(empty: sa.Engine) -> None:
    prepare(empty, AT)
    with empty.begin() as connection:
        connection.execute(sa.update(VERSION).values(version_num="9999"))
    for look in (standing, require_current, lambda engine: prepare(engine, AT)):
        with pytest.raises(DatabaseRefused, match=r"较新版本.*9999"):
            look(empty)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "foreign.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")
    connection.close()
    engine = open_engine(str(file))
    with pytest.raises(DatabaseRefused, match="invoices"):
        prepare(engine, AT)
    engine.dispose()


def test_the_last_revision_is_what_this_version_needs() -> None:
    assert REVISIONS[-1] == HEAD
    versions = Path(schema.__file__).parent / "migrations" / "versions"
    assert [file.name[:4] for file in sorted(versions.glob("0*.py"))] == list(REVISIONS)


@pytest.mark.parametrize("address", ["mysql://127.0.0.1/x", "oracle://x", "://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(DatabaseRefused):
        open_engine(address)
