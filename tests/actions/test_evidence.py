"""What the records show for a score: figures, findings, groups, the whole pilot with nothing left out."""

from datetime import date
from fractions import Fraction

import sqlalchemy as sa

from actions import acceptance, assessment, inspection, task
from actions.checklist import Found
from actions.closing import close_campaign
from actions.finding import answer_dispute, dispute
from actions.permission import CONSOLE
from actions.ranking import groups, ranking
from actions.reading import correct
from actions.sheet import preview, read_sheet
from actions.target import correct_eligible
from records.database import writing
from records.evidence import Horizon, Villages, gather
from records.group import GROUPS
from records.indicator import TARGETS
from records.unit import UNITS
from records.village import VILLAGES as VILLAGE_CAMPAIGNS
from states.roles import Role
from tests.actions.figures import report, targets
from tests.actions.test_assessment import recomputed
from tests.assessing import done, played
from tests.shelf import After
from tests.town import GONGYELU, SHANGHAI, TONGHANG, VILLAGES, ZHUZHAI, Town

DENOMINATORS = {"coverage": 100, "renewal": 50, "contact": 40, "accuracy": 20}


def reported(town: Town) -> None:
    """The whole pilot: everybody is punctual and full, but 通航社区 renews 49 of 50."""
    town.issue()
    town.check()
    done(town, "2012-04-24", "training")
    done(town, "2012-04-27", "work-group")
    done(town, "2012-04-28", "responsibility-letter", "survey")
    town.at("2012-05-02").check()
    targets(town, VILLAGES, **DENOMINATORS)
    done(town, "2012-05-07", "village-meeting", "duty-assignment", "measures")
    town.at("2012-05-30")
    for unit in VILLAGES:
        for indicator, people in DENOMINATORS.items():
            short = unit == TONGHANG and indicator == "renewal"
            report(town, unit, people - short, indicator)
    done(town, "2012-05-30", "publicity")
    task.submit(town.desk, CONSOLE, TONGHANG, "enrolment")
    task.verify(town.desk, CONSOLE, TONGHANG, "enrolment", "余 1 人已迁出，待销户")
    done(town, "2012-06-08", "self-inspection")
    town.at("2012-07-02").check()


def decided(town: Town) -> None:
    """Everybody has been assessed, and on 10 July who passes is accepted."""
    reported(town)
    head = town.who(Role.LEADING_GROUP_HEAD)
    assessment.assess(town.desk, CONSOLE)
    assessment.concur(town.desk, head, None, "同意", "上社保组〔2012〕3号")
    assessment.publish(town.desk, head)
    town.at("2012-07-10")
    acceptance.accept(town.desk, head, (GONGYELU, ZHUZHAI))


def test_who_has_reached_everything_in_time_has_all_points(after: After) -> None:
    town = after(reported)
    sheet = preview(town.desk, ZHUZHAI)
    assert sheet.score.total == 100
    assert sheet.score.targets_met
    assert sheet.score.charges == ()
    assert {item.key for item in sheet.score.items if item.figure and item.figure.reading_id} == {
        "coverage",
        "renewal",
        "contact",
        "accuracy",
    }


def test_a_missed_target_costs_in_proportion_and_bars_the_acceptance(after: After) -> None:
    town = after(reported)
    sheet = preview(town.desk, TONGHANG)
    assert (sheet.score.total, sheet.score.passed) == (Fraction("99.6"), False)


def test_not_accepted_repaired_and_accepted_once_the_target_is_met(after: After) -> None:
    town = after(decided)
    head = town.who(Role.LEADING_GROUP_HEAD)
    acceptance.reject(town.desk, head, TONGHANG, "续保未达 100%")
    acceptance.repeat(town.desk, head, TONGHANG, "补齐续保 1 人", date(2012, 7, 18))
    town.at("2012-07-16")
    report(town, TONGHANG, 50, "renewal")
    task.submit(town.desk, CONSOLE, TONGHANG, "errand.repair#1")
    task.verify(town.desk, CONSOLE, TONGHANG, "errand.repair#1")
    assessment.assess(town.desk, CONSOLE, TONGHANG)
    assessment.concur(town.desk, head, TONGHANG, "同意", "上社保组〔2012〕5号")
    assessment.publish(town.desk, head)
    acceptance.accept(town.desk, head, TONGHANG)
    assert [one.place for one in ranking(town.desk)] == [1, 1, 1]
    verdict = close_campaign(town.at("2012-07-31").desk, head, "期满收官")
    assert [goal.reached for goal in verdict.goals] == [True]


def test_one_village_below_its_target_is_enough_to_miss_full_coverage(after: After) -> None:
    town = after(decided)
    [goal] = close_campaign(town.at("2012-07-31").desk, CONSOLE, "期满收官").goals
    assert (goal.reached, goal.short, goal.unmeasured) == (False, ("通航社区居民委员会",), ())


def test_a_figure_or_a_target_that_is_corrected_later_leaves_the_kept_score_as_it_was(after: After) -> None:
    town = after(decided)
    figure = read_sheet(town.desk, TONGHANG).score.items[0].figure
    assert figure is not None
    assert figure.reading_id is not None
    town.at("2012-07-11")
    correct(town.desk, CONSOLE, figure.reading_id, 90, "重复统计")
    correct_eligible(town.desk, CONSOLE, ZHUZHAI, "contact", 44, "新建楼栋 4 户")
    for unit in VILLAGES:
        recomputed(town, unit)
    assert preview(town.desk, TONGHANG).score.total < Fraction("99.6")


def test_the_evidence_of_many_villages_takes_no_more_queries_than_that_of_one(after: After) -> None:
    town = after(decided)
    asked: list[str] = []
    engine = town.desk.engine
    with engine.connect() as connection:
        horizon = Horizon.now(connection, date(2012, 7, 10))
        sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        one = sa.select(UNITS.c.id).where(UNITS.c.code == ZHUZHAI)
        gather(connection, Villages(1, one, SHANGHAI), horizon)
        alone = len(asked)
        everybody = sa.select(VILLAGE_CAMPAIGNS.c.unit_id)
        assert len(gather(connection, Villages(1, everybody, SHANGHAI), horizon)) == len(VILLAGES)
        assert len(asked) == 2 * alone


def test_groups_that_reached_both_targets_are_to_be_commended(after: After) -> None:
    town = after(reported)
    with writing(town.desk.engine) as connection:
        unit = connection.execute(sa.select(UNITS.c.id).where(UNITS.c.code == ZHUZHAI)).scalar_one()
        common = {"campaign_id": 1, "unit_id": unit}
        connection.execute(GROUPS.insert().values(**common, number=1, name="幸福里", kind="building"))
        whole = sa.select(TARGETS).where(TARGETS.c.unit_id == unit, TARGETS.c.group_number == 0)
        kept = {row.indicator: row for row in connection.execute(whole)}
        rows = [
            {
                **common,
                "group_number": number,
                "indicator": key,
                "eligible": 10,
                "required": 10,
                "count": count,
                "reported_on": date(2012, 5, 30),
                "reading_id": kept[key].reading_id,
            }
            for number, reached in ((1, (10, 10)), (2, (10, 9)))
            for key, count in zip(("coverage", "renewal"), reached, strict=True)
        ]
        connection.execute(TARGETS.insert(), rows)
    assert [(one.name, one.may_be_commended) for one in groups(town.desk)] == [
        ("幸福里", True),
        ("第 2 组", False),
    ]


# ── What inspections found ────────────────────────────────────────────────────────────

FIGURES = Found("serious", "上报数值与缴费凭证不符")
ROSTER = Found("minor", "花名册少列 12 户", "roster-checked")
SPECIAL = 4
"""The three self-inspections come before it."""
SERIOUS, MINOR = "errand.rectification#1", "errand.rectification#2"


def inspected(town: Town) -> None:
    """朱寨社区 (91.5 points otherwise) is inspected on 18 June: the serious thing is due on the 21st."""
    played(town)
    head = town.at("2012-06-18").who(Role.SUPERVISION_OFFICE)
    assert head.person_id is not None
    inspection.order_outright(town.desk, CONSOLE, [ZHUZHAI], [head.person_id], "群众反映")
    inspection.start(town.desk, CONSOLE, SPECIAL)
    inspection.report(town.desk, CONSOLE, SPECIAL, "发现两个问题", findings=(FIGURES, ROSTER))


def repaired_late(town: Town) -> None:
    """Both are repaired on Monday, 25 June, after the holiday: the serious one four days late."""
    inspected(town)
    town.checked_daily("2012-06-19", "2012-06-25")
    for key in (SERIOUS, MINOR):
        task.submit(town.desk, CONSOLE, ZHUZHAI, key)
        task.verify(town.desk, CONSOLE, ZHUZHAI, key)
    town.at("2012-07-02").check()


def costs(town: Town) -> dict[str, Fraction]:
    """What 朱寨社区 loses by its inspection, besides what it loses of the item."""
    sheet = preview(town.desk, ZHUZHAI)
    return {
        one.key: one.points for one in sheet.score.charges if one.deduction in ("special", "not-repaired")
    }


def item(town: Town) -> Fraction:
    return next(one.earned for one in preview(town.desk, ZHUZHAI).score.items if one.key == "inspections")


def test_a_serious_finding_that_is_repaired_late_costs_by_its_severity_and_its_lateness(
    after: After,
) -> None:
    town = after(repaired_late)
    sheet = preview(town.desk, ZHUZHAI)
    assert item(town) == 40 * Fraction(6, 10)
    assert costs(town) == {f"special:{SPECIAL}": 3, "not-repaired:1": 2}
    assert sheet.score.total == Fraction("91.5") - 16 - 3 - 2
    [late] = [one.offence for one in sheet.score.charges if one.deduction == "not-repaired"]
    assert (late.severity, late.due, late.done_on) == ("serious", date(2012, 6, 21), date(2012, 6, 25))
    assert late.warning is not None
    assert late.warning.on <= date(2012, 6, 25)
    assert late.history_ids


def test_the_special_inspection_was_announced_before_it_costs(after: After) -> None:
    town = after(repaired_late)
    [special] = [one for one in preview(town.desk, ZHUZHAI).score.charges if one.deduction == "special"]
    assert special.offence.warning is not None
    assert special.offence.warning.on <= special.offence.on == date(2012, 6, 18)


def test_a_finding_that_is_struck_costs_nothing_nor_does_the_letter_about_its_repair(after: After) -> None:
    town = after(inspected)
    for number in (1, 2):
        dispute(town.at("2012-06-19").desk, CONSOLE, number, "情况不实")
    town.checked_daily("2012-06-20", "2012-07-02")
    assert preview(town.desk, ZHUZHAI).score.total < Fraction("91.5") - 16 - 3
    for number in (1, 2):
        answer_dispute(town.desk, CONSOLE, number, upheld=True, answer="异议成立")
    assert not costs(town)
    assert item(town) == 40
    assert preview(town.desk, ZHUZHAI).score.total == Fraction("91.5")


def test_a_repair_that_was_waived_costs_no_more_than_its_severity(after: After) -> None:
    town = after(inspected)
    task.waive(town.desk, CONSOLE, ZHUZHAI, SERIOUS, "另案处理")
    town.at("2012-07-02")
    assert "not-repaired:1" not in costs(town)
    assert item(town) == 24


def test_a_late_reply_is_not_made_good_by_being_sent_back(after: After) -> None:
    town = after(inspected)
    task.submit(town.at("2012-06-25").desk, CONSOLE, ZHUZHAI, SERIOUS)
    task.return_task(town.desk, CONSOLE, ZHUZHAI, SERIOUS, "整改不到位")
    task.submit(town.at("2012-06-26").desk, CONSOLE, ZHUZHAI, SERIOUS)
    task.verify(town.desk, CONSOLE, ZHUZHAI, SERIOUS)
    assert costs(town)["not-repaired:1"] == 2


def test_one_that_came_in_time_and_was_sent_back_has_the_new_date(after: After) -> None:
    town = after(inspected)
    task.submit(town.at("2012-06-20").desk, CONSOLE, ZHUZHAI, SERIOUS)
    task.return_task(town.at("2012-06-21").desk, CONSOLE, ZHUZHAI, SERIOUS, "整改不到位")
    task.submit(town.at("2012-06-25").desk, CONSOLE, ZHUZHAI, SERIOUS)
    task.verify(town.desk, CONSOLE, ZHUZHAI, SERIOUS)
    assert costs(town) == {f"special:{SPECIAL}": 3}


def test_findings_that_are_looked_at_anew_later_leave_the_kept_score_as_it_was(after: After) -> None:
    town = after(repaired_late)
    assessment.assess(town.desk, CONSOLE)
    recomputed(town, ZHUZHAI)
    task.reopen(town.at("2012-07-03").desk, CONSOLE, ZHUZHAI, MINOR, "复查不符")
    town.at("2012-07-12").check()
    recomputed(town, ZHUZHAI)
    assert preview(town.desk, ZHUZHAI).score.total < Fraction("70.5")
