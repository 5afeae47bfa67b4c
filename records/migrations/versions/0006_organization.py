"""Meetings, letters, visits, publicity, inputs, requests, groups, offices handed over."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """The tables of this topic."""
