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

from actions import assessment, hold, task, village
from actions.check import check_deadlines
from actions.desk import occasion
from actions.errors import BadInput, WrongState
from actions.permission import CONSOLE
from actions.sheet import draw_up_again
from records.assessment import ASSESSMENTS, SCORES
from records.database import open_engine, reading
from tests.town import VILLAGES, Town, found_town

KEYS = ("training", "survey", "self-inspection", "publicity")
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
        town.at(town.today + timedelta(days=days), 8)
        check_deadlines(town.desk)
        try:
            DEEDS[deed](town, unit, key)
        except (WrongState, BadInput):
            continue


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=25)
@given(before=steps, after=steps)
def test_a_kept_score_is_drawn_up_again_to_the_point(
    sqlite_template: Path,
    before: list[tuple[int, str, str, str]],
    after: list[tuple[int, str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copyfile(sqlite_template, Path(folder) / "town.sqlite")
        engine = open_engine(str(file))
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
