"""How many points does 朱寨社区 get on 1 July 2012, and what is taken off?"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from states.evidence import (
    CONTACT,
    Evidence,
    FalseReportEvidence,
    IndicatorEvidence,
    NoticeEvidence,
    RoundEvidence,
    TaskEvidence,
)
from states.roles import Role
from states.score import Charge, Item, Outcome, Score, ScoreRule, Standing, score, to_one_decimal
from tests.states.assessed import (
    ASSESSMENT_DAY,
    FAULTLESS,
    FIGURES,
    IN_TIME,
    RULE,
    WARNED,
    finding,
    inspection,
    june,
    letter,
    points,
    reminder,
    rung,
    self_inspection,
)


def item(key: str, evidence: Evidence) -> Item:
    return next(item for item in score(RULE, evidence).items if item.key == key)


def with_figure(figure: IndicatorEvidence) -> Evidence:
    others = (other for other in FIGURES if other.indicator != figure.indicator)
    return replace(FAULTLESS, indicators=(*others, figure))


def with_task(task: TaskEvidence) -> Evidence:
    others = (other for other in IN_TIME if other.key != task.key)
    return replace(FAULTLESS, tasks=(*others, task))


def taken(result: Score) -> dict[str, Fraction]:
    return {charge.key: charge.points for charge in result.charges}


def only_charge(evidence: Evidence) -> Charge:
    (charge,) = score(RULE, evidence).charges
    return charge


# ── items ────────────────────────────────────────────────────────────────────────────


def test_a_faultless_village_has_100_points_and_passes() -> None:
    result = score(RULE, FAULTLESS)
    assert result.total == 100
    assert result.passed
    assert result.charges == ()
    assert [(item.key, item.earned) for item in result.items] == [
        ("coverage", points(30)),
        ("renewal", points(20)),
        ("punctuality", points(20)),
        ("contact", points(10)),
        ("accuracy", points(10)),
        ("inspections", points(10)),
    ]


def test_a_village_of_which_nothing_is_known_has_only_what_nobody_asked_of_it() -> None:
    result = score(RULE, Evidence(ASSESSMENT_DAY))
    assert result.total == 30  # no task was asked in time, nothing was found
    assert not result.pass_mark_reached
    assert not result.targets_met


def test_half_of_the_required_heads_earn_half_of_the_points() -> None:
    coverage = item("coverage", with_figure(IndicatorEvidence("coverage", 582, 1164, 1200, 11)))
    assert coverage.earned == 15
    assert coverage.figure == IndicatorEvidence("coverage", 582, 1164, 1200, 11)


def test_a_third_is_exactly_a_third() -> None:
    assert item("renewal", with_figure(IndicatorEvidence("renewal", 1, 3, 3))).earned == Fraction(20, 3)


def test_more_than_required_earns_no_more_than_the_item_is_worth() -> None:
    assert item("coverage", with_figure(IndicatorEvidence("coverage", 1200, 1164, 1200))).earned == 30


def test_what_was_never_reported_earns_nothing_and_shows_that_there_is_no_reading() -> None:
    unread = IndicatorEvidence("coverage", None, 1164, 1200)
    coverage = item("coverage", with_figure(unread))
    assert (coverage.earned, coverage.figure) == (points(0), unread)


def test_where_nobody_has_to_renew_a_report_of_nobody_meets_the_target() -> None:
    result = score(RULE, with_figure(IndicatorEvidence("renewal", 0, 0, 0, 12)))
    assert (result.total, result.targets_met) == (points(100), True)


def test_five_households_missed_of_640_cost_their_part_of_the_contact() -> None:
    contact = item("contact", with_figure(IndicatorEvidence.of_all(CONTACT, 635, 640)))
    assert contact.earned == Fraction(10 * 635, 640)


def test_late_earns_half_of_a_tasks_part_and_never_done_nothing() -> None:
    assert item("punctuality", with_task(self_inspection(june(10)))).earned == 20
    assert item("punctuality", with_task(self_inspection(june(11)))).earned == Fraction(35, 2)
    assert item("punctuality", with_task(self_inspection(None))).earned == 15


def test_a_line_of_the_punctuality_says_the_date_the_deed_and_the_proof() -> None:
    line = item("punctuality", with_task(self_inspection(june(13)))).tasks[-1]
    assert (line.task, line.outcome, line.cycle) == ("self-inspection", Outcome.LATE, 1)
    assert (line.due, line.done_on, line.history_ids) == (june(10), june(13), (501, 502))


def test_a_waived_task_counts_neither_way() -> None:
    waived = replace(self_inspection(None), waiver_id=777)
    result = score(RULE, with_task(waived))
    line = result.items[2].tasks[-1]
    assert (line.outcome, line.history_ids) == (Outcome.WAIVED, (777,))
    assert (result.items[2].earned, result.total, result.charges) == (points(20), points(100), ())


def test_handed_in_on_the_day_of_an_extension_is_in_time() -> None:
    extended = TaskEvidence(
        "self-inspection",
        (RoundEvidence(1, june(10), None, excused=True), RoundEvidence(2, june(15), june(15))),
    )
    assert score(RULE, with_task(extended)).total == 100


def test_sent_back_and_late_again_is_in_time_for_the_item_and_overdue_in_its_second_cycle() -> None:
    sent_back = TaskEvidence(
        "self-inspection",
        (
            RoundEvidence(2, june(14), june(18), notices=(rung(1, june(15), 0),)),
            RoundEvidence(1, june(10), june(8)),
        ),
    )
    result = score(RULE, with_task(sent_back))
    assert result.items[2].earned == 20
    assert taken(result) == {"overdue:self-inspection:2": 1}


def test_sent_back_and_never_handed_in_again_is_not_done() -> None:
    rounds = (RoundEvidence(1, june(10), june(8)), RoundEvidence(2, june(14), None))
    line = item("punctuality", with_task(TaskEvidence("self-inspection", rounds))).tasks[-1]
    assert (line.outcome, line.cycle) == (Outcome.NOT_DONE, 2)


@pytest.mark.parametrize("excused", [True, False])
def test_a_task_whose_date_has_not_come_or_is_held_does_not_count(excused: bool) -> None:
    due = june(10) if excused else date(2012, 7, 1)
    waiting = TaskEvidence("self-inspection", (RoundEvidence(1, due, None, excused),))
    punctuality = item("punctuality", with_task(waiting))
    assert punctuality.tasks[-1].outcome is Outcome.NOT_YET_DUE
    assert punctuality.earned == 20


def test_findings_cost_by_their_severity() -> None:
    repaired = june(22)
    found = [finding(2, "serious", repaired_on=repaired), finding(1, "minor", repaired_on=repaired)]
    inspections = item("inspections", replace(FAULTLESS, inspections=(inspection(*found, kind="periodic"),)))
    assert inspections.earned == 6
    assert [(line.finding_id, line.costs) for line in inspections.findings] == [
        (1, Fraction(1, 10)),
        (2, Fraction(3, 10)),
    ]


def test_two_grave_findings_cost_the_whole_item_and_no_more() -> None:
    grave = [finding(number, "grave", repaired_on=june(22)) for number in (1, 2)]
    assert item("inspections", replace(FAULTLESS, inspections=(inspection(*grave),))).earned == 0


def test_what_a_village_finds_itself_is_not_held_against_it() -> None:
    own = inspection(finding(1, "grave", repaired_on=june(22)), kind="self")
    assert score(RULE, replace(FAULTLESS, inspections=(own,))).total == 100


def test_a_finding_of_unknown_severity_is_not_guessed_at() -> None:
    strange = inspection(finding(1, "curious", repaired_on=june(22)))
    with pytest.raises(KeyError, match="curious"):
        score(RULE, replace(FAULTLESS, inspections=(strange,)))


def test_severities_beyond_the_third_cost_as_much_as_the_third() -> None:
    rule = ScoreRule(severities=("a", "b", "c", "d"))
    assert [rule.share_of(key) for key in "abcd"] == [Fraction(n, 10) for n in (1, 3, 6, 6)]


# ── deductions ───────────────────────────────────────────────────────────────────────


def test_an_overdue_task_costs_a_point_and_names_the_notice_that_went_before() -> None:
    charge = only_charge(with_task(self_inspection(june(13))))
    assert (charge.key, charge.points, charge.standing) == (
        "overdue:self-inspection:1",
        points(1),
        Standing.TAKEN,
    )
    assert charge.offence.warning == WARNED[-1]
    assert (charge.offence.due, charge.offence.on, charge.offence.done_on) == (june(10), june(11), june(13))
    assert charge.offence.history_ids == (501, 502)


@pytest.mark.parametrize(
    "notices",
    [(), (reminder(1, june(14)),), (replace(reminder(1, june(7)), role=Role.LINKED_LEADER),)],
    ids=["none", "after the deed", "to the linked leader before it was due"],
)
def test_without_a_notice_before_it_nothing_is_taken_but_the_line_is_shown(
    notices: tuple[NoticeEvidence, ...],
) -> None:
    charge = only_charge(with_task(self_inspection(june(13), notices)))
    assert (charge.full, charge.points, charge.standing) == (points(1), points(0), Standing.NO_NOTICE)
    assert charge.offence.warning is None


def test_an_assistant_who_was_reminded_is_enough() -> None:
    told = replace(reminder(1, june(7)), role=Role.ASSISTANT)
    assert only_charge(with_task(self_inspection(june(13), (told,)))).offence.warning == told


def test_a_rung_that_only_the_linked_leader_heard_is_a_notice_all_the_same() -> None:
    climbed = rung(1, june(12), 1)
    assert only_charge(with_task(self_inspection(june(13), (climbed,)))).offence.warning == climbed


def test_a_letter_in_two_copies_costs_once_and_is_no_notice_of_itself() -> None:
    copies = (rung(201, june(14), 2), rung(202, june(14), 2))
    unwarned = only_charge(replace(FAULTLESS, letters=(letter(201, june(14), copies),)))
    assert (unwarned.key, unwarned.points) == ("letter:201", points(0))
    warned = only_charge(replace(FAULTLESS, letters=(letter(201, june(14), (*WARNED, *copies)),)))
    assert (warned.key, warned.points) == ("letter:201", points(2))
    assert warned.offence.warning == WARNED[-1]


def test_a_letter_about_a_task_that_was_waived_costs_nothing() -> None:
    waived = with_task(replace(self_inspection(None), waiver_id=777))
    assert score(RULE, replace(waived, letters=(letter(201, june(14)),))).charges == ()


def test_the_letter_at_which_the_limit_is_reached_costs_what_is_left() -> None:
    rule = replace(RULE, deductions=(replace(RULE.deductions[1], at_most=points(5)),))
    letters = tuple(letter(230 - 10 * n, june(14 + n)) for n in (3, 1, 0, 2))
    result = score(rule, replace(FAULTLESS, letters=letters))
    in_order = [(charge.key, charge.points) for charge in result.charges]
    assert in_order == [
        ("letter:230", points(2)),
        ("letter:220", points(2)),
        ("letter:210", points(1)),
        ("letter:200", points(0)),
    ]
    assert {charge.standing for charge in result.charges} == {Standing.TAKEN}
    assert result.total == 95


def test_a_special_inspection_costs_only_if_it_found_something_that_stands() -> None:
    clean = inspection()
    disputed = inspection(finding(1, "minor", repaired_on=june(22), dispute_upheld=True))
    for nothing_found in (clean, disputed):
        assert score(RULE, replace(FAULTLESS, inspections=(nothing_found,))).total == 100
    found = score(
        RULE, replace(FAULTLESS, inspections=(inspection(finding(1, "minor", repaired_on=june(22))),))
    )
    assert taken(found) == {"special:31": 3}
    assert found.total == 96


@pytest.mark.parametrize("state", ["dismissed", "cancelled"])
def test_an_inspection_that_was_dropped_does_not_count(state: str) -> None:
    dropped = inspection(finding(1, "grave", repaired_on=None), state=state)
    assert score(RULE, replace(FAULTLESS, inspections=(dropped,))).total == 100


def test_a_repair_on_its_date_is_in_time_and_a_day_later_is_not() -> None:
    def periodic(repaired_on: date | None) -> Score:
        found = inspection(finding(9, "minor", repaired_on=repaired_on), kind="periodic")
        return score(RULE, replace(FAULTLESS, inspections=(found,)))

    assert taken(periodic(june(27))) == {}
    assert taken(periodic(june(28))) == {"not-repaired:9": 2}
    assert taken(periodic(None)) == {"not-repaired:9": 2}


def test_a_repair_of_which_the_head_was_told_only_afterwards_costs_nothing() -> None:
    told_late = replace(finding(9, "minor", repaired_on=june(28)), notices=(reminder(401, june(29)),))
    charge = only_charge(replace(FAULTLESS, inspections=(inspection(told_late, kind="periodic"),)))
    assert (charge.key, charge.standing) == ("not-repaired:9", Standing.NO_NOTICE)


def test_a_village_that_does_not_repair_what_it_found_itself_pays_for_that() -> None:
    own = inspection(finding(9, "minor", repaired_on=None), kind="self", state="rectifying")
    assert taken(score(RULE, replace(FAULTLESS, inspections=(own,)))) == {"not-repaired:9": 2}


def test_a_finding_without_a_date_for_its_repair_is_never_late() -> None:
    undated = replace(finding(9, "minor", repaired_on=None), due=None)
    assert taken(score(RULE, replace(FAULTLESS, inspections=(inspection(undated, kind="periodic"),)))) == {}


def test_a_false_report_costs_twenty_points_and_three_cost_forty() -> None:
    reports = tuple(
        FalseReportEvidence(number, june(20 + number), (800 + number,), (reminder(number, june(20)),))
        for number in (1, 2, 3)
    )
    assert score(RULE, replace(FAULTLESS, false_reports=reports[:1])).total == 80
    three = score(RULE, replace(FAULTLESS, false_reports=reports))
    assert (three.total, three.passed) == (points(60), False)


def test_what_comes_after_the_day_of_judging_does_not_count_yet() -> None:
    evidence = replace(
        FAULTLESS,
        judged_on=june(19),
        letters=(letter(201, june(20)),),
        inspections=(inspection(finding(1, "minor", repaired_on=None)),),
        false_reports=(FalseReportEvidence(1, june(20), notices=(reminder(1, june(1)),)),),
    )
    assert score(RULE, evidence).total == 100
    day_after = score(RULE, replace(evidence, judged_on=june(20)))
    assert taken(day_after) == {"letter:201": 2, "special:31": 3, "false-report:1": 20}


def test_judged_before_it_was_handed_in_a_task_is_still_owed() -> None:
    submitted_on_the_13th = replace(with_task(self_inspection(june(13))), judged_on=june(12))
    charge = only_charge(submitted_on_the_13th)
    assert charge.offence.done_on is None
    assert score(RULE, submitted_on_the_13th).items[2].tasks[-1].outcome is Outcome.NOT_DONE


# ── appeals, total, pass ─────────────────────────────────────────────────────────────


def test_an_appeal_that_is_upheld_strikes_one_deduction_and_leaves_its_line() -> None:
    evidence = replace(with_task(self_inspection(june(15))), letters=(letter(201, june(14)),))
    before = score(RULE, evidence)
    after = score(RULE, evidence, frozenset({"letter:201"}))
    assert before.total == Fraction(945, 10)
    assert after.total == Fraction(965, 10)
    struck = next(charge for charge in after.charges if charge.key == "letter:201")
    assert (struck.standing, struck.points, struck.full) == (Standing.STRUCK, points(0), points(2))


def test_a_struck_letter_leaves_room_under_the_limit_for_the_next() -> None:
    letters = tuple(letter(200 + 10 * n, june(14 + n)) for n in range(4))
    result = score(RULE, replace(FAULTLESS, letters=letters), frozenset({"letter:200"}))
    assert taken(result) == {"letter:200": 0, "letter:210": 2, "letter:220": 2, "letter:230": 2}


def test_the_total_is_rounded_to_one_decimal_and_what_is_shown_is_what_counts() -> None:
    rule = replace(RULE, pass_mark=Fraction(933, 10))
    two_thirds = with_figure(IndicatorEvidence("renewal", 2, 3, 3))
    result = score(rule, two_thirds)
    assert result.total == Fraction(933, 10)  # 93⅓
    assert [to_one_decimal(Fraction(value, 100)) for value in (7994, 7995)] == [Fraction(799, 10), 80]


def test_a_village_with_80_points_that_missed_a_target_does_not_pass() -> None:
    result = score(RULE, with_figure(IndicatorEvidence("coverage", 1163, 1164, 1200)))
    assert result.total == 100  # 99.97…
    assert (result.pass_mark_reached, result.targets_met, result.passed) == (True, False, False)


def test_a_plan_without_a_pass_mark_leaves_it_to_the_targets() -> None:
    result = score(replace(RULE, pass_mark=None), Evidence(ASSESSMENT_DAY, indicators=FIGURES[:2]))
    assert result.passed


def test_a_score_never_falls_below_nothing() -> None:
    report = FalseReportEvidence(1, june(20), notices=(reminder(1, june(1)),))
    assert (
        score(ScoreRule(deductions=RULE.deductions), Evidence(ASSESSMENT_DAY, false_reports=(report,))).total
        == 0
    )
