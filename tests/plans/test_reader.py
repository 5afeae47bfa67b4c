"""A plan that cannot be read is refused with file, line and key, and with what would be right."""

from pathlib import Path

import pytest

from plans.model import Plan
from plans.reader import LARGEST, PlanError, find_plan, read_plan, shipped_plan, shipped_plans
from tests.plans import (
    FOUR_PHASES,
    PILOT,
    PILOT_NAME,
    PILOT_TEXT,
    changed,
    line_of,
    only_problem,
    problems_of,
)

DUE = "due: 2012-06-10"


def refusal_of(source: Path) -> str:
    with pytest.raises(PlanError) as refused:
        read_plan(source)
    return str(refused.value)


def test_a_shipped_plan_is_found_by_its_name() -> None:
    assert PILOT_NAME in shipped_plans()
    assert read_plan(shipped_plan(PILOT_NAME)) == PILOT
    assert read_plan(find_plan(PILOT_NAME)) == PILOT


def test_a_plan_that_is_not_shipped_is_a_path() -> None:
    assert read_plan(find_plan(str(FOUR_PHASES))).key == "winter-heating-safety-2025"
    with pytest.raises(KeyError):
        shipped_plan("../plans/2012-pension-pilot")


def test_a_plan_is_read_from_a_path_as_text_or_from_its_own_text() -> None:
    assert read_plan(str(FOUR_PHASES)) == read_plan(FOUR_PHASES)
    assert read_plan(FOUR_PHASES.read_text("utf-8")) == read_plan(FOUR_PHASES)


def test_a_missing_file_names_the_plans_that_are_shipped(tmp_path: Path) -> None:
    assert PILOT_NAME in refusal_of(tmp_path / "nowhere.yaml")


def test_a_folder_is_not_a_plan(tmp_path: Path) -> None:
    assert "文件夹" in refusal_of(tmp_path)


def test_a_path_that_no_system_knows_is_refused() -> None:
    with pytest.raises(PlanError, match="路径"):
        read_plan("plan\0.yaml")


def test_what_the_system_cannot_read_is_refused(tmp_path: Path) -> None:
    assert "读不了这个文件" in refusal_of(tmp_path / ("x" * 300))


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_text("# " + "x" * LARGEST, "utf-8")
    assert "超过" in refusal_of(large)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_in_another_encoding_is_asked_for_in_utf_8(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes(PILOT_TEXT.encode(encoding))
    assert "请另存为 UTF-8" in refusal_of(file)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes(PILOT_TEXT.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_plan(file) == PILOT


def test_a_problem_names_file_line_and_key() -> None:
    text = changed((DUE, "due: 2012-13-40"))
    (problem,) = problems_of(text)
    assert (problem.file, problem.key) == ("plan.yaml", "tasks[9].due")
    assert problem.line == line_of(text, "2012-13-40")
    assert str(problem).startswith(f"plan.yaml 第 {problem.line} 行 tasks[9].due：")


@pytest.mark.parametrize("wrong", ["2012-13-40", "2012-6-10", "10.06.2012", "六月十日", "20120610", "5"])
def test_a_day_that_does_not_exist_is_refused_with_the_form_of_one_that_does(wrong: str) -> None:
    assert "2012-06-10" in only_problem((DUE, f"due: {wrong}")).message


def test_a_day_in_the_year_9999_is_out_of_range() -> None:
    assert "2199-12-31" in only_problem((DUE, "due: 9999-12-31")).message


def test_a_rate_of_133_per_cent_is_refused() -> None:
    problem = only_problem(("at_least: 97", "at_least: 133"))
    assert problem.key == "indicators[0].target.at_least"
    assert "应不大于 100" in problem.message


def test_a_rate_is_a_number_without_a_per_cent_sign() -> None:
    assert "应为数字" in only_problem(("at_least: 97", "at_least: 97%")).message


def test_a_misspelt_key_is_met_with_the_nearest_known_one() -> None:
    problem = only_problem((DUE, "deu: 2012-06-10"))
    assert problem.key == "tasks[9].deu"
    assert "是不是想写 due？" in problem.message


def test_a_name_of_the_code_is_no_key_of_the_file() -> None:
    assert "first_day" in problems_of(changed(("from: 2012-04-22", "first_day: 2012-04-22")))[-1].message


def test_a_key_that_resembles_none_is_met_with_those_that_are_possible() -> None:
    assert "这里可以写：" in only_problem((DUE, f"{DUE}\n    完成日期: 2012-06-10")).message


def test_a_missing_key_is_named_where_it_should_stand() -> None:
    text = changed((f"    {DUE}\n", ""))
    (problem,) = problems_of(text)
    assert problem.key == "tasks[9].due"
    assert problem.line == line_of(text, "  - key: self-inspection")


def test_a_key_without_a_value_is_said_to_be_empty() -> None:
    assert "没有填写" in only_problem((DUE, "due:")).message


def test_a_role_that_does_not_exist_is_met_with_the_nearest_one() -> None:
    assert "village_head？" in only_problem(("to: [village_head, department]", "to: [vilage_head]")).message


def test_a_distance_names_one_unit() -> None:
    both = "holds: {working_days: 3, days: 2}"
    assert "只写一个单位" in only_problem(("holds: {working_days: 3}", both)).message
    assert "{working_days: 3}" in only_problem(("holds: {working_days: 3}", "holds: 3")).message


def test_a_reminder_cannot_come_after_the_date() -> None:
    assert "应不小于 0" in only_problem(("before: {days: 7}", "before: {days: -7}")).message


def test_the_rungs_of_a_ladder_climb() -> None:
    second = "key: linked-leader, after: {working_days: 2}"
    problem = only_problem((second, second.replace("2", "1")))
    assert problem.key == "deadlines.village"
    assert "逐级递增" in problem.message


def test_the_rungs_of_a_ladder_count_in_one_unit() -> None:
    second = "key: linked-leader, after: {working_days: 2}"
    assert "同一单位" in only_problem((second, second.replace("working_days", "days"))).message


@pytest.mark.parametrize("yes", ["yes", "1", '"true"'])
def test_only_true_and_false_are_truth_values(yes: str) -> None:
    assert "应为 true 或 false" in only_problem(("gate: true", f"gate: {yes}")).message


def test_a_clause_that_looks_like_a_number_wants_quotes() -> None:
    assert "加引号" in only_problem(("clause: 三.三.1", "clause: 3.1")).message


def test_a_title_of_several_lines_is_refused() -> None:
    assert "不能换行" in only_problem(("zh: 自查自纠", 'zh: "自查\\n自纠"')).message


def test_an_empty_list_says_how_many_it_needs() -> None:
    assert "至少要有 1 项" in only_problem(("to: [village_head, department]", "to: []")).message


def test_a_list_is_not_a_single_word() -> None:
    wrong = ("indicators: [coverage, renewal]\n    uncontacted", "indicators: coverage\n    uncontacted")
    assert "应为列表" in only_problem(wrong).message


def test_a_title_is_in_two_languages() -> None:
    assert "须有：zh、en" in only_problem(("{zh: 动员部署, en: Mobilization}", "动员部署")).message


@pytest.mark.parametrize("zone", ["Shanghai", "../../etc/passwd", "Asia"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    assert "Asia/Shanghai" in only_problem(("zone: Asia/Shanghai", f"zone: {zone}")).message


def test_another_calendar_is_refused_with_those_there_are() -> None:
    assert "china、weekdays" in only_problem(("calendar: china", "calendar: lunar")).message


@pytest.mark.parametrize("version", ["2", "true", "one"])
def test_a_format_of_another_version_is_refused_before_anything_else(version: str) -> None:
    (problem,) = problems_of(changed(("schema_version: 1", f"schema_version: {version}"), (DUE, "due: x")))
    assert problem.key == "schema_version"
    assert "应为 1" in problem.message


def test_a_plan_without_a_version_is_asked_for_one() -> None:
    assert only_problem(("schema_version: 1\n", "")).key == "schema_version"


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_lines() -> None:
    problems = problems_of(
        changed((DUE, "due: soon"), ("at_least: 97", "at_least: 133"), ("calendar:", "calender:"))
    )
    assert len(problems) == 3
    assert [p.line for p in problems] == sorted(p.line for p in problems)
    with pytest.raises(PlanError, match="另有 1 处问题"):
        read_plan(changed((DUE, "due: soon"), ("at_least: 97", "at_least: 133")))


def test_a_weight_says_what_it_measures() -> None:
    line = "      measures: indicator\n      indicator: coverage\n"
    assert "须写 indicator" in only_problem((line, "      measures: indicator\n")).message
    assert "须写 tasks" in only_problem((line, "      measures: tasks\n")).message


def test_a_subsidy_that_is_not_voluntary_has_an_amount() -> None:
    assert "yuan" in only_problem(("    yuan: 50\n", "")).message


def test_an_unchanging_plan_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        PILOT.key = "another"  # type: ignore[misc]


def test_a_task_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        PILOT.task("nothing")


def test_a_plan_built_from_data_is_checked_like_one_that_was_read() -> None:
    with pytest.raises(ValueError, match="phases"):
        Plan.model_validate({**PILOT.model_dump(mode="json", by_alias=True), "phases": []})
