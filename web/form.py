"""What may be filled in on a form: a line, a text, a day, an address to come back to; is it ours?"""

from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import BeforeValidator, StringConstraints
from starlette.requests import Request

from web.door import FIELD, is_key
from web.face import PageHere
from web.security import SAFE_METHODS

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


class ForgedForm(Exception):
    """A form was sent that duban did not give to this browser."""


async def check_key(request: Request, page: PageHere) -> None:
    """Let a form pass that brings back the key which it was given. Raises ForgedForm."""
    if request.method not in SAFE_METHODS and not is_key((await request.form()).get(FIELD), page.secret):
        raise ForgedForm
