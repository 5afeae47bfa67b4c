"""Every deed of the pages: what its form says, and who may do it; and a town in which each has its object.

`tests/web/test_hostile.py` holds that every POST route stands here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from actions import absence, draw, extension, hold, inspection, meeting, reading, referral
from actions.checklist import Found
from actions.notice import list_notices
from actions.permission import CONSOLE, MAY
from actions.sight import SEES
from states.roles import Role
from tests.actions.figures import target
from tests.files import PDF
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town, mail
from tests.web.conftest import HandedIn

PROPOSED, FOUND, ON_SITE = 1, 2, 3
"""The inspections of `eventful`, all proposed by the ladder: of 工业路社区, of 朱寨社区, of 通航社区."""


class Words(str):
    """What somebody writes freely: anything may stand in its place."""

    __slots__ = ()


WHY = Words("情况已查明")

Place = str | int | Callable[[Town], int]


@dataclass(frozen=True)
class Deed:
    """What a form sends, and what may be done with it.

    `does` names the deed of the table of permissions, or the view that it takes; `also` what other
    fields would make of it. `at` is where, if not at 朱寨社区, its task "training", number 1.
    """

    does: str
    fields: Mapping[str, object] = field(default_factory=dict)
    at: Mapping[str, Place] = field(default_factory=dict)
    files: tuple[HandedIn, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """Who may do just this."""
        return roles_of(self.does)

    @property
    def offered_to(self) -> frozenset[Role]:
        """Who may do something of the kind, and so is offered the form."""
        return self.roles.union(*map(roles_of, self.also))

    @property
    def words(self) -> list[str]:
        return [name for name, value in self.fields.items() if isinstance(value, Words)]


def roles_of(deed: str) -> frozenset[Role]:
    if deed == ANYBODY:
        return frozenset(Role)
    if deed == ADDRESSEE:
        return frozenset()
    return MAY[deed] if deed in MAY else SEES[deed]


ANYBODY, ADDRESSEE = "for oneself", "whoever it is addressed to"

TABLE = (("file", "表格.csv", b"code,name,kind,parent_code\n"),)


def addressed_to_tonghang(town: Town) -> int:
    head = mail(Role.VILLAGE_HEAD, TONGHANG)
    name = town.who(Role.VILLAGE_HEAD, TONGHANG).name
    found = [one.id for one in list_notices(town.desk, unit_code=TONGHANG) if one.recipient == name]
    assert found, head
    return found[-1]


def somebody_else(town: Town) -> int:
    """Somebody of another village, who is none of those that ask."""
    return town.who(Role.ASSISTANT, GONGYELU).person_id or 0


DEEDS: dict[str, Deed] = {
    # Tasks of a village
    "/villages/{code}/tasks/{key}/report": Deed("task.submit.village", {"said": WHY, "deed": "submit"}),
    "/villages/{code}/tasks/{key}/withdraw": Deed("task.withdraw.village", {"reason": WHY}),
    "/villages/{code}/tasks/{key}/verify": Deed(
        "task.verify.village", {"reason": WHY}, also=("rectification.verify",)
    ),
    "/villages/{code}/tasks/{key}/return": Deed(
        "task.return.village", {"reason": WHY}, also=("rectification.return",)
    ),
    "/villages/{code}/tasks/{key}/waive": Deed(
        "task.waive.village", {"reason": WHY}, also=("rectification.waive",)
    ),
    "/villages/{code}/tasks/{key}/reopen": Deed(
        "task.reopen.village", {"reason": WHY}, also=("rectification.reopen",)
    ),
    # Files
    "/findings/{finding}/files": Deed("finding.attach", files=(("files", "现场.pdf", PDF),)),
    # What a village is, has and does
    "/villages/{code}/comment": Deed("village.comment", {"said": WHY}),
    "/villages/{code}/publicity": Deed(
        "publicity.record", {"medium": "banner", "on": "2012-06-08", "evidence": Words("照片三张")}
    ),
    "/villages/{code}/work-group": Deed("work_group.set", {"members": Words("李明:宣传\n王芳:登记")}),
    "/villages/{code}/groups": Deed("group.set", {"groups": Words("1,一号院,李明,王芳")}),
    "/villages/{code}/measures": Deed("task.submit.village", {"said": WHY}),
    "/villages/{code}/request": Deed(
        "request.ask", {"kind": "identity-card", "whom": Words("LM"), "remark": WHY}
    ),
    # People
    "/people/absence": Deed(
        "absence.record",
        {
            "person": mail(Role.ASSISTANT, GONGYELU),
            "first": "2012-06-08",
            "last": "2012-06-12",
            "reason": Words("住院"),
        },
    ),
    "/people/absence/{number}/end": Deed("absence.record"),
    "/people/hand-over": Deed(
        "person.hand_over",
        {
            "person": mail(Role.ASSISTANT, GONGYELU),
            "role": "assistant",
            "place": GONGYELU,
            "name": Words("李新"),
            "reason": Words("换届"),
        },
    ),
    # Meetings and what goes with them
    "/meetings/hold": Deed(
        "meeting.hold.office",
        {"place": SUBDISTRICT, "title": Words("例会"), "on": "2012-06-08"},
        also=("meeting.hold.village",),
    ),
    "/meetings/{meeting}/minutes": Deed(
        "meeting.hold.office", {"said": WHY, "problems": Words("人手不足")}, also=("meeting.hold.village",)
    ),
    "/meetings/{meeting}/follow-up": Deed(
        "meeting.hold.office",
        {"owner": SUBDISTRICT, "about": Words("补齐人手"), "on": "2012-06-15"},
        also=("meeting.hold.village",),
    ),
    "/meetings/letter": Deed(
        "letter.sign.office",
        {
            "level": "2",
            "giver": SUBDISTRICT,
            "taker": ZHUZHAI,
            "on": "2012-06-08",
            "gives": Words("王主任"),
            "takes": Words("李书记"),
        },
        also=("letter.sign.village",),
    ),
    "/meetings/visit": Deed("visit.record", {"place": ZHUZHAI, "on": "2012-06-08", "seen": WHY}),
    "/meetings/input": Deed(
        "input.record.office",
        {"place": SUBDISTRICT, "kind": "people", "on": "2012-06-08", "what": Words("抽调"), "amount": "3"},
        also=("input.record.village",),
    ),
    # Figures
    "/villages/{code}/readings": Deed(
        "reading.report", {"indicator": "coverage", "count": "20", "on": "2012-06-08"}
    ),
    "/readings/{reading}/correct": Deed("reading.correct", {"count": "9", "reason": WHY}),
    # Inspections
    "/inspections/{inspection}/report": Deed(
        "inspection.report",
        {"text": WHY, "severity": "minor", "finding": Words("花名册不全")},
        {"inspection": ON_SITE},
    ),
    "/inspections/{inspection}/merge": Deed("inspection.merge", {"into": str(FOUND), "reason": WHY}),
    "/inspections/{inspection}/order": Deed("inspection.order", {"inspector": "1", "reason": WHY}),
    "/inspections/{inspection}/start": Deed("inspection.start"),
    "/inspections/{inspection}/cancel": Deed("inspection.cancel", {"reason": WHY}),
    "/inspections/{inspection}/dismiss": Deed("inspection.dismiss", {"reason": WHY}),
    "/inspections/{inspection}/close": Deed("inspection.close", at={"inspection": ON_SITE}),
    "/inspections/{inspection}/revisit": Deed(
        "inspection.revisit", {"text": WHY, "repaired": "true"}, {"inspection": FOUND}
    ),
    "/inspections/order": Deed(
        "inspection.order", {"inspection": str(PROPOSED), "inspector": "1", "reason": WHY}
    ),
    "/inspections/dismiss": Deed("inspection.dismiss", {"inspection": str(PROPOSED), "reason": WHY}),
    "/inspections/draw": Deed(
        "inspection.draw",
        {"unit": SUBDISTRICT, "campaign": "1", "round": "2012-05-21", "seed": Words("第二轮")},
    ),
    "/inspections/draws/{number}/check": Deed("inspections"),
    # Dates
    "/dates/extensions": Deed(
        "extension.ask",
        {
            "unit": ZHUZHAI,
            "task": "training",
            "until": "2012-06-20",
            "reason": WHY,
            "progress": Words("已开会"),
        },
    ),
    "/dates/extensions/{number}/pre-read": Deed("extension.pre_read", {"favours": "true", "opinion": WHY}),
    "/dates/extensions/{number}/refuse": Deed("extension.decide", {"reason": WHY}),
    "/dates/extensions/{number}/grant": Deed("extension.decide"),
    "/dates/holds": Deed("hold.put", {"unit": ZHUZHAI, "until": "2012-06-20", "reason": Words("防汛")}),
    "/dates/holds/{number}/lift": Deed("hold.lift", {"reason": WHY}),
    # Findings
    "/findings/{finding}/dispute": Deed("finding.dispute", {"reason": WHY}),
    "/findings/{finding}/answer": Deed("finding.answer", {"upheld": "false", "note": WHY}),
    "/findings/{finding}/reply": Deed("task.submit.village", {"note": WHY}),
    "/findings/{finding}/return": Deed("rectification.return", {"reason": WHY}),
    "/findings/{finding}/verify": Deed("rectification.verify"),
    # Assessment
    "/assessment/run": Deed("assessment.assess"),
    "/assessment/concur": Deed("assessment.concur", {"said": WHY, "reference": Words("上社保组〔2012〕3号")}),
    "/assessment/publish": Deed("assessment.publish"),
    "/assessment/appeals/{number}": Deed("appeal.decide", {"upheld": "true", "answer": WHY}),
    "/assessment/{code}/appeal": Deed("appeal.raise", {"charge": "overdue:training", "reason": WHY}),
    "/assessment/{code}/adjust": Deed("assessment.adjust", {"points": "2", "reason": WHY}),
    "/assessment/{code}/accept": Deed("village.accept", {"reason": WHY}),
    "/assessment/{code}/reject": Deed("village.reject", {"reason": WHY}),
    "/assessment/{code}/repeat": Deed("village.repeat", {"what": WHY, "due": "2012-07-20"}),
    "/assessment/{code}/commend": Deed("village.commend", {"reason": WHY}),
    "/assessment/close": Deed("campaign.close", {"reason": WHY}),
    # Accountability
    "/referrals": Deed(
        "referral.open",
        {
            "unit": ZHUZHAI,
            "ground": "fraud",
            "against": "单位主要责任人",
            "source": Words("complaint:群众来信"),
            "reason": WHY,
        },
    ),
    "/referrals/{number}/step": Deed("referral.step", {"text": WHY}),
    "/referrals/{number}/decide": Deed("referral.decide", {"upheld": "true", "measure": WHY}),
    # Notices and plan
    "/notices/{number}/acknowledge": Deed(ADDRESSEE, at={"number": addressed_to_tonghang}, also=(ANYBODY,)),
    "/plan/forecast": Deed("progress"),
    # What offices and leaders have to do
    "/units/{code}/tasks/submit": Deed(
        "task.submit.office",
        {"task": "target-allocation", "said": WHY},
        {"code": SUBDISTRICT},
        also=("task.submit.department",),
    ),
    "/units/{code}/tasks/withdraw": Deed(
        "task.withdraw.office",
        {"task": "target-allocation", "said": WHY},
        {"code": SUBDISTRICT},
        also=("task.withdraw.department",),
    ),
    "/units/{code}/tasks/verify": Deed(
        "task.verify.village",
        {"pick": f"{ZHUZHAI}:training", "said": WHY},
        {"code": SUBDISTRICT},
        also=("task.verify.office", "rectification.verify"),
    ),
    "/units/{code}/tasks/return": Deed(
        "task.return.village",
        {"pick": f"{ZHUZHAI}:training", "reason": WHY},
        {"code": SUBDISTRICT},
        also=("task.return.office", "rectification.return"),
    ),
    "/leaders/visits/plan": Deed("visit.plan", {"village": ZHUZHAI, "on": "2012-06-15"}),
    "/leaders/visits": Deed("visit.record", {"village": ZHUZHAI, "on": "2012-06-08", "seen": WHY}),
    "/leaders/absence": Deed(
        ANYBODY,
        {
            "first": "2012-06-08",
            "last": "2012-06-12",
            "substitute": mail(Role.ASSISTANT, GONGYELU),
            "reason": Words("学习"),
        },
    ),
    "/leaders/absence/{number}/end": Deed("absence.record", also=(ANYBODY,)),
    # Administration
    "/administration/units": Deed("unit.import", files=TABLE),
    "/administration/people": Deed("person.import", files=TABLE),
    "/administration/people/{number}/invite": Deed("account.invite"),
    "/administration/people/{number}/subject": Deed("account.invite", {"subject": Words("zhang.san")}),
    "/administration/calendar": Deed("calendar.import", files=TABLE),
    "/administration/channel/test": Deed("channel.test"),
    "/administration/channel/{name}/test": Deed("channel.test", at={"name": "console"}),
    "/administration/dead-letters/{number}/retry": Deed("notice.retry"),
    "/administration/dead-letters/retry": Deed("notice.retry"),
    "/administration/people/{number}/preferences": Deed(
        "preference.set",
        {"channel": "console", "place": "1", "address": "console", "quiet": "plan", "language": "zh"},
        at={"number": somebody_else},
    ),
}


def address(path: str, deed: Deed, town: Town) -> str:
    """Where the deed is done in `eventful`."""
    usual: dict[str, Place] = {
        "code": ZHUZHAI,
        "key": "training",
        "number": 1,
        "finding": 1,
        "meeting": 1,
        "reading": 1,
        "inspection": PROPOSED,
    }
    for name, where in {**usual, **deed.at}.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", str(where(town) if callable(where) else where))
    return path


def eventful(town: Town) -> None:
    """8 June: something of every kind has happened that a deed may be about."""
    desk, today = town.desk, town.today
    supervisor = town.who(Role.SUPERVISION_OFFICE).person_id
    assert supervisor is not None
    for unit in (ZHUZHAI, TONGHANG):
        inspection.order_outright(desk, CONSOLE, [unit], [supervisor], "群众反映")
    for number in (FOUND, ON_SITE):
        inspection.start(desk, CONSOLE, number)
    inspection.report(desk, CONSOLE, FOUND, "已查看", findings=[Found("minor", "花名册不全")])
    extension.ask(desk, CONSOLE, ZHUZHAI, "self-inspection", date(2012, 6, 20), "人手不足", "已开会")
    hold.put(desk, CONSOLE, date(2012, 6, 12), "防汛", unit_code=TONGHANG)
    target(town, ZHUZHAI, coverage=100)
    reading.report(desk, CONSOLE, ZHUZHAI, "coverage", 10)
    meeting.hold_meeting(desk, CONSOLE, SUBDISTRICT, today, "推进会")
    source = "complaint:群众来信"
    referral.open_referral(desk, CONSOLE, ZHUZHAI, "fraud", "单位主要责任人", source, "数值不符")
    absence.record_absence(desk, CONSOLE, mail(Role.ASSISTANT, TONGHANG), today, date(2012, 6, 12), "住院")
    draw.draw_lots(desk, CONSOLE, SUBDISTRICT, date(2012, 5, 7), "第一轮")
