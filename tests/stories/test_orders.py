"""An extension, a hold, a return and a corrected reading on the same task, in every order.

While the clock stands no notice goes out; afterwards none is lost; cycles and history agree.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import extension, hold, reading, task
from actions.permission import CONSOLE
from plans.reader import read_plan, shipped_plan
from plans.rules import rulebook
from records.history import HISTORY
from records.notice import NOTICES
from records.task import TASKS
from records.unit import UNITS
from states.task import DONE, OWED
from tests.actions.figures import targets
from tests.engines import open_shared
from tests.postgres import Server, execute_on_server
from tests.town import SHANGHAI, ZHUZHAI, Town, found_town

ENROLMENT = "enrolment"
BOOK = rulebook(read_plan(shipped_plan("2012-pension-pilot")))
CHINA = BOOK.calendar
RULES = BOOK.task_rules(ENROLMENT)
BY_THE_CLOCK = ("reminder", "escalation", "warning")
NEW_CYCLES = ("return", "reopen", "extend", "resume")

DEEDS = ("extension", "hold", "return", "correction")
PEOPLE = 25
"""How many there are to enrol, and to renew, in 朱寨社区."""


class Watched:
    """朱寨社区's enrolment, due on 31 May: what is done to it, and what is said about it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.heard = 0

    def row(self) -> sa.Row[Any]:
        query = sa.select(TASKS).join_from(TASKS, UNITS, UNITS.c.id == TASKS.c.unit_id)
        with self.town.desk.engine.connect() as connection:
            return connection.execute(query.where(UNITS.c.code == ZHUZHAI, TASKS.c.key == ENROLMENT)).one()

    def told(self) -> list[sa.Row[Any]]:
        mine = NOTICES.c.task_id == self.row().id, NOTICES.c.kind.in_(BY_THE_CLOCK)
        with self.town.desk.engine.connect() as connection:
            return list(connection.execute(sa.select(NOTICES).where(*mine).order_by(NOTICES.c.id)).all())

    def pass_days(self, days: int) -> None:
        """Each morning the clock checks; where it stands for the task, it says nothing about it."""
        for _ in range(days):
            self.town.at(self.town.today + timedelta(days=1), 8)
            before, heard = self.row(), len(self.told())
            self.town.check()
            if before.stands_until is not None and before.stands_until >= self.town.today:
                assert len(self.told()) == heard, f"a notice on {self.town.today}, while the clock stands"
        self.town.at(self.town.today, 10)

    def do(self, deed: str, length: int) -> None:
        getattr(self, f"_{deed}")(length)

    def _extension(self, length: int) -> None:
        now, desk = self.row(), self.town.desk
        if now.state not in OWED:
            return
        later = max(now.effective_due, self.town.today) + timedelta(days=length)
        wanted = min(later, BOOK.timeline.assessment_from)
        if wanted <= now.effective_due:
            return
        number = extension.ask(desk, CONSOLE, ZHUZHAI, ENROLMENT, wanted, "外出人员未返乡", "已办八成")
        extension.pre_read(desk, CONSOLE, number, True, "情况属实")
        extension.grant(desk, CONSOLE, number)

    def _hold(self, length: int) -> None:
        until = self.town.today + timedelta(days=length)
        key = ENROLMENT if length % 2 and self.row().state not in DONE else None
        hold.put(self.town.desk, CONSOLE, until, "防汛", unit_code=ZHUZHAI, key=key)

    def _return(self, _: int) -> None:
        if self.row().state in OWED:
            task.submit(self.town.desk, CONSOLE, ZHUZHAI, ENROLMENT)
            task.return_task(self.town.desk, CONSOLE, ZHUZHAI, ENROLMENT, "缺少明细")

    def _correction(self, _: int) -> None:
        """The figures are met, so that the task is done; the correction opens it again."""
        desk = self.town.desk
        number = reading.report(desk, CONSOLE, ZHUZHAI, "coverage", PEOPLE)
        reading.report(desk, CONSOLE, ZHUZHAI, "renewal", PEOPLE)
        assert self.row().state == "verified"
        reading.correct(desk, CONSOLE, number, PEOPLE - 3, "重复统计")
        assert self.row().state == "open"


def play(town: Town, deeds: Sequence[str], gaps: Sequence[int], length: int) -> Watched:
    """Do the deeds in this order with so many days between them, let time pass, and look."""
    watched = Watched(town)
    for deed, gap in zip(deeds, gaps, strict=True):
        watched.do(deed, length)
        watched.pass_days(gap)
    while watched.row().stands_until is not None:
        watched.pass_days(1)
    check_history(watched)
    check_nothing_is_lost(watched)
    return watched


def check_history(watched: Watched) -> None:
    """Each new cycle has its row; the last row says what is true of the task."""
    now = watched.row()
    query = sa.select(HISTORY).where(HISTORY.c.subject == "task", HISTORY.c.subject_id == now.id)
    with watched.town.desk.engine.connect() as connection:
        rows = connection.execute(query.order_by(HISTORY.c.id)).all()
    cycle = 1
    for row in rows:
        cycle += row.trigger in NEW_CYCLES
        assert row.cycle == cycle, row
    assert (rows[-1].to_state, rows[-1].cycle, rows[-1].effective_due) == (
        now.state,
        now.cycle,
        now.effective_due,
    )


def check_nothing_is_lost(watched: Watched) -> None:
    """Left alone, the task hears every reminder still to come and climbs every rung still to climb."""
    began, due, first_rung = watched.town.today, watched.row().effective_due, watched.row().rung + 1
    cycle = watched.row().cycle
    watched.pass_days((due - began).days + 30 if due > began else 30)
    told = [n for n in watched.told() if n.cycle == cycle]
    days = {n.rule: n.queued_at.astimezone(SHANGHAI).date() for n in told}
    to_come = {CHINA.told_before(due, r.before): r.key for r in RULES.owing.reminders}
    for day, key in to_come.items():
        if day > began:
            assert days.get(key) == day, (key, day, days)
    rungs = [rung.key for rung in RULES.owing.ladder[first_rung:]]
    climbed = [n.rule for n in told if n.kind == "escalation"]
    assert list(dict.fromkeys(climbed))[-len(rungs) :] == rungs if rungs else True
    assert all(CHINA.is_working_day(days[key]) and days[key] > due for key in rungs)
    assert [days[key] for key in rungs] == sorted({days[key] for key in rungs}), "one rung a day, in order"


@contextmanager
def in_may(engine: sa.Engine, folder: Path) -> Iterator[Town]:
    """21 May 2012: the targets are there, nothing has been reported."""
    town = found_town(engine, folder)
    town.issue()
    town.at("2012-05-02", 8).check()
    targets(town, coverage=PEOPLE, renewal=PEOPLE)
    town.at("2012-05-21", 8).check()
    town.at("2012-05-21", 10)
    try:
        yield town
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def new_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], sa.Engine]:
    made = iter(range(10**6))

    def new() -> sa.Engine:
        file = tmp_path_factory.getbasetemp() / f"orders-{next(made)}.sqlite"
        shutil.copyfile(sqlite_template, file)
        return open_shared(str(file))

    return new


@pytest.fixture(scope="session")
def new_postgresql(postgres: Server, postgres_template: str) -> Callable[[], sa.Engine]:
    made = iter(range(10**6))

    def new() -> sa.Engine:
        name = f"duban_orders_{next(made)}"
        execute_on_server(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
        return open_shared(postgres.url(name))

    return new


@pytest.mark.slow
@pytest.mark.parametrize("deeds", list(permutations(DEEDS)), ids="-".join)
def test_every_order_two_days_apart(
    new_sqlite: Callable[[], sa.Engine], tmp_path: Path, deeds: tuple[str, ...]
) -> None:
    with in_may(new_sqlite(), tmp_path) as town:
        play(town, deeds, (2, 2, 2, 2), 7)
    assert date(2012, 5, 31) == BOOK.tasks[ENROLMENT].due


orders = st.permutations(DEEDS)
gaps = st.tuples(*[st.integers(0, 9)] * 4)
lengths = st.integers(1, 12)


@pytest.mark.slow
@pytest.mark.timeout(900)
@given(deeds=orders, gaps=gaps, length=lengths)
@settings(max_examples=6)
def test_any_order_any_days_apart_on_sqlite(
    new_sqlite: Callable[[], sa.Engine], tmp_path: Path, deeds: list[str], gaps: tuple[int, ...], length: int
) -> None:
    with in_may(new_sqlite(), tmp_path) as town:
        assert play(town, deeds, gaps, length).row().stands_until is None


@pytest.mark.slow
@pytest.mark.timeout(900)
@given(deeds=orders, gaps=gaps, length=lengths)
@settings(max_examples=3)
def test_any_order_any_days_apart_on_postgresql(
    new_postgresql: Callable[[], sa.Engine],
    tmp_path: Path,
    deeds: list[str],
    gaps: tuple[int, ...],
    length: int,
) -> None:
    with in_may(new_postgresql(), tmp_path) as town:
        assert play(town, deeds, gaps, length).row().stands_until is None
