"""Targets: imported, handed down, corrected, and frozen at the end of the phase (二, 三.三.1)."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from actions.errors import BadInput, BadRows, NotAllowed, NotFound
from actions.history import read_history
from actions.permission import CONSOLE
from actions.target import TargetsImported, correct_eligible, import_targets, list_targets, split_targets
from states.roles import Role
from tests.actions.figures import HEADER, import_rows, report, standing, stored, targets
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town

KNOWN = "coverage（参保率）、renewal（续保率）、contact（入户覆盖率）、accuracy（信息准确率）"


def correct(town: Town, eligible: int, reason: str = "核对户籍") -> None:
    office = town.who(Role.LEADING_GROUP_OFFICE)
    correct_eligible(town.desk, office, ZHUZHAI, "coverage", eligible, reason)


# ── Imported ──────────────────────────────────────────────────────────────────────────


def test_without_a_number_handed_down_the_plans_rate_counts(campaign: Town) -> None:
    done = import_rows(
        campaign, f"{ZHUZHAI},coverage,1001,", f"{ZHUZHAI},renewal,50,49", f"{ZHUZHAI},contact,30,"
    )
    assert done == TargetsImported(added=3, changed=0, unchanged=0)
    assert [
        (one.indicator, one.eligible, one.handed_down, one.required) for one in list_targets(campaign.desk)
    ] == [
        ("coverage", 1001, None, 971),
        ("renewal", 50, 49, 49),
        ("contact", 30, None, 30),
    ]


def test_a_file_may_leave_out_the_column_of_what_is_handed_down(campaign: Town) -> None:
    import_rows(campaign, f"{ZHUZHAI},coverage,100", header="unit_code,indicator,eligible")
    assert stored(campaign).required == 97


def test_an_import_says_what_it_changed_and_what_was_so_already(campaign: Town) -> None:
    targets(campaign, coverage=100)
    done = import_rows(
        campaign, f"{ZHUZHAI},coverage,100,", f"{TONGHANG},coverage,120,99", f"{GONGYELU},renewal,5,"
    )
    assert done == TargetsImported(added=1, changed=1, unchanged=1)
    [_, changed] = [one for one in read_history(campaign.desk, None, TONGHANG) if one.subject == "target"]
    assert (changed.trigger, changed.reason) == ("set", "参保率：应办 120 人，下达 99 人，须达到 99 人")


def test_every_bad_row_is_named_and_nothing_is_imported(campaign: Town) -> None:
    with pytest.raises(BadRows) as refusal:
        import_rows(
            campaign,
            f"{ZHUZHAI},coverage,100,",
            f"{ZHUZHAI},coverage,90,",
            f"{TONGHANG},coverage,很多,",
            f"{TONGHANG},coverage,-1,",
            f"{TONGHANG},turnout,100,",
            f"{SUBDISTRICT},coverage,100,",
            "999,coverage,100,",
            f"{TONGHANG},coverage,100,-3",
            f"{TONGHANG},contact,100,90",
        )
    assert [problem.partition("：")[::2] for problem in refusal.value.problems] == [
        ("第 3 行", f"{ZHUZHAI} 的 coverage 与第 2 行重复。"),
        ("第 4 行", "eligible（应办人数） 很多 应为人数（整数），不是百分数或小数。"),
        ("第 5 行", "参保率的应办人数 -1 应为 0 至 100000000 的整数。"),
        ("第 6 行", f"没有指标 turnout，现有：{KNOWN}。"),
        ("第 7 行", f"{SUBDISTRICT} 不是本专项工作范围内的村或社区。"),
        ("第 8 行", "999 不是本专项工作范围内的村或社区。"),
        ("第 9 行", "参保率的下达人数 -3 应为 0 至 100000000 的整数。"),
        ("第 10 行", "入户覆盖率须全部达到，不另行下达任务数，target 请留空。"),
    ]
    assert list_targets(campaign.desk) == []


def test_whoever_mistypes_the_only_code_is_told_so_whatever_the_role(campaign: Town, tmp_path: Path) -> None:
    file = tmp_path / "targets.csv"
    file.write_text(f"{HEADER}\n999,coverage,100,\n", encoding="utf-8")
    with pytest.raises(BadRows, match="999 不是本专项工作范围内的村或社区"):
        import_targets(campaign.desk, campaign.who(Role.LEADING_GROUP_OFFICE), file)


def test_fewer_eligible_than_have_been_reported_is_refused(campaign: Town) -> None:
    targets(campaign, coverage=100)
    report(campaign, ZHUZHAI, 60)
    with pytest.raises(BadRows, match="应办人数 59 少于已上报的 60 人，请按不少于 60 填写，或先更正数值"):
        import_rows(campaign, f"{ZHUZHAI},coverage,59,")
    with pytest.raises(BadInput, match="少于已上报的 60 人"):
        correct(campaign, 59)
    assert stored(campaign).eligible == 100


def test_an_empty_file_imports_nothing(campaign: Town) -> None:
    assert import_rows(campaign) == TargetsImported(0, 0, 0)
    with pytest.raises(BadInput, match=f"第一行应为表头：{HEADER}"):
        import_rows(campaign, header="")


# ── Handed down ───────────────────────────────────────────────────────────────────────


def test_a_head_count_is_split_by_eligible_people(campaign: Town) -> None:
    import_rows(
        campaign,
        *(f"{unit},coverage,{people}," for unit, people in zip(VILLAGES, (100, 200, 33), strict=True)),
    )
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    shares = split_targets(campaign.desk, office, SUBDISTRICT, "coverage", 320)
    assert shares == [(GONGYELU, 96), (ZHUZHAI, 192), (TONGHANG, 32)]
    assert [one.required for one in list_targets(campaign.desk)] == [96, 192, 32]


def test_a_split_of_part_of_the_villages_leaves_the_others(campaign: Town) -> None:
    targets(campaign, coverage=100)
    split_targets(campaign.desk, CONSOLE, ZHUZHAI, "coverage", 80)
    assert [one.handed_down for one in list_targets(campaign.desk)] == [None, 80, None]


def test_a_split_that_cannot_be_is_refused_with_what_is_missing(campaign: Town) -> None:
    targets(campaign, VILLAGES[:2], coverage=100)
    with pytest.raises(
        BadInput, match=r"通航社区居民委员会 1 个单位的参保率还没有应办人数，不能按应办人数分解"
    ):
        split_targets(campaign.desk, CONSOLE, SUBDISTRICT, "coverage", 80)
    with pytest.raises(BadInput, match="下达人数 -1 应为 0 至"):
        split_targets(campaign.desk, CONSOLE, SUBDISTRICT, "coverage", -1)
    with pytest.raises(BadInput, match="入户覆盖率须全部达到"):
        split_targets(campaign.desk, CONSOLE, SUBDISTRICT, "contact", 80)
    with pytest.raises(NotFound, match="没有指标 turnout"):
        split_targets(campaign.desk, CONSOLE, SUBDISTRICT, "turnout", 80)
    assert {one.handed_down for one in list_targets(campaign.desk)} == {None}


def test_only_the_leading_groups_office_sets_targets(campaign: Town) -> None:
    targets(campaign, coverage=100)
    with pytest.raises(NotAllowed, match=r"target.set"):
        split_targets(campaign.desk, campaign.who(Role.VILLAGE_HEAD, ZHUZHAI), ZHUZHAI, "coverage", 1)


# ── Corrected and frozen ──────────────────────────────────────────────────────────────


def test_before_the_freeze_a_correction_moves_what_must_be_reached(campaign: Town) -> None:
    targets(campaign, coverage=100)
    correct(campaign, 200, "补录新迁入人员")
    assert (stored(campaign).eligible, stored(campaign).required) == (200, 194)
    last = read_history(campaign.desk, None, ZHUZHAI)[-1]
    assert (last.trigger, last.reason) == (
        "correct_eligible",
        "参保率的应办人数由 100 更正为 200：补录新迁入人员",
    )


def test_the_number_is_frozen_by_the_first_check_after_the_phase(campaign: Town) -> None:
    targets(campaign, coverage=100, contact=30)
    assert campaign.at("2012-04-30").check().moves["target.freeze"] == 0
    assert campaign.at("2012-05-01").check().moves["target.freeze"] == 3
    assert campaign.check().moves["target.freeze"] == 0
    assert (stored(campaign).frozen_eligible, stored(campaign).frozen_on) == (100, date(2012, 5, 1))
    assert stored(campaign, ZHUZHAI, "contact").frozen_on is None
    [frozen] = [one for one in read_history(campaign.desk, None, ZHUZHAI) if one.trigger == "freeze"]
    assert (frozen.actor, frozen.reason) == (
        "clock",
        "参保率的应办人数截至4月30日（星期一），自今日起冻结",
    )


def test_after_the_freeze_both_rates_are_shown_and_what_must_be_reached_stays(campaign: Town) -> None:
    targets(campaign, coverage=100)
    campaign.at("2012-05-01").check()
    report(campaign, ZHUZHAI, 90)
    correct(campaign, 120)
    figures = standing(campaign).figures
    assert (figures.denominator, figures.rate, figures.rate_of_current) == (
        100,
        Fraction(90),
        Fraction(75),
    )
    assert (stored(campaign).eligible, stored(campaign).required) == (120, 97)


def test_after_the_freeze_a_file_may_hand_down_but_not_move_the_number(campaign: Town) -> None:
    targets(campaign, coverage=100)
    campaign.at("2012-05-04").check()
    with pytest.raises(BadRows, match=r"已于5月4日（星期五）冻结为 100，导入须与现值 100 一致"):
        import_rows(campaign, f"{ZHUZHAI},coverage,110,")
    import_rows(campaign, f"{ZHUZHAI},coverage,100,99")
    assert stored(campaign).required == 99
    split_targets(campaign.desk, CONSOLE, ZHUZHAI, "coverage", 98)
    assert stored(campaign).required == 98


def test_a_target_that_comes_after_the_phase_is_frozen_by_the_next_check(campaign: Town) -> None:
    campaign.at("2012-05-04").check()
    targets(campaign, coverage=100)
    assert campaign.at("2012-05-05").check().moves["target.freeze"] == 3


def test_a_correction_that_corrects_nothing_or_says_not_why_is_refused(campaign: Town) -> None:
    with pytest.raises(NotFound, match="朱寨社区居民委员会的参保率（coverage）还没有应办人数"):
        correct(campaign, 90)
    targets(campaign, coverage=100)
    with pytest.raises(BadInput, match="现在就是 100，无需更正"):
        correct(campaign, 100)
    with pytest.raises(BadInput, match="更正应办人数须说明理由"):
        correct(campaign, 90, "")
    with pytest.raises(BadInput, match="应为 0 至"):
        correct(campaign, -1)
