"""Meetings, letters, visits, publicity, inputs, requests, groups, people (三.二, 四)."""

from datetime import date

from actions import absence, comment, group, inputs, letter, meeting, publicity, request, visit, work_group
from actions.hand_over import NewPerson, hand_over
from states.roles import Role
from tests.actions.deeds import Deed
from tests.town import SUBDISTRICT, ZHUZHAI, mail

NEXT_DOOR = "410106001000"
OFFICER = mail(Role.LEADING_GROUP_OFFICE, NEXT_DOOR)
"""Somebody who holds an office next door, beyond the reach of an administrator of this subdistrict."""

FIRST, LAST = date(2012, 4, 28), date(2012, 5, 3)
TODAY = date(2012, 4, 23)
SIGNED = ("甲", "乙")
THREE = (work_group.Member("李明", "登记"), work_group.Member("王芳", "宣传"))

DEEDS: dict[str, Deed] = {
    "absence.record": lambda town, by, _: absence.record_absence(
        town.desk, by, OFFICER, FIRST, LAST, "学习", OFFICER
    ),
    "person.hand_over": lambda town, by, _: hand_over(
        town.desk, by, OFFICER, NewPerson("李新"), Role.ASSISTANT, NEXT_DOOR, "换届"
    ),
    "village.comment": lambda town, by, _: comment.comment(town.desk, by, ZHUZHAI, "已阅"),
    "work_group.set": lambda town, by, _: work_group.set_work_group(town.desk, by, ZHUZHAI, THREE),
    "group.set": lambda town, by, _: group.set_groups(
        town.desk, by, ZHUZHAI, (group.Group(1, "一号院", "李明"),)
    ),
    "meeting.hold.village": lambda town, by, _: meeting.hold_meeting(town.desk, by, ZHUZHAI, TODAY, "例会"),
    "meeting.hold.office": lambda town, by, _: meeting.hold_meeting(
        town.desk, by, SUBDISTRICT, TODAY, "例会"
    ),
    "letter.sign.office": lambda town, by, _: letter.sign_letter(
        town.desk, by, SUBDISTRICT, ZHUZHAI, 2, TODAY, SIGNED
    ),
    "letter.sign.village": lambda town, by, _: letter.sign_letter(
        town.desk, by, ZHUZHAI, "1", 3, TODAY, SIGNED
    ),
    "visit.plan": lambda town, by, _: visit.plan_visit(town.desk, by, ZHUZHAI, FIRST),
    "visit.record": lambda town, by, _: visit.record_visit(town.desk, by, ZHUZHAI, TODAY, "已看"),
    "publicity.record": lambda town, by, _: publicity.record_publicity(
        town.desk, by, ZHUZHAI, "banner", TODAY, "照片"
    ),
    "input.record.village": lambda town, by, _: inputs.record_input(
        town.desk, by, ZHUZHAI, "people", TODAY, "协办员", 2
    ),
    "input.record.office": lambda town, by, _: inputs.record_input(
        town.desk, by, SUBDISTRICT, "people", TODAY, "工作人员", 2
    ),
    "request.ask": lambda town, by, _: request.ask_request(town.desk, by, ZHUZHAI, "household-book", "Z.M."),
}
