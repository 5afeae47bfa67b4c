"""At which units can a board be opened: the whole campaign, and each office in it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.campaign import CampaignListed
from actions.desk import Desk
from actions.unit import list_units

RANKS = ("province", "city", "county", "township")
"""The kinds of unit that have others below them, widest first."""

OFFICE = "township"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with the codes of those above it, widest first."""

    code: str
    name: str
    kind: str
    above: tuple[str, ...]


def places(units: Iterable[tuple[str, str, str]]) -> Iterator[Place]:
    """(code, name, kind) in the order of the hierarchy, with what stands above each."""
    line: list[tuple[int, str]] = []
    for code, name, kind in units:
        rank = RANKS.index(kind) if kind in RANKS else len(RANKS)
        while line and line[-1][0] >= rank:
            line.pop()
        yield Place(code, name, kind, tuple(above for _, above in line))
        line.append((rank, code))


def offices(found: Iterable[Place], within: str | None) -> list[Place]:
    """The offices (街道、乡镇) of a campaign that was issued by `within`, or by everybody."""
    return [
        place
        for place in found
        if place.kind == OFFICE and (within is None or within in (place.code, *place.above))
    ]


def codes_within(found: Iterable[Place], unit: str | None) -> set[str]:
    """The codes of a unit and of all below it; of everything there is for None."""
    return {place.code for place in found if unit is None or unit in (place.code, *place.above)}


def choices(desk: Desk, campaign: CampaignListed) -> list[Place]:
    """The offices between which a reader of a campaign may choose."""
    return offices(places(list_units(desk)), campaign.unit)
