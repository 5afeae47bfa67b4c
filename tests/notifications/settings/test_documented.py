"""docs/channels.md: its example is a file that is read, and it shows every type and every key."""

import re
import tomllib
from pathlib import Path

from notifications.settings.channels_file import read_channels
from notifications.settings.types import TYPES

PAGE = (Path(__file__).parents[3] / "docs" / "channels.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
SECTIONS = tomllib.loads(EXAMPLE)

ENVIRONMENT = {
    "DUBAN_SMTP_URL": "smtps://duban:p%40ss@mail.example.cn",
    "DUBAN_WEBHOOK_URL": "https://oa.example.cn/duban",
    "DUBAN_APPRISE_URL": "ntfys://ntfy.example.cn/duban",
}


def environment() -> dict[str, str]:
    named = re.findall(r'"env:(\w+)"', EXAMPLE)
    return {name: ENVIRONMENT.get(name, "geheim") for name in named}


def test_the_example_is_read_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "channels.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    ways = read_channels(file, environment())
    assert [way.name for way in ways] == list(SECTIONS)
    assert {way.name: way.needs for way in ways if way.needs != "nothing"} == {
        "mail": "email",
        "sms": "phone",
        "sms-reserve": "phone",
        "wecom": "own",
    }
    for way in ways:
        way.open().close()


def test_every_type_and_every_key_of_it_is_shown() -> None:
    shown = {section["type"]: set(section) - {"type"} for section in SECTIONS.values()}
    assert set(shown) == set(TYPES)
    for_all = {"concurrency", "per_minute"}
    for name, model in TYPES.items():
        keys = {str(field.validation_alias or key) for key, field in model.model_fields.items()}
        assert shown[name] | for_all == keys | for_all, name


def test_every_type_says_whose_address_it_takes() -> None:
    (table,) = re.findall(r"## Whose address\n(.*?)\n## ", PAGE, re.DOTALL)
    assert set(re.findall(r"`([a-z-]+)`", table)) >= set(TYPES)


def test_every_key_says_what_would_be_right() -> None:
    for model in TYPES.values():
        for key, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{key}"
