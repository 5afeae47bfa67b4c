"""A large set is cut by units into slices that miss nobody and overlap nowhere."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from records.database import reading, writing
from records.person import APPOINTMENTS, PEOPLE
from records.slices import LARGEST_SLICE, SECONDS_A_SLICE, SMALLEST_SLICE, SliceSize, UnitRange, unit_ranges
from records.unit import NewUnit, add

EVERYBODY = APPOINTMENTS.c.role == "assistant"


@pytest.fixture
def villages(engine: sa.Engine) -> sa.Engine:
    """Ten villages, numbered 1 to 10; the odd ones have an assistant, the ninth has two."""
    with writing(engine) as connection:
        add(connection, [NewUnit(f"4101060040{n:02}", f"{n} 村", "village", None) for n in range(1, 11)])
        held = [(1, 1), (2, 3), (3, 5), (4, 7), (5, 9), (6, 9)]
        connection.execute(
            PEOPLE.insert(), [{"name": f"{person} 号", "language": "zh"} for person, _ in held]
        )
        connection.execute(
            APPOINTMENTS.insert(),
            [{"person_id": person, "unit_id": unit, "role": "assistant"} for person, unit in held],
        )
    return engine


def cut(engine: sa.Engine, size: int) -> list[UnitRange]:
    return list(unit_ranges(engine, APPOINTMENTS, EVERYBODY, SliceSize(size)))


def held_in(engine: sa.Engine, ranges: Sequence[UnitRange]) -> list[list[int]]:
    with reading(engine) as connection:
        query = sa.select(APPOINTMENTS.c.person_id).order_by(APPOINTMENTS.c.person_id)
        return [
            list(connection.execute(query.where(EVERYBODY, part.within(APPOINTMENTS))).scalars())
            for part in ranges
        ]


def test_a_set_that_fits_is_one_slice(villages: sa.Engine) -> None:
    assert cut(villages, 6) == [UnitRange(1, 9, 6)]
    assert cut(villages, 100) == [UnitRange(1, 9, 6)]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_together_the_slices_hold_everybody_once(villages: sa.Engine, size: int) -> None:
    parts = held_in(villages, cut(villages, size))
    assert [person for part in parts for person in part] == [1, 2, 3, 4, 5, 6]
    assert all(parts)


def test_the_rows_of_one_unit_are_never_parted(villages: sa.Engine) -> None:
    assert held_in(villages, cut(villages, 5)) == [[1, 2, 3, 4, 5, 6]]
    assert held_in(villages, cut(villages, 2)) == [[1, 2], [3, 4], [5, 6]]


def test_nobody_is_no_slice(villages: sa.Engine) -> None:
    assert list(unit_ranges(villages, APPOINTMENTS, APPOINTMENTS.c.role == "department", SliceSize(5))) == []


def test_what_happens_in_between_counts_for_the_slices_to_come(villages: sa.Engine) -> None:
    parts = unit_ranges(villages, APPOINTMENTS, EVERYBODY, SliceSize(2))
    assert next(parts) == UnitRange(1, 3, 2)
    with writing(villages) as connection:
        connection.execute(APPOINTMENTS.delete().where(APPOINTMENTS.c.unit_id == 5))
        connection.execute(APPOINTMENTS.insert().values(person_id=1, unit_id=10, role="assistant"))
    assert list(parts) == [UnitRange(7, 9, 2), UnitRange(10, 10, 1)]


def test_a_slice_is_as_large_as_fits_into_its_time() -> None:
    size = SliceSize(1_000)
    size.learn(1_000, SECONDS_A_SLICE * 2)
    assert size.rows == 500
    size.learn(500, SECONDS_A_SLICE)
    assert size.rows == 500


def test_slices_grow_step_by_step_and_not_for_ever() -> None:
    size = SliceSize(500)
    size.learn(500, SECONDS_A_SLICE / 1000)
    assert size.rows == 1_000
    for _ in range(10):
        size.learn(size.rows, SECONDS_A_SLICE / 1000)
    assert size.rows == LARGEST_SLICE


def test_slices_do_not_shrink_for_ever_where_each_takes_long_however_small() -> None:
    size = SliceSize()
    for _ in range(10):
        size.learn(size.rows, SECONDS_A_SLICE * 1.5)
    assert size.rows == SMALLEST_SLICE


def test_the_last_slice_which_is_seldom_full_says_nothing_about_the_next() -> None:
    size = SliceSize(100)
    size.learn(7, 0.001)
    assert size.rows == 100
