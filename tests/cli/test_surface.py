"""What every command has in common: who reads takes `--json`, who acts says who and when."""

import json
from collections.abc import Callable

import pytest

from cli.reference import commands
from tests.cli.conftest import SUPERVISION, ZHUZHAI, ZHUZHAI_HEAD, Shell

OPTIONS = {
    path.removeprefix("duban "): {option for parameter in command.params for option in parameter.opts}
    for path, command in commands()
}

READING = {
    "doctor": "doctor",
    "board": "board --at 2012-04-23T09:00",
    "history": "history",
    "next": "next --at 2012-04-23T09:00",
    "plan check": "plan check 2012-pension-pilot",
    "plan show": "plan show 2012-pension-pilot",
    "plan rebase": "plan rebase 2012-pension-pilot --start 2027-04-22",
    "people list": "people list",
    "campaign show": "campaign show",
    "task list": "task list --at 2012-04-23T09:00",
    "inspection list": "inspection list",
    "inspection draws": "inspection draws",
    "inspection burden": "inspection burden --at 2012-04-23T09:00",
    "finding list": "finding list --at 2012-04-23T09:00",
    "notices list": "notices list",
    "notices preview": f"notices preview {ZHUZHAI}",
    "notices receipts": "notices receipts --at 2012-04-23T09:00",
    "hold list": "hold list --at 2012-04-23T09:00",
    "extension list": "extension list --at 2012-04-23T09:00",
    "assessment preview": f"assessment preview {ZHUZHAI} --at 2012-04-23T09:00",
    "assessment ranking": "assessment ranking --at 2012-07-01T09:00",
    "assessment scorecards": "assessment scorecards",
    "assessment groups": "assessment groups",
    "appeal list": "appeal list",
    "referral list": "referral list --at 2012-04-23T09:00",
    "target list": "target list",
    "reading list": "reading list",
    "anomaly list": "anomaly list",
    "progress": "progress --at 2012-04-23T09:00",
    "absence list": "absence list",
    "people hand-overs": "people hand-overs",
    "work-group list": "work-group list",
    "group list": "group list --uncovered",
    "meeting list": "meeting list",
    "meeting due": f"meeting due {ZHUZHAI}",
    "attendance list": f"attendance list {ZHUZHAI} training",
    "letter list": "letter list --unsigned",
    "publicity list": "publicity list",
    "visit list": "visit list",
    "visit coverage": "visit coverage",
    "input list": "input list",
    "input totals": "input totals",
    "measures list": "measures list",
    "request list": "request list --open",
    "comment list": "comment list",
}

OF_A_UNIT = {
    "work-group set",
    "group set",
    "meeting hold",
    "attendance record",
    "letter sign",
    "publicity record",
    "visit plan",
    "visit record",
    "input record",
    "measures record",
    "request ask",
    "comment add",
}

ACTING = {
    "campaign start",
    "village force",
    *(f"task {deed}" for deed in ("submit", "withdraw", "verify", "return", "waive", "reopen")),
    *(f"inspection {deed}" for deed in ("propose", "order", "order-units", "dismiss", "merge", "cancel")),
    *(f"inspection {deed}" for deed in ("draw", "start", "report", "close", "revisit", "replace-inspector")),
    *(f"finding {deed}" for deed in ("dispute", "answer")),
    "task self-inspect",
    "notices ack",
    "hold put",
    "hold lift",
    *(f"extension {deed}" for deed in ("ask", "take-back", "pre-read", "grant", "refuse")),
    *(f"assessment {deed}" for deed in ("run", "adjust", "concur", "publish")),
    *(f"village {deed}" for deed in ("accept", "reject", "repeat", "commend")),
    *(f"appeal {deed}" for deed in ("raise", "decide")),
    "campaign close",
    *(f"referral {deed}" for deed in ("open", "step", "decide")),
    *(f"target {deed}" for deed in ("import", "split", "correct", "set-group")),
    *(f"reading {deed}" for deed in ("report", "import", "correct")),
}

FOR_ONE_CAMPAIGN = {
    "board",
    "check",
    "next",
    "history",
    *(f"assessment {word}" for word in ("preview", "run", "adjust", "concur", "publish", "show", "ranking")),
    *(f"village {deed}" for deed in ("accept", "reject", "repeat", "commend")),
    "appeal raise",
    "appeal list",
    "campaign close",
    "referral open",
    "referral list",
    "progress",
    "task list",
    "village force",
    "inspection propose",
    *(f"target {command}" for command in ("import", "split", "correct", "set-group", "list")),
    *(f"reading {command}" for command in ("report", "import", "list")),
    "anomaly list",
    "absence record",
    "absence end",
    "people hand-over",
    "meeting minutes",
    "meeting follow-up",
    *OF_A_UNIT,
}

FOR_ONE_CAMPAIGN = {
    *("board", "check", "next", "history", "task list", "village force", "inspection propose"),
    *OF_A_UNIT,
    "absence list",
    "meeting list",
    "letter list",
    "request list",
    "task list",
    "village force",
    "inspection propose",
} | {
    "inspection order-units",
    "inspection draw",
    "inspection draws",
    "inspection burden",
    "finding list",
    "task self-inspect",
}


@pytest.mark.parametrize("command", READING)
def test_whoever_reads_takes_json(command: str) -> None:
    assert "--json" in OPTIONS[command]


def test_each_of_them_prints_json_and_nothing_else(issued: Shell) -> None:
    for command in READING.values():
        said = issued.run(f"{command} --json")
        assert json.loads(said.out) is not None, command
        assert said.err == "", command


def test_without_json_each_of_them_prints_a_table_without_a_traceback(issued: Shell) -> None:
    for command in READING.values():
        assert issued.run(command).out.strip(), command


@pytest.mark.parametrize("command", sorted(ACTING))
def test_whoever_acts_says_who_and_when(command: str) -> None:
    assert {"--as", "--at"} <= OPTIONS[command]


@pytest.mark.parametrize("command", sorted(FOR_ONE_CAMPAIGN))
def test_a_campaign_may_be_named(command: str) -> None:
    assert "--campaign" in OPTIONS[command]


AT = "--at 2012-04-23T10:00"
HUGE = "9" * 30


@pytest.mark.parametrize(
    "command",
    [
        f"board --campaign {HUGE} {AT}",
        f"history --campaign {HUGE}",
        f"notices list --campaign {HUGE}",
        f"notices ack {HUGE} {AT}",
        f"inspection list --campaign {HUGE}",
        f"inspection start {HUGE} {AT}",
        f"inspection order 1 --inspector {HUGE} {AT}",
        f"campaign show --campaign {HUGE}",
        f"task submit {ZHUZHAI} training --campaign {HUGE} {AT}",
        f"reading correct {HUGE} 5 --reason 重复统计 {AT}",
        f"progress --campaign {HUGE} {AT}",
    ],
)
def test_a_number_that_no_row_can_have_is_simply_unknown(issued: Shell, command: str) -> None:
    assert "没有" in issued.refused(command)


@pytest.mark.parametrize(
    "command",
    ["notices list --unit 999", f"board --unit 999 {AT}", f"next --unit 999 {AT}", "history 999"],
)
def test_an_unknown_unit_is_not_taken_for_an_empty_one(issued: Shell, command: str) -> None:
    assert "没有代码为 999 的单位" in issued.refused(command)


@pytest.mark.parametrize(
    "instant",
    [
        "9999-12-31T23:59",
        "0001-01-01T00:00",
        "2012-04-31T09:00",
        "2012-04-23T25:00",
        "2012-04-23T09:00+99:00",
    ],
)
def test_an_instant_that_cannot_be_meant_is_refused(issued: Shell, instant: str) -> None:
    assert instant[:4] in issued.refused(f"check --at {instant}")


@pytest.mark.parametrize(
    "command",
    [
        "plan rebase 2012-pension-pilot",
        "history --limit 0",
        f"history --limit {HUGE}",
        "next --days -1",
        "task submit",
        "board extra",
    ],
)
def test_a_slip_in_the_command_itself_is_a_usage_error(issued: Shell, command: str) -> None:
    said = issued.run(command)
    assert (said.code, said.out) == (2, "")
    assert "Traceback" not in said.err


def test_the_whole_way_runs_on_either_database(new_address: Callable[[], str]) -> None:
    shell = Shell({"DUBAN_DATABASE_URL": new_address(), "COLUMNS": "120"})
    shell.ok("units import plans/demo/units-gongyelu.csv")
    shell.ok("people import plans/demo/people-gongyelu.csv")
    shell.ok("campaign start 2012-pension-pilot --unit 410106004000 --at 2012-04-23T08:00")
    for day in ("2012-06-08", "2012-06-11", "2012-06-12", "2012-06-14", "2012-06-18"):
        shell.ok(f"check --at {day}T08:00")
    shell.ok("task submit 410106004001 self-inspection --at 2012-06-18T09:00")
    shell.ok(f"notices list --unit {ZHUZHAI} --json")
    mine = next(one for one in shell.ok("inspection list --json").json if one["unit"] == ZHUZHAI)
    order = f"inspection order {mine['id']} --inspector {SUPERVISION} --as {SUPERVISION}"
    shell.ok(f"{order} --at 2012-06-18T10:00")
    told = shell.ok(f"notices list --unit {ZHUZHAI} --json").json
    assert {n["role"] for n in told if n["kind"] == "inspection_ordered"} >= {"village_head", "inspector"}
    overdue = next(n for n in told if n["kind"] == "escalation" and n["role"] == "village_head")
    shell.ok(f"notices ack {overdue['id']} --as {ZHUZHAI_HEAD} --at 2012-06-18T11:00")
    assert shell.ok("board --at 2012-06-18T12:00 --json").json["units"][1]["light"] == "red"
