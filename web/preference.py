"""What does the form ask on which somebody says how they want to be told?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Literal

from fastapi import Form

from actions.errors import BadInput, NotFound
from actions.preference import NEVER_QUIET, Preferences, PreferencesListed, read_preferences
from notifications.settings import WrongSetting
from web.face import Page
from web.inspection import Optional
from web.language import LANGUAGES

Times = Literal["plan", "never", "own"]
Texts = Annotated[list[Annotated[str, Form(max_length=300)]], Form()]
PerhapsAt = Annotated[time | None, Optional, Form()]


@dataclass(frozen=True, slots=True)
class Row:
    """A channel of the form: `place` in the order of preference, 0 for one that is not chosen."""

    name: str
    needs: str
    place: int
    address: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it is drawn, with what holds now."""

    found: PreferencesListed
    rows: tuple[Row, ...]
    quiet: Times
    languages: tuple[tuple[str, str], ...] = tuple((one.code, one.name) for one in LANGUAGES.values())


def asked(page: Page, person_id: int) -> Asked | None:
    """The form for somebody; None where the channels are not set up as they should be."""
    try:
        found = read_preferences(page.face.desk, page.actor, str(person_id))
    except (WrongSetting, NotFound):
        return None
    wanted = found.preferences
    order = [name for name, _ in wanted.channels]
    addresses = dict(wanted.channels)
    rows = tuple(
        Row(name, needs, order.index(name) + 1 if name in order else 0, addresses.get(name, ""))
        for name, needs in found.installed
    )
    quiet: Times = "plan" if wanted.quiet is None else "never" if wanted.quiet == NEVER_QUIET else "own"
    return Asked(found, rows, quiet)


def preferences_of(
    channel: Texts,
    place: Texts,
    address: Texts,
    quiet: Annotated[Times, Form()],
    language: Annotated[str, Form(max_length=8)],
    quiet_from: PerhapsAt = None,
    quiet_until: PerhapsAt = None,
    digest_at: PerhapsAt = None,
) -> Preferences:
    """What the form says. Raises BadInput for one that is not whole."""
    if not len(channel) == len(place) == len(address):
        raise BadInput("表单不完整。请重新打开页面再填。")
    return Preferences(
        channels=_in_order(channel, place, address),
        quiet=_quiet(quiet, quiet_from, quiet_until),
        digest_at=digest_at,
        language=language,
    )


def _in_order(
    channel: Sequence[str], place: Sequence[str], address: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    chosen = [
        (int(number), row)
        for number, *row in zip(place, channel, address, strict=True)
        if number.isascii() and number.isdigit() and 0 < int(number[:4]) < 1000
    ]
    return tuple((name, given) for _, (name, given) in sorted(chosen, key=lambda one: one[0]))


def _quiet(wanted: Times, begin: time | None, until: time | None) -> tuple[time, time] | None:
    if wanted == "plan":
        return None
    if wanted == "never":
        return NEVER_QUIET
    if begin is None or until is None:
        raise BadInput("选了自定的免打扰时段，请把起止时间都填上。")
    return begin, until
