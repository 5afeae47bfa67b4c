"""The demo: the 2012 campaign in a whole district, on a virtual clock, in a database of its own."""

from datetime import date
from pathlib import Path

import pytest

from actions.board import list_gaps, read_board
from actions.desk import DEFAULT_ZONE
from actions.inspection import list_inspections
from actions.notice import list_notices
from flows import demo
from flows.behaviour import course_of, manner_of
from flows.demo import Demo


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, made once for the module."""
    return demo.open_demo(home=tmp_path_factory.mktemp("demo"))


def read(shown: Demo) -> dict[str, tuple[str, str]]:
    return {unit.unit: (unit.phase, unit.light.code) for unit in read_board(shown.desk).units}


@pytest.mark.slow
class TestDemo:
    def test_it_stands_on_the_evening_of_8_june_with_64_villages_some_punctual_some_late(
        self, shown: Demo
    ) -> None:
        shown.reset()
        assert shown.now().date() == date(2012, 6, 8)
        villages = read(shown)
        assert len(villages) == 64
        assert {"green", "yellow", "red"} <= {light for _, light in villages.values()}

    def test_the_three_communities_that_it_opens_at_are_one_of_each_kind(self, shown: Demo) -> None:
        shown.reset()
        villages = read(shown)
        assert villages["410106004001"][1] == "green"
        assert villages["410106004002"][1] == "red"
        assert villages["410106004003"][1] != "red"

    def test_stepping_to_the_18th_lets_zhuzhai_climb_to_the_desk(self, shown: Demo) -> None:
        shown.reset()
        shown.step(10)
        assert shown.now().date() == date(2012, 6, 18)
        rungs = [
            (notice.queued_at.astimezone(DEFAULT_ZONE).day, notice.rung)
            for notice in list_notices(shown.desk, unit_code="410106004002")
            if notice.task == "self-inspection" and notice.rung is not None
        ]
        assert sorted(set(rungs)) == [(11, 0), (12, 1), (14, 2), (18, 3)]
        assert "410106004002" in {i.unit for i in list_inspections(shown.desk)}

    def test_a_jump_goes_to_the_next_day_on_which_something_fires(self, shown: Demo) -> None:
        shown.reset()
        result = shown.jump()
        assert shown.now().date() == date(2012, 6, 11)
        assert any(result.counts().values())

    def test_every_notice_of_the_demo_has_left_as_a_mail_file(self, shown: Demo) -> None:
        shown.reset()
        shown.step()
        assert {notice.state for notice in list_notices(shown.desk)} == {"delivered"}

    def test_it_is_left_where_it_was_and_begins_anew_only_on_demand(self, shown: Demo) -> None:
        shown.reset()
        shown.step(2)
        again = demo.open_demo(home=shown.home)
        assert again.now() == shown.now()
        shown.reset()
        assert shown.now().date() == date(2012, 6, 8)

    def test_the_one_department_that_is_missing_is_shown_as_a_gap(self, shown: Demo) -> None:
        shown.reset()
        assert [(unit, role) for unit, _, _, role in list_gaps(shown.desk)] == [
            ("410106005000", "department:disabled-federation")
        ]


def test_villages_behave_by_the_seed_alone() -> None:
    due, opens = date(2012, 6, 10), date(2012, 6, 1)
    asked = [course_of(7, "410106004002", "self-inspection", opens, due, "late") for _ in range(3)]
    assert asked[0] == asked[1] == asked[2]
    assert {manner_of(7, f"41010600{n}") for n in range(1000, 1200)} == {
        "punctual",
        "ordinary",
        "late",
        "silent",
    }


def test_nobody_submits_before_the_window_opens() -> None:
    due, opens = date(2012, 6, 10), date(2012, 6, 9)
    for unit in range(100):
        course = course_of(7, str(unit), "self-inspection", opens, due, "punctual")
        assert course.submits_on is not None
        assert course.submits_on >= opens


def test_the_people_of_the_demo_are_named_after_what_they_do(tmp_path: Path) -> None:
    rows = demo.people_csv([("410106004002", "朱寨社区居民委员会", "community")])
    assert "410106004002,village_head,朱寨社区 主任,village-head.410106004002@duban.example" in rows
