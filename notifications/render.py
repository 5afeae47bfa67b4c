"""How is a digest put into words, in every form that a channel may want (templates/notices)?

What there is to say stands in `layout`; here it is set as mail, page, card and short message. What plans
and people wrote is data and never a template.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from notifications.bundle import worth_saying
from notifications.facts import facts_of
from notifications.layout import MOST, Layout, Paragraph, Told, lay_out, whole_line
from notifications.message import EVERY_FORM, Form, Message, lasting_id
from notifications.sandbox import environment, own_words
from notifications.typed import dressed, for_markdown
from notifications.words import TONGUES, Tongue, on_one_line
from plans.rules import Rulebook
from records.claimed import Claimed
from records.claimed_digest import ClaimedDigest

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


CARD_BYTES = 4000
"""What a chat takes in one card (WeCom: 4096)."""

SHORT_LINE = 240
"""Characters of a notice's line in a short message."""

LINK = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._~/?=&%-]*")
"""duban's own links: nothing in one has a meaning in Markdown or ends an attribute."""

LABEL = {
    "zh": re.compile(r"([\u4e00-\u9fff]{2,4}：)(.+)"),
    "en": re.compile(r"([A-Z][a-z]+(?: [a-z]+)?: )(.+)"),
}
"""How a paragraph of a letter begins that says at once what it is about."""


class NoWords(Exception):
    """There is no wording for this kind of notice."""


def render(
    digest: ClaimedDigest,
    book: Rulebook,
    *,
    link: str | None = None,
    reply_to: str | None = None,
    forms: frozenset[Form] = EVERY_FORM,
) -> Message:
    """The digest in its recipient's language, in these forms besides plain text.

    `link` is where it is acknowledged, `reply_to` the address that takes a reply as acknowledgement.
    Raises NoWords, ValueError for a link that is none of duban's, or an error of the template.
    """
    if link is not None and LINK.fullmatch(link) is None:
        raise ValueError(f"this is no link of ours: {link!r}")
    tongue = TONGUES.get(digest.language, TONGUES["zh"])
    today = digest.made_at.astimezone(book.zone).date()
    told = [_tell(claimed, book, tongue, today) for claimed in worth_saying(digest.notices)]
    whole = _letter(told[0], tongue) if len(told) == 1 else ""
    layout = lay_out(digest, told, book, tongue, today, letter=_paragraphs(whole, tongue))
    subject = on_one_line(_subject(told[0], tongue) if whole else _set("_digest/subject.j2", d=layout))
    layout = replace(layout, title=subject)
    taps = {"link": link or "", "reply_to": reply_to or ""}
    return Message(
        message_id=lasting_id(digest.id, digest.made_at, digest.person_id),
        digest_id=digest.id,
        recipient=on_one_line(digest.recipient),
        address=digest.address,
        language=tongue.language,
        subject=subject,
        text=_tidy(_set("_digest/txt.j2", d=layout, whole=whole, **taps)),
        written_at=digest.made_at.astimezone(book.zone),
        html=_page(layout, taps) if "page" in forms else None,
        card=_card(layout, told, taps) if "card" in forms else "",
        short=_short(layout, told, taps) if "short" in forms else "",
        link=link,
        reply_to=reply_to,
    )


def _tell(claimed: Claimed, book: Rulebook, tongue: Tongue, today: date) -> Told:
    """The notice with its facts, and in a line."""
    if (claimed.kind, claimed.form) not in FORMS:
        raise NoWords(f"没有 {claimed.kind}/{claimed.form} 的文书模板")
    facts = facts_of(claimed, book, tongue, today)
    languages = book.plan.notices.words.get(claimed.form, {})
    spec = next((wording for language, wording in languages.items() if language == tongue.language), None)
    own = own_words(spec, claimed.form, vars(facts))
    line = own.line or _set(f"{claimed.form}/{tongue.language}.line.j2", **vars(facts))
    return Told(claimed, facts, on_one_line(line), own)


def _subject(told: Told, tongue: Tongue) -> str:
    return told.own.subject or _set(f"{told.claimed.form}/{tongue.language}.subject.j2", **vars(told.facts))


def _letter(told: Told, tongue: Tongue) -> str:
    """The notice whole, in plain text."""
    return _tidy(_set(f"{told.claimed.form}/{tongue.language}.txt.j2", **vars(told.facts), own=told.own))


def _paragraphs(letter: str, tongue: Tongue) -> tuple[Paragraph, ...]:
    """A letter as page and card show it, what each paragraph is about before it."""
    lines = [line for line in letter.splitlines() if line]
    found = ((LABEL[tongue.language].fullmatch(line), line) for line in lines)
    return tuple(Paragraph(label[1], label[2]) if label else Paragraph("", line) for label, line in found)


def _page(layout: Layout, taps: Mapping[str, str]) -> str:
    """The message as a page."""
    return environment(page=True).get_template("_digest/html.j2").render(d=layout, **taps)


def _card(layout: Layout, told: list[Told], taps: Mapping[str, str]) -> str:
    """The message as a card: whole if a chat takes it, else with less of everything."""
    bare = dressed(layout, for_markdown)
    line = for_markdown(whole_line(told[0], layout.language)[:SHORT_LINE])
    brief = replace(bare, letter=(Paragraph("", line),)) if layout.letter else bare
    for smaller in (bare, *(brief.cut(most) for most in (MOST, 8, 4, 2, 1))):
        card = _tidy(_set("_digest/card.j2", d=smaller, **taps))
        if len(card.encode()) <= CARD_BYTES:
            return card
    nothing = replace(brief.cut(0), title=bare.title[:SHORT_LINE], matters=(), recipient="", contact="")
    return _tidy(_set("_digest/card.j2", d=nothing, **taps))


def _short(layout: Layout, told: list[Told], taps: Mapping[str, str]) -> str:
    """The message in one line, for a telephone."""
    line = whole_line(told[0], layout.language) if layout.letter else ""
    clipped = f"{line[: SHORT_LINE - 1]}…" if len(line) > SHORT_LINE else line
    return on_one_line(_set("_digest/short.j2", d=layout, line=clipped, link=taps["link"]))


def _set(name: str, **told: Any) -> str:
    """A template of plain text, filled in."""
    return environment().get_template(name).render(**told)


def _tidy(text: str) -> str:
    """No spaces at the ends of lines, no more than one empty line in a row."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept) + "\n"
