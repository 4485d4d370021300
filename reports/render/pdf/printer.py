"""What decides how a paper is printed, other than the paper: a print that was kept is as good as a
new one for as long as this stays the same.
"""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from weasyprint.text.ffi import pango

from reports.render.logo import council_logo

LIBRARIES = ("Django", "fonttools", "pikepdf", "pydyf", "tinycss2", "tinyhtml5", "weasyprint")
# Words, styles and code; more than needed rather than less.
FILES = (
    ("static/css", "*.css"),
    ("templates/reports", "*.html"),
    ("reports/render", "**/*.py"),
    ("reports/figures", "*.py"),
    ("reports/templatetags", "*.py"),
    ("recommendations", "*.py"),
)


def printer_hash() -> str:
    """The SHA-256 of styles, templates and code, of the libraries' versions and of the council's
    settings.
    """
    logo = council_logo()
    said = [
        *(f"{library} {version(library)}" for library in LIBRARIES),
        f"pango {pango.pango_version()}",
        *(str(getattr(settings, name)) for name in _SETTINGS),
        sha256(logo.content).hexdigest() if logo else "",
        *(f"{path.relative_to(settings.BASE_DIR)} {_hash(path)}" for path in _files()),
    ]
    return sha256("\n".join(said).encode()).hexdigest()


_SETTINGS = ("ORGANISATION_NAME", "SITE_COLOUR", "SITE_COLOUR_DARK", "LANGUAGE_CODE", "TIME_ZONE")


def _files() -> list[Path]:
    found = (settings.BASE_DIR.joinpath(folder).glob(pattern) for folder, pattern in FILES)
    return sorted(path for paths in found for path in paths)


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


# Of this process: whoever changes a setting or a file starts it anew.
PRINTER = printer_hash()
