"""The demo: the 2012 campaign in a whole district, on a virtual clock, in a database of its own."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from actions.anomaly import list_anomalies
from actions.attendance import read_task_attendance
from actions.board import list_gaps, list_tasks, read_board
from actions.closing import read_verdict
from actions.desk import DEFAULT_ZONE
from actions.draw import list_draws
from actions.extension import list_extensions
from actions.finding import list_findings
from actions.hold import list_holds
from actions.inspection import list_inspections
from actions.notice import list_notices
from actions.organization import read_organization
from actions.receipt import Receipt, list_receipts
from flows import demo
from flows.behaviour import course_of, manner_of
from flows.demo import Demo
from flows.demo_cast import GONGYELU, ISSUED, OPENED_AT, STANDS_ON, TONGHANG, ZHUZHAI, book, people_csv
from flows.demo_figures import Way
from flows.demo_offices import DEEDS
from flows.demo_story import SCENES
from plans.errands import errands_of
from states.roles import Role

THREE = (GONGYELU, ZHUZHAI, TONGHANG)


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
        assert {notice.state for notice in list_notices(shown.desk)} == {"delivered", "acknowledged"}

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

    def test_the_desk_of_gongyelu_is_full_on_8_june(self, shown: Demo) -> None:
        shown.reset()
        desk = shown.desk
        assert [i.unit for i in list_inspections(desk) if i.state == "proposed" and i.unit in THREE] == [
            ZHUZHAI
        ]
        assert [(e.unit, e.state) for e in list_extensions(desk)] == [
            (TONGHANG, "granted"),
            (ZHUZHAI, "asked"),
        ]
        assert {(a.kind, a.unit) for a in list_anomalies(desk, None, ZHUZHAI)} == {
            ("jump", ZHUZHAI),
            ("corrected_down", ZHUZHAI),
        }
        assert [hold.unit for hold in list_holds(desk)] == [TONGHANG]
        assert {r.receipt for r in list_receipts(desk)} >= {Receipt.IN_TIME, Receipt.LATE}
        enrolment = {code: task for code, _, task in list_tasks(desk) if task.key == "enrolment"}
        assert (enrolment[GONGYELU].state, enrolment[ZHUZHAI].state) == ("verified", "open")
        assert enrolment[ZHUZHAI].cycle == 2

    def test_what_was_found_is_in_every_stage_of_repair(self, shown: Demo) -> None:
        shown.reset()
        findings = list_findings(shown.desk)
        assert {one.severity for one in findings} == {"minor", "serious", "grave"}
        assert {one.repair for one in findings} == {"open", "submitted", "returned", "verified"}
        assert [one.unit for one in findings if one.disputed] == [ZHUZHAI]
        rounds = [draw for draw in list_draws(shown.desk) if draw.unit == OPENED_AT]
        assert sorted(code for draw in rounds for code in draw.drawn) == [GONGYELU, ZHUZHAI, TONGHANG]

    def test_gongyelu_meets_visits_and_asks(self, shown: Demo) -> None:
        shown.reset()
        seen = read_organization(shown.desk, OPENED_AT)
        assert seen.meetings
        assert seen.follow_ups
        assert seen.visits
        assert seen.inputs
        assert seen.requests
        assert {one.unit for one in seen.groups if one.holder is None} == {ZHUZHAI}

    def test_july_assesses_and_the_31st_closes_if_nobody_does_it_before(self, shown: Demo) -> None:
        shown.reset()
        shown.step(53)
        assert shown.now().date() == date(2012, 7, 31)
        phases = {code: phase for code, (phase, _) in read(shown).items()}
        assert sum(phase == "commended" for phase in phases.values()) == 10
        assert phases[GONGYELU] == "accepted", "a finding of May cost it the point that commendation asks"
        assert phases[TONGHANG] == "accepted"
        closed = read_verdict(shown.desk)
        assert closed is not None
        assert not closed[1].goals[0].reached


def test_a_demo_of_three_days_plays_the_real_actions(tmp_path: Path) -> None:
    short = demo.open_demo(home=tmp_path, days=3)
    assert short.now().date() == date(2012, 4, 25)
    assert any(receipt.acknowledged_at for receipt in list_receipts(short.desk))
    present = read_task_attendance(short.desk, OPENED_AT, "mobilization-meeting")
    assert [
        one.unit for one in present if one.absent and one.role == Role.ASSISTANT and one.unit in THREE
    ] == [ZHUZHAI]
    short.step()
    assert {
        group.unit for group in read_organization(short.desk, OPENED_AT).work_groups if group.members
    } == {
        GONGYELU,
        TONGHANG,
    }


def test_every_errand_that_nobody_verifies_is_done_by_an_office_of_the_demo() -> None:
    of_offices = {key for key, spec in errands_of(book().plan).items() if spec.verifier == "nobody"}
    assert set(DEEDS) == of_offices


def test_no_figure_falls_by_itself_and_the_target_is_met_on_its_day() -> None:
    days = [date(2012, 5, 4) + timedelta(days=number) for number in range(90)]
    for met_on in (date(2012, 5, 27), date(2012, 6, 7), None):
        shares = [Way("ordinary", met_on, date(2012, 5, 31), date(2012, 5, 1)).share(day) for day in days]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
        if met_on is not None:
            assert shares[days.index(met_on) - 1] < 1.0 == shares[days.index(met_on)]


def test_every_scene_happens_before_the_demo_is_opened() -> None:
    assert min(SCENES) >= ISSUED.date()
    assert max(SCENES) <= STANDS_ON


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
    rows = people_csv([("410106004002", "朱寨社区居民委员会", "community")])
    assert "410106004002,village_head,朱寨社区 主任,village-head.410106004002@duban.example" in rows
