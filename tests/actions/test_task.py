"""What people do to a task, from the training of 24 April to the assessment of 1 July 2012."""

from collections.abc import Callable
from datetime import date

import pytest

from actions import task
from actions.board import list_tasks
from actions.errors import BadInput, NotFound, WrongState
from actions.history import Happened, read_history
from actions.permission import CONSOLE, Actor
from states.lights import Light
from states.roles import Role
from tests.shelf import After
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, VILLAGES, ZHUZHAI, Town

GATES = {"mobilization": ("training", "survey"), "implementation": ("enrolment",)}


def training_is_open(town: Town) -> None:
    """The first check has opened the training; the villages are in mobilization."""
    town.issue()
    town.at("2012-04-24").check()


def on_2_may(town: Town) -> None:
    """After the holidays everything of the first two phases is open; 朱寨社区 has left mobilization."""
    town.issue()
    town.at("2012-04-25").check()
    town.complete(ZHUZHAI, "training", "survey")
    town.at("2012-05-02").check()


def all_but_the_last_gate(town: Town) -> None:
    """朱寨社区 has only its self-inspection before it."""
    on_2_may(town)
    town.complete(ZHUZHAI, "enrolment")
    town.at("2012-06-01").check()


@pytest.fixture
def opened(after: After) -> Town:
    return after(training_is_open)


@pytest.fixture
def may(after: After) -> Town:
    return after(on_2_may)


@pytest.fixture
def june(after: After) -> Town:
    return after(all_but_the_last_gate)


def state(town: Town, key: str, unit: str = ZHUZHAI) -> str:
    return next(one.state for _, _, one in list_tasks(town.desk, unit_code=unit) if one.key == key)


def last(town: Town, unit: str = ZHUZHAI) -> Happened:
    return read_history(town.desk, unit_code=unit, newest_first=True)[0]


def moves(town: Town, subject: str, key: str | None = None) -> list[tuple[str, str | None, str]]:
    """What has moved in 朱寨社区: the village itself, or (with a key) what belongs to a task."""
    return [
        (one.trigger, one.from_state, one.to_state)
        for one in read_history(town.desk, unit_code=ZHUZHAI)
        if one.subject == subject and one.task == key
    ]


def office(town: Town) -> Actor:
    return town.who(Role.LEADING_GROUP_OFFICE)


# ── Submitting ────────────────────────────────────────────────────────────────────────


def test_a_submission_is_to_be_verified_within_three_working_days(opened: Town) -> None:
    assert opened.submit(ZHUZHAI, "training") == date(2012, 4, 27)
    assert state(opened, "training") == "submitted"


def test_the_working_saturday_of_28_april_counts_and_the_holidays_after_it_do_not(opened: Town) -> None:
    assert opened.at("2012-04-27").submit(ZHUZHAI, "training") == date(2012, 5, 3)


def test_a_submission_stands_in_the_history_with_its_note_its_person_and_the_clause(opened: Town) -> None:
    head = opened.who(Role.VILLAGE_HEAD, ZHUZHAI)
    task.submit(opened.desk, head, ZHUZHAI, "training", "  签到表已交  ")
    row = last(opened)
    assert (row.subject, row.task, row.trigger, row.from_state, row.to_state) == (
        "task",
        "training",
        "submit",
        "open",
        "submitted",
    )
    assert (row.actor, row.reason, row.clause) == ("4002 village_head", "签到表已交", "三.一.1")
    assert row.at == opened.clock.instant


def test_the_assistant_may_submit_too(opened: Town) -> None:
    task.submit(opened.desk, opened.who(Role.ASSISTANT, ZHUZHAI), ZHUZHAI, "training", "")
    assert (last(opened).actor, last(opened).reason) == ("4002 assistant", None)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "light"),
    [("2012-04-24", 23, 59, Light.GREEN), ("2012-04-25", 0, 0, Light.YELLOW)],
)
def test_it_is_on_time_until_the_last_minute_of_the_day(
    opened: Town, day: str, hour: int, minute: int, light: Light
) -> None:
    opened.at(day, hour, minute).submit(ZHUZHAI, "training")
    assert opened.task(ZHUZHAI, "training").light is light


def test_a_task_whose_window_has_not_opened_cannot_be_submitted(opened: Town) -> None:
    with pytest.raises(WrongState) as refusal:
        opened.submit(ZHUZHAI, "survey")
    assert str(refusal.value) == (
        "朱寨社区居民委员会的“调查摸底、登记造册”（survey）现为未开始（planned），不能提交（submit）。"
        "现在可以：免除；4月25日（星期三）起办理，时限 4月30日（星期一）。"
    )


@pytest.mark.parametrize(
    ("before", "deed", "said"),
    [
        ((), task.withdraw, r"现为进行中（open），不能撤回（withdraw）"),
        ((), task.verify, r"现为进行中（open），不能核验（verify）"),
        (
            ("submit",),
            task.submit,
            r"现为已提交待核验（submitted），不能提交（submit）。现在可以：撤回、核验、退回、免除",
        ),
        (("submit", "verify"), task.submit, r"现为已核验（verified），不能提交"),
        (
            ("submit", "verify"),
            task.withdraw,
            r"现为已核验（verified），不能撤回（withdraw）。现在可以：重新打开",
        ),
        (("submit", "verify"), task.verify, r"现为已核验（verified），不能核验"),
        (("submit", "withdraw"), task.verify, r"现为进行中（open），不能核验"),
    ],
)
def test_an_illegal_move_is_refused_in_words_that_name_state_trigger_and_what_is_possible(
    opened: Town, before: tuple[str, ...], deed: Callable[..., object], said: str
) -> None:
    for name in before:
        getattr(task, name)(opened.desk, CONSOLE, ZHUZHAI, "training")
    with pytest.raises(WrongState, match=said):
        deed(opened.desk, CONSOLE, ZHUZHAI, "training")


@pytest.mark.parametrize(
    ("before", "deed", "said"),
    [
        ((), task.return_task, r"现为进行中（open），不能退回（return）"),
        ((), task.reopen, r"现为进行中（open），不能重新打开（reopen）"),
        (("submit", "verify"), task.waive, r"现为已核验（verified），不能免除（waive）"),
        (("waive",), task.waive, r"现为已免除（waived），不能免除（waive）。现在可以：无"),
        (("waive",), task.reopen, r"现为已免除（waived），不能重新打开"),
    ],
)
def test_so_is_one_that_would_need_a_reason(
    opened: Town, before: tuple[str, ...], deed: Callable[..., object], said: str
) -> None:
    for name in before:
        reason = ("按规定",) if name == "waive" else ()
        getattr(task, name)(opened.desk, CONSOLE, ZHUZHAI, "training", *reason)
    with pytest.raises(WrongState, match=said):
        deed(opened.desk, CONSOLE, ZHUZHAI, "training", "按规定")


def test_a_refused_move_leaves_no_trace(opened: Town) -> None:
    before = read_history(opened.desk)
    with pytest.raises(WrongState):
        task.reopen(opened.desk, office(opened), ZHUZHAI, "training", "按规定")
    assert read_history(opened.desk) == before
    assert [n.kind for n in opened.notices(ZHUZHAI) if n.kind == "reopened"] == []


# ── Unknown and unwritten ─────────────────────────────────────────────────────────────


def test_a_task_that_the_plan_does_not_know_is_refused_with_those_that_it_knows(opened: Town) -> None:
    with pytest.raises(NotFound, match=r"方案中没有任务 trainning。现有任务：training, work-group, "):
        task.submit(opened.desk, CONSOLE, ZHUZHAI, "trainning")


def test_a_task_that_this_unit_does_not_owe_is_refused(opened: Town) -> None:
    with pytest.raises(NotFound, match=r"工业路街道 没有任务 training（参加业务培训）"):
        task.submit(opened.desk, CONSOLE, SUBDISTRICT, "training")


def test_an_unknown_unit_or_campaign_is_refused(opened: Town) -> None:
    with pytest.raises(NotFound, match="没有代码为 410106004999 的单位"):
        task.submit(opened.desk, CONSOLE, "410106004999", "training")
    for number in (2, 10**30, -1):
        with pytest.raises(NotFound, match=f"没有编号为 {number} 的专项工作"):
            task.submit(opened.desk, CONSOLE, ZHUZHAI, "training", campaign_id=number)


@pytest.mark.parametrize("reason", ["", " ", "\n　"])
def test_return_waiver_and_reopening_need_a_reason(opened: Town, reason: str) -> None:
    for deed, name in ((task.return_task, "退回"), (task.waive, "免除"), (task.reopen, "重新打开")):
        with pytest.raises(BadInput, match=f"{name}须说明理由：--reason 理由"):
            deed(opened.desk, CONSOLE, ZHUZHAI, "training", reason)


def test_a_note_has_at_most_2000_characters(opened: Town) -> None:
    with pytest.raises(BadInput, match="说明最多 2000 字"):
        task.submit(opened.desk, CONSOLE, ZHUZHAI, "training", "字" * 2001)
    task.submit(opened.desk, CONSOLE, ZHUZHAI, "training", "字" * 2000)
    assert last(opened).reason == "字" * 2000


def test_nothing_is_done_before_what_has_been_done(opened: Town) -> None:
    with pytest.raises(BadInput, match=r"早于专项工作 1 的最后一条记录 2012-04-24T09:00:00\+08:00"):
        opened.at("2012-04-24", 8).submit(ZHUZHAI, "training")
    opened.at("2012-04-24", 9).submit(ZHUZHAI, "training")


# ── Withdrawing ───────────────────────────────────────────────────────────────────────


def test_a_withdrawn_task_is_owed_again_by_the_same_date_in_the_same_cycle(opened: Town) -> None:
    opened.submit(ZHUZHAI, "training")
    task.withdraw(opened.desk, opened.who(Role.VILLAGE_HEAD, ZHUZHAI), ZHUZHAI, "training", "交错了表")
    standing = opened.task(ZHUZHAI, "training")
    assert (standing.state, standing.cycle, standing.effective_due) == ("open", 1, date(2012, 4, 24))
    assert (standing.submitted_at, standing.verify_by) == (None, None)
    assert last(opened).reason == "交错了表"


# ── Verifying ─────────────────────────────────────────────────────────────────────────


def test_the_office_verifies_and_its_own_clock_stands_still(opened: Town) -> None:
    opened.submit(ZHUZHAI, "training")
    opened.verify(ZHUZHAI, "training")
    told = len(opened.notices(ZHUZHAI, "training"))
    opened.checked_daily("2012-04-27", "2012-05-04")
    assert len(opened.notices(ZHUZHAI, "training")) == told
    assert opened.task(ZHUZHAI, "training").light is Light.GREEN


def test_a_late_verification_resolves_the_offices_own_escalation(opened: Town) -> None:
    opened.submit(ZHUZHAI, "training")
    opened.at("2012-04-28").check()
    assert moves(opened, "escalation", "training") == [("raise", None, "raised")]
    task.verify(opened.desk, office(opened), ZHUZHAI, "training", "已补核")
    assert moves(opened, "escalation", "training")[-1] == ("resolve", "raised", "resolved")


def test_the_head_of_the_group_verifies_what_the_office_owes(opened: Town) -> None:
    task.submit(opened.desk, office(opened), SUBDISTRICT, "mobilization-meeting")
    head = opened.who(Role.LEADING_GROUP_HEAD)
    task.verify(opened.desk, head, SUBDISTRICT, "mobilization-meeting")
    assert state(opened, "mobilization-meeting", SUBDISTRICT) == "verified"


def test_the_last_gate_of_a_phase_lets_the_village_advance_in_the_same_moment(after: After) -> None:
    town = after(training_is_open)
    town.at("2012-04-25").check()
    town.complete(ZHUZHAI, "survey")
    assert town.phase(ZHUZHAI) == "mobilization"
    town.complete(ZHUZHAI, "training")
    assert town.phase(ZHUZHAI) == "implementation"
    advanced = last(town)
    assert (advanced.actor, advanced.trigger, advanced.clause) == ("rule", "advance", "三.二")
    assert advanced.at == town.clock.instant


def test_a_task_that_is_no_gate_moves_no_village(opened: Town) -> None:
    opened.complete(ZHUZHAI, "work-group")
    assert moves(opened, "village") == [("issue", None, "preparing"), ("begin", "preparing", "mobilization")]


def test_a_village_may_be_ahead_of_the_calendar(may: Town) -> None:
    may.complete(ZHUZHAI, "enrolment")
    village = next(unit for unit in may.board().units if unit.unit == ZHUZHAI)
    assert (village.phase, village.calendar_phase, village.behind) == ("inspection", "implementation", False)


def test_the_others_stay_where_they_are(may: Town) -> None:
    may.complete(ZHUZHAI, "enrolment")
    assert [may.phase(unit) for unit in (GONGYELU, TONGHANG)] == ["mobilization", "mobilization"]


def test_the_last_gate_before_july_waits_for_the_assessment_day(june: Town) -> None:
    june.at("2012-06-08").complete(ZHUZHAI, "self-inspection")
    june.at("2012-06-30").check()
    assert june.phase(ZHUZHAI) == "inspection"
    june.at("2012-07-01", 8).check()
    assert june.phase(ZHUZHAI) == "assessment"
    assert last(june).actor == "clock"


def test_the_last_gate_from_1_july_on_leads_into_the_assessment_at_once(june: Town) -> None:
    june.at("2012-07-03").check()
    assert june.phase(ZHUZHAI) == "inspection"
    june.complete(ZHUZHAI, "self-inspection")
    assert june.phase(ZHUZHAI) == "assessment"


# ── Waiving ───────────────────────────────────────────────────────────────────────────


def test_a_waived_gate_is_open(may: Town) -> None:
    task.waive(may.desk, office(may), ZHUZHAI, "enrolment", "全村已整体搬迁")
    assert may.phase(ZHUZHAI) == "inspection"
    assert may.task(ZHUZHAI, "enrolment").light is Light.NONE


def test_a_task_may_be_waived_before_its_window_opens(opened: Town) -> None:
    task.waive(opened.desk, office(opened), ZHUZHAI, "self-inspection", "由区里直接检查")
    opened.at("2012-06-12").check()
    assert opened.notices(ZHUZHAI, "self-inspection") == []


def test_a_waiver_resolves_the_escalations_of_both_sides(opened: Town) -> None:
    opened.at("2012-04-25").check()
    opened.submit(ZHUZHAI, "training")
    opened.at("2012-05-03").check()
    task.waive(opened.desk, office(opened), ZHUZHAI, "training", "由区里补训")
    assert moves(opened, "escalation", "training") == 2 * [
        ("raise", None, "raised"),
        ("resolve", "raised", "resolved"),
    ]


# ── Returning and re-opening ──────────────────────────────────────────────────────────


def test_a_returned_task_has_three_working_days_and_those_who_owe_it_are_told(may: Town) -> None:
    may.submit(ZHUZHAI, "village-meeting")
    due = task.return_task(may.at("2012-05-09").desk, office(may), ZHUZHAI, "village-meeting", "缺签到表")
    assert due == date(2012, 5, 14)
    standing = may.task(ZHUZHAI, "village-meeting")
    assert (standing.state, standing.cycle, standing.due) == ("returned", 2, date(2012, 5, 7))
    assert standing.effective_due == due
    told = [n for n in may.notices(ZHUZHAI, "village-meeting") if n.kind == "returned"]
    assert sorted((n.role, n.due) for n in told) == [("assistant", due), ("village_head", due)]
    assert last(may).reason == "缺签到表"


def test_a_returned_task_is_submitted_again(may: Town) -> None:
    may.submit(ZHUZHAI, "village-meeting")
    task.return_task(may.desk, office(may), ZHUZHAI, "village-meeting", "缺签到表")
    may.complete(ZHUZHAI, "village-meeting")
    assert state(may, "village-meeting") == "verified"


def test_a_second_return_begins_a_third_cycle_and_says_so_again(may: Town) -> None:
    for _ in range(2):
        may.submit(ZHUZHAI, "village-meeting")
        task.return_task(may.desk, office(may), ZHUZHAI, "village-meeting", "缺签到表")
    assert may.task(ZHUZHAI, "village-meeting").cycle == 3
    returned = [n for n in may.notices(ZHUZHAI, "village-meeting") if n.kind == "returned"]
    assert len(returned) == 2 * 2


def test_the_office_hears_of_it_when_its_own_task_is_returned(opened: Town) -> None:
    task.submit(opened.desk, office(opened), SUBDISTRICT, "mobilization-meeting")
    head = opened.who(Role.LEADING_GROUP_HEAD)
    task.return_task(opened.desk, head, SUBDISTRICT, "mobilization-meeting", "没有会议记录")
    told = [n.role for n in opened.notices(SUBDISTRICT) if n.kind == "returned"]
    assert told == ["leading_group_office"]


def test_a_return_resolves_the_offices_escalation(opened: Town) -> None:
    opened.submit(ZHUZHAI, "training")
    opened.at("2012-05-03").check()
    task.return_task(opened.desk, office(opened), ZHUZHAI, "training", "缺签到表")
    assert moves(opened, "escalation", "training")[-1][0] == "resolve"


def test_a_reopened_gate_turns_the_village_red_but_does_not_move_it_back(may: Town) -> None:
    due = task.reopen(may.desk, office(may), ZHUZHAI, "survey", "抽查发现漏户")
    village = next(unit for unit in may.board().units if unit.unit == ZHUZHAI)
    assert due == date(2012, 5, 7)
    assert (village.phase, village.light, village.behind) == ("implementation", Light.RED, True)
    told = [(n.kind, n.due) for n in may.notices(ZHUZHAI, "survey") if n.kind == "reopened"]
    assert told == [("reopened", due)] * 2


def test_a_reopened_gate_bars_the_next_move_until_it_is_verified_again(may: Town) -> None:
    task.reopen(may.desk, office(may), ZHUZHAI, "survey", "抽查发现漏户")
    may.complete(ZHUZHAI, "enrolment")
    assert may.phase(ZHUZHAI) == "implementation"
    may.complete(ZHUZHAI, "survey")
    assert may.phase(ZHUZHAI) == "inspection"


def test_a_reopened_task_that_was_verified_early_keeps_the_date_that_it_had(may: Town) -> None:
    may.complete(ZHUZHAI, "publicity")
    due = task.reopen(may.desk, office(may), ZHUZHAI, "publicity", "照片不是本村的")
    assert due == date(2012, 5, 31)


def test_a_reopened_task_reminds_again(may: Town) -> None:
    may.complete(ZHUZHAI, "publicity")
    may.at("2012-05-28").check()
    task.reopen(may.desk, office(may), ZHUZHAI, "publicity", "照片不是本村的")
    may.checked_daily("2012-05-29", "2012-05-30")
    assert sorted(may.told(ZHUZHAI, "publicity", since="2012-05-29")) == [
        ("2012-05-30", "reminder", None, role) for role in ("assistant", "village_head")
    ]


# ── A whole phase ─────────────────────────────────────────────────────────────────────


def test_all_three_villages_may_go_the_whole_way(may: Town) -> None:
    for unit in (GONGYELU, TONGHANG):
        may.complete(unit, *GATES["mobilization"])
    for unit in VILLAGES:
        may.complete(unit, *GATES["implementation"])
    may.at("2012-06-01").check()
    for unit in VILLAGES:
        may.complete(unit, "self-inspection")
    may.at("2012-07-01").check()
    assert {may.phase(unit) for unit in VILLAGES} == {"assessment"}
