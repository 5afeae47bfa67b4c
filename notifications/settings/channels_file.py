"""Which channels does a file name, in which order of preference, and what is wrong with it?

    [mail]
    type = "smtp"
    url = "env:DUBAN_SMTP_URL"
    from = "督办 <duban@example.cn>"
    concurrency = 2

A value that begins with `env:` is taken from the environment. A refusal names file, section and key, and
says what would be right; values are never shown, since any of them may be a secret.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from notifications.settings.setup import Setup
from notifications.settings.types import TYPES
from notifications.settings.wrong import WrongSetting
from notifications.way import Way

FROM_ENVIRONMENT = "env:"
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_NAME = 32


def read_channels(file: Path, environment: Mapping[str, str]) -> tuple[Way, ...]:
    """The channels of a file, the preferred one first. Raises WrongSetting; opens nothing."""
    sections = _sections(file)
    if not sections:
        raise WrongSetting(f'{file} 没有写任何渠道。每个渠道写一节，如 [mail]，节内写 type = "smtp" 等。')
    return tuple(_way(file, name, section, environment) for name, section in sections.items())


def _sections(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            return tomllib.load(opened)
    except OSError as error:
        raise WrongSetting(
            f"读不到渠道设置文件 {file}（DUBAN_CHANNELS）：{error.strerror or error}。"
        ) from error
    except UnicodeDecodeError:
        raise WrongSetting(f"{file} 不是 UTF-8 编码，请以 UTF-8 保存。") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongSetting(f"{file} 不是正确的 TOML：{error}。文字须加引号。") from None


def _way(file: Path, name: str, section: object, environment: Mapping[str, str]) -> Way:
    where = f"{file} 的 [{name}]"
    if not isinstance(section, dict):
        raise WrongSetting(f"{file}：{name} 应写在某一节中，如 [mail] 之下。")
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise WrongSetting(f"{where}：名称应为小写字母、数字和连字符，至多 {LONGEST_NAME} 个字符，如 mail。")
    given = {key: _resolved(where, key, value, environment) for key, value in section.items()}
    kind = given.pop("type", None)
    model = TYPES.get(kind) if isinstance(kind, str) else None
    if model is None or not isinstance(kind, str):
        raise WrongSetting(f"{where}：type 应为下列之一：{'、'.join(TYPES)}。")
    try:
        return model.model_validate(given).way(name, kind)
    except ValidationError as error:
        raise WrongSetting(f"{where}：{_said(model, error.errors()[0])}。") from None
    except ValueError as error:
        raise WrongSetting(f"{where}：{error}。") from None


def _resolved(where: str, key: str, value: object, environment: Mapping[str, str]) -> object:
    if not isinstance(value, str) or not value.startswith(FROM_ENVIRONMENT):
        return value
    name = value.removeprefix(FROM_ENVIRONMENT)
    found = environment.get(name, "").strip()
    if not found:
        raise WrongSetting(f"{where}：{key} 取自环境变量 {name}，但没有设置这个变量。")
    return found


def _said(model: type[Setup], error: ErrorDetails) -> str:
    """What is wrong with a section, in the reader's words, without what was given."""
    key = str(error["loc"][0])
    described = {(field.validation_alias or name): field for name, field in model.model_fields.items()}
    if error["type"] == "extra_forbidden":
        return f"不认识 {key}；可以写：{'、'.join(map(str, described))}"
    field = described[key]
    if error["type"] == "missing":
        return f"缺少 {key}：{field.description}"
    why = error.get("ctx", {}).get("error")
    return f"{key} 不对：{why}" if isinstance(why, ValueError) else f"{key} 不对，应为：{field.description}"
