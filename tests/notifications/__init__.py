"""Tests of the room notifications/."""
