"""What programs send is text that can be written down."""

import pytest

from actions.history import read_history
from states.roles import Role
from tests.town import ZHUZHAI
from tests.web.api.conftest import Gate, problem

HALF = "\ud800"
"""Half of a sign: JSON can name it, no text has it."""


@pytest.mark.parametrize(
    ("role", "path", "body"),
    [
        (Role.LEADING_GROUP, f"/campaigns/1/villages/{ZHUZHAI}/comments", {"text": f"抓紧{HALF}"}),
        (Role.VILLAGE_HEAD, f"/campaigns/1/villages/{ZHUZHAI}/tasks/training/report", {"figures": {HALF: 1}}),
        (Role.ADMINISTRATOR, "/administration/units", {"table": HALF}),
        (Role.VILLAGE_HEAD, f"/campaigns/1/villages/{ZHUZHAI}/tasks/training/report", {HALF: "x"}),
        (
            Role.VILLAGE_HEAD,
            f"/campaigns/1/villages/{ZHUZHAI}/tasks/training/report",
            {"findings": [{"severity": "minor", "text": HALF}]},
        ),
    ],
)
def test_half_a_sign_is_refused(gate: Gate, role: Role, path: str, body: dict[str, object]) -> None:
    before = read_history(gate.town.desk)
    problem(gate.role(role).post(path, body), 422, "invalid")
    assert read_history(gate.town.desk) == before
