"""Who is away, who stands in, and which deadlines are pointed out beforehand (四.一)."""

from datetime import date

import pytest

from actions.absence import (
    AbsenceListed,
    absences_that_meet_a_deadline,
    end_absence,
    list_absences,
    record_absence,
)
from actions.board import read_board
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.notice import list_notices
from actions.permission import Actor
from actions.task import submit
from states.roles import Role
from tests.actions.people import import_rows
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town, mail

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
ASSISTANT = mail(Role.ASSISTANT, ZHUZHAI)
OTHER_HEAD = mail(Role.VILLAGE_HEAD, GONGYELU)
APRIL_28, MAY_3 = date(2012, 4, 28), date(2012, 5, 3)


def administrator(town: Town) -> Actor:
    return town.who(Role.ADMINISTRATOR, "410000000000")


def away(
    town: Town,
    first: date = APRIL_28,
    last: date = MAY_3,
    substitute: str | None = None,
    person: str = HEAD,
) -> AbsenceListed:
    return record_absence(town.desk, administrator(town), person, first, last, "外出学习", substitute)


def test_it_answers_with_the_deadlines_that_fall_into_it(campaign: Town) -> None:
    met = [(one.on.isoformat(), one.task, one.what) for one in away(campaign).meets]
    assert met == [
        ("2012-04-28", "responsibility-letter", "due"),
        ("2012-04-28", "work-group", "rung"),
        ("2012-04-30", "survey", "due"),
        ("2012-05-02", "responsibility-letter", "rung"),
        ("2012-05-02", "survey", "rung"),
    ]


def test_a_leader_meets_the_rungs_that_would_reach_them_and_no_due_date(campaign: Town) -> None:
    leader = mail(Role.LINKED_LEADER, ZHUZHAI)
    met = {(one.on, one.task, one.what) for one in away(campaign, person=leader).meets}
    assert (date(2012, 5, 2), "work-group", "rung") in met
    assert {what for _, _, what in met} == {"rung"}


def test_what_waits_to_be_verified_meets_the_office(campaign: Town) -> None:
    campaign.check()
    campaign.submit(ZHUZHAI, "training")
    office = mail(Role.LEADING_GROUP_OFFICE, SUBDISTRICT)
    met = away(campaign, date(2012, 4, 26), date(2012, 4, 26), person=office).meets
    assert [(one.task, one.what) for one in met if one.unit == ZHUZHAI] == [("training", "verify")]


def test_without_a_substitute_the_office_is_told_and_the_board_warns(campaign: Town) -> None:
    away(campaign)
    [told] = [one for one in list_notices(campaign.desk) if one.form == "word"]
    assert told.role == "leading_group_office"
    assert told.due == APRIL_28
    assert absences_that_meet_a_deadline(campaign.desk, days=4) == []
    [absence] = absences_that_meet_a_deadline(campaign.desk, days=7)
    assert absence.person == "4002 village_head"
    [warning] = read_board(campaign.desk).warnings
    assert "不在岗，无人替岗，其间有 3 项时限" in warning
    assert read_board(campaign.desk, unit_code=GONGYELU).warnings == []


def test_with_one_nothing_is_pointed_out_and_the_substitute_may_act(campaign: Town) -> None:
    campaign.check()
    absence = away(campaign, date(2012, 4, 24), MAY_3, OTHER_HEAD)
    assert absence.substitute == "4001 village_head"
    assert len(absence.meets) > 3
    assert not [one for one in list_notices(campaign.desk) if one.form == "word"]
    assert absences_that_meet_a_deadline(campaign.desk) == []
    substitute = campaign.who(Role.VILLAGE_HEAD, GONGYELU)
    with pytest.raises(NotAllowed):
        submit(campaign.desk, substitute, ZHUZHAI, "training")
    submit(campaign.at("2012-04-24").desk, substitute, ZHUZHAI, "training")


def test_the_substitute_need_hold_no_office(campaign: Town) -> None:
    import_rows(campaign, f"{TONGHANG},assistant,赵敏,zhao@duban.example")
    assert away(campaign, substitute="zhao@duban.example").substitute == "赵敏"


def test_nobody_stands_in_for_themselves(campaign: Town) -> None:
    with pytest.raises(BadInput, match="不能替自己在岗。请另指一位这几天在岗的人员"):
        away(campaign, substitute=HEAD)
    assert list_absences(campaign.desk) == []


def test_nor_does_somebody_who_is_away_too(campaign: Town) -> None:
    away(campaign, MAY_3, date(2012, 5, 8), person=OTHER_HEAD)
    with pytest.raises(BadInput, match=r"5月3日（星期四）至5月8日（星期二）自己也不在岗"):
        away(campaign, substitute=OTHER_HEAD)


def test_nor_may_somebody_go_who_stands_in_for_another(campaign: Town) -> None:
    away(campaign, substitute=OTHER_HEAD)
    with pytest.raises(BadInput, match="替 4002 village_head 在岗"):
        away(campaign, person=OTHER_HEAD)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (MAY_3, APRIL_28, "早于第一天"),
        (date(2012, 4, 22), MAY_3, "已经过去"),
        (APRIL_28, date(2014, 4, 28), "长期离任请办理移交"),
    ],
)
def test_days_that_cannot_be_are_refused(campaign: Town, first: date, last: date, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        away(campaign, first, last)


def test_absences_of_one_person_do_not_overlap(campaign: Town) -> None:
    away(campaign)
    with pytest.raises(BadInput, match=r"已登记不在岗（编号 1），不能重叠"):
        away(campaign, MAY_3, date(2012, 5, 8))
    away(campaign, date(2012, 5, 4), date(2012, 5, 8))


def test_everybody_may_record_their_own_and_nobody_anothers(campaign: Town) -> None:
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    record_absence(campaign.desk, head, HEAD, APRIL_28, MAY_3, "住院")
    with pytest.raises(NotAllowed):
        record_absence(campaign.desk, head, ASSISTANT, APRIL_28, MAY_3, "住院")


def test_whoever_is_back_early_is_told_again(campaign: Town) -> None:
    number = away(campaign, substitute=OTHER_HEAD).id
    end_absence(campaign.at("2012-04-30").desk, administrator(campaign), number)
    assert list_absences(campaign.desk) == []
    with pytest.raises(WrongState, match="已经结束"):
        end_absence(campaign.desk, administrator(campaign), number)
    with pytest.raises(NotAllowed):
        submit(campaign.desk, campaign.who(Role.VILLAGE_HEAD, GONGYELU), ZHUZHAI, "training")
    away(campaign, date(2012, 5, 1), MAY_3)


def test_one_that_has_not_begun_is_called_off_whole(campaign: Town) -> None:
    number = away(campaign).id
    end_absence(campaign.desk, administrator(campaign), number)
    assert absences_that_meet_a_deadline(campaign.desk) == []
    with pytest.raises(NotFound, match="没有编号为 99 的不在岗登记"):
        end_absence(campaign.desk, administrator(campaign), 99)
