"""What may be owed besides the plan's own tasks (交办事项), by whom, under which rules?

An errand is a task that no plan lists: it comes from a meeting, a finding, a request, or from duban's own
procedures (a decision that somebody owes by a day). It is a task like any other, with dates, ladder,
extensions and holds; its key names its kind and number, `errand.rectification#12`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from plans.model import Plan, Text

Bearer = Literal["village", "office", "department", "supervision", "group_head"]
"""Who owes a task: a unit (by its kind), the supervision office, or the head of the leading group."""

Verifier = Literal["office", "group_head", "supervision", "nobody"]
"""Who verifies it; `nobody` where the deed itself shows that it is done."""

PREFIX = "errand."
"""No key of a plan holds a full stop."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A kind of errand. Reads like a task of the plan where words and rules are asked for."""

    key: str
    title: Text
    clause: str
    owner_kind: Bearer
    verifier: Verifier
    told_at_once: bool
    """Whether its owner gets a notice when it is given; else another notice says so already."""
    gate: bool = False
    evidence: tuple[Text, ...] = ()
    indicators: tuple[str, ...] = ()


RECTIFICATION = f"{PREFIX}rectification"
REPAIR = f"{PREFIX}repair"
FOLLOW_UP_VILLAGE = f"{PREFIX}follow-up-village"
FOLLOW_UP_OFFICE = f"{PREFIX}follow-up-office"
FOLLOW_UP_DEPARTMENT = f"{PREFIX}follow-up-department"
REQUEST = f"{PREFIX}request"
MINUTES_VILLAGE = f"{PREFIX}minutes-village"
MINUTES_OFFICE = f"{PREFIX}minutes-office"
DECIDE_INSPECTION = f"{PREFIX}decide-inspection"
CARRY_OUT_INSPECTION = f"{PREFIX}carry-out-inspection"
REPORT_INSPECTION = f"{PREFIX}report-inspection"
DRAW_LOTS = f"{PREFIX}draw-lots"
SECOND_LOOK = f"{PREFIX}second-look"
ANSWER_DISPUTE = f"{PREFIX}answer-dispute"
PRE_READ_EXTENSION = f"{PREFIX}pre-read-extension"
DECIDE_EXTENSION = f"{PREFIX}decide-extension"
DECIDE_APPEAL = f"{PREFIX}decide-appeal"
CLOSE_CAMPAIGN = f"{PREFIX}close-campaign"


def kind_of(key: str) -> str:
    """The kind of a task: the plan's key, or the kind of an errand without its number."""
    return key.partition("#")[0]


def numbered(kind: str, number: int) -> str:
    """The key of one errand of a kind."""
    return f"{kind}#{number}"


def number_of(key: str) -> int:
    """The number in the key of an errand; 0 in any other key."""
    number = key.partition("#")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def is_errand(key: str) -> bool:
    return key.startswith(PREFIX)


def errands_of(plan: Plan) -> dict[str, Errand]:
    """Every kind of errand, with the clause of the plan that it rests on."""
    return {errand.key: errand for errand in _errands(plan)}


def _errands(plan: Plan) -> Iterable[Errand]:
    inspections, deadlines = plan.inspections, plan.deadlines
    special = inspections.special.clause
    repair = inspections.rectification.clause if inspections.rectification else special
    periodic = inspections.periodic.clause if inspections.periodic else special
    meeting = plan.meetings.clause if plan.meetings else deadlines.clause
    extension = plan.extensions.clause if plan.extensions else deadlines.clause
    assessment = plan.assessment
    appeal = assessment.appeals.clause if assessment.appeals else assessment.clause
    request = plan.departments[0].clause if plan.departments else deadlines.clause

    def owed(
        key: str, zh: str, en: str, clause: str, owner: Bearer, verifier: Verifier, *, told: bool
    ) -> Errand:
        return Errand(key, Text(zh=zh, en=en), clause, owner, verifier, told)

    yield owed(RECTIFICATION, "问题整改", "Rectification", repair, "village", "supervision", told=True)
    yield owed(REPAIR, "返工整改", "Repair", assessment.clause, "village", "office", told=True)
    follow_up = ("会议议定事项", "Follow-up of a meeting", meeting)
    yield owed(FOLLOW_UP_VILLAGE, *follow_up, "village", "office", told=True)
    yield owed(FOLLOW_UP_OFFICE, *follow_up, "office", "group_head", told=True)
    yield owed(FOLLOW_UP_DEPARTMENT, *follow_up, "department", "office", told=True)
    yield owed(REQUEST, "受理申请", "Request to a department", request, "department", "office", told=True)
    minutes = ("形成会议纪要", "Minutes of a meeting", meeting)
    yield owed(MINUTES_VILLAGE, *minutes, "village", "nobody", told=False)
    yield owed(MINUTES_OFFICE, *minutes, "office", "nobody", told=False)
    yield owed(
        DECIDE_INSPECTION,
        "专项督查立项",
        "Decide on a proposed inspection",
        special,
        "supervision",
        "nobody",
        told=False,
    )
    yield owed(
        CARRY_OUT_INSPECTION,
        "实施督查",
        "Carry out an inspection",
        special,
        "supervision",
        "nobody",
        told=False,
    )
    yield owed(
        REPORT_INSPECTION,
        "提交督查报告",
        "Report an inspection",
        special,
        "supervision",
        "nobody",
        told=False,
    )
    yield owed(
        DRAW_LOTS,
        "定期督查抽签",
        "Draw lots for the periodic inspection",
        periodic,
        "supervision",
        "nobody",
        told=False,
    )
    yield owed(SECOND_LOOK, "督查回头看", "Second look", repair, "supervision", "nobody", told=False)
    yield owed(
        ANSWER_DISPUTE,
        "答复问题异议",
        "Answer the dispute of a finding",
        repair,
        "supervision",
        "nobody",
        told=True,
    )
    yield owed(
        PRE_READ_EXTENSION,
        "延期申请预审",
        "Pre-read an extension",
        extension,
        "supervision",
        "nobody",
        told=True,
    )
    yield owed(
        DECIDE_EXTENSION,
        "延期申请批复",
        "Decide on an extension",
        extension,
        "group_head",
        "nobody",
        told=True,
    )
    yield owed(DECIDE_APPEAL, "申诉答复", "Decide on an appeal", appeal, "group_head", "nobody", told=True)
    yield owed(
        CLOSE_CAMPAIGN,
        "收官判定",
        "Close the campaign",
        assessment.clause,
        "group_head",
        "nobody",
        told=True,
    )
