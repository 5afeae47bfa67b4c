"""Holds and extensions (四.一)."""

from tests.actions.deeds import Deed

DEEDS: dict[str, Deed] = {}
