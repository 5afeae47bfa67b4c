"""Two more campaigns: one of four phases across a New Year, one of a single phase."""

from datetime import date

from states.campaign import Timeline
from states.village import Phases

WINTER = Timeline(
    Phases(("publicize", "screening", "watch", "rectify"), frozenset({"publicize", "screening", "rectify"})),
    (date(2025, 11, 3), date(2025, 11, 15), date(2025, 12, 13), date(2026, 1, 17)),
    assessment_from=date(2026, 2, 11),
)
"""Four phases of other names, across a New Year; nothing that a village owes keeps it in `watch`."""

COURTYARDS = Timeline(
    Phases(("cleaning",), frozenset({"cleaning"})), (date(2024, 3, 4),), assessment_from=date(2024, 4, 1)
)
"""One phase, in which a village owes one thing."""
