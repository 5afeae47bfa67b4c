"""The 2012 plan, changed so that on the measured days one task alone speaks: the self-inspection.

All else that anybody owes comes after it. Ten tasks a village, the same rules, the same ladder.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from plans.model import Plan
from plans.reader import read_plan, shipped_plan

SELF_INSPECTION = "self-inspection"
OPENS, DUE = date(2012, 6, 18), date(2012, 6, 29)
"""Of all other tasks."""

SHANGHAI = ZoneInfo("Asia/Shanghai")


def calm_plan() -> Plan:
    """The plan."""
    plan = read_plan(shipped_plan("2012-pension-pilot"))
    tasks = tuple(
        task if task.key == SELF_INSPECTION else task.model_copy(update={"opens": OPENS, "due": DUE})
        for task in plan.tasks
    )
    inspections = plan.inspections.model_copy(update={"periodic": None})
    return plan.model_copy(update={"tasks": tasks, "inspections": inspections})


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=SHANGHAI)


MOVE = date(2012, 4, 23)
"""Every village begins: a move of all, with history."""

QUIET = date(2012, 5, 8)
"""Nothing is due."""

OPENING = date(2012, 6, 1)
"""The self-inspection opens, and its first reminder goes out."""

REMINDER = date(2012, 6, 7)
"""One notice for each village."""

OVERDUE = date(2012, 6, 11)
"""The first rung: a notice to each head, a climb and its history; the linked leaders are warned."""
