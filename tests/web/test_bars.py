"""Bars on a common scale."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from web.bars import ROW, WIDTH, Bar, bars_of


def bar(value: int | Fraction) -> Bar:
    return Bar("朱寨社区", "…", Fraction(value))


def test_the_whole_is_as_wide_as_the_drawing() -> None:
    rows = bars_of([bar(100), bar(50), bar(0)], 100).rows
    assert [row.width for row in rows] == [WIDTH, WIDTH / 2, 0]
    assert [row.y for row in rows] == [0, ROW, 2 * ROW]


def test_a_funnel_stands_in_the_middle() -> None:
    (row,) = bars_of([bar(50)], 100, centred=True).rows
    assert row.x == (WIDTH - row.width) / 2


def test_of_nobody_there_is_no_bar() -> None:
    assert [row.width for row in bars_of([bar(0)], 0).rows] == [0]
    assert bars_of([], 0).rows == ()


@given(st.lists(st.integers(-5, 200), max_size=5), st.integers(0, 100))
def test_no_bar_leaves_the_drawing(values: list[int], whole: int) -> None:
    drawn = bars_of([bar(value) for value in values], whole, centred=True)
    for row in drawn.rows:
        assert row.x >= 0
        assert row.x + row.width <= WIDTH + 0.1
        assert row.y + ROW <= drawn.height
