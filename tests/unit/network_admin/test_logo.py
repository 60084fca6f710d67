"""A logo is a small PNG or JPEG file, and is kept as written anew by us."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bridge.errors import InvalidRequest
from bridge.network_admin.logo import written_anew


def file(size: tuple[int, int] = (300, 100), kind: str = "PNG", mode: str = "RGBA", **given: Any) -> bytes:
    written = BytesIO()
    Image.new(mode, size, "navy").save(written, format=kind, **given)
    return written.getvalue()


@pytest.mark.parametrize(
    ("sent", "kind", "size"),
    [
        (file(), "png", (300, 100)),
        (file(mode="P"), "png", (300, 100)),
        (file((2400, 480)), "png", (1200, 240)),
        (file((500, 2000), "JPEG", "RGB"), "jpeg", (120, 480)),
        (file((300, 100), "JPEG", "CMYK"), "jpeg", (300, 100)),
    ],
    ids=["png", "palette", "wide", "high", "for print"],
)
def test_a_picture_is_kept_at_the_size_of_a_receipts(sent: bytes, kind: str, size: tuple[int, int]) -> None:
    logo = written_anew(sent)

    kept = Image.open(BytesIO(logo.image))
    assert (logo.kind, (logo.width, logo.height)) == (kind, size)
    assert (str(kept.format).lower(), kept.size) == (kind, size)
    assert logo.digest == sha256(logo.image).hexdigest()


def test_nothing_but_the_picture_is_kept_and_the_same_file_is_the_same_logo() -> None:
    sent = file() + b"<?php phpinfo();"

    assert b"php" not in written_anew(sent).image
    assert written_anew(sent) == written_anew(file())


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "picture_unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_unreadable"),
        (file(kind="GIF", mode="P"), "picture_unreadable"),
        (file()[:60], "picture_unreadable"),
        (file(mode="RGB", kind="JPEG")[:200], "picture_unreadable"),
        (file((15, 200)), "picture_size"),
        (file((4001, 20)), "picture_size"),
        (b"\0" * 150_001, "picture_large"),
    ],
    ids=["nothing", "svg", "gif", "torn", "torn jpeg", "narrow", "wide", "large"],
)
def test_what_is_no_such_picture_is_refused_with_why(sent: bytes, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        written_anew(sent)

    assert refused.value.params["errors"] == [{"path": "image", "code": code}]
