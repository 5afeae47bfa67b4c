"""Which files does a page load besides itself, and for how long may a browser keep them?

They come with the package and are read once. Their address carries a hash of what is in them, so
that a browser keeps them for a year and still never shows an old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

A_YEAR = "public, max-age=31536000, immutable"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to be sent."""

    content: bytes
    media_type: str
    digest: str


@dataclass(frozen=True)
class Assets:
    """All files that pages load, by name."""

    known: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """The address of a file; raises KeyError for one that is not there."""
        return f"/static/{name}?v={self.known[name].digest}"


def read_assets() -> Assets:
    """Everything in web/static that has a known type."""
    found: dict[str, Asset] = {}
    for file in (files("web") / "static").iterdir():
        kind = TYPES.get(f".{file.name.rpartition('.')[2]}")
        if kind is not None:
            content = file.read_bytes()
            found[file.name] = Asset(content, kind, sha256(content).hexdigest()[:12])
    return Assets(found)


@router.get("/static/{name}")
def asset(request: Request, name: str, v: str = "") -> Response:
    """One file. Asked for with the hash of what it is now, it may be kept for a year."""
    assets: Assets = request.app.state.face.assets
    found = assets.known.get(name)
    if found is None:
        raise HTTPException(404)
    keep = A_YEAR if v == found.digest else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": keep})
