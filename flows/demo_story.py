"""What else happens in the demo's 工业路街道 from April to June: who meets, signs, visits, asks, is away?

By topic and day, through the real actions; a scene happens on its day. The other townships acknowledge
the issue and are visited, and are left alone otherwise.
"""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from actions import attendance, extension, finding, group, hold, inputs, letter, meeting, visit
from actions import task as tasks
from actions.absence import record_absence
from actions.attendance import Attended
from actions.comment import comment
from actions.measures import record_measures
from actions.notice import acknowledge
from actions.permission import Actor
from actions.publicity import record_publicity
from actions.receipt import list_receipts
from actions.request import ask_request
from actions.work_group import Member, set_work_group
from flows.behaviour import Manner
from flows.demo_cast import (
    COUNTY,
    GONGYELU,
    OPENED_AT,
    SEED,
    TONGHANG,
    ZHUZHAI,
    Stage,
    address,
    linked_address,
    manner,
    office_of,
)
from states.roles import Role

THREE = (GONGYELU, ZHUZHAI, TONGHANG)
POLICE = f"{OPENED_AT}-police"
Scene = Callable[[Stage], None]

ACKNOWLEDGES_AFTER: Mapping[Manner, tuple[int, ...]] = {
    "punctual": (0, 0, 1),
    "ordinary": (1, 2, 3),
    "late": (3, 7),
    "silent": (10, 99),
}
"""Days after the issue; two working days are granted."""
ISSUED_ON, LAST_RECEIPT = date(2012, 4, 23), date(2012, 5, 3)

VISITS_FROM, VISITS_TO = date(2012, 5, 14), date(2012, 5, 23)
SEEN = "入户十家，政策知晓较好；催办尚未缴费的住户。"


def play(stage: Stage) -> None:
    """The scenes of this day."""
    if ISSUED_ON <= stage.day <= LAST_RECEIPT:
        _acknowledge_issue(stage)
    if VISITS_FROM <= stage.day <= VISITS_TO:
        _visit_others(stage)
    for scene in SCENES.get(stage.day, ()):
        scene(stage)


def _acknowledge_issue(stage: Stage) -> None:
    for one in list_receipts(stage.desk):
        after = _draw(f"{one.unit}:receipt").choice(ACKNOWLEDGES_AFTER[manner(one.unit)])
        if one.acknowledged_at is None and stage.day == ISSUED_ON + timedelta(days=after):
            acknowledge(stage.desk, stage.who(Role(one.role), one.unit), one.notice_id)


def _visit_others(stage: Stage) -> None:
    """Each linked leader goes to their village once; a few do not find the time."""
    for number, code in enumerate(stage.villages(), start=1):
        draw = _draw(f"{code}:visit")
        after = timedelta(days=draw.choice((0, 1, 2, 3, 4, 7, 8, 9, 99)))
        if code not in THREE and stage.day == VISITS_FROM + after:
            visit.record_visit(stage.desk, _linked(stage, code, number), code, stage.day, SEEN)


def _linked(stage: Stage, code: str, number: int) -> Actor:
    return stage.at(linked_address(office_of(code), number))


def _train(stage: Stage) -> None:
    """Who was at the training; 朱寨社区 sent its assistant alone."""
    for code in THREE:
        rows = _present(stage, (code,), missing=(ZHUZHAI, Role.VILLAGE_HEAD))
        attendance.record_attendance(stage.desk, stage.head(code), code, "training", rows)


def _mobilize(stage: Stage) -> None:
    """The mobilization meeting with its attendance; the district's letter with the township."""
    rows = _present(stage, THREE, missing=(ZHUZHAI, Role.ASSISTANT))
    office = stage.office(OPENED_AT)
    attendance.record_attendance(stage.desk, office, OPENED_AT, "mobilization-meeting", rows)
    meeting.hold_meeting(stage.desk, office, OPENED_AT, stage.day, "试点工作动员大会", rows, "动员")
    signed = ("区领导小组组长", "办事处主要负责人")
    letter.sign_letter(stage.desk, office, COUNTY, OPENED_AT, 1, stage.day, signed)


def _form_groups(stage: Stage) -> None:
    members = (
        Member("会计", "资金代收和台账"),
        Member("协办员", "登记和录入"),
        Member("楼长代表", "入户宣传"),
    )
    for code in (GONGYELU, TONGHANG):
        set_work_group(stage.desk, stage.head(code), code, members)


def _sign_letters(stage: Stage) -> None:
    for code in (GONGYELU, TONGHANG):
        _sign(stage, code)


def _sign_late(stage: Stage) -> None:
    _sign(stage, ZHUZHAI)


def _sign(stage: Stage, code: str) -> None:
    signed = ("办事处主要负责人", "社区主任")
    letter.sign_letter(stage.desk, stage.office(code), OPENED_AT, code, 2, stage.day, signed)


def _name_duties(stage: Stage) -> None:
    """Buildings with who covers each; one of 朱寨社区 has nobody."""
    for code, buildings in ((GONGYELU, 6), (TONGHANG, 4), (ZHUZHAI, 5)):
        rows = [
            group.Group(
                number,
                f"{number} 号楼院",
                None if (code, number) == (ZHUZHAI, 4) else f"社区干部{'甲乙丙'[number % 3]}",
                f"楼长 {number}",
            )
            for number in range(1, buildings + 1)
        ]
        group.set_groups(stage.desk, stage.head(code), code, rows)
    for number in range(1, 7):
        signed = ("社区主任", f"楼长 {number}")
        letter.sign_letter(stage.desk, stage.head(GONGYELU), GONGYELU, str(number), 3, stage.day, signed)


def _draw_up_measures(stage: Stage) -> None:
    record_measures(
        stage.desk,
        stage.head(GONGYELU),
        GONGYELU,
        "每日下午入户，逐楼登记；周五公布进度；外出人员电话联系。",
    )
    record_measures(stage.desk, stage.head(TONGHANG), TONGHANG, "周末设点登记，行动不便的上门办理。")


def _office_meets(title: str, *agreed: tuple[str, str, date], absent: str = "") -> Scene:
    """A meeting of the office with what it agreed: (who, what, by when)."""

    def scene(stage: Stage) -> None:
        office = stage.office(OPENED_AT)
        rows = _present(stage, THREE, missing=(absent, Role.VILLAGE_HEAD))
        number = meeting.hold_meeting(stage.desk, office, OPENED_AT, stage.day, title, rows, "调度")
        for owner, about, due in agreed:
            meeting.follow_up(stage.desk, office, number, owner, about, due)

    return scene


def _village_meets(*codes: str) -> Scene:
    def scene(stage: Stage) -> None:
        for code in codes:
            title = "参保推进碰头会"
            rows = _present(stage, (code,), missing=("", Role.ASSISTANT))
            meeting.hold_meeting(stage.desk, stage.head(code), code, stage.day, title, rows)

    return scene


def _publicize(*uses: tuple[str, str, str]) -> Scene:
    """(who, medium, what shows it)."""

    def scene(stage: Stage) -> None:
        for code, medium, evidence in uses:
            record_publicity(stage.desk, stage.head(code), code, medium, stage.day, evidence)

    return scene


def _put_in(*given: tuple[str, str, str, int]) -> Scene:
    """(who, kind, what, how much)."""

    def scene(stage: Stage) -> None:
        for code, kind, what, amount in given:
            by = stage.office(code) if code == OPENED_AT else stage.head(code)
            inputs.record_input(stage.desk, by, code, kind, stage.day, what, amount)

    return scene


def _ask_police(code: str, kind: str, whom: str) -> Scene:
    return lambda stage: _ask(stage, code, kind, whom)


def _ask(stage: Stage, code: str, kind: str, whom: str) -> None:
    ask_request(stage.desk, stage.head(code), code, kind, whom, "缴费登记需要核验证件。")


def _deputy_visits(code: str, seen: str) -> Scene:
    def scene(stage: Stage) -> None:
        visit.record_visit(stage.desk, _deputy(stage), code, stage.day, seen)

    return scene


def _plan_visit(code: str, on: date) -> Scene:
    def scene(stage: Stage) -> None:
        visit.plan_visit(stage.desk, _deputy(stage), code, on)

    return scene


def _ask_for_time(code: str, key: str, wanted: date, reason: str, progress: str) -> Scene:
    def scene(stage: Stage) -> None:
        extension.ask(stage.desk, stage.head(code), code, key, wanted, reason, progress)

    return scene


def _favour(stage: Stage) -> None:
    for one in _asked(stage, "asked"):
        extension.pre_read(stage.desk, stage.supervision(one.unit), one.id, True, "情况属实，建议同意。")


def _grant(stage: Stage) -> None:
    for one in _asked(stage, "pre_read"):
        extension.grant(stage.desk, stage.group_head(one.unit), one.id, answer="同意，入户宣传不得停。")


def _asked(stage: Stage, state: str) -> list[extension.ExtensionListed]:
    return [one for one in extension.list_extensions(stage.desk) if one.state == state]


def _repair(stage: Stage) -> None:
    """朱寨社区 says that its grave finding is repaired; the supervision office has not looked yet."""
    for one in finding.list_findings(stage.desk, None, ZHUZHAI):
        if one.severity == "grave" and one.open and one.found_on >= date(2012, 6, 5):
            tasks.submit(stage.desk, stage.head(ZHUZHAI), ZHUZHAI, one.task, "已按凭证逐户核对，差额已更正。")


def _hold(stage: Stage) -> None:
    """The clock of 通航社区 stands while its office has no power."""
    until, why = date(2012, 6, 12), "社区办公楼电路改造停电，系统无法使用"
    hold.put(stage.desk, stage.office(TONGHANG), until, why, unit_code=TONGHANG)


def _go_away(stage: Stage) -> None:
    """The head of 工业路社区 leaves a substitute, that of 朱寨社区 nobody."""
    away = (
        (GONGYELU, date(2012, 6, 7), date(2012, 6, 8), "参加区里业务培训", address(Role.ASSISTANT, GONGYELU)),
        (ZHUZHAI, date(2012, 6, 8), date(2012, 6, 13), "探亲", None),
    )
    for code, first, last, reason, substitute in away:
        email = address(Role.VILLAGE_HEAD, code)
        record_absence(stage.desk, stage.head(code), email, first, last, reason, substitute)


def _dispute(stage: Stage) -> None:
    """Whoever was drawn in the third round protests against the minor finding."""
    for one in finding.list_findings(stage.desk):
        in_question = one.severity == "minor" and one.found_on >= date(2012, 6, 5)
        if in_question and one.unit in THREE and one.kind == "periodic" and not one.dispute:
            why = "宣传栏已于检查前一日更新，附照片。"
            finding.dispute(stage.desk, stage.head(one.unit), one.id, why)


def _comment(stage: Stage) -> None:
    said = "数值须与缴费凭证一致，自查按 6 月 10 日的时限完成，不得再拖。"
    comment(stage.desk, _deputy(stage), ZHUZHAI, said)


def _deputy(stage: Stage) -> Actor:
    return stage.who(Role.LEADING_GROUP, OPENED_AT)


def _present(stage: Stage, codes: tuple[str, ...], missing: tuple[str, Role]) -> list[Attended]:
    """The heads and assistants of these villages; all there but one."""
    return [
        Attended(code, role, stage.who(role, code).name, (code, role) != missing)
        for code in codes
        for role in (Role.VILLAGE_HEAD, Role.ASSISTANT)
    ]


def _draw(what: str) -> random.Random:
    return random.Random(f"{SEED}:{what}")  # noqa: S311 - a demo's dice, not a secret


def on(month: int, day: int) -> date:
    return date(2012, month, day)


SCENES: Mapping[date, tuple[Scene, ...]] = {
    on(4, 24): (_train,),
    on(4, 25): (_mobilize,),
    on(4, 26): (_form_groups,),
    on(4, 27): (_sign_letters,),
    on(5, 3): (
        _put_in(
            (OPENED_AT, "money", "宣传和录入经费", 2_000_000),
            (OPENED_AT, "people", "抽调包社区干部", 6),
        ),
        _publicize(
            (GONGYELU, "banner", "主干道横幅四条，照片三张"), (TONGHANG, "banner", "小区门口横幅，照片一张")
        ),
    ),
    on(5, 4): (_village_meets(GONGYELU, TONGHANG),),
    on(5, 7): (
        _name_duties,
        _sign_late,
        _put_in((GONGYELU, "material", "登记用电脑", 2), (GONGYELU, "people", "楼长", 6)),
    ),
    on(5, 9): (
        _office_meets(
            "第一次调度会",
            (ZHUZHAI, "补签责任书，报送包干责任表", on(5, 14)),
            (POLICE, "每周五集中受理补办身份证", on(5, 25)),
        ),
        _draw_up_measures,
    ),
    on(5, 10): (
        _deputy_visits(GONGYELU, "楼长到位，登记有序；建议把缴费点移到门口。"),
        _publicize(
            (GONGYELU, "radio", "社区广播早晚各一次，播出记录"), (ZHUZHAI, "leaflet", "发放宣传页 300 份")
        ),
        _plan_visit(ZHUZHAI, on(5, 18)),
    ),
    on(5, 15): (_ask_police(TONGHANG, "identity-card", "W.L."),),
    on(5, 17): (
        _deputy_visits(TONGHANG, "老年住户多，已商定周末上门办理。"),
        _publicize((GONGYELU, "leaflet", "入户发放宣传页 1200 份"), (TONGHANG, "radio", "广播每日一次")),
    ),
    on(5, 18): (
        _village_meets(GONGYELU, ZHUZHAI),
        _put_in((TONGHANG, "money", "印制宣传页", 86_000)),
        _ask_for_time(
            TONGHANG, "publicity", on(6, 6), "宣传车检修，月底前排不开", "横幅、广播已完成，入户宣传过半"
        ),
    ),
    on(5, 21): (_ask_police(GONGYELU, "household-book", "Z.H."), _favour),
    on(5, 22): (_grant,),
    on(5, 23): (
        _office_meets(
            "第二次调度会",
            (ZHUZHAI, "每日报送参保进度，落后原因逐户说明", on(6, 1)),
            (TONGHANG, "周末集中上门办理", on(5, 28)),
            absent=ZHUZHAI,
        ),
        _publicize((TONGHANG, "notice-board", "宣传栏一期，照片两张"), (GONGYELU, "vehicle", "宣传车两日")),
    ),
    on(6, 1): (_village_meets(GONGYELU),),
    on(6, 4): (_ask_police(ZHUZHAI, "identity-card", "L.J."), _go_away),
    on(6, 6): (
        _office_meets(
            "检查验收部署会",
            (ZHUZHAI, "与缴费凭证逐户核对参保人数", on(6, 13)),
            (OPENED_AT, "汇总各社区自查情况", on(6, 15)),
        ),
        _hold,
    ),
    on(6, 7): (
        _deputy_visits(ZHUZHAI, "缴费凭证与上报人数不符，要求当日更正；自查尚未动手。"),
        _ask_for_time(ZHUZHAI, "self-inspection", on(6, 20), "主任不在岗，人手不足", "自查表尚未填写"),
        _dispute,
        _comment,
    ),
    on(6, 8): (_repair,),
}
"""Day → what happens at 工业路街道."""
