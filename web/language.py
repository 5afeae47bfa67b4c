"""In which language does a page speak, and how does it find its words?

Chinese is the source: a message is its Chinese sentence, so a Chinese page reads no catalogue. What
English says for it stands in locale/en/LC_MESSAGES/duban.po, read when the first English page is asked
for. `make messages` brings the catalogue up to date with the pages.

The language is the one of the cookie, else Chinese; whoever signs in without the cookie gets that of their
own language (web/sign_in.py). It holds for the whole request, also in the threads that answer it.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "duban_language"
KEPT_SECONDS = 400 * 24 * 3600
"""As long as browsers keep a cookie at most."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages. `tag` is what HTML calls it; dates and numbers come from `locale`."""

    code: str
    name: str
    tag: str
    locale: str


CHINESE = Language("zh", "中文", "zh-CN", "zh_CN")
ENGLISH = Language("en", "English", "en", "en_GB")

LANGUAGES: dict[str, Language] = {one.code: one for one in (CHINESE, ENGLISH)}

_spoken: ContextVar[Language] = ContextVar("language", default=CHINESE)


def speaking() -> Language:
    """The language of this request."""
    return _spoken.get()


def speak(language: Language) -> None:
    """From here on, in this request, in this language."""
    _spoken.set(language)


def chosen(cookie: str | None) -> Language:
    """The language of the cookie; Chinese without one, and for one that there is not."""
    return LANGUAGES.get(cookie or "", CHINESE)


class Speaking:
    """Settles the language before anything else answers, so that a refusal at the door speaks it too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            speak(chosen(HTTPConnection(scope).cookies.get(COOKIE)))
        await self.app(scope, receive, send)


@cache
def catalogue(code: str) -> GNUTranslations:
    """What a language says for the Chinese messages; read once."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    file = files(__package__) / "locale" / code / "LC_MESSAGES" / "duban.po"
    compiled = BytesIO()
    with file.open("rb") as written:
        write_mo(compiled, read_po(written, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str) -> str:
    """The message in the language of this request."""
    language = speaking()
    # The empty message is the catalogue's own head.
    return message if language is CHINESE or not message else catalogue(language.code).gettext(message)


def ngettext(message: str, plural: str, number: int) -> str:
    """The message for that number of things; Chinese has one form for all numbers."""
    language = speaking()
    return message if language is CHINESE else catalogue(language.code).ngettext(message, plural, number)


def pgettext(context: str, message: str) -> str:
    """A message that would be ambiguous without its context."""
    language = speaking()
    return message if language is CHINESE else catalogue(language.code).pgettext(context, message)


def say(message: str, /, **values: object) -> str:
    """The message in the language of this request, with its placeholders `%(name)s` filled in."""
    return gettext(message) % values


def say_many(message: str, number: int, /, **values: object) -> str:
    """The same for a number of things, which the message calls `%(num)s`."""
    return ngettext(message, message, number) % {"num": number, **values}


def marked(message: str) -> str:
    """A message that is put into words later: here it is only seen by whoever gathers the catalogue."""
    return message


def many(message: str) -> str:
    """The same of a message about a number of things, `%(num)s`."""
    return message
