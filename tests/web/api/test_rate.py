"""How often a token may ask."""

from datetime import UTC, datetime, timedelta

from web.api.rate import Buckets, Rate

NOON = datetime(2012, 6, 8, 12, tzinfo=UTC)


def test_a_burst_is_spent_at_once_and_fills_evenly() -> None:
    buckets = Buckets(Rate(burst=2, per_second=0.1))
    assert [buckets.take(1, NOON) for _ in range(3)] == [0, 0, 10]
    assert buckets.take(1, NOON + timedelta(seconds=5)) == 5
    assert buckets.take(1, NOON + timedelta(seconds=10)) == 0
    assert buckets.take(1, NOON + timedelta(seconds=10)) == 10


def test_who_waits_long_has_a_burst_and_no_more() -> None:
    buckets = Buckets(Rate(burst=2, per_second=10))
    buckets.take(1, NOON)
    later = NOON + timedelta(days=1)
    assert [buckets.take(1, later) for _ in range(3)] == [0, 0, 1]


def test_a_clock_that_is_set_back_gives_nothing() -> None:
    buckets = Buckets(Rate(burst=1, per_second=1))
    assert buckets.take(1, NOON) == 0
    assert buckets.take(1, NOON - timedelta(hours=1)) == 1


def test_only_so_many_tokens_are_remembered_the_last_ones() -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.001), remembered=2)
    for token in (1, 2, 1, 3):
        buckets.take(token, NOON)
    assert set(buckets.kept) == {1, 3}
