"""Assessments, concurrences, appeals, commendations, referrals, the close."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """The tables of this topic."""
