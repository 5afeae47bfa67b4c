"""How is a notice put into words (templates/notices)?

Templates run in a sandbox and may name only what `facts` gives them: a name that is not known is an
error, never an empty place in a letter. What plans and people wrote is data and never a template.
"""

from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.facts import facts_of
from notifications.message import Message, lasting_id
from notifications.words import TONGUES, Tongue, on_one_line
from plans.rules import Rulebook
from records.claimed import Claimed
from records.claimed_digest import ClaimedDigest
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


def render(
    digest: ClaimedDigest, book: Rulebook, *, link: str | None = None, reply_to: str | None = None
) -> Message:
    """The digest in its recipient's language. Raises NoWords, or an error of the template."""
    tongue = TONGUES.get(digest.language, TONGUES["zh"])
    parts = [_said(claimed, book, tongue) for claimed in digest.notices]
    return Message(
        message_id=message_id(digest),
        digest_id=digest.id,
        recipient=on_one_line(digest.recipient),
        address=digest.address,
        language=tongue.language,
        subject=parts[0][0],
        text="\n".join(text for _, text in parts),
        written_at=digest.made_at.astimezone(book.zone),
        link=link,
        reply_to=reply_to,
    )


def _said(claimed: Claimed, book: Rulebook, tongue: Tongue) -> tuple[str, str]:
    if (claimed.kind, claimed.form) not in FORMS:
        raise NoWords(f"没有 {claimed.kind}/{claimed.form} 的文书模板")
    facts = vars(facts_of(claimed, book, tongue))
    return (
        on_one_line(_template(f"{claimed.form}/{tongue.language}.subject.j2").render(facts)),
        _tidy(_template(f"{claimed.form}/{tongue.language}.txt.j2").render(facts)),
    )


def message_id(digest: ClaimedDigest) -> str:
    """The same for a digest each time it is sent; another for that of any other database."""
    notices = ((one.id, one.unit, one.rule, one.cycle, one.role) for one in digest.notices)
    return lasting_id(digest.id, digest.made_at, digest.person_id, notices)


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
