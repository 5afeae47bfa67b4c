"""Meetings, letters, visits, publicity, inputs, requests, groups, people (三.二, 四)."""

from tests.actions.deeds import Deed

DEEDS: dict[str, Deed] = {}
