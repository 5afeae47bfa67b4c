"""Who may what: the whole table walked, by trying each deed and seeing who is refused."""

from collections.abc import Callable
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from actions import campaign, extension, hold, inspection, reading, task, village
from actions.checklist import Found
from actions.errors import NotAllowed
from actions.history import read_history
from actions.permission import CONSOLE, MAY, Actor
from actions.person import import_people
from actions.unit import import_units
from plans.reader import read_plan, shipped_plan
from states.errors import DubanError
from states.roles import Role
from tests.actions.deeds import Deed, administration, assessment, dates, indicators, inspections, organization
from tests.actions.figures import target
from tests.actions.people import appoint, import_rows
from tests.shelf import After, Shelf
from tests.town import GONGYELU, SUBDISTRICT, TONGHANG, ZHUZHAI, Town, mail

PILOT = read_plan(shipped_plan("2012-pension-pilot"))
PROVINCE, NEXT_DOOR, POLICE = "410000000000", "410106001000", f"{SUBDISTRICT}-police"

VERIFYING = ("verify", "return", "waive", "reopen")

VILLAGE = {
    "task.submit.village",
    "task.withdraw.village",
    "extension.ask",
    "extension.take_back",
    "reading.report",
    "finding.dispute",
    "meeting.hold.village",
    "letter.sign.village",
    "publicity.record",
    "input.record.village",
    "request.ask",
    "group.set",
    "work_group.set",
    "appeal.raise",
}
VISITS = {"visit.plan", "visit.record"}

DESIGN: dict[Role, set[str]] = {
    Role.VILLAGE_HEAD: VILLAGE,
    Role.ASSISTANT: VILLAGE,
    Role.LINKED_LEADER: VISITS,
    Role.LEADING_GROUP_OFFICE: {
        "campaign.issue",
        "task.submit.office",
        "task.withdraw.office",
        *(f"task.{deed}.{owner}" for deed in VERIFYING for owner in ("village", "department")),
        "hold.put",
        "hold.lift",
        "target.set",
        "reading.correct",
        "meeting.hold.office",
        "letter.sign.office",
        "input.record.office",
        "assessment.assess",
    },
    Role.LEADING_GROUP: {*VISITS, "village.comment"},
    Role.LEADING_GROUP_HEAD: {
        *(f"task.{deed}.office" for deed in VERIFYING),
        *VISITS,
        *(f"village.{deed}" for deed in ("force", "comment", "accept", "reject", "repeat", "commend")),
        "campaign.close",
        "extension.decide",
        "assessment.adjust",
        "assessment.concur",
        "assessment.publish",
        "appeal.decide",
        "referral.open",
        "referral.step",
        "referral.decide",
    },
    Role.SUPERVISION_OFFICE: {
        *(
            f"inspection.{deed}"
            for deed in (
                "propose",
                "order",
                "dismiss",
                "merge",
                "cancel",
                "draw",
                "start",
                "report",
                "close",
                "revisit",
            )
        ),
        *(f"rectification.{deed}" for deed in VERIFYING),
        "finding.answer",
        "finding.attach",
        "extension.pre_read",
        "referral.open",
    },
    Role.DEPARTMENT: {"task.submit.department", "task.withdraw.department"},
    Role.DISCIPLINE_COMMITTEE: set(),
    Role.ADMINISTRATOR: {
        "unit.import",
        "person.import",
        "person.hand_over",
        "absence.record",
        "account.invite",
        "calendar.import",
        "channel.test",
        "notice.retry",
        "preference.set",
    },
}
"""The design's table."""

HELD_AT: dict[Role, tuple[str, str]] = {
    Role.VILLAGE_HEAD: (ZHUZHAI, GONGYELU),
    Role.ASSISTANT: (ZHUZHAI, GONGYELU),
    Role.LINKED_LEADER: (ZHUZHAI, GONGYELU),
    Role.DEPARTMENT: (POLICE, f"{NEXT_DOOR}-police"),
    Role.ADMINISTRATOR: (PROVINCE, SUBDISTRICT),
}
"""Where a role is held that has a say here, and one that has none; the others at subdistricts."""


def home(role: Role) -> str:
    return HELD_AT.get(role, (SUBDISTRICT, NEXT_DOOR))[0]


def elsewhere(role: Role) -> str:
    return HELD_AT.get(role, (SUBDISTRICT, NEXT_DOOR))[1]


def staffed(town: Town) -> None:
    """Every role is held here and elsewhere; the pilot is issued.

    An inspection has found something at 朱寨社区, another one of 工业路社区 is proposed; 朱寨社区 has a
    target and a reading, a task that stands, and has asked for a later date.
    """
    for name in ("units-shangjie.csv", "departments.csv"):
        with as_file(files("plans") / "demo" / name) as file:
            import_units(town.desk, CONSOLE, file)
    appoint(town, *((role, unit) for role in Role for unit in (home(role), elsewhere(role))))
    town.issue()
    hold.put(town.desk, CONSOLE, date(2012, 4, 24), "防汛", unit_code=ZHUZHAI, key="training")
    extension.ask(town.desk, CONSOLE, ZHUZHAI, "work-group", date(2012, 5, 4), "人手不足", "已开会")
    target(town, ZHUZHAI, coverage=100)
    reading.report(town.desk, CONSOLE, ZHUZHAI, "coverage", 10)
    something_is_found(town)
    inspection.propose(town.desk, CONSOLE, GONGYELU, "群众反映")
    assessment.prepare(town)


def something_is_found(town: Town) -> None:
    """Inspection 1, of 朱寨社区, has found something that has to be repaired."""
    supervisor = town.who(Role.SUPERVISION_OFFICE).person_id
    assert supervisor is not None
    inspection.order_outright(town.desk, CONSOLE, [ZHUZHAI], [supervisor], "群众反映")
    inspection.start(town.desk, CONSOLE, 1)
    inspection.report(town.desk, CONSOLE, 1, "已查看", findings=[Found("minor", "花名册不全")])


def table(folder: Path, header: str) -> Path:
    file = folder / "table.csv"
    file.write_text(f"{header}\n", encoding="utf-8")
    return file


def on_task(deed: Callable[..., object], unit: str, key: str, *reason: str) -> Deed:
    return lambda town, by, _: deed(town.desk, by, unit, key, *reason)


OWNED = {
    "village": (ZHUZHAI, "training"),
    "office": (SUBDISTRICT, "target-allocation"),
    "department": (POLICE, "identity-data"),
}
FREELY = {"submit": task.submit, "withdraw": task.withdraw, "verify": task.verify}
WITH_REASON = {"return": task.return_task, "waive": task.waive, "reopen": task.reopen}

DEEDS: dict[str, Deed] = {
    **indicators.DEEDS,
    **inspections.DEEDS,
    **organization.DEEDS,
    **assessment.DEEDS,
    **dates.DEEDS,
    **administration.DEEDS,
    "campaign.issue": lambda town, by, _: campaign.start(town.desk, by, PILOT, SUBDISTRICT),
    "village.force": lambda town, by, _: village.force(town.desk, by, ZHUZHAI, "nowhere", "特殊情况"),
    "inspection.propose": lambda town, by, _: inspection.propose(town.desk, by, ZHUZHAI, "群众反映"),
    "inspection.order": lambda town, by, _: inspection.order(town.desk, by, 1, [1]),
    "inspection.dismiss": lambda town, by, _: inspection.dismiss(town.desk, by, 1, "已查明"),
    "inspection.start": lambda town, by, _: inspection.start(town.desk, by, 1),
    "inspection.report": lambda town, by, _: inspection.report(town.desk, by, 1, "已查看"),
    "inspection.close": lambda town, by, _: inspection.close(town.desk, by, 1),
    "unit.import": lambda town, by, folder: import_units(
        town.desk, by, table(folder, "code,name,kind,parent_code")
    ),
    "person.import": lambda town, by, folder: import_people(
        town.desk, by, table(folder, "unit_code,role,name")
    ),
    **{
        f"task.{name}.{owner}": on_task(deed, *owned)
        for owner, owned in OWNED.items()
        for name, deed in FREELY.items()
    },
    **{
        f"task.{name}.{owner}": on_task(deed, *owned, "按规定")
        for owner, owned in OWNED.items()
        for name, deed in WITH_REASON.items()
    },
}
"""Every deed of the table, done to 工业路街道 or what lies below it."""


@pytest.fixture
def staff(shelf: Shelf) -> Town:
    """A town that everybody shares: only who is refused is asked, whatever the state of things."""
    return shelf.look_at(staffed)


def is_let_pass(town: Town, deed: str, by: Actor, folder: Path) -> bool:
    """Whether somebody may do it; that it is not the time for it does not matter here."""
    try:
        DEEDS[deed](town, by, folder)
    except NotAllowed:
        return False
    except DubanError:
        return True
    return True


def test_the_table_names_every_deed_that_there_is() -> None:
    assert set(MAY) == set(DEEDS) == set().union(*DESIGN.values())


@pytest.mark.parametrize("deed", sorted(DEEDS))
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_design_gives_it_and_nothing_else(
    staff: Town, tmp_path: Path, role: Role, deed: str
) -> None:
    holder = staff.who(role, home(role))
    assert is_let_pass(staff, deed, holder, tmp_path) is (deed in DESIGN[role])


@pytest.mark.parametrize(
    ("role", "deed"),
    [(role, deed) for role, deeds in DESIGN.items() for deed in sorted(deeds & DEEDS.keys())],
)
def test_nobody_may_do_it_for_a_unit_beyond_the_own_one(
    staff: Town, tmp_path: Path, role: Role, deed: str
) -> None:
    with pytest.raises(NotAllowed, match=rf"无权执行此操作（{deed}）：其任职范围不包括该单位"):
        DEEDS[deed](staff, staff.who(role, elsewhere(role)), tmp_path)


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_the_console_may_act_in_any_role(staff: Town, tmp_path: Path, deed: str) -> None:
    assert is_let_pass(staff, deed, CONSOLE, tmp_path)


def test_the_console_stands_in_the_history_as_such(campaign: Town) -> None:
    task.waive(campaign.desk, CONSOLE, ZHUZHAI, "training", "已参加区里的培训")
    [waived] = [one for one in read_history(campaign.desk) if one.trigger == "waive"]
    assert waived.actor == "console"


def test_a_refusal_names_the_person_the_deed_and_the_roles_that_may(staff: Town) -> None:
    leader = staff.who(Role.LINKED_LEADER, ZHUZHAI)
    with pytest.raises(NotAllowed) as refusal:
        task.submit(staff.desk, leader, ZHUZHAI, "training")
    assert str(refusal.value) == (
        "4002 linked_leader 无权执行此操作（task.submit.village）：需要的角色：协办员、村（居）负责人。"
    )


def test_a_role_reaches_everything_below_its_unit(after: After) -> None:
    town = after(staffed)
    appoint(town, (Role.LEADING_GROUP_HEAD, PROVINCE))
    village.force(town.desk, town.who(Role.LEADING_GROUP_HEAD, PROVINCE), ZHUZHAI, "inspection", "特殊情况")
    assert town.phase(ZHUZHAI) == "inspection"


def test_whoever_holds_several_roles_may_do_what_any_of_them_may(campaign: Town) -> None:
    head = campaign.who(Role.VILLAGE_HEAD, ZHUZHAI)
    row = f"{SUBDISTRICT},{Role.SUPERVISION_OFFICE},{head.name},{mail(Role.VILLAGE_HEAD, ZHUZHAI)}"
    import_rows(campaign, row)
    campaign.check()
    campaign.submit(ZHUZHAI, "training")
    assert inspection.propose(campaign.desk, head, TONGHANG, "群众反映") == 1


# ── The inspectors named in an order ──────────────────────────────────────────────────


def an_inspection_is_ordered(town: Town) -> None:
    """朱寨社区 and 通航社区 are each to be inspected, the first by the leader linked to 工业路社区."""
    inspector = town.who(Role.LINKED_LEADER, GONGYELU).person_id
    supervisor = town.who(Role.SUPERVISION_OFFICE).person_id
    assert inspector is not None
    assert supervisor is not None
    town.issue()
    for unit, person in ((ZHUZHAI, inspector), (TONGHANG, supervisor)):
        number = inspection.propose(town.desk, CONSOLE, unit, "群众反映")
        inspection.order(town.desk, CONSOLE, number, [person])


def test_whoever_is_named_in_an_order_may_start_and_report_that_inspection(after: After) -> None:
    town = after(an_inspection_is_ordered)
    inspector = town.who(Role.LINKED_LEADER, GONGYELU)
    inspection.start(town.desk, inspector, 1)
    inspection.report(town.desk, inspector, 1, "台账齐全")
    with pytest.raises(NotAllowed, match=r"（inspection.close）：需要的角色：督查室"):
        inspection.close(town.desk, inspector, 1)


def test_but_not_one_that_names_others(after: After) -> None:
    town = after(an_inspection_is_ordered)
    with pytest.raises(NotAllowed, match=r"（inspection.start）"):
        inspection.start(town.desk, town.who(Role.LINKED_LEADER, GONGYELU), 2)
