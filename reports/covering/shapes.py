"""What a covering report and a template for it have in common, as plain data: who reports, what the
cover names, and the sections in their order; and the shapes that are there ready made.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from people.directory import one_line
from recommendations.kept_text import kept_text
from reports.covering.text import ReportTextTooLong, clean_report_text
from reports.models import Numbering

MAX_REPORT = 500_000
TOO_LONG = (
    "The sections hold {count:,} characters together. A report can hold {most:,}: shorten them, or "
    "attach a part as a paper."
)
READY = settings.BASE_DIR / "fixtures" / "report_templates.json"


@dataclass(frozen=True, slots=True)
class ReportShape:
    """`implications` and `sections` as the models keep them."""

    report_of: str = ""
    has_wards: bool = False
    wards: str = ""
    implications: list[dict[str, Any]] = field(default_factory=list)
    numbering: str = Numbering.THROUGH
    sections: list[dict[str, Any]] = field(default_factory=list)


NAMES = tuple(ReportShape.__dataclass_fields__)


def shape_of(row) -> ReportShape:
    """The shape of a report or a template."""
    return ReportShape(**{name: getattr(row, name) for name in NAMES})


def give_shape(row, shape: ReportShape):
    """Set a shape, cleaned, on a report or a template that is then saved. ValidationError, by
    field, for a text that is too long.
    """
    for name in NAMES:
        setattr(row, name, getattr(shape, name))
    row.report_of, row.wards = one_line(shape.report_of), one_line(shape.wards)
    row.implications = [{**one, "heading": one_line(one["heading"])} for one in shape.implications]
    row.sections = [
        {**one, "heading": one_line(one["heading"]), "text": kept_section(one["text"])}
        for one in shape.sections
    ]
    count = sum(len(section["text"]) for section in row.sections)
    if count > MAX_REPORT:
        said = TOO_LONG.format(count=count, most=MAX_REPORT)
        raise ValidationError({"sections": ValidationError(said, code="too_long")})


def kept_section(text: str) -> str:
    """The text of a section as it is kept; ValidationError when it is too long."""
    try:
        return clean_report_text(text)
    except ReportTextTooLong as error:
        raise ValidationError(str(error), code="too_long") from error


def ready_shapes() -> dict[str, tuple[str, ReportShape]]:
    """The shapes that are there ready made: name and shape by a short key."""
    ready = json.loads(READY.read_text("utf-8"))
    return {one["key"]: (one["name"], ReportShape(**one["shape"])) for one in ready}


def kept_name(words: str, *, missing: str) -> str:
    """A name or a subject on one line; ValidationError with `missing` for nothing."""
    return one_line(kept_text(words, missing=missing))
