"""The network's logo on receipts: read from a file, written anew, shown, taken away."""

from __future__ import annotations

import warnings
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Literal

from PIL import Image, UnidentifiedImageError

from bridge.errors import InvalidRequest
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.store.receipts import Logo

#: What a file may be, in bytes, and each side of its picture, in pixels.
LARGEST_FILE, SHORTEST, LONGEST = 150_000, 16, 4000
#: What is kept of it: so much is sharp at the size of a receipt's.
_FITS, _LARGEST_KEPT = (1200, 480), 500_000
_FORMATS: dict[str, Literal["png", "jpeg"]] = {"PNG": "png", "JPEG": "jpeg"}


@dataclass(frozen=True, slots=True)
class LogoTold:
    """The logo that receipts bear now; ``image`` is base64, ``type`` its media type, sides are in pixels."""

    type: str
    width: int
    height: int
    image: str


@dataclass(frozen=True, slots=True)
class LogoAnswer:
    """The logo that receipts bear now, null where they bear none; what a file may be: bytes and pixels."""

    logo: LogoTold | None
    largest_bytes: int
    shortest_side: int
    longest_side: int


def read_logo(services: Services, actor: Actor) -> LogoAnswer:
    """Return the logo that receipts bear now.

    :raises NotAllowed: where the person is no network admin.
    """
    require_network_admin(actor)
    found = services.database.reading(lambda store: store.receipts.logo_used())
    told = LogoTold(f"image/{found.kind}", found.width, found.height, _text(found.image)) if found else None
    return LogoAnswer(told, LARGEST_FILE, SHORTEST, LONGEST)


def save_logo(services: Services, actor: Actor, text: str) -> LogoAnswer:
    """Let receipts bear a picture from now on; ``text`` is a PNG or JPEG file in base64.

    :raises NotAllowed: where the person is no network admin.
    :raises InvalidRequest: where it is no such file, or too large.
    """
    require_network_admin(actor)
    logo, at = written_anew(_file(text)), services.clock.now()
    services.database.transaction(lambda store: store.receipts.use_logo(logo, at, actor.user_id))
    return read_logo(services, actor)


def remove_logo(services: Services, actor: Actor) -> LogoAnswer:
    """Let receipts bear no logo from now on; those that were issued keep theirs.

    :raises NotAllowed: where the person is no network admin.
    """
    require_network_admin(actor)
    services.database.transaction(lambda store: store.receipts.use_no_logo())
    return read_logo(services, actor)


def _file(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except NotBase64:
        raise _wrong("picture_unreadable") from None


def written_anew(file: bytes) -> Logo:
    """Return the picture of a file, written by us: at the size of a receipt, without whatever else the file holds.

    :raises InvalidRequest: where it is no PNG or JPEG file, its picture is broken, or it is too large or too small.
    """
    if len(file) > LARGEST_FILE:
        raise _wrong("picture_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(file), formats=tuple(_FORMATS))
        kind = _FORMATS[str(opened.format)]
        if not SHORTEST <= min(opened.size) <= max(opened.size) <= LONGEST:
            raise _wrong("picture_size")
        opened.load()
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _wrong("picture_unreadable") from None
    except (OSError, SyntaxError, ValueError):  # what Pillow makes of broken files
        raise _wrong("picture_unreadable") from None
    picture = opened.convert("RGB" if kind == "jpeg" else "RGBA")
    picture.thumbnail(_FITS)
    written = BytesIO()
    picture.save(written, format=kind.upper(), **({"quality": 90} if kind == "jpeg" else {"optimize": True}))
    image = written.getvalue()
    if len(image) > _LARGEST_KEPT:
        raise _wrong("picture_large")
    return Logo(sha256(image).hexdigest(), kind, *picture.size, image)


def _wrong(code: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"path": "image", "code": code}])


def _text(image: bytes) -> str:
    return b64encode(image).decode("ascii")
