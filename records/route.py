"""Over which channels does a person want to be told, in which order, and at which address?

The channels that the person has named, as far as this installation has them; of somebody who has
named none that there is, all that the installation has and that can do with the person's e-mail address or
telephone number, in the installation's order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from records.channel import PERSON_CHANNELS
from records.person import PEOPLE

Needs = Literal["nothing", "email", "phone", "own"]

ROUTE = ("person_id", "channel", "position", "address")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel of this installation, and which of a person's addresses it can do with."""

    name: str
    needs: Needs


Chosen = Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]]
"""Which people, as a condition on a column of their ids."""


def route(outlets: Sequence[Outlet], chosen: Chosen, *, around: sa.Table | None = None) -> Any:
    """The rows of `ROUTE` for the chosen people, over these channels at most; `outlets` is not empty.

    `around` is the table of the statement around it that the condition speaks of.
    """
    names = [outlet.name for outlet in outlets]
    own = PERSON_CHANNELS.alias("own")
    named = sa.select(*(own.c[name] for name in ROUTE)).where(
        own.c.channel.in_(names), chosen(own.c.person_id)
    )
    unnamed = (
        _unnamed(outlet, position, names, chosen)
        for position, outlet in enumerate(outlets)
        if outlet.needs != "own"
    )
    return sa.union_all(*(part.correlate(around) for part in (named, *unnamed)))


def _unnamed(outlet: Outlet, position: int, names: Sequence[str], chosen: Chosen) -> sa.Select[Any]:
    """A channel for somebody who has named none of those that there are."""
    somebody, own = PEOPLE.alias("somebody"), PERSON_CHANNELS.alias("own")
    address: sa.ColumnElement[Any] = {
        "email": somebody.c.email,
        "phone": somebody.c.phone,
        "nothing": sa.func.coalesce(somebody.c.email, somebody.c.phone),
    }[outlet.needs]
    has_named = sa.exists().where(own.c.person_id == somebody.c.id, own.c.channel.in_(names))
    rows = sa.select(
        somebody.c.id.label("person_id"),
        sa.literal(outlet.name).label("channel"),
        sa.literal(position).label("position"),
        address.label("address"),
    ).where(chosen(somebody.c.id), ~has_named)
    return rows if outlet.needs == "nothing" else rows.where(address.is_not(None))


def first_of(outlets: Sequence[Outlet], person: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The channel with which to begin; None for somebody whom none of these reaches."""
    if not outlets:
        return sa.literal(None, sa.String)
    ways = _ways(outlets, person).subquery("ways")
    return sa.select(ways.c.channel).order_by(ways.c.position).limit(1).scalar_subquery()


def next_of(
    outlets: Sequence[Outlet], person: sa.Column[Any], present: sa.ColumnElement[Any]
) -> sa.ColumnElement[Any]:
    """The channel that follows the present one; None after the last."""
    if not outlets:
        return sa.literal(None, sa.String)
    here, ways = _ways(outlets, person).subquery("here"), _ways(outlets, person).subquery("ways")
    place = sa.select(here.c.position).where(here.c.channel == present).limit(1).scalar_subquery()
    after = sa.select(ways.c.channel).where(ways.c.position > sa.func.coalesce(place, -1))
    return after.order_by(ways.c.position).limit(1).scalar_subquery()


def _ways(outlets: Sequence[Outlet], person: sa.Column[Any]) -> Any:
    """The route of the person of a row of the statement around it."""
    return route(outlets, lambda column: column == person, around=person.table)


def addresses(
    connection: sa.Connection, outlets: Sequence[Outlet], people: Sequence[int]
) -> dict[tuple[int, str], str | None]:
    """The address of each of these people at each channel of theirs."""
    if not outlets:
        return {}
    rows = connection.execute(route(outlets, lambda column: column.in_(people)))
    return {(row.person_id, row.channel): row.address for row in rows}
