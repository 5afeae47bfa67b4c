"""What does the clock say about the self-inspection of 10 June 2012, and when does it speak next?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from states.calendar import CHINA, WorkingCalendar
from states.deadline import (
    NEVER,
    Gap,
    Reminder,
    Rung,
    Side,
    Speech,
    TaskFacts,
    TaskRules,
    Watch,
    next_word_on,
    speak,
)
from states.roles import Role
from states.winding import Winding, after_new_cycle, after_submission, after_withdrawal, held_until
from tests.states.life import Life
from tests.states.pilot import (
    EVERYBODY,
    GROUP,
    HEAD,
    ISSUED_ON,
    LEADER,
    OFFICE,
    RULES,
    SELF_INSPECTION,
    SHORT,
    SUPERVISION,
    VILLAGE_MEETING,
    days,
    working_days,
)

OWING, VERIFICATION = Side.OWING, Side.VERIFICATION
REMINDER_7, REMINDER_3, REMINDER_1 = RULES.owing.reminders
RUNGS = RULES.owing.ladder

OPEN = replace(SELF_INSPECTION, state="open")
OVERDUE = replace(OPEN, next_on=date(2012, 6, 11))


def june(day: int) -> date:
    return date(2012, 6, day)


def may(day: int) -> date:
    return date(2012, 5, day)


def held_by_all_but(*roles: Role) -> frozenset[Role]:
    return EVERYBODY - set(roles)


def said(
    facts: TaskFacts,
    today: date,
    issued_on: date = ISSUED_ON,
    rules: TaskRules = RULES,
    calendar: WorkingCalendar = CHINA,
) -> Speech:
    return speak(facts, rules, today=today, issued_on=issued_on, calendar=calendar)


def a_life(facts: TaskFacts = SELF_INSPECTION, rules: TaskRules = RULES, issued_on: date = ISSUED_ON) -> Life:
    return Life(rules, CHINA, issued_on, facts, SHORT)


def checked(life: Life, first: date, last: date) -> Life:
    """The life after a check on each day from `first` to `last`."""
    for number in range((last - first).days + 1):
        life.check(first + timedelta(days=number))
    return life


def messages(life: Life) -> list[tuple[str, str]]:
    return [(told.on.strftime("%m-%d"), told.key) for told in life.told]


def with_rules(reminders: Iterable[Reminder] = (), ladder: Iterable[Rung] = ()) -> TaskRules:
    return replace(RULES, owing=Watch(tuple(reminders), tuple(ladder)))


# ── day by day ──────────────────────────────────────────────────────────────────────────────


def test_a_missed_self_inspection_is_told_on_1_7_8_june_and_11_12_14_18_june() -> None:
    assert messages(checked(a_life(), june(1), date(2012, 7, 31))) == [
        ("06-01", "reminder-7"),
        ("06-07", "reminder-3"),
        ("06-08", "reminder-1"),
        ("06-11", "head"),
        ("06-12", "linked-leader"),
        ("06-14", "supervision-letter"),
        ("06-18", "special-inspection"),
    ]


def test_before_the_window_opens_the_clock_is_silent_until_it_does() -> None:
    assert said(SELF_INSPECTION, may(31)) == Speech(
        opens=False,
        side=OWING,
        reminder=None,
        warning=None,
        fired=None,
        gaps=(),
        superseded=(),
        rung=NEVER,
        next_rung_on=june(11),
        next_on=june(1),
    )


def test_on_its_first_day_the_task_opens_and_the_first_reminder_goes_out() -> None:
    assert said(SELF_INSPECTION, june(1)) == Speech(
        opens=True,
        side=OWING,
        reminder=REMINDER_7,
        warning=None,
        fired=None,
        gaps=(),
        superseded=(),
        rung=NEVER,
        next_rung_on=june(11),
        next_on=june(7),
    )


def test_a_task_that_is_open_does_not_open_again() -> None:
    assert not said(OPEN, june(1)).opens


def test_a_window_that_opened_while_the_machine_was_off_opens_late() -> None:
    speech = said(SELF_INSPECTION, june(4))
    assert (speech.opens, speech.reminder, speech.next_on) == (True, REMINDER_7, june(7))


def test_nothing_fires_on_the_due_date_and_the_head_is_told_on_the_day_after() -> None:
    on_the_day = said(replace(OPEN, next_on=june(10)), june(10))
    assert (on_the_day.fired, on_the_day.rung, on_the_day.next_on) == (None, NEVER, june(11))
    after = said(OVERDUE, june(11))
    assert (after.fired, after.rung) == (RUNGS[0], 0)
    assert (after.next_rung_on, after.next_on) == (june(12), june(12))


def test_even_a_rung_wound_too_early_never_fires_on_the_due_date() -> None:
    friday = replace(OPEN, effective_due=june(8), next_rung_on=june(7), next_on=june(8))
    assert said(friday, june(8)).fired is None
    assert said(friday, june(8)).next_rung_on == june(7)
    assert said(friday, june(11)).fired == RUNGS[0]


def test_a_rung_waits_for_its_day() -> None:
    waiting = replace(OPEN, rung=1, next_rung_on=june(14), next_on=june(13))
    speech = said(waiting, june(13))
    assert (speech.fired, speech.rung, speech.next_on) == (None, 1, june(14))
    assert said(waiting, june(14)).fired == RUNGS[2]


def test_a_rung_never_falls_on_a_day_off_though_its_day_has_come() -> None:
    missed = replace(OPEN, rung=2, next_rung_on=june(15), next_on=june(15))
    speech = said(missed, june(16))
    assert (speech.fired, speech.rung) == (None, 2)
    assert (speech.next_rung_on, speech.next_on) == (june(15), june(18))


def test_after_the_last_rung_nothing_more_is_said() -> None:
    last = said(replace(OPEN, rung=2, next_rung_on=june(18), next_on=june(18)), june(18))
    assert last.fired == RUNGS[3]
    assert (last.rung, last.next_rung_on, last.next_on) == (3, None, None)


def test_a_task_without_a_ladder_is_reminded_and_then_left_in_peace() -> None:
    rules = with_rules(reminders=RULES.owing.reminders)
    facts = replace(SELF_INSPECTION, next_rung_on=rules.owing.first_rung_on(june(10), CHINA))
    life = checked(a_life(facts, rules), june(1), june(30))
    assert [key for _, key in messages(life)] == ["reminder-7", "reminder-3", "reminder-1"]
    assert life.next_on is None


def test_a_ladder_in_calendar_days_still_waits_for_working_days() -> None:
    ladder = [replace(RUNGS[0], after=days(1)), replace(RUNGS[1], after=days(3)), RUNGS[2]]
    rules = with_rules(ladder=[*ladder[:2], replace(ladder[2], after=days(8))])
    life = checked(a_life(rules=rules), june(1), june(30))
    assert messages(life) == [
        ("06-11", "head"),
        ("06-13", "linked-leader"),
        ("06-18", "supervision-letter"),
    ]


@pytest.mark.parametrize("state", ["verified", "waived"])
def test_no_clock_runs_when_the_task_is_done(state: str) -> None:
    with pytest.raises(KeyError):
        said(replace(OPEN, state=state), june(11))


def test_a_returned_task_owes_like_an_open_one() -> None:
    assert said(replace(OVERDUE, state="returned"), june(11)).fired == RUNGS[0]


# ── reminders ───────────────────────────────────────────────────────────────────────────────


def test_a_reminder_before_the_issue_is_neither_sent_nor_caught_up() -> None:
    life = checked(a_life(issued_on=june(4)), june(4), june(9))
    assert messages(life) == [("06-07", "reminder-3"), ("06-08", "reminder-1")]
    assert life.superseded == []


def test_a_reminder_before_the_window_opens_is_neither_sent_nor_caught_up() -> None:
    life = checked(a_life(VILLAGE_MEETING), ISSUED_ON, may(5))
    assert "reminder-7" not in [key for _, key in messages(life)]
    assert life.superseded == []


def test_reminders_for_7_may_that_meet_on_friday_the_4th_are_one_message() -> None:
    life = checked(a_life(VILLAGE_MEETING), may(2), may(7))
    assert messages(life) == [("05-04", "reminder-1")]
    assert life.superseded == []


def test_a_merged_reminder_is_not_counted_when_the_date_has_passed() -> None:
    life = a_life(VILLAGE_MEETING)
    life.check(may(2))
    life.check(may(8))
    assert messages(life) == [("05-08", "head")]
    assert [key for _, _, key in life.superseded] == ["reminder-1"]


def test_of_reminders_that_meet_the_nearest_to_the_date_is_sent_however_the_plan_lists_them() -> None:
    rules = with_rules(reminders=[REMINDER_1, REMINDER_3])
    assert said(replace(VILLAGE_MEETING, next_on=may(4)), may(4), rules=rules).reminder == REMINDER_1


def test_a_late_check_sends_the_nearest_reminder_and_notes_what_it_superseded() -> None:
    speech = said(SELF_INSPECTION, june(9))
    assert speech.reminder == REMINDER_1
    assert speech.superseded == ("reminder-7", "reminder-3")
    assert speech.next_on == june(11)


def test_a_reminder_may_still_go_out_on_the_due_date_but_not_after_it() -> None:
    assert said(SELF_INSPECTION, june(10)).reminder == REMINDER_1
    speech = said(SELF_INSPECTION, june(11))
    assert speech.reminder is None
    assert speech.superseded == ("reminder-7", "reminder-3", "reminder-1")


def test_a_machine_off_from_1_to_12_june_tells_the_head_alone_and_keeps_the_distances() -> None:
    life = checked(a_life(), june(12), june(30))
    assert messages(life) == [
        ("06-12", "head"),
        ("06-13", "linked-leader"),
        ("06-15", "supervision-letter"),
        ("06-19", "special-inspection"),
    ]


def test_a_window_that_opens_later_than_the_clock_was_wound_for_swallows_what_fell_before_it() -> None:
    speech = said(replace(SELF_INSPECTION, opens_on=june(2)), june(2))
    assert (speech.opens, speech.reminder, speech.superseded) == (True, None, ())
    assert said(replace(SELF_INSPECTION, opens_on=june(8)), june(8)).superseded == ()


def test_what_was_told_on_an_earlier_check_is_not_told_again() -> None:
    speech = said(replace(OPEN, next_on=june(8)), june(8))
    assert (speech.reminder, speech.superseded) == (REMINDER_1, ())


# ── gaps ────────────────────────────────────────────────────────────────────────────────────


def test_without_a_linked_leader_the_12th_goes_to_the_leading_group_and_leaves_a_gap() -> None:
    life = checked(a_life(replace(SELF_INSPECTION, held=held_by_all_but(LEADER))), june(1), june(30))
    assert messages(life)[3:] == [
        ("06-11", "head"),
        ("06-12", "supervision-letter"),
        ("06-14", "special-inspection"),
    ]
    assert life.gaps == [Gap(1, LEADER)]


def test_several_empty_rungs_are_skipped_at_once() -> None:
    speech = said(replace(OVERDUE, held=held_by_all_but(HEAD, LEADER)), june(11))
    assert (speech.fired, speech.rung, speech.next_rung_on) == (RUNGS[2], 2, june(13))
    assert speech.gaps == (Gap(0, HEAD), Gap(1, LEADER))


def test_an_inspection_is_proposed_even_when_nobody_sits_at_the_desk() -> None:
    nobody = replace(OVERDUE, held=frozenset())
    speech = said(nobody, june(11))
    assert (speech.fired, speech.rung) == (RUNGS[3], 3)
    assert speech.gaps == (Gap(0, HEAD), Gap(1, LEADER), Gap(2, GROUP), Gap(3, SUPERVISION))
    assert (speech.next_rung_on, speech.next_on) == (None, None)


def test_a_ladder_that_nobody_holds_ends_in_gaps_alone() -> None:
    rules = with_rules(ladder=RUNGS[:2])
    speech = said(replace(OVERDUE, held=frozenset()), june(11), rules=rules)
    assert (speech.fired, speech.rung, speech.next_rung_on, speech.next_on) == (None, 1, None, None)
    assert speech.gaps == (Gap(0, HEAD), Gap(1, LEADER))


def test_one_holder_of_several_roles_is_enough_for_a_rung() -> None:
    rules = with_rules(ladder=[replace(RUNGS[0], to=(HEAD, LEADER))])
    speech = said(replace(OVERDUE, held=frozenset({LEADER})), june(11), rules=rules)
    assert (speech.fired, speech.gaps) == (rules.owing.ladder[0], ())


def test_a_reminder_that_nobody_hears_leaves_gaps() -> None:
    speech = said(replace(SELF_INSPECTION, held=frozenset({LEADER})), june(1))
    assert speech.reminder == REMINDER_7
    assert speech.gaps == (Gap(NEVER, Role.VILLAGE_HEAD), Gap(NEVER, Role.ASSISTANT))


def test_one_assistant_is_enough_for_a_reminder() -> None:
    assert said(replace(SELF_INSPECTION, held=frozenset({Role.ASSISTANT})), june(1)).gaps == ()


def test_on_a_silent_day_nobody_is_missed() -> None:
    assert said(replace(OPEN, held=frozenset(), next_on=june(5)), june(5)).gaps == ()


# ── submission: the office's clock ──────────────────────────────────────────────────────────


def submitted(facts: TaskFacts, today: date, rules: TaskRules = RULES) -> tuple[date, Winding]:
    return after_submission(facts, rules, today=today, issued_on=ISSUED_ON, calendar=CHINA)


def test_submitted_on_saturday_the_9th_the_office_has_until_wednesday_the_13th() -> None:
    assert submitted(OPEN, june(9)) == (june(13), Winding(NEVER, june(14), june(12)))


def test_the_office_is_reminded_on_the_12th_and_its_lateness_climbs_on_the_14th_and_18th() -> None:
    life = checked(a_life(), june(1), june(9))
    life.submit(june(9))
    assert messages(checked(life, june(10), june(30)))[3:] == [
        ("06-12", "verify-reminder-1"),
        ("06-14", "verify-office"),
        ("06-18", "verify-head"),
    ]
    assert life.told[-1].about == june(13)


def test_the_verification_date_is_watched_only_while_the_task_waits_for_it() -> None:
    waiting = replace(OPEN, state="submitted", verify_by=june(13))
    assert waiting.watched_date == june(13)
    assert replace(waiting, verify_by=None).watched_date == june(10)
    assert replace(waiting, state="open").watched_date == june(10)


def test_an_office_with_a_gap_is_named_with_its_own_rungs() -> None:
    waiting = replace(
        OPEN,
        state="submitted",
        verify_by=june(13),
        next_rung_on=june(14),
        next_on=june(14),
        held=held_by_all_but(OFFICE),
    )
    speech = said(waiting, june(14))
    assert speech.side is VERIFICATION
    assert (speech.fired, speech.rung) == (RULES.verification.ladder[1], 1)
    assert speech.gaps == (Gap(0, OFFICE),)


def test_a_reminder_to_verify_may_fall_on_the_day_of_the_submission() -> None:
    rules = replace(RULES, verify_within=working_days(1))
    verify_by, winding = submitted(OPEN, june(7), rules)
    assert (verify_by, winding.next_on) == (june(8), june(7))


def test_submitted_again_the_offices_ladder_goes_on_where_it_had_got_to() -> None:
    once_late = replace(OPEN, rung=0)
    assert submitted(once_late, june(14)) == (june(19), Winding(0, june(25), june(18)))


def test_submitted_again_after_the_offices_last_rung_only_the_reminder_is_left() -> None:
    assert submitted(replace(OPEN, rung=1), june(14)) == (june(19), Winding(1, None, june(18)))


def test_the_unit_never_climbs_while_the_office_is_slow() -> None:
    life = a_life()
    checked(life, june(1), june(9))
    life.submit(june(9))
    checked(life, june(10), date(2012, 7, 31))
    assert {told.side for told in life.told if told.on > june(9)} == {VERIFICATION}


# ── withdrawal ──────────────────────────────────────────────────────────────────────────────


def withdrawn(facts: TaskFacts, today: date, rules: TaskRules = RULES) -> Winding:
    return after_withdrawal(facts, rules, today=today, issued_on=ISSUED_ON, calendar=CHINA)


SUBMITTED = replace(OPEN, state="submitted", verify_by=june(13), next_rung_on=june(14))


def test_withdrawn_before_the_date_the_unit_stands_where_it_stood() -> None:
    assert withdrawn(SUBMITTED, june(6)) == Winding(NEVER, june(11), june(7))


def test_withdrawn_on_the_day_of_a_reminder_it_is_due_today() -> None:
    assert withdrawn(SUBMITTED, june(8)).next_on == june(8)


def test_withdrawn_on_the_day_of_the_first_rung_it_falls_on_the_next_working_day() -> None:
    assert withdrawn(SUBMITTED, june(11)) == Winding(NEVER, june(12), june(12))
    assert withdrawn(SUBMITTED, june(10)) == Winding(NEVER, june(11), june(11))


def test_withdrawn_long_after_the_date_the_first_rung_is_not_lost() -> None:
    assert withdrawn(SUBMITTED, june(21)) == Winding(NEVER, june(25), june(25))


def test_withdrawn_after_rung_1_the_next_falls_on_the_next_working_day() -> None:
    climbed = replace(SUBMITTED, rung=1)
    assert withdrawn(climbed, june(15)) == Winding(1, june(18), june(18))


def test_withdrawn_after_the_last_rung_nothing_is_left_to_climb() -> None:
    assert withdrawn(replace(SUBMITTED, rung=3), june(20)) == Winding(3, None, None)
    assert withdrawn(replace(SUBMITTED, rung=2), june(20)) == Winding(2, june(21), june(21))


def test_withdrawn_without_a_ladder_only_reminders_are_left() -> None:
    rules = with_rules(reminders=RULES.owing.reminders)
    assert withdrawn(SUBMITTED, june(6), rules) == Winding(NEVER, None, june(7))
    assert withdrawn(SUBMITTED, june(12), rules) == Winding(NEVER, None, None)


def test_a_withdrawal_on_the_15th_climbs_on_with_the_letter_on_the_18th() -> None:
    life = checked(a_life(), june(1), june(12))
    life.submit(june(12))
    checked(life, june(13), june(15))
    life.withdraw(june(15))
    assert messages(checked(life, june(16), june(30)))[-2:] == [
        ("06-18", "supervision-letter"),
        ("06-20", "special-inspection"),
    ]


# ── return, re-opening ──────────────────────────────────────────────────────────────────────


def renewed(facts: TaskFacts, today: date) -> tuple[date, Winding]:
    return after_new_cycle(facts, RULES, SHORT, today=today, issued_on=ISSUED_ON, calendar=CHINA)


def test_returned_on_the_11th_it_is_due_on_the_14th_with_a_ladder_from_rung_0() -> None:
    climbed = replace(SUBMITTED, rung=2)
    assert renewed(climbed, june(11)) == (june(14), Winding(NEVER, june(15), june(13)))


def test_an_early_return_never_shortens_the_date() -> None:
    assert renewed(SUBMITTED, june(4)) == (june(10), Winding(NEVER, june(11), june(7)))


def test_on_the_day_of_the_return_no_reminder_is_added_to_it() -> None:
    assert renewed(SUBMITTED, june(7)) == (june(12), Winding(NEVER, june(13), june(8)))
    assert renewed(SUBMITTED, june(8)) == (june(13), Winding(NEVER, june(14), june(12)))


def test_a_returned_task_climbs_its_own_ladder() -> None:
    life = checked(a_life(), june(1), june(8))
    life.submit(june(8))
    checked(life, june(9), june(11))
    life.begin_cycle("return", june(11))
    assert messages(checked(life, june(12), june(30)))[3:] == [
        ("06-13", "reminder-1"),
        ("06-15", "head"),
        ("06-18", "linked-leader"),
        ("06-20", "supervision-letter"),
        ("06-25", "special-inspection"),
    ]


# ── acknowledgement ─────────────────────────────────────────────────────────────────────────


def acknowledged(facts: TaskFacts, until: date, today: date) -> Winding:
    return held_until(facts, RULES, until, today=today, issued_on=ISSUED_ON, calendar=CHINA)


TOLD_THE_HEAD = replace(OPEN, rung=0, next_rung_on=june(12), next_on=june(12))


def test_acknowledged_until_the_14th_the_ladder_goes_on_on_the_15th_and_keeps_its_distances() -> None:
    assert acknowledged(TOLD_THE_HEAD, june(14), june(11)) == Winding(0, june(15), june(14))
    life = a_life(TOLD_THE_HEAD)
    life.acknowledge(june(14), june(11))
    assert messages(checked(life, june(12), june(30))) == [
        ("06-15", "linked-leader"),
        ("06-19", "supervision-letter"),
        ("06-21", "special-inspection"),
    ]


def test_acknowledged_until_a_friday_the_ladder_goes_on_after_the_weekend() -> None:
    assert acknowledged(TOLD_THE_HEAD, june(15), june(11)).next_rung_on == june(18)


def test_an_acknowledgement_never_hastens_a_rung() -> None:
    told_the_leader = replace(OPEN, rung=1, next_rung_on=june(14), next_on=june(14))
    assert acknowledged(told_the_leader, june(12), june(12)) == Winding(1, june(14), june(14))


def test_acknowledged_after_the_last_rung_there_is_nothing_to_hold() -> None:
    told_all = replace(OPEN, rung=3, next_rung_on=None)
    assert acknowledged(told_all, june(20), june(18)) == Winding(3, None, None)


def test_the_office_may_acknowledge_its_own_lateness() -> None:
    late = replace(SUBMITTED, rung=0, next_rung_on=june(18), next_on=june(18))
    assert acknowledged(late, june(18), june(14)) == Winding(0, june(19), june(19))


def test_the_offices_acknowledgement_leaves_its_reminder_for_a_later_date_alone() -> None:
    again = replace(SUBMITTED, rung=0, verify_by=june(19), next_rung_on=june(25), next_on=june(18))
    assert acknowledged(again, june(15), june(14)) == Winding(0, june(25), june(18))


def test_a_village_that_acknowledges_is_still_reminded_of_a_later_date() -> None:
    later = replace(OPEN, effective_due=june(29), rung=0, next_rung_on=date(2012, 7, 2))
    assert acknowledged(later, june(14), june(11)) == Winding(0, date(2012, 7, 2), june(21))


# ── the next word ───────────────────────────────────────────────────────────────────────────


def next_word(facts: TaskFacts, from_day: date, issued_on: date = ISSUED_ON) -> date | None:
    return next_word_on(facts, RULES.owing, from_day=from_day, issued_on=issued_on, calendar=CHINA)


def test_the_next_word_may_fall_on_the_day_itself() -> None:
    assert next_word(OPEN, june(7)) == june(7)
    assert next_word(OPEN, june(2)) == june(7)


def test_the_next_word_waits_for_the_window_and_for_the_issue() -> None:
    assert next_word(replace(OPEN, opens_on=june(8)), june(1)) == june(8)
    assert next_word(OPEN, june(1), issued_on=june(8)) == june(8)


def test_a_rung_that_was_missed_is_the_next_word_on_the_next_working_day() -> None:
    missed = replace(OPEN, next_rung_on=june(11))
    assert next_word(missed, june(16)) == june(18)
    assert next_word(missed, june(13)) == june(13)


def test_without_reminders_and_rungs_to_come_there_is_no_next_word() -> None:
    assert next_word(replace(OPEN, rung=3, next_rung_on=None), june(11)) is None


# ── the values ──────────────────────────────────────────────────────────────────────────────


def test_each_side_has_its_own_watch() -> None:
    assert RULES.watch(OWING) is RULES.owing
    assert RULES.watch(VERIFICATION) is RULES.verification


def test_the_first_rung_is_a_working_day_after_the_date_and_none_without_a_ladder() -> None:
    assert RULES.owing.first_rung_on(june(10), CHINA) == june(11)
    assert Watch().first_rung_on(june(10), CHINA) is None


def test_rungs_keep_their_distance_from_the_day_the_last_one_fired() -> None:
    watch = RULES.owing
    assert [watch.rung_after(rung, june(20), CHINA) for rung in range(4)] == [
        june(21),
        june(25),
        june(25),
        None,
    ]
    in_days = Watch(ladder=tuple(replace(rung, after=days(rung.after.count)) for rung in watch.ladder))
    assert in_days.rung_after(1, june(20), CHINA) == june(25)
    assert in_days.rung_after(0, june(20), CHINA) == june(21)
