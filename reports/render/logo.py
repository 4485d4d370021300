"""The council's logo as an address that needs no server: data. It is the only picture that a paper
may show besides its own charts.
"""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# By how a file begins; what begins otherwise is no logo.
KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"<svg": "image/svg+xml"}
# A larger one would be copied into every part of every paper.
MOST_BYTES = 1_000_000


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
    if not settings.ORGANISATION_LOGO:
        return None
    try:
        content = Path(settings.ORGANISATION_LOGO).read_bytes()
    except OSError:
        return None
    kind = _kind(content)
    return Logo(content, kind) if kind and len(content) <= MOST_BYTES else None


def read_logo_address(address: str) -> Logo | None:
    """The logo, where the address is the very one that we made of it."""
    logo = council_logo()
    return logo if logo is not None and logo.address == address else None


def _kind(content):
    """An SVG may begin with a declaration and comments."""
    if b"<svg" in content[:2000] and content.lstrip()[:1] == b"<":
        return KINDS[b"<svg"]
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), "")
