"""How is the API put together? Beside the pages, with its own door and its own way of refusing."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.openapi.utils import get_openapi
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.responses import JSONResponse, Response

from web.api import (
    account,
    administration,
    assessment,
    attachments,
    below,
    board,
    campaigns,
    channels,
    charts,
    dates,
    findings,
    health,
    history,
    inspections,
    leaders,
    me,
    meetings,
    notices,
    people,
    plan,
    readings,
    referrals,
    tasks,
    villages,
    worklist,
)
from web.api.call import Office
from web.api.problem import HANDLERS, Problem, broken
from web.api.words import Language, both, in_language

PLACE = "/api"
VERSION = "/v1"

TOPICS = (
    me.topic,
    campaigns.topic,
    plan.topic,
    board.topic,
    below.topic,
    charts.topic,
    villages.topic,
    tasks.topic,
    worklist.topic,
    attachments.topic,
    readings.topic,
    inspections.topic,
    findings.topic,
    dates.topic,
    meetings.topic,
    assessment.topic,
    referrals.topic,
    people.topic,
    leaders.topic,
    notices.topic,
    history.topic,
    health.topic,
    administration.topic,
    channels.topic,
    account.topic,
)

ABOUT = both(
    "督办的程序接口。凭个人访问令牌调用；权限与网页相同。列表按 cursor 分页；"
    "拒绝一律为 application/problem+json；写请求可带 Idempotency-Key；整体修改须带 If-Match。",
    "duban for programs, with a personal access token; one may see and do what one may on the pages. Lists "
    "come page by page with a cursor; refusals are application/problem+json; deeds take an Idempotency-Key; "
    "whoever replaces something names what was read by If-Match.",
)


def create_api(office: Office, calendar_changed: Callable[[], object] = lambda: None) -> FastAPI:
    """The API of a desk, to be mounted at `PLACE`; `calendar_changed` is told when a year was imported."""
    api = FastAPI(
        title="duban",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=HANDLERS,
    )
    api.state.office = office
    api.state.calendar_changed = calendar_changed
    for topic in TOPICS:
        api.include_router(topic.router, prefix=VERSION)
    # Within the app, or an answer that has gone out would be raised once more for the pages to refuse.
    api.add_middleware(ExceptionMiddleware, handlers={Exception: broken})

    @api.get(f"{VERSION}/openapi.json", include_in_schema=False)
    def openapi(language: Annotated[Language, Query()] = "zh") -> Response:
        """What there is, for programs and those who write them."""
        return JSONResponse(in_language(schema_of(api), language))

    return api


def schema_of(api: FastAPI) -> dict[str, Any]:
    """The schema with every description in both languages."""
    schema = get_openapi(
        title="duban", version="1", description=ABOUT, routes=api.routes, servers=[{"url": PLACE}]
    )
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"].update(problem.pop("$defs"), Problem=problem)
    return schema
