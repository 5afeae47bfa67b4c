"""Readings that make people look twice, and the inspections that they propose (四.五)."""

from datetime import date

import pytest

from actions.anomaly import list_anomalies
from actions.history import read_history
from actions.inspection import dismiss, list_inspections
from actions.permission import CONSOLE
from actions.reading import correct, report_all
from actions.report import Given
from tests.actions.figures import report, targets
from tests.shelf import After
from tests.town import GONGYELU, TONGHANG, VILLAGES, ZHUZHAI, Town


def in_may(town: Town) -> None:
    """7 May: every community has 200 people to enrol; 朱寨社区 has been trained."""
    town.issue()
    town.at("2012-05-02").check()
    targets(town, coverage=200)
    town.at("2012-05-07")


@pytest.fixture
def may(after: After) -> Town:
    return after(in_may)


def kinds(town: Town, unit: str = ZHUZHAI) -> list[tuple[str, str]]:
    return [(one.kind, str(one.on)) for one in list_anomalies(town.desk, None, unit)]


def reasons(town: Town, unit: str = ZHUZHAI) -> list[tuple[str, ...]]:
    return [one.reasons for one in list_inspections(town.desk) if one.unit == unit]


# ── Jumps ─────────────────────────────────────────────────────────────────────────────


def test_a_jump_of_thirty_points_in_three_days_proposes_an_inspection(may: Town) -> None:
    report(may, ZHUZHAI, 21)
    report(may.at("2012-05-10"), ZHUZHAI, 81)
    assert kinds(may) == [("jump", "2012-05-10")]
    assert reasons(may) == [("数值异常：参保率5月10日（星期四）报 81 人，短期内升幅不少于 30 个百分点",)]
    by_rule = [one for one in read_history(may.desk, None, ZHUZHAI) if one.actor == "rule"]
    found = [one for one in by_rule if one.subject in ("anomaly", "inspection")]
    assert [(one.subject, one.trigger, one.clause) for one in found] == [
        ("anomaly", "find", "四.五"),
        ("inspection", "propose", "三.三.2"),
    ]


def test_one_person_less_or_one_day_more_is_no_jump(may: Town) -> None:
    report(may, ZHUZHAI, 21)
    report(may.at("2012-05-10"), ZHUZHAI, 80)
    report(may, TONGHANG, 21)
    report(may.at("2012-05-14"), TONGHANG, 91)
    assert list_anomalies(may.desk) == []


def test_what_comes_in_one_file_is_looked_at_day_by_day(may: Town) -> None:
    days = [(may.today.replace(day=day), count) for day, count in ((3, 11), (4, 99))]
    report_all(may.desk, CONSOLE, [Given("", ZHUZHAI, "coverage", count, day) for day, count in days])
    assert kinds(may) == [("jump", "2012-05-04")]


# ── Corrections downward ──────────────────────────────────────────────────────────────


def test_a_correction_by_five_points_downward_is_looked_into(may: Town) -> None:
    number = report(may, ZHUZHAI, 41)
    correct(may.desk, CONSOLE, number, 31, "重复统计")
    assert kinds(may) == [("corrected_down", "2012-05-07")]
    assert reasons(may) == [
        ("数值异常：参保率5月7日（星期一）的数值由 41 更正为 31 人，下调不少于 5 个百分点",)
    ]


def test_a_smaller_correction_and_one_upward_are_not(may: Town) -> None:
    number = report(may, ZHUZHAI, 41)
    number = correct(may.desk, CONSOLE, number, 32, "重复统计")
    correct(may.desk, CONSOLE, number, 43, "漏报")
    assert kinds(may) == []


# ── Round numbers across villages ─────────────────────────────────────────────────────


def test_the_same_round_figure_in_three_villages_of_one_office_is_looked_into(may: Town) -> None:
    report(may, GONGYELU, 50)
    report(may, TONGHANG, 50)
    assert list_anomalies(may.desk) == []
    report(may, ZHUZHAI, 50)
    assert [kinds(may, unit) for unit in VILLAGES] == [[("same_figure", "2012-05-07")]] * 3
    assert list_anomalies(may.desk)[0].detail == (
        "参保率5月7日（星期一）与同一街道（乡镇）共 3 个单位同报整数 50 人"
    )
    assert len(list_inspections(may.desk)) == 3


def test_figures_that_are_not_round_or_not_of_one_day_are_not(may: Town) -> None:
    for unit in VILLAGES:
        report(may, unit, 51)
    for day, unit in enumerate(VILLAGES, start=8):
        report(may.at(f"2012-05-{day:02}"), unit, 60)
    assert list_anomalies(may.desk) == []


def test_what_a_village_has_said_differently_since_does_not_count(may: Town) -> None:
    report(may, GONGYELU, 50)
    report(may, GONGYELU, 52)
    report_all(may.desk, CONSOLE, [Given("", unit, "coverage", 50) for unit in (ZHUZHAI, TONGHANG)])
    assert list_anomalies(may.desk) == []


# ── Readings without activity ─────────────────────────────────────────────────────────


def test_a_figure_that_rises_although_nothing_was_done_for_a_fortnight_is_looked_into(may: Town) -> None:
    may.submit(ZHUZHAI, "village-meeting")
    report(may.at("2012-05-20"), ZHUZHAI, 11)
    assert kinds(may) == []
    report(may.at("2012-05-21"), ZHUZHAI, 12)
    assert kinds(may) == [("no_activity", "2012-05-21")]
    assert reasons(may) == [
        ("数值异常：参保率5月21日（星期一）报 12 人，而5月7日（星期一）以后没有任何办理记录",)
    ]


def test_to_begin_with_a_village_is_given_time_from_the_day_the_work_begins(may: Town) -> None:
    report(may.at("2012-05-14"), ZHUZHAI, 11)
    assert kinds(may) == []
    report(may.at("2012-05-15"), ZHUZHAI, 12)
    assert kinds(may) == [("no_activity", "2012-05-15")]


def test_a_figure_that_stands_still_needs_no_activity(may: Town) -> None:
    report(may, ZHUZHAI, 11)
    report(may.at("2012-05-30"), ZHUZHAI, 11)
    assert kinds(may) == []


# ── What comes of them ────────────────────────────────────────────────────────────────


def test_further_reasons_join_the_open_inspection_and_each_is_given_once(may: Town) -> None:
    report(may, ZHUZHAI, 21)
    report(may.at("2012-05-10"), ZHUZHAI, 95)
    number = report(may, ZHUZHAI, 96)
    assert len(reasons(may)[0]) == 1
    correct(may.desk, CONSOLE, number, 70, "重复统计")
    assert [len(one) for one in reasons(may)] == [2]
    joined = [one.trigger for one in read_history(may.desk, None, ZHUZHAI) if one.subject == "inspection"]
    assert joined == ["propose", "join"]


def test_several_anomalies_at_once_make_one_proposal(may: Town) -> None:
    for unit in VILLAGES:
        report(may, unit, 1)
    may.at("2012-05-09")
    report_all(may.desk, CONSOLE, [Given("", unit, "coverage", 100) for unit in VILLAGES])
    assert [(len(one.reasons), one.state) for one in list_inspections(may.desk)] == [(2, "proposed")] * 3


def test_what_was_dismissed_is_not_proposed_again_for_the_same_anomaly(may: Town) -> None:
    report(may, ZHUZHAI, 21)
    report(may.at("2012-05-10"), ZHUZHAI, 95)
    dismiss(may.desk, CONSOLE, 1, "已核实")
    report(may, ZHUZHAI, 96)
    assert [one.state for one in list_inspections(may.desk)] == ["dismissed"]


def test_the_supervision_office_hears_of_it_at_once(may: Town) -> None:
    report(may, ZHUZHAI, 21)
    report(may.at("2012-05-09"), ZHUZHAI, 81)
    told = [n for n in may.notices(ZHUZHAI) if n.role == "supervision_office"]
    assert [(n.form, n.due) for n in told] == [("word", date(2012, 5, 11))]
