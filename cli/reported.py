"""How does one type what an inspection found and what the checklist was answered?

`severity:text`, with the question that it answers `severity/item:text`; `item=yes`, `item=no:note`.
"""

from collections.abc import Sequence
from typing import Annotated

import typer

from actions.checklist import ChecklistAnswer, Found
from actions.errors import BadInput

Findings = Annotated[
    list[str] | None,
    typer.Option(
        "--finding",
        metavar="SEVERITY[/ITEM]:TEXT",
        help="Something that was found, with its severity; may be repeated.",
    ),
]
Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer",
        metavar="ITEM=yes|no|na[:NOTE]",
        help="The answer to a question of the checklist; may be repeated.",
    ),
]


def found_of(typed: Sequence[str] | None) -> list[Found]:
    """What was found, as it was typed. Raises BadInput."""
    return [_found(text) for text in typed or ()]


def answers_of(typed: Sequence[str] | None) -> list[ChecklistAnswer]:
    """The answers, as they were typed. Raises BadInput."""
    return [_answer(text) for text in typed or ()]


def _found(text: str) -> Found:
    graded, colon, words = text.partition(":")
    severity, slash, item = graded.partition("/")
    if not colon or not severity or (slash and not item):
        raise BadInput(
            f"--finding {text} 无法识别。请写成 等次:内容 或 等次/检查项:内容，如 minor:花名册少列 12 户。"
        )
    return Found(severity, words, item or None)


def _answer(text: str) -> ChecklistAnswer:
    item, equals, said = text.partition("=")
    if not equals or not item:
        raise BadInput(f"--answer {text} 无法识别。请写成 检查项=yes、no 或 na，如 roster-checked=yes。")
    answer, _, note = said.partition(":")
    return ChecklistAnswer(item, answer, note or None)
