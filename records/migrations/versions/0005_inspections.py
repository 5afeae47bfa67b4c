"""Inspections of every kind, findings, disputes, draws."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """The tables of this topic."""
