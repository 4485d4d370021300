from reports.models.appendix import Appendix, Publication
from reports.models.attendance import Attendance, Candidate
from reports.models.committee import Committee, Meeting
from reports.models.covering_report import (
    CoveringReport,
    Numbering,
    ReportAttachment,
    ReportPublication,
    ReportTemplate,
    SectionKind,
)
from reports.models.decision import MeetingDecision
from reports.models.kept_counts import KeptCounts, KeptRate, KeptSum
from reports.models.layout import Layout, PlanLayout
from reports.models.printing import KeptAnswer, KeptPart, KeptPrint, PrintRequest, Renderer

__all__ = [
    "Appendix",
    "Attendance",
    "Candidate",
    "Committee",
    "CoveringReport",
    "KeptAnswer",
    "KeptCounts",
    "KeptPart",
    "KeptPrint",
    "KeptRate",
    "KeptSum",
    "Layout",
    "Meeting",
    "MeetingDecision",
    "Numbering",
    "PlanLayout",
    "PrintRequest",
    "Publication",
    "Renderer",
    "ReportAttachment",
    "ReportPublication",
    "ReportTemplate",
    "SectionKind",
]
