"""Channels from a file: in order of preference, and what is wrong is said without a secret."""

import subprocess
import sys
from email.headerregistry import Address
from pathlib import Path

import pytest

from notifications.channels.file import FileChannel
from notifications.channels.wecom_app import WecomAppChannel
from notifications.settings import WrongSetting, ways_from_environment
from notifications.way import Way

MAIL = (
    'type = "smtp"\nurl = "smtp://u:geheim@mail.example?starttls=1"\nfrom = "督办 <duban@gongyelu.example>"'
)
ALIYUN = """type = "aliyun-sms"
access_key_id = "LTAI-example"
access_key_secret = "geheim"
sign_name = "工业路街道"
template_code = "SMS_000000001"
parameters = { what = "short", where = "path" }"""
TENCENT = """type = "tencent-sms"
secret_id = "AKID-example"
secret_key = "geheim"
app_id = "1400000001"
sign_name = "工业路街道"
template_id = "1110"
parameters = ["short", "path"]"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "channels.toml"


def read(file: Path, text: str, **environment: str) -> tuple[Way, ...]:
    file.write_text(text, encoding="utf-8")
    return ways_from_environment({"DUBAN_CHANNELS": str(file), **environment})


def refusal(file: Path, text: str, **environment: str) -> str:
    with pytest.raises(WrongSetting) as refused:
        read(file, text, **environment)
    chain: BaseException | None = refused.value
    while chain is not None:
        assert "geheim" not in str(chain)
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return str(refused.value)


def test_the_order_of_the_file_is_the_order_of_preference(file: Path) -> None:
    ways = read(
        file, f"[sms]\n{ALIYUN}\nper_minute = 60\n[mail]\n{MAIL}\nconcurrency = 4\n[sms-2]\n{TENCENT}"
    )
    assert [(way.name, way.needs, way.concurrency, way.per_minute) for way in ways] == [
        ("sms", "phone", 1, 60),
        ("mail", "email", 4, None),
        ("sms-2", "phone", 1, None),
    ]


@pytest.mark.parametrize(
    "section",
    [
        MAIL,
        ALIYUN,
        TENCENT,
        'type = "console"',
        'type = "file"\nfolder = "/var/spool/duban"',
        'type = "apprise"\nurl = "json://127.0.0.1:9/x"',
    ],
)
def test_each_sender_opens_a_channel_of_its_own_that_bears_the_section_s_name(
    file: Path, section: str
) -> None:
    (way,) = read(file, f"[mine]\n{section}")
    first, second = way.open(), way.open()
    assert (first.name, second.name) == ("mine", "mine")
    assert first is not second
    assert "geheim" not in f"{first!r} {way!r}"
    first.close()


def test_a_secret_may_stand_in_the_environment(file: Path) -> None:
    text = f"[mail]\n{MAIL.replace('smtp://u:geheim@mail.example?starttls=1', 'env:URL')}"
    (way,) = read(file, text, URL="smtps://u:p@mail.example")
    assert way.open().name == "mail"
    assert "[mail]：url 取自环境变量 URL，但没有设置这个变量。" in refusal(file, text)


def test_what_the_environment_says_is_checked_too(file: Path) -> None:
    text = '[mail]\ntype = "smtp"\nurl = "env:URL"\nfrom = "duban@gongyelu.example"'
    assert "url 不对：密码不应明文传送" in refusal(file, text, URL="smtp://u:geheim@mail.example")


def test_a_folder_may_have_a_sender(file: Path) -> None:
    (way,) = read(file, '[file]\ntype = "file"\nfolder = "~/mail"\nfrom = "督办 <duban@gongyelu.example>"')
    channel = way.open()
    assert isinstance(channel, FileChannel)
    assert channel.folder == Path("~/mail").expanduser()
    assert channel.sender == Address("督办", "duban", "gongyelu.example")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有写任何渠道"),
        ("[mail", "不是正确的 TOML"),
        ("[mail]\nurl = geheim", "不是正确的 TOML"),
        ('[mail]\nurl = "a"\nurl = "geheim"', "不是正确的 TOML"),
        ('type = "smtp"', "type 应写在某一节中"),
        ('[Mail]\ntype = "console"', "[Mail]：名称应为小写字母"),
        (f'[{"m" * 33}]\ntype = "console"', "名称应为小写字母"),
        ("[mail]\nconcurrency = 2", "[mail]：type 应为下列之一：console、file、smtp、"),
        ('[mail]\ntype = "geheim"', "[mail]：type 应为下列之一：console、file、smtp、"),
        ("[mail]\ntype = [1]", "[mail]：type 应为下列之一"),
        ('[mail]\ntype = "smtp"\nfrom = "d@e.cn"', "[mail]：缺少 url：邮件服务器，如 smtp://用户:密码@"),
        ('[mail]\ntype = "smtp"\nurl = "smtp://m"', "[mail]：缺少 from：发件人"),
        (
            f'[mail]\n{MAIL}\npassword = "geheim"',
            "[mail]：不认识 password；可以写：concurrency、",
        ),
        (f"[mail]\n{MAIL}\nconcurrency = 0", "[mail]：concurrency 不对，应为：同时发出几条，1 到 64"),
        (f'[mail]\n{MAIL}\nconcurrency = "geheim"', "concurrency 不对"),
        (f"[mail]\n{MAIL}\nper_minute = 1.5", "per_minute 不对，应为：每分钟最多几条"),
        (
            '[mail]\ntype = "smtp"\nurl = "http://geheim"\nfrom = "d@e.cn"',
            "url 不对：须以 smtp:// 或 smtps://",
        ),
        ('[mail]\ntype = "smtp"\nurl = 25\nfrom = "d@e.cn"', "url 不对，应为：邮件服务器"),
        ('[mail]\ntype = "smtp"\nurl = "smtp://m"\nfrom = "geheim"', "from 不对：不是发件人地址"),
        ('[file]\ntype = "file"\nfolder = ""', "folder 不对，应为：存放邮件文件的文件夹"),
        ('[file]\ntype = "file"\nfolder = "f"\nfrom = "geheim"', "from 不对：不是发件人地址"),
        (f"[sms]\n{ALIYUN.replace('short', 'geheim')}", "parameters 不对，应为：模板变量由什么填写"),
        (f"[sms]\n{ALIYUN}\nlongest = 1", "longest 不对，应为：一个变量最多几个字"),
        (f'[sms]\n{ALIYUN}\nbase = "ftp://geheim"', "base 不对：地址须以 https:// 开头并写明主机"),
        (f"[sms]\n{ALIYUN}\nbase = 1", "base 不对，应为：服务地址"),
        (f"[sms]\n{ALIYUN}\ntimeout = 0", "timeout 不对，应为：每一步最多等几秒"),
        (f"[sms]\n{TENCENT.replace(chr(34) + '1110' + chr(34), '1110')}", "template_id 不对，应为："),
        (f"[sms]\n{TENCENT.replace('path', 'all')}", "parameters 不对，应为：模板变量 {1}、{2}"),
        ('[oa]\ntype = "webhook"\nurl = "ftp://geheim"\nsecret = "x"', "[oa]：地址须以 https:// 开头"),
        ('[oa]\ntype = "webhook"\nurl = "https://oa.example"\nsecret = "whsec_*geheim"', "须是 base64"),
        ('[wecom]\ntype = "wecom-app"\ncorp_id = "ww0"\nagent_id = "1"\nsecret = "x"', "agent_id 不对"),
        ('[wecom]\ntype = "wecom-bot"\nkey = ""', "key 不对，应为：机器人 Webhook 地址中 key= 之后"),
        ('[ntfy]\ntype = "apprise"\nurl = "geheim"', "url 不对：Apprise 不认识这个地址"),
    ],
)
def test_what_is_wrong_is_said_with_file_section_and_key(file: Path, text: str, said: str) -> None:
    message = refusal(file, text)
    assert said in message
    assert str(file) in message
    assert message.endswith("。")
    assert "None" not in message


def test_robots_are_not_asked_for_more_than_they_take_unless_one_says_so(file: Path) -> None:
    robots = {"wecom-bot": "key", "dingtalk": "access_token", "feishu": "token"}
    text = "\n".join(f'[{kind}]\ntype = "{kind}"\n{key} = "x"' for kind, key in robots.items())
    assert [way.per_minute for way in read(file, text)] == [20, 20, 100]
    assert [way.per_minute for way in read(file, f"{text}\nper_minute = 5")] == [20, 20, 5]


def test_senders_of_one_application_share_its_token(file: Path) -> None:
    text = '[wecom]\ntype = "wecom-app"\ncorp_id = "ww0"\nagent_id = 1\nsecret = "geheim"'
    (way,) = read(file, text)
    first, second = way.open(), way.open()
    assert isinstance(first, WecomAppChannel)
    assert isinstance(second, WecomAppChannel)
    assert first is not second
    assert first._token is second._token


def test_a_file_that_is_not_there_or_no_text_is_said(file: Path) -> None:
    with pytest.raises(WrongSetting, match=r"读不到渠道设置文件 .*channels\.toml"):
        ways_from_environment({"DUBAN_CHANNELS": str(file)})
    file.write_bytes("# 督办".encode("gb18030"))
    with pytest.raises(WrongSetting, match="不是 UTF-8 编码"):
        ways_from_environment({"DUBAN_CHANNELS": str(file)})


def test_reading_the_settings_loads_nothing_that_is_not_used(file: Path) -> None:
    file.write_text(f"[mail]\n{MAIL}", encoding="utf-8")
    code = (
        "import sys; from notifications.settings import ways_from_environment as read;"
        f"read({{'DUBAN_CHANNELS': {str(file)!r}}});"
        "print(*[name for name in sys.modules if name in ('httpx', 'apprise') or"
        " name.startswith('notifications.channels.') and name.rpartition('.')[2] not in"
        " ('protocol', 'smtp', 'short_message')])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
