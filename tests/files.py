"""Files as people hand them in, good ones and bad ones."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

from actions.clean_file import GPS

AT_THE_COMMUNITY = {1: "N", 2: (34.0, 48.0, 1.0), 3: "E", 4: (113.0, 18.0, 2.0)}
TURNED_RIGHT = 6
"""The orientation of a telephone held upright: the picture lies on its side."""

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), colour: str = "green") -> bytes:
    """A photograph lying on its side, with the place where it was taken."""
    notes = Image.Exif()
    notes[0x0112] = TURNED_RIGHT
    notes.get_ifd(GPS).update(AT_THE_COMMUNITY)
    into = BytesIO()
    Image.new("RGB", size, colour).save(into, kind, exif=notes.tobytes())
    return into.getvalue()


def place_in(content: bytes) -> dict[int, object]:
    """Where a picture says that it was taken."""
    return dict(Image.open(BytesIO(content)).getexif().get_ifd(GPS))


def size_of(content: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(content)).size


def bomb() -> bytes:
    """A PNG of a few hundred bytes that would fill ten gigabytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def office(main: str = "xl/workbook.xml", *more: str) -> bytes:
    """An office file whose main part is of that name."""
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as packed:
        for name in ("[Content_Types].xml", main, *more):
            packed.writestr(name, "<x/>")
    return into.getvalue()


def packed_bomb() -> bytes:
    """An office file that is small and unpacks to more than may be."""
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as packed:
        for name in ("[Content_Types].xml", "word/document.xml"):
            packed.writestr(name, bytes(110_000_000))
    return into.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
