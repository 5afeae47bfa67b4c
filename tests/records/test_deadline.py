"""What is due is found by its index, whatever else the campaign has: kind by kind, day by day."""

from datetime import date

import sqlalchemy as sa

from records import deadline
from records.database import reading
from records.slices import unit_ranges
from records.task import TASKS
from tests.query_plan import plan_of, statements_of
from tests.town import Town

KINDS = ("training", "survey", "publicity")
SECOND_OF_MAY = date(2012, 5, 2)


def test_the_kinds_that_have_anything_due_are_given_in_the_order_asked_for(campaign: Town) -> None:
    with reading(campaign.desk.engine) as connection:
        due = deadline.kinds_due(connection, 1, SECOND_OF_MAY, ("survey", "self-inspection", "training"))
        assert due == ["survey", "training"]
        assert deadline.kinds_due(connection, 1, date(2012, 4, 1), KINDS) == []


def test_only_the_tasks_of_the_named_kinds_are_counted(campaign: Town) -> None:
    with reading(campaign.desk.engine) as connection:
        assert deadline.count_due(connection, 1, SECOND_OF_MAY, KINDS) == 3 * 3
        assert deadline.count_due(connection, 1, SECOND_OF_MAY, ("training",)) == 3
        assert deadline.count_due(connection, 2, SECOND_OF_MAY, KINDS) == 0


def test_a_quiet_day_costs_a_look_at_the_index_for_each_kind(campaign: Town) -> None:
    engine = campaign.desk.engine
    with statements_of(engine) as seen, reading(engine) as connection:
        deadline.kinds_due(connection, 1, SECOND_OF_MAY, KINDS)
    (said,) = seen
    assert plan_of(engine, said).count("ix_task_due") == len(KINDS)


def test_a_slice_is_cut_from_what_is_due_alone(campaign: Town) -> None:
    engine = campaign.desk.engine
    due = deadline.due(1, SECOND_OF_MAY, "training")
    with statements_of(engine) as seen:
        assert [part.count for part in unit_ranges(engine, TASKS, due, 2)] == [2, 1]
    assert all("ix_task_due" in plan_of(engine, said) for said in seen)


def test_what_is_due_is_what_a_rule_has_something_to_say_about_by_that_day(campaign: Town) -> None:
    with reading(campaign.desk.engine) as connection:
        query = sa.select(TASKS.c.next_on).where(deadline.due(1, SECOND_OF_MAY, *KINDS))
        days = list(connection.execute(query).scalars())
    assert days
    assert max(days) <= SECOND_OF_MAY
