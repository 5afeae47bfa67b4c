"""What is due is found by its index, whatever else the campaign has: kind by kind, day by day."""

from datetime import date

import sqlalchemy as sa

from records import deadline, village
from records.database import reading, writing
from records.slices import SliceSize, unit_ranges
from records.task import TASKS
from tests.query_plan import plan_of, statements_of
from tests.town import Town

KINDS = ("training", "survey", "publicity")
SECOND_OF_MAY = date(2012, 5, 2)


def test_what_is_due_is_told_by_kind_and_day_in_the_order_asked_for(campaign: Town) -> None:
    with reading(campaign.desk.engine) as connection:
        due = deadline.days_due(connection, 1, SECOND_OF_MAY, ("survey", "self-inspection", "training"))
        assert [kind for kind, _ in due] == ["survey", "training"]
        assert all(day <= SECOND_OF_MAY for _, day in due)
        assert deadline.days_due(connection, 1, date(2012, 4, 1), KINDS) == []


def test_only_the_tasks_of_the_named_kinds_are_counted(campaign: Town) -> None:
    with reading(campaign.desk.engine) as connection:
        assert deadline.count_due(connection, 1, SECOND_OF_MAY, KINDS) == 3 * 3
        assert deadline.count_due(connection, 1, SECOND_OF_MAY, ("training",)) == 3
        assert deadline.count_due(connection, 2, SECOND_OF_MAY, KINDS) == 0


def test_a_quiet_day_costs_a_look_at_the_index(campaign: Town) -> None:
    engine = campaign.desk.engine
    with statements_of(engine) as seen, reading(engine) as connection:
        deadline.days_due(connection, 1, date(2012, 4, 1), KINDS)
        village.days_due(connection, 1, date(2012, 4, 1))
    tasks, villages = seen
    assert "ix_task_due" in plan_of(engine, tasks)
    assert "ix_village_campaign_due" in plan_of(engine, villages)


def with_many_tasks(engine: sa.Engine) -> None:
    """So many that are not due that a server has a reason to prefer an index to another."""
    names = [column.name for column in TASKS.columns if column.name not in ("id", "key", "next_on")]
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
    with writing(engine) as connection:
        connection.exec_driver_sql(
            f"INSERT INTO task (key, {', '.join(names)}) {numbers} "
            f"SELECT key || i, {', '.join(names)} FROM task, n WHERE i > 0"
        )
        connection.exec_driver_sql("ANALYZE")


def test_a_slice_is_cut_from_what_is_due_alone(campaign: Town) -> None:
    engine = campaign.desk.engine
    with_many_tasks(engine)
    with reading(engine) as connection:
        ((kind, day),) = deadline.days_due(connection, 1, SECOND_OF_MAY, ("training",))
    with statements_of(engine) as seen:
        parts = list(unit_ranges(engine, TASKS, deadline.due_on(1, kind, day), SliceSize(2)))
    assert [part.count for part in parts] == [2, 1]
    assert all("ix_task_due" in plan_of(engine, said) for said in seen)


def test_what_is_due_is_what_a_rule_has_something_to_say_about_by_that_day(campaign: Town) -> None:
    with reading(campaign.desk.engine) as connection:
        query = sa.select(TASKS.c.next_on).where(deadline.due(1, SECOND_OF_MAY, *KINDS))
        days = list(connection.execute(query).scalars())
    assert days
    assert max(days) <= SECOND_OF_MAY
