"""The shipped plan says what the document of 23 April 2012 says."""

from datetime import date

import pytest

from plans.model import Plan
from plans.model.parts import Timed
from plans.rules import rulebook
from plans.walk import parts_of
from states.roles import Role
from tests.plans import PILOT

DOCUMENT = """
    文头 二 三 三.一 三.一.1 三.一.2 三.一.3 三.二 三.二.1 三.二.2 三.三 三.三.1 三.三.2 三.三.3
    四.一 四.一.一 四.一.二 四.一.三 四.一.四 四.一.五 四.二 四.二.一 四.二.二 四.二.三
    四.三 四.三.一 四.三.二 四.三.三 四.四 四.五
"""
"""Every clause that the document has."""


def test_every_part_comes_from_a_clause_that_the_document_has() -> None:
    named = {placed.clause for placed in parts_of(PILOT)}
    assert named <= set(DOCUMENT.split())


def test_the_phases_are_those_of_the_document() -> None:
    assert [(p.key, p.clause, p.first_day, p.last_day) for p in PILOT.phases] == [
        ("mobilization", "三.一", date(2012, 4, 22), date(2012, 4, 30)),
        ("implementation", "三.二", date(2012, 5, 1), date(2012, 5, 31)),
        ("inspection", "三.三", date(2012, 6, 1), date(2012, 6, 30)),
    ]
    assert PILOT.assessment.begins == date(2012, 7, 1)


@pytest.mark.parametrize(
    ("key", "owner", "opens", "due", "gate"),
    [
        ("training", "village", date(2012, 4, 22), date(2012, 4, 24), True),
        ("mobilization-meeting", "office", date(2012, 4, 23), date(2012, 4, 25), False),
        ("survey", "village", date(2012, 4, 25), date(2012, 4, 30), True),
        ("publicity", "village", date(2012, 5, 1), date(2012, 5, 31), False),
        ("enrolment", "village", date(2012, 5, 1), date(2012, 5, 31), True),
        ("self-inspection", "village", date(2012, 6, 1), date(2012, 6, 10), True),
    ],
)
def test_the_dated_tasks_have_the_documents_dates(
    key: str, owner: str, opens: date, due: date, gate: bool
) -> None:
    task = PILOT.task(key)
    assert (task.owner, task.opens, task.due, task.gate) == (owner, opens, due, gate)
    assert task.dates_from == "document"


def test_every_phase_has_a_gate_of_the_villages_own() -> None:
    assert rulebook(PILOT).timeline.phases.gated == {"mobilization", "implementation", "inspection"}


def test_a_village_head_owes_no_more_than_ten_tasks() -> None:
    assert sum(task.owner_kind == "village" for task in PILOT.tasks) == 10


def test_dates_that_the_document_does_not_give_are_marked_as_the_offices_own() -> None:
    own = {task.key for task in PILOT.tasks if task.dates_from == "office"}
    assert own >= {"work-group", "responsibility-letter", "measures", "duty-assignment", "village-meeting"}


def test_the_four_departments_have_tasks_and_report_what_the_document_asks() -> None:
    owing = {task.owner for task in PILOT.tasks if task.owner_kind == "department"}
    assert owing == {f"department:{department.code}" for department in PILOT.departments}
    police = PILOT.departments[0]
    assert [request.key for request in police.requests] == ["identity-card", "household-book"]


def test_coverage_of_97_and_renewal_of_100_per_cent_are_due_with_the_enrolment() -> None:
    targets = {i.key: (i.target.at_least, i.target.by) for i in PILOT.indicators if i.target}
    assert targets == {"coverage": (97, date(2012, 5, 31)), "renewal": (100, date(2012, 5, 31))}
    assert PILOT.task("enrolment").indicators == ("coverage", "renewal")


def test_full_coverage_is_judged_at_the_close_on_31_july() -> None:
    (goal,) = PILOT.goals
    assert (goal.by, goal.uncontacted_households) == (date(2012, 7, 31), 0)
    assert PILOT.assessment.closes == date(2012, 7, 31)


def test_reminders_for_the_self_inspection_go_out_on_1_7_and_8_june() -> None:
    calendar = rulebook(PILOT).calendar
    told = [
        calendar.told_before(date(2012, 6, 10), reminder.before.offset)
        for reminder in PILOT.deadlines.village.reminders
    ]
    assert told == [date(2012, 6, 1), date(2012, 6, 7), date(2012, 6, 8)]


def test_the_ladder_of_a_village_climbs_on_11_12_14_and_18_june() -> None:
    calendar = rulebook(PILOT).calendar
    climbed = [
        (calendar.told_after(date(2012, 6, 10), rung.after.offset), rung.to)
        for rung in PILOT.deadlines.village.ladder
    ]
    assert climbed == [
        (date(2012, 6, 11), (Role.VILLAGE_HEAD,)),
        (date(2012, 6, 12), (Role.LINKED_LEADER,)),
        (date(2012, 6, 14), (Role.LEADING_GROUP,)),
        (date(2012, 6, 18), (Role.SUPERVISION_OFFICE,)),
    ]
    assert PILOT.deadlines.village.ladder[2].form == "supervision_letter"
    assert PILOT.deadlines.village.ladder[3].proposes == "special"


def test_the_ladders_of_office_and_departments_begin_with_themselves_and_end_at_the_leading_group() -> None:
    office, department = PILOT.deadlines.office.ladder, PILOT.deadlines.department.ladder
    assert (office[0].to, office[-1].to) == ((Role.LEADING_GROUP_OFFICE,), (Role.LEADING_GROUP,))
    assert (department[0].to, department[-1].to) == ((Role.DEPARTMENT,), (Role.LEADING_GROUP,))
    assert not any(rung.proposes for rung in (*office, *department))


def test_the_office_verifies_villages_and_departments_and_the_head_verifies_the_office() -> None:
    rules = PILOT.deadlines
    assert rules.village.verification.by == rules.department.verification.by == (Role.LEADING_GROUP_OFFICE,)
    assert rules.office.verification.by == (Role.LEADING_GROUP_HEAD,)
    assert rules.village.verification.within.words == "3 个工作日"


def test_the_subsidy_is_50_yuan_for_paying_in_time_and_nothing_for_back_payment() -> None:
    on_time, *voluntary = PILOT.subsidies
    assert (on_time.yuan, on_time.to, on_time.back_payment) == (50, ("enrolled", "renewed"), False)
    assert {(subsidy.payer, subsidy.voluntary) for subsidy in voluntary} == {
        ("village", True),
        ("group", True),
    }


def test_six_media_of_publicity_are_named_and_no_household_may_be_missed() -> None:
    assert PILOT.publicity
    assert len(PILOT.publicity.media) == 6
    assert PILOT.publicity.missed_households_at_most == 0


def test_village_cadres_cover_groups_and_community_cadres_cover_buildings() -> None:
    assert PILOT.duties
    assert {(duty.unit_kind, duty.covers) for duty in PILOT.duties.assigned} == {
        ("village", "group"),
        ("community", "building"),
    }


def test_a_resident_passes_through_the_five_steps_that_the_document_lists() -> None:
    assert PILOT.enrolment
    steps = [step.key for step in PILOT.enrolment.pipeline.steps]
    assert steps == ["registered", "declared", "entered", "reviewed", "uploaded"]
    assert PILOT.enrolment.roster.eligible.age_at_least == 16


def test_the_weights_of_the_assessment_add_up_to_100() -> None:
    assert sum(item.weight for item in PILOT.assessment.weights) == 100


def test_an_office_decision_names_what_the_document_says_instead_of_a_date() -> None:
    wordings = {p.part.wording for p in parts_of(PILOT) if isinstance(p.part, Timed) and p.part.wording}
    assert wordings >= {"2012年按时缴费", "定期督查", "定期召开会议"}


def test_a_plan_that_was_stored_as_json_is_the_same_plan() -> None:
    body = PILOT.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert Plan.model_validate(body) == PILOT
