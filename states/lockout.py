"""How long must somebody wait who has guessed a password wrongly so often?

Pure. A few slips cost nothing; after them each further one doubles the wait, so that a thousand guesses
take weeks, and whoever was locked out by a stranger is let in again within the hour.
"""

from datetime import timedelta

FREE = 4
"""Failures in a row that cost nothing."""

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)


def locked_for(failures: int) -> timedelta:
    """The wait after that many failures in a row."""
    if failures <= FREE:
        return timedelta(0)
    doublings = min(failures - FREE - 1, 16)
    return min(FIRST * (1 << doublings), LONGEST)
