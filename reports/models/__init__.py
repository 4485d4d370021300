from reports.models.appendix import Appendix, Publication
from reports.models.committee import Committee, Meeting
from reports.models.decision import MeetingDecision
from reports.models.layout import Layout, PlanLayout

__all__ = [
    "Appendix",
    "Committee",
    "Layout",
    "Meeting",
    "MeetingDecision",
    "PlanLayout",
    "Publication",
]
