"""What may be set of each type of channel?"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr

from notifications.channels.protocol import Channel
from notifications.channels.short_message import Part
from notifications.settings.setup import BASE, Base, Secret, Setup, Timeout, Words
from notifications.way import Needs

PARTS = "subject（标题）、short（一句话）、link（链接）、path（链接中域名之后的部分）、recipient（收件人）"


def _sender(text: str) -> str:
    from notifications.settings.mail_address import sender_address

    sender_address(text)
    return text


def _server(url: SecretStr) -> SecretStr:
    from notifications.settings.mail_address import smtp_server

    smtp_server(url.get_secret_value())
    return url


def _place(url: SecretStr) -> SecretStr:
    from notifications.channels.apprise_url import place

    place(url.get_secret_value())
    return url


Sender = Annotated[str, AfterValidator(_sender)]
SENDER = "发件人，如：督办 <duban@example.cn>"


class Console(Setup):
    """On the terminal."""

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.console import ConsoleChannel

        return partial(ConsoleChannel, name=name)


class File(Setup):
    """As files, one e-mail each."""

    folder: Words = Field(description="存放邮件文件的文件夹，如 /var/spool/duban")
    sender: Sender | None = Field(default=None, validation_alias="from", description=f"{SENDER}；可以不写")

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.file import NOBODY, FileChannel
        from notifications.settings.mail_address import sender_address

        sender = NOBODY if self.sender is None else sender_address(self.sender)
        return partial(FileChannel, Path(self.folder).expanduser(), sender, name)


class Smtp(Setup):
    """By e-mail."""

    needs: ClassVar[Needs] = "email"

    url: Annotated[Secret, AfterValidator(_server)] = Field(
        description="邮件服务器，如 smtp://用户:密码@主机:25?starttls=1，或 smtps://用户:密码@主机"
    )
    sender: Sender = Field(validation_alias="from", description=SENDER)

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.smtp import SmtpChannel
        from notifications.settings.mail_address import sender_address, smtp_server

        server, sender = smtp_server(self.url.get_secret_value()), sender_address(self.sender)
        return partial(SmtpChannel, server, sender, name=name)


class AliyunSms(Setup):
    """By text message, through Alibaba Cloud."""

    needs: ClassVar[Needs] = "phone"

    access_key_id: Words = Field(description="AccessKey ID")
    access_key_secret: Secret = Field(description="AccessKey Secret，写作 env:名称")
    sign_name: Words = Field(description="已审核通过的短信签名")
    template_code: Words = Field(description="已审核通过的模板代码，如 SMS_000000000")
    parameters: dict[str, Part] = Field(
        description=f'模板变量由什么填写，如 {{ what = "short", where = "path" }}；可填 {PARTS}'
    )
    longest: int | None = Field(default=None, ge=2, description="一个变量最多几个字，多的截去，如 35")
    base: Base | None = BASE
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.aliyun_sms import BASE as ALIYUN
        from notifications.channels.aliyun_sms import AliyunKey, AliyunSmsChannel, AliyunTemplate

        return partial(
            AliyunSmsChannel,
            name,
            AliyunKey(self.access_key_id, self.access_key_secret.get_secret_value()),
            AliyunTemplate(self.sign_name, self.template_code, self.parameters, self.longest),
            base=self.base or ALIYUN,
            timeout=self.timeout,
        )


class TencentSms(Setup):
    """By text message, through Tencent Cloud."""

    needs: ClassVar[Needs] = "phone"

    secret_id: Words = Field(description="SecretId")
    secret_key: Secret = Field(description="SecretKey，写作 env:名称")
    app_id: Words = Field(description='短信应用的 SdkAppId，须加引号，如 "1400000000"')
    sign_name: Words = Field(description="已审核通过的短信签名内容")
    template_id: Words = Field(description='已审核通过的模板 ID，须加引号，如 "1110"')
    parameters: list[Part] = Field(
        description=f'模板变量 {{1}}、{{2}}……依次由什么填写，如 ["short", "path"]；可填 {PARTS}'
    )
    longest: int | None = Field(default=None, ge=2, description="一个变量最多几个字，多的截去，如 12")
    region: Words = Field(default="ap-guangzhou", description="地域，如 ap-guangzhou")
    base: Base | None = BASE
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.tencent_sms import BASE as TENCENT
        from notifications.channels.tencent_sms import TencentKey, TencentSmsChannel, TencentTemplate

        return partial(
            TencentSmsChannel,
            name,
            TencentKey(self.secret_id, self.secret_key.get_secret_value()),
            TencentTemplate(
                self.app_id, self.sign_name, self.template_id, tuple(self.parameters), self.longest
            ),
            region=self.region,
            base=self.base or TENCENT,
            timeout=self.timeout,
        )


class Apprise(Setup):
    """By whatever else Apprise knows."""

    url: Annotated[Secret, AfterValidator(_place)] = Field(
        description="Apprise 的地址，如 ntfys://host/topic，写作 env:名称"
    )

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.apprise_url import AppriseChannel

        return partial(AppriseChannel, name, self.url.get_secret_value())


TYPES: Mapping[str, type[Setup]] = {
    "console": Console,
    "file": File,
    "smtp": Smtp,
    "aliyun-sms": AliyunSms,
    "tencent-sms": TencentSms,
    "apprise": Apprise,
}
