"""朱寨社区 on 1 July 2012, as the assessment finds it, and the pilot's rule, as test_scoring holds it."""

from datetime import date
from fractions import Fraction

from states.deadline import NEVER
from states.evidence import (
    ACCURACY,
    CONTACT,
    Evidence,
    FindingEvidence,
    IndicatorEvidence,
    InspectionEvidence,
    LetterEvidence,
    NoticeEvidence,
    RoundEvidence,
    TaskEvidence,
)
from states.roles import Role
from states.score import Deduction, ScoreRule, Weight

ASSESSMENT_DAY = date(2012, 7, 1)
GATES = ("training", "survey", "enrolment", "self-inspection")


def points(number: int) -> Fraction:
    return Fraction(number)


RULE = ScoreRule(
    weights=(
        Weight("coverage", points(30), "indicator", "coverage"),
        Weight("renewal", points(20), "indicator", "renewal"),
        Weight("punctuality", points(20), "tasks", tasks=GATES),
        Weight("contact", points(10), "contact"),
        Weight("accuracy", points(10), "accuracy"),
        Weight("inspections", points(10), "inspections"),
    ),
    deductions=(
        Deduction("overdue", "overdue_task", points(1), points(5)),
        Deduction("letter", "supervision_letter", points(2), points(6)),
        Deduction("special", "special_inspection", points(3), points(6)),
        Deduction("not-repaired", "finding", points(2), points(6)),
        Deduction("false-report", "false_report", points(20), points(40)),
    ),
    pass_mark=points(80),
    targets=("coverage", "renewal"),
    severities=("minor", "serious", "grave"),
)

FIGURES = (
    IndicatorEvidence("coverage", 1164, 1164, 1200, reading_id=11),
    IndicatorEvidence("renewal", 310, 310, 310, reading_id=12),
    IndicatorEvidence.of_all(CONTACT, 640, 640, reading_id=13),
    IndicatorEvidence.of_all(ACCURACY, 50, 50, reading_id=14),
)
"""97 % of 1200 is 1164; every household contacted, every entry checked correct."""


def june(day: int) -> date:
    return date(2012, 6, day)


def reminder(notice_id: int, on: date) -> NoticeEvidence:
    return NoticeEvidence(notice_id, on, "reminder", NEVER, "reminder", Role.VILLAGE_HEAD)


def rung(notice_id: int, on: date, number: int, role: Role = Role.LINKED_LEADER) -> NoticeEvidence:
    form = ("overdue", "leader", "supervision_letter", "inspection_proposed")[number]
    return NoticeEvidence(notice_id, on, "escalation", number, form, role)


def done_in_time(key: str, due: date) -> TaskEvidence:
    return TaskEvidence(key, (RoundEvidence(1, due, due),))


IN_TIME = (
    done_in_time("training", date(2012, 4, 24)),
    done_in_time("survey", date(2012, 4, 30)),
    done_in_time("enrolment", date(2012, 5, 31)),
    done_in_time("self-inspection", june(10)),
)
FAULTLESS = Evidence(ASSESSMENT_DAY, indicators=FIGURES, tasks=IN_TIME)

WARNED = (reminder(101, june(1)), reminder(102, june(7)), rung(103, june(11), 0, Role.VILLAGE_HEAD))
"""What 朱寨社区 was told of its self-inspection, due on 10 June, up to rung 0."""


def self_inspection(
    submitted_on: date | None, notices: tuple[NoticeEvidence, ...] = WARNED, *, cycle: int = 1
) -> TaskEvidence:
    """The self-inspection of 10 June with one cycle; history rows 501 and 502 prove it."""
    only = RoundEvidence(cycle, june(10), submitted_on, history_ids=(502, 501), notices=notices)
    return TaskEvidence("self-inspection", (only,))


def letter(number: int, on: date, notices: tuple[NoticeEvidence, ...] = WARNED) -> LetterEvidence:
    """A letter about the self-inspection, in two copies."""
    return LetterEvidence((number + 1, number), on, "self-inspection", 1, notices=notices)


def inspection(
    *findings: FindingEvidence, kind: str = "special", state: str = "closed"
) -> InspectionEvidence:
    """Reported on 20 June, announced to the head on the 18th."""
    told = (reminder(301, june(18)),)
    return InspectionEvidence(31, kind, state, june(20), findings, (601,), told)


def finding(
    number: int, severity: str, *, repaired_on: date | None, dispute_upheld: bool = False
) -> FindingEvidence:
    """To be repaired by 27 June, of which the head was told on the 20th."""
    told = (reminder(401, june(20)),)
    return FindingEvidence(number, severity, june(27), repaired_on, dispute_upheld, (701,), told)
