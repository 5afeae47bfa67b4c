"""Files are handed in by program; whoever sees the village reads them, and nobody else."""

import base64
from io import BytesIO

import pytest

from actions.attachment import Offered
from actions.permission import CONSOLE
from actions.task_report import TaskReport, report_task
from states.roles import Role
from tests.files import PDF, photo
from tests.town import GONGYELU, ZHUZHAI, Town
from tests.web.api.conftest import Enter, Gate, problem


@pytest.fixture
def handed_in(gate: Gate) -> Gate:
    """朱寨社区 has handed in its self-inspection with a file."""
    files = [Offered("自查.pdf", BytesIO(PDF), "evidence")]
    report = TaskReport(note="已自查", figures={}, answers=[], findings=[], files=files, submit=True)
    report_task(gate.town.desk, CONSOLE, ZHUZHAI, "self-inspection", report)
    return gate


def test_the_village_and_those_above_it_read_the_file(handed_in: Gate) -> None:
    for role in (Role.VILLAGE_HEAD, Role.LINKED_LEADER, Role.SUPERVISION_OFFICE):
        program = handed_in.role(role)
        (listed,) = program.read(f"/campaigns/1/villages/{ZHUZHAI}/attachments")["items"]
        assert (listed["name"], listed["task"]) == ("自查.pdf", "self-inspection")
        answer = program.get(f"/attachments/{listed['id']}")
        assert answer.content == PDF
        assert answer.headers["content-disposition"].startswith("attachment")


def test_nobody_else_reads_it(handed_in: Gate) -> None:
    for stranger in (
        handed_in.role(Role.VILLAGE_HEAD, GONGYELU),
        handed_in.role(Role.ADMINISTRATOR),
        handed_in.role(Role.DISCIPLINE_COMMITTEE),
    ):
        answer = stranger.get("/attachments/1")
        problem(answer, 403, "not-allowed")
        assert PDF not in answer.content
    problem(handed_in.with_token(None).get("/attachments/1"), 401, "no-token")
    problem(handed_in.role(Role.VILLAGE_HEAD).get("/attachments/99"), 404, "not-found")


REPORT = f"/campaigns/1/villages/{ZHUZHAI}/tasks/training/report"


def packed(name: str, content: bytes, **more: str) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode(), **more}


def test_a_report_brings_its_files(gate: Gate) -> None:
    village = gate.role(Role.VILLAGE_HEAD)
    given = {"note": "已培训", "files": [packed("签到表.pdf", PDF), packed("现场.jpg", photo())]}
    first = village.post(REPORT, given, Idempotency_Key="f-1")
    assert first.status_code == 200, first.text
    assert first.json()["files"] == 2
    again = village.post(REPORT, given, Idempotency_Key="f-1")
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    listed = village.read(f"/campaigns/1/villages/{ZHUZHAI}/attachments")["items"]
    assert [(one["name"], one["task"]) for one in listed] == [
        ("签到表.pdf", "training"),
        ("现场.jpg", "training"),
    ]
    assert village.get(f"/attachments/{listed[0]['id']}").content == PDF


def test_files_may_come_before_the_task_is_submitted(gate: Gate) -> None:
    village = gate.role(Role.VILLAGE_HEAD)
    kept = village.post(REPORT, {"submit": False, "files": [packed("签到表.pdf", PDF)]})
    assert (kept.json()["verify_by"], kept.json()["files"]) == (None, 1)


@pytest.mark.parametrize(
    "file",
    [
        packed("签到表.pdf", b"<script>alert(1)</script>"),
        packed("签到表.exe", PDF),
        {"name": "签到表.pdf", "content": "JVBERi0"},
        {"name": "签到表.pdf", "content": "not base64"},
        packed("现场.jpg", photo(), part="found"),
        packed("现场.jpg", photo(), part="before"),
    ],
    ids=["disguised", "programme", "cut off", "no base64", "of no report", "of no repair"],
)
def test_a_file_that_is_not_taken_takes_the_whole_report_back(gate: Gate, file: dict[str, str]) -> None:
    village = gate.role(Role.VILLAGE_HEAD)
    problem(village.post(REPORT, {"files": [packed("好.pdf", PDF), file]}), 422, "invalid")
    assert village.read(f"/campaigns/1/villages/{ZHUZHAI}/attachments")["items"] == []
    assert gate.town.task(ZHUZHAI, "training").state != "submitted"


def test_a_name_leads_nowhere_else(gate: Gate) -> None:
    village = gate.role(Role.VILLAGE_HEAD)
    said = problem(village.post(REPORT, {"files": [packed("../../etc/签到表.pdf", PDF)]}), 422, "invalid")
    assert "只用文件名" in said["detail"]


def test_what_is_too_much_is_refused_at_the_gate(gate: Gate) -> None:
    village = gate.role(Role.VILLAGE_HEAD)
    answer = village.post(REPORT, {"files": [{"name": "大.pdf", "content": "A" * 30_000_000}]})
    assert "30 MB" in problem(answer, 413, "too-large")["detail"]
    said = problem(village.post(REPORT, {"files": [packed("大.pdf", bytes(11_000_000))]}), 422, "invalid")
    assert "10 MB" in said["detail"]


def test_what_was_photographed_is_attached_to_its_finding(furnished: Town, enter: Enter) -> None:
    gate = enter(furnished)
    supervision = gate.role(Role.SUPERVISION_OFFICE)
    done = supervision.post("/findings/1/files", {"files": [packed("现场.jpg", photo())]})
    assert (done.status_code, done.json()) == (201, {"count": 1}), done.text
    (listed,) = supervision.read(f"/campaigns/1/villages/{ZHUZHAI}/attachments")["items"]
    assert (listed["finding_id"], listed["part"]) == (1, "found")
