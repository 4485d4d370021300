"""Files to attach as evidence, and such as nobody should take."""

import io
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

KEPT = Path(__file__).parent / "data" / "evidence"
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{OFFICE}wordprocessingml.document.main+xml"
POWERPOINT = f"{OFFICE}presentationml.presentation.main+xml"
WINDOWS_PROGRAM = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(50) + b"PE\0\0"
EMAIL = (
    b"Received: from mail.example.gov.uk\r\n by mx.example.gov.uk\r\nFrom: sue@example.gov.uk\r\n"
    b"Date: Tue, 31 May 2016 12:00:00 +0100\r\nSubject: Training\r\n\r\n<html>Done.</html>\r\n"
)


def kept(name):
    return (KEPT / name).read_bytes()


def zipped(parts, **options):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return content.getvalue()


def content_types(*types):
    entries = "".join(
        f'<Override PartName="/part{number}.xml" ContentType="{name}"/>'
        for number, name in enumerate(types)
    )
    names = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{names}">{entries}</Types>'


def office(main_part=WORD, *others, types=()):
    """An office file: what its list of contents says, and parts besides."""
    listed = ("[Content_Types].xml", content_types(main_part, *types))
    return zipped([listed, ("word/document.xml", "<document/>"), *others])


def upload(name="minutes.pdf", content=None):
    """A file as a form gets it; by default a PDF document."""
    return SimpleUploadedFile(name, kept("minutes.pdf") if content is None else content)
