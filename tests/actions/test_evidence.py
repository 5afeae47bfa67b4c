"""What the records show for a score: figures, groups, the whole pilot with nothing left out."""

from datetime import date
from fractions import Fraction

import sqlalchemy as sa

from actions import acceptance, assessment, task
from actions.closing import close_campaign
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
from tests.actions.conftest import After
from tests.actions.figures import report, targets
from tests.actions.test_assessment import recomputed
from tests.assessing import done
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
