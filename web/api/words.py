"""How is one description of the API read in two languages?

Every description is written once, in both: `both("看板", "The board")`. FastAPI carries the pair through
the schema; `in_language` then keeps one side of each.
"""

from typing import Any, Literal

Language = Literal["zh", "en"]

BETWEEN = "\x1f"
"""A sign that no text has."""

SIDES: dict[Language, int] = {"zh": 0, "en": 1}


def both(zh: str, en: str) -> str:
    """A description in Chinese and English."""
    return f"{zh}{BETWEEN}{en}"


def in_language(value: Any, language: Language) -> Any:
    """The same schema with every description in one language."""
    if isinstance(value, dict):
        return {key: in_language(inner, language) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_language(inner, language) for inner in value]
    if isinstance(value, str) and BETWEEN in value:
        return value.split(BETWEEN)[SIDES[language]]
    return value


def language_of(accepted: str) -> Language:
    """The language that an Accept-Language header puts first; Chinese where it names neither."""
    for part in accepted.lower().split(","):
        named = part.strip()[:2]
        if named in ("zh", "en"):
            return "en" if named == "en" else "zh"
    return "zh"
