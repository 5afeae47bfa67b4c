"""What does a form say of a checklist and of what was found?

The checklist comes as three lists of equal length, the findings as two; what was left empty was not said.
"""

from typing import Annotated

from fastapi import Depends, Form

from actions.checklist import ChecklistAnswer, Found

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


Answers = Annotated[list[ChecklistAnswer], Depends(answers_of)]
Findings = Annotated[list[Found], Depends(findings_of)]
