"""Tests of the room states/."""
