"""A village reports on a task in one form: all of it is taken, once, or nothing (三.一–三.三)."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import yaml

from actions.attachment import (
    MOST,
    AttachmentListed,
    Offered,
    attach_to_finding,
    list_attachments,
    open_attachment,
)
from actions.checklist import ChecklistAnswer, Found
from actions.clean_file import BadFile
from actions.errors import BadInput, NotAllowed, NotFound, WrongState
from actions.finding import list_findings
from actions.history import read_history
from actions.inspection import list_inspections, order_outright, report, start
from actions.permission import CONSOLE, Actor
from actions.reading import list_readings
from actions.submitted_form import new_key
from actions.task import return_task, verify, withdraw
from actions.task_report import TaskReport, report_task
from plans.reader import parse_plan
from records.content import folder_of
from states.roles import Role
from tests.actions.figures import targets
from tests.actions.test_at_once import at_once
from tests.files import AT_THE_COMMUNITY, HTML, PDF, office, photo, place_in
from tests.plans import PILOT_TEXT
from tests.shelf import After, issued
from tests.town import GONGYELU, SUBDISTRICT, ZHUZHAI, Town

TRAINING = "training"
ENROLMENT = "enrolment"
SELF = "self-inspection"
REPAIR = "errand.rectification#1"


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_FILES", str(tmp_path / "files"))


def in_may(town: Town) -> None:
    """10 May: every community has 100 people to enrol."""
    town.issue()
    town.at("2012-05-02").check()
    targets(town, coverage=100, renewal=10)
    town.at("2012-05-10").check()


def head(town: Town, unit: str = ZHUZHAI) -> Actor:
    return town.who(Role.VILLAGE_HEAD, unit)


def offered(name: str = "签到表.jpg", content: bytes | None = None) -> Offered:
    return Offered(name, BytesIO(photo() if content is None else content))


def kept(town: Town, unit: str = ZHUZHAI) -> list[AttachmentListed]:
    return list_attachments(town.desk, None, unit)


def on_disk(town: Town) -> list[Path]:
    folder = folder_of(town.desk.engine)
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_report_submits_the_task_and_keeps_its_files(campaign: Town) -> None:
    files = [offered(), offered("总结.docx", office("word/document.xml"))]
    done = report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport("两人到会", files=files))
    assert (done.verify_by, done.files, done.fulfilled) == (date(2012, 4, 26), 2, False)
    assert campaign.task(ZHUZHAI, TRAINING).state == "submitted"
    assert [(one.name, one.task, one.part, one.cycle, one.uploaded_by) for one in kept(campaign)] == [
        ("签到表.jpg", TRAINING, "evidence", 1, head(campaign).name),
        ("总结.docx", TRAINING, "evidence", 1, head(campaign).name),
    ]
    [said] = [one.reason for one in read_history(campaign.desk) if one.trigger == "submit"]
    assert said == "两人到会（附材料 2 份）"


def test_the_same_content_is_kept_once_whoever_hands_it_in(campaign: Town) -> None:
    for unit in (ZHUZHAI, GONGYELU):
        given = TaskReport(files=[offered(), offered("又一份.jpg")])
        report_task(campaign.desk, head(campaign, unit), unit, TRAINING, given)
    assert len(kept(campaign)) == len(kept(campaign, GONGYELU)) == 2
    assert len(on_disk(campaign)) == 1


def test_a_file_that_is_not_taken_keeps_the_whole_report_back(campaign: Town) -> None:
    given = TaskReport("两人到会", files=[offered(), offered("x.jpg", HTML)])
    with pytest.raises(BadFile, match=r"“x\.jpg”"):
        report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, given)
    assert campaign.task(ZHUZHAI, TRAINING).state == "planned"
    assert kept(campaign) == []
    assert on_disk(campaign) == []


def test_a_report_that_may_not_be_made_leaves_no_file_behind(campaign: Town) -> None:
    given = TaskReport(files=[offered()])
    for by, key, refusal in (
        (head(campaign, GONGYELU), TRAINING, NotAllowed),
        (head(campaign), "nothing", NotFound),
        (head(campaign), SELF, WrongState),
    ):
        with pytest.raises(refusal):
            report_task(campaign.desk, by, ZHUZHAI, key, given)
    assert on_disk(campaign) == []
    assert kept(campaign) == []


def test_too_many_files_are_refused(campaign: Town) -> None:
    with pytest.raises(BadInput, match="最多上传 9 个文件，这次选了 10 个"):
        report_task(
            campaign.desk,
            head(campaign),
            ZHUZHAI,
            TRAINING,
            TaskReport(files=[offered() for _ in range(MOST + 1)]),
        )
    assert campaign.task(ZHUZHAI, TRAINING).state == "planned"


# ── Twice over a bad line ─────────────────────────────────────────────────────────────


def test_a_form_that_arrives_twice_is_done_once(campaign: Town) -> None:
    key = new_key()

    def sent() -> object:
        given = TaskReport("两人到会", files=[offered()])
        return report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, given, form_key=key)

    first = sent()
    campaign.verify(ZHUZHAI, TRAINING)
    campaign.at("2012-04-24")
    assert sent() == first
    assert len(kept(campaign)) == 1
    assert len([one for one in read_history(campaign.desk) if one.trigger == "submit"]) == 1


def test_a_form_that_arrives_twice_at_the_same_moment_is_done_once(campaign: Town) -> None:
    key, by = new_key(), head(campaign)

    def sent() -> object:
        given = TaskReport("两人到会", files=[offered()])
        return report_task(campaign.desk, by, ZHUZHAI, TRAINING, given, form_key=key)

    assert at_once(*[sent] * 4) == {"done": 4}
    assert len(kept(campaign)) == 1
    assert len([one for one in read_history(campaign.desk) if one.trigger == "submit"]) == 1


def test_figures_are_not_reported_twice_either(after: After) -> None:
    town, key = after(in_may), new_key()
    for _ in range(2):
        given = TaskReport(figures={"coverage": 30}, submit=False)
        done = report_task(town.desk, head(town), ZHUZHAI, ENROLMENT, given, form_key=key)
        assert (done.verify_by, done.figures) == (None, 1)
    assert len(list_readings(town.desk)) == 1


def test_a_key_belongs_to_who_sent_it_and_to_what_it_did(campaign: Town) -> None:
    key = new_key()
    report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(), form_key=key)
    with pytest.raises(BadInput, match="已用于别的事项"):
        report_task(campaign.desk, head(campaign), ZHUZHAI, "work-group", TaskReport(), form_key=key)
    report_task(campaign.desk, head(campaign, GONGYELU), GONGYELU, TRAINING, TaskReport(), form_key=key)
    assert campaign.task(GONGYELU, TRAINING).state == "submitted"


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "<script>alert(1)</script>", "鍵" * 20])
def test_a_key_that_the_server_cannot_have_given_is_refused(campaign: Town, key: str) -> None:
    with pytest.raises(BadInput, match="表单的编号不对"):
        report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(), form_key=key)


def test_a_report_that_failed_may_be_sent_again_with_its_key(campaign: Town) -> None:
    key = new_key()
    bad = TaskReport(files=[offered("x.jpg", HTML)])
    with pytest.raises(BadFile):
        report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, bad, form_key=key)
    with pytest.raises(WrongState):
        report_task(campaign.desk, head(campaign), ZHUZHAI, SELF, TaskReport(), form_key=key)
    report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(), form_key=key)
    assert campaign.task(ZHUZHAI, TRAINING).state == "submitted"


# ── Figures ───────────────────────────────────────────────────────────────────────────


def test_a_figure_below_its_target_goes_in_with_the_submitted_task(after: After) -> None:
    town = after(in_may)
    done = report_task(town.desk, head(town), ZHUZHAI, ENROLMENT, TaskReport(figures={"coverage": 30}))
    assert (done.fulfilled, done.figures) == (False, 1)
    assert done.verify_by is not None
    assert [one.count for one in list_readings(town.desk)] == [30]


def test_figures_that_meet_their_targets_settle_the_task_with_its_files(after: After) -> None:
    town = after(in_may)
    given = TaskReport(figures={"coverage": 97, "renewal": 10}, files=[offered()])
    done = report_task(town.desk, head(town), ZHUZHAI, ENROLMENT, given)
    assert (done.verify_by, done.fulfilled) == (None, True)
    assert town.task(ZHUZHAI, ENROLMENT).state == "verified"
    assert [one.task for one in kept(town)] == [ENROLMENT]


def test_a_wrong_figure_keeps_the_whole_report_back(after: After) -> None:
    town = after(in_may)
    with pytest.raises(BadInput, match="超过应办人数 100"):
        report_task(
            town.desk,
            head(town),
            ZHUZHAI,
            ENROLMENT,
            TaskReport(figures={"coverage": 130}, files=[offered()]),
        )
    assert town.task(ZHUZHAI, ENROLMENT).state == "open"
    assert kept(town) == []
    assert on_disk(town) == []


def test_a_figure_of_another_task_is_not_taken(after: After) -> None:
    town = after(in_may)
    given = TaskReport(figures={"coverage": 30})
    with pytest.raises(BadInput, match="不凭指标 coverage 办结"):
        report_task(town.desk, head(town), ZHUZHAI, "survey", given)


def test_figures_and_files_may_be_kept_before_the_task_is_submitted(after: After) -> None:
    town = after(in_may)
    given = TaskReport("先报一次", {"coverage": 30}, files=[offered()], submit=False)
    done = report_task(town.desk, head(town), ZHUZHAI, ENROLMENT, given)
    assert (done.verify_by, done.files) == (None, 1)
    assert town.task(ZHUZHAI, ENROLMENT).state == "open"
    assert [one.reason for one in list_readings(town.desk)] == ["先报一次"]


Given = Callable[[], TaskReport]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (lambda: TaskReport(submit=False), "没有可以保存的内容"),
        (lambda: TaskReport("说明", files=[offered()], submit=False), "办理情况不会保存"),
        (
            lambda: TaskReport(findings=[Found("minor", "漏登")], files=[offered()], submit=False),
            "检查表和问题不会保存",
        ),
        (lambda: TaskReport(findings=[Found("minor", "漏登")]), "没有检查表"),
        (lambda: TaskReport("长" * 1001), "最多 1000 字"),
    ],
)
def test_what_would_get_lost_is_refused(campaign: Town, given: Given, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, given())
    assert campaign.task(ZHUZHAI, TRAINING).state == "planned"
    assert kept(campaign) == []


def test_nothing_is_added_to_what_waits_to_be_verified(campaign: Town) -> None:
    campaign.submit(ZHUZHAI, TRAINING)
    with pytest.raises(WrongState, match="请先撤回"):
        report_task(
            campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(files=[offered()], submit=False)
        )
    withdraw(campaign.desk, head(campaign), ZHUZHAI, TRAINING)
    report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(files=[offered()], submit=False))
    assert len(kept(campaign)) == 1


def test_each_round_of_a_task_has_its_own_files(campaign: Town) -> None:
    report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(files=[offered()]))
    office_ = campaign.who(Role.LEADING_GROUP_OFFICE)
    return_task(campaign.desk, office_, ZHUZHAI, TRAINING, "签到表看不清")
    given = TaskReport(files=[offered("重拍.jpg")])
    report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, given)
    assert [(one.name, one.cycle) for one in kept(campaign)] == [("签到表.jpg", 1), ("重拍.jpg", 2)]


# ── The self-inspection ───────────────────────────────────────────────────────────────


def in_june(town: Town) -> None:
    """5 June: the self-inspection is open."""
    town.issue()
    town.at("2012-06-05").check()


def test_the_self_inspection_goes_in_with_checklist_findings_and_photographs(after: After) -> None:
    town = after(in_june)
    own = parse_plan(PILOT_TEXT).inspections.own
    assert own is not None
    answers = [ChecklistAnswer(item.key, "yes") for item in own.checklist]
    given = TaskReport("已自查", answers=answers, findings=[Found("minor", "漏登 2 户")], files=[offered()])
    done = report_task(town.desk, head(town), ZHUZHAI, SELF, given)
    assert (done.verify_by, done.findings, done.files) == (date(2012, 6, 8), 1, 1)
    assert [(one.kind, one.state) for one in list_inspections(town.desk)] == [("self", "rectifying")]
    assert [one.text for one in list_findings(town.desk)] == ["漏登 2 户"]


# ── Findings and their repair ─────────────────────────────────────────────────────────


def inspected(town: Town) -> None:
    """Inspection 1, of 朱寨社区, was carried out by the leader linked to 工业路社区 and found something."""
    issued(town)
    inspector = town.who(Role.LINKED_LEADER, GONGYELU).person_id
    assert inspector is not None
    order_outright(town.at("2012-05-07").desk, CONSOLE, [ZHUZHAI], [inspector], "群众来电反映")
    start(town.desk, CONSOLE, 1)
    report(town.desk, CONSOLE, 1, "已查", findings=[Found("minor", "花名册不全")])


def test_who_inspects_adds_photographs_to_what_was_found(after: After) -> None:
    town = after(inspected)
    inspector = town.who(Role.LINKED_LEADER, GONGYELU)
    assert attach_to_finding(town.desk, inspector, 1, [offered("现场.jpg")]) == 1
    assert [(one.part, one.finding_id, one.task) for one in kept(town)] == [("found", 1, None)]
    [row] = [one for one in read_history(town.desk) if one.trigger == "attach"]
    assert (row.subject, row.reason) == ("finding", "附照片、材料 1 份")
    with pytest.raises(NotAllowed):
        attach_to_finding(town.desk, head(town), 1, [offered()])
    with pytest.raises(BadInput, match="请选择"):
        attach_to_finding(town.desk, CONSOLE, 1, [])
    with pytest.raises(NotFound):
        attach_to_finding(town.desk, CONSOLE, 7, [offered()])


def test_a_repair_is_shown_before_and_after(after: After) -> None:
    town = after(inspected)
    files = [
        Offered("前.jpg", BytesIO(photo(colour="red")), "before"),
        Offered("后.jpg", BytesIO(photo()), "after"),
    ]
    report_task(town.desk, head(town), ZHUZHAI, REPAIR, TaskReport("已补全", files=files))
    assert [(one.part, one.finding_id, one.task) for one in kept(town)] == [
        ("before", 1, REPAIR),
        ("after", 1, REPAIR),
    ]
    verify(town.desk, town.who(Role.SUPERVISION_OFFICE), ZHUZHAI, REPAIR)
    assert [one.state for one in list_inspections(town.desk)] == ["closed"]


def test_files_of_a_repair_say_whether_they_show_before_or_after_and_others_do_not(after: After) -> None:
    town = after(inspected)
    with pytest.raises(BadInput, match="整改前还是整改后"):
        report_task(town.desk, head(town), ZHUZHAI, REPAIR, TaskReport("已补全", files=[offered()]))
    given = TaskReport(files=[Offered("后.jpg", BytesIO(photo()), "after")])
    with pytest.raises(BadInput, match="整改前还是整改后"):
        report_task(town.desk, head(town), ZHUZHAI, TRAINING, given)
    assert kept(town) == []


# ── Location, and who may have a file ─────────────────────────────────────────────────


def asks_for_the_place(town: Town) -> None:
    """The plan wants to know where the photographs of the training were taken."""
    data = yaml.safe_load(PILOT_TEXT)
    training = next(task for task in data["tasks"] if task["key"] == TRAINING)
    training["evidence"][0]["location"] = True
    town.issue(parse_plan(yaml.safe_dump(data, allow_unicode=True, sort_keys=False)))


@pytest.mark.parametrize(("prepare", "place"), [(issued, {}), (asks_for_the_place, AT_THE_COMMUNITY)])
def test_the_place_is_kept_only_where_the_plan_asks_for_it(
    after: After, prepare: Callable[[Town], None], place: dict[int, object]
) -> None:
    town = after(prepare)
    report_task(town.desk, head(town), ZHUZHAI, TRAINING, TaskReport(files=[offered()]))
    found = open_attachment(town.desk, CONSOLE, kept(town)[0].id)
    assert place_in(found.path.read_bytes()) == place


def test_whoever_may_see_the_unit_may_have_its_files(campaign: Town) -> None:
    report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(files=[offered("a.pdf", PDF)]))
    number = kept(campaign)[0].id
    for role, unit in (
        (Role.VILLAGE_HEAD, ZHUZHAI),
        (Role.LINKED_LEADER, ZHUZHAI),
        (Role.LEADING_GROUP_OFFICE, SUBDISTRICT),
        (Role.SUPERVISION_OFFICE, SUBDISTRICT),
    ):
        found = open_attachment(campaign.desk, campaign.who(role, unit), number)
        assert (found.name, found.path.read_bytes()) == ("a.pdf", PDF)
    for role, unit in (
        (Role.VILLAGE_HEAD, GONGYELU),
        (Role.LINKED_LEADER, GONGYELU),
        (Role.DISCIPLINE_COMMITTEE, SUBDISTRICT),
    ):
        with pytest.raises(NotAllowed, match="不能下载"):
            open_attachment(campaign.desk, campaign.who(role, unit), number)
    with pytest.raises(NotFound, match="没有编号为 99 的附件"):
        open_attachment(campaign.desk, CONSOLE, 99)


def test_a_file_whose_content_is_gone_says_so(campaign: Town) -> None:
    report_task(campaign.desk, head(campaign), ZHUZHAI, TRAINING, TaskReport(files=[offered()]))
    found = open_attachment(campaign.desk, CONSOLE, kept(campaign)[0].id)
    found.path.unlink()
    with pytest.raises(NotFound, match="不在存放的文件夹中"):
        open_attachment(campaign.desk, CONSOLE, kept(campaign)[0].id)
