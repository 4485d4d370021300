"""Covering reports made without a database, with dull fixed defaults, and two published ones."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

from django.conf import settings

from reports.covering.document import build_covering
from reports.models import Committee, CoveringReport, Meeting
from tests.reports.documents import ACTION_PLAN, DATA, LEARNING_REVIEW, make_paper

POLITICAL_AWARENESS = "political-awareness-of-officers"
HIGH_PERFORMANCE = "leading-for-high-performance"
STATUTORY = (
    "Not for publication by virtue of paragraph(s) 1, 3 of Schedule 12A of the Local Government "
    "Act 1972."
)


def make_section(text="", heading="Main issues", kind="text", is_numbered=True):
    return {"kind": kind, "heading": heading, "text": text, "is_numbered": is_numbered}


def make_report(*sections, **fields):
    """A report to be built; a section may be its text alone."""
    read = [make_section(one) if isinstance(one, str) else one for one in sections]
    committee = Committee(name=fields.pop("committee", "Executive"))
    meeting = Meeting(committee=committee, date=fields.pop("date", date(2016, 6, 28)))
    defaults = {"subject": "Progress of the learning review", "report_of": "the Chief Executive"}
    return CoveringReport(meeting=meeting, sections=read, **{**defaults, **fields})


def make_covering(*sections, papers=(), **fields):
    """What such a report says. `papers`: the documents of the papers attached."""
    return built(make_report(*sections, **fields), *papers)


def built(report, *papers):
    attached = [(None, document) for document in papers]
    return build_covering(report, attached, organisation="Sample Council")


def published_report(slug):
    """One of the two published reports, as sample data has it."""
    path = settings.BASE_DIR / "fixtures" / "reports" / f"{slug}.json"
    fields = json.loads(path.read_text("utf-8"))
    sections = fields.pop("sections")
    return make_report(*sections, **{**fields, "date": date.fromisoformat(fields["date"])})


def published_words(slug):
    """What that report said, in the words of its council."""
    return json.loads((DATA / "covering-reports.json").read_text("utf-8"))[slug]


@cache
def bound_papers():
    """Three papers about some of the same rows: public, of another version, exempt."""
    return (
        make_paper(LEARNING_REVIEW),
        replace(make_paper(ACTION_PLAN), appendix="Appendix 2", version=2, statutory=STATUTORY),
        replace(make_paper(LEARNING_REVIEW), appendix="Appendix 3", meeting="Meeting of today"),
    )
