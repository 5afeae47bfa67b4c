"""Random people on random days: whatever they do, the house stays in order.

No notice after verification, a second check does nothing, and all invariants (tests/invariants.py) hold.
"""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from actions import finding, inspection, notice, task, village
from actions.check import check_deadlines
from actions.checklist import Found
from actions.draw import draw_lots
from actions.errors import BadInput, WrongState
from actions.finding import list_findings
from actions.inspection import list_inspections
from actions.notice import list_notices
from actions.permission import CONSOLE
from records.notice import NOTICES
from records.task import TASKS
from records.unit import UNITS
from states.errors import IllegalMove
from states.inspection import INSPECTION
from states.roles import Role
from states.task import DONE, TASK
from tests.engines import open_shared
from tests.invariants import broken
from tests.postgres import Server, execute_on_server
from tests.town import SUBDISTRICT, found_town
from tests.town import VILLAGES as CODES

TASK_KEYS = ("training", "enrolment", "self-inspection")
FOUND = (Found("minor", "花名册不全"), Found("serious", "凭证不符"))
units = st.sampled_from(CODES[:2])
keys = st.sampled_from(TASK_KEYS)

DEEDS = ("submit", "withdraw", "verify", "return", "waive", "reopen")


class RandomPeople(RuleBasedStateMachine):
    """People submit, withdraw, verify, return, waive, re-open, acknowledge, order; days pass."""

    address = ""
    folder = Path()

    @initialize(day=st.sampled_from(("2012-04-23", "2012-05-28", "2012-06-08")))
    def issue(self, day: str) -> None:
        self.engine = open_shared(self.new_database())
        self.town = found_town(self.engine, self.folder)
        self.town.issue()
        self.town.at(day)
        check_deadlines(self.town.desk)
        self.refused = 0

    def new_database(self) -> str:
        raise AssertionError("each kind of database makes its own")

    @rule(days=st.integers(1, 12), hour=st.integers(8, 17))
    def the_machine_is_off(self, days: int, hour: int) -> None:
        self.town.at(self.town.today + timedelta(days=days), hour)

    @rule(days=st.integers(1, 6))
    def days_pass_with_a_check_each_morning(self, days: int) -> None:
        for _ in range(days):
            self.town.at(self.town.today + timedelta(days=1), 8)
            self.the_clock_checks()

    @rule()
    def the_clock_checks(self) -> None:
        settled = self.notices_of_done_tasks()
        check_deadlines(self.town.desk)
        assert self.notices_of_done_tasks() == settled, "a notice after verification"
        again = check_deadlines(self.town.desk).counts()
        assert not any(again.values()), f"the second check did something: {again}"

    @rule(data=st.data())
    def somebody_does_what_may_be_done_to_a_task(self, data: st.DataObject) -> None:
        query = sa.select(UNITS.c.code, TASKS.c.key, TASKS.c.state).join(TASKS, TASKS.c.unit_id == UNITS.c.id)
        mine = query.where(UNITS.c.code.in_(CODES[:2]), TASKS.c.key.in_(TASK_KEYS)).order_by(TASKS.c.id)
        possible = [
            (row.code, row.key, trigger)
            for row in self.rows(mine)
            for trigger in TASK.triggers_from(row.state)
            if trigger in DEEDS and trigger != "waive"  # a waived task has no more to tell
        ]
        if possible:
            unit, key, trigger = data.draw(st.sampled_from(possible))
            self.deal(unit, key, trigger)

    @rule(unit=units, key=keys, trigger=st.sampled_from(DEEDS))
    def somebody_tries_anything(self, unit: str, key: str, trigger: str) -> None:
        self.attempt(lambda: self.deal(unit, key, trigger))

    def deal(self, unit: str, key: str, trigger: str, verifier: Role = Role.LEADING_GROUP_OFFICE) -> None:
        desk, head = self.town.desk, self.town.who(Role.VILLAGE_HEAD, unit)
        office = self.town.who(verifier)
        if trigger == "submit":
            task.submit(desk, head, unit, key)
        elif trigger == "withdraw":
            task.withdraw(desk, head, unit, key)
        elif trigger == "verify":
            task.verify(desk, office, unit, key)
        else:
            decide = {"return": task.return_task, "waive": task.waive, "reopen": task.reopen}[trigger]
            decide(desk, office, unit, key, "按规定")

    @rule(data=st.data(), promised=st.none() | st.integers(0, 10))
    def somebody_acknowledges(self, data: st.DataObject, promised: int | None) -> None:
        listed = list_notices(self.town.desk)
        if listed:
            number = data.draw(st.integers(0, len(listed) - 1))
            until = None if promised is None else self.town.today + timedelta(days=promised)
            self.attempt(lambda: notice.acknowledge(self.town.desk, CONSOLE, listed[number].id, until))

    @rule(data=st.data(), found=st.sampled_from(((), FOUND)))
    def the_supervision_office_does_what_may_be_done(
        self, data: st.DataObject, found: tuple[Found, ...]
    ) -> None:
        office = self.town.who(Role.SUPERVISION_OFFICE)
        assert office.person_id is not None
        desk, inspectors = self.town.desk, [office.person_id]
        deeds: dict[str, Any] = {
            "order": lambda number: inspection.order(desk, office, number, inspectors),
            "dismiss": lambda number: inspection.dismiss(desk, office, number, "情况已查明"),
            "start": lambda number: inspection.start(desk, office, number),
            "report": lambda number: inspection.report(desk, office, number, "已到现场查看", (), found),
            "close": lambda number: inspection.close(desk, office, number),
            "cancel": lambda number: inspection.cancel(desk, office, number, "正在防汛"),
            "revisit": lambda number: inspection.revisit(desk, office, number, "又到现场查看", not found),
        }
        possible = [
            (listed.id, trigger)
            for listed in list_inspections(desk)
            for trigger in INSPECTION.triggers_from(listed.state)
            if trigger in deeds
        ]
        if possible:
            number, trigger = data.draw(st.sampled_from(possible))
            self.attempt(lambda: deeds[trigger](number))

    @rule(data=st.data(), trigger=st.sampled_from(("submit", "withdraw", "verify", "return", "reopen")))
    def somebody_deals_with_what_was_found(self, data: st.DataObject, trigger: str) -> None:
        listed = list_findings(self.town.desk)
        if listed:
            one = data.draw(st.sampled_from(listed))
            self.attempt(lambda: self.deal(one.unit, one.task, trigger, Role.SUPERVISION_OFFICE))

    @rule(data=st.data(), upheld=st.booleans())
    def a_finding_is_disputed_and_answered(self, data: st.DataObject, upheld: bool) -> None:
        listed = list_findings(self.town.desk)
        if listed:
            one = data.draw(st.sampled_from(listed))
            desk, head = self.town.desk, self.town.who(Role.VILLAGE_HEAD, one.unit)
            office = self.town.who(Role.SUPERVISION_OFFICE)
            self.attempt(lambda: finding.dispute(desk, head, one.id, "情况不实"))
            self.attempt(lambda: finding.answer_dispute(desk, office, one.id, upheld, "已核实"))

    @rule()
    def lots_are_drawn(self) -> None:
        office = self.town.who(Role.SUPERVISION_OFFICE)
        self.attempt(lambda: draw_lots(self.town.desk, office, SUBDISTRICT, seed="种子"))

    @rule(unit=units, state=st.sampled_from(("mobilization", "implementation", "inspection", "assessment")))
    def the_head_of_the_group_forces(self, unit: str, state: str) -> None:
        head = self.town.who(Role.LEADING_GROUP_HEAD)
        self.attempt(lambda: village.force(self.town.desk, head, unit, state, "特殊情况"))

    def attempt(self, deed: Any) -> None:
        """Do it, or be refused; nothing else may happen."""
        try:
            deed()
        except (BadInput, WrongState, IllegalMove):
            self.refused += 1

    def notices_of_done_tasks(self) -> int:
        done = sa.select(sa.func.count()).select_from(NOTICES).join(TASKS, TASKS.c.id == NOTICES.c.task_id)
        with self.engine.connect() as connection:
            return int(connection.execute(done.where(TASKS.c.state.in_(DONE))).scalar_one())

    def rows(self, query: sa.Select[Any]) -> list[sa.Row[Any]]:
        with self.engine.connect() as connection:
            return list(connection.execute(query).all())

    @invariant()
    def nothing_is_broken(self) -> None:
        assert broken(self.engine) == []

    @invariant()
    def an_inspection_stands_where_the_repairs_of_what_it_found_do(self) -> None:
        found: dict[int, list[str]] = {}
        for one in list_findings(self.town.desk):
            found.setdefault(one.inspection_id, []).append(one.repair)
        for listed in list_inspections(self.town.desk):
            repairs = found.get(listed.id, [])
            if listed.state == "rectifying":
                assert {"open", "returned"} & set(repairs), listed
            elif listed.state == "rectified":
                assert "submitted" in repairs, listed
                assert not {"open", "returned"} & set(repairs), listed
            elif listed.state == "cancelled":
                assert set(repairs) <= set(DONE), listed

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.engine.dispose()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_random_people_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    class OnSqlite(RandomPeople):
        folder = tmp_path

        def new_database(self) -> str:
            file = Path(tempfile.mkdtemp(dir=tmp_path)) / "town.sqlite"
            shutil.copyfile(sqlite_template, file)
            return str(file)

    run_state_machine_as_test(OnSqlite, settings=settings(max_examples=12, stateful_step_count=30))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_random_people_on_postgresql(postgres: Server, postgres_template: str, tmp_path: Path) -> None:
    class OnPostgres(RandomPeople):
        folder = tmp_path
        number = 0

        def new_database(self) -> str:
            OnPostgres.number += 1
            name = f"duban_random_{OnPostgres.number}"
            execute_on_server(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
            return postgres.url(name)

    run_state_machine_as_test(OnPostgres, settings=settings(max_examples=4, stateful_step_count=25))
