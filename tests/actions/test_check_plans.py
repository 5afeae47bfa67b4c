"""Whatever a check asks for, an index leads to it: no statement goes through all tasks or villages."""

import re

import pytest

from tests.query_plan import Statement, plan_of, statements_of
from tests.town import ZHUZHAI, Town

LARGE = ("task", "notice", "history", "escalation", "village_campaign", "unit", "unit_ancestor", "seat")
"""The tables that grow with the number of villages."""

DAYS = ("2012-04-25", "2012-05-02", "2012-06-01", "2012-06-08", "2012-06-11", "2012-06-12")
"""Moves, openings, reminders, two rungs; on 18 June besides the last one, which proposes inspections."""


def read_whole(plan: str) -> set[str]:
    """The large tables that a plan reads from one end to the other."""
    found = set(re.findall(r"^SCAN (\w+)", plan, re.MULTILINE)) | set(re.findall(r"Seq Scan on (\w+)", plan))
    # With nothing to look for an index is read whole as well.
    for table, below in re.findall(r"Index (?:Only )?Scan using \w+ on (\w+).*\n(.*)", plan):
        if "Index Cond" not in below:
            found.add(table)
    return found & set(LARGE)


def statements_of_checks(campaign: Town) -> list[Statement]:
    """The different statements of the checks of a spring, where one village goes its way and two do not."""
    campaign.at("2012-04-24").check()
    campaign.complete(ZHUZHAI, "training")
    with statements_of(campaign.desk.engine) as seen:
        for day in (*DAYS, "2012-06-18", "2012-07-02"):
            campaign.at(day).check()
    return list({said[0]: said for said in seen}.values())


@pytest.mark.slow
def test_no_statement_of_a_check_reads_a_large_table_whole(campaign: Town) -> None:
    found = {}
    for said in statements_of_checks(campaign):
        if re.match(r"(SELECT|INSERT|UPDATE|DELETE)", said[0]) and (
            whole := read_whole(plan_of(campaign.desk.engine, said))
        ):
            found[said[0]] = whole
    assert found == {}


def test_a_statement_without_an_index_would_be_found(campaign: Town) -> None:
    by_state = ("SELECT count(*) FROM task WHERE cycle = 2", ())
    assert read_whole(plan_of(campaign.desk.engine, by_state)) == {"task"}
