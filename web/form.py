"""What may be filled in on a form: a line, a text, a day, an address to come back to?"""

from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import BeforeValidator, StringConstraints

LONGEST_TEXT = 20_000


def _empty_is_none(value: object) -> object:
    """A field that a form sends although nothing was filled in."""
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), Form()]
OptionalLine = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None,
    BeforeValidator(_empty_is_none),
    Form(),
]
LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT), Form()
]
OptionalText = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)] | None,
    BeforeValidator(_empty_is_none),
    Form(),
]
Day = Annotated[date, Form()]
