"""Targets, readings, progress and anomalies, as somebody types them."""

from pathlib import Path

from tests.cli.conftest import ZHUZHAI, ZHUZHAI_HEAD, Shell

OFFICE = "office@gongyelu.duban.example"
SUBDISTRICT, TONGHANG = "410106004000", "410106004003"
HEADER = "unit_code,indicator,eligible,target"


def at(day: str) -> str:
    return f"--at 2012-{day}T09:00"


def hand_down(shell: Shell, folder: Path, *rows: str) -> None:
    file = folder / "targets.csv"
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    shell.ok(f"target import {file} --as {OFFICE} {at('04-28')}")


def report(indicator: str, count: int, day: str) -> str:
    return f"reading report {ZHUZHAI} {indicator} {count} --as {ZHUZHAI_HEAD} {at(day)}"


def test_from_the_target_to_the_correction(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, f"{ZHUZHAI},coverage,100,", f"{ZHUZHAI},renewal,50,")
    issued.ok(f"check {at('05-02')}")
    assert "编号 1" in issued.ok(report("coverage", 40, "05-10")).out
    issued.ok(report("renewal", 50, "05-10"))
    issued.ok(report("coverage", 97, "05-28"))
    task = next(one for one in tasks(issued, "05-28") if one["task"] == "enrolment")
    assert task["state"] == "verified"
    correction = f"reading correct 3 95 --reason 重复统计 --as {OFFICE} {at('05-29')}"
    assert "已更正为 95 人（编号 4）" in issued.ok(correction).out
    task = next(one for one in tasks(issued, "05-29") if one["task"] == "enrolment")
    assert (task["state"], task["cycle"]) == ("open", 2)
    last = issued.ok(f"reading list {ZHUZHAI} --json").json[-1]
    assert (last["corrects"], last["reason"], last["counts"]) == (3, "重复统计", True)
    assert [one["kind"] for one in issued.ok("anomaly list --json").json] == ["no_activity"]


def tasks(shell: Shell, day: str) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = shell.ok(f"task list {ZHUZHAI} --json {at(day)}").json
    return listed


def test_progress_shows_rate_pace_and_forecast(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, f"{ZHUZHAI},coverage,100,")
    issued.ok(report("coverage", 10, "05-05"))
    issued.ok(report("coverage", 20, "05-10"))
    [village] = issued.ok(f"progress {ZHUZHAI} --json {at('05-10')}").json["villages"]
    assert {key: village[key] for key in ("rate", "pace", "behind", "light", "forecast", "will_meet")} == {
        "rate": "20.0",
        "pace": "31.2",
        "behind": "11.2",
        "light": "yellow",
        "forecast": "62.0",
        "will_meet": False,
    }
    assert "不能" in issued.ok(f"progress {at('05-10')}").out


def test_after_the_date_progress_says_whether_the_target_was_met(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, f"{ZHUZHAI},coverage,100,")
    issued.ok(report("coverage", 10, "05-25"))
    issued.ok(report("coverage", 20, "05-31"))
    assert "不能" in issued.ok(f"progress {at('05-31')}").out
    issued.ok(report("coverage", 97, "06-02"))
    assert "截止时未达标" in issued.ok(f"progress {at('06-02')}").out
    [village] = issued.ok(f"progress {ZHUZHAI} --json {at('06-02')}").json["villages"]
    assert {key: village[key] for key in ("met", "met_in_time", "forecast", "will_meet")} == {
        "met": True,
        "met_in_time": False,
        "forecast": None,
        "will_meet": None,
    }


def test_the_sums_are_shown_without_the_villages(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, f"{ZHUZHAI},coverage,100,", f"{TONGHANG},coverage,200,")
    issued.ok(report("coverage", 97, "05-10"))
    said = issued.ok(f"progress --sums --json {at('05-10')}").json
    assert sorted(said) == ["campaign", "sums", "today"]
    [coverage] = said["sums"]
    assert (coverage["count"], coverage["eligible"], coverage["required"]) == (97, 300, 291)
    assert coverage["units"] == {"units": 2, "reported": 1, "met": 1}
    table = issued.ok(f"progress {SUBDISTRICT} --sums {at('05-10')}").out
    assert "291" in table
    assert ZHUZHAI not in table


def test_a_total_is_split_and_listed(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, *(f"41010600400{n},coverage,{n}00," for n in (1, 2, 3)))
    issued.ok(f"target split {SUBDISTRICT} coverage 570 --as {OFFICE} {at('05-04')}")
    listed = issued.ok("target list --json").json
    assert [one["handed_down"] for one in listed] == [95, 190, 285]
    issued.ok(f"target correct {TONGHANG} coverage 310 --reason 迁入 --as {OFFICE} {at('05-04')}")
    assert issued.ok(f"target list {TONGHANG} --json").json[0]["eligible"] == 310


def test_bad_readings_are_refused_in_one_line(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, f"{ZHUZHAI},coverage,100,")
    assert "133 超过应办人数 100" in issued.refused(report("coverage", 133, "05-10"))
    assert "不能为负数" in issued.refused(report("coverage", -1, "05-10"))
    assert "还没有到" in issued.refused(f"{report('coverage', 5, '05-10')} --on 2012-05-11")
    assert "不是日期" in issued.refused(f"{report('coverage', 5, '05-10')} --on 5月10日")
    assert "还没有应办人数" in issued.refused(report("renewal", 5, "05-10"))
    assert issued.ok("reading list --json").json == []


def test_a_file_of_readings_is_taken_whole_or_not_at_all(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, f"{ZHUZHAI},coverage,100,")
    file = tmp_path / "readings.csv"
    rows = [f"{ZHUZHAI},coverage,2012-05-0{day},{count}" for day, count in ((3, 10), (4, 20), (5, 15))]
    file.write_text("\n".join(["unit_code,indicator,on,count", *rows]), encoding="utf-8")
    said = issued.run(f"reading import {file} {at('05-10')}")
    assert (said.code, said.out) == (1, "")
    assert "第 4 行：参保率为累计数" in said.err
    assert issued.ok("reading list --json").json == []
    file.write_text("\n".join(["unit_code,indicator,on,count", *rows[:2]]), encoding="utf-8")
    assert "已记录 2 个数值" in issued.ok(f"reading import {file} {at('05-10')}").out


def test_a_building_reports_beside_the_figure_of_its_community(issued: Shell, tmp_path: Path) -> None:
    hand_down(issued, tmp_path, f"{ZHUZHAI},coverage,100,", f"{ZHUZHAI},renewal,50,")
    buildings = tmp_path / "groups.csv"
    buildings.write_text("number,name,holder,assistant\n1,幸福里,李明,\n", encoding="utf-8")
    issued.ok(f"group set {ZHUZHAI} {buildings} --as {ZHUZHAI_HEAD} {at('05-02')}")
    for indicator in ("coverage", "renewal"):
        said = issued.ok(
            f"target set-group {ZHUZHAI} 1 {indicator} --eligible 10 --as {OFFICE} {at('05-03')}"
        )
        assert "须达到 10 人" in said.out
    for indicator in ("coverage", "renewal"):
        assert "第 1 组" in issued.ok(f"{report(indicator, 10, '05-10')} --group 1").out
    [listed] = issued.ok("assessment groups --json").json
    assert (listed["name"], listed["may_be_commended"]) == ("幸福里", True)
    assert "可以表彰" in issued.ok("assessment groups").out
    assert [one["in_groups"] for one in issued.ok(f"target list {ZHUZHAI} --json").json] == [10, 10]
    assert "没有第 2 组" in issued.refused(f"{report('coverage', 10, '05-10')} --group 2")
