"""The three communities at the assessment, each with a history of its own.

The plan is the pilot's, measured by work alone: its figures are left out, so that 60 points stand for tasks
in time and 40 for inspections, and 90 points pass.
"""

from typing import Any

from actions import task
from actions.permission import CONSOLE
from plans.model import Plan
from plans.reader import read_plan, shipped_plan
from tests.town import GONGYELU, TONGHANG, VILLAGES, ZHUZHAI, Town

OVERDUE = "overdue:self-inspection:1"
"""The charge against 通航社区, which inspected itself on 15 June, five days late."""


def measured_by_work(**assessment: Any) -> Plan:
    """The pilot without its figures; `assessment` are changes to that part of the plan."""
    read = read_plan(shipped_plan("2012-pension-pilot"))
    body = read.model_dump(mode="json", by_alias=True, exclude_none=True)
    body["indicators"], body["goals"] = [], []
    for spec in body["tasks"]:
        spec["indicators"] = []
    weights = {weight["key"]: weight for weight in body["assessment"]["weights"]}
    body["assessment"]["weights"] = [
        {**weights["punctuality"], "weight": 60},
        {**weights["inspections"], "weight": 40},
    ]
    body["assessment"].update({"pass_mark": 90, **assessment})
    body["commendation"]["villages"]["share_at_most"] = 70
    del body["commendation"]["groups"]
    return Plan.model_validate(body)


def done(town: Town, day: str, *keys: str, units: tuple[str, ...] = VILLAGES) -> None:
    """Submitted and verified on a day, by all or by some."""
    town.at(day)
    for key in keys:
        task.submit(town.desk, CONSOLE, units, key)
        task.verify(town.desk, CONSOLE, units, key)


def played(town: Town, plan: Plan | None = None) -> None:
    """From the issue to the eve of the assessment.

    工业路社区 is never late; 朱寨社区 attends the training two days late, after two rungs; 通航社区 inspects
    itself five days late, after a 督办通知单.
    """
    town.issue(plan or measured_by_work())
    town.check()
    done(town, "2012-04-24", "training", units=(GONGYELU, TONGHANG))
    town.checked_daily("2012-04-25", "2012-04-26")
    done(town, "2012-04-26", "training", units=(ZHUZHAI,))
    done(town, "2012-04-27", "work-group")
    done(town, "2012-04-28", "responsibility-letter", "survey")
    done(town, "2012-05-07", "village-meeting", "duty-assignment", "measures")
    done(town, "2012-05-30", "publicity", "enrolment")
    town.checked_daily("2012-06-07", "2012-06-08")
    done(town, "2012-06-08", "self-inspection", units=(GONGYELU, ZHUZHAI))
    for day in ("2012-06-11", "2012-06-12", "2012-06-14"):
        town.at(day).check()
    done(town, "2012-06-15", "self-inspection", units=(TONGHANG,))
    town.at("2012-06-30")


def at_the_assessment(town: Town) -> None:
    """On 2 July, a Monday, all three await their assessment."""
    played(town)
    town.at("2012-07-02").check()
