"""An office passes on with everything that is open; what has happened keeps its names (四.一)."""

from datetime import date

import pytest

from actions.absence import list_absences, record_absence
from actions.errors import BadInput, NotAllowed, WrongState
from actions.hand_over import HandedOver, NewPerson, hand_over, list_hand_overs
from actions.history import read_history
from actions.inspection import propose
from actions.notice import list_notices
from actions.permission import CONSOLE
from actions.person import find_actor, list_people
from actions.task import submit
from states.roles import Role
from tests.actions.people import import_rows
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town, mail

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
LI = NewPerson("李新", "li@duban.example", "0371-1234567")


def passes_on(
    town: Town, to: str | NewPerson = LI, role: Role = Role.VILLAGE_HEAD, unit: str = ZHUZHAI
) -> HandedOver:
    administrator = town.who(Role.ADMINISTRATOR, "410000000000")
    return hand_over(town.desk, administrator, mail(role, unit), to, role, unit, "换届")


def test_the_successor_holds_the_office_and_the_old_holder_no_more(campaign: Town) -> None:
    campaign.check()
    done = passes_on(campaign)
    assert done.successor == "李新"
    submit(campaign.desk, find_actor(campaign.desk, "li@duban.example"), ZHUZHAI, "training")
    with pytest.raises(NotAllowed):
        submit(campaign.desk, find_actor(campaign.desk, HEAD), ZHUZHAI, "work-group")


def test_everything_open_is_listed_and_said_to_the_successor(campaign: Town) -> None:
    campaign.check()
    campaign.submit(ZHUZHAI, "training")
    propose(campaign.desk, CONSOLE, ZHUZHAI, "群众反映")
    done = passes_on(campaign)
    assert [(one.kind, one.what) for one in done.open] == [
        ("owed", "“参加业务培训”待核验"),
        ("owed", "“成立工作小组”4月27日（星期五）到期"),
        ("inspection", "督查 1（已提出）"),
    ]
    [told] = [one for one in list_notices(campaign.desk) if one.form == "word"]
    assert told.recipient == "李新"


def test_the_office_hands_over_what_it_has_to_verify(campaign: Town) -> None:
    campaign.check()
    campaign.submit(ZHUZHAI, "training")
    done = passes_on(campaign, role=Role.LEADING_GROUP_OFFICE, unit=SUBDISTRICT)
    assert ("to_verify", ZHUZHAI) in [(one.kind, one.unit) for one in done.open]


def test_notices_that_wait_to_be_sent_go_to_the_successor(campaign: Town) -> None:
    waiting = [one for one in list_notices(campaign.desk) if one.recipient == "4002 village_head"]
    assert len(waiting) == 1
    done = passes_on(campaign)
    assert done.notices == 1
    again = {one.id: one.recipient for one in list_notices(campaign.desk)}
    assert again[waiting[0].id] == "李新"


def test_a_successor_who_has_the_same_notice_is_not_sent_it_twice(campaign: Town) -> None:
    import_rows(campaign, f"{ZHUZHAI},village_head,赵敏,zhao@duban.example")
    campaign.checked_daily("2012-04-23", "2012-04-24")
    theirs = [one.rule for one in campaign.notices(ZHUZHAI) if one.recipient == "赵敏"]
    assert len(theirs) > 1
    passes_on(campaign, "zhao@duban.example")
    told = [one for one in campaign.notices(ZHUZHAI) if one.form != "word"]
    rules = [one.rule for one in told if one.recipient == "赵敏"]
    assert sorted(rules) == sorted({*theirs, "issue"})
    assert "4002 village_head" not in {one.recipient for one in told}


def test_history_keeps_the_names_that_it_had(campaign: Town) -> None:
    campaign.check()
    campaign.submit(ZHUZHAI, "training")
    passes_on(campaign)
    assert "4002 village_head" in {one.actor for one in read_history(campaign.desk)}
    last = read_history(campaign.desk, unit_code=ZHUZHAI)[-1]
    assert (last.trigger, last.reason) == (
        "hand_over",
        "村（居）负责人：4002 village_head 移交 李新，换届",
    )
    [kept] = list_hand_overs(campaign.desk)
    assert (kept.holder, kept.successor, kept.role, kept.reason) == (
        "4002 village_head",
        "李新",
        "village_head",
        "换届",
    )


def test_the_old_holder_stands_in_for_nobody_any_more(campaign: Town) -> None:
    other = mail(Role.VILLAGE_HEAD, GONGYELU)
    record_absence(campaign.desk, CONSOLE, other, date(2012, 4, 23), date(2012, 5, 3), "学习", HEAD)
    campaign.at("2012-04-26")
    assert passes_on(campaign).substitutions_ended == 1
    [absence] = list_absences(campaign.desk)
    assert (absence.first_day, absence.last_day, absence.substitute) == (
        date(2012, 4, 26),
        date(2012, 5, 3),
        None,
    )


def test_somebody_known_may_take_it_on(campaign: Town) -> None:
    passes_on(campaign, mail(Role.ASSISTANT, ZHUZHAI))
    [assistant] = [one for one in list_people(campaign.desk) if one.name == "4002 assistant"]
    assert {role for role, _, _ in assistant.roles} == {Role.ASSISTANT, Role.VILLAGE_HEAD}


def test_a_successor_who_cannot_be_is_refused_and_nothing_moves(campaign: Town) -> None:
    with pytest.raises(BadInput, match="不能把职务移交给自己"):
        passes_on(campaign, HEAD)
    with pytest.raises(BadInput, match="同一邮箱即同一人"):
        passes_on(campaign, NewPerson("别人", HEAD))
    with pytest.raises(BadInput, match="格式不对"):
        passes_on(campaign, NewPerson("李新", "no address"))
    assert list_hand_overs(campaign.desk) == []
    assert "李新" not in {one.name for one in list_people(campaign.desk)}


def test_only_an_office_that_is_held_can_be_handed_over(campaign: Town) -> None:
    with pytest.raises(
        WrongState, match=r"现不担任.*的协办员，无从移交。现任职务：朱寨社区居民委员会村（居）负责人"
    ):
        hand_over(campaign.desk, CONSOLE, HEAD, LI, Role.ASSISTANT, ZHUZHAI, "换届")
