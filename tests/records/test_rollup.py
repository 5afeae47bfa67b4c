"""Kept counts: each unit above the one that owes knows how many tasks stand where."""

from collections import Counter
from datetime import date

import sqlalchemy as sa

from records.database import reading, writing
from records.history import CLOCK, Event
from records.moves import move_tasks
from records.rollup import ROLLUPS, counts
from records.task import TASKS, is_late
from records.unit import ANCESTORS, UNITS
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town

DISTRICT = "410106000000"
ABOVE = ("410000000000", "410100000000", DISTRICT, SUBDISTRICT)

Standing = tuple[str, str, bool, int]
"""(state, date, late, how many)."""


def kept(town: Town, unit: str, key: str = "training") -> list[Standing]:
    """What the roll-ups say of one plan task below a unit."""
    mine = ROLLUPS.c.unit_id == sa.select(UNITS.c.id).where(UNITS.c.code == unit).scalar_subquery()
    found = counts(mine, ROLLUPS.c.key == key)
    query = sa.select(found.c.state, found.c.effective_due, found.c.late, found.c.tasks)
    with reading(town.desk.engine) as connection:
        rows = connection.execute(query).tuples()
        return sorted((state, str(due), bool(late), count) for state, due, late, count in rows)


def move(town: Town, state: str, *units: str, late: bool = False, **changes: object) -> int:
    """Move the training of some villages (of all, if none is named) past the machine; how many moved."""
    chosen = TASKS.c.key == "training"
    if units:
        chosen &= TASKS.c.unit_id.in_(sa.select(UNITS.c.id).where(UNITS.c.code.in_(units)))
    event = Event("task", "move", state, CLOCK, town.clock.instant)
    with writing(town.desk.engine) as connection:
        return move_tasks(connection, chosen, event, changes, late=late)


def assert_as_counted(town: Town) -> None:
    """The roll-ups are what one counts by hand, task by task and unit by unit above it."""
    facts = (TASKS.c.campaign_id, TASKS.c.kind, TASKS.c.state, TASKS.c.effective_due, is_late())
    with reading(town.desk.engine) as connection:
        kept_rows = connection.execute(sa.select(counts())).tuples().all()
        above: dict[int, list[int]] = {}
        for unit, ancestor in connection.execute(sa.select(ANCESTORS.c.unit_id, ANCESTORS.c.ancestor_id)):
            above.setdefault(unit, []).append(ancestor)
        counted = Counter(
            (campaign, ancestor, kind, state, due, bool(late))
            for unit, campaign, kind, state, due, late in connection.execute(
                sa.select(TASKS.c.unit_id, *facts)
            )
            for ancestor in above.get(unit, ())
        )
    assert {tuple(row[:-1]): row[-1] for row in kept_rows} == counted


def test_a_new_campaign_is_counted_for_every_unit_above_its_villages(campaign: Town) -> None:
    for unit in ABOVE:
        assert kept(campaign, unit) == [("planned", "2012-04-24", False, 3)]
    assert kept(campaign, ZHUZHAI) == [], "a village's own tasks stand in its own rows"
    assert_as_counted(campaign)


def test_an_offices_task_counts_above_the_office_only(campaign: Town) -> None:
    assert kept(campaign, SUBDISTRICT, "mobilization-meeting") == []
    assert kept(campaign, DISTRICT, "mobilization-meeting") == [("planned", "2012-04-25", False, 1)]


def test_whoever_moves_is_counted_where_it_goes_and_no_more_where_it_was(campaign: Town) -> None:
    assert move(campaign, "open", ZHUZHAI, GONGYELU) == 2
    for unit in ABOVE:
        assert kept(campaign, unit) == [("open", "2012-04-24", False, 2), ("planned", "2012-04-24", False, 1)]
    assert_as_counted(campaign)


def test_a_move_of_nobody_changes_nothing(campaign: Town) -> None:
    before = kept(campaign, SUBDISTRICT)
    assert move(campaign, "open", SUBDISTRICT) == 0
    assert kept(campaign, SUBDISTRICT) == before


def test_a_move_to_where_it_is_already_changes_nothing(campaign: Town) -> None:
    before = kept(campaign, SUBDISTRICT)
    assert move(campaign, "planned") == 3
    assert kept(campaign, SUBDISTRICT) == before
    assert_as_counted(campaign)


def test_another_date_is_another_count(campaign: Town) -> None:
    later = date(2012, 5, 4)
    assert move(campaign, "returned", ZHUZHAI, effective_due=later) == 1
    assert kept(campaign, SUBDISTRICT) == [
        ("planned", "2012-04-24", False, 2),
        ("returned", "2012-05-04", False, 1),
    ]
    assert_as_counted(campaign)


def test_late_submissions_are_counted_apart_and_come_back_when_withdrawn(campaign: Town) -> None:
    assert move(campaign, "submitted", ZHUZHAI, late=True, submitted_on=date(2012, 4, 27)) == 1
    assert move(campaign, "submitted", GONGYELU, submitted_on=date(2012, 4, 24)) == 1
    assert kept(campaign, SUBDISTRICT) == [
        ("planned", "2012-04-24", False, 1),
        ("submitted", "2012-04-24", False, 1),
        ("submitted", "2012-04-24", True, 1),
    ]
    assert_as_counted(campaign)
    move(campaign, "open", ZHUZHAI, submitted_on=None)
    assert ("open", "2012-04-24", False, 1) in kept(campaign, SUBDISTRICT)
    assert_as_counted(campaign)
