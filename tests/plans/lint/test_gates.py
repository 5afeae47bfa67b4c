"""A gate that nothing can open holds everyone back, so it is an error."""

import pytest

from tests.plans import PILOT, pilot_with
from tests.plans.lint import found, only


@pytest.mark.parametrize("code", ["L301", "L302", "L303", "L304", "L305"])
def test_the_pilots_gates_can_all_be_opened(code: str) -> None:
    assert not found(code, PILOT)


def test_the_offices_meeting_is_no_gate_of_a_village() -> None:
    meeting = "    opens: 2012-04-23      # 大会 25 日召开；自印发之日起可以筹备\n    due: 2012-04-25\n"
    finding = only("L301", (meeting, f"{meeting}    gate: true\n"))
    assert (finding.clause, finding.severity) == ("三.一.2", "error")


def test_a_gate_opens_before_its_phase_has_ended() -> None:
    window = "    opens: 2012-06-01\n    due: 2012-06-10\n"
    finding = only("L302", (window, "    opens: 2012-07-01\n    due: 2012-07-10\n"))
    assert finding.clause == "三.三.1、三.三"


def test_a_gate_cannot_wait_for_an_indicator_without_a_target() -> None:
    target = "    target: {at_least: 97, by: 2012-05-31, clause: 三.二.1}\n"
    finding = only("L303", (target, ""))
    assert finding.clause == "三.二.1、二"
    assert "参保率" in finding.message


def test_somebody_verifies_what_villages_submit() -> None:
    finding = only("L304", ("      by: [leading_group_office]\n", ""))
    assert finding.severity == "error"
    assert "没有写由谁核验" in finding.message
    assert "deadlines.village.verification.by" in finding.message


def test_the_office_does_not_verify_its_own_tasks() -> None:
    finding = only("L304", ("by: [leading_group_head]", "by: [leading_group_office]"))
    assert "无此权限" in finding.message


def test_rules_for_owners_without_tasks_are_not_looked_at() -> None:
    plan = pilot_with(("      by: [leading_group_head]\n", ""))
    only_villages = plan.model_copy(
        update={"tasks": tuple(task for task in plan.tasks if task.owner_kind == "village")}
    )
    assert found("L304", plan)
    assert not found("L304", only_villages)


def test_somebody_is_told_when_a_verification_is_overdue() -> None:
    plan = PILOT.model_dump(mode="json", by_alias=True)
    plan["deadlines"]["village"]["verification"]["ladder"] = []
    assert "村（社区）" in found("L305", type(PILOT).model_validate(plan))[0].message
