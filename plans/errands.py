"""What may be owed besides the plan's own tasks (交办事项), by whom, under which rules?

An errand is a task that no plan lists: it comes from a meeting, a finding, a request, or from duban's own
procedures (a decision that somebody owes by a day). It is a task like any other, with dates, ladder,
extensions and holds; its key names its kind and number, `errand.rectification#12`.
"""

from dataclasses import dataclass
from typing import Literal

from plans.model import EvidenceSpec, Plan, Text

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
    evidence: tuple[EvidenceSpec, ...] = ()
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


Topic = Literal["special", "periodic", "repair", "meeting", "extension", "assessment", "appeal", "request"]
"""The part of the plan whose clause an errand rests on."""

ERRANDS: tuple[tuple[str, str, str, Topic, Bearer, Verifier, bool], ...] = (
    (RECTIFICATION, "问题整改", "Rectification", "repair", "village", "supervision", True),
    (REPAIR, "返工整改", "Repair", "assessment", "village", "office", True),
    (FOLLOW_UP_VILLAGE, "会议议定事项", "Follow-up of a meeting", "meeting", "village", "office", True),
    (FOLLOW_UP_OFFICE, "会议议定事项", "Follow-up of a meeting", "meeting", "office", "group_head", True),
    (FOLLOW_UP_DEPARTMENT, "会议议定事项", "Follow-up of a meeting", "meeting", "department", "office", True),
    (REQUEST, "受理申请", "Request to a department", "request", "department", "office", True),
    (MINUTES_VILLAGE, "形成会议纪要", "Minutes of a meeting", "meeting", "village", "nobody", False),
    (MINUTES_OFFICE, "形成会议纪要", "Minutes of a meeting", "meeting", "office", "nobody", False),
    (DECIDE_INSPECTION, "督查立项", "Decide on an inspection", "special", "supervision", "nobody", False),
    (CARRY_OUT_INSPECTION, "实施督查", "Carry out an inspection", "special", "supervision", "nobody", False),
    (REPORT_INSPECTION, "提交督查报告", "Report an inspection", "special", "supervision", "nobody", False),
    (DRAW_LOTS, "定期督查抽签", "Draw lots for inspections", "periodic", "supervision", "nobody", False),
    (SECOND_LOOK, "督查回头看", "Second look", "repair", "supervision", "nobody", False),
    (ANSWER_DISPUTE, "答复问题异议", "Answer a dispute", "repair", "supervision", "nobody", True),
    (PRE_READ_EXTENSION, "延期申请预审", "Pre-read an extension", "extension", "supervision", "nobody", True),
    (DECIDE_EXTENSION, "延期申请批复", "Decide on an extension", "extension", "group_head", "nobody", True),
    (DECIDE_APPEAL, "申诉答复", "Decide on an appeal", "appeal", "group_head", "nobody", True),
    (CLOSE_CAMPAIGN, "收官判定", "Close the campaign", "assessment", "group_head", "nobody", True),
)
"""Kind, what users call it, topic, who owes it, who verifies it, and whether its owner is told at once."""


def errands_of(plan: Plan) -> dict[str, Errand]:
    """Every kind of errand, with the clause of the plan that it rests on."""
    clauses = _clauses(plan)
    return {
        key: Errand(key, Text(zh=zh, en=en), clauses[topic], owner, verifier, told)
        for key, zh, en, topic, owner, verifier, told in ERRANDS
    }


def _clauses(plan: Plan) -> dict[Topic, str]:
    """The clause of each topic; where the plan says nothing of it, that of the dates in general."""
    inspections, assessment, general = plan.inspections, plan.assessment, plan.deadlines.clause
    special = inspections.special.clause
    return {
        "special": special,
        "periodic": inspections.periodic.clause if inspections.periodic else special,
        "repair": inspections.rectification.clause if inspections.rectification else special,
        "meeting": plan.meetings.clause if plan.meetings else general,
        "extension": plan.extensions.clause if plan.extensions else general,
        "assessment": assessment.clause,
        "appeal": assessment.appeals.clause if assessment.appeals else assessment.clause,
        "request": plan.departments[0].clause if plan.departments else general,
    }
