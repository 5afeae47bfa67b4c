"""What does an editor need to know in order to complete and check a plan as it is written?

JSON Schema, draft 2020-12, made from the models; so it says of each key what the models say. It
knows the form only: whether keys exist that others refer to is checked by the reader.
"""

from functools import cache
from typing import Any

from plans.model import Plan

DRAFT = "https://json-schema.org/draft/2020-12/schema"


@cache
def json_schema() -> dict[str, Any]:
    """The published schema of a plan; to be read, not changed."""
    return {
        "$schema": DRAFT,
        "$id": "urn:duban:plan:1",
        **Plan.model_json_schema(),
        "title": "督办实施方案 (duban plan)",
    }
