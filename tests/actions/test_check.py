"""One deadline check: what it counts, what it costs, how it is resumed and when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from actions.board import list_tasks
from actions.campaign import start
from actions.check import check_deadlines, count_due
from actions.errors import BadInput, NotFound
from actions.history import read_history
from actions.inspection import list_inspections
from actions.permission import CONSOLE
from actions.task import waive
from plans.reader import parse_plan, read_plan, shipped_plan
from records import person as people
from records import unit as units
from records.check import CHECK_RUNS, SUPERSEDED
from records.database import in_transaction
from records.lease import Busy, alone
from records.person import NewAppointment
from records.unit import UNITS, NewUnit
from states.calendar import CHINA
from states.lights import Light
from states.roles import Role
from tests.plans import FOUR_PHASES, PILOT_TEXT
from tests.shelf import After, founded
from tests.town import VILLAGES, ZHUZHAI, Town

PILOT = read_plan(shipped_plan("2012-pension-pilot"))
WITHOUT_ROUNDS = PILOT.model_copy(
    update={"inspections": PILOT.inspections.model_copy(update={"periodic": None})}
)


def only_the_self_inspection(town: Town) -> None:
    """Everything else was waived on the first day; on 8 June the last reminders have gone out."""
    town.issue(WITHOUT_ROUNDS)
    town.check()
    for unit, _, standing in list_tasks(town.desk):
        if standing.key != "self-inspection":
            waive(town.desk, CONSOLE, unit, standing.key, "另案处理")
    for day in ("2012-06-01", "2012-06-07", "2012-06-08"):
        town.at(day).check()


# ── What it counts ────────────────────────────────────────────────────────────────────


def test_the_first_check_begins_villages_opens_tasks_and_reminds(campaign: Town) -> None:
    result = campaign.check()
    assert result.at == campaign.clock.instant
    assert result.counts() == {
        "moves": {"task.open": 3 * 2 + 1, "village.begin": 3},
        "reminders": {"reminder": 3 * 2},
        "escalations": {},
        "proposed_inspections": {},
        "skipped": {},
    }


def test_a_check_counts_the_tasks_that_climbed_by_the_form_of_their_rung(after: After) -> None:
    town = after(only_the_self_inspection)
    climbed = [
        town.at(day).check().counts()["escalations"]
        for day in ("2012-06-11", "2012-06-12", "2012-06-14", "2012-06-18")
    ]
    assert climbed == [
        {"overdue": 3},
        {"leader": 3},
        {"supervision_letter": 3},
        {"inspection_proposed": 3},
    ]


def test_inspections_are_counted_when_they_are_new(campaign: Town) -> None:
    counts = [
        campaign.at(day).check().proposed_inspections["special"]
        for day in ("2012-04-25", "2012-04-26", "2012-04-28", "2012-05-03")
    ]
    assert counts == [0, 0, 0, len(VILLAGES)]


def test_what_came_too_late_is_counted_and_recorded_once_for_each_rule_and_date(campaign: Town) -> None:
    campaign.checked_daily("2012-05-30", "2012-05-31")
    result = campaign.at("2012-06-12").check()
    assert result.skipped["superseded"] == 9
    columns = (SUPERSEDED.c.rule, SUPERSEDED.c.due, SUPERSEDED.c["count"])
    rows = sa.select(*columns).where(SUPERSEDED.c.key == "self-inspection").order_by(SUPERSEDED.c.rule)
    with campaign.desk.engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(rows)]
    assert found == [(f"reminder-{days}", date(2012, 6, 10), 3) for days in (1, 3, 7)]


def test_the_second_check_of_the_same_instant_does_nothing(campaign: Town) -> None:
    campaign.at("2012-05-02").check()
    assert not any(campaign.check().counts().values())


def test_a_check_of_everything_adds_up_the_campaigns(campaign: Town) -> None:
    campaign.issue(read_plan(FOUR_PHASES), "2025-11-03")
    started = check_deadlines(campaign.desk)
    assert started.moves["village.begin"] == 2 * len(VILLAGES)
    assert started.moves["task.open"] > 10 * len(VILLAGES)


def test_one_of_several_campaigns_may_be_checked_alone(campaign: Town) -> None:
    campaign.issue(read_plan(FOUR_PHASES), "2025-11-03")
    assert check_deadlines(campaign.desk, 2).moves["village.begin"] == len(VILLAGES)
    with pytest.raises(NotFound, match="没有编号为 3 的专项工作"):
        check_deadlines(campaign.desk, 3)


def test_without_a_campaign_there_is_nothing_to_check(town: Town) -> None:
    assert not any(town.check().counts().values())


def test_what_is_due_is_counted_beforehand_for_the_progress_bar(campaign: Town) -> None:
    sizes: list[int] = []
    due = count_due(campaign.desk)
    check_deadlines(campaign.desk, progress=sizes.append)
    assert due == sum(sizes) == 3 * 2 + 1
    assert count_due(campaign.desk, 1) == 0


def test_a_plan_whose_names_are_as_long_as_the_format_allows_is_checked_like_any_other(town: Town) -> None:
    text = PILOT_TEXT
    for key in ("verify-reminder-1", "verify-office", "reminder-7", "special-inspection", "training"):
        long = f"{key}-{'x' * (63 - len(key))}"
        text = text.replace(f"key: {key},", f"key: {long},").replace(f"key: {key}\n", f"key: {long}\n")
        text = text.replace(f"[{key},", f"[{long},")
    text = text.replace("disabled-federation", "d" * 64)
    town.issue(parse_plan(text))
    training = f"training-{'x' * 55}"
    for day in ("2012-04-24", "2012-04-25", "2012-04-26", "2012-04-28", "2012-05-03"):
        town.at(day).check()
    assert town.task(ZHUZHAI, training).rung == 3
    town.submit(ZHUZHAI, training)
    for day in ("2012-05-07", "2012-05-09"):
        town.at(day).check()
    rules = {notice.rule for notice in town.notices(ZHUZHAI, training) if notice.rule.startswith("verify.")}
    assert {len(rule) for rule in rules} == {len("verify.") + 64}


# ── When ──────────────────────────────────────────────────────────────────────────────


def test_a_check_before_the_last_event_is_refused_and_at_the_same_instant_is_not(campaign: Town) -> None:
    campaign.at("2012-05-02", 12).check()
    with pytest.raises(
        BadInput, match=r"早于专项工作 1 的最后一条记录 2012-05-02T12:00:00\+08:00，历史不能改写"
    ):
        campaign.at("2012-05-02", 11).check()
    with pytest.raises(BadInput, match="历史不能改写"):
        count_due(campaign.desk)
    campaign.at("2012-05-02", 12).check()


def test_clocks_that_differ_by_less_than_a_minute_are_one(campaign: Town) -> None:
    campaign.at("2012-05-02", 12).check()
    campaign.clock.instant -= timedelta(seconds=59)
    waive(campaign.desk, CONSOLE, ZHUZHAI, "publicity", "另案处理")
    last = campaign.board()
    assert last.at.isoformat() == "2012-05-02T12:00:00+08:00"


def test_the_day_of_a_check_is_the_campaigns_not_greenwichs(campaign: Town) -> None:
    campaign.clock.instant = datetime(2012, 4, 24, 16, 30, tzinfo=UTC)
    campaign.check()
    assert campaign.task(ZHUZHAI, "survey").state == "open"


def test_past_the_published_holidays_a_check_warns(campaign: Town) -> None:
    campaign.at(CHINA.known_until + timedelta(days=1))
    [warning] = campaign.check().warnings
    assert str(CHINA.known_until.year) in warning


# ── Alone, and after one that was killed ──────────────────────────────────────────────


def test_while_one_check_is_under_way_another_says_so_and_leaves(campaign: Town) -> None:
    with (
        alone(campaign.desk.engine, "check-deadlines/1"),
        pytest.raises(Busy, match="另一个进程正在执行 check-deadlines/1，本次未做任何改动"),
    ):
        campaign.check()
    assert campaign.check().moves["village.begin"] == len(VILLAGES)


def test_what_a_check_left_undone_the_next_one_does(campaign: Town) -> None:
    whole = 3 * 2 + 1

    def stop(size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_deadlines(campaign.desk, progress=stop)
    assert check_deadlines(campaign.desk).moves == {"task.open": whole}
    with campaign.desk.engine.connect() as connection:
        runs = connection.execute(sa.select(CHECK_RUNS).order_by(CHECK_RUNS.c.id)).all()
    assert [(run.state, run.slices, run.resumes_id) for run in runs] == [
        ("interrupted", 1, None),
        ("done", 3, runs[0].id),
    ]
    assert runs[0].result["moves"] == {"village.begin": 3}
    assert runs[1].result["moves"] == {"task.open": whole}


# ── What it costs ─────────────────────────────────────────────────────────────────────


@dataclass
class Counted:
    """The statements of each transaction, and of each slice that was told of with its size."""

    statements: int = 0
    committed: int = 0
    in_all: int = 0
    slices: list[tuple[int, int]] = field(default_factory=list)

    def begin(self, *_: object) -> None:
        self.statements = 0

    def execute(self, *_: object) -> None:
        self.statements += 1
        self.in_all += 1

    def commit(self, *_: object) -> None:
        self.committed = self.statements

    def slice_done(self, size: int) -> None:
        self.slices.append((size, self.committed))


def counted_check(town: Town) -> Counted:
    counted = Counted()
    heard: dict[str, Callable[..., None]] = {
        "begin": counted.begin,
        "before_cursor_execute": counted.execute,
        "commit": counted.commit,
    }
    for name, hear in heard.items():
        event.listen(town.desk.engine, name, hear)
    check_deadlines(town.desk, progress=counted.slice_done)
    for name, hear in heard.items():
        event.remove(town.desk.engine, name, hear)
    return counted


def test_a_quiet_day_costs_a_handful_of_statements_and_leaves_only_its_own_row(after: After) -> None:
    town = after(only_the_self_inspection)
    before = len(read_history(town.desk))
    counted = counted_check(town.at("2012-06-09"))
    assert counted.slices == []
    assert counted.in_all <= 25
    assert len(read_history(town.desk)) == before


OFFICE = "410107001000"
SOME = ("training", "survey", "publicity", "mobilization-meeting")
SHORT_PILOT = PILOT.model_copy(update={"tasks": tuple(t for t in PILOT.tasks if t.key in SOME)})
"""A missed gate, a second one, a task that has just opened, and one of the office."""

HELD = (Role.ASSISTANT, Role.LEADING_GROUP_OFFICE, Role.SUPERVISION_OFFICE)
"""The rungs between the reminders and the desk are held by nobody, so that a missed date goes all the way."""


def with_villages(town: Town, number: int) -> None:
    """A subdistrict of so many villages, to which the pilot is issued on 23 April."""
    codes = (str(410107001001 + n) for n in range(number))
    rows = [NewUnit(OFFICE, "某街道", "township", None)]
    rows += [NewUnit(code, f"{code} 村", "village", OFFICE) for code in codes]

    def work(connection: sa.Connection) -> None:
        units.add(connection, rows)
        at = connection.execute(sa.select(UNITS.c.id).where(UNITS.c.code == OFFICE)).scalar_one()
        people.appoint(connection, [NewAppointment(at, role, role, None, None, "zh") for role in HELD])

    in_transaction(town.desk.engine, work)
    start(town.at("2012-04-23").desk, CONSOLE, SHORT_PILOT, OFFICE)


@pytest.mark.slow
def test_a_slice_costs_as_many_statements_with_10_000_villages_as_with_100(after: After) -> None:
    few, many = after(founded), after(founded)
    with_villages(few, 100)
    with_villages(many, 10_000)
    of_few = counted_check(few.at("2012-05-02")).slices
    of_many = counted_check(many.at("2012-05-02")).slices
    assert {size for size, _ in of_few} == {0, 1, 100}
    assert len(of_many) > len(of_few)
    assert [like for like, _ in groupby(statements for _, statements in of_many)] == [
        like for like, _ in groupby(statements for _, statements in of_few)
    ]
    assert few.board().count(Light.RED) == 100
    assert {one.state for one in list_inspections(few.desk)} == {"proposed"}
    assert len(list_inspections(many.desk)) == 10_000
