"""How is a form that arrives twice done once?

A telephone that got no answer sends its form again. What the deed answered is kept with the deed, and the
second time only that is answered.
"""

import json
import re
import secrets
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from actions.desk import Occasion
from actions.errors import BadInput
from actions.permission import Actor
from records import submitted_form as forms

FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")

Answer = Mapping[str, int]


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return secrets.token_urlsafe(16)


def answered_before(connection: sa.Connection, by: Actor, key: str | None, about: str) -> Answer | None:
    """What a form answered that has arrived before; None for a new one. Raises BadInput for another's key."""
    if key is None:
        return None
    if not FORM_KEY.fullmatch(key):
        raise BadInput("表单的编号不对，没有保存。请刷新页面后重新填写。")
    found = forms.result_of(connection, _who(by), key)
    if found is None:
        return None
    if found[0] != about:
        raise BadInput("这份表单已用于别的事项，没有保存。请刷新页面后重新填写。")
    answer: Answer = json.loads(found[1])
    return answer


def once(now: Occasion, by: Actor, key: str | None, about: str, work: Callable[[], Answer]) -> Answer:
    """What `work` answers, done if this form has not arrived before. `about` says what it does to what."""
    if key is None:
        return work()
    before = answered_before(now.connection, by, key, about)
    if before is None and not forms.claim(now.connection, _who(by), key, about, now.at):
        before = answered_before(now.connection, by, key, about)
    if before is not None:
        return before
    answer = work()
    forms.keep_result(now.connection, _who(by), key, json.dumps(answer))
    return answer


def _who(by: Actor) -> str:
    return "console" if by.person_id is None else f"person:{by.person_id}"
