"""Inspections and findings (三.三)."""

from tests.actions.deeds import Deed

DEEDS: dict[str, Deed] = {}
