"""Do the scripts that duban is compared with do the same work?"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.peers import row_by_row, sameness
from benchmarks.peers.eve import build, copied

VILLAGES = 60
MEASURED = 30
HANDLED = MEASURED + row_by_row.WARM_UP


@pytest.fixture(scope="module")
def eve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("country") / "eve.sqlite", VILLAGES)


@pytest.fixture(scope="module")
def left(eve: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the peer leaves that takes a village at a time."""
    file = copied(eve, tmp_path_factory.mktemp("peer") / "left.sqlite")
    result = row_by_row.measure(file, MEASURED)
    assert result.villages == MEASURED
    return file


def count(file: Path, query: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {query}").fetchone()[0])


def test_on_the_eve_of_11_june_no_self_inspection_has_climbed(eve: Path) -> None:
    assert sameness.villages_handled(eve) == frozenset()


def test_village_by_village_leaves_the_rows_that_a_check_leaves(
    eve: Path, left: Path, tmp_path: Path
) -> None:
    assert sameness.differences(eve, left, tmp_path, moved=True) == []


def test_village_by_village_tells_each_head_and_warns_their_leader(eve: Path, left: Path) -> None:
    assert len(sameness.villages_handled(left)) == HANDLED
    assert count(left, "notice") - count(eve, "notice") == 2 * HANDLED
    assert count(left, "escalation") - count(eve, "escalation") == HANDLED
    assert count(left, "history") - count(eve, "history") == 2 * HANDLED  # the climb, and the move
    assert count(left, "village_campaign WHERE state = 'implementation'") == HANDLED


def test_a_notice_in_other_words_is_not_the_same_work(eve: Path, left: Path, tmp_path: Path) -> None:
    other = copied(left, tmp_path / "other.sqlite")
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("UPDATE notice SET due = '2012-06-11' WHERE id = (SELECT max(id) FROM notice)")
    unlike = sameness.differences(eve, other, tmp_path, moved=True)
    assert [one.split(":")[0] for one in unlike] == ["notice"]


def test_a_village_that_was_not_asked_for_must_be_left_alone(eve: Path, left: Path, tmp_path: Path) -> None:
    other = copied(left, tmp_path / "other.sqlite")
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("UPDATE village_campaign SET next_on = NULL WHERE state = 'mobilization'")
    unlike = sameness.differences(eve, other, tmp_path, moved=True)
    assert [one.split(":")[0] for one in unlike] == ["village_campaign"]
