"""What stands at the head of a paper, and the layout that it is printed in: as its appendix has it,
else as the plan is usually reported.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from reports.models import Appendix, Committee, Layout, PlanLayout
from reports.table_rows import Grouping, Rows

# For a plan that nobody has laid out yet.
STANDARD = Layout(
    name="Standard",
    as_at_style=Layout.AsAtStyle.DAY,
    as_at_line="As at {as_at}",
    tables=[
        {
            "heading": "",
            "rows": Rows.ALL,
            "grouping": Grouping.THEME,
            "columns": [
                {"key": "reference", "heading": "No.", "width": 24},
                {"key": "recommendation", "heading": "Recommendation", "width": 72},
                {"key": "progress", "heading": "Progress", "width": 70},
                {"key": "further_action", "heading": "Further action", "width": 41},
                {"key": "by_when", "heading": "By when", "width": 28},
                {"key": "owner", "heading": "Owner", "width": 34},
            ],
        }
    ],
)


@dataclass(frozen=True)
class Heading:
    """The layout, the number, the committee (None: nobody has said which) and the meeting in
    words.
    """

    layout: Layout
    appendix: str
    committee: Committee | None
    meeting: str


def heading_of(appendix, plan) -> Heading:
    """As the appendix has it; its layout and number are the plan's usual ones where it has none."""
    usual = _usual(plan)
    return Heading(
        layout=appendix.layout or usual.layout,
        appendix=appendix.number or usual.appendix_number,
        committee=appendix.meeting.committee,
        meeting=appendix.meeting.in_words,
    )


def live_heading(plan, as_at: date) -> Heading:
    """From the plan's public draft for the day where there is one, else as the plan is usually
    reported: what is in preparation about what is exempt is nobody else's business.
    """
    usual = _usual(plan)
    draft = (
        Appendix.objects.drafts()
        .filter(plan=plan, as_at=as_at, audience=Appendix.Audience.PUBLIC)
        .select_related("meeting__committee")
        .order_by(F("supplement_to").asc(nulls_first=True), "pk")
        .first()
    )
    meeting = draft.meeting if draft else None
    committee = meeting.committee if meeting else usual.committee
    return Heading(
        layout=usual.layout,
        appendix=(draft and draft.number) or usual.appendix_number,
        committee=committee,
        meeting=meeting.in_words if meeting else "",
    )


def _usual(plan):
    usual = PlanLayout.objects.select_related("layout", "committee").filter(plan=plan).first()
    return usual or PlanLayout(plan=plan, layout=STANDARD)


def format_as_at(day: date, style: str) -> str:
    """The as-at date as the layout writes it: "May 2016" or "26 November 2012"."""
    return f"{day:%B %Y}" if style == Layout.AsAtStyle.MONTH else f"{day.day} {day:%B %Y}"


def with_as_at(words: str, layout: Layout, as_at: date) -> str:
    """Words of a layout with the date in its place."""
    return words.replace("{as_at}", format_as_at(as_at, layout.as_at_style))
