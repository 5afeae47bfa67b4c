"""How tasks are found."""

import re

import sqlalchemy as sa

from records.database import reading
from records.task import TASKS, of_errand
from tests.query_plan import plan_of, statements_of
from tests.town import Town


def test_an_errand_is_found_by_its_number_and_not_among_all_of_its_kind(campaign: Town) -> None:
    engine = campaign.desk.engine
    sought = sa.select(TASKS.c.id).where(of_errand("errand.rectification", 7))
    with statements_of(engine) as seen, reading(engine) as connection:
        connection.execute(sought)
    plan = plan_of(engine, seen[-1])
    assert "ix_task_errand" in plan
    assert re.search(r"number ?= ?", plan)
