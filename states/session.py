"""Is somebody who signed in still signed in?

Pure. A browser that has been left alone is signed out, and everybody once in a working day.
"""

from datetime import datetime, timedelta

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)

SEEN_AGAIN_AFTER = timedelta(minutes=1)
"""Looks within this time are not written down one by one."""


def is_alive(began_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session that began and was last seen then holds now."""
    return began_at <= now < began_at + ABSOLUTE and now < seen_at + IDLE
