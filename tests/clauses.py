"""Where does each clause of the 2012 document live, and which tests show that it works (docs/clauses.md)?

One row for each thing that the document asks for. `tests/test_clauses.py` holds the page complete: every
clause that the plan names has a row, every module and every test named here exists.
"""

from dataclasses import dataclass

HEADING = """\
# Clause by clause

<!-- Written from tests/clauses.py: `make docs`. Do not edit. -->

What the document 上工办〔2012〕5号 asks for, what duban does about it, where that lives, and the tests that
show it. A module stands for the file of that name in the rooms where it occurs (`states/`, `records/`,
`actions/`, `cli/`, `web/`); a test is named by its file and function.

| clause | the document says | duban | lives in | shown by |
| --- | --- | --- | --- | --- |
"""

LATER = """
What rests on the roster of residents is not there yet: the register of those who should enrol and their
classification (三.一.3), each resident's way from registration to upload (四.三.三), the subsidy of 50 yuan
with its payment list (四.一.四), and the discipline committee's view of the money (四.四). Until then the
villages report figures: enrolled, renewed, households contacted, entries checked.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that the document asks for. `covers` are further clauses of the plan that it answers."""

    clause: str
    says: str
    duban: str
    lives_in: tuple[str, ...]
    shown_by: tuple[str, ...]
    covers: tuple[str, ...] = ()


A = "tests/actions"
ROWS: tuple[Row, ...] = (
    Row(
        "文头",
        "issued to villages, departments and units of the area, 23 April 2012",
        "the issue is a notice that each of them acknowledges (签收); late ones are shown",
        ("records/issue.py", "actions/campaign.py", "actions/receipt.py"),
        (
            f"{A}/test_campaign.py::test_every_head_is_to_acknowledge_the_issue_within_two_working_days",
            f"{A}/test_receipt.py::test_each_village_head_is_listed_with_how_it_stands",
        ),
    ),
    Row(
        "二",
        "coverage ≥ 97 %, renewal = 100 %",
        "indicators with targets, readings, pace and forecast; the task tied to them is done by its figures",
        (
            "states/indicator.py",
            "states/pace.py",
            "states/forecast.py",
            "actions/reading.py",
            "actions/tied.py",
        ),
        (
            f"{A}/test_reading.py::test_the_enrolment_is_done_by_the_reading_that_meets_the_last_target",
            f"{A}/test_reading.py::test_a_correction_below_the_target_opens_the_task_again_with_the_figures",
            f"{A}/test_indicator.py::test_the_task_is_yellow_from_five_and_red_from_fifteen_points_behind",
        ),
    ),
    Row(
        "二",
        "full coverage by 31 July 2012",
        "judged at the campaign's close: every unit meets both targets and nobody is uncontacted",
        ("actions/closing.py", "states/verdict.py"),
        (
            f"{A}/test_closing.py::test_on_the_last_day_the_head_is_asked_to_close_it_once",
            f"{A}/test_closing.py::test_what_nobody_has_measured_is_not_shown",
            f"{A}/test_evidence.py::test_one_village_below_its_target_is_enough_to_miss_full_coverage",
        ),
    ),
    Row(
        "三.三.1",
        "targets handed down by district and office (下达的目标任务)",
        "a head-count per unit and indicator, imported or split by eligible people, beside the plan's rate",
        ("actions/target.py", "records/indicator.py"),
        (
            f"{A}/test_target.py::test_a_head_count_is_split_by_eligible_people",
            f"{A}/test_target.py::test_after_the_freeze_both_rates_are_shown_and_what_must_be_reached_stays",
        ),
    ),
    Row(
        "三",
        "“late March to mid June” against phases from 22 April to 30 June, and further contradictions",
        "the plan's lint reports each with clauses and dates; the dated clauses win",
        ("plans/lint/contradictions.py", "plans/lint/silence.py", "plans/lint/days.py"),
        (
            "tests/plans/lint/test_contradictions.py"
            "::test_late_march_to_mid_june_contradicts_the_phases_the_assessment_and_full_coverage",
            "tests/plans/lint/test_silence.py::test_periodic_inspections_have_no_date_in_the_document",
        ),
        covers=("三.一", "三.二", "三.三"),
    ),
    Row(
        "三.一.1",
        "22–24 April: train heads and assistants",
        "a task per village with attendance by person",
        ("actions/attendance.py", "actions/task.py"),
        (f"{A}/test_attendance.py::test_a_village_records_who_went_to_the_training",),
    ),
    Row(
        "三.一.2",
        "25 April: mobilization meeting",
        "a task of the office with attendance per village, verified by the head of the leading group",
        ("actions/attendance.py", "actions/task.py"),
        (
            f"{A}/test_attendance.py::test_the_office_records_the_meeting_village_by_village",
            f"{A}/test_campaign.py::test_the_office_owes_its_own_tasks_once",
        ),
    ),
    Row(
        "三.一.3",
        "25–30 April: survey, classify, list who should enrol, keep a register",
        "a gate task with dates and ladder; the number of eligible people, frozen at the phase's end",
        ("actions/target.py", "actions/freeze.py"),
        (f"{A}/test_target.py::test_the_number_is_frozen_by_the_first_check_after_the_phase",),
    ),
    Row(
        "三.二.1",
        "a dedicated person; publicity; enrolment done by 31 May",
        "who covers which group, publicity by medium, a task that its readings decide",
        ("actions/group.py", "actions/publicity.py", "actions/tied.py"),
        (
            f"{A}/test_group.py::test_the_duty_task_is_not_complete_while_one_is_uncovered",
            f"{A}/test_reading.py::test_a_gate_that_is_done_by_its_figures_lets_the_village_move_on",
        ),
    ),
    Row(
        "三.二.2",
        "the leading group goes into the villages to guide",
        "visits planned and recorded, shown as coverage of villages",
        ("actions/visit.py", "records/visit.py"),
        (f"{A}/test_visit.py::test_coverage_counts_the_visits_of_the_plans_phase",),
    ),
    Row(
        "三.三.1",
        "self-inspection by 10 June",
        "a task with the plan's checklist; reminders, ladder, special inspection; its findings are repaired",
        ("actions/self_inspection.py", "states/deadline.py", "actions/check.py"),
        (
            "tests/stories/test_ladder.py"
            "::test_the_missed_date_climbs_head_leader_group_and_reaches_the_desk_on_the_18th",
            f"{A}/test_self_inspection.py::test_the_form_submits_the_task_and_files_a_reported_inspection",
        ),
    ),
    Row(
        "三.三.2",
        "periodic and special inspections by supervision office and leading group",
        "rounds with lots by stratum and risk, orders for one or many, checklists, findings, "
        "repair, second look, disputes, the office's own dates, the burden per village",
        (
            "states/inspection.py",
            "states/lots.py",
            "actions/draw.py",
            "actions/inspection.py",
            "actions/finding.py",
        ),
        (
            f"{A}/test_draw.py::test_the_same_seed_draws_the_same_and_anyone_may_check_it",
            f"{A}/test_inspection.py::test_the_whole_life_stands_in_the_history",
            f"{A}/test_finding.py::test_when_all_is_repaired_and_seen_the_inspection_is_closed_by_rule",
            f"{A}/test_finding.py::test_a_dispute_that_is_upheld_strikes_the_finding",
        ),
    ),
    Row(
        "三.三.3",
        "from 1 July assessment jointly with the district's group; commend the advanced",
        "scores from history and readings, joint opinion, ranking with ties, commendation",
        ("states/score.py", "states/ranking.py", "actions/assessment.py", "actions/acceptance.py"),
        (
            f"{A}/test_assessment.py::test_each_deduction_names_its_proof_and_the_notice_before_it",
            f"{A}/test_assessment.py::test_whatever_happens_afterwards_the_score_can_be_drawn_up_again",
            f"{A}/test_acceptance.py::test_nobody_is_accepted_without_the_opinion_of_the_group_above",
            f"{A}/test_acceptance.py::test_from_the_assessment_over_an_appeal_to_the_commendation",
        ),
    ),
    Row(
        "四.一",
        "linked leaders answer for villages, heads are first responsible; a work group each",
        "roles, a ladder that warns the linked leader beforehand, a scorecard, the work group",
        ("states/deadline.py", "states/ranking.py", "actions/work_group.py", "actions/absence.py"),
        (
            f"{A}/test_coming.py::test_if_nobody_does_anything_the_ladder_of_the_self_inspection_is_foretold",
            f"{A}/test_assessment.py::test_the_linked_leaders_answer_for_their_villages",
            f"{A}/test_work_group.py::test_the_head_is_whoever_leads_the_village",
            f"{A}/test_absence.py::test_with_one_nothing_is_pointed_out_and_the_substitute_may_act",
        ),
    ),
    Row(
        "四.一",
        "goals and their dates are managed level by level (目标管理)",
        "later dates are asked for, pre-read and decided; the office may stop the clock",
        ("actions/extension.py", "actions/hold.py", "states/hold.py"),
        (
            f"{A}/test_extension.py"
            "::test_a_granted_extension_is_a_new_date_and_a_new_cycle_and_ends_the_climb",
            f"{A}/test_hold.py::test_while_the_clock_stands_nothing_is_said_and_then_the_dates_are_shifted",
            "tests/stories/test_orders.py::test_every_order_two_days_apart",
        ),
    ),
    Row(
        "四.一.一",
        "responsibility letters, level by level; assessment by them",
        "letters per level with the signing tracked; appeals against deductions",
        ("actions/letter.py", "actions/appeal.py"),
        (
            f"{A}/test_letter.py::test_what_is_unsigned_is_listed_level_by_level",
            f"{A}/test_acceptance.py::test_an_appeal_names_a_charge_and_says_why_in_time",
        ),
    ),
    Row(
        "四.一.二",
        "own measures; village cadres cover groups, community cadres buildings",
        "the measures as evidence of a task; duties, and each group that nobody covers is shown",
        ("actions/measures.py", "actions/group.py"),
        (
            f"{A}/test_measures.py::test_they_submit_the_plans_task_where_that_is_asked",
            f"{A}/test_group.py::test_a_communitys_are_buildings_and_those_that_nobody_covers_are_shown",
        ),
    ),
    Row(
        "四.一.三",
        "regular meetings, problems solved",
        "meetings with attendance, minutes by a day, follow-up tasks with dates and ladder",
        ("actions/meeting.py", "plans/errands.py"),
        (
            f"{A}/test_meeting.py::test_a_meeting_owes_its_minutes_within_two_working_days",
            f"{A}/test_meeting.py::test_one_that_nobody_sees_to_is_overdue_and_reaches_the_linked_leader",
        ),
    ),
    Row(
        "四.一.四",
        "people, material and money put in",
        "inputs recorded per unit with totals, money in fen",
        ("actions/inputs.py", "records/inputs.py"),
        (f"{A}/test_inputs.py::test_each_unit_has_its_totals_and_all_of_them_together",),
    ),
    Row(
        "四.一.五",
        "assistants per group or building; commend groups that finish",
        "figures by group, and the groups that met their targets are commended",
        ("actions/group.py", "states/ranking.py"),
        (f"{A}/test_evidence.py::test_groups_that_reached_both_targets_are_to_be_commended",),
    ),
    Row(
        "四.二.一",
        "radio, banner, board, page, leaflet, vehicle",
        "publicity recorded per medium with evidence; what is lacking is said",
        ("actions/publicity.py",),
        (f"{A}/test_publicity.py::test_the_plan_asks_for_three_media",),
    ),
    Row(
        "四.二.二",
        "no group, household or person missed",
        "households contacted are a figure of their own, which the score and the close read",
        ("plans/indicators.py", "states/evidence.py"),
        (f"{A}/test_indicator.py::test_households_contacted_have_a_rate_and_no_pace",),
    ),
    Row(
        "四.三.一",
        "each village holds its own meeting and training",
        "a task per village, and meetings of the village with minutes",
        ("actions/meeting.py", "actions/task.py"),
        (f"{A}/test_meeting.py::test_a_meeting_owes_its_minutes_within_two_working_days",),
    ),
    Row(
        "四.三.三",
        "registration, declaration, entry, review, upload: accurate",
        "entries found correct are a figure of their own, which the score reads; anomalies are looked into",
        ("states/anomaly.py", "actions/anomaly.py"),
        (f"{A}/test_anomaly.py::test_a_jump_of_thirty_points_in_three_days_proposes_an_inspection",),
    ),
    Row(
        "四.四",
        "police, family planning, civil affairs, disabled persons' federation",
        "departments are units with tasks and dates; requests for cards and household books with a date each",
        ("actions/request.py", "records/issue.py"),
        (
            f"{A}/test_campaign.py"
            "::test_with_its_departments_there_is_no_gap_and_each_department_hears_of_the_issue",
            f"{A}/test_request.py::test_the_department_owes_it_by_the_plans_days",
        ),
    ),
    Row(
        "四.五",
        "violations, fraud and negligence are pursued: unit heads, those in charge, others",
        "anomalies, and referrals against named roles with steps and outcome, seen only by those entitled",
        ("states/anomaly.py", "actions/anomaly.py", "actions/referral.py"),
        (
            f"{A}/test_referral.py::test_it_goes_from_opened_over_its_steps_to_a_decision_with_a_measure",
            f"{A}/test_referral.py::test_neither_history_nor_page_nor_notices_give_it_away",
        ),
    ),
)


def page() -> str:
    """docs/clauses.md."""
    return HEADING + "".join(_line(row) for row in ROWS) + LATER


def _line(row: Row) -> str:
    where = ", ".join(f"`{module}`" for module in row.lives_in)
    tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in row.shown_by)
    return f"| {row.clause} | {row.says} | {row.duban} | {where} | {tests} |\n"
