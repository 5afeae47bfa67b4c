"""How many bars stand one below the other."""

from fractions import Fraction

import pytest

from web.bars import Bar
from web.chart import COLUMNS, IN_A_COLUMN, RANKED_AT_MOST, ranking_of


def bars(count: int) -> list[Bar]:
    return [Bar(str(number), "", Fraction(number), place=number) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "heights"), [(3, [3]), (12, [12]), (13, [12, 1]), (64, [22, 22, 20]), (500, [34, 34, 32])]
)
def test_many_bars_are_drawn_in_columns(count: int, heights: list[int]) -> None:
    ranking = ranking_of("参保率", bars(count))
    assert [len(column.rows) for column in ranking.columns] == heights
    assert len(ranking.columns) <= COLUMNS
    assert ranking.left_out == max(0, count - RANKED_AT_MOST)


def test_the_columns_say_what_the_table_says_in_the_same_order() -> None:
    ranking = ranking_of("参保率", bars(IN_A_COLUMN * 4))
    drawn = [row.bar for column in ranking.columns for row in column.rows]
    assert drawn == [row.bar for row in ranking.bars.rows]


def test_of_nobody_there_is_no_column() -> None:
    assert ranking_of("参保率", []).columns == ()
