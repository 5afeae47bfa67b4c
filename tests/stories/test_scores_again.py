"""Whatever people do, a kept score can be drawn up again from the history that it came from."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import assessment, finding, hold, inspection, task, village
from actions.check import check_deadlines
from actions.checklist import Found
from actions.desk import occasion
from actions.errors import BadInput, NotFound, WrongState
from actions.permission import CONSOLE
from actions.sheet import draw_up_again
from records.assessment import ASSESSMENTS, SCORES
from records.database import reading
from tests.engines import open_shared
from tests.town import VILLAGES, Town, found_town

REPAIR = "repair"
"""The repair of the last thing that was found at a village."""

KEYS = ("training", "survey", "self-inspection", "publicity", REPAIR)


def key_of(town: Town, unit: str, key: str) -> str:
    """The task that is meant; raises NotFound where nothing was found that could be repaired."""
    return f"errand.rectification#{last_finding(town, unit)}" if key == REPAIR else key


def last_finding(town: Town, unit: str) -> int:
    return max((one.id for one in finding.list_findings(town.desk, None, unit)), default=0)


def inspect(town: Town, unit: str) -> None:
    """A special inspection is ordered, carried out and reported on one day, with something found."""
    [number] = inspection.order_outright(town.desk, CONSOLE, [unit], [1], "群众反映").inspections
    inspection.start(town.desk, CONSOLE, number)
    inspection.report(town.desk, CONSOLE, number, "已查看", findings=[Found("serious", "数值不符")])


def dispute(town: Town, unit: str) -> None:
    """The village disputes what was found last, and is right."""
    number = last_finding(town, unit)
    finding.dispute(town.desk, CONSOLE, number, "情况不实")
    finding.answer_dispute(town.desk, CONSOLE, number, True, "异议成立")


DEEDS: dict[str, Callable[[Town, str, str], object]] = {
    "submit": lambda town, unit, key: task.submit(town.desk, CONSOLE, unit, key),
    "withdraw": lambda town, unit, key: task.withdraw(town.desk, CONSOLE, unit, key),
    "verify": lambda town, unit, key: task.verify(town.desk, CONSOLE, unit, key),
    "return": lambda town, unit, key: task.return_task(town.desk, CONSOLE, unit, key, "材料不全"),
    "reopen": lambda town, unit, key: task.reopen(town.desk, CONSOLE, unit, key, "抽查不符"),
    "waive": lambda town, unit, key: task.waive(town.desk, CONSOLE, unit, key, "情况特殊"),
    "hold": lambda town, unit, key: hold.put(
        town.desk, CONSOLE, town.today + timedelta(days=4), "防汛", unit_code=unit, key=key
    ),
    "inspect": lambda town, unit, key: inspect(town, unit),
    "dispute": lambda town, unit, key: dispute(town, unit),
}

steps = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(sorted(DEEDS)), st.sampled_from(VILLAGES), st.sampled_from(KEYS)
    ),
    min_size=5,
    max_size=16,
)


def live(town: Town, behaviour: list[tuple[int, str, str, str]]) -> None:
    """Days pass, each with a check, and somebody does something, if it may be done."""
    for days, deed, unit, key in behaviour:
        town.at(town.today + timedelta(days=days), 9)
        check_deadlines(town.desk)
        try:
            DEEDS[deed](town, unit, key_of(town, unit, key))
        except (WrongState, BadInput, NotFound):
            continue


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=8)
@given(before=steps, after=steps)
def test_a_kept_score_is_drawn_up_again_to_the_point(
    sqlite_template: Path,
    before: list[tuple[int, str, str, str]],
    after: list[tuple[int, str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copyfile(sqlite_template, Path(folder) / "town.sqlite")
        engine = open_shared(str(file))
        town = found_town(engine, Path(folder))
        town.issue()
        live(town, before)
        town.at("2012-07-02" if town.today.month < 7 else town.today + timedelta(days=1), 9)
        check_deadlines(town.desk)
        for unit in VILLAGES:
            village.force(town.desk, CONSOLE, unit, "assessment", "提前考核")
        assessment.assess(town.desk, CONSOLE)
        live(town, after)
        with reading(engine) as connection:
            now = occasion(town.desk, connection, None)
            kept = connection.execute(sa.select(ASSESSMENTS).order_by(ASSESSMENTS.c.id)).all()
            assert len(kept) == len(VILLAGES)
            for row in kept:
                assert draw_up_again(now, row).score == SCORES.validate_python(row.body)
        engine.dispose()
