"""How does a route answer: as JSON of its model, with its version, once for each key, in both languages?

A topic's module says what it reads and does; everything that all have in common is here.
"""

import hashlib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from fastapi import APIRouter
from pydantic import TypeAdapter
from starlette.responses import Response

from actions.once import Answer, Asked, carry_out
from actions.permission import MAY
from actions.sight import SEES
from states.roles import TITLES_EN, TITLES_ZH, Role
from web.api.call import Call
from web.api.problem import KINDS, MEDIA_TYPE, Refusal
from web.api.words import BETWEEN, both

F = TypeVar("F", bound=Callable[..., object])

JSON = "application/json"
ANYBODY = frozenset(Role)

OF_ALL = ("bad-host", "no-token", "not-allowed", "not-found", "wrong-state", "invalid", "too-many", "broken")
OF_DEEDS = ("no-length", "too-large")
OF_EDITS = ("stale", "no-condition")

OWN = "own"
"""In place of a view: what concerns nobody but whoever asks, or what the action itself permits."""


class Topic:
    """The routes of one topic."""

    def __init__(self, zh: str, en: str) -> None:
        self.router = APIRouter(tags=[both(zh, en)])

    def read(self, path: str, answer: Any, says: str, *, view: str, or_view: str = OWN) -> Callable[[F], F]:
        """A route that shows something of a view (or `OWN`), as `answer`; to who has `or_view` as well."""

        def added(look: F) -> F:
            roles = ANYBODY if view == OWN else SEES[view] | SEES.get(or_view, frozenset())
            self.router.add_api_route(
                path,
                _showing(look, answer, view),
                methods=["GET"],
                operation_id=_name(look),
                summary=says,
                description=_for(roles),
                response_model=answer,
                response_description=both("内容", "What was asked for"),
                responses={200: {"headers": VERSION}, 304: NOT_MODIFIED, **refusals(OF_ALL)},
            )
            return look

        return added

    def file(self, path: str, says: str, *, view: str) -> Callable[[F], F]:
        """A route that hands a file out, to whom the action allows it: those who have the view."""

        def added(look: F) -> F:
            ok = {"description": both("文件内容", "The file"), "content": {"application/octet-stream": {}}}
            self.router.add_api_route(
                path,
                look,
                methods=["GET"],
                operation_id=_name(look),
                summary=says,
                description=_for(SEES[view]),
                response_class=Response,
                responses={200: ok, **refusals(OF_ALL)},
            )
            return look

        return added

    def deed(
        self,
        path: str,
        answer: Any,
        says: str,
        *,
        may: tuple[str, ...] = (),
        method: str = "POST",
        status: int = 200,
        over: Callable[..., object] | None = None,
    ) -> Callable[[F], F]:
        """A route that does something which the table of deeds calls `may`; () for everybody's own affairs.

        `over`: the reading route of what it changes, whose version the sender may name, and must where the
        method is PUT; what is answered is how that stands afterwards.
        """

        def added(do: F) -> F:
            roles = frozenset[Role]().union(*(MAY[deed] for deed in may)) if may else ANYBODY
            edits = over is not None
            self.router.add_api_route(
                path,
                _doing(do, answer, status, over, must_match=method == "PUT"),
                methods=[method],
                operation_id=_name(do),
                status_code=status,
                summary=says,
                description=_for(roles),
                response_model=answer,
                response_description=both("已办理", "It is done"),
                responses={
                    status: {"headers": {**AGAIN, **(VERSION if edits else {})}},
                    **refusals((*OF_ALL, *OF_DEEDS, *(OF_EDITS if edits else ()))),
                },
            )
            return do

        return added


def version_of(body: str) -> str:
    """The ETag of a representation."""
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def _showing(look: Callable[..., object], answer: Any, view: str) -> Callable[..., Response]:
    form = TypeAdapter(answer)

    @wraps(look)
    def endpoint(call: Call, **given: Any) -> Response:
        body = _json(form, look(call=call, **given))
        if view != OWN and not call.looked:
            raise AssertionError(f"{look.__name__} shows {view} without having asked who may see it")
        headers = {"ETag": version_of(body), "Cache-Control": "no-store"}
        if headers["ETag"] in _versions(call.request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type=JSON)

    return endpoint


def _doing(
    do: Callable[..., object], answer: Any, status: int, over: Callable[..., object] | None, must_match: bool
) -> Callable[..., Response]:
    form = TypeAdapter(answer)

    @wraps(do)
    def endpoint(call: Call, **given: Any) -> Response:
        def now() -> str:
            """What is edited, as it stands."""
            return _json(form, over(call=call, **_taken(over, given))) if over else ""

        def work() -> Answer:
            if call.condition is not None:
                _check_version(call.condition, now())
            done = do(call=call, **given)
            return Answer(status, now() if over else _json(form, done))

        if must_match and call.condition is None:
            raise Refusal("no-condition", NO_CONDITION)
        unit = given.get("code") if call.condition is not None else None
        done = carry_out(call.desk, call.actor, Asked(call.key, call.fingerprint, unit), work)
        headers = {"Cache-Control": "no-store"}
        if over:
            headers["ETag"] = version_of(done.body)
        if done.again:
            headers["Idempotency-Replayed"] = "true"
        return Response(done.body, done.status, headers, JSON)

    return endpoint


NO_CONDITION = both(
    "请先读取现有内容，并在 If-Match 中写明其 ETag。", "Read it first, and send its ETag as If-Match."
)
STALE = both(
    "内容在您读取之后已有变化，没有覆盖。请重新读取后再修改。",
    "It has changed since you read it; nothing was overwritten. Read it again, then edit.",
)


def _check_version(condition: str, body: str) -> None:
    versions = _versions(condition)
    if "*" not in versions and version_of(body) not in versions:
        raise Refusal("stale", STALE)


def _versions(header: str | None) -> set[str]:
    return {one.strip() for one in (header or "").split(",")}


def _json(form: TypeAdapter[Any], value: object) -> str:
    return form.dump_json(form.validate_python(value, from_attributes=True)).decode()


def _taken(look: Callable[..., object], given: dict[str, Any]) -> dict[str, Any]:
    """Of what a route was given, what its reading takes."""
    return {name: given[name] for name in inspect.signature(look).parameters if name in given}


def _name(endpoint: Callable[..., object]) -> str:
    topic = endpoint.__module__.rpartition(".")[2]
    return f"{topic}_{endpoint.__name__}".rstrip("_")


def _for(roles: frozenset[Role]) -> str:
    """Who may, in words."""
    if roles == ANYBODY:
        return both("所有人员。", "Everybody.")
    ordered = [role for role in Role if role in roles]
    zh, en = "、".join(TITLES_ZH[role] for role in ordered), ", ".join(TITLES_EN[role] for role in ordered)
    return both(f"需要的角色：{zh}。", f"For: {en}.")


def _header(zh: str, en: str) -> dict[str, Any]:
    return {"description": both(zh, en), "schema": {"type": "string"}}


VERSION = {"ETag": _header("内容的版本", "The version of the content")}
AGAIN = {"Idempotency-Replayed": _header("true：此前已办理", "true: it had been done before")}
NOT_MODIFIED: dict[str, Any] = {"description": both("内容没有变化", "Not modified"), "headers": VERSION}
RETRY = {"Retry-After": _header("须等待的秒数", "Seconds to wait")}


def refusals(kinds: tuple[str, ...]) -> dict[int | str, dict[str, Any]]:
    """The answers of a route that refuses in these ways, for the schema."""
    titles: dict[int, list[str]] = {}
    for kind, (status, title) in KINDS.items():
        if kind in kinds:
            titles.setdefault(status, []).append(title)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {
            "description": _joined(said),
            "content": content,
            **({"headers": RETRY} if status == 429 else {}),
        }
        for status, said in titles.items()
    }


def _joined(titles: list[str]) -> str:
    zh, en = zip(*(title.split(BETWEEN) for title in titles), strict=True)
    return both("；".join(zh), "; ".join(en))
