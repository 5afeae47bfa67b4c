"""What has just been done travels as a code and numbers, never as text."""

from datetime import date

import pytest

from web.said import Said, read_said, stepped


def test_a_step_names_only_what_happened() -> None:
    day = date(2012, 6, 11).toordinal()
    assert stepped(day, 0, 0, 0, 0).sentence == "已到6月11日（星期一）。时限检查：没有到期事项。"
    assert stepped(day, 2, 3, 0, 1).sentence.endswith("状态变动 2 项，发出提醒 3 条，提请专项督查 1 项。")


def test_it_survives_the_cookie() -> None:
    said = Said("ordered", (12, date(2012, 6, 15).toordinal()))
    assert read_said(str(said)) == said


@pytest.mark.parametrize(
    "cookie",
    [
        None,
        "",
        "hacked",
        "ordered",
        "ordered.x",
        "ordered.1",
        "ordered.1.0",
        "ordered.1.2.3",
        "ordered.1.999999999",
        "closed.１",
        "closed.-1",
        "<script>",
        "stepped.1.2",
        "closed." + "9" * 5000,
    ],
)
def test_what_duban_has_not_written_is_not_said(cookie: str | None) -> None:
    assert read_said(cookie) is None
