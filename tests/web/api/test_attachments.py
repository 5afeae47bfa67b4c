"""A file that was handed in is read by whoever sees the village, and by nobody else."""

from io import BytesIO

import pytest

from actions.attachment import Offered
from actions.permission import CONSOLE
from actions.task_report import TaskReport, report_task
from states.roles import Role
from tests.files import PDF
from tests.town import GONGYELU, ZHUZHAI
from tests.web.api.conftest import Gate, problem


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
        problem(stranger.get("/attachments/1"), 403, "not-allowed")
    problem(handed_in.with_token(None).get("/attachments/1"), 401, "no-token")
    problem(handed_in.role(Role.VILLAGE_HEAD).get("/attachments/99"), 404, "not-found")
