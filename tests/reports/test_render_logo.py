"""The council's logo, the one picture that a paper may show besides its charts."""

from io import BytesIO

import pytest
from django.core.checks import run_checks
from PIL import Image
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from reports.render.logo import Logo, council_logo, read_logo_address
from reports.render.pdf.laying_out import FETCHER

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>Arms</title></svg>'


def picture(kind, *, mode="RGB", size=(1, 1)):
    """The bytes of an empty picture."""
    file = BytesIO()
    Image.new(mode, size).save(file, kind)
    return file.getvalue()


@pytest.fixture
def logo(tmp_path, settings):
    """Writes a logo, has the settings name it, and says where it is."""

    def write(content):
        path = tmp_path / "logo"
        path.write_bytes(content)
        settings.ORGANISATION_LOGO = str(path)
        return path

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
        (b"\xef\xbb\xbf" + SVG, "image/svg+xml"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
    ],
)
def test_a_logo_is_known_by_how_it_begins(logo, content, kind):
    logo(content)

    assert council_logo() == Logo(content, kind)
    assert council_logo().address.startswith(f"data:{kind};base64,")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "It is no SVG, PNG or JPEG."),
        (b"%PDF-1.7", "It is no SVG, PNG or JPEG."),
        (b"words about <svg", "It is no SVG, PNG or JPEG."),
        (b"<html><svg></svg></html>", "It is no SVG, PNG or JPEG."),
        (SVG[:60], "It is no well-formed SVG: unclosed token: line 1, column 0."),
        (SVG * 20_000, "It has 1,760,000 bytes. A logo has at most 1,000,000."),
        (picture("PNG")[:8] + b"x" * 99, "It is damaged."),
        (
            picture("PNG", mode="1", size=(4000, 3000)),
            "It is 4,000 by 3,000 pixels. A logo has at most 10,000,000 of them.",
        ),
    ],
    ids=["empty", "PDF", "words", "HTML", "cut SVG", "bytes", "damaged PNG", "pixels"],
)
def test_what_cannot_be_printed_is_no_logo_and_the_check_says_why(logo, content, sentence):
    path = logo(content)

    assert council_logo() is None
    warnings = [warning.msg for warning in run_checks() if warning.id == "reports.W001"]
    assert warnings == [f"No paper shows the logo {path}. {sentence}"]


def test_colours_of_a_printing_press_are_printed_as_those_of_a_screen(logo):
    logo(picture("JPEG", mode="CMYK", size=(30, 10)))

    shown = council_logo()

    with Image.open(BytesIO(shown.content)) as made:
        assert (shown.kind, made.format, made.mode, made.size) == (
            *("image/png", "PNG", "RGB"),
            (30, 10),
        )


def test_without_a_file_there_is_no_logo(settings, tmp_path):
    settings.ORGANISATION_LOGO = str(tmp_path / "gone.svg")
    assert council_logo() is None
    assert "It can’t be read: No such file or directory." in str(run_checks())

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
