"""How are days, instants and numbers written in the form of the reader's locale?

Through Babel, by patterns of our own for each language where CLDR's would say more or less than there is
room for. The same few days stand on a page hundreds of times, so that what was written is kept.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from web.language import speaking

PATTERNS: dict[str, dict[str, str]] = {
    "zh": {
        "short": "M/d",
        "day": "M月d日",
        "weekday": "M月d日 EEE",
        "full": "M月d日（EEEE）",
        "whole": "y年M月d日 EEEE",
        "instant": "M月d日 HH:mm",
        "number": "0.##",
        "rate": "0.0",
        "money": "#,##0.00",
    },
    "en": {
        "short": "d/M",
        "day": "d MMMM",
        "weekday": "EEE d MMMM",
        "full": "EEEE d MMMM",
        "whole": "EEEE d MMMM y",
        "instant": "d MMMM, HH:mm",
        "number": "#,##0.##",
        "rate": "#,##0.0",
        "money": "#,##0.00",
    },
}


def day_in(day: date, form: str) -> str:
    """A day in one of the forms of `PATTERNS`."""
    language = speaking()
    return _day(day, PATTERNS[language.code][form], language.locale)


def instant_in(instant: datetime, form: str = "instant") -> str:
    """An instant in its own zone, to the minute."""
    language = speaking()
    minute = instant.replace(tzinfo=None, second=0, microsecond=0)
    return _instant(minute, PATTERNS[language.code][form], language.locale)


def number_in(number: int | Decimal, form: str = "number") -> str:
    """A number with the marks of the locale."""
    language = speaking()
    return _number(number, PATTERNS[language.code][form], language.locale)


@lru_cache(maxsize=4096)
def _day(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=_locale(locale))


@lru_cache(maxsize=4096)
def _instant(instant: datetime, pattern: str, locale: str) -> str:
    return format_datetime(instant, pattern, locale=_locale(locale))


@lru_cache(maxsize=4096)
def _number(number: int | Decimal, pattern: str, locale: str) -> str:
    return format_decimal(number, pattern, locale=_locale(locale))


@lru_cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)
