"""Which types of channel are there?"""

from collections.abc import Mapping

from notifications.settings.chats import DingTalk, Feishu, WecomApp, WecomBot
from notifications.settings.letters import Console, File, Smtp
from notifications.settings.open_ends import Apprise, Webhook
from notifications.settings.setup import Setup
from notifications.settings.short_messages import AliyunSms, TencentSms

TYPES: Mapping[str, type[Setup]] = {
    "console": Console,
    "file": File,
    "smtp": Smtp,
    "wecom-bot": WecomBot,
    "wecom-app": WecomApp,
    "dingtalk": DingTalk,
    "feishu": Feishu,
    "aliyun-sms": AliyunSms,
    "tencent-sms": TencentSms,
    "webhook": Webhook,
    "apprise": Apprise,
}
