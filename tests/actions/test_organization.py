"""What is told of the organization arrives in words; and two people at once do nothing twice."""

from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from actions import hand_over
from actions.absence import list_absences, record_absence
from actions.attendance import Attended, read_task_attendance, record_attendance
from actions.delivery import deliver_notices
from actions.group import Group, list_groups, set_groups
from actions.letter import list_letters, sign_letter
from actions.meeting import follow_up, hold_meeting, list_meetings, write_minutes
from actions.permission import CONSOLE
from actions.visit import list_visits, plan_visit, record_visit
from actions.work_group import Member, list_work_groups, set_work_group
from notifications.channels.file import FileChannel
from states.roles import Role
from tests.actions.test_at_once import at_once
from tests.town import SUBDISTRICT, ZHUZHAI, Town, mail

HEAD = mail(Role.VILLAGE_HEAD, ZHUZHAI)
MEMBERS = (Member("李明", "登记"), Member("王芳", "宣传"))
APRIL_26 = date(2012, 4, 26)


def read(file: Path) -> str:
    """The text of a mail, on one line."""
    mail_read = message_from_bytes(file.read_bytes(), policy=default)
    body = mail_read.get_body(("plain",))
    assert body is not None
    return "".join(body.get_content().split("\n"))


def test_a_follow_up_an_absence_and_a_hand_over_are_told_in_whole_sentences(
    campaign: Town, tmp_path: Path
) -> None:
    campaign.at(APRIL_26)
    number = hold_meeting(campaign.desk, CONSOLE, SUBDISTRICT, APRIL_26, "工作例会")
    follow_up(campaign.desk, CONSOLE, number, ZHUZHAI, "补齐花名册", date(2012, 5, 4))
    record_absence(campaign.desk, CONSOLE, HEAD, date(2012, 4, 28), date(2012, 5, 3), "学习")
    new = hand_over.NewPerson("李新", "li@duban.example")
    assistant = mail(Role.ASSISTANT, ZHUZHAI)
    hand_over.hand_over(campaign.desk, CONSOLE, assistant, new, Role.ASSISTANT, ZHUZHAI, "换届")
    result = deliver_notices(campaign.desk, FileChannel(tmp_path))
    assert (result.failed, result.dead) == (0, 0)
    told = "\n".join(read(file) for file in tmp_path.rglob("*") if file.is_file())
    assert "会议议定事项：补齐花名册" in told
    assert "4002 village_head 4月28日（星期六）至5月3日（星期四）不在岗，没有替岗人" in told
    assert "李新 自4月26日（星期四）起接任朱寨社区居民委员会协办员（原任 4002 assistant）" in told


def test_what_is_set_as_a_whole_is_there_once(campaign: Town) -> None:
    groups = (Group(1, "一号院", "李明"), Group(2, "二号院", "王芳"))
    rows = [Attended(ZHUZHAI, Role.VILLAGE_HEAD, "甲")]
    outcome = at_once(
        *[lambda: set_work_group(campaign.desk, CONSOLE, ZHUZHAI, MEMBERS)] * 3,
        *[lambda: set_groups(campaign.desk, CONSOLE, ZHUZHAI, groups)] * 3,
        *[lambda: record_attendance(campaign.desk, CONSOLE, ZHUZHAI, "training", rows)] * 3,
    )
    assert outcome == {"done": 9}
    [group] = [one for one in list_work_groups(campaign.desk) if one.members]
    assert len(group.members) == 3
    assert [one.number for one in list_groups(campaign.desk)] == [1, 2]
    assert read_task_attendance(campaign.desk, ZHUZHAI, "training")[0].present == ("甲",)


def test_what_is_done_once_is_done_by_whoever_is_first(campaign: Town) -> None:
    campaign.at(APRIL_26)
    number = hold_meeting(campaign.desk, CONSOLE, SUBDISTRICT, APRIL_26, "工作例会")
    names = ("甲", "乙")
    first, last = date(2012, 4, 28), date(2012, 5, 3)
    outcome = at_once(
        *[lambda: write_minutes(campaign.desk, CONSOLE, number, "纪要", ("名册不全",))] * 3,
        *[lambda: sign_letter(campaign.desk, CONSOLE, SUBDISTRICT, ZHUZHAI, 2, APRIL_26, names)] * 3,
        *[lambda: record_absence(campaign.desk, CONSOLE, HEAD, first, last, "学习")] * 3,
    )
    assert outcome == {"done": 3, "WrongState": 4, "BadInput": 2}
    assert list_meetings(campaign.desk)[0].problems == ("名册不全",)
    assert len([one for one in list_letters(campaign.desk) if one.signed_on]) == 1
    assert len(list_absences(campaign.desk)) == 1


def test_a_planned_visit_is_made_once(campaign: Town) -> None:
    plan_visit(campaign.desk, CONSOLE, ZHUZHAI, APRIL_26)
    campaign.at(APRIL_26)
    at_once(*[lambda: record_visit(campaign.desk, CONSOLE, ZHUZHAI, APRIL_26, "已看")] * 2)
    assert [one.planned_on for one in list_visits(campaign.desk)].count(APRIL_26) == 1
    assert len(list_visits(campaign.desk)) == 2


def test_an_office_passes_on_once(campaign: Town) -> None:
    def passes_on() -> None:
        new = hand_over.NewPerson("李新", "li@duban.example")
        hand_over.hand_over(campaign.desk, CONSOLE, HEAD, new, Role.VILLAGE_HEAD, ZHUZHAI, "换届")

    assert at_once(*[passes_on] * 4) == {"done": 1, "WrongState": 3}
    assert len(hand_over.list_hand_overs(campaign.desk)) == 1
