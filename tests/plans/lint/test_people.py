"""With the people at hand, the lint says which roles nobody holds."""

from plans.lint import Finding, lint
from states.roles import Role
from tests.plans import PILOT

TOWNSHIP = "410106004000"
EVERYBODY = [
    ("410106004001", Role.VILLAGE_HEAD),
    ("410106004001", Role.ASSISTANT),
    *((TOWNSHIP, role) for role in Role if role not in (Role.VILLAGE_HEAD, Role.ASSISTANT, Role.DEPARTMENT)),
    *((f"{TOWNSHIP}-{department.code}", Role.DEPARTMENT) for department in PILOT.departments),
]


def about_people(people: list[tuple[str, Role]] | None) -> list[Finding]:
    return [finding for finding in lint(PILOT, people) if finding.code.startswith("L6")]


def test_without_people_nothing_is_said_about_them() -> None:
    assert not about_people(None)


def test_a_plan_whose_roles_are_all_held_is_in_order() -> None:
    assert not about_people(EVERYBODY)


def test_a_role_that_nobody_holds_is_named_with_the_clauses_that_count_on_it() -> None:
    (finding,) = about_people([held for held in EVERYBODY if held[1] is not Role.LINKED_LEADER])
    assert (finding.code, finding.severity) == ("L601", "warning")
    assert "包村（社区）领导（linked_leader）" in finding.message
    assert finding.clause == "四.一、三.二.2"


def test_a_department_for_which_nobody_stands_leaves_its_tasks_unowed() -> None:
    findings = about_people([held for held in EVERYBODY if not held[0].endswith("-police")])
    assert [finding.code for finding in findings] == ["L602", "L602"]
    assert "police" in findings[0].message


def test_with_nobody_at_all_every_role_of_the_plan_is_open() -> None:
    open_roles = [finding for finding in about_people([]) if finding.code == "L601"]
    assert len(open_roles) == len(set(Role) - {Role.ADMINISTRATOR})


def test_roles_that_only_owners_without_tasks_need_are_not_asked_for() -> None:
    villages = tuple(task for task in PILOT.tasks if task.owner_kind == "village")
    issue = PILOT.issue.model_copy(update={"to": (Role.VILLAGE_HEAD,)})
    plan = PILOT.model_copy(update={"tasks": villages, "departments": (), "issue": issue})
    held = [person for person in EVERYBODY if person[1] is not Role.DEPARTMENT]
    assert not [finding for finding in lint(plan, held) if finding.code.startswith("L6")]
