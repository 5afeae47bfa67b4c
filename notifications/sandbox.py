"""Where do the words' templates run, the house's and a plan's own?

In a sandbox that may name only what it is given: a name that is not known is an error, never an empty
place in a letter. What a plan says in its own words is checked before it runs; if it fails all the same,
the house's words are used, and the log says so.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.typed import typed
from plans.model.notices import WordingSpec
from plans.wording import faults
from templates import loader

log = logging.getLogger("duban.notifications")

LONGEST = 2000
"""Characters that a plan's own words may come to."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a plan says in its own words; None: as everywhere."""

    subject: str | None = None
    line: str | None = None
    why: str | None = None
    how: str | None = None


@lru_cache(maxsize=2)
def environment(*, page: bool = False) -> ImmutableSandboxedEnvironment:
    """Nothing unknown, nothing empty, nothing but words; for a `page`, all of them escaped."""
    return ImmutableSandboxedEnvironment(
        loader=loader("notices"),
        undefined=StrictUndefined,
        autoescape=page,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_known,
        cache_size=200,
    )


def _known(value: Any) -> Any:
    """What a template says; nothing is no word."""
    if value is None:
        raise UndefinedError("the template says something that is not there")
    return value


def phrase(language: str, name: str, *told: object) -> str:
    """One of the phrases that the notices share, by its name in `_base/<language>.say.j2`."""
    return str(getattr(environment().get_template(f"_base/{language}.say.j2").module, name)(*told)).strip()


def own_words(spec: WordingSpec | None, form: str, facts: Mapping[str, Any]) -> Own:
    """What the plan says for a form of notice, with the notice's facts."""
    texts = {} if spec is None else spec.model_dump(exclude_none=True)
    return Own(**{part: _own(form, part, text, facts) for part, text in texts.items()})


def _own(form: str, part: str, text: str, facts: Mapping[str, Any]) -> str | None:
    """The plan's words for a part of a form; None, and a line in the log, if they cannot be said."""
    wrong = faults(form, text)
    try:
        said = "" if wrong else typed(_template(text).render(facts))
    except Exception as error:  # whatever a plan's text does concerns its own words alone
        said, wrong = "", (repr(error),)
    if not wrong and not 0 < len(said) <= LONGEST:
        wrong = (f"{len(said)} characters",)
    if wrong:
        log.error("the plan's own words for %s (%s) cannot be used: %s", form, part, "; ".join(wrong))
        return None
    return said


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    return environment().from_string(text)
