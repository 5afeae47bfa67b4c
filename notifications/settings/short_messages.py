"""What may be set of the providers of text messages?"""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from pydantic import Field

from notifications.channels.protocol import Channel
from notifications.channels.short_message import Part
from notifications.settings.setup import BASE, Base, Secret, Setup, Timeout, Words
from records.route import Needs

PARTS = "subject（标题）、short（一句话）、link（链接）、path（链接中域名之后的部分）、recipient（收件人）"


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
    base: Base = Field(default="https://dysmsapi.aliyuncs.com", description=BASE)
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.aliyun_sms import AliyunKey, AliyunSmsChannel, AliyunTemplate

        return partial(
            AliyunSmsChannel,
            name,
            AliyunKey(self.access_key_id, self.access_key_secret.get_secret_value()),
            AliyunTemplate(self.sign_name, self.template_code, self.parameters, self.longest),
            base=self.base,
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
    base: Base = Field(default="https://sms.tencentcloudapi.com", description=BASE)
    timeout: Timeout = 10.0

    def opener(self, name: str) -> Callable[[], Channel]:
        from notifications.channels.tencent_sms import TencentKey, TencentSmsChannel, TencentTemplate

        return partial(
            TencentSmsChannel,
            name,
            TencentKey(self.secret_id, self.secret_key.get_secret_value()),
            TencentTemplate(
                self.app_id, self.sign_name, self.template_id, tuple(self.parameters), self.longest
            ),
            region=self.region,
            base=self.base,
            timeout=self.timeout,
        )
