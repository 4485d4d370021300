"""The council's logo as an address that needs no server: data. It is the only picture that a paper
may show besides its own charts.
"""

from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from PIL import Image

# By how a file begins; what begins otherwise is no logo.
KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"<svg": "image/svg+xml"}
SVG, PNG = "image/svg+xml", "image/png"
# A larger one would be copied into every part of every paper.
MOST_BYTES = 1_000_000
# A small file may unfold to far more than a paper may take of the memory.
MOST_PIXELS = 10_000_000
# What Pillow says of a picture that it can't read.
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


class NoLogo(Exception):
    """The file of the settings can't be printed; the sentence is for who set it."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture: `kind` as its media type."""

    content: bytes
    kind: str

    @property
    def address(self) -> str:
        """What an <img> on a page that needs nothing else has as its src."""
        return f"data:{self.kind};base64,{b64encode(self.content).decode('ascii')}"


def council_logo() -> Logo | None:
    """The logo of the settings; None where there is none, or none that can be printed."""
    try:
        return read_logo()
    except NoLogo:
        return None


def read_logo() -> Logo | None:
    """The logo of the settings, None where they name none; NoLogo where it can't be printed."""
    if not settings.ORGANISATION_LOGO:
        return None
    try:
        content = Path(settings.ORGANISATION_LOGO).read_bytes()
    except OSError as error:
        raise NoLogo(f"It can’t be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise NoLogo(f"It has {len(content):,} bytes. A logo has at most {MOST_BYTES:,}.")
    return _printable(content)


def read_logo_address(address: str) -> Logo | None:
    """The logo, where the address is the very one that we made of it."""
    logo = council_logo()
    return logo if logo is not None and logo.address == address else None


@lru_cache(maxsize=2)
def _printable(content):
    """The picture as a paper can show it; NoLogo where it is none."""
    kind = _kind(content)
    if not kind:
        raise NoLogo("It is no SVG, PNG or JPEG.")
    if kind == SVG:
        return _drawing(content)
    try:
        with Image.open(BytesIO(content)) as picture:
            return _picture(picture, content, kind)
    except UNREADABLE as error:
        raise NoLogo("It is damaged.") from error


def _kind(content):
    """An SVG may begin with a declaration and comments."""
    if b"<svg" in content[:2000] and content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return SVG
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), "")


def _drawing(content):
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise NoLogo(f"It is no well-formed SVG: {error}.") from error
    if root.tag.rpartition("}")[2] != "svg":
        raise NoLogo("It is no SVG, PNG or JPEG.")
    return Logo(content, SVG)


def _picture(picture, content, kind):
    if picture.width * picture.height > MOST_PIXELS:
        raise NoLogo(
            f"It is {picture.width:,} by {picture.height:,} pixels. A logo has at most "
            f"{MOST_PIXELS:,} of them."
        )
    picture.load()
    if picture.mode != "CMYK":
        return Logo(content, kind)
    # The archive takes no colours of a printing press without the profile of that press.
    file = BytesIO()
    picture.convert("RGB").save(file, "PNG")
    return Logo(file.getvalue(), PNG)
