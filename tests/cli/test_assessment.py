"""Assessment, appeals and accountability, as typed."""

import pytest

from tests.cli.conftest import SUPERVISION, ZHUZHAI, ZHUZHAI_HEAD, Shell

AT = "--at 2012-04-23T10:00"


def test_a_preview_says_what_each_item_rests_on(issued: Shell) -> None:
    said = issued.ok(f"assessment preview {ZHUZHAI} {AT}").out
    assert "预评" in said
    assert "没有上报过数值" in said
    read = issued.ok(f"assessment preview {ZHUZHAI} {AT} --json").json
    assert {item["key"] for item in read["items"]} >= {"coverage", "punctuality", "contact"}
    assert read["version"] is None


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"assessment show {ZHUZHAI}", "还没有考核"),
        (f"assessment run {AT}", "考核验收自7月1日"),
        (f"assessment adjust {ZHUZHAI} --points 2 --reason '' {AT}", "人工调整得分须说明理由"),
        (f"assessment adjust {ZHUZHAI} --points two --reason 特殊 {AT}", "不是分值"),
        (f"assessment adjust {ZHUZHAI} --points -1.5 --reason 特殊 {AT}", "还没有考核"),
        (f"assessment publish {AT}", "没有尚未公布的考核结果"),
        (f"assessment concur --opinion 同意 {AT}", "没有等待会同意见的考核结果"),
        (f"village accept {ZHUZHAI} {AT}", "不能验收合格"),
        (f"village repeat {ZHUZHAI} --what 补做 --due soon {AT}", "不是日期"),
        (f"appeal raise {ZHUZHAI} overdue:training:1 --reason 下雨 {AT}", "还没有考核"),
        (f"appeal decide 7 --uphold --answer 属实 {AT}", "没有编号为 7 的申诉"),
        (f"campaign close --reason 期满 {AT}", "今天还不能收官"),
        (f"referral list --as {ZHUZHAI_HEAD} {AT}", "无权查看责任追究"),
        (f"referral step 1 --text 已核实 {AT}", "没有编号为 1 的追责事项"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(issued: Shell, command: str, said: str) -> None:
    assert said in issued.refused(command)


def test_a_referral_is_opened_followed_and_decided(issued: Shell) -> None:
    opened = f"referral open {ZHUZHAI} --ground fraud --against 1 --source complaint:来信 --reason 数值不符"
    issued.ok(f"{opened} --as {SUPERVISION} {AT}")
    issued.ok(f"referral step 1 --text 调阅凭证 {AT}")
    issued.ok(f"referral decide 1 --uphold --measure 通报批评 {AT}")
    [listed] = issued.ok("referral list --json").json
    assert (listed["state"], listed["measure"]) == ("upheld", "通报批评")
    assert "查实追责" in issued.ok("referral list").out
    assert "referral" not in issued.ok("history --json").out


def test_the_campaign_is_closed_with_its_verdict(issued: Shell) -> None:
    verdict = issued.ok("campaign close --reason 期满收官 --at 2012-07-31T09:00 --json").json
    assert verdict["goals"][0]["reached"] is False
    assert issued.ok("campaign show --json").json[0]["closed_at"].startswith("2012-07-31")
    assert "已于 2012-07-31 收官" in issued.refused(f"task submit {ZHUZHAI} training --at 2012-08-01T09:00")
