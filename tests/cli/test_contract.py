"""The JSON that programs read: these keys stay."""

from datetime import datetime
from pathlib import Path

from plans.reader import shipped_plan
from tests.cli.conftest import OFFICE, ZHUZHAI, ZHUZHAI_HEAD, Shell

CHECK = {"at", "moves", "reminders", "escalations", "proposed_inspections", "skipped", "warnings"}
NOTICE = {"id", "unit", "task", "kind", "rung", "role", "recipient", "due", "queued_at", "state"}
REBASED = {"plan", "text", "start", "days_off", "month_ends", "check_by_hand", "calendar_known"}
HISTORY = {"at", "actor", "unit", "trigger", "from", "to", "reason", "clause"}


def test_a_check_counts_by_kind_and_says_when(issued: Shell) -> None:
    said = issued.ok("check --at 2012-04-24T08:00 --json").json
    assert set(said) >= CHECK
    assert said["at"] == "2012-04-24T08:00:00+08:00"
    assert said["reminders"] == {"reminder": 7}
    assert said["warnings"] == []


def test_a_notice_names_its_recipient_and_has_no_rung_outside_the_ladder(issued: Shell) -> None:
    issued.ok("check --at 2012-04-25T08:00")
    listed = issued.ok("notices list --json").json
    assert all(set(notice) >= NOTICE for notice in listed)
    overdue = [n for n in listed if n["task"] == "training" and n["unit"] == ZHUZHAI]
    assert [(n["kind"], n["rung"], n["role"], n["due"], n["state"]) for n in overdue] == [
        ("reminder", None, "village_head", "2012-04-24", "queued"),
        ("reminder", None, "assistant", "2012-04-24", "queued"),
        ("escalation", 0, "village_head", "2012-04-24", "queued"),
        ("warning", None, "linked_leader", "2012-04-26", "queued"),
    ]
    assert overdue[2]["recipient"] == "朱寨社区 主任"
    assert overdue[2]["queued_at"] == "2012-04-25T08:00:00+08:00"


def test_lists_are_complete_unless_a_limit_is_given(issued: Shell) -> None:
    assert len(issued.ok("notices list --json").json) > 3
    assert len(issued.ok("notices list --json --limit 3").json) == 3
    assert len(issued.ok("history --json --limit 2").json) == 2


def test_the_board_has_a_light_for_every_village_and_task(issued: Shell) -> None:
    board = issued.ok("board --at 2012-04-23T09:00 --json").json
    assert datetime.fromisoformat(board["at"]).utcoffset() is not None
    zhuzhai = next(unit for unit in board["units"] if unit["unit"] == ZHUZHAI)
    assert (zhuzhai["phase"], zhuzhai["calendar_phase"], zhuzhai["light"]) == (
        "mobilization",
        "mobilization",
        "yellow",
    )
    assert zhuzhai["name"] == "朱寨社区居民委员会"
    assert zhuzhai["tasks"]["training"] == {
        "state": "open",
        "due": "2012-04-24",
        "effective_due": "2012-04-24",
        "light": "yellow",
    }
    assert zhuzhai["tasks"]["self-inspection"]["light"] == "none"


def test_the_history_says_who_did_what_and_why(issued: Shell) -> None:
    issued.ok(f"task submit {ZHUZHAI} training --note 两人参训 --as {ZHUZHAI_HEAD} --at 2012-04-23T10:00")
    listed = issued.ok(f"history {ZHUZHAI} --json").json
    assert all(set(row) >= HISTORY for row in listed)
    assert listed[-1] | {"subject": "task", "task": "training"} == {
        "at": "2012-04-23T10:00:00+08:00",
        "actor": "朱寨社区 主任",
        "unit": ZHUZHAI,
        "subject": "task",
        "task": "training",
        "trigger": "submit",
        "from": "open",
        "to": "submitted",
        "reason": "两人参训",
        "clause": "三.一.1",
    }


def test_the_console_stands_in_the_history_as_such(issued: Shell) -> None:
    issued.ok(f"village force {ZHUZHAI} inspection --reason 特批 --at 2012-04-23T10:00")
    last = issued.ok(f"history {ZHUZHAI} --json").json[-1]
    assert (last["actor"], last["trigger"], last["from"], last["to"]) == (
        "console",
        "force",
        "mobilization",
        "inspection",
    )


def test_an_inspection_lists_its_reasons(issued: Shell) -> None:
    issued.ok(f"inspection propose {ZHUZHAI} --reason 群众来信 --at 2012-04-23T10:00")
    issued.ok(f"inspection propose {ZHUZHAI} --reason 数据异常 --at 2012-04-23T10:00")
    (one,) = issued.ok("inspection list --json").json
    assert (one["unit"], one["kind"], one["state"]) == (ZHUZHAI, "special", "proposed")
    assert one["reasons"] == ["群众来信", "数据异常"]


def test_an_inspection_goes_its_whole_way_by_command(issued: Shell) -> None:
    at = "--at 2012-04-23T10:00"
    issued.ok(f"inspection propose {ZHUZHAI} --reason 群众来信 {at}")
    order = "inspection order 1 --inspector inspector@gongyelu.duban.example --due 2012-05-04"
    issued.ok(f"{order} --as supervision@gongyelu.duban.example {at}")
    for deed in ("start 1", "report 1 --text 情况属实，已改正", "close 1"):
        issued.ok(f"inspection {deed} --as inspector@gongyelu.duban.example {at}".replace("'", ""))
    (one,) = issued.ok("inspection list --json").json
    assert (one["state"], one["due"], one["inspectors"]) == ("closed", "2012-05-04", ["工业路街道 督查员"])


def test_a_plan_that_is_sound_is_ok_with_its_warnings(shell: Shell) -> None:
    said = shell.ok("plan check 2012-pension-pilot --json").json
    assert (said["ok"], said["errors"]) == (True, [])
    assert {"code", "severity", "clause", "message"} <= set(said["lint"][0])
    assert {finding["severity"] for finding in said["lint"]} == {"warning"}


def test_a_plan_for_another_year_comes_with_what_to_look_at(shell: Shell) -> None:
    said = shell.ok("plan rebase 2012-pension-pilot --start 2027-04-22 --json").json
    assert set(said) >= REBASED
    assert (said["plan"], said["start"], said["key"]) == (None, "2027-04-22", "2027-pension-pilot")
    assert said["calendar_known"] is False
    assert {"key": "tasks[0].due", "date": "2027-04-24", "name": "星期六"} in said["days_off"]
    assert {"key": "phases[0].to", "was": "2012-04-30", "date": "2027-04-30"} in said["month_ends"]
    assert {"key": "document.number", "text": "上工办〔2012〕5号"} in said["check_by_hand"]


def test_the_plan_goes_to_stdout_and_the_report_to_stderr(shell: Shell) -> None:
    command = "plan rebase 2012-pension-pilot --start 2027-04-22"
    said = shell.ok(command)
    assert said.out == shell.ok(f"{command} --json").json["text"]
    assert "上工办〔2012〕5号" in said.err
    assert "放假安排尚未公布" in said.err


def test_a_plan_written_for_another_year_can_be_issued_and_moved_on(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    said = shell.ok(f"plan rebase 2012-pension-pilot --start 2027-04-22 --output {file}")
    assert str(file) in said.out
    assert said.err == ""
    assert shell.ok(f"plan check {file} --json").json["ok"] is True
    back = shell.ok(f"plan rebase {file} --start 2012-04-22")
    assert back.out == shipped_plan("2012-pension-pilot").read_text("utf-8")


def test_a_plan_that_is_wrong_names_file_line_and_key(shell: Shell, tmp_path_factory: object) -> None:
    said = shell.run("plan check tests/plans/__init__.py --json")
    assert said.code == 1
    assert said.json["ok"] is False
    assert {"file", "line", "key", "message"} <= set(said.json["errors"][0])


def test_nobody_in_a_role_is_found_before_the_plan_is_issued(shell: Shell) -> None:
    said = shell.ok("plan check 2012-pension-pilot --people plans/demo/people-gongyelu.csv --json").json
    found = [finding["message"] for finding in said["lint"] if finding["code"].startswith("L6")]
    assert found
    assert "department" in " ".join(found)


def test_what_comes_next_names_day_and_recipient(issued: Shell) -> None:
    coming = issued.ok(f"next --days 2 --unit {ZHUZHAI} --at 2012-04-23T10:00 --json").json
    assert {"on": "2012-04-25", "recipient": "朱寨社区 主任", "rung": 0, "task": "training"}.items() <= next(
        one for one in coming if one["rung"] == 0
    ).items()


def test_people_are_listed_with_ids_that_commands_take(issued: Shell) -> None:
    people = issued.ok("people list --json").json
    head = next(person for person in people if person["email"] == ZHUZHAI_HEAD)
    said = issued.ok(f"task submit {ZHUZHAI} training --as {head['id']} --at 2012-04-23T10:00")
    assert "已提交" in said.out


def test_tasks_are_listed_with_their_dates(issued: Shell) -> None:
    tasks = issued.ok(f"task list {ZHUZHAI} --at 2012-04-23T10:00 --json").json
    assert len(tasks) == 10
    assert {"unit", "task", "state", "due", "effective_due", "light"} <= set(tasks[0])


def test_a_delivery_counts_what_left(issued: Shell) -> None:
    said = issued.run("deliver --at 2012-04-23T10:00 --json")
    assert said.code == 0
    assert '"failed": 0' in said.out
    assert {n["state"] for n in issued.ok("notices list --json").json} == {"delivered"}


def test_an_acknowledgement_is_recorded(issued: Shell) -> None:
    notice = issued.ok("notices list --json").json[0]
    issued.ok(f"notices ack {notice['id']} --until 2012-04-24 --at 2012-04-23T10:00")
    again = issued.ok("notices list --json").json[0]
    assert (again["state"], again["promised_on"]) == ("acknowledged", "2012-04-24")
    assert OFFICE


def test_the_board_of_a_past_day_can_be_read(issued: Shell) -> None:
    issued.ok("check --at 2012-05-10T08:00")
    then = issued.ok("board --at 2012-04-24T09:00 --json").json
    assert {village["phase"] for village in then["units"]} == {"mobilization"}
    assert then["checked_at"] == "2012-04-23T08:00:00+08:00"
    assert {task["state"] for village in then["units"] for task in village["tasks"].values()} == {
        "open",
        "planned",
    }
    assert "此前没有看板" in issued.refused("board --at 2012-04-01T09:00")
    assert "历史不能改写" in issued.refused("check --at 2012-04-24T09:00")
