"""Targets and readings (二, 三.三.1)."""

from tests.actions.deeds import Deed

DEEDS: dict[str, Deed] = {}
