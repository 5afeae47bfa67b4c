"""A village misses its self-inspection of 10 June 2012 (三.三.1), day by day to the desk (三.三.2)."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.board import list_gaps
from actions.inspection import list_inspections, order
from actions.notice import acknowledge
from actions.permission import CONSOLE
from actions.task import return_task, waive, withdraw
from states.lights import Light
from states.roles import Role
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town, found_town

SELF = "self-inspection"
REMINDED = [
    (day, "reminder", None, role)
    for day in ("2012-06-01", "2012-06-07", "2012-06-08")
    for role in ("assistant", "village_head")
]


@pytest.fixture
def june(campaign: Town) -> Town:
    """All earlier tasks waived on the first day, so that only the self-inspection speaks."""
    campaign.at("2012-04-23", 10)
    for unit in (GONGYELU, ZHUZHAI, TONGHANG):
        for key, standing in next(v for v in campaign.board().units if v.unit == unit).tasks.items():
            if key != SELF and standing.state != "waived":
                waive(campaign.desk, CONSOLE, unit, key, "另案处理")
    campaign.checked_daily("2012-05-30", "2012-06-08")
    return campaign


def told(town: Town, unit: str) -> list[tuple[str, str, int | None, str]]:
    return sorted(town.told(unit, SELF))


def test_reminders_go_out_on_1_7_and_8_june_since_the_3rd_and_9th_are_days_off(june: Town) -> None:
    assert told(june, ZHUZHAI) == REMINDED


def test_the_missed_date_climbs_head_leader_group_and_reaches_the_desk_on_the_18th(june: Town) -> None:
    june.checked_daily("2012-06-09", "2012-06-18")
    assert told(june, ZHUZHAI) == [
        *REMINDED,
        ("2012-06-11", "escalation", 0, "village_head"),
        ("2012-06-11", "warning", None, "linked_leader"),
        ("2012-06-12", "escalation", 1, "linked_leader"),
        ("2012-06-14", "escalation", 2, "leading_group"),
        ("2012-06-18", "escalation", 3, "supervision_office"),
    ]
    assert [notice.form for notice in june.notices(ZHUZHAI, SELF)][-2:] == [
        "supervision_letter",
        "inspection_proposed",
    ]
    on_the_desk = [i for i in list_inspections(june.desk) if i.unit == ZHUZHAI]
    assert [(i.kind, i.state) for i in on_the_desk] == [("special", "proposed")]


def test_nothing_more_is_said_after_the_last_rung(june: Town) -> None:
    june.checked_daily("2012-06-09", "2012-06-18")
    assert june.checked_daily("2012-06-19", "2012-07-31").counts()["escalations"] == {}
    assert len(told(june, ZHUZHAI)) == len(REMINDED) + 5


def test_one_order_notifies_the_village_and_every_inspector(june: Town) -> None:
    june.checked_daily("2012-06-09", "2012-06-18")
    office = june.who(Role.SUPERVISION_OFFICE)
    inspection = next(i for i in list_inspections(june.desk) if i.unit == ZHUZHAI)
    assert office.person_id is not None
    order(june.at("2012-06-18", 10).desk, office, inspection.id, [office.person_id])
    ordered = [n for n in june.notices(ZHUZHAI) if n.kind == "inspection_ordered"]
    assert sorted((n.form, n.role) for n in ordered) == [
        ("inspection_inspector", "inspector"),
        ("inspection_village", "assistant"),
        ("inspection_village", "village_head"),
    ]
    assert next(i for i in list_inspections(june.desk) if i.unit == ZHUZHAI).state == "notified"


def test_a_village_that_submitted_on_the_9th_hears_nothing_more_although_nobody_has_verified(
    june: Town,
) -> None:
    june.at("2012-06-09", 15).submit(GONGYELU, SELF)
    june.checked_daily("2012-06-10", "2012-06-30")
    assert [t for t in told(june, GONGYELU) if t[3] in ("village_head", "assistant")] == REMINDED
    assert june.task(GONGYELU, SELF).light is Light.GREEN


def test_the_office_is_reminded_to_verify_and_its_own_lateness_climbs_to_the_head(june: Town) -> None:
    june.at("2012-06-09", 15).submit(GONGYELU, SELF)
    june.checked_daily("2012-06-10", "2012-06-30")
    # Submitted on a Saturday: three working days end on Wednesday the 13th.
    assert june.told(GONGYELU, SELF, since="2012-06-10") == [
        ("2012-06-12", "reminder", None, "leading_group_office"),
        ("2012-06-14", "escalation", 0, "leading_group_office"),
        ("2012-06-18", "escalation", 1, "leading_group_head"),
    ]
    assert [i.unit for i in list_inspections(june.desk) if i.kind == "special"] == [ZHUZHAI, TONGHANG]


def test_a_returned_task_gets_its_short_date_and_a_ladder_of_its_own(june: Town) -> None:
    june.at("2012-06-08", 15).submit(GONGYELU, SELF)
    office = june.who(Role.LEADING_GROUP_OFFICE)
    due = return_task(june.at("2012-06-11", 10).desk, office, GONGYELU, SELF, "缺少参保台账")
    assert due.isoformat() == "2012-06-14"
    june.checked_daily("2012-06-12", "2012-06-30")
    assert sorted(june.told(GONGYELU, SELF, since="2012-06-11")) == [
        ("2012-06-11", "returned", None, "assistant"),
        ("2012-06-11", "returned", None, "village_head"),
        ("2012-06-13", "reminder", None, "assistant"),
        ("2012-06-13", "reminder", None, "village_head"),
        ("2012-06-15", "escalation", 0, "village_head"),
        ("2012-06-15", "warning", None, "linked_leader"),
        ("2012-06-18", "escalation", 1, "linked_leader"),
        ("2012-06-20", "escalation", 2, "leading_group"),
        ("2012-06-25", "escalation", 3, "supervision_office"),
    ]


def test_an_early_return_never_shortens_the_date_that_the_task_had(campaign: Town) -> None:
    campaign.checked_daily("2012-04-23", "2012-05-01")
    campaign.at("2012-05-02", 10).submit(GONGYELU, "publicity")
    office = campaign.who(Role.LEADING_GROUP_OFFICE)
    due = return_task(campaign.at("2012-05-03", 10).desk, office, GONGYELU, "publicity", "没有照片")
    assert due.isoformat() == "2012-05-31"


def test_an_acknowledgement_holds_the_ladder_for_as_long_as_the_plan_grants_then_it_goes_on(
    june: Town,
) -> None:
    june.checked_daily("2012-06-09", "2012-06-11")
    overdue = next(n for n in june.notices(ZHUZHAI, SELF) if n.rung == 0)
    held = acknowledge(june.at("2012-06-11", 10).desk, june.who(Role.VILLAGE_HEAD, ZHUZHAI), overdue.id)
    assert held is not None
    assert held.isoformat() == "2012-06-14"
    june.checked_daily("2012-06-12", "2012-06-30")
    assert june.told(ZHUZHAI, SELF, since="2012-06-12") == [
        ("2012-06-15", "escalation", 1, "linked_leader"),
        ("2012-06-19", "escalation", 2, "leading_group"),
        ("2012-06-21", "escalation", 3, "supervision_office"),
    ]


def test_a_promise_before_the_grant_ends_the_holding_earlier_but_never_hastens_a_rung(june: Town) -> None:
    june.checked_daily("2012-06-09", "2012-06-12")
    to_the_leader = june.notices(ZHUZHAI, SELF)[-1]
    leader = june.who(Role.LINKED_LEADER, ZHUZHAI)
    today = june.at("2012-06-12", 10).today
    assert acknowledge(june.desk, leader, to_the_leader.id, until=today) == today
    june.checked_daily("2012-06-13", "2012-06-14")
    assert june.told(ZHUZHAI, SELF, since="2012-06-13") == [("2012-06-14", "escalation", 2, "leading_group")]


def test_a_withdrawal_raises_the_escalation_again_and_the_next_rung_falls_on_the_next_working_day(
    june: Town,
) -> None:
    june.checked_daily("2012-06-09", "2012-06-12")
    june.at("2012-06-12", 10).submit(ZHUZHAI, SELF)
    june.checked_daily("2012-06-13", "2012-06-15")
    withdraw(june.at("2012-06-15", 16).desk, june.who(Role.VILLAGE_HEAD, ZHUZHAI), ZHUZHAI, SELF)
    june.checked_daily("2012-06-16", "2012-06-30")
    assert june.told(ZHUZHAI, SELF, since="2012-06-16") == [
        ("2012-06-18", "escalation", 2, "leading_group"),
        ("2012-06-20", "escalation", 3, "supervision_office"),
    ]
    assert june.task(ZHUZHAI, SELF).cycle == 1


def test_a_rung_that_nobody_holds_is_skipped_at_once_and_leaves_a_gap(
    engine: sa.Engine, tmp_path: Path
) -> None:
    town = found_town(engine, tmp_path, without=frozenset({Role.LINKED_LEADER}))
    town.issue()
    town.checked_daily("2012-06-01", "2012-06-11")
    town.checked_daily("2012-06-12", "2012-06-14")
    assert [t for t in town.told(ZHUZHAI, SELF) if t[1] == "escalation"] == [
        ("2012-06-11", "escalation", 0, "village_head"),
        ("2012-06-12", "escalation", 2, "leading_group"),
        ("2012-06-14", "escalation", 3, "supervision_office"),
    ]
    assert (ZHUZHAI, SELF, "linked_leader") in [
        (code, key, role) for code, _, key, role in list_gaps(town.desk)
    ]


def test_a_village_stuck_in_mobilization_still_owes_its_self_inspection(campaign: Town) -> None:
    campaign.checked_daily("2012-04-23", "2012-06-01")
    assert campaign.phase(ZHUZHAI) == "mobilization"
    assert campaign.task(ZHUZHAI, SELF).state == "open"
    assert [t[0] for t in campaign.told(ZHUZHAI, SELF)] == ["2012-06-01", "2012-06-01"]


def test_a_machine_off_from_1_to_12_june_catches_up_with_one_message_a_task(campaign: Town) -> None:
    campaign.checked_daily("2012-04-23", "2012-05-31")
    result = campaign.at("2012-06-12").check()
    since = [t for t in campaign.told(ZHUZHAI, SELF) if t[0] == "2012-06-12"]
    assert since == [
        ("2012-06-12", "escalation", 0, "village_head"),
        ("2012-06-12", "warning", None, "linked_leader"),
    ]
    assert result.skipped["superseded"] == 9
    for unit in (GONGYELU, ZHUZHAI, TONGHANG, SUBDISTRICT):
        messages = [
            (n.person_id, n.task) for n in campaign.notices(unit) if n.queued_at >= campaign.clock.instant
        ]
        assert len(messages) == len(set(messages))
