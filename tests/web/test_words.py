"""How things are called on a page."""

from plans.reader import read_plan, shipped_plan
from plans.rules import rulebook
from states.calendar import Offset
from states.roles import Role
from web import words

BOOK = rulebook(read_plan(shipped_plan("2012-pension-pilot")))


def test_every_wording_of_the_ladder_has_a_name() -> None:
    deadlines = BOOK.plan.deadlines
    for watch in (deadlines.village, deadlines.office, deadlines.department):
        for rung in (*watch.ladder, *watch.verification.ladder):
            assert rung.form in words.FORMS_ZH


def test_every_role_has_a_title_and_an_inspector_too() -> None:
    assert all(words.role_of(role) != role for role in Role)
    assert words.role_of("inspector") == "督查人员"


def test_a_refusal_names_tasks_by_their_titles() -> None:
    said = words.titled(BOOK, "还有 2 项关口任务未核验：training, survey")
    assert said == "还有 2 项关口任务未核验：“参加业务培训”“调查摸底、登记造册”"
    assert words.titled(BOOK, "pre-survey trainings") == "pre-survey trainings"


def test_who_acts_by_itself_has_a_name_and_people_keep_theirs() -> None:
    assert words.actor_of("clock:head") == "时限检查"
    assert words.actor_of("console") == "本机控制台"
    assert words.actor_of("朱寨社区 主任") == "朱寨社区 主任"


def test_a_rungs_reason_names_the_notice_and_a_persons_is_left_alone() -> None:
    why = "6月10日（星期日）到期未办，第 0 级：head"
    assert words.reason_of(BOOK, "clock:head", why) == "6月10日（星期日）到期未办，第 0 级：逾期催办"
    assert words.reason_of(BOOK, "朱寨社区 主任", why) == why
    assert words.reason_of(BOOK, "clock:unknown", "第 9 级：unknown") == "第 9 级：unknown"


def test_owners_are_villages_offices_and_departments() -> None:
    assert words.owner_of(BOOK, BOOK.tasks["survey"]) == "各村（社区）"
    assert words.owner_of(BOOK, BOOK.tasks["target-allocation"]) == "办事处"
    assert words.owner_of(BOOK, BOOK.tasks["document-reissue"]) == "派出所"


def test_vacancies_are_roles_or_whole_departments() -> None:
    assert words.vacancy_of(BOOK, "linked_leader") == "包村（社区）领导"
    assert words.vacancy_of(BOOK, "department:police") == "派出所（未设）"


def test_schedules_and_distances_are_said_in_words() -> None:
    assert words.schedule_of("* * * * *") == "每分钟"
    assert words.schedule_of("5 8 * * *") == "每天 08:05"
    assert words.schedule_of("0 8 * * 1") == "0 8 * * 1"
    assert words.schedule_of("*/5 * * * *") == "每 5 分钟"
    assert words.schedule_of("*/5 8 * * *") == "*/5 8 * * *"
    assert words.offset_of(Offset(3, "working_days")) == "3 个工作日"


def test_states_after_the_phases_have_names_too() -> None:
    assert words.phase_of(BOOK, "inspection") == "检查验收"
    assert words.phase_of(BOOK, "accepted") == "验收合格"
    assert words.task_of(BOOK, "no-such-task") == "no-such-task"
