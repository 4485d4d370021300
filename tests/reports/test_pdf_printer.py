"""The hash of what decides how a paper is printed."""

import re

from reports.render.pdf import PRINTER
from reports.render.pdf.printer import printer_hash


def test_the_same_printer_has_the_same_hash():
    assert re.fullmatch("[0-9a-f]{64}", PRINTER)
    assert printer_hash() == PRINTER


def test_another_name_colour_or_logo_is_another_printer(settings, tmp_path):
    hashes = [printer_hash()]

    settings.ORGANISATION_NAME = "Another Council"
    hashes.append(printer_hash())
    settings.SITE_COLOUR = "#123456"
    hashes.append(printer_hash())
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg/>")
    settings.ORGANISATION_LOGO = str(logo)
    hashes.append(printer_hash())
    logo.write_text("<svg> </svg>")
    hashes.append(printer_hash())

    assert len(set(hashes)) == 5


def test_another_style_template_or_code_is_another_printer(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    hashes = [printer_hash()]

    for name in ("static/css/appendix.css", "templates/reports/_key.html", "reports/render/a.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("new")
        hashes.append(printer_hash())

    assert len(set(hashes)) == 4
