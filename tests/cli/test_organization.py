"""The organization by command: people, groups, meetings, letters, visits, inputs, requests (四)."""

from pathlib import Path

import pytest

from tests.cli.conftest import OFFICE, ZHUZHAI, ZHUZHAI_HEAD, Shell

OFFICE_UNIT = "410106004000"
APRIL_26 = "--at 2012-04-26T10:00"
MAY_8 = "--at 2012-05-08T10:00"


def test_an_absence_shows_the_deadlines_that_it_meets_until_it_ends(issued: Shell) -> None:
    record = f"absence record {ZHUZHAI_HEAD} --from 2012-04-28 --to 2012-05-03 --reason 学习 {APRIL_26}"
    said = issued.ok(record).out
    assert "无人替岗，已告知领导小组办公室" in said
    assert "4月28日（星期六） 朱寨社区居民委员会 responsibility-letter 到期" in said
    [listed] = issued.ok(f"absence list {APRIL_26} --json").json
    assert (listed["first_day"], listed["substitute"]) == ("2012-04-28", None)
    assert listed["meets"][0]["what"] == "due"
    assert "不在岗，无人替岗" in issued.ok(f"board {APRIL_26}").err
    issued.ok(f"absence end 1 {APRIL_26}")
    assert issued.ok(f"absence list {APRIL_26} --json").json == []


def test_an_office_is_handed_over_by_command(issued: Shell) -> None:
    order = f"people hand-over {ZHUZHAI_HEAD} --role village_head --unit {ZHUZHAI} --reason 换届 {APRIL_26}"
    assert "请指明继任者" in issued.refused(order)
    assert "请指明继任者" in issued.refused(f"{order} --to {OFFICE} --name 李新")
    said = issued.ok(f"{order} --name 李新 --email li@zhuzhai.duban.example").out
    assert "已移交给 李新" in said
    assert "“成立工作小组”4月27日（星期五）到期" in said
    assert issued.ok("people hand-overs --json").json[0]["successor"] == "李新"
    issued.ok(f"task submit {ZHUZHAI} training --as li@zhuzhai.duban.example {APRIL_26}")


def test_a_submission_says_what_is_lacking(issued: Shell) -> None:
    said = issued.ok(f"task submit {ZHUZHAI} work-group {APRIL_26}").out
    assert "注意：工作小组名单还没有登记齐全（至少 3 人，已登记 0 人）。" in said


def test_a_work_group_and_the_groups_of_a_village(issued: Shell, tmp_path: Path) -> None:
    members = "--member 李明:登记 --member 王芳：宣传"
    assert "任务已提交" in issued.ok(f"work-group set {ZHUZHAI} {members} --submit {APRIL_26}").out
    assert "应写成“姓名:分工”" in issued.refused(f"work-group set {ZHUZHAI} --member 李明 {APRIL_26}")
    [complete] = [one for one in issued.ok("work-group list --json").json if one["members"]]
    assert complete["unit"] == ZHUZHAI
    file = tmp_path / "groups.csv"
    file.write_text("number,name,holder,assistant\n1,一号院,李明,\n2,二号院,,\n", encoding="utf-8")
    assert "1 个无人包干" in issued.ok(f"group set {ZHUZHAI} {file} {APRIL_26}").out
    [alone] = issued.ok("group list --uncovered --json").json
    assert alone["number"] == 2


def test_a_meeting_from_the_attendance_to_the_follow_up(issued: Shell, tmp_path: Path) -> None:
    file = tmp_path / "attendance.csv"
    file.write_text(f"unit_code,role,name,present\n{ZHUZHAI},village_head,张主任,1\n", encoding="utf-8")
    hold = f"meeting hold {OFFICE_UNIT} --title 例会 --attendance {file} --as {OFFICE} {MAY_8}"
    assert "duban meeting minutes 1" in issued.ok(hold).out
    issued.ok(f"meeting minutes 1 --text 议定事项 --problem 名册不全 --as {OFFICE} {MAY_8}")
    follow_up = f"meeting follow-up 1 --owner {ZHUZHAI} --about 补齐名册 --due 2012-05-11 --as {OFFICE}"
    assert "errand.follow-up-village#1" in issued.ok(f"{follow_up} {MAY_8}").out
    [meeting] = issued.ok(f"meeting list {MAY_8} --json").json
    assert (meeting["present"], meeting["problems"], meeting["minutes_due"]) == (1, ["名册不全"], None)
    assert meeting["follow_ups"][0]["due"] == "2012-05-11"
    assert "张主任" in issued.ok("meeting attendance 1").out
    assert "补齐名册（进行中）" in issued.ok(f"meeting list {MAY_8}").out
    due = {one["unit"]: one["overdue"] for one in issued.ok(f"meeting due {MAY_8} --json").json}
    assert due[OFFICE_UNIT] is False
    assert due[ZHUZHAI] is True


def test_the_training_lists_who_was_absent(issued: Shell, tmp_path: Path) -> None:
    file = tmp_path / "attendance.csv"
    file.write_text(f"unit_code,role,name,present\n{ZHUZHAI},village_head,张主任,1\n", encoding="utf-8")
    said = issued.ok(f"attendance record {ZHUZHAI} training {file} {APRIL_26}").out
    assert "已登记 1 人。缺席：朱寨社区居民委员会协办员。" in said
    rows = issued.ok(f"attendance list {ZHUZHAI} training --json").json
    assert [(row["role"], len(row["present"])) for row in rows] == [("village_head", 1), ("assistant", 0)]


def test_letters_publicity_visits_and_inputs(issued: Shell) -> None:
    issued.ok(
        f"letter sign {OFFICE_UNIT} {ZHUZHAI} --level 2 --signed-by 主任甲 --signed-by 主任乙 {APRIL_26}"
    )
    assert len(issued.ok("letter list --unsigned --json").json) == 3
    said = issued.ok(f"publicity record {ZHUZHAI} banner --evidence 照片 {APRIL_26}").out
    assert "已用 1 种宣传形式，还差 2 种" in said
    issued.ok(f"visit plan {ZHUZHAI} --on 2012-05-08 {APRIL_26}")
    issued.ok(f"visit record {ZHUZHAI} --seen 名册已补齐 {MAY_8}")
    assert issued.ok("visit coverage --json").json[-1]["visits"] == 1
    issued.ok(f"input record {ZHUZHAI} money 1200.50 --what 宣传费 {MAY_8}")
    issued.ok(f"input record {ZHUZHAI} people 4 --what 协办员 {MAY_8}")
    assert issued.ok("input totals --json").json[-1] == {
        "unit": None,
        "unit_name": "合计",
        "people": 4,
        "material": 0,
        "fen": 120050,
    }
    assert "1,200.50" in issued.ok("input totals").out


def test_measures_requests_and_comments(issued: Shell) -> None:
    issued.ok("units import plans/demo/departments.csv --skip-bad")
    issued.ok(f"measures record {ZHUZHAI} --text 分片包干 {MAY_8}")
    assert issued.ok("measures list --json").json[0]["text"] == "分片包干"
    said = issued.ok(f"request ask {ZHUZHAI} household-book --for Z.M. {MAY_8}").out
    assert "errand.request#1" in said
    [request] = issued.ok(f"request list --open {MAY_8} --json").json
    assert (request["department"], request["state"], request["due"]) == (
        f"{OFFICE_UNIT}-police",
        "open",
        "2012-05-15",
    )
    issued.ok(f"comment add {ZHUZHAI} --text 请抓紧 {MAY_8}")
    assert issued.ok("comment list --json").json[0]["text"] == "请抓紧"
    assert "领导小组意见" not in issued.ok("comment list").out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"absence record {ZHUZHAI_HEAD} --from 28.4. --to 2012-05-03 --reason 学习", "不是日期"),
        (f"input record {ZHUZHAI} people 四 --what 协办员", "应为正整数"),
        (f"input record {ZHUZHAI} money 十元 --what 宣传费", "无法识别"),
        (f"request ask {ZHUZHAI} identity-card --for 410106198001011234", "不能写公民身份号码"),
        (f"request ask {ZHUZHAI} identity-card --for Z.M.", "已记为空缺"),
        (f"visit record {ZHUZHAI} --on 2012-05-09 --seen 看过", "还没有到"),
        ("meeting minutes 99 --text 纪要", "没有编号为 99 的会议"),
        (f"comment add {OFFICE_UNIT} --text 请抓紧", "不是本专项工作范围内的村或社区"),
    ],
)
def test_every_refusal_is_one_clear_line(issued: Shell, command: str, said: str) -> None:
    assert said in issued.refused(f"{command} {MAY_8}")
