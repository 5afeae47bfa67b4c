"""The plans that the tests read."""

import pytest

from plans.model import Plan
from plans.reader import read_plan
from tests.plans import FOUR_PHASES, PILOT


@pytest.fixture
def pilot() -> Plan:
    return PILOT


@pytest.fixture
def four_phases() -> Plan:
    return read_plan(FOUR_PHASES)
