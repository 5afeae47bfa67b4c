"""What may be set of the chats of WeCom, DingTalk and Feishu?"""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from notifications.channels.protocol import Channel
from notifications.settings.setup import BASE, Base, Secret, Setup, Timeout, Words
from records.clock import SystemClock
from records.route import Needs

SIGNING = "加签密钥，写作 env:名称；机器人没有启用加签的不写"


class WecomBot(Setup):
    """Into a WeCom group."""

    per_minute: int | None = Field(default=20, ge=1, description="每分钟最多几条；机器人不接受 20 条以上")
    key: Secret = Field(description="机器人 Webhook 地址中 key= 之后的部分，写作 env:名称")
    base: Base = Field(default="https://qyapi.weixin.qq.com", description=BASE)
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.wecom_bot import WecomBot as Bot
        from notifications.channels.wecom_bot import WecomBotChannel

        bot = Bot(self.key.get_secret_value(), self.base, self.timeout)
        return partial(WecomBotChannel, bot)


class WecomApp(Setup):
    """To single members of WeCom, each under their own userid."""

    needs: ClassVar[Needs] = "own"

    corp_id: Words = Field(description="企业 ID，如 ww0000000000000000")
    agent_id: int = Field(ge=1, description="应用的 AgentId，如 1000002")
    secret: Secret = Field(description="应用的 Secret，写作 env:名称")
    form: Literal["markdown", "text"] = Field(
        default="markdown", description="markdown，或 text（成员在微信中接收时）"
    )
    base: Base = Field(default="https://qyapi.weixin.qq.com", description=BASE)
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.wecom_app import WecomApp as App
        from notifications.channels.wecom_app import opener

        secret = self.secret.get_secret_value()
        app = App(self.corp_id, self.agent_id, secret, self.base, self.timeout, self.form)
        return opener(app, SystemClock())


class DingTalk(Setup):
    """Into a DingTalk group."""

    per_minute: int | None = Field(default=20, ge=1, description="每分钟最多几条；机器人不接受 20 条以上")
    access_token: Secret = Field(description="机器人 Webhook 地址中 access_token= 之后的部分，写作 env:名称")
    secret: Secret | None = Field(default=None, description=SIGNING)
    base: Base = Field(default="https://oapi.dingtalk.com", description=BASE)
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.dingtalk import DingTalkBot, DingTalkChannel

        token, secret = self.access_token.get_secret_value(), _shown(self.secret)
        bot = DingTalkBot(token, secret, self.base, self.timeout)
        return partial(DingTalkChannel, bot, SystemClock())


class Feishu(Setup):
    """Into a Feishu group."""

    per_minute: int | None = Field(default=100, ge=1, description="每分钟最多几条；机器人不接受 100 条以上")
    token: Secret = Field(description="机器人 Webhook 地址的最后一段，写作 env:名称")
    secret: Secret | None = Field(default=None, description=SIGNING)
    base: Base = Field(default="https://open.feishu.cn", description=BASE)
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.feishu import FeishuBot, FeishuChannel

        token, secret = self.token.get_secret_value(), _shown(self.secret)
        bot = FeishuBot(token, secret, self.base, self.timeout)
        return partial(FeishuChannel, bot, SystemClock())


def _shown(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
