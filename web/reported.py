"""What does a form say of a checklist and of what was found?

The checklist comes as three lists of equal length, the findings as two; what was left empty was not said.
"""

from typing import Annotated

from fastapi import Depends, Form

from actions.checklist import ChecklistAnswer, Found
from actions.errors import BadInput
from web.attachment import Files, offered

ROWS = 4
"""How many findings a form has room for; further ones come with another form."""

Texts = Annotated[list[str], Form()]


def answers_of(item: Texts = [], answer: Texts = [], note: Texts = []) -> list[ChecklistAnswer]:  # noqa: B006
    """The questions that were answered."""
    return [
        ChecklistAnswer(key, said, words or None)
        for key, said, words in zip(item, answer, note, strict=False)
        if said
    ]


def findings_of(severity: Texts = [], finding: Texts = []) -> list[Found]:  # noqa: B006
    """What was found."""
    return [Found(grade, text) for grade, text in zip(severity, finding, strict=False) if text.strip()]


def photographed(
    severity: Texts = [],  # noqa: B006
    finding: Texts = [],  # noqa: B006
    photos1: Files = [],  # noqa: B006
    photos2: Files = [],  # noqa: B006
    photos3: Files = [],  # noqa: B006
    photos4: Files = [],  # noqa: B006
) -> list[Found]:
    """What was found, each with what was photographed there. Raises BadInput for a picture of nothing."""
    found = []
    for number, files in enumerate((photos1, photos2, photos3, photos4)):
        pictures = offered(files, "found")
        text = finding[number] if number < len(finding) else ""
        if text.strip() and number < len(severity):
            found.append(Found(severity[number], text, pictures=pictures))
        elif pictures:
            raise BadInput(f"问题 {number + 1} 选了照片，但没有写明问题的内容。请写明，或不选照片。")
    return found


Answers = Annotated[list[ChecklistAnswer], Depends(answers_of)]
Findings = Annotated[list[Found], Depends(findings_of)]
Photographed = Annotated[list[Found], Depends(photographed)]
