"""Who asks, with what token, and may it ask now?

Nothing but a token is looked at: cookies mean nothing here, so that no page can act through a browser.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from actions.access_token import Bearer, bearer
from actions.desk import Desk
from actions.errors import NotAllowed
from actions.permission import Actor
from actions.sight import Powers, Sight, codes_seen, look, powers_of
from web.api.problem import CHALLENGE, Refusal
from web.api.rate import Buckets
from web.api.words import both, language_of
from web.language import LANGUAGES, speak
from web.security import SAFE_METHODS

TOKEN = HTTPBearer(
    scheme_name="token",
    bearerFormat="duban_…",
    auto_error=False,
    description=both(
        "个人访问令牌，在“我的账号”中创建。",
        "A personal access token, made on the page of one's own account.",
    ),
)

LONGEST_KEY = 255


@dataclass(frozen=True)
class Office:
    """What answers: the desk, the same by the machine's own clock, and the buckets of those who ask."""

    desk: Desk
    door: Desk
    buckets: Buckets = field(default_factory=Buckets)


@dataclass(frozen=True)
class Call:
    """One request. `key` names it for its sender, `condition` is the version that it edits.

    `looked`: the views that have been asked for, so that nothing is shown that nobody asked about.
    """

    desk: Desk
    bearer: Bearer
    request: Request
    fingerprint: str
    key: str | None = None
    condition: str | None = None
    looked: set[str] = field(default_factory=set)

    @property
    def actor(self) -> Actor:
        return self.bearer.actor

    @property
    def door(self) -> Desk:
        """The desk by the machine's own clock, by which accounts, links and tokens go."""
        office: Office = self.request.app.state.office
        return office.door

    def speak(self) -> None:
        """From here on put into words in the language that is asked for."""
        speak(LANGUAGES[language_of(self.request.headers.get("accept-language", ""))])

    @cached_property
    def powers(self) -> Powers:
        """What whoever asks may do and see."""
        return powers_of(self.desk, self.actor)

    def look(self, view: str, code: str | None = None) -> Sight:
        """What is seen in a view, at a unit or wherever the roles reach; raises as `actions.sight.look`."""
        self.looked.add(view)
        return look(self.desk, self.powers, view, code)

    def look_in_any(self, views: tuple[str, ...], code: str) -> Sight:
        """The same in the first of these views that is had there; raises what the last one says."""
        for view in views[:-1]:
            try:
                return self.look(view, code)
            except NotAllowed:
                continue
        return self.look(views[-1], code)

    def look_anywhere(self, view: str) -> Sight:
        """The same for what is of no unit in particular."""
        if view not in self.powers.views:
            return self.look(view)  # says who may
        self.looked.add(view)
        return Sight(self.powers.paths(view), None)

    def seen(self, view: str, code: str | None = None) -> Callable[[str], bool]:
        """Whether the unit of a code is among those that are seen in a view."""
        codes = codes_seen(self.desk, self.look(view, code))
        return lambda unit: codes is None or unit in codes


async def sent(request: Request) -> bytes:
    """The body as it came."""
    return await request.body()


def calling(
    request: Request,
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(TOKEN)],
    body: Annotated[bytes, Depends(sent)],
) -> Call:
    """Whoever shows a token that holds, has not asked too often, and may do what is asked.

    Raises Refusal.
    """
    office: Office = request.app.state.office
    holder = _holder(office, shown)
    wait = office.buckets.take(holder.token_id, office.door.clock.now())
    if wait:
        why = both(f"请在 {wait} 秒后再试。", f"Try again in {wait} s.")
        raise Refusal("too-many", why, {"Retry-After": str(wait)})
    if request.method not in SAFE_METHODS and not holder.may_write:
        why = both("请使用权限为 write 的令牌。", "Use a token of scope write.")
        raise Refusal("read-only", why)
    return Call(office.desk, holder, request, _fingerprint(request, body))


def _holder(office: Office, shown: HTTPAuthorizationCredentials | None) -> Bearer:
    if shown is None:
        why = both(
            "请在 Authorization 头中写 Bearer 和访问令牌。",
            "Send `Authorization: Bearer` with an access token.",
        )
        raise Refusal("no-token", why, CHALLENGE)
    holder = bearer(office.door, shown.credentials)
    if holder is None:
        why = both("令牌不存在、已到期或已撤销。", "The token is unknown, has expired or was revoked.")
        raise Refusal(
            "no-token", why, {"WWW-Authenticate": f'{CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'}
        )
    return holder


def _fingerprint(request: Request, body: bytes) -> str:
    """What tells one request from another, however they are called."""
    url = request.url
    line = f"{request.method} {url.path}?{url.query}\n".encode()
    return hashlib.sha256(line + body).hexdigest()


KEY = Header(
    alias="Idempotency-Key",
    min_length=1,
    max_length=LONGEST_KEY,
    pattern=r"^[!-~]+$",
    description=both(
        "幂等键：同一请求重发时不重复办理，返回第一次的结果。",
        "Names the request: sent again under the same key it is not done twice.",
    ),
)

CONDITION = Header(
    alias="If-Match",
    max_length=1000,
    description=both(
        "所依据版本的 ETag；内容已变时拒绝，不覆盖。",
        "The ETag of what is edited: refused where that has changed since.",
    ),
)


def doing(call: Annotated[Call, Depends(calling)], named: Annotated[str | None, KEY] = None) -> Call:
    """Somebody does something, perhaps for the second time."""
    return Call(call.desk, call.bearer, call.request, call.fingerprint, named)


def editing(call: Annotated[Call, Depends(doing)], seen: Annotated[str | None, CONDITION] = None) -> Call:
    """Somebody does something to what they have read before."""
    return Call(call.desk, call.bearer, call.request, call.fingerprint, call.key, seen)


Looking = Annotated[Call, Depends(calling)]
Doing = Annotated[Call, Depends(doing)]
DoingUnkept = Looking
"""For what is shown this once: it takes no key, under which its answer would be kept."""

Editing = Annotated[Call, Depends(editing)]
