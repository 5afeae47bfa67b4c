"""A town in which there is one of everything that a program can do something with.

In June: inspection 2, of 朱寨社区, with finding 1, proposals 1 and 3, extension 1, hold 1, meeting 1,
absence 1, reading 1, draw 1, referral 1. In July: the assessment is published, and appeal 1 waits.
"""

from datetime import date

from actions.absence import record_absence
from actions.appeal import appeal
from actions.assessment import assess, concur, publish
from actions.checklist import Found
from actions.draw import draw_lots
from actions.extension import ask
from actions.hold import put
from actions.inspection import list_inspections, order_outright, report, start
from actions.meeting import hold_meeting
from actions.permission import CONSOLE
from actions.referral import open_referral
from actions.work_group import Member, set_work_group
from states.roles import Role
from tests.actions import figures
from tests.assessing import OVERDUE, at_the_assessment
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town, mail


def in_june(town: Town) -> Town:
    """8 June 2012, a town that nobody has done anything in so far."""
    desk = town.desk
    figures.targets(town, coverage=100)
    figures.report(town, ZHUZHAI, 10)
    inspector = town.who(Role.SUPERVISION_OFFICE).person_id
    assert inspector is not None
    order_outright(desk, CONSOLE, [ZHUZHAI], [inspector], "群众来电反映")
    start(desk, CONSOLE, _first(town))
    report(desk, CONSOLE, _first(town), "已查", [], [Found("serious", "上报数值与凭证不符")])
    ask(desk, CONSOLE, ZHUZHAI, "self-inspection", date(2012, 6, 20), "人手不足", "已办一半")
    put(desk, CONSOLE, date(2012, 6, 15), "防汛", unit_code=GONGYELU)
    hold_meeting(desk, CONSOLE, SUBDISTRICT, date(2012, 6, 7), "工作例会")
    record_absence(desk, CONSOLE, mail(Role.ASSISTANT, ZHUZHAI), date(2012, 6, 9), date(2012, 6, 12), "培训")
    draw_lots(desk, CONSOLE, SUBDISTRICT, seed="seed")
    set_work_group(desk, CONSOLE, ZHUZHAI, [Member("李明", "登记"), Member("王芳", "宣传")])
    open_referral(desk, CONSOLE, ZHUZHAI, "negligence", "1", "complaint:群众来电", "长期不作为")
    return town


def in_july(town: Town) -> Town:
    """2 July 2012, an empty database before."""
    at_the_assessment(town)
    assess(town.desk, CONSOLE)
    concur(town.desk, CONSOLE, None, "同意", "上社保组〔2012〕3号")
    publish(town.desk, CONSOLE)
    appeal(town.desk, CONSOLE, TONGHANG, OVERDUE, "已按时送交")
    return town


def _first(town: Town) -> int:
    return next(one.id for one in list_inspections(town.desk) if one.unit == ZHUZHAI)
