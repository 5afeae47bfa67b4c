"""Who is at the door, and does a form come from a page that duban gave to the same browser?

A session lives in a cookie that no script can read. Every form carries a key that follows from the
cookie: another site may make a browser send the cookie, but it cannot know the key.
"""

import hmac
import logging
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from actions import sign_in
from actions.desk import Desk
from actions.permission import Actor

log = logging.getLogger("duban.web")

SESSION = "duban_session"
VISIT = "duban_visit"
"""The cookie of whoever has not signed in: the forms on the way to the door need a key too."""

FIELD = "form_key"
SALT_LENGTH, KEY_LENGTH = 16, 32


class Door(Protocol):
    """Knows whose a session is."""

    def who(self, token: str) -> Actor | None: ...

    def leave(self, token: str) -> None: ...


@dataclass(frozen=True)
class Accounts:
    """Sessions that were opened with a password or the office's own sign-on; `desk` is by the real clock."""

    desk: Desk

    def who(self, token: str) -> Actor | None:
        return sign_in.who(self.desk, token)

    def leave(self, token: str) -> None:
        sign_in.sign_out(self.desk, token)


@dataclass(frozen=True)
class DemoDoor:
    """Whoever looks at the demo chooses as whom, and is that until they choose anew or the demo ends."""

    looking: dict[str, Actor] = field(default_factory=dict)

    def enter(self, actor: Actor) -> str:
        token = secrets.token_urlsafe(32)
        self.looking[token] = actor
        return token

    def who(self, token: str) -> Actor | None:
        return self.looking.get(token)

    def leave(self, token: str) -> None:
        self.looking.pop(token, None)


def form_key(secret: str, salt: str | None = None) -> str:
    """A key for the forms that are given to the browser with this cookie.

    Each page has another: answers are compressed, and what stays the same in them could be guessed, letter by
    letter, from their lengths by whoever puts words into an address and listens on the wire (BREACH).
    """
    salt = salt or secrets.token_hex(SALT_LENGTH // 2)
    return salt + hmac.new(secret.encode(), b"form" + salt.encode(), sha256).hexdigest()[:KEY_LENGTH]


def is_key(given: object, secret: str) -> bool:
    """Whether a form brings back a key that was given to the browser with this cookie."""
    if not isinstance(given, str) or len(given) != SALT_LENGTH + KEY_LENGTH:
        return False
    return hmac.compare_digest(given.encode(), form_key(secret, given[:SALT_LENGTH]).encode())
