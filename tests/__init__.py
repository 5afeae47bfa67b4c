"""Tests: statements about the domain, at the mirrored path of the room that they are about."""
