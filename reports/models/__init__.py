from reports.models.appendix import Appendix, Publication
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
from reports.models.layout import Layout, PlanLayout

__all__ = [
    "Appendix",
    "Committee",
    "CoveringReport",
    "Layout",
    "Meeting",
    "MeetingDecision",
    "Numbering",
    "PlanLayout",
    "Publication",
    "ReportAttachment",
    "ReportPublication",
    "ReportTemplate",
    "SectionKind",
]
