"""`duban simulate`: nothing of the user's is needed, read or written; the same seed, the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

GONE = "/nonexistent"
SOON_OVER = {"from: 2012-07-01": "from: 2012-06-02", "closes: 2012-07-31": "closes: 2012-06-03"}
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pilot, assessed and closed in the first days of June."""
    text = (REPOSITORY / "plans" / "2012-pension-pilot.yaml").read_text("utf-8")
    for old, new in SOON_OVER.items():
        assert old in text
        text = text.replace(old, new)
    file = tmp_path_factory.mktemp("plan") / "pilot.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def nowhere() -> Shell:
    """A user who has no folder, and a database that cannot be opened."""
    return Shell(
        {"HOME": GONE, "XDG_DATA_HOME": GONE, "DUBAN_DATABASE_URL": f"sqlite:///{GONE}/x", "COLUMNS": "120"}
    )


def in_a_process_of_its_own(plan: Path, hash_seed: str) -> bytes:
    words = ["simulate", str(plan), "--units", "3", "--seed", "7", "--json"]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "HOME": GONE, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", "from cli.main import app; app()", *words]
    return subprocess.run(command, env=environment, cwd=REPOSITORY, check=True, capture_output=True).stdout


@pytest.mark.slow
def test_the_same_seed_gives_the_same_answer_byte_for_byte(plan: Path) -> None:
    first = in_a_process_of_its_own(plan, "1")
    assert first == in_a_process_of_its_own(plan, "2")
    assert b'"villages": 3' in first


@pytest.mark.slow
def test_it_answers_in_json_where_no_database_is(plan: Path, nowhere: Shell) -> None:
    read = nowhere.ok(f"simulate {plan} --units 4 --behaviour late --json").json
    assert {"days", "notices", "by_day", "red", "busiest", "burdened", "rungs", "states", "gaps"} <= set(read)
    assert read["days"] == len(read["by_day"]) == 42
    assert sum(read["notices"].values()) == sum(day["notices"] for day in read["by_day"])
    assert {"unit", "name", "day", "why"} == set(read["red"][0])
    assert not Path(GONE).exists()


@pytest.mark.slow
def test_without_json_it_says_it_in_words(plan: Path, nowhere: Shell) -> None:
    said = nowhere.ok(f"simulate {plan} --units plans/demo/units-gongyelu.csv").out
    for words in ("3 个村（居）", "逐日", "亮红灯", "一人一天超过 5 条", "各级督办", "空缺"):
        assert words in said


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("2012-pension-pilot --units 0", "村（居）数 0 不在 1 到 1000000 之间"),
        ("2012-pension-pilot --units -1", "村（居）数 -1 不在"),
        ("2012-pension-pilot --units 1000001", "村（居）数 1000001 不在"),
        ("2012-pension-pilot --units nowhere.csv", "nowhere.csv 既不是村（居）数，也不是已有的单位文件"),
        ("2012-pension-pilot --units 3 --behaviour lazy", "没有行为方式 lazy，可选：punctual、mixed、late"),
        ("no-such-plan --units 3", "no-such-plan"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_words(nowhere: Shell, command: str, why: str) -> None:
    assert why in nowhere.refused(f"simulate {command}")
