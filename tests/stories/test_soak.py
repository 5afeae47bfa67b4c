"""Campaigns of 64 villages among random people, all invariants asked every day; `make soak` plays 200."""

import os

import pytest

from tests.soak import soak

CAMPAIGNS = int(os.environ.get("DUBAN_SOAK", "2"))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(CAMPAIGNS))
def test_whatever_people_do_the_invariants_hold_every_day(seed: int) -> None:
    played = soak(seed)
    assert played.done["done"] > 200
    assert played.done["refused"] > 0
