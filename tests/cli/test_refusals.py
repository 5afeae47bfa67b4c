"""Every refusal is one clear line on stderr, exits non-zero, and changes nothing."""

from pathlib import Path

import pytest

from tests.cli.conftest import ZHUZHAI, ZHUZHAI_HEAD, Shell

LATER = "--at 2012-04-23T10:00"

REFUSED = {
    f"task submit {ZHUZHAI} trainng {LATER}": "没有任务 trainng",
    f"task submit 999999999999 training {LATER}": "没有代码为 999999999999 的单位",
    f"task submit {ZHUZHAI} survey {LATER}": "4月25日（星期三）起办理",
    f"task verify {ZHUZHAI} training {LATER}": "不能核验",
    f"task verify {ZHUZHAI} training --as {ZHUZHAI_HEAD} {LATER}": "无权执行此操作",
    f"task submit 410106004001 training --as {ZHUZHAI_HEAD} {LATER}": "任职范围不包括该单位",
    f"task return {ZHUZHAI} training --reason ' ' {LATER}": "须说明理由",
    f"task submit {ZHUZHAI} training --as nobody@example.cn {LATER}": "没有找到人员",
    f"task submit {ZHUZHAI} training --as 99999999999999999999 {LATER}": "没有找到人员",
    f"task submit {ZHUZHAI} training --at gestern": "无法识别",
    f"task submit {ZHUZHAI} training --at 2012-04-22T10:00": "历史不能改写",
    f"task submit {ZHUZHAI} training --campaign 7 {LATER}": "没有编号为 7 的专项工作",
    "board --at 2012-04-22T10:00": "此前没有看板",
    f"village force {ZHUZHAI} nowhere --reason 特批 {LATER}": "没有状态 nowhere",
    f"village force {ZHUZHAI} mobilization --reason 特批 {LATER}": "mobilization",
    f"notices ack 9999 {LATER}": "没有编号为 9999 的通知",
    f"notices ack 1 --until 31.12.2012 {LATER}": "不是日期",
    f"notices ack 1 --until 2012-04-01 {LATER}": "已经过去",
    f"inspection order 5 --inspector {ZHUZHAI_HEAD} {LATER}": "没有编号为 5 的督查",
    "campaign start 2012-pension-pilot": "已在该范围内",
    "campaign start no-such-plan": "找不到",
    "plan rebase no-such-plan --start 2027-04-22": "找不到",
    "plan rebase 2012-pension-pilot --start 2027-02-29": "不是日期",
    "plan rebase 2012-pension-pilot --start 1949-01-01": "超出范围",
    "plan rebase 2012-pension-pilot --start 2200-01-01": "超出范围",
    "plan rebase 2012-pension-pilot --start 2027-04-28": "tasks[3].due",
    "plan rebase 2012-pension-pilot --start 2027-04-22 --key 'a: b'": "--key",
    "plan rebase 2012-pension-pilot --start 2027-04-22 --output no-such-folder/x.yaml": "无法写入",
    "units import no-such-file.csv": "无法读取",
    "serve --host 0.0.0.0": "--name",
    "serve --demo --host 0.0.0.0 --name duban.example": "不能用 0.0.0.0",
    "serve --certificate no-such-file.pem": "--key",
    "serve --certificate no-such-file.pem --key no-such-file.pem": "没有文件",
}


@pytest.mark.parametrize("command", REFUSED)
def test_it_is_refused_with_a_reason_and_nothing_changes(issued: Shell, command: str) -> None:
    before = issued.ok("history --json").out
    assert REFUSED[command] in issued.refused(command)
    assert issued.ok("history --json").out == before


def test_without_a_database_the_refusal_names_the_command_that_makes_one(shell: Shell) -> None:
    assert "duban init" in shell.refused("board")


def test_without_a_campaign_the_refusal_names_the_command_that_starts_one(shell: Shell) -> None:
    shell.ok("init")
    assert "duban campaign start" in shell.refused("board")


def test_every_bad_row_is_named_and_none_is_imported(shell: Shell, tmp_path: Path) -> None:
    shell.ok("init")
    file = tmp_path / "units.csv"
    file.write_text(
        "code,name,kind,parent_code\n12,甲,village,\n410000000000,河南省,province,\n410100000000,郑州市,town,410000000000\n",
        encoding="utf-8",
    )
    said = shell.run(f"units import {file}")
    assert said.code == 1
    assert "第 2 行" in said.err
    assert "第 4 行" in said.err
    assert "新增 1 个单位" in shell.ok(f"units import {file} --skip-bad").out


def test_a_file_that_is_there_is_never_written_over(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    file.write_text("mine", encoding="utf-8")
    rebase = f"plan rebase 2012-pension-pilot --start 2027-04-22 --output {file}"
    assert "已经存在" in shell.refused(rebase)
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_plan_that_is_refused_leaves_no_file(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    shell.refused(f"plan rebase 2012-pension-pilot --start 2027-04-28 --output {file}")
    assert not file.exists()


def test_where_two_campaigns_run_one_must_be_named(issued: Shell) -> None:
    issued.ok("campaign start tests/plans/four-phases.yaml --at 2025-10-20T09:00")
    assert "--campaign" in issued.refused("board --at 2025-10-20T09:00")
    assert issued.ok("board --campaign 2 --at 2025-10-20T09:00 --json").json["campaign"] == 2


def test_a_file_that_is_no_database_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("这不是数据库" * 100, encoding="utf-8")
    assert "数据库" in shell.refused(f"board --database {file}")


def test_the_database_may_be_named_before_or_after_the_command(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    shell.ok(f"--database {file} init")
    for database in (f"--database {file}", f"--database=sqlite:///{file}"):
        assert "还没有人员" in shell.ok(f"people list {database}").out


def test_an_instant_without_offset_is_in_the_campaigns_zone(issued: Shell) -> None:
    board = issued.ok("board --at 2012-04-23T01:30+00:00 --json").json
    assert board["at"] == "2012-04-23T09:30:00+08:00"
    assert issued.ok("board --at 2012-04-23T09:30 --json").json["at"] == board["at"]
