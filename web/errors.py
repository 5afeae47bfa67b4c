"""What does a page say when it cannot do what was asked?

A refusal in its own words with a way back; never a traceback, which goes to the log.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from actions.errors import BadInput, NotAllowed, NotFound
from actions.sight import SeveralPlaces
from states.errors import DubanError
from web.face import NoCampaign, NotSignedIn, SeveralCampaigns, address, page_of
from web.form import ForgedForm
from web.language import CHINESE, gettext, marked, speaking
from web.security import SIGNED_OUT, Refused, came_from, headers_at, loggable
from web.sight import Elsewhere

log = logging.getLogger("duban.web")

STATUS: tuple[tuple[type[DubanError], int, str], ...] = (
    (NotFound, 404, marked("没有找到")),
    (NotAllowed, 403, marked("无权办理")),
    (BadInput, 400, marked("填写有误")),
    (DubanError, 409, marked("现在不能办理")),
)
"""Kind of refusal → status and heading; the first that fits."""

MISSING = Refused(404, marked("没有这个页面"), marked("地址可能已经变更或输入有误。"))
WRONG_WAY = Refused(405, marked("不能这样打开"), marked("这个地址只接受页面上的按钮提交，不能直接打开。"))
FORGED = Refused(
    403,
    marked("操作未被接受"),
    marked(
        "页面已经过期，或表单不是从督办的页面提交的；没有执行，数据没有变化。请回到原页面刷新后重新提交。"
    ),
)
BROKEN = Refused(
    500,
    marked("系统出错了"),
    marked("这次请求没有完成，错误已写入运行日志。请稍后重试；若仍出错，请告知系统管理员。"),
)

INCOMPLETE = Refused(400, marked("填写有误"), marked("提交的内容不完整，请回到上一页重新填写。"))

FIELDS_ZH = {
    "inspector": "请至少勾选一名督查人员。",
    "inspection": "请至少勾选一项督查。",
    "note": "请写明整改情况或答复，最多 1000 字。",
    "files": "文件没有选好，请重新选择。",
    "heads": "人数应为整数，如 97。",
    "form_key": "表单的编号不对，请刷新页面后重新填写。",
    "round": "轮次应为方案所列的日期，如 2012-05-07。",
    "seed": "种子最多 64 字。",
    "into": "请写明并入哪一项督查的编号。",
    "reason": "请写明理由，最多 1000 字。",
    "text": "请写明检查情况，最多 1000 字。",
    "points": "分值请写成 2、-1.5 这样的数。",
    "reference": "文号最多 1000 字。",
    "answer": "请写明答复，最多 1000 字。",
    "upheld": "请选择结论。",
    "charge": "请从考核页面上选择要申诉的扣分项。",
    "what": "请写明须整改的内容。",
    "measure": "请写明处理措施或理由，最多 1000 字。",
    "ground": "请选择追责情形。",
    "against": "请选择追责对象。",
    "source": "请写明来源：complaint:内容、finding:编号或 anomaly:编号。",
    "until": "日期格式应如 2012-06-15。",
    "progress": "请写明工作进展，最多 1000 字。",
    "opinion": "请写明预审意见，最多 1000 字。",
    "favours": "请选择同意或不同意。",
    "first": "第一天的日期格式应如 2012-06-15。",
    "last": "最后一天的日期格式应如 2012-06-15。",
    "person": "请填写人员的邮箱或编号。",
    "place": "请填写单位代码。",
    "said": "请写明内容，最多 1000 字。",
    "from": "起始日期格式应如 2012-06-15。",
    "to": "截止日期格式应如 2012-06-15。",
    "file": "请选择要导入的 CSV 表格。",
    "pick": "请至少勾选一项任务。",
    "village": "请选择村（社区）。",
    "seen": "请写明走访所见，最多 2000 字。",
    "substitute": "请填写替岗人的邮箱或编号。",
    "level": "责任书的层级应为 1 至 99 的整数。",
    "due": "日期格式应如 2012-06-15。",
    "at": "日期格式应如 2012-06-15。",
    "count": "人数应为整数，如 97。",
    "on": "日期格式应如 2012-05-10。",
    "campaign": "专项工作的编号应为正整数。",
    "unit": "单位代码应为 12 位数字。",
    "page": "页码应为 1 至 400。",
    "sort": "排序方式只有 worst、lag 和 code。",
    "light": "灯只有 red、yellow、green 和 none。",
    "phase": "阶段的代码应如 implementation。",
    "q": "查找的内容最多 50 字。",
    "paper": "纸张只有 a4 和 a3。",
    "show": "显示方式只有 list 和 charts。",
}
"""What would be right, by the field that is wrong."""


def turn_away(request: Request, refused: Refused) -> Response:
    """The page for a request that is not let in: nothing of the campaign is on it."""
    if refused is SIGNED_OUT:
        return signed_out(request)
    return page_of(request).show("turned_away", status=refused.status, refused=_spoken(refused))


def refuse(request: Request, refused: Refused) -> Response:
    """The page of a refusal, in the frame of every page, with a way back."""
    page = page_of(request)
    back = came_from(request.headers)
    way_back = "/" if back == page.here else back
    return page.show("refused", status=refused.status, refused=_spoken(refused), back=way_back)


def _spoken(refused: Refused) -> Refused:
    """A refusal in the language of the request; what the rules say of the case at hand stays Chinese."""
    return replace(refused, title=gettext(refused.title), why=gettext(refused.why))


def by_rule(request: Request, error: Exception) -> Response:
    """The rules refuse, and say why."""
    if isinstance(error, NotAllowed):
        log.warning("refused %s %r: %r", request.method, loggable(request.url.path), str(error))
    status, title = next((code, title) for kind, code, title in STATUS if isinstance(error, kind))
    return refuse(request, Refused(status, title, str(error)))


def by_form(request: Request, error: Exception) -> Response:
    """A path that cannot be is a page that is not there; a field is named with what would be right."""
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    places = [problem["loc"] for problem in problems]
    if any(place[0] == "path" for place in places):
        return refuse(request, MISSING)
    names = dict.fromkeys(place[1] for place in places if len(place) > 1)
    between = "" if speaking() is CHINESE else " "
    said = between.join(gettext(FIELDS_ZH[name]) for name in names if name in FIELDS_ZH)
    return refuse(request, Refused(400, INCOMPLETE.title, said or INCOMPLETE.why))


def missing(request: Request, error: Exception) -> Response:
    """There is no such page, or it is not for looking at; or what was sent is no form at all."""
    if isinstance(error, HTTPException) and error.status_code == 400:
        log.warning("refused %s %r: %r", request.method, loggable(request.url.path), error.detail)
        return refuse(request, INCOMPLETE)
    wrong_way = isinstance(error, HTTPException) and error.status_code == 405
    return refuse(request, WRONG_WAY if wrong_way else MISSING)


def none_yet(request: Request, error: Exception) -> Response:
    """There is no campaign to show."""
    page = page_of(request)
    _ = page.actor  # whoever has not signed in is not told even that
    return page.show("empty")


def which_one(request: Request, error: Exception) -> Response:
    """Several campaigns run: choose."""
    campaigns = error.campaigns if isinstance(error, SeveralCampaigns) else []
    return page_of(request).show("choose", campaigns=campaigns)


def to_the_door(request: Request, error: Exception) -> Response:
    """Nobody knows who asks: whoever only looks is led to the door, and comes back here afterwards."""
    page = page_of(request)
    if request.method == "GET":
        return RedirectResponse(address("/sign-in", next=page.here), 303)
    return signed_out(request)


def signed_out(request: Request) -> Response:
    """Something was sent by somebody who is not signed in any more."""
    return page_of(request).show("signed_out", status=SIGNED_OUT.status, refused=_spoken(SIGNED_OUT))


def forged(request: Request, error: Exception) -> Response:
    """A form without the key of its page."""
    log.warning("refused %s %r: a form without its key", request.method, request.url.path)
    return refuse(request, FORGED)


def elsewhere(request: Request, error: Exception) -> Response:
    """Another page is for whoever asks."""
    return RedirectResponse(error.path if isinstance(error, Elsewhere) else "/", 303)


def which_place(request: Request, error: Exception) -> Response:
    """Roles are held at several units: choose one."""
    places = error.places if isinstance(error, SeveralPlaces) else ()
    to_village = "board" not in page_of(request).powers.views and request.url.path == "/"
    return page_of(request).show("places", places=places, to_village=to_village)


def broken(request: Request, error: Exception) -> Response:
    """Something went wrong that nobody foresaw. Starlette answers this outside of Guard."""
    log.error("%s %r failed", request.method, loggable(request.url.path), exc_info=error)
    response = refuse(request, BROKEN)
    response.headers.update(headers_at(request.url.path))
    return response


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Any]] = {
    DubanError: by_rule,
    RequestValidationError: by_form,
    HTTPException: missing,
    NoCampaign: none_yet,
    SeveralCampaigns: which_one,
    NotSignedIn: to_the_door,
    ForgedForm: forged,
    SeveralPlaces: which_place,
    Elsewhere: elsewhere,
    Exception: broken,
}
