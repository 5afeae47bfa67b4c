"""Assessing villages: computed from history, adjusted with a reason, concurred in, announced."""

from fractions import Fraction

import pytest
import sqlalchemy as sa

from actions import assessment, task
from actions.desk import occasion
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.history import read_history
from actions.notice import list_notices
from actions.permission import CONSOLE
from actions.ranking import ranking, scorecards
from actions.score_words import charge_line, item_lines, proof_line
from actions.sheet import Sheet, draw_up_again, preview, read_sheet
from records.assessment import ASSESSMENTS, SCORES
from records.database import reading
from records.unit import UNITS
from states.roles import Role
from states.score import Standing
from tests.actions.people import appoint
from tests.assessing import OVERDUE, at_the_assessment, measured_by_work, played
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town

COUNTY = "410106000000"


def points(number: str) -> Fraction:
    return Fraction(number)


def assessed(town: Town) -> None:
    at_the_assessment(town)
    assessment.assess(town.desk, town.who(Role.LEADING_GROUP_OFFICE))


def published(town: Town) -> None:
    assessed(town)
    head = town.who(Role.LEADING_GROUP_HEAD)
    assessment.concur(town.desk, head, None, "同意", "上社保组〔2012〕3号")
    assessment.publish(town.desk, head)


def totals(town: Town) -> dict[str, Fraction]:
    return {one.result.unit: one.result.total for one in ranking(town.desk)}


# ── Preview ───────────────────────────────────────────────────────────────────────────


def test_a_village_sees_its_score_on_any_day_and_nothing_is_written(after: After) -> None:
    town = after(played)
    sheet = preview(town.desk, ZHUZHAI)
    assert sheet.score.total == points("91.5")
    assert sheet.result is None
    with pytest.raises(NotFound, match="还没有考核"):
        read_sheet(town.desk, ZHUZHAI)


def test_before_anything_is_due_nothing_is_held_against_anybody(campaign: Town) -> None:
    assert preview(campaign.desk, ZHUZHAI).score.charges == ()


def test_a_unit_that_has_no_part_in_the_campaign_has_no_score(campaign: Town) -> None:
    with pytest.raises(NotFound, match="不在专项工作 1 的范围内"):
        preview(campaign.desk, SUBDISTRICT)


# ── The score ─────────────────────────────────────────────────────────────────────────


def test_the_scores_follow_from_history_alone(after: After) -> None:
    town = after(assessed)
    assert totals(town) == {GONGYELU: 100, ZHUZHAI: points("91.5"), TONGHANG: points("89.5")}


def charges(sheet: Sheet) -> dict[str, Fraction]:
    return {charge.key: charge.points for charge in sheet.score.charges}


def test_each_deduction_names_its_proof_and_the_notice_before_it(after: After) -> None:
    town = after(assessed)
    sheet = read_sheet(town.desk, ZHUZHAI)
    [charge] = sheet.score.charges
    book = town.board().book
    line = "任务逾期：“参加业务培训”4月24日（星期二）到期，4月26日（星期四）完成，扣 1 分"
    assert charge_line(book, charge) == line
    warning = charge.offence.warning
    assert warning is not None
    assert (warning.on.isoformat(), warning.rung) == ("2012-04-26", 1)
    assert f"此前通知 {warning.notice_id}（4月26日（星期四）" in proof_line(charge.offence)
    known = [one for one in read_history(town.desk, unit_code=ZHUZHAI) if one.task == "training"]
    assert len(charge.offence.history_ids) == len([one for one in known if one.subject == "task"])


def test_a_supervision_letter_costs_once_for_all_its_copies(after: After) -> None:
    town = after(assessed)
    appointed = charges(read_sheet(town.desk, TONGHANG))
    assert appointed[OVERDUE] == 1
    [letter] = [taken for key, taken in appointed.items() if key.startswith("letter:")]
    assert letter == 2
    assert len(appointed) == 2


def test_the_items_say_what_they_rest_on(after: After) -> None:
    town = after(assessed)
    [punctuality, inspections] = read_sheet(town.desk, ZHUZHAI).score.items
    book = town.board().book
    assert punctuality.earned == points("52.5")
    assert item_lines(book, punctuality)[0].startswith("参加业务培训：逾期完成，时限 4月24日")
    assert item_lines(book, inspections) == ["督查没有发现问题"]


def test_a_waived_task_is_held_against_nobody(campaign: Town) -> None:
    campaign.checked_daily("2012-04-23", "2012-04-26")
    assert "overdue:training:1" in charges(preview(campaign.desk, ZHUZHAI))
    task.waive(campaign.desk, CONSOLE, ZHUZHAI, "training", "已参加区里的培训")
    assert charges(preview(campaign.desk, ZHUZHAI)) == {}


# ── When, and by whom ─────────────────────────────────────────────────────────────────


def test_nobody_is_assessed_before_the_first_of_july(after: After) -> None:
    town = after(played)
    with pytest.raises(WrongState, match=r"考核验收自7月1日（星期日）开始"):
        assessment.assess(town.desk, town.who(Role.LEADING_GROUP_OFFICE))


def test_a_village_that_is_not_there_yet_is_told_why(campaign: Town) -> None:
    campaign.at("2012-07-02").check()
    with pytest.raises(
        WrongState, match="朱寨社区居民委员会 现为“动员部署”，不能考核：还有 2 项关口任务未核验"
    ):
        assessment.assess(campaign.desk, CONSOLE, ZHUZHAI)
    everybody = assessment.assess(campaign.desk, CONSOLE)
    assert (everybody.assessed, everybody.waiting) == (0, 3)


def test_a_score_that_has_not_changed_gets_no_new_version(after: After) -> None:
    town = after(assessed)
    again = assessment.assess(town.at("2012-07-03").desk, CONSOLE)
    assert (again.assessed, again.unchanged) == (0, 3)
    result = read_sheet(town.desk, ZHUZHAI).result
    assert result is not None
    assert result.version == 1


def test_the_office_assesses_and_nobody_else(after: After) -> None:
    town = after(at_the_assessment)
    with pytest.raises(NotAllowed, match=r"assessment\.assess"):
        assessment.assess(town.desk, town.who(Role.LEADING_GROUP_HEAD))


# ── By hand ───────────────────────────────────────────────────────────────────────────


def test_a_score_by_hand_without_a_reason_is_refused(after: After) -> None:
    town = after(assessed)
    head = town.who(Role.LEADING_GROUP_HEAD)
    with pytest.raises(BadInput, match="人工调整得分须说明理由"):
        assessment.adjust(town.desk, head, TONGHANG, points("2"), "  ")
    assert totals(town)[TONGHANG] == points("89.5")


@pytest.mark.parametrize("wrong", ["0.25", "101", "-100.5"])
def test_points_by_hand_have_one_decimal_and_are_a_hundred_at_most(after: After, wrong: str) -> None:
    town = after(assessed)
    with pytest.raises(BadInput, match="须在 -100 至 100 之间"):
        assessment.adjust(town.desk, CONSOLE, TONGHANG, points(wrong), "特殊情况")


def test_points_by_hand_stand_beside_the_computed_score_and_in_the_history(after: After) -> None:
    town = after(assessed)
    head = town.who(Role.LEADING_GROUP_HEAD)
    assert assessment.adjust(town.desk, head, TONGHANG, points("2"), "洪水断路三天") == points("91.5")
    result = read_sheet(town.desk, TONGHANG).result
    assert result is not None
    assert (result.computed, result.total) == (points("89.5"), points("91.5"))
    [row] = [one for one in read_history(town.desk, unit_code=TONGHANG) if one.trigger == "adjust"]
    assert (row.actor, row.reason) == (head.name, "+2 分：洪水断路三天")
    assert assessment.adjust(town.desk, head, TONGHANG, 0, "查明道路未断") == points("89.5")


def test_equal_scores_share_a_place(after: After) -> None:
    town = after(assessed)
    assessment.adjust(town.desk, CONSOLE, TONGHANG, points("2"), "洪水断路三天")
    assert [(one.place, one.result.unit) for one in ranking(town.desk)] == [
        (1, GONGYELU),
        (2, ZHUZHAI),
        (2, TONGHANG),
    ]


# ── The group above ───────────────────────────────────────────────────────────────────


def test_where_nobody_is_seated_above_the_written_opinion_needs_its_number(after: After) -> None:
    town = after(assessed)
    head = town.who(Role.LEADING_GROUP_HEAD)
    with pytest.raises(BadInput, match="须写明文号"):
        assessment.concur(town.desk, head, ZHUZHAI, "同意")
    assert assessment.concur(town.desk, head, ZHUZHAI, "同意", "上社保组〔2012〕3号") == 1


def test_whoever_is_seated_above_gives_the_opinion(after: After) -> None:
    town = after(assessed)
    appoint(town, (Role.LEADING_GROUP_HEAD, COUNTY))
    with pytest.raises(NotAllowed, match="须由上级领导小组组长提出"):
        assessment.concur(town.desk, town.who(Role.LEADING_GROUP_HEAD), None, "同意", "3号")
    assert assessment.concur(town.desk, town.who(Role.LEADING_GROUP_HEAD, COUNTY), None, "同意") == 3
    result = read_sheet(town.desk, ZHUZHAI).result
    assert result is not None
    assert result.concurred is not None
    assert result.concurred.opinion == "同意"


def test_a_plan_of_one_group_needs_no_opinion(town: Town) -> None:
    played(town, measured_by_work(jointly_with=None))
    town.at("2012-07-02").check()
    assessment.assess(town.desk, CONSOLE)
    with pytest.raises(WrongState, match="没有规定会同考核"):
        assessment.concur(town.desk, CONSOLE, None, "同意", "3号")


# ── Announced ─────────────────────────────────────────────────────────────────────────


def test_every_head_hears_score_place_and_how_long_one_may_appeal(after: After) -> None:
    town = after(published)
    told = [one for one in list_notices(town.desk) if one.rule == "assessment.published.1"]
    assert [(one.unit, one.role) for one in told] == [
        (GONGYELU, "village_head"),
        (ZHUZHAI, "village_head"),
        (TONGHANG, "village_head"),
    ]
    assert {one.due.isoformat() for one in told if one.due} == {"2012-07-09"}


def test_there_is_nothing_to_announce_twice(after: After) -> None:
    town = after(published)
    with pytest.raises(WrongState, match="没有尚未公布的考核结果"):
        assessment.publish(town.desk, CONSOLE)


def test_the_linked_leaders_answer_for_their_villages(after: After) -> None:
    town = after(published)
    cards = {one.card.leader: one for one in scorecards(town.desk)}
    mine = cards[f"{TONGHANG[-4:]} linked_leader"]
    assert (mine.linked, mine.card.average, mine.card.overdue, mine.card.letters) == (1, points("89.5"), 1, 1)


# ── Drawn up again ────────────────────────────────────────────────────────────────────


def recomputed(town: Town, unit: str) -> None:
    """The stored score, from what history held then."""
    with reading(town.desk.engine) as connection:
        kept = connection.execute(
            sa.select(ASSESSMENTS)
            .join(UNITS, UNITS.c.id == ASSESSMENTS.c.unit_id)
            .where(UNITS.c.code == unit)
        ).one()
        found = draw_up_again(occasion(town.desk, connection, None), kept)
    assert found.score == SCORES.validate_python(kept.body)


def test_whatever_happens_afterwards_the_score_can_be_drawn_up_again(after: After) -> None:
    town = after(published)
    task.reopen(town.desk, CONSOLE, [ZHUZHAI, TONGHANG], "self-inspection", "自查表不全")
    town.at("2012-07-12").check()
    for unit in (GONGYELU, ZHUZHAI, TONGHANG):
        recomputed(town, unit)
    assert preview(town.desk, ZHUZHAI).score.total < points("91.5")


def test_what_no_notice_preceded_is_not_taken_off(town: Town) -> None:
    town.issue(measured_by_work())
    town.at("2012-05-03")
    sheet = preview(town.desk, ZHUZHAI)
    assert {charge.standing for charge in sheet.score.charges} == {Standing.NO_NOTICE}
    assert sum(charge.points for charge in sheet.score.charges) == 0
