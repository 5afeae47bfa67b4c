"""Readings: reported, refused, corrected; the task that they decide (二, 三.二.1)."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from actions import task
from actions.errors import BadInput, BadRows, NotAllowed, NotFound, WrongState
from actions.history import read_history
from actions.permission import CONSOLE
from actions.reading import correct, import_readings, list_readings, report_all
from actions.report import Given
from actions.target import correct_eligible
from records.database import reading
from records.rollup import ROLLUPS, counts, recounted
from states.errors import DubanError
from states.roles import Role
from tests.actions.figures import import_rows, report, stored, target, targets
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town

ENROLMENT = "enrolment"


def in_may(town: Town) -> None:
    """7 May: every community has 100 people to enrol and 50 to renew."""
    town.issue()
    town.at("2012-05-02").check()
    targets(town, coverage=100, renewal=50)
    town.at("2012-05-07")


@pytest.fixture
def may(after: After) -> Town:
    return after(in_may)


def state(town: Town, unit: str = ZHUZHAI) -> str:
    return town.task(unit, ENROLMENT).state


def why(town: Town, trigger: str, unit: str = ZHUZHAI) -> str | None:
    """Why the enrolment of a village was last moved so."""
    moved = [one for one in read_history(town.desk, None, unit) if one.task == ENROLMENT]
    return next(one.reason for one in reversed(moved) if one.trigger == trigger)


def office_corrects(town: Town, number: int, count: int, reason: str = "重复统计") -> int:
    return correct(town.desk, town.who(Role.LEADING_GROUP_OFFICE), number, count, reason)


def figures(town: Town, unit: str = ZHUZHAI) -> list[tuple[str, int, bool]]:
    return [(str(one.on), one.count, one.counts) for one in list_readings(town.desk, None, unit)]


# ── What is refused ───────────────────────────────────────────────────────────────────


def refused(town: Town, count: int, on: str | None = None, indicator: str = "coverage") -> str:
    """What a report is answered; nothing of it is left."""
    before = (figures(town), stored(town), len(read_history(town.desk)))
    with pytest.raises(DubanError) as refusal:
        report(town, ZHUZHAI, count, indicator, on)
    assert (figures(town), stored(town), len(read_history(town.desk))) == before
    return str(refusal.value)


def test_a_reading_of_133_per_cent_is_refused(may: Town) -> None:
    assert refused(may, 133) == "参保率的已办人数 133 超过应办人数 100，请核对后按 0 至 100 填报。"


def test_a_negative_reading_is_refused(may: Town) -> None:
    assert refused(may, -5) == "参保率的已办人数 -5 不能为负数，请核对后按 0 至 100 填报。"


def test_a_reading_in_the_future_is_refused(may: Town) -> None:
    assert refused(may, 30, "2012-05-08") == (
        "参保率的日期5月8日（星期二）还没有到，请填报截至今天（5月7日（星期一））或以前的数值。"
    )


def test_more_enrolled_than_eligible_is_refused_also_by_one(may: Town) -> None:
    assert refused(may, 51, indicator="renewal") == (
        "续保率的已办人数 51 超过应办人数 50，请核对后按 0 至 50 填报。"
    )
    report(may, ZHUZHAI, 50, "renewal")


def test_a_cumulative_figure_that_falls_without_being_a_correction_is_refused(may: Town) -> None:
    report(may, ZHUZHAI, 60)
    assert refused(may.at("2012-05-08"), 59) == (
        "参保率为累计数，5月7日（星期一）已报 60 人，59 不能低于它，请核对后按 60 至 100 填报；"
        "前报有误的，请办公室更正（duban reading correct）并说明理由。"
    )
    report(may, ZHUZHAI, 60)


def test_a_reading_from_long_before_the_campaign_is_a_slip(may: Town) -> None:
    assert "2002-05-07 早于本专项工作的第一天（2012-04-22）" in refused(may, 30, "2002-05-07")


def test_what_comes_later_for_an_earlier_day_must_fit_between_its_neighbours(may: Town) -> None:
    report(may, ZHUZHAI, 20, on="2012-05-03")
    report(may, ZHUZHAI, 40, on="2012-05-07")
    assert refused(may, 41, "2012-05-05") == (
        "参保率为累计数，5月7日（星期一）已报 40 人，5月5日（星期六）的 41 不能高于它，"
        "请核对后按 20 至 40 填报；后面的数值有误的，先更正后面的。"
    )
    assert "19 不能低于它，请核对后按 20 至 100 填报" in refused(may, 19, "2012-05-05")
    report(may, ZHUZHAI, 30, on="2012-05-05")
    assert (stored(may).count, stored(may).reported_on) == (40, date(2012, 5, 7))


def test_without_a_number_of_eligible_people_nothing_can_be_reported(after: After) -> None:
    town = after(in_may)
    with pytest.raises(NotFound, match=r"委员会的入户覆盖率（contact）还没有应办户数，请先由办公室导入"):
        report(town, ZHUZHAI, 10, "contact")
    with pytest.raises(
        NotFound, match=r"没有指标 turnout，现有：coverage（参保率）、renewal（续保率）、contact"
    ):
        report(town, ZHUZHAI, 10, "turnout")


def test_a_code_that_there_is_not_is_said_to_be_unknown(may: Town) -> None:
    office = may.who(Role.LEADING_GROUP_OFFICE)
    with pytest.raises(BadRows, match="没有代码为 999 的单位"):
        report_all(may.desk, office, [Given("", "999", "coverage", 1)])
    assert report_all(may.desk, office, []) == []


def test_every_bad_row_of_a_file_is_named_and_nothing_is_taken(may: Town) -> None:
    with pytest.raises(BadRows) as refusal:
        import_file(
            may,
            f"{ZHUZHAI},coverage,2012-05-06,40",
            f"{ZHUZHAI},coverage,2012-05-07,30",
            f"{TONGHANG},coverage,,133",
            "410106004999,coverage,,1",
            f"{GONGYELU},turnout,,1",
            f"{GONGYELU},coverage,,5",
            f"{GONGYELU},coverage,2012-05-07,6",
        )
    assert [problem.split("：")[0] for problem in refusal.value.problems] == [
        f"第 {line} 行" for line in (3, 4, 5, 6, 8)
    ]
    assert "30 不能低于它" in refusal.value.problems[0]
    assert "重复" in refusal.value.problems[-1]
    assert list_readings(may.desk) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"{ZHUZHAI},coverage,2012-05-06,97%", "97% 应为人数（整数），不是百分数或小数"),
        (f"{ZHUZHAI},coverage,2012-05-06,", "（空） 应为人数（整数）"),
        (f"{ZHUZHAI},coverage,2012-05-06,-3", "-3 不能为负数"),
        (f"{ZHUZHAI},coverage,5月6日,3", "应写成 2012-05-10"),
    ],
)
def test_what_is_no_head_count_or_day_is_named(may: Town, row: str, says: str) -> None:
    with pytest.raises(BadRows, match="第 2 行") as refusal:
        import_file(may, row)
    assert says in str(refusal.value)


def import_file(town: Town, *rows: str) -> list[int]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "readings.csv"
        file.write_text("\n".join(["unit_code,indicator,on,count", *rows]), encoding="utf-8")
        return import_readings(town.desk, CONSOLE, file)


# ── What is taken ─────────────────────────────────────────────────────────────────────


def test_a_reading_keeps_its_day_and_its_reporter_and_stands_in_the_history(may: Town) -> None:
    number = report(may, ZHUZHAI, 43, on="2012-05-06")
    [one] = list_readings(may.desk)
    assert (one.id, str(one.on), one.count, one.reported_by) == (
        number,
        "2012-05-06",
        43,
        "4002 village_head",
    )
    assert one.at == may.clock.instant
    last = read_history(may.desk, None, ZHUZHAI)[-1]
    assert (last.subject, last.trigger, last.actor) == ("reading", "report_reading", "4002 village_head")
    assert last.reason == "参保率截至5月6日（星期日） 43 人（43.0%）"


def test_of_a_day_the_last_reading_counts(may: Town) -> None:
    report(may, ZHUZHAI, 40)
    report(may, ZHUZHAI, 45)
    assert figures(may) == [("2012-05-07", 40, False), ("2012-05-07", 45, True)]
    assert stored(may).count == 45


def test_a_file_may_bring_several_days_of_one_village_in_any_order(may: Town) -> None:
    import_file(
        may,
        f"{ZHUZHAI},coverage,2012-05-06,40",
        f"{ZHUZHAI},coverage,2012-05-03,20",
        f"{ZHUZHAI},coverage,2012-05-05,30",
    )
    assert (stored(may).count, str(stored(may).reported_on)) == (40, "2012-05-06")


def test_a_village_reports_for_itself_alone_and_does_not_correct(may: Town) -> None:
    number = report(may, ZHUZHAI, 40)
    with pytest.raises(NotAllowed, match=r"reading.report"):
        report_all(may.desk, may.who(Role.VILLAGE_HEAD, TONGHANG), [Given("", ZHUZHAI, "coverage", 41)])
    with pytest.raises(NotAllowed, match=r"reading.correct"):
        correct(may.desk, may.who(Role.VILLAGE_HEAD, ZHUZHAI), number, 39, "重复统计")


# ── The task that is tied to them ─────────────────────────────────────────────────────


def test_the_enrolment_is_done_by_the_reading_that_meets_the_last_target(may: Town) -> None:
    report(may, ZHUZHAI, 97)
    assert state(may) == "open"
    report(may, ZHUZHAI, 50, "renewal")
    assert state(may) == "verified"
    assert why(may, "fulfil") == "参保率 97 人（须达到 97 人），续保率 50 人（须达到 50 人），达到目标"
    assert state(may, TONGHANG) == "open"


def test_one_person_short_is_not_done(may: Town) -> None:
    report(may, ZHUZHAI, 50, "renewal")
    report(may, ZHUZHAI, 96)
    assert state(may) == "open"


def test_a_gate_that_is_done_by_its_figures_lets_the_village_move_on(may: Town) -> None:
    may.complete(ZHUZHAI, "training", "survey")
    assert may.phase(ZHUZHAI) == "implementation"
    reach(may, ZHUZHAI)
    assert may.phase(ZHUZHAI) == "inspection"


def reach(town: Town, unit: str) -> int:
    """The village meets both targets; the number of the coverage's reading."""
    report(town, unit, 50, "renewal")
    return report(town, unit, 97)


def test_a_village_may_be_done_before_the_task_opens(campaign: Town) -> None:
    campaign.at("2012-04-28").check()
    targets(campaign, coverage=100, renewal=50)
    assert state(campaign) == "planned"
    reach(campaign, ZHUZHAI)
    assert state(campaign) == "verified"
    campaign.at("2012-05-02").check()
    assert state(campaign) == "verified"


def test_what_has_been_submitted_or_sent_back_is_done_by_its_figures_too(may: Town) -> None:
    may.submit(ZHUZHAI, ENROLMENT)
    may.submit(TONGHANG, ENROLMENT)
    task.return_task(may.desk, CONSOLE, TONGHANG, ENROLMENT, "数据不符")
    for unit in (ZHUZHAI, TONGHANG):
        reach(may, unit)
        assert state(may, unit) == "verified"


def test_a_waived_task_stays_waived(may: Town) -> None:
    task.waive(may.desk, CONSOLE, ZHUZHAI, ENROLMENT, "整村搬迁")
    number = reach(may, ZHUZHAI)
    office_corrects(may, number, 50)
    assert state(may) == "waived"


def test_targets_that_come_down_after_the_readings_decide_too(may: Town) -> None:
    report(may, ZHUZHAI, 50, "renewal")
    report(may, ZHUZHAI, 90)
    import_rows(may, f"{ZHUZHAI},coverage,100,90")
    assert state(may) == "verified"
    import_rows(may, f"{ZHUZHAI},coverage,100,99")
    assert state(may) == "open"


def test_many_villages_report_in_one_transaction(may: Town) -> None:
    rows = [
        Given("", unit, key, count) for unit in VILLAGES for key, count in (("coverage", 98), ("renewal", 50))
    ]
    ids = report_all(may.desk, CONSOLE, rows)
    assert len(set(ids)) == len(rows)
    assert {state(may, unit) for unit in VILLAGES} == {"verified"}
    assert why(may, "fulfil") == "参保率、续保率均已达到目标，人数见同日上报的数值"
    with reading(may.desk.engine) as connection:
        kept = connection.execute(sa.select(counts(ROLLUPS.c.campaign_id == 1))).tuples().all()
        counted = connection.execute(recounted(1)).tuples().all()
    assert set(kept) == set(counted)


def cost(town: Town, rows: list[Given]) -> int:
    """How many statements it takes to report these."""
    statements = []

    def note(*args: object) -> None:
        statements.append(args)

    event.listen(town.desk.engine, "before_cursor_execute", note)
    report_all(town.desk, CONSOLE, rows)
    event.remove(town.desk.engine, "before_cursor_execute", note)
    return len(statements)


def test_many_villages_take_no_more_statements_than_one(may: Town) -> None:
    one = cost(may, [Given("", ZHUZHAI, "coverage", 20)])
    assert cost(may.at("2012-05-08"), [Given("", unit, "coverage", 21) for unit in VILLAGES]) <= one


# ── Corrections ───────────────────────────────────────────────────────────────────────


def test_a_correction_below_the_target_opens_the_task_again_with_the_figures(may: Town) -> None:
    number = reach(may, ZHUZHAI)
    office_corrects(may.at("2012-05-30"), number, 80)
    standing = may.task(ZHUZHAI, ENROLMENT)
    assert (standing.state, standing.cycle, standing.effective_due) == ("open", 2, date(2012, 6, 4))
    assert (
        why(may, "reopen")
        == "参保率 80 人（须达到 97 人），续保率 50 人（须达到 50 人），未达到目标，须继续办理"
    )
    assert may.told(ZHUZHAI, ENROLMENT, "2012-05-30")[0][1] == "reopened"
    report(may.at("2012-05-31"), ZHUZHAI, 97)
    assert state(may) == "verified"


def test_a_correction_that_still_meets_the_target_changes_nothing_else(may: Town) -> None:
    report(may, ZHUZHAI, 50, "renewal")
    number = report(may, ZHUZHAI, 99)
    office_corrects(may, number, 97)
    assert (state(may), may.task(ZHUZHAI, ENROLMENT).cycle) == ("verified", 1)


def test_a_correction_upward_may_be_what_meets_the_target(may: Town) -> None:
    report(may, ZHUZHAI, 50, "renewal")
    office_corrects(may, report(may, ZHUZHAI, 79), 97, "漏报 18 人")
    assert state(may) == "verified"


def test_what_the_office_verified_by_hand_is_not_opened_by_figures_that_never_met(may: Town) -> None:
    number = report(may, ZHUZHAI, 90)
    may.complete(ZHUZHAI, ENROLMENT)
    office_corrects(may, number, 80)
    assert state(may) == "verified"


def test_a_correction_names_the_reading_that_it_takes_the_place_of(may: Town) -> None:
    wrong = report(may, ZHUZHAI, 60)
    right = office_corrects(may.at("2012-05-09"), wrong, 57, "重复统计 3 人")
    last = list_readings(may.desk)[-1]
    assert (last.id, last.corrects, str(last.on), last.reason) == (
        right,
        wrong,
        "2012-05-07",
        "重复统计 3 人",
    )
    assert stored(may).count == 57
    assert read_history(may.desk, None, ZHUZHAI)[-1].reason == "参保率由 60 更正为 57 人：重复统计 3 人"
    report(may, ZHUZHAI, 58)


def test_only_the_reading_that_counts_is_corrected(may: Town) -> None:
    wrong = report(may, ZHUZHAI, 60)
    right = office_corrects(may, wrong, 55)
    with pytest.raises(
        WrongState, match=f"编号 {wrong} 的数值已由编号 {right} 的数值取代，请更正编号 {right}"
    ):
        office_corrects(may, wrong, 50)


def test_a_correction_of_an_earlier_day_leaves_the_current_figure(may: Town) -> None:
    first = report(may, ZHUZHAI, 20, on="2012-05-03")
    report(may, ZHUZHAI, 40)
    office_corrects(may, first, 15)
    assert stored(may).count == 40
    with pytest.raises(BadInput, match="5月7日（星期一）已报 40 人，5月3日（星期四）的 41 不能高于它"):
        office_corrects(may, list_readings(may.desk)[-1].id, 41)


def test_a_correction_is_bound_by_the_same_limits_and_needs_a_reason(may: Town) -> None:
    number = report(may, ZHUZHAI, 60)
    for count, says in ((133, "超过应办人数 100"), (-1, "不能为负数"), (60, "无需更正")):
        with pytest.raises(BadInput, match=says):
            office_corrects(may, number, count)
    with pytest.raises(BadInput, match="更正数值须说明理由"):
        office_corrects(may, number, 59, " ")
    with pytest.raises(NotFound, match="没有编号为 99 的数值"):
        office_corrects(may, 99, 1)
    assert stored(may).count == 60


def test_a_corrected_number_of_eligible_people_decides_before_the_freeze(campaign: Town) -> None:
    campaign.at("2012-04-28").check()
    targets(campaign, coverage=100, renewal=50)
    report(campaign, ZHUZHAI, 50, "renewal")
    report(campaign, ZHUZHAI, 90)
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    correct_eligible(campaign.desk, office, ZHUZHAI, "coverage", 92, "迁出 8 人")
    assert state(campaign) == "verified"
    correct_eligible(campaign.desk, office, ZHUZHAI, "coverage", 120, "迁入 28 人")
    assert state(campaign) == "open"
    target(campaign, ZHUZHAI, contact=30)
    assert SUBDISTRICT not in {one.unit for one in list_readings(campaign.desk)}
