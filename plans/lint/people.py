"""Does anybody hold the roles that the plan counts on?

Roles that nobody holds never prevent a start: a rung that has nobody to tell is skipped and leaves a
gap. Only looked at when it is known who holds what.
"""

from collections.abc import Iterator

from plans.lint.gates import rules_in_use
from plans.lint.registry import Case, Point, rule
from plans.model import Part
from plans.walk import fields_of, parts_of
from states.roles import TITLES_ZH, Role


@rule(
    "L601",
    "warning",
    "方案要用到的角色没有人担任",
    "Nobody holds a role that the plan counts on",
)
def role_unheld(case: Case) -> Iterator[Point]:
    if case.people is None:
        return
    held = {holding.role for holding in case.people}
    for role, clauses in _roles_needed(case).items():
        if role not in held:
            yield Point(
                tuple(clauses),
                f"没有人担任{TITLES_ZH[role]}（{role}），{'、'.join(clauses)} 要用到；"
                "该级通知将无人可送，记为空缺",
            )


@rule(
    "L602",
    "warning",
    "方案中的部门没有人负责，其任务不会下达",
    "Nobody stands for a department of the plan, so its tasks are owed by nobody",
)
def department_unheld(case: Case) -> Iterator[Point]:
    if case.people is None:
        return
    codes = {unit for unit, role in case.people if role is Role.DEPARTMENT}
    for task in case.plan.tasks:
        code = task.owner_detail
        if task.owner_kind == "department" and not any(unit.endswith(f"-{code}") for unit in codes):
            yield Point(
                (task.clause,),
                f"{task.clause}“{task.title.zh}”由部门 {code} 负责，而名单中没有单位代码以 -{code} 结尾的"
                "部门（department）人员",
            )


def _roles_needed(case: Case) -> dict[Role, list[str]]:
    """The roles that the plan names, each with the clauses that name it, in the order of the file."""
    unused = {"village", "office", "department"} - {kind for kind, _ in rules_in_use(case.plan)}
    needed: dict[Role, list[str]] = {}
    for placed in parts_of(case.plan):
        if placed.path[:1] == ("deadlines",) and placed.path[1:2] and placed.path[1] in unused:
            continue
        for role in _roles_in(placed.part):
            clauses = needed.setdefault(role, [])
            if placed.clause not in clauses:
                clauses.append(placed.clause)
    return needed


def _roles_in(part: Part) -> Iterator[Role]:
    for _, _, value in fields_of(part):
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Role):
                yield item
