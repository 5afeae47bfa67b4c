"""Of which parts does a plan consist, where does each stand, and what do people call it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from plans.model import Part, Plan, Text
from plans.source import Path


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a plan; `clause` is its own or that of the nearest part around it."""

    part: Part
    path: Path
    clause: str
    name: str


def fields_of(part: Part) -> Iterator[tuple[str, FieldInfo, Any]]:
    """The keys of a part as they stand in the file, with what the model says of them and their values."""
    for name, info in type(part).model_fields.items():
        yield info.alias or name, info, getattr(part, name)


def parts_of(plan: Plan) -> Iterator[Placed]:
    """The plan and every part within it, each before what it contains."""
    yield from _within(Placed(plan, (), plan.document.clause, plan.title.zh))


def _within(around: Placed) -> Iterator[Placed]:
    yield around
    for key, info, value in fields_of(around.part):
        path = (*around.path, key)
        called = info.description or key
        if isinstance(value, Part):
            yield from _within(_placed(value, path, called, around))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, Part):
                    yield from _within(_placed(item, (*path, number), called, around))


def _placed(part: Part, path: Path, called: str, around: Placed) -> Placed:
    """A part is called by its title; without one, by what the model calls its place."""
    title = getattr(part, "title", None)
    name = title.zh if isinstance(title, Text) else called
    return Placed(part, path, getattr(part, "clause", around.clause), name)
