"""What do the error codes of WeCom (企业微信) mean?

From its list of return codes (developer.work.weixin.qq.com/document/path/90455) and its limits
(…/path/90454: who sends too much in a minute is kept out for 60 seconds). Robots and applications share it.
"""

from datetime import timedelta
from typing import Any

from notifications.channels.codes import Codes
from notifications.channels.http import Answer
from notifications.channels.protocol import Unreachable

HOST = "https://qyapi.weixin.qq.com"

CODES = Codes(
    channel={
        -1: "企业微信系统繁忙",
        40001: "应用的 secret 不对，请核对设置",
        40013: "企业 ID 不对，请核对设置",
        40014: "access_token 一再失效，请核对设置",
        40056: "应用的 agentid 不对，请核对设置",
        41001: "请求中没有 access_token，中途可能被改动",
        42001: "access_token 一再失效，请核对设置",
        48002: "应用没有调用该接口的权限",
        60020: "本机的 IP 不在应用的可信 IP 中，请在企业微信管理后台加上",
        93000: "机器人已不在群里，或 key 不对，请核对设置",
        93004: "机器人已停用",
        93008: "机器人不在群里",
        301002: "应用无权操作，请核对 agentid 与 secret 是否属于同一应用",
    },
    message={
        40003: "用户 id 无效，请在人员名单中改正",
        40008: "消息类型不对",
        40031: "用户 id 无效，请在人员名单中改正",
        40033: "消息中有企业微信不接受的字符",
        44004: "消息没有内容",
        45002: "消息太长",
        46004: "企业微信中没有这个用户",
        60111: "企业微信中没有这个用户",
        81013: "用户 id 无效，或不在应用的可见范围内",
    },
    pauses={45009: timedelta(seconds=60), 45033: timedelta(seconds=60)},
)


def check(answer: Answer) -> dict[str, Any]:
    """The answer of a call that succeeded. Raises one of a channel's failures."""
    document = answer.document()
    code = document.get("errcode")
    if not isinstance(code, int):
        raise Unreachable(f"{answer.who} 的答复中没有 errcode，地址可能不对：{answer.quoted(answer.text)}")
    if code != 0:
        raise CODES.failure(answer, code, document.get("errmsg", ""))
    return document
