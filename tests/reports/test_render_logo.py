"""The council's logo, the one picture that a paper may show besides its charts."""

import pytest
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from reports.render.logo import Logo, council_logo, read_logo_address
from reports.render.pdf.laying_out import FETCHER

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>Arms</title></svg>'


@pytest.fixture
def logo(tmp_path, settings):
    """Writes a logo, and has the settings name it."""

    def write(content):
        path = tmp_path / "logo"
        path.write_bytes(content)
        settings.ORGANISATION_LOGO = str(path)

    return write


def pictures_of(address):
    """How wide the pictures are that a page with this address shows."""
    html = f'<img alt="Arms" src="{address}">'
    [page] = HTML(string=html, url_fetcher=FETCHER).render(font_config=FontConfiguration()).pages
    boxes = page._page_box.descendants()
    return [box.width for box in boxes if getattr(box, "replacement", None) is not None]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (SVG, "image/svg+xml"),
        (b'<?xml version="1.0"?>\n<!-- arms -->\n' + SVG, "image/svg+xml"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
    ],
)
def test_a_logo_is_known_by_how_it_begins(logo, content, kind):
    logo(content)

    assert council_logo() == Logo(content, kind)
    assert council_logo().address.startswith(f"data:{kind};base64,")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"words about <svg", SVG * 20_000])
def test_what_is_no_picture_or_too_large_is_no_logo(logo, content):
    logo(content)

    assert council_logo() is None


def test_without_a_file_there_is_no_logo(settings, tmp_path):
    settings.ORGANISATION_LOGO = str(tmp_path / "gone.svg")
    assert council_logo() is None

    settings.ORGANISATION_LOGO = ""
    assert council_logo() is None


def test_only_the_very_address_of_the_logo_is_read(logo):
    logo(SVG)

    assert read_logo_address(council_logo().address) == Logo(SVG, "image/svg+xml")
    assert read_logo_address(Logo(SVG + b" ", "image/svg+xml").address) is None


def test_a_page_shows_the_logo_and_no_other_picture(logo):
    logo(SVG)

    assert pictures_of(council_logo().address) == [10]
    assert pictures_of(Logo(SVG + b" ", "image/svg+xml").address) == []
