"""A file is what is in it, not what it is called; a photograph is kept without its place."""

import logging

import pytest

from actions.clean_file import DOCX, JPEG, LARGEST, PNG, WEBP, XLSX, BadFile, cleaned
from actions.clean_file import PDF as A_PDF
from tests.files import (
    AT_THE_COMMUNITY,
    HTML,
    PDF,
    SVG,
    bomb,
    office,
    packed_bomb,
    photo,
    place_in,
    size_of,
)

GOOD: dict[str, tuple[str, bytes, str]] = {
    "a photograph": ("现场.jpg", photo(), JPEG),
    "one with another ending": ("现场.JPEG", photo(), JPEG),
    "a screenshot": ("截图.png", photo("PNG"), PNG),
    "a picture of a browser": ("图.webp", photo("WEBP"), WEBP),
    "a document": ("报告.pdf", PDF, A_PDF),
    "a table": ("花名册.xlsx", office(), XLSX),
    "a text": ("总结.docx", office("word/document.xml"), DOCX),
}


@pytest.mark.parametrize("what", GOOD)
def test_what_may_be_handed_in_is_told_by_its_content(what: str) -> None:
    name, content, kind = GOOD[what]
    taken = cleaned(name, content)
    assert (taken.name, taken.media_type) == (name, kind)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_upright_and_does_not_say_where_it_was_taken(kind: str) -> None:
    raw = photo(kind)
    assert place_in(raw) == AT_THE_COMMUNITY
    taken = cleaned(f"x.{kind.lower()}", raw).content
    assert place_in(taken) == {}
    assert b"exif" not in taken.lower()
    assert size_of(taken) == (20, 40)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_is_kept_where_the_plan_asks_for_it(kind: str) -> None:
    taken = cleaned(f"x.{kind.lower()}", photo(kind), keeps_location=True).content
    assert place_in(taken) == AT_THE_COMMUNITY
    assert size_of(taken) == (20, 40)


def test_what_is_hidden_behind_a_picture_is_not_kept() -> None:
    assert b"<script>" not in cleaned("x.jpg", photo() + HTML).content


def test_the_same_photograph_is_the_same_content() -> None:
    assert cleaned("a.jpg", photo()).content == cleaned("b.jpg", photo()).content


def test_a_name_without_an_ending_gets_the_right_one() -> None:
    assert cleaned("现场照片", photo()).name == "现场照片.jpg"


BAD: dict[str, tuple[str, bytes, str]] = {
    "a page called a photograph": ("现场.jpg", HTML, "不是可以上传的类型"),
    "a drawing that runs": ("图.svg", SVG, "不是可以上传的类型"),
    "a photograph called a document": ("报告.pdf", photo(), "的内容与扩展名不符"),
    "a photograph called a page": ("x.html", photo(), "的内容与扩展名不符"),
    "a picture that is a bomb": ("x.png", bomb(), "万像素"),
    "a text that is a bomb": ("x.docx", packed_bomb(), "解压后过大"),
    "a table with macros": ("x.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "含有宏"),
    "an archive": ("x.zip", office("anything.txt"), "是压缩包"),
    "a broken archive": ("x.xlsx", b"PK\x03\x04" + bytes(50), "已损坏"),
    "half a photograph": ("x.jpg", photo(size=(400, 200))[:700], "不是完整的图片"),
    "half a document": ("x.pdf", PDF[:20], "不是可以上传的类型"),
    "nothing": ("x.jpg", b"", "是空文件"),
    "too much": ("x.pdf", b"%PDF-1.7" + bytes(LARGEST), "超过 10 MB"),
    "a way up": ("../x.jpg", photo(), "含有路径"),
    "a way down": ("a\\x.jpg", photo(), "含有路径"),
    "only dots": ("..", photo(), "含有路径"),
    "a name on two lines": ("a\r\nSet-Cookie: x.jpg", photo(), "不可见字符"),
    "a name that is turned round": ("a\u202egpj.exe", photo(), "不可见字符"),
    "a name without end": ("长" * 200 + ".jpg", photo(), "文件名超过"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_may_not_be_handed_in_is_refused_in_words_and_logged(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    name, content, says = BAD[what]
    with caplog.at_level(logging.WARNING, "duban.files"), pytest.raises(BadFile, match=says) as refusal:
        cleaned(name, content)
    assert "没有提交" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert caplog.records[0].getMessage().startswith(f"refused file {name!r}")
