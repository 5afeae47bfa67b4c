"""What may be set of what leads elsewhere: to a program of the office's own, or to what Apprise knows?"""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from notifications.channels.protocol import Channel
from notifications.settings.setup import Secret, Setup, Timeout
from records.clock import SystemClock


def _place(url: SecretStr) -> SecretStr:
    from notifications.channels.apprise_url import place

    place(url.get_secret_value())
    return url


class Webhook(Setup):
    """To a program of the office's own."""

    url: Secret = Field(description="接收通知的地址，如 https://oa.example.cn/duban，写作 env:名称")
    secret: Secret = Field(description="签名密钥，whsec_ 开头的 base64 或任意文字，写作 env:名称")
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.webhook import Webhook as Hook
        from notifications.channels.webhook import WebhookChannel

        hook = Hook(self.url.get_secret_value(), self.secret.get_secret_value(), self.timeout)
        opened = partial(WebhookChannel, hook, SystemClock())
        opened()  # what it refuses is said now
        return opened


class Apprise(Setup):
    """By whatever else Apprise knows."""

    url: Annotated[Secret, AfterValidator(_place)] = Field(
        description="Apprise 的地址，如 ntfys://host/topic，写作 env:名称"
    )

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.apprise_url import AppriseChannel

        return partial(AppriseChannel, name, self.url.get_secret_value())
