"""How is a notice put into words (templates/notices)?

Templates run in a sandbox and may name only what `facts` gives them: a name that is not known is an
error, never an empty place in a letter. What plans and people wrote is data and never a template.
"""

from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import StrictUndefined, Template, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.facts import facts_of
from notifications.message import Message
from notifications.words import TONGUES, on_one_line
from plans.rules import Rulebook
from records.claimed import Claimed
from templates import loader

FORMS: frozenset[tuple[str, str]] = frozenset(
    {
        ("issue", "issue"),
        ("reminder", "reminder"),
        ("reminder", "verify"),
        ("escalation", "overdue"),
        ("escalation", "leader"),
        ("escalation", "supervision_letter"),
        ("escalation", "inspection_proposed"),
        ("escalation", "verification_overdue"),
        ("returned", "returned"),
        ("reopened", "reopened"),
        ("warning", "leader_warning"),
        ("errand", "errand"),
        ("word", "word"),
        ("inspection_ordered", "inspection_village"),
        ("inspection_ordered", "inspection_inspector"),
    }
)
"""Every kind of notice with its wordings; each has a folder of templates of the form's name."""


class NoWords(Exception):
    """There is no wording for this kind of notice."""


def render(claimed: Claimed, book: Rulebook) -> Message:
    """The notice in its recipient's language. Raises NoWords, or an error of the template."""
    if (claimed.kind, claimed.form) not in FORMS:
        raise NoWords(f"没有 {claimed.kind}/{claimed.form} 的文书模板")
    tongue = TONGUES.get(claimed.language, TONGUES["zh"])
    facts = vars(facts_of(claimed, book, tongue))
    return Message(
        message_id=message_id(claimed),
        notice_id=claimed.id,
        recipient=on_one_line(claimed.recipient),
        address=claimed.email,
        language=tongue.language,
        subject=on_one_line(_template(f"{claimed.form}/{tongue.language}.subject.j2").render(facts)),
        text=_tidy(_template(f"{claimed.form}/{tongue.language}.txt.j2").render(facts)),
        written_at=claimed.queued_at.astimezone(book.zone),
    )


def message_id(claimed: Claimed) -> str:
    """The same for a notice each time it is sent; another for that of any other database."""
    lasting = (
        claimed.id,
        claimed.queued_at.isoformat(),
        claimed.unit,
        claimed.rule,
        claimed.cycle,
        claimed.role,
        claimed.person_id,
    )
    digest = sha256("\n".join(map(str, lasting)).encode()).hexdigest()
    return f"notice-{claimed.id}-{digest[:16]}"


@cache
def _template(name: str) -> Template:
    return environment().get_template(name)


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Where the notices' templates run: nothing unknown, nothing empty, nothing but words."""
    return ImmutableSandboxedEnvironment(
        loader=loader("notices"),
        undefined=StrictUndefined,
        autoescape=False,  # these are plain texts
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_known,
    )


def _known(value: Any) -> Any:
    """What a template says; nothing is no word."""
    if value is None:
        raise UndefinedError("the template says something that is not there")
    return value


def _tidy(text: str) -> str:
    """No spaces at the ends of lines, no more than one empty line in a row."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept) + "\n"
