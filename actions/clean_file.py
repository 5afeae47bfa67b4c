"""Is a file what it says it is, and what of it may be kept (佐证材料)?

Judged by what is in it, never by what the browser says of it. Pictures are decoded whole and written anew:
upright, without the place and the device that a telephone notes in them, and without whatever else was
hidden in the file. Photographs inside office files are left as they are.
"""

import logging
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

from actions.errors import BadInput

log = logging.getLogger("duban.files")

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""

MOST_PIXELS = 40_000_000
"""Of one picture: in memory each takes three or four bytes."""

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 5_000
"""Of an office file, which is a zip."""

LONGEST_NAME = 120

GPS = 0x8825
"""The part of a picture's notes that says where it was taken."""

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument"
XLSX, DOCX = f"{OFFICE}.spreadsheetml.sheet", f"{OFFICE}.wordprocessingml.document"

SUFFIXES: dict[str, tuple[str, ...]] = {
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    PDF: (".pdf",),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
}
"""What may be handed in, with the endings that its name may have."""


@dataclass(frozen=True, slots=True)
class Writer:
    """How pictures of a kind are written; one in another mode is turned into the first."""

    format: str
    modes: tuple[str, ...]
    how: dict[str, int]


WRITERS: dict[str, Writer] = {
    JPEG: Writer("JPEG", ("RGB", "L"), {"quality": 90}),
    PNG: Writer("PNG", ("RGBA", "RGB", "LA", "L", "1", "I;16"), {}),
    WEBP: Writer("WEBP", ("RGBA", "RGB"), {"quality": 90}),
}

KINDS_ZH = "JPEG、PNG、WebP 图片和 PDF、XLSX、DOCX 文件"

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Signs that do not show in a name, or turn it round."""


class BadFile(BadInput):
    """A file that is not taken; the message says why, and what would be right."""


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes


def cleaned(name: str, content: bytes, *, keeps_location: bool = False) -> CleanFile:
    """The file as it may be kept; raises BadFile, which also stands in the log."""
    _check_name(name)
    if not content:
        raise _refused(name, "是空文件，请重新选择")
    if len(content) > LARGEST:
        raise _refused(name, f"超过 {LARGEST // 1024 // 1024} MB，请压缩后再上传")
    kind = _kind_of(name, content)
    path = PurePosixPath(name)
    if path.suffix and path.suffix.lower() not in SUFFIXES[kind]:
        right = "或".join(SUFFIXES[kind])
        raise _refused(name, f"的内容与扩展名不符（按内容应为 {right}），请确认没有选错文件")
    if kind in WRITERS:
        content = _written_anew(name, kind, content, keeps_location)
    return CleanFile(name if path.suffix else name + SUFFIXES[kind][0], kind, content)


def _check_name(name: str) -> None:
    if any(unicodedata.category(sign) in HIDDEN for sign in name):
        raise _refused(name, "的文件名含有换行等不可见字符，请改名后再上传")
    if "/" in name or "\\" in name or ".." in name or name.strip(". ") == "":
        raise _refused(name, "的文件名含有路径，请只用文件名")
    if len(name) > LONGEST_NAME:
        raise _refused(name, f"的文件名超过 {LONGEST_NAME} 字，请改短后再上传")


def _kind_of(name: str, content: bytes) -> str:
    """The kind by its content."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(name, content)
    raise _refused(name, f"不是可以上传的类型。可以上传 {KINDS_ZH}")


def _office_kind(name: str, content: bytes) -> str:
    """What a zip is, of which only the list of entries is read."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
    except (BadZipFile, ValueError, NotImplementedError, EOFError):
        raise _refused(name, "已损坏，无法识别") from None
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > LARGEST_UNPACKED:
        raise _refused(name, "解压后过大，请另存后再上传")
    names = {one.filename for one in entries}
    if any(one.endswith("vbaProject.bin") for one in names):
        raise _refused(name, "含有宏，请另存为不含宏的文件后再上传")
    if "[Content_Types].xml" in names:
        for part, kind in (("xl/workbook.xml", XLSX), ("word/document.xml", DOCX)):
            if part in names:
                return kind
    raise _refused(name, f"是压缩包，不能上传。可以上传 {KINDS_ZH}")


def _written_anew(name: str, kind: str, content: bytes, keeps_location: bool) -> bytes:
    """A picture upright and with nothing beside it, but for its place if that is wanted."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # only here: it takes a while to load

    try:
        with Image.open(BytesIO(content), formats=(WRITERS[kind].format,)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _refused(name, f"超过 {MOST_PIXELS // 10_000} 万像素，请缩小后再上传")
            place = dict(picture.getexif().get_ifd(GPS)) if keeps_location else {}
            upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refused(name, f"超过 {MOST_PIXELS // 10_000} 万像素，请缩小后再上传") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError):
        raise _refused(name, "不是完整的图片，请重新拍摄或选择") from None
    notes: dict[str, Any] = {}
    if place:
        exif = Image.Exif()
        exif.get_ifd(GPS).update(place)
        notes["exif"] = exif.tobytes()
    writer = WRITERS[kind]
    plain = upright if upright.mode in writer.modes else upright.convert(writer.modes[0])
    plain.info = {}
    written = BytesIO()
    plain.save(written, writer.format, **writer.how, **notes)
    return written.getvalue()


def _refused(name: str, why: str) -> BadFile:
    log.warning("refused file %r: %s", name, why)
    return BadFile(f"文件“{_shown(name)}”{why}。没有提交，其他内容也没有保存。")


def _shown(name: str) -> str:
    """A name as it can be shown: without what does not show, and not too long."""
    plain = "".join("�" if unicodedata.category(sign) in HIDDEN else sign for sign in name)
    return plain if len(plain) <= 60 else f"{plain[:57]}…"
