"""An inspection from the lots to the second look, as somebody types it."""

import pytest

from tests.cli.conftest import SUPERVISION, ZHUZHAI, ZHUZHAI_HEAD, Shell

TONGHANG, SUBDISTRICT = "410106004003", "410106004000"
MAY_7 = f"--as {SUPERVISION} --at 2012-05-07T09:00"
KEYS = ("training-attended", "roster-checked", "publicity-seen", "figures-proved", "overdue-explained")
YES = " ".join(f"--answer {key}=yes" for key in KEYS)
SELF = " ".join(
    f"--answer {key}=yes"
    for key in (
        "targets-met",
        "roster-complete",
        "households-reached",
        "entries-accurate",
        "duties-named",
        "money-safe",
    )
)


def test_lots_are_drawn_and_checked(issued: Shell) -> None:
    drawn = issued.ok(f"inspection draw {SUBDISTRICT} --seed 一 {MAY_7} --json").json
    assert (drawn["draw"]["round"], drawn["draw"]["pool"], len(drawn["draw"]["drawn"])) == (
        "2012-05-07",
        3,
        1,
    )
    again = issued.ok("inspection check-draw 1 --json").json
    assert again["agrees"] is True
    assert again["again"] == drawn["draw"]["drawn"]
    assert "结果一致" in issued.ok("inspection check-draw 1").out
    assert [one["seed"] for one in issued.ok("inspection draws --json").json] == ["一"]
    assert "已于" in issued.refused(f"inspection draw {SUBDISTRICT} {MAY_7}")


@pytest.mark.parametrize("stratum", ["weather", "''"])
def test_a_draw_with_no_stratum_is_refused_and_nothing_is_written(issued: Shell, stratum: str) -> None:
    refused = issued.refused(f"inspection draw {SUBDISTRICT} --stratum {stratum} {MAY_7}")
    assert "可用：township（街道（乡镇））、kind（村与社区）" in refused
    assert issued.ok("inspection draws --json").json == []
    assert issued.ok("inspection list --json").json == []


def test_one_order_for_several_villages_then_findings_until_they_are_seen(issued: Shell) -> None:
    ordered = issued.ok(
        f"inspection order-units {ZHUZHAI} {TONGHANG} --inspector {SUPERVISION} --reason 群众来电 {MAY_7}"
    ).out
    assert "督查 1、2 已立项（第 1 号）" in ordered
    issued.ok(f"inspection start 1 {MAY_7}")
    said = issued.ok(
        f"inspection report 1 --text 已查 {YES} --finding 'serious/figures-proved:凭证不符' {MAY_7}"
    ).out
    assert "发现问题 1 个（编号 1）" in said
    [found] = issued.ok(f"finding list --at 2012-05-07T09:00 {ZHUZHAI} --json").json
    assert (found["severity"], found["item"], found["repair"], found["due"]) == (
        "serious",
        "figures-proved",
        "open",
        "2012-05-10",
    )
    repaired = f"task submit {ZHUZHAI} errand.rectification#1 --as {ZHUZHAI_HEAD} --at 2012-05-08T09:00"
    assert "已提交，督查室须在" in issued.ok(repaired).out
    issued.ok(f"task verify {ZHUZHAI} errand.rectification#1 --as {SUPERVISION} --at 2012-05-08T10:00")
    shown = issued.ok("inspection show 1 --json").json
    assert (shown["state"], shown["order"], len(shown["findings"])) == ("closed", 1, 1)
    assert "凭证不符" in issued.ok("inspection show 1").out
    again = issued.ok("inspection revisit 1 --text 又不符 --not-repaired --at 2012-05-22T09:00").out
    assert "重新登记问题 2" in again


def test_a_dispute_is_raised_and_answered(issued: Shell) -> None:
    issued.ok(f"inspection order-units {ZHUZHAI} --inspector {SUPERVISION} --reason 群众来电 {MAY_7}")
    issued.ok(f"inspection start 1 {MAY_7}")
    issued.ok(f"inspection report 1 --text 已查 --finding minor:花名册少列 {MAY_7}")
    issued.ok(f"finding dispute 1 --reason 已补列 --as {ZHUZHAI_HEAD} --at 2012-05-08T09:00")
    answer = f"--answer 已核实 --as {SUPERVISION} --at 2012-05-08T10:00"
    assert "异议成立" in issued.ok(f"finding answer 1 --uphold {answer}").out
    assert "成立" in issued.ok("finding list --at 2012-05-08T11:00").out


def test_a_village_inspects_itself(issued: Shell) -> None:
    issued.ok("check --at 2012-06-05T08:00")
    submit = f"task self-inspect {ZHUZHAI} --as {ZHUZHAI_HEAD} --at 2012-06-05T09:00"
    assert "还有 5 项未答" in issued.refused(f"{submit} --answer money-safe=yes")
    assert "无法识别" in issued.refused(f"{submit} --answer money-safe")
    assert "无法识别" in issued.refused(f"{submit} {SELF} --finding minor")
    said = issued.ok(f"{submit} {SELF} --finding 'minor:漏登 2 户'").out
    assert "自查发现问题 1 个" in said
    [one] = issued.ok("inspection list --json").json
    assert (one["kind"], one["state"]) == ("self", "rectifying")


def test_an_order_says_who_is_away_and_how_much_a_village_bears(issued: Shell) -> None:
    propose = f"inspection propose {ZHUZHAI} --reason 群众来电 {MAY_7}"
    issued.ok(propose)
    issued.ok(f"inspection order 1 --inspector {SUPERVISION} --due 2012-05-11 {MAY_7}")
    [one] = issued.ok("inspection burden --month 2012-05-31 --at 2012-05-07T09:00 --json").json
    assert one == {"unit": ZHUZHAI, "month": "2012-05-01", "count": 1, "limit": 2, "over": False}
    issued.ok(f"inspection cancel 1 --reason 防汛 {MAY_7}")
    assert issued.ok("inspection burden --month 2012-05-01 --at 2012-05-07T09:00 --json").json == []
