"""The values that these tests reason with are those of the plan that ships."""

from plans.reader import read_plan, shipped_plan
from plans.rules import rulebook
from states.calendar import CHINA
from tests.states.pilot import ISSUED_ON, RULES, SELF_INSPECTION, SHORT, TIMELINE, VILLAGE_MEETING


def test_the_phases_the_rules_and_the_dates_are_the_shipped_plans() -> None:
    plan = read_plan(shipped_plan("2012-pension-pilot"))
    book = rulebook(plan)
    assert (book.timeline, book.calendar) == (TIMELINE, CHINA)
    assert book.task_rules("self-inspection") == RULES
    assert plan.new_cycle.due_within.offset == SHORT
    assert plan.document.issued_on == ISSUED_ON
    for key, facts in (("self-inspection", SELF_INSPECTION), ("village-meeting", VILLAGE_MEETING)):
        assert (book.tasks[key].opens, book.tasks[key].due) == (facts.opens_on, facts.effective_due)
