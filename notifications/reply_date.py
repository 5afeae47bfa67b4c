"""Which day does a line name: 6月15日, 2012-06-15, 15 June?

Pure. A day without a year is the one nearest to today: whoever writes “1月5日” at the end of December means
the coming one. A line that names no day, or one that there is not, names none.
"""

import re
from datetime import MAXYEAR, date

from notifications.words import MONTHS_EN

MONTHS = {name.lower()[:3]: number for number, name in enumerate(MONTHS_EN, start=1)}
MONTH = rf"(?P<month>{'|'.join([*MONTHS_EN, *(name[:3] for name in MONTHS_EN)])})(?![a-z])\.?"

FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        r"(?<!\d)(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:,?\s+(?P<year>\d{{4}}))?(?!\w)",
        rf"\b{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?(?!\w)",
    )
)


def date_in(line: str, today: date) -> date | None:
    """The first day that the line names."""
    found = min(
        (match for form in FORMS if (match := form.search(line))),
        key=lambda match: match.start(),
        default=None,
    )
    if found is None:
        return None
    month, day = _month(found["month"]), int(found["day"])
    written = found.groupdict().get("year")
    if written is not None:
        return _day(int(written), month, day)
    near = (_day(today.year + step, month, day) for step in (0, 1, -1))
    return min((one for one in near if one is not None), key=lambda one: abs(one - today), default=None)


def _month(written: str) -> int:
    return int(written) if written.isdigit() else MONTHS[written[:3].lower()]


def _day(year: int, month: int, day: int) -> date | None:
    if not 1 <= year <= MAXYEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
